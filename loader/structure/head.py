"""What stands above the text proper: title, authors, symbol, and whose paper it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from loader.model import Name, Span
from loader.structure import imprint, people, title
from loader.structure.chunks import Chunk, flat
from loader.structure.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loader.dates import DateReader
    from loader.model import About

HEAD_LENGTH: Final = 300
FIELD_LENGTH: Final = 80
BYLINE_WORDS: Final = 12
# A head has no more chunks than this.
MOST: Final = 60


@dataclass(slots=True)
class Head:
    """What was found above the text; `body` is the index of its first chunk."""

    title: Span
    body: int = 0
    authors: list[Name] = field(default_factory=list)
    lines: list[Span] = field(default_factory=list)
    symbol: str = ""
    publisher: str = ""

    @property
    def titled(self) -> bool:
        """Whether a title was met."""
        return self.title.end > self.title.start


def find(text: str, chunks: Sequence[Chunk], about: About, dates: Sequence[DateReader]) -> Head:
    """Read the head of a document: it goes down to the first prose or heading."""
    head = Head(title=Span(chunks[0].span.start, chunks[0].span.start))
    for index, chunk in enumerate(chunks[:MOST]):
        head.body = index
        if chunk.kind in {"note", "entry"} or chunk.span.end - chunk.span.start > HEAD_LENGTH:
            return head
        follows = chunks[index + 1] if index + 1 < len(chunks) else None
        above = not head.titled and (
            title.is_periodical(text, chunk, follows) or title.is_letterhead(text, chunks, index)
        )
        if above:
            head.publisher = head.publisher or flat(text, chunk.span)
            head.lines.append(chunk.span)
        elif not head.titled and title.is_title(text, chunk, about, dates):
            _entitle(text, chunk.span, head)
        elif head.titled and title.goes_on(text, head.title, chunk):
            head.title = Span(head.title.start, chunk.span.end)
        elif chunk.kind in {"aside", "rule"} or _belongs(text, chunk, head, about, dates):
            _imprint(text, chunk.span, head)
        else:
            return head
        head.body = index + 1
    return head


def _entitle(text: str, span: Span, head: Head) -> None:
    """Keep a title, and the document's number if it is in it."""
    line = text[span.start : span.end]
    label = words().starts["title"].match(line) or imprint.NUMBERED.match(line)
    begin = span.start + (label.end() if label else 0)
    if begin > span.start:
        head.lines.append(Span(span.start, begin))
    head.symbol = head.symbol or imprint.symbol_of_title(line)
    head.title = Span(begin, span.end)


def _imprint(text: str, span: Span, head: Head) -> None:
    """Keep a line of the head, and what it says of symbol and publisher."""
    head.lines.append(span)
    head.symbol = head.symbol or imprint.symbol_in(text, span)
    if any(imprint.NATIONS.match(one) for one in imprint.columns(text, span)):
        head.publisher = "United Nations"


def _belongs(
    text: str, chunk: Chunk, head: Head, about: About, dates: Sequence[DateReader]
) -> bool:
    """Tell a chunk that belongs to the head; keep the authors it names."""
    span = chunk.span
    words_of = flat(text, span)
    known = words()
    if known.line_is(words_of, "notes", "references", "bibliography", "contents"):
        return False
    if known.line_is(words_of, "masthead", "apparatus", "navigation", "page", "volume"):
        return True
    names = people.byline(text, span) or _told(text, span, about)
    if not names and head.titled and chunk.kind != "heading":
        names = people.lone_names(text, span)
    head.authors += [one for one in names if one.words not in {two.words for two in head.authors}]
    return bool(
        names
        or words_of == flat(text, head.title)
        or imprint.is_masthead(text, span)
        or imprint.is_numbered(text, span, dates)
        or (head.titled and chunk.kind != "heading" and title.names_issuers(text, span))
        or imprint.symbol_in(text, span) == words_of.rstrip("*")
        or _is_credit(text, span, words_of, head)
        or imprint.is_dated(text, span, dates)
        or (not chunk.given and _is_field(words_of))
    )


def _is_field(words_of: str) -> bool:
    plain = len(words_of) < FIELD_LENGTH and not words_of.endswith((".", ";", "?"))
    return plain and bool(title.FIELD.match(words_of))


def _is_credit(text: str, span: Span, words_of: str, head: Head) -> bool:
    """Tell a line on who wrote: a byline of a body, where the author works."""
    count = len(words_of.split())
    if words_of.endswith("."):
        return False
    if words().starts_with(words_of, "byline"):
        return count <= BYLINE_WORDS
    below_title = head.titled and not text[head.title.end : span.start].strip()
    placed = words().affiliation.search(words_of) if head.authors or below_title else None
    return bool(placed) and count <= title.TITLE_WORDS


def _told(text: str, span: Span, about: About) -> list[Name]:
    """Return the authors whom the file names outside its text, where a line prints them."""
    line = text[span.start : span.end]
    found = [(line.find(one), one) for one in about.authors if one]
    return [
        Name(one, Span(span.start + at, span.start + at + len(one))) for at, one in found if at >= 0
    ]
