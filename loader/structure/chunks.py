"""The pieces that a document is sorted into: lines first, then chunks with a kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from loader.model import Span

# What is known of a chunk; "" is prose or a heading, to be told by what stands around it.
ChunkKind = Literal[
    "", "title", "head", "heading", "paragraph", "item", "note", "entry", "aside", "rule", "tail"
]


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the white space around it; `gap` tells that a blank line comes before."""

    start: int
    end: int
    indent: int
    gap: bool


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of text that is one thing; a note's `label` is as printed, `text` behind it."""

    kind: ChunkKind
    span: Span
    label: str = ""
    given: bool = False


def flat(text: str, span: Span) -> str:
    """Return a span's words with single blanks between."""
    return " ".join(text[span.start : span.end].split())
