"""Notes and cited works among the pieces of any format, told by how they are printed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from loader.reading import pages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loader.reading.compose import Piece

OPENING: Final = re.compile(r"\[(\d{1,4}|[*†‡§]{1,3})\]\s*")
MARKER: Final = re.compile(r"\[(\d{1,4}|[*†‡§]{1,3})\]")
LISTED: Final = re.compile(r"\(?(?P<number>\d{1,4})[.)]{0,2}\s+(?P<words>\S.*)", re.DOTALL)
ADDRESS: Final = re.compile(r"<?(?:https?://|www\.)|<[\w-]+\.", re.IGNORECASE)
# What a list prints before an item, or a writer before a paragraph.
NUMBER: Final = re.compile(
    r"(?P<number>\((?:\d{1,3}|[a-z]{1,2}|[ivxlc]{1,6})\)|\d{1,3}[.)]|[a-z][.)]|[ivxl]{1,6}[.)])\s+"
)


def sort_out(pieces: Sequence[Piece]) -> list[Piece]:
    """Return pieces with typed notes and cited works named as such, bare headings left out."""
    found = _contentless(_entries(_typed(list(pieces))))
    return [_numbered(one) for one in found]


def _typed(pieces: list[Piece]) -> list[Piece]:
    """Name the blocks that open with a marker which the prose before them has."""
    marked: set[str] = set()
    made: list[Piece] = []
    for one in pieces:
        opening = OPENING.match(one.words) if one.kind in ("paragraph", "item") else None
        if opening and opening[1] in marked and not one.number:
            words = one.words[opening.end() :]
            made.append(replace(one, kind="note", number=opening[1], words=words))
            continue
        if one.kind != "note":
            start = opening.end() if opening else 0
            marked.update(m[1] for m in MARKER.finditer(one.words, start))
        made.append(one)
    return _continued(_listed(made, marked))


def _listed(pieces: list[Piece], marked: set[str]) -> list[Piece]:
    """Name the numbered blocks below a heading such as Notes whose numbers the prose has."""
    made: list[Piece] = []
    inside = False
    for one in pieces:
        if one.kind == "heading":
            inside = pages.is_heading("note_headings", one.words)
        listed = inside and one.kind in ("item", "paragraph", "entry")
        opening = LISTED.match(f"{one.number} {one.words}".lstrip()) if listed else None
        if opening and opening["number"] in marked:
            words = opening["words"]
            made.append(replace(one, kind="note", number=opening["number"], words=words, level=0))
        else:
            made.append(one)
    return made


def _continued(pieces: list[Piece]) -> list[Piece]:
    """Join to a note the address that stands alone in the next block."""
    made: list[Piece] = []
    for one in pieces:
        if (
            made
            and made[-1].kind == "note"
            and one.kind == "paragraph"
            and ADDRESS.match(one.words)
        ):
            made[-1] = replace(made[-1], words=f"{made[-1].words} {one.words}")
        else:
            made.append(one)
    return made


def _entries(pieces: list[Piece]) -> list[Piece]:
    """Name what stands below a heading such as Bibliography, up to the next heading."""
    made: list[Piece] = []
    inside = 0
    for one in pieces:
        if one.kind == "heading":
            inside = one.level or 1 if pages.is_heading("bibliography_headings", one.words) else 0
        entry = inside and one.kind in ("item", "paragraph")
        made.append(replace(one, kind="entry", number="") if entry else one)
    return made


def _contentless(pieces: list[Piece]) -> list[Piece]:
    """Leave out contents lists with their heading, and headings above nothing but notes."""
    made: list[Piece] = []
    for index, one in enumerate(pieces):
        if one.kind == "heading" and _is_bare(pieces, index):
            continue
        made.append(one)
    return made


def _is_bare(pieces: list[Piece], index: int) -> bool:
    """Tell whether a heading of notes or contents has no prose below it, only notes or nothing."""
    words = pieces[index].words
    if not any(pages.is_heading(one, words) for one in ("note_headings", "contents_headings")):
        return False
    following = pieces[index + 1].kind if index + 1 < len(pieces) else "note"
    return following in ("note", "heading", "title")


def _numbered(piece: Piece) -> Piece:
    """Give an item the number that its words begin with, in place of the list's own."""
    found = NUMBER.match(piece.words) if piece.kind == "item" else None
    if not found:
        return piece
    return replace(piece, number=found["number"], words=piece.words[found.end() :])
