"""The order in which a document is taken apart, and the layout that comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loader.model import Layout, Passage, Problem, Span
from loader.structure import (
    genre,
    given,
    head,
    imprint,
    lines,
    markers,
    notes,
    parts,
    people,
    prose,
    tongues,
)
from loader.structure.chunks import Chunk
from loader.structure.sentences import split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from loader.dates import DateReader
    from loader.language import Language
    from loader.model import Document, Name, Part
    from loader.structure.head import Head
    from loader.structure.markers import Noted
    from loader.structure.parts import Segment

# So many chunks at the end may say when and where a text was signed, or by whom.
ENDING = 6


@dataclass(frozen=True, slots=True)
class Prose:
    """The paragraphs that can be read, their sentences, and what is in languages unread."""

    paragraphs: tuple[Passage, ...]
    sentences: tuple[Passage, ...]
    unread: tuple[tuple[str, Span], ...]


def layout(
    document: Document, languages: Mapping[str, Language], readers: Mapping[str, DateReader]
) -> tuple[Layout, list[Problem]]:
    """Return the document's parts and what in them could not be matched up.

    Both mappings go by language code and have "en" at least. A passage in another language
    goes to the rest, and a warning tells so.
    """
    text = document.text
    chunks = given.chunks(document) if document.blocks else lines.infer(text)
    if not chunks:
        return Layout(Span(0, 0), "", None, (), (), (), ()), []
    found = [tongues.votes(text, one.span) for one in chunks]
    language = tongues.of_document(found, document.about.language)
    dates = _dates(readers, language)
    top = head.find(text, chunks, document.about, dates)
    body = prose.sort(text, notes.sort(text, chunks, top.body), top.body)
    return _assembled(document, top, body, language, languages, dates)


def _dates(readers: Mapping[str, DateReader], language: str) -> list[DateReader]:
    """Return the readers of dates, the document's language's first."""
    return sorted(readers.values(), key=lambda one: one is not readers.get(language))


def _assembled(
    document: Document, top: Head, body: Sequence[Chunk], language: str,
    languages: Mapping[str, Language], dates: Sequence[DateReader],
) -> tuple[Layout, list[Problem]]:  # fmt: skip
    text, about = document.text, document.about
    noted = _of(body, "note")
    above = [top.title, *top.lines]
    running = [one for one in body if one.kind not in {"note", "entry", "aside"}]
    marked = markers.match(text, [*above, *(one.span for one in running)], noted)
    found, segments = parts.find(text, body, preamble=prose.has_preamble(text, body))
    read = _prose(text, body, segments, marked, language, languages)
    top.authors = top.authors or _authors_below(text, body, top)
    issued, issued_span = imprint.issued(text, top.lines, _ending(body), dates)
    unread = [span for _, span in read.unread]
    made = Layout(
        title=top.title,
        issued=issued or about.issued,
        issued_span=issued_span,
        authors=tuple(top.authors),
        paragraphs=read.paragraphs,
        sentences=read.sentences,
        notes=tuple(
            Passage("Note", one.span, one.label or str(number), note=number, language=language)
            for one, number in zip(noted, marked.ids, strict=True)
        ),
        rest=tuple(sorted([*top.lines, *unread, *_spans(body, "tail", "aside", "rule")])),
        entries=tuple(Passage("Entry", span) for span in _spans(body, "entry")),
        headings=tuple(_spans(body, "heading")),
        parts=tuple(_kept(found)),
        symbol=top.symbol,
        publisher=about.publisher or top.publisher,
        language=language,
        genre=genre.of(genre.signs(text, top, found, read.sentences)),
    )
    return made, [*_problems(document, made, marked), *_unread(document, read)]


def _of(body: Sequence[Chunk], *kinds: str) -> list[Chunk]:
    return [one for one in body if one.kind in kinds]


def _spans(body: Sequence[Chunk], *kinds: str) -> list[Span]:
    return [one.span for one in _of(body, *kinds)]


def _ending(body: Sequence[Chunk]) -> list[Span]:
    """Return what may say at the end when a text was signed, the last first."""
    return _spans(body[-ENDING:], "tail", "paragraph", "aside", "heading")[::-1]


def _kept(found: Sequence[Part]) -> Sequence[Part]:
    return sorted(found, key=lambda one: (one.span.start, -one.span.end))


def _prose(
    text: str, body: Sequence[Chunk], segments: Mapping[Span, list[Segment]], marked: Noted,
    language: str, languages: Mapping[str, Language],
) -> Prose:  # fmt: skip
    """Return the paragraphs with their languages, and their sentences without their numbers."""
    spans = [one.span for one in body if one.kind in {"paragraph", "item"}]
    codes = tongues.of_each([tongues.votes(text, span) for span in spans], language)
    ends = {one.span.start: one.span.end for one in marked.markers}
    paragraphs: list[Passage] = []
    sentences: list[Passage] = []
    unread: list[tuple[str, Span]] = []
    for span, code in zip(spans, codes, strict=True):
        if code not in languages:
            unread.append((code, span))
            continue
        number = len(paragraphs) + 1
        own = segments.get(span, [])
        part = own[0].part if own else ""
        found = marked.within(span)
        paragraphs.append(Passage("Paragraph", span, str(number), found, number, code, part))
        for segment in own:
            sentences += [
                Passage("Sentence", one, "", marked.within(one), number, code, segment.part)
                for one in split(text, segment.span, ends)
            ]
    return Prose(tuple(paragraphs), tuple(sentences), tuple(unread))


def _authors_below(text: str, body: Sequence[Chunk], top: Head) -> list[Name]:
    """Return the author that stands below the text, if none does above it."""
    title = text[top.title.start : top.title.end]
    for one in body:
        if one.kind != "tail":
            continue
        for line in imprint.lines_of(text, [one.span]):
            names = people.byline(text, line) or people.lone_names(text, line)
            if names and names[0].words not in title:
                return names
    return []


def _problems(document: Document, made: Layout, marked: Noted) -> list[Problem]:
    used = {one.note for one in marked.markers}
    problems = [
        Problem(
            document.slug, one.span.start, "warning", "unmarked-note",
            f"note {one.number} has no marker in the text",
        )
        for one in made.notes
        if one.note not in used
    ]  # fmt: skip
    problems += [
        Problem(
            document.slug, one.span.start, "warning", "unnoted-marker",
            f"the marker {one.label} has no note",
        )
        for one in marked.lost
    ]  # fmt: skip
    return problems


def _unread(document: Document, read: Prose) -> list[Problem]:
    first: dict[str, list[Span]] = {}
    for code, span in read.unread:
        first.setdefault(code, []).append(span)
    return [
        Problem(
            document.slug, spans[0].start, "warning", "unread-language",
            f"{len(spans)} paragraphs in {code!r} were not read: there are no rules for it",
        )
        for code, spans in first.items()
    ]  # fmt: skip
