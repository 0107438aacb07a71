"""The provisions of an instrument whose text a document is: numbers, places, what holds what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loader import vocabulary as v

if TYPE_CHECKING:
    from loader.findings import Reading
    from loader.sheet import Sheet

# A text that is no law is a Work in ELI, its written form an Expression: what realises it.
REALIZES = v.PREFIXES["eli"] + "realizes"


def parts(sheet: Sheet, reading: Reading) -> None:
    """Write that the document is an instrument's text, and where each of its provisions stands."""
    if not reading.instrument:
        return
    sheet.add(sheet.document, REALIZES, reading.instrument)
    for part in reading.layout.parts:
        iri = reading.provisions[part.number]
        sheet.a(iri, "Provision")
        sheet.add(iri, v.CN + "provisionOf", reading.instrument)
        sheet.add(iri, v.CN + "evidence", sheet.target(part.span))
        parent = reading.provisions.get(part.parent)
        if parent:
            sheet.add(iri, v.DCTERMS + "isPartOf", parent)
