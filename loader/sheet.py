"""Triples of one document's graph: the strokes that every part of the mapping draws with.

Evidence follows the Web Annotation model (https://www.w3.org/TR/annotation-model/): a target
with a TextPositionSelector and, for short phrases, a TextQuoteSelector.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Triple

from loader import vocabulary as v
from loader.model import SHORT_PHRASE

if TYPE_CHECKING:
    from loader.model import Document, Passage, Span

REACH: Final = 32


class Sheet:
    """The triples of one document, and the places in it that they rest on."""

    def __init__(self, document: Document, run: str, may_quote: str) -> None:
        """Take the document, the IRI of this run and how much of the text may be quoted."""
        self.text = document.text
        self.slug = document.slug
        self.document = v.entity("document", document.slug)
        self.run = run
        self.may_quote = may_quote
        self.triples: set[Triple] = set()
        self.places: dict[Span, str] = {}
        self.contexts: dict[Span, str] = {}
        self.turns: dict[str, dict[int, int]] = {}

    def add(self, subject: str, predicate: str, value: str) -> None:
        """Add a triple between two IRIs."""
        self.triples.add(Triple(NamedNode(subject), NamedNode(predicate), NamedNode(value)))

    def say(
        self, subject: str, predicate: str, words: str, kind: str = "string", language: str = ""
    ) -> None:
        """Add a triple with a literal, of an XML Schema type or in a language."""
        value = (
            Literal(words, language=language)
            if language
            else Literal(words, datatype=NamedNode(v.XSD + kind))
        )
        self.triples.add(Triple(NamedNode(subject), NamedNode(predicate), value))

    def a(self, subject: str, *types: str) -> None:
        """Give a thing its types: names of our own, or full IRIs."""
        for one in types:
            self.add(subject, v.RDF + "type", one if ":" in one else v.term(one))

    def concept(self, scheme: str, name: str) -> str:
        """Return the IRI of one of our concepts."""
        return v.entity(scheme, name)

    def words(self, span: Span) -> str:
        """Return the document's words in a span, as they are."""
        return self.text[span.start : span.end]

    def target(self, span: Span, kind: str = "place") -> str:
        """Return the IRI of a place in the document, described once."""
        if span in self.places:
            return self.places[span]
        iri = v.of_document(kind, self.slug, self.context(span))
        self.places[span] = iri
        selector = iri.replace(f"/{kind}/", "/selector/") + ".position"
        self.a(iri, v.OA + "SpecificResource", "Target")
        self.add(iri, v.OA + "hasSource", self.document)
        self.add(iri, v.OA + "hasSelector", selector)
        self.a(selector, v.OA + "TextPositionSelector", "Selector")
        self.say(selector, v.OA + "start", str(span.start), "nonNegativeInteger")
        self.say(selector, v.OA + "end", str(span.end), "nonNegativeInteger")
        words = self.words(span)
        self.say(iri, v.CN + "sha256", hashlib.sha256(words.encode()).hexdigest())
        if self._quotable(words):
            quote = iri.replace(f"/{kind}/", "/selector/") + ".quote"
            self.add(iri, v.OA + "hasSelector", quote)
            self.a(quote, v.OA + "TextQuoteSelector", "Selector")
            self.say(quote, v.OA + "exact", words)
        return iri

    def passage(self, one: Passage) -> tuple[str, str]:
        """Return the IRI and class of a passage; an entry of a bibliography is a note in a list."""
        kind = "Note" if one.kind == "Entry" else one.kind
        return v.of_document(kind.lower(), self.slug, self.context(one.span)), kind

    def _quotable(self, words: str) -> bool:
        limits = {"full": len(words), "short": SHORT_PHRASE, "none": 0}
        return len(words) <= limits.get(self.may_quote, SHORT_PHRASE)

    def context(self, span: Span) -> str:
        """Return what identifies a place by words: itself, a little around it, and its turn."""
        if span not in self.contexts:
            self.contexts[span] = self._find_context(span)
        return self.contexts[span]

    def _find_context(self, span: Span) -> str:
        words = self.words(span)
        start, end = max(0, span.start - REACH), span.end + REACH
        around = self.text[start:end]
        before, after = self.text[start : span.start], self.text[span.end : end]
        turn = self._turns(around)[start]
        return f"{words}\x1f{before}\x1f{after}" + (f"\x1f{turn}" if turn else "")

    def _turns(self, around: str) -> dict[int, int]:
        """Return where some words stand, each with how many of the same stand before it."""
        if around not in self.turns:
            places = []
            at = self.text.find(around)
            while at >= 0:
                places.append(at)
                at = self.text.find(around, at + 1)
            self.turns[around] = {place: turn for turn, place in enumerate(places)}
        return self.turns[around]

    def made(self, iri: str, *, reviewed: bool = False) -> None:
        """Say which run made a thing, from what, and whether a person stands behind it."""
        self.add(iri, v.PROV + "wasGeneratedBy", self.run)
        self.add(iri, v.PROV + "wasDerivedFrom", self.document)
        status = "reviewed" if reviewed else "machine"
        self.add(iri, v.CN + "reviewStatus", self.concept("review", status))
