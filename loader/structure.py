"""The layout of a plain-text document: title, date, author, paragraphs, sentences, notes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from loader import quotations
from loader.model import Document, Layout, Marker, Name, Passage, Problem, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from loader.dates import DateReader
    from loader.language import Language

NOTE: Final = re.compile(r"\[(\d{1,3})\]\s+")
MARKER: Final = re.compile(r"\[(\d{1,3})\]")
ADDRESS: Final = re.compile(r"<|https?://|www\.")
PUBLISHED: Final = re.compile(r"(?:published|posted|date|publié le)\s*:?\s", re.IGNORECASE)
BYLINE: Final = re.compile(r"(?:by|author:|par|auteur :)\s+(?P<name>\S.*)", re.IGNORECASE)
NAME: Final = re.compile(r"[A-ZÀ-Þ][\w’'-]+(?: (?:[A-ZÀ-Þ]\.|[a-z]{2,3}|[A-ZÀ-Þ][\w’'-]+)){1,3}")
# Never begun within a run of stops: a page of dots costs no more than a page of prose.
STOP: Final = re.compile(
    r"(?<![.!?…])[.!?…]+[’”\"'»)\]]*(?:\[\d{1,3}\])*(?=\s+[\[(‘“\"'«]*[A-ZÀ-Þ0-9])"
)
ABBREVIATION: Final = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|No|Nos|vs?|cf|i\.e|e\.g|para|paras|art|arts|pp?|vol|ed|eds|al"
    r"|Inc|Ltd|Co|Corp|Gen|Sen|Prof)|\b(?:[A-Z]\.)+[A-Z])\.$"
)
HEADING_WORDS: Final = 15
HEAD_LENGTH: Final = 120


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of a document, sorted into their parts."""

    head: tuple[Span, ...]
    body: tuple[Span, ...]
    notes: tuple[tuple[int, Span], ...]
    tail: tuple[Span, ...]


def layout(
    document: Document, languages: Mapping[str, Language], readers: Mapping[str, DateReader]
) -> tuple[Layout, list[Problem]]:
    """Return the document's parts and what in them could not be matched up.

    Both mappings go by language code and have "en" at least.
    """
    dates = readers["en"]
    text = document.text
    found = list(_blocks(text))
    blocks = _sort(text, _untitled(text, found), dates)
    title = _first_line(text, blocks.head[0])
    below = Span(title.end, blocks.head[0].end)
    head = (below, *blocks.head[1:])
    issued, issued_span = _issued(text, head, dates)
    author = _author(text, head + blocks.tail, title)
    numbers = {number for number, _ in blocks.notes}
    paragraphs = tuple(
        Passage("Paragraph", span, str(index), _markers(text, span, numbers), index)
        for index, span in enumerate(blocks.body, 1)
    )
    sentences = tuple(
        Passage("Sentence", span, "", _markers(text, span, numbers), paragraph.paragraph)
        for paragraph in paragraphs
        for span in split(text, paragraph.span)
    )
    notes = tuple(Passage("Note", span, str(number)) for number, span in blocks.notes)
    rest = (*head, *blocks.tail)
    made = Layout(title, issued, issued_span, author, paragraphs, sentences, notes, rest)
    return made, _problems(document, made)


def _blocks(text: str) -> Iterator[Span]:
    """Yield the runs of lines that have words, without the white space around them."""
    start = end = -1
    at = 0
    for line in text.split("\n"):
        words = line.strip()
        if words:
            first = at + line.index(words[0])
            start, end = (first if start < 0 else start), first + len(words)
        elif start >= 0:
            yield Span(start, end)
            start = -1
        at += len(line) + 1
    if start >= 0:
        yield Span(start, end)


def _untitled(text: str, blocks: list[Span]) -> list[Span]:
    """Put an empty title before the blocks of a text that begins with prose."""
    line = _first_line(text, blocks[0])
    words = text[line.start : line.end]
    prose = len(words.split()) > HEADING_WORDS * 2 or len(split(text, blocks[0])) > 1
    return [Span(blocks[0].start, blocks[0].start), *blocks] if prose else blocks


def split(text: str, paragraph: Span) -> list[Span]:
    """Return the sentences of a paragraph; a stop within quotation marks or brackets ends none."""
    guarded = _guarded(text, paragraph)
    cuts = [paragraph.start]
    for match in STOP.finditer(text, paragraph.start, paragraph.end):
        inside = any(span.start <= match.start() < span.end for span in guarded)
        near = max(paragraph.start, match.start() - 9)
        short = ABBREVIATION.search(text, near, match.start() + 1)
        if not inside and not (short and match.end() == match.start() + 1):
            cuts.append(match.end())
    cuts.append(paragraph.end)
    return [
        Span(start + len(text[start:end]) - len(text[start:end].lstrip()), end)
        for start, end in pairwise(cuts)
        if text[start:end].strip()
    ]


def _guarded(text: str, paragraph: Span) -> list[Span]:
    quoted, _ = quotations.find(text, paragraph.start, paragraph.end)
    brackets = re.finditer(r"\([^()]*\)", text[paragraph.start : paragraph.end])
    return [one.span for one in quoted] + [
        Span(paragraph.start + m.start(), paragraph.start + m.end()) for m in brackets
    ]


def _sort(text: str, blocks: list[Span], dates: DateReader) -> Blocks:
    first = _first_note(text, blocks)
    notes, tail = _notes(text, blocks[first:])
    start = 1
    while start < first and _is_head(text, blocks[start], blocks[0], dates):
        start += 1
    body = [span for span in blocks[start:first] if not _is_heading(text, span)]
    return Blocks(tuple(blocks[:start]), tuple(body), tuple(notes), tuple(tail))


def _first_note(text: str, blocks: Sequence[Span]) -> int:
    """Return where the notes begin: the last block that opens with the lowest note number."""
    opening = [(i, int(m[1])) for i, b in enumerate(blocks) if (m := NOTE.match(text, b.start))]
    lowest = min((number for _, number in opening), default=0)
    return max((i for i, number in opening if number == lowest), default=len(blocks))


def _notes(text: str, blocks: Sequence[Span]) -> tuple[list[tuple[int, Span]], list[Span]]:
    notes: list[tuple[int, Span]] = []
    for index, block in enumerate(blocks):
        opening = NOTE.match(text, block.start)
        if opening:
            notes.extend(_lines_as_notes(text, block))
        elif notes and ADDRESS.match(text, block.start):
            number, span = notes[-1]
            notes[-1] = (number, Span(span.start, block.end))
        else:
            return notes, list(blocks[index:])
    return notes, []


def _lines_as_notes(text: str, block: Span) -> Iterator[tuple[int, Span]]:
    """Yield the notes of a block; several may stand in it, one a line."""
    starts = list(re.finditer(r"(?m)^\[(\d{1,3})\]\s+", text[block.start : block.end]))
    for match, following in zip(starts, [*starts[1:], None], strict=True):
        end = block.start + following.start() if following else block.end
        start = block.start + match.start()
        yield int(match[1]), Span(start, start + len(text[start:end].rstrip()))


def _is_head(text: str, block: Span, title: Span, dates: DateReader) -> bool:
    """Tell a block above the text proper: the title again, a date, a byline or a lone name."""
    words = text[block.start : block.end]
    if words == text[title.start : title.end]:
        return True
    dated = any(found == block for found, _ in dates.find(text, block.start, block.end))
    told = PUBLISHED.match(words) or BYLINE.fullmatch(words) or NAME.fullmatch(words)
    return bool(dated or told) and len(words) < HEAD_LENGTH


def _is_heading(text: str, block: Span) -> bool:
    words = text[block.start : block.end].split()
    return len(words) <= HEADING_WORDS and not re.search(r"[.!?:…\]’”\"')]$", words[-1])


def _first_line(text: str, block: Span) -> Span:
    line = text[block.start : block.end].split("\n", 1)[0].rstrip()
    return Span(block.start, block.start + len(line))


def _issued(text: str, head: Sequence[Span], dates: DateReader) -> tuple[str, Span | None]:
    """Return the date that a line of the head gives, with or without a word before it."""
    for line in _lines(text, head):
        for span, iso in dates.find(text, line.start, line.end):
            if span == line or PUBLISHED.match(text, line.start):
                return iso, span
    return "", None


def _lines(text: str, blocks: Sequence[Span]) -> Iterator[Span]:
    for block in blocks:
        for line in re.finditer(r"[^\s][^\n]*", text[block.start : block.end]):
            start = block.start + line.start()
            yield Span(start, start + len(line[0].rstrip()))


def _author(text: str, blocks: Sequence[Span], title: Span) -> tuple[Name, ...]:
    words_of_title = text[title.start : title.end]
    for line in _lines(text, blocks):
        words = text[line.start : line.end]
        byline = BYLINE.fullmatch(words)
        name = byline["name"] if byline else words
        if NAME.fullmatch(name) and name not in words_of_title:
            start = line.start + words.index(name)
            return (Name(name, Span(start, start + len(name))),)
    return ()


def _markers(text: str, span: Span, numbers: set[int]) -> tuple[Marker, ...]:
    found = (m for m in MARKER.finditer(text, span.start, span.end) if int(m[1]) in numbers)
    return tuple(Marker(Span(m.start(), m.end()), int(m[1])) for m in found)


def _problems(document: Document, made: Layout) -> list[Problem]:
    problems = []
    marked = {marker.note for paragraph in made.paragraphs for marker in paragraph.markers}
    for note in made.notes:
        if int(note.number) not in marked:
            words = f"note {note.number} has no marker in the text"
            problems.append(
                Problem(document.slug, note.span.start, "warning", "unmarked-note", words)
            )
    return problems
