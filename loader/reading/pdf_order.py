"""The order in which a PDF's lines are read: columns, without running heads and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from loader.reading.pdf_page import Line

# Shares of a page: where running heads and feet stand, how much a column's line may overhang.
MARGIN: Final = 0.13
COLUMN_LINES: Final = 5
CROSSING: Final = 0.35
REPEATED: Final = 0.3
PAGE_NUMBER: Final = re.compile(
    r"[-–—|\s]{0,4}(?:page|p\.|seite|página)?\s{0,2}(?:\d{1,4}|[ivxl]{1,7})"
    r"(?:\s{0,2}(?:/|of|sur|de|von)\s{0,2}\d{1,4})?[-–—|\s.]{0,4}",
    re.IGNORECASE,
)
FIRST_NUMBER: Final = re.compile(r"\[?(\d{1,6})\b")
CHANGING: Final = re.compile(r"\d+|\b[ivxl]+\b")
LEADERS: Final = re.compile(r"(?:\.\s?){4,}\s*(?:\d{1,4}|[ivxl]{1,7})?\s*$|…{2,}\s*\d{1,4}\s*$")


def ordered(lines: list[Line], width: float, *, columned: bool = False) -> list[Line]:
    """Return a page's lines as they are read: down each column between those across both.

    Where the page before was `columned` a few lines beside others are a column too.
    """
    lines = sorted(lines, key=lambda one: (-one.base, one.left))
    middle = width / 2
    left = [one for one in lines if one.right < middle + width * 0.02]
    right = [one for one in lines if one.left > middle - width * 0.02]
    across = len(lines) - len(left) - len(right)
    fewest = 1 if columned else COLUMN_LINES
    if min(len(left), len(right)) < fewest or across > len(lines) * CROSSING:
        return _joined(lines)
    sides = {id(one): 1 for one in left} | {id(one): 2 for one in right}
    made: list[Line] = []
    columns: dict[int, list[Line]] = {1: [], 2: []}
    for one in lines:
        one.column = sides.get(id(one), 0)
        if one.column:
            columns[one.column].append(one)
        else:
            made += [*columns[1], *columns[2], one]
            columns = {1: [], 2: []}
    return _joined([*made, *columns[1], *columns[2]])


def _joined(lines: Iterable[Line]) -> list[Line]:
    """Put parts of one row together again that no column parts."""
    made: list[Line] = []
    for one in lines:
        last = made[-1] if made else None
        if last and last.column == one.column and abs(last.base - one.base) < one.size * 0.4:
            last.glyphs += one.glyphs
            last.settle()
        else:
            made.append(one)
    return made


def without_furniture(pages: Sequence[tuple[list[Line], float]]) -> list[list[Line]]:
    """Return pages without the lines that recur at their edges, page numbers, contents lines."""
    seen: Counter[tuple[str, int]] = Counter()
    for lines, height in pages:
        seen.update({_shape(one, lines) for one in lines if _at_edge(one, height)})
    least = max(2, len(pages) * REPEATED)
    return [
        [
            one
            for one in lines
            if not (_at_edge(one, height) and seen[_shape(one, lines)] >= least)
            and not (_at_edge(one, height) and _outermost(one, lines) and _is_number(one))
            and not LEADERS.search(one.words)
        ]
        for lines, height in pages
    ]


def _shape(line: Line, lines: Sequence[Line]) -> tuple[str, int]:
    """Return what makes a line the same as one at the edge of another page.

    Only in the outermost line do numbers change; one in front of it must be the page's, or
    the line may be a note.
    """
    words = line.words.lower()
    if not _outermost(line, lines):
        return words, 0
    first = FIRST_NUMBER.match(words)
    return CHANGING.sub("#", words), int(first[1]) - line.page if first else 0


def _at_edge(line: Line, height: float) -> bool:
    return not height * MARGIN < line.base < height * (1 - MARGIN)


def _outermost(line: Line, lines: Sequence[Line]) -> bool:
    bases = [one.base for one in lines]
    return min(abs(line.base - min(bases)), abs(line.base - max(bases))) < line.size * 0.4


def _is_number(line: Line) -> bool:
    return bool(PAGE_NUMBER.fullmatch(line.words))
