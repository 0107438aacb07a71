"""When a text came out and under which symbol: what the lines around it print."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader.model import Span
from loader.structure.openers import SYMBOL
from loader.structure.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from loader.dates import DateReader

NUMBERED: Final = re.compile(r"(?P<number>\d{1,3}/\d{1,3})\. +(?=\S)")
# How resolutions are called, and what their number is as a symbol.
CALLED: Final = (
    ("S/RES/", re.compile(r"R[eé]solution (?P<number>\d{1,4} \(\d{4}\))", re.IGNORECASE)),
    ("A/RES/", re.compile(r"\br[eé]solution (?P<number>\d{1,3}/\d{1,3})$", re.IGNORECASE)),
)
COLUMNS: Final = re.compile(r" {2,}")
NATIONS: Final = re.compile(r"united nations|nations unies", re.IGNORECASE)
# Words that a title may have beside the symbol it is nothing else than.
BESIDE: Final = len("General Assembly resolution ")
CALLED_LENGTH: Final = 50
LINE: Final = re.compile(r"\S[^\n]*")
DAY: Final = len("2018-11-12")
# A place, an article, a day of the week before a date: Paris, le lundi 12 novembre.
BEFORE: Final = re.compile(
    r"(?:[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){0,3}, ?)?(?:(?:le|on|the) ?)?(?:[A-Za-zÀ-ÿ]{3,9},?)?"
)
DATED_LENGTH: Final = 160
DATED_WORDS: Final = 8
AFTER_WORDS: Final = 4


def columns(text: str, span: Span) -> list[str]:
    """Return the parts of a masthead that stand beside or below each other."""
    flattened = text[span.start : span.end].replace("\n", "  ")
    return [one for one in COLUMNS.split(flattened) if one]


def is_masthead(text: str, span: Span) -> bool:
    """Tell a line of which every column belongs to a masthead."""
    pieces = columns(text, span)
    known = words()
    return len(pieces) > 1 and all(
        known.line_is(one, "masthead", "page") or SYMBOL.fullmatch(one) for one in pieces
    )


def symbol_in(text: str, span: Span) -> str:
    """Return the symbol that stands alone in a column or after "United Nations"."""
    for piece in columns(text, span):
        found = SYMBOL.search(piece)
        before = piece[: found.start()].strip() if found else "-"
        if found and found.end() == len(piece) and (not before or NATIONS.fullmatch(before)):
            return found[0].rstrip("*")
    return ""


def symbol_of_title(line: str) -> str:
    """Return the number in a title as a symbol: 73/27. Developments, Resolution A/RES/73/27."""
    numbered, symbol = NUMBERED.match(line), SYMBOL.search(line)
    if numbered:
        return f"A/RES/{numbered['number']}"
    if symbol and len(line) - len(symbol[0]) <= BESIDE:
        return symbol[0].rstrip("*")
    for body, pattern in CALLED:
        called = pattern.search(line)
        if called and len(line) < CALLED_LENGTH:
            return f"{body}{called['number']}"
    return ""


def is_date(text: str, span: Span, dates: Sequence[DateReader]) -> bool:
    """Tell a line that is a date and nothing else."""
    return span.end - span.start < DATED_LENGTH and any(
        one == span for reader in dates for one, _ in reader.find(text, span.start, span.end)
    )


def is_numbered(text: str, span: Span, dates: Sequence[DateReader]) -> bool:
    """Tell lines that are symbols and dates, one below the other."""
    lines = list(lines_of(text, [span])) if span.end - span.start < DATED_LENGTH else []
    marked = [bool(SYMBOL.fullmatch(text, one.start, one.end)) for one in lines]
    return any(marked) and all(
        mark or is_date(text, one, dates) for mark, one in zip(marked, lines, strict=True)
    )


def is_dated(text: str, span: Span, dates: Sequence[DateReader]) -> bool:
    """Tell a line that gives a date and little else: it alone, a place, a word before it."""
    words_of = text[span.start : span.end]
    sentence = words_of.endswith(".") and len(words_of.split()) > DATED_WORDS
    if len(words_of) > DATED_LENGTH or sentence or words_of.endswith((",", ";")):
        return False
    told = words().starts_with(words_of, "published", "adopted", "distributed")
    for reader in dates:
        for found, _ in reader.find(text, span.start, span.end):
            before = text[span.start : found.start].strip()
            after = text[found.end : span.end]
            bare = BEFORE.fullmatch(before) and not words_of.endswith(".")
            if told or (bare and len(after.split()) <= AFTER_WORDS and "." not in after):
                return True
    return False


def issued(
    text: str, lines: Iterable[Span], below: Iterable[Span], dates: Sequence[DateReader]
) -> tuple[str, Span | None]:
    """Return the date of a text: one that a line calls so before one that stands alone."""
    head = list(lines_of(text, lines))
    known = words()
    told = [one for one in head if _tells(text, one, "published", "adopted", "distributed")]
    plain = [one for one in head if not known.line_is(_words(text, one), "apparatus")]
    signed = [one for one in lines_of(text, below) if _tells(text, one, "published", "adopted")]
    for line in (*told, *plain, *signed):
        for reader in dates:
            for span, iso in reader.find(text, line.start, line.end):
                if len(iso) == DAY or line in told or span == line:
                    return iso, span
    return "", None


def _words(text: str, span: Span) -> str:
    return text[span.start : min(span.end, span.start + 2 * DATED_LENGTH)]


def _tells(text: str, span: Span, *kinds: str) -> bool:
    short = span.end - span.start <= 2 * DATED_LENGTH
    return short and words().starts_with(_words(text, span), *kinds)


def lines_of(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the lines of some stretches, each by itself."""
    for span in spans:
        for line in LINE.finditer(text, span.start, span.end):
            yield Span(line.start(), line.start() + len(line[0].rstrip()))
