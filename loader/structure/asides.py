"""Lines of plain text that are no prose: running heads, page numbers, contents, tables, rules."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from loader.structure.openers import LABELS, LETTERED, SYMBOL, numbered_at
from loader.structure.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loader.structure.chunks import ChunkKind, Line

LEADERS: Final = re.compile(r"(?:\.{4,}|…{2,}|(?:\. ){3,}\.?|_{4,}) *(?:\d{1,4}|[ivxl]{1,6})?\s*$")
PAGED: Final = re.compile(r"\s(?:\d{1,4}|[ivxl]{1,6})$")
CELLS: Final = re.compile(r"\S {3,}(?=\S)|\S ?\|(?=.)")
DIGITS: Final = re.compile(r"\d+")
OFTEN: Final = 3
SHORT: Final = 90
ENTRY_WORDS: Final = 15
# Without a page number, more words than this are a line of prose.
BARE_ENTRY_WORDS: Final = 8
CAPTION_WORDS: Final = 45
TOP: Final = 3
# What numbers a text's own divisions, and so is alike but for its number.
DIVISIONS: Final = ("article", "principle", "chapter")


def asides(text: str, lines: Sequence[Line]) -> list[ChunkKind]:
    """Return each line's kind: aside or rule where it is no prose, else nothing."""
    often = _often(text, lines)
    kinds: list[ChunkKind] = ["" for _ in lines]
    for at, line in enumerate(lines):
        kinds[at] = _kind(text, lines, at, text[line.start : min(line.end, line.start + 401)])
        if at >= TOP and not kinds[at] and _key(text, line) in often:
            kinds[at] = "aside"
    _mark_contents(text, lines, kinds)
    _mark_tables(text, lines, kinds)
    return kinds


def _kind(text: str, lines: Sequence[Line], at: int, words_of: str) -> ChunkKind:
    if not any(char.isalnum() for char in words_of):
        return "rule"
    if len(words_of) > 400:
        return ""
    if LEADERS.search(words_of):
        return "aside"
    known = words()
    if _alone(lines, at) and (words_of.isdecimal() or known.line_is(words_of, "caption")):
        number = words_of.isdecimal() and len(words_of) <= 4
        caption = not words_of.isdecimal() and len(words_of.split()) <= CAPTION_WORDS
        return "aside" if number or caption else ""
    return "aside" if known.line_is(words_of, "page") or SYMBOL.fullmatch(words_of) else ""


def _alone(lines: Sequence[Line], at: int) -> bool:
    return lines[at].gap and (at + 1 >= len(lines) or lines[at + 1].gap)


def _key(text: str, line: Line) -> str:
    """Return a line's words with every number alike, empty if it can't be a running head."""
    if line.end - line.start > SHORT or text[line.end - 1] in ".;:,!?…":
        return ""
    for _, pattern in LABELS[:6]:
        if pattern.match(text, line.start, line.end):
            return ""
    starts = words().starts
    if any(starts[name].match(text, line.start, line.end) for name in DIVISIONS):
        return ""
    if LETTERED.match(text, line.start, line.end) or numbered_at(text, line.start, line.end):
        return ""
    return DIGITS.sub("0", text[line.start : line.end]).casefold()


def _often(text: str, lines: Sequence[Line]) -> frozenset[str]:
    counts = Counter(_key(text, line) for line in lines)
    return frozenset(key for key, times in counts.items() if key and times >= OFTEN)


def _mark_contents(text: str, lines: Sequence[Line], kinds: list[ChunkKind]) -> None:
    """Mark a table of contents: from its heading until its first entry comes again."""
    seen: set[str] | None = None
    for at, line in enumerate(lines):
        words_of = text[line.start : min(line.end, line.start + 401)]
        if seen is None:
            if words().line_is(words_of, "contents"):
                kinds[at], seen = "aside", set()
            continue
        entry = _entry(words_of)
        over = not entry or (entry in seen and not LEADERS.search(words_of))
        if over:
            seen = None
        else:
            seen.add(entry)
            kinds[at] = "aside"


def _entry(words_of: str) -> str:
    """Return an entry of contents without its page, or nothing if it can't be one."""
    bare = PAGED.sub("", LEADERS.sub("", words_of)).strip()
    most = BARE_ENTRY_WORDS if len(bare) == len(words_of) else ENTRY_WORDS
    entry = len(bare.split()) <= most and not bare.endswith((".", ";", ":", ","))
    return bare.casefold() if entry or LEADERS.search(words_of) else ""


def _mark_tables(text: str, lines: Sequence[Line], kinds: list[ChunkKind]) -> None:
    """Mark rows of cells; one alone may be prose that was set flush."""
    rows = [
        line.end - line.start <= 400 and len(CELLS.findall(text[line.start : line.end])) >= 2
        for line in lines
    ]
    for at, row in enumerate(rows):
        beside = (at > 0 and rows[at - 1]) or (at + 1 < len(rows) and rows[at + 1])
        if row and beside and not kinds[at]:
            kinds[at] = "aside"
