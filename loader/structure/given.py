"""Chunks from the blocks that a document's format tells apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from loader.model import Span
from loader.structure.chunks import Chunk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loader.model import BlockKind, Document
    from loader.structure.chunks import ChunkKind

# A paragraph may still be a heading or a numbered item, as in plain text.
KINDS: Final[Mapping[BlockKind, ChunkKind]] = {
    "title": "title", "heading": "heading", "item": "item", "note": "note", "entry": "entry",
    "aside": "aside", "paragraph": "",
}  # fmt: skip


def chunks(document: Document) -> list[Chunk]:
    """Return the blocks that the format tells as chunks; what lies between them is aside."""
    made: list[Chunk] = []
    at = 0
    for block in sorted(document.blocks, key=lambda one: one.span):
        span = _trimmed(document.text, Span(max(at, block.span.start), block.span.end))
        if span.end <= span.start:
            continue
        made += _between(document.text, at, span.start)
        label = block.number.strip("[]^") if block.kind == "note" else ""
        made.append(Chunk(KINDS[block.kind], span, label, given=True))
        at = span.end
    return made + _between(document.text, at, len(document.text))


def _between(text: str, start: int, end: int) -> list[Chunk]:
    span = _trimmed(text, Span(start, end))
    return [Chunk("aside", span, given=True)] if span.end > span.start else []


def _trimmed(text: str, span: Span) -> Span:
    words_of = text[span.start : span.end]
    start = span.start + len(words_of) - len(words_of.lstrip())
    return Span(start, max(start, span.start + len(words_of.rstrip())))
