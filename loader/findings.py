"""What was found in a document: the plain values that the stages pass on.

Rules of this file are those of model.py: every value is frozen, an IRI is a plain string.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loader.model import Document, Layout, Problem, Span, Zone


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that names an entity; `inferred` ones stand for a pronoun and are not published."""

    span: Span
    entity: str
    zone: Zone = "body"
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words within quotation marks; the span excludes the marks."""

    span: Span
    nested: bool
    alterations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """One cited work in a note, in the text (`note` is 0) or in a bibliography, as printed.

    `quoted` tells a title in quotation marks from plain words; `cross` is the note that a
    "supra note" points to; `kind` is the class that the form tells (a treaty by its series);
    `called` is the short name that the reference defines; `series` is a treaty series, a
    case number or the like.
    """

    note: int
    span: Span
    form: Literal["full", "short", "ibid"]
    authors: tuple[str, ...] = ()
    title: str = ""
    venue: str = ""
    date: str = ""
    symbol: str = ""
    pinpoint: str = ""
    pinpoint_unit: str = ""
    url: str = ""
    truncated: bool = False
    accessed: str = ""
    volume: str = ""
    page: str = ""
    year: str = ""
    quoted: bool = False
    cross: int = 0
    where: Literal["note", "text", "entry"] = "note"
    kind: str = ""
    series: str = ""
    doi: str = ""
    edition: str = ""
    called: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference together with the work it was found to mean.

    `pinpoint` is the reference's own, or for a bare ibid. the one it repeats.
    """

    reference: Reference
    work: str
    minted: bool
    repeats: int | None = None
    pinpoint: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """An entity that the document itself brings into the graph.

    `quotes` tells a label made of the document's words from a name.
    """

    iri: str
    types: tuple[str, ...]
    label: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    literals: tuple[tuple[str, str, str], ...] = ()
    quotes: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple as the document puts it: with stance, the passage it stands in and its cue.

    `object` is an IRI unless `datatype` names the type of a literal.
    """

    subject: str
    predicate: str
    object: str
    stance: str
    passage: Span
    cue: Span
    rule: str
    confidence: str
    datatype: str = ""
    according_to: str = ""
    concerns: str = ""
    notes: tuple[int, ...] = ()
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation with what was found out about it."""

    quotation: Quotation
    source: str = ""
    note: int | None = None
    states: str = ""
    sentence: Span | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the loader understood of one document.

    `instrument` is the one that the document is the text of, if it is; its `provisions` go by the
    number of their part. `creators` are the document's authors.
    """

    document: Document
    layout: Layout
    mentions: tuple[Mention, ...] = ()
    citations: tuple[Citation, ...] = ()
    quotations: tuple[Quoted, ...] = ()
    statements: tuple[Statement, ...] = ()
    nodes: tuple[Node, ...] = ()
    pinpoints: Mapping[Reference, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = field(default=())
    instrument: str = ""
    provisions: Mapping[str, str] = field(default_factory=dict)
    creators: tuple[str, ...] = ()
