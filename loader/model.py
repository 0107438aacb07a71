"""The plain values that travel through the loader; no behaviour but what types can't say.

Rules of this file: every value is frozen; offsets count Unicode code points of the
document's text, start inclusive, end exclusive; an IRI is a plain string here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    pass

Zone = Literal["title", "body", "note"]
# The most characters of a protected text that a label or a quote may carry.
SHORT_PHRASE: Final = 90
Severity = Literal["error", "warning"]
# What a block of text is, as far as a format or the layout tells. An entry is one of a
# bibliography; an aside is no prose: a table, code, contents, a running head.
BlockKind = Literal["title", "heading", "paragraph", "item", "note", "entry", "aside"]
Format = Literal["text", "markdown", "html", "pdf", "docx"]


class LoaderError(Exception):
    """The world is not as needed: a file or folder is missing or can't be read or written."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the document's text."""

    start: int
    end: int

    def __contains__(self, other: Span) -> bool:
        """Tell whether the other lies within this one."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """Something in a document that could not be read as it should be; an error leaves it out."""

    document: str
    where: int
    severity: Severity
    code: str
    message: str

    def __str__(self) -> str:
        """Return the problem as compilers print theirs."""
        return f"{self.document}:{self.where}: {self.severity}: {self.code}: {self.message}"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text whose kind the document's format tells; `number` as printed."""

    kind: BlockKind
    span: Span
    number: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class About:
    """What a file or page says of itself outside its prose: front matter, meta elements."""

    title: str = ""
    authors: tuple[str, ...] = ()
    issued: str = ""
    language: str = ""
    url: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """The text of one file, as decoded or extracted, and what identifies it.

    `sha256` is of the bytes read. `blocks` cover all prose where the format tells them
    apart; they are empty for plain text.
    """

    slug: str
    text: str
    sha256: str
    format: Format = "text"
    blocks: tuple[Block, ...] = ()
    about: About = About()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a sentence, a note or an entry of a bibliography.

    `markers` are the note markers inside it; `number` is printed; `part` is the number of the
    provision that it belongs to; `note` is what markers call a note, unique in the document.
    """

    kind: Literal["Paragraph", "Sentence", "Note", "Entry"]
    span: Span
    number: str = ""
    markers: tuple[Marker, ...] = ()
    paragraph: int = 0
    language: str = "en"
    part: str = ""
    note: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A numbered or named part of the document: 13(f), Article 3, Principle 4.

    `number` is without spaces, as provisions' IRIs want it (13f, 3, preamble-2); `printed` is
    as it stands; `parent` is the number of the part that holds it.
    """

    span: Span
    number: str
    printed: str
    unit: Literal["para", "article", "principle", "norm", "rule", "section"]
    parent: str = ""
    heading: str = ""
    preamble: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A name printed somewhere, such as an author's."""

    words: str
    span: Span


@dataclass(frozen=True, slots=True, order=True)
class Marker:
    """A footnote marker such as [7] in the main text; `note` is the number of its note."""

    span: Span
    note: int


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands where in a document; `rest` is what stands above and below the text proper.

    `genre` is what kind of text it is, as its form tells: a treaty, resolution or declaration
    states norms itself; in a position a state speaks of itself as "we".
    """

    title: Span
    issued: str
    issued_span: Span | None
    authors: tuple[Name, ...]
    paragraphs: tuple[Passage, ...]
    sentences: tuple[Passage, ...]
    notes: tuple[Passage, ...]
    rest: tuple[Span, ...] = ()
    entries: tuple[Passage, ...] = ()
    headings: tuple[Span, ...] = ()
    parts: tuple[Part, ...] = ()
    symbol: str = ""
    publisher: str = ""
    language: str = "en"
    genre: Literal["", "treaty", "resolution", "declaration", "report", "position"] = ""
