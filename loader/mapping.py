"""A reading as triples in the words of the ontology: the document, its parts, what it names."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from loader import __version__
from loader import vocabulary as v
from loader.dates import datatype
from loader.mapping_citations import Citations
from loader.mapping_claims import claim, quotation
from loader.mapping_parts import parts
from loader.sheet import Sheet

MEDIA_TYPES: Final = {
    "text": "text/plain", "markdown": "text/markdown", "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip
# Of RFC 3987 what matters here: a web address without anything that ends an IRI in Turtle.
IRI: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import Triple

    from loader.findings import Mention, Node, Reading, Statement
    from loader.model import Passage


def triples(reading: Reading, register: Mapping[str, list[str]]) -> set[Triple]:
    """Return a whole reading; what the register says of the document overrides what it says."""
    run = v.entity("run", f"{reading.document.slug}.loader-{__version__}")
    may_quote = (register.get(v.CN + "mayQuote") or ["short"])[0]
    sheet = Sheet(reading.document, run, may_quote)
    _document(sheet, reading, register)
    notes = _passages(sheet, reading)
    parts(sheet, reading)
    for node in reading.nodes:
        _node(sheet, node)
    citations = Citations(sheet, reading, notes)
    citations.write()
    for mention in reading.mentions:
        _mention(sheet, mention)
    for quoted in reading.quotations:
        quotation(sheet, quoted, citations)
    for statement in _publishable(reading, may_quote):
        claim(sheet, statement, citations)
    return sheet.triples


def _publishable(reading: Reading, may_quote: str) -> Iterable[Statement]:
    """Yield the statements, without the text's own words as objects if none may stand."""
    for one in reading.statements:
        if may_quote != "none" or one.datatype != "string" or one.reviewed:
            yield one


def _document(sheet: Sheet, reading: Reading, register: Mapping[str, list[str]]) -> None:
    layout = reading.layout
    sheet.a(sheet.document, "Document")
    sheet.say(sheet.document, v.CN + "sha256", reading.document.sha256)
    digest = hashlib.sha256(sheet.text.encode("utf-8", "surrogatepass")).hexdigest()
    sheet.say(sheet.document, v.CN + "textSha256", digest)
    sheet.say(sheet.document, v.CN + "textLength", str(len(sheet.text)), "integer")
    words = " ".join(sheet.words(layout.title).split())
    about = reading.document.about
    language = _registered(register, "language") or layout.language
    title = _registered(register, "title") or words or about.title or sheet.slug
    sheet.say(sheet.document, v.DCTERMS + "title", title, language=language)
    # Every thing has a name in English; where the title is in another language, it stands in.
    for tongue in {"en", language}:
        sheet.say(sheet.document, v.SKOS + "prefLabel", title, language=tongue)
    sheet.say(sheet.document, v.CN + "mayQuote", sheet.may_quote)
    sheet.say(sheet.document, v.DCTERMS + "language", language)
    sheet.say(sheet.document, v.DCTERMS + "format", MEDIA_TYPES[reading.document.format])
    issued = _registered(register, "issued") or layout.issued or about.issued
    if issued:
        sheet.say(sheet.document, v.DCTERMS + "issued", issued, datatype(issued))
    for creator in register.get(v.DCTERMS + "creator") or reading.creators:
        sheet.add(sheet.document, v.DCTERMS + "creator", creator)
    publisher = layout.publisher or about.publisher
    if publisher:
        sheet.say(sheet.document, v.DCTERMS + "publisher", publisher)
    for source in register.get(v.DCTERMS + "source") or [_address(about.url)]:
        if source:
            sheet.add(sheet.document, v.DCTERMS + "source", source)
    sheet.a(sheet.run, "LoaderRun", v.PROV + "Activity")
    sheet.add(sheet.run, v.PROV + "used", sheet.document)
    label = f"CyberNorms loader {__version__} reading {sheet.slug}"
    sheet.say(sheet.run, v.SKOS + "prefLabel", label, language="en")


def _registered(register: Mapping[str, list[str]], name: str) -> str:
    return next(iter(register.get(v.DCTERMS + name, [])), "")


def _address(url: str) -> str:
    """Return a web address that can stand as an IRI, '' for anything else."""
    return url if IRI.fullmatch(url) else ""


def _passages(sheet: Sheet, reading: Reading) -> dict[str, str]:
    layout = reading.layout
    paragraphs: dict[int, str] = {}
    notes: dict[str, str] = {}
    for one in layout.paragraphs:
        paragraphs[one.paragraph] = _passage(sheet, one)
    for one in layout.sentences:
        iri = _passage(sheet, one)
        if iri != paragraphs[one.paragraph]:
            sheet.add(iri, v.CN + "inSection", paragraphs[one.paragraph])
    for one in layout.notes:
        notes[str(one.note or one.number)] = _passage(sheet, one)
    for one in layout.entries:
        _passage(sheet, one)
    return notes


def _passage(sheet: Sheet, one: Passage) -> str:
    iri, kind = sheet.passage(one)
    sheet.a(iri, kind)
    sheet.add(iri, v.CN + "evidence", sheet.target(one.span))
    sheet.add(iri, v.DCTERMS + "isPartOf", sheet.document)
    if one.number:
        sheet.say(iri, v.CN + "number", one.number)
    return iri


def _node(sheet: Sheet, node: Node) -> None:
    sheet.a(node.iri, *node.types)
    withheld = node.quotes and sheet.may_quote == "none"
    label = f"words withheld ({v.key(node.label)})" if withheld else node.label
    if label:
        sheet.say(node.iri, v.SKOS + "prefLabel", label, language="en")
    for predicate, value in node.facts:
        sheet.add(node.iri, predicate, value)
    for predicate, words, kind in node.literals:
        sheet.say(node.iri, predicate, words, datatype(words) if kind == "date" else kind)
    sheet.add(node.iri, v.PROV + "wasDerivedFrom", sheet.document)


def _mention(sheet: Sheet, mention: Mention) -> None:
    place = sheet.target(mention.span)
    iri = v.of_document("mention", sheet.slug, sheet.context(mention.span), mention.entity)
    sheet.a(iri, v.OA + "Annotation", "Mention")
    sheet.add(iri, v.OA + "motivatedBy", v.OA + "identifying")
    sheet.add(iri, v.OA + "hasBody", mention.entity)
    sheet.add(iri, v.OA + "hasTarget", place)
    sheet.made(iri)
    if "/id/date/" in mention.entity:
        iso = v.local(mention.entity)
        sheet.a(mention.entity, "TimePoint")
        sheet.say(mention.entity, v.CN + "date", iso, datatype(iso))
        sheet.say(mention.entity, v.SKOS + "prefLabel", iso, language="en")
