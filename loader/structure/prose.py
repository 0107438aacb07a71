"""Prose told from headings, and what stands below the notes from the text proper."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from loader.structure.chunks import Chunk, flat
from loader.structure.openers import BULLET, LETTERED, numbered_at
from loader.structure.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loader.structure.chunks import ChunkKind

HEADING_WORDS: Final = 15
SHOUTED_WORDS: Final = 30
CLOSED: Final = re.compile(r"[.!?:;,…\]’”\"')»][*†]?$")
PROSE_WORDS: Final = 8
CLAUSES: Final = 2


def sort(text: str, chunks: Sequence[Chunk], first: int) -> list[Chunk]:
    """Return the chunks from `first` on, each with its kind: heading, paragraph, tail."""
    last_note = max((i for i, one in enumerate(chunks) if one.kind == "note"), default=-1)
    amid = _amid(chunks, first, last_note)
    made: list[Chunk] = []
    for index in range(first, len(chunks)):
        chunk = chunks[index]
        if chunk.kind not in {"", "title", "item"}:
            made.append(chunk)
            continue
        below = last_note >= 0 and index > last_note and not amid
        kind = _kind(text, chunks, index)
        told = _below(text, chunk, kind, made) if below else kind
        made.append(replace(chunk, kind=told))
    return made


def _amid(chunks: Sequence[Chunk], first: int, last_note: int) -> bool:
    """Tell whether notes stand amid the text, at the feet of its pages."""
    kinds = [one.kind for one in chunks[first : last_note + 1]]
    if "note" not in kinds:
        return False
    return any(kind in {"", "item"} for kind in kinds[kinds.index("note") :])


def _below(text: str, chunk: Chunk, kind: ChunkKind, made: Sequence[Chunk]) -> ChunkKind:
    """Return what a chunk below the notes is: prose only if a heading brings it in."""
    before = next((one for one in reversed(made) if one.kind not in {"aside", "rule"}), None)
    count = len(flat(text, chunk.span).split())
    if before and before.kind in {"paragraph", "item", "heading"}:
        return kind
    turned = bool(made) and made[-1].kind == "aside"
    if turned or numbered_at(text, chunk.span.start, chunk.span.end):
        return kind
    if kind == "heading" and words().starts["chapter"].match(text, chunk.span.start):
        return "heading"
    return kind if chunk.given and count >= PROSE_WORDS and kind == "item" else "tail"


def _kind(text: str, chunks: Sequence[Chunk], index: int) -> ChunkKind:
    """Tell a heading from a paragraph."""
    chunk = chunks[index]
    words_of = flat(text, chunk.span) if chunk.span.end - chunk.span.start < 400 else ""
    if chunk.kind in {"item", "title"}:
        return "item" if chunk.kind == "item" else "heading"
    if not words_of:
        return "paragraph"
    known = words()
    signed = known.line_is(words_of, "signature") and not words_of.endswith(".")
    if signed or known.line_is(words_of, "navigation"):
        return "aside"
    if LETTERED.match(words_of) or BULLET.match(words_of) or _in_list(text, chunks, index):
        return "item"
    return "heading" if _is_heading(words_of) else "paragraph"


def _is_heading(words_of: str) -> bool:
    """Tell a heading: few words that end in no stop, or are all in capitals."""
    count = len(words_of.split())
    if words_of.isupper() and count <= SHOUTED_WORDS:
        return not words_of.endswith((".", ";", ","))
    return count <= HEADING_WORDS and not CLOSED.search(words_of) and not words_of[0].islower()


def _in_list(text: str, chunks: Sequence[Chunk], index: int) -> bool:
    """Tell an item without a stop from a numbered heading: the next number is right beside it."""
    number = _listed(text, chunks[index])
    if number is None or CLOSED.search(text, chunks[index].span.end - 1, chunks[index].span.end):
        return False
    for other, step in ((index - 1, -1), (index + 1, 1)):
        if 0 <= other < len(chunks) and _listed(text, chunks[other]) == number + step:
            return True
    return False


def _listed(text: str, chunk: Chunk) -> int | None:
    found = numbered_at(text, chunk.span.start, chunk.span.end) if not chunk.kind else None
    return int(found["number"]) if found and found["number"].isdecimal() else None


def has_preamble(text: str, chunks: Sequence[Chunk]) -> bool:
    """Tell whether several clauses such as "Recalling …," stand before a number or an article."""
    clauses = 0
    known = words()
    for chunk in chunks:
        if chunk.kind not in {"paragraph", "item", "heading"}:
            continue
        near = text[chunk.span.start : chunk.span.start + 60]
        if numbered_at(text, chunk.span.start, chunk.span.end) or known.starts_with(
            near, "article"
        ):
            return clauses >= CLAUSES
        closed = text[chunk.span.end - 1] in ",;:"
        clauses += chunk.kind == "paragraph" and known.starts_with(near, "preamble") and closed
    return clauses >= CLAUSES
