"""Claims and quotations of a reading as triples; only what is asserted also stands plainly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from loader import vocabulary as v

if TYPE_CHECKING:
    from loader.findings import Quoted, Statement
    from loader.mapping_citations import Citations
    from loader.model import Span
    from loader.sheet import Sheet

ASSERTED: Final = "asserted"
POSITIONS: Final = {v.term("supports"): "supports", v.term("hasRefused"): "refuses"}


def quotation(sheet: Sheet, quoted: Quoted, citations: Citations) -> None:
    """Write one quotation: where it stands, what it is from, what it states."""
    one = quoted.quotation
    iri = v.of_document("quotation", sheet.slug, sheet.context(one.span))
    sheet.a(iri, "Quotation")
    sheet.add(iri, v.CN + "evidence", sheet.target(one.span))
    sheet.made(iri)
    if quoted.source:
        sheet.add(iri, v.CN + "quotes", quoted.source)
    if quoted.states:
        sheet.add(iri, v.CN + "states", quoted.states)
    if quoted.sentence:
        sheet.add(iri, v.CN + "inSection", _sentence(sheet, quoted.sentence))
    if quoted.note is not None:
        sheet.say(iri, v.CN + "footnote", str(quoted.note), "integer")
        for citation in citations.of(quoted.note):
            sheet.add(iri, v.CN + "supportedBy", citation)
    for name in one.alterations:
        sheet.add(iri, v.CN + "alteration", sheet.concept("alteration", name))


def _sentence(sheet: Sheet, span: Span) -> str:
    return v.of_document("sentence", sheet.slug, sheet.context(span))


def claim(sheet: Sheet, one: Statement, citations: Citations) -> None:
    """Write one claim, and if it is asserted the plain triple too."""
    iri = claim_iri(sheet, one)
    sheet.a(iri, "Claim")
    sheet.add(iri, v.RDF + "subject", one.subject)
    sheet.add(iri, v.RDF + "predicate", one.predicate)
    _object(sheet, iri, v.RDF + "object", one)
    sheet.add(iri, v.CN + "stance", sheet.concept("stance", one.stance))
    sheet.add(iri, v.CN + "evidence", sheet.target(one.passage))
    sheet.add(iri, v.CN + "cue", sheet.target(one.cue))
    sheet.say(iri, v.CN + "confidence", one.confidence, "decimal")
    sheet.say(iri, v.CN + "foundBy", one.rule)
    sheet.made(iri, reviewed=one.reviewed)
    if one.according_to:
        sheet.add(iri, v.CN + "accordingTo", one.according_to)
    if one.concerns:
        sheet.add(iri, v.CN + "concerns", one.concerns)
    for note in one.notes:
        for citation in citations.of(note):
            sheet.add(iri, v.CN + "supportedBy", citation)
    if one.stance == ASSERTED:
        _object(sheet, one.subject, one.predicate, one)
        _endorsement(sheet, one, iri)


def claim_iri(sheet: Sheet, one: Statement) -> str:
    """Return the IRI of a claim, by what it states, how, and in which words."""
    return v.of_document(
        "claim", sheet.slug, one.subject, one.predicate, one.object, one.datatype, one.stance,
        sheet.context(one.passage),
    )  # fmt: skip


def _object(sheet: Sheet, subject: str, predicate: str, one: Statement) -> None:
    if one.datatype:
        sheet.say(subject, predicate, one.object, one.datatype)
    else:
        sheet.add(subject, predicate, one.object)


def _endorsement(sheet: Sheet, one: Statement, claim: str) -> None:
    """Describe asserted support or refusal as the event that it is."""
    position = POSITIONS.get(one.predicate)
    if position is None:
        return
    slug = f"{sheet.slug}.{v.key(one.subject, one.object, position)}"
    iri = v.entity("endorsement", slug)
    sheet.a(iri, "Endorsement")
    sheet.add(iri, v.CN + "endorser", one.subject)
    sheet.add(iri, v.CN + "endorsed", one.object)
    sheet.add(iri, v.CN + "position", sheet.concept("position", position))
    sheet.add(iri, v.CN + "derivedFromClaim", claim)
    sheet.add(iri, v.DCTERMS + "source", sheet.document)
