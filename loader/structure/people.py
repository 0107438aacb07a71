"""Authors' names as they are printed above or below a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader.model import Name, Span
from loader.structure.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

GIVEN: Final = r"(?:[A-ZÀ-Þ][\w’'-]+|(?:[A-ZÀ-Þ]\.[ -]?){1,3})"
PARTICLE: Final = r"de|da|di|du|del|della|la|le|van|von|der|den|ter|bin|bint|al|el|dos|d['’]"
NAME: Final = re.compile(rf"{GIVEN} ?(?: ?(?:[A-ZÀ-Þ]\.|(?:{PARTICLE})|[A-ZÀ-Þ][\w’'-]+)){{1,4}}")
SIGNS: Final = re.compile(r"(?:\[\d{1,3}\]|[*†‡§⁰¹²³⁴-⁹]+|\(\w+\))+\s*$")
DATED: Final = re.compile(r"\d")
TAIL: Final = re.compile(
    r"\s*(?:[|·•,–—-]|\b(?:on|le|in|for|pour|dans|published|posted|updated|publié)\b)\s*$",
    re.IGNORECASE,
)


def is_name(words_of: str, *, lone: bool) -> bool:
    """Tell a person's name; one that stands alone must have no word that headings have."""
    if not NAME.fullmatch(words_of) or len(words_of) > 60:
        return False
    parts = [part for part in re.split(r"[ ]", words_of) if part]
    known = words()
    if any(part.casefold().strip(".") in known.strangers for part in parts if len(part) > 3):
        return False
    if known.affiliation.search(words_of):
        return False
    return not lone or not (
        any(known.endings.search(part) for part in parts) or (words_of.isupper())
    )


def byline(text: str, span: Span) -> list[Name]:
    """Return the names of a line that says who wrote: By A and B, Auteur : A."""
    line = text[span.start : span.end]
    found = words().starts["byline"].match(line)
    if not found:
        return []
    return list(_names(line, found.end(), span.start, lone=False))


def lone_names(text: str, span: Span) -> list[Name]:
    """Return the names of a line that has nothing but names, or a name and where it works."""
    line = text[span.start : span.end]
    if len(line) > 200 or line.endswith((".", ":", ";", "?", "!")):
        return []
    pieces = list(_pieces(line, 0))
    names = list(_names(line, 0, span.start, lone=True))
    if not names or not _first_is(pieces, line):
        return []
    others = len(pieces) - len(names)
    placed = bool(words().affiliation.search(line)) or "," in line or "(" in line
    return names if not others or placed else []


def _first_is(pieces: list[tuple[int, str]], line: str) -> bool:
    return bool(pieces) and is_name(pieces[0][1], lone=True) and bool(line)


def _names(line: str, start: int, offset: int, *, lone: bool) -> Iterator[Name]:
    """Yield the names of a list of people; it ends with the first piece that is none."""
    begun = False
    for at, piece in _pieces(line, start):
        if is_name(piece, lone=lone):
            begun = True
            yield Name(piece, Span(offset + at, offset + at + len(piece)))
        elif begun and not words().affiliation.search(piece):
            return


def _pieces(line: str, start: int) -> Iterator[tuple[int, str]]:
    """Yield the parts of a list with their places, without titles, note signs and dates."""
    at = start
    for joint in [*words().joints.finditer(line, start), None]:
        end = joint.start() if joint else len(line)
        title = words().titles.match(line, at, end)
        begin = title.end() if title else at
        piece = _bare(line[begin:end])
        if piece:
            yield begin + line[begin:end].index(piece), piece
        at = joint.end() if joint else end


def _bare(piece: str) -> str:
    digit = DATED.search(piece)
    piece = SIGNS.sub("", piece)
    if digit and DATED.search(piece):
        piece = _before_date(piece)
    return TAIL.sub("", piece.strip()).strip(" .,")


def _before_date(piece: str) -> str:
    """Return what stands before a date: Ada Marlow on January 3."""
    cut = re.search(r"\s+(?:on|le|in)\s+|\s+\(|\s+\d", piece)
    return piece[: cut.start()] if cut else piece
