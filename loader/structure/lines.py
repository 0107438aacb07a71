"""Plain text as lines, and lines as chunks: paragraphs, however they are wrapped and parted.

A paragraph may be one line, several wrapped lines, or a line with an indent. Whether a break
was made by wrapping is told by width: the next word would not have fitted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from loader.model import Span
from loader.structure import people
from loader.structure.asides import asides
from loader.structure.chunks import Chunk, Line
from loader.structure.openers import opens_strongly
from loader.structure.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loader.structure.chunks import ChunkKind

# Nobody wraps by hand at more than this.
WIDEST: Final = 140
NARROWEST: Final = 30
# Of a wrapped text's lines this share is full, and few full ones happen to end a sentence.
FULL: Final = 0.3
DATED: Final = re.compile(
    r"(?:[A-Za-zÀ-ÿ]{2,12},? )?\d{1,2}(?:st|nd|rd|th|er)? [A-Za-zÀ-ÿ]{3,9}\.?,? \d{4}"
    r"|[A-Z][a-zà-ÿ]{2,9}\.? \d{1,2},? \d{4}|\d{1,2}[./]\d{1,2}[./]\d{4}|\d{4}-\d\d-\d\d"
)
ENDED: Final = re.compile(r"[.!?…:;][’”\"'»)\]\d¹²³⁰⁴-⁹*]*$")
STOPPED: Final = re.compile(r"[.!?…][’”\"'»)\]\d¹²³⁰⁴-⁹*]*$")
HANGING: Final = frozenset(
    [
        "of",
        "the",
        "a",
        "an",
        "and",
        "or",
        "for",
        "in",
        "on",
        "to",
        "with",
        "by",
        "from",
        "at",
        "as",
        "its",
        "de",
        "la",
        "le",
        "les",
        "des",
        "du",
        "et",
        "ou",
        "en",
        "à",
        "au",
        "aux",
        "sur",
        "pour",
        "par",
        "dans",
        "un",
        "une",
        "vs",
        "v.",
        "&",
    ]
)
LONG: Final = 60
NEAR: Final = 60
# A masthead ends within so many lines; its right column begins after so many blanks.
TOP: Final = 12
FAR_RIGHT: Final = 30
HEADING_WORDS: Final = 15


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: the width it is wrapped at, 0 if it is not."""

    width: int


def infer(text: str) -> list[Chunk]:
    """Return the chunks of a plain text in order; each has a kind if its look tells one."""
    found = list(_lines(text))
    kinds = asides(text, found)
    style = _style(text, found)
    return _mended(text, list(_chunks(text, found, kinds, style)))


def _lines(text: str) -> Iterator[Line]:
    """Yield the lines that have words, without the white space around them."""
    at, gap = 0, True
    for row in text.split("\n"):
        stripped = row.strip()
        if stripped:
            indent = len(row) - len(row.lstrip())
            yield Line(at + indent, at + indent + len(stripped), indent, gap)
        gap = not stripped
        at += len(row) + 1


def _style(text: str, lines: Sequence[Line]) -> Style:
    pairs = [(a, b) for a, b in pairwise(lines) if not b.gap]
    if not pairs:
        return Style(0)
    lengths = sorted(a.indent + a.end - a.start for a, _ in pairs)
    short = [one for one in lengths if one <= WIDEST]
    if len(short) < 0.8 * len(lengths):
        return Style(0)
    width = short[-1 - len(short) // 50]
    full = [a for a, b in pairs if _full(text, a, b, width)]
    stopped = sum(bool(STOPPED.search(text, max(a.start, a.end - 8), a.end)) for a in full)
    wrapped = width >= NARROWEST and len(full) >= FULL * len(pairs) and stopped <= len(full) / 2
    return Style(width if wrapped else 0)


def _full(text: str, line: Line, after: Line, width: int) -> bool:
    """Tell whether the next line's first word would not have fitted on a line."""
    space = text.find(" ", after.start, min(after.end, after.start + width))
    word = (space if space >= 0 else after.end) - after.start
    return line.indent + line.end - line.start + 1 + word > width * 0.92


def _chunks(
    text: str, lines: Sequence[Line], kinds: Sequence[ChunkKind], style: Style
) -> Iterator[Chunk]:
    first = 0
    for at in range(1, len(lines) + 1):
        if at < len(lines) and not _breaks(text, lines, kinds, at, style):
            continue
        yield Chunk(kinds[first], Span(lines[first].start, lines[at - 1].end))
        first = at


def _breaks(
    text: str, lines: Sequence[Line], kinds: Sequence[ChunkKind], at: int, style: Style
) -> bool:
    """Tell whether a line begins a chunk of its own."""
    before, line = lines[at - 1], lines[at]
    if line.gap or kinds[at] or kinds[at - 1]:
        return True
    if at <= TOP and any(_in_columns(text, one) or _signs(text, one) for one in (before, line)):
        return True
    ended = bool(ENDED.search(text, max(before.start, before.end - 8), before.end))
    full = bool(style.width) and _full(text, before, line, style.width)
    if opens_strongly(text, line.start, line.end, after_end=ended or not full):
        return True
    if full:
        return ended and _indented(lines, at)
    return not _runs_on(text, before, line, ended=ended)


def _signs(text: str, line: Line) -> bool:
    """Tell a line near the top that says who wrote, or when."""
    if line.end - line.start > WIDEST:
        return False
    dated = DATED.fullmatch(text, line.start, line.end)
    return bool(dated or people.byline(text, Span(line.start, line.end)))


def _in_columns(text: str, line: Line) -> bool:
    """Tell a line of a masthead that is set left and right, or far right alone."""
    return line.indent > FAR_RIGHT or "    " in text[line.start : line.end]


def _indented(lines: Sequence[Line], at: int) -> bool:
    """Tell an indented first line: the lines before and after it begin further left."""
    line, before = lines[at], lines[at - 1]
    after = lines[at + 1] if at + 1 < len(lines) and not lines[at + 1].gap else None
    return line.indent > before.indent and (after is None or after.indent < line.indent)


def _runs_on(text: str, before: Line, line: Line, *, ended: bool) -> bool:
    """Tell a sentence or a title that goes on though its line would have had room."""
    last = text[max(before.start, before.end - 12) : before.end].rsplit(None, 1)[-1]
    if ended:
        return False
    if last.endswith(","):
        return not words().starts_with(text[line.start : line.start + NEAR], "preamble")
    long = len(text[before.start : before.end].split()) > HEADING_WORDS
    return text[line.start].islower() or long or last.casefold() in HANGING


def _mended(text: str, chunks: list[Chunk]) -> list[Chunk]:
    """Join a paragraph that a blank line broke in the midst of a sentence."""
    made: list[Chunk] = []
    for chunk in chunks:
        last = made[-1] if made else None
        if last and not last.kind and not chunk.kind and _torn(text, last.span, chunk.span):
            made[-1] = Chunk("", Span(last.span.start, chunk.span.end))
        else:
            made.append(chunk)
    return made


def _torn(text: str, before: Span, after: Span) -> bool:
    open_end = text[before.end - 1].isalpha() or text[before.end - 1] == "-"
    lower = text[after.start].islower() and not opens_strongly(
        text, after.start, after.end, after_end=True
    )
    return open_end and lower and before.end - before.start > LONG and not _is_short(text, after)


def _is_short(text: str, span: Span) -> bool:
    return words().line_is(text[span.start : span.end], "page", "navigation")
