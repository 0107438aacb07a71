"""The citations of a reading as triples: what each note cites, as printed and as understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loader import vocabulary as v
from loader.dates import datatype

if TYPE_CHECKING:
    from loader.model import Citation, Reading
    from loader.sheet import Sheet


class Citations:
    """The citations of one document."""

    def __init__(self, sheet: Sheet, reading: Reading, notes: dict[str, str]) -> None:
        """Take the sheet to write on and the IRIs of the notes by number."""
        self.sheet = sheet
        self.reading = reading
        self.notes = notes
        self.iris: list[str] = []
        self.by_note: dict[int, list[str]] = {}
        for one in reading.citations:
            same = self.by_note.setdefault(one.reference.note, [])
            place = f"{sheet.slug}.{one.reference.note}-{len(same) + 1}"
            same.append(v.entity("citation", place))
            self.iris.append(same[-1])

    def write(self) -> None:
        """Write every citation."""
        for index, one in enumerate(self.reading.citations):
            self._citation(one, index)

    def of(self, note: int) -> list[str]:
        """Return the citations that a note holds."""
        return self.by_note.get(note, [])

    def _citation(self, citation: Citation, index: int) -> None:
        reference, iri = citation.reference, self.iris[index]
        self.sheet.a(iri, v.CITO + "Citation", "Citation")
        self.sheet.add(iri, v.CITO + "hasCitingEntity", self.sheet.document)
        self.sheet.add(iri, v.CITO + "hasCitedEntity", citation.work)
        self.sheet.say(iri, v.CN + "footnote", str(reference.note), "integer")
        place = f"note {reference.note}, reference {iri.rsplit('-', 1)[-1]}"
        self.sheet.say(iri, v.SKOS + "prefLabel", place, language="en")
        self.sheet.add(iri, v.CN + "evidence", self.sheet.target(reference.span))
        self.sheet.add(iri, v.CN + "inSection", self.notes[str(reference.note)])
        self.sheet.add(iri, v.CN + "citationForm", self.sheet.concept("form", reference.form))
        self.sheet.made(iri)
        for marker in (m for p in self.reading.layout.paragraphs for m in p.markers):
            if marker.note == reference.note:
                self.sheet.add(iri, v.CN + "marker", self.sheet.target(marker.span))
        if citation.repeats is not None:
            for earlier in self._earlier(citation, index):
                self.sheet.add(iri, v.CN + "resolvedFrom", earlier)
        self._printed(iri, citation)

    def _earlier(self, citation: Citation, index: int) -> list[str]:
        return [
            self.iris[i]
            for i, one in enumerate(self.reading.citations[:index])
            if one.reference.note == citation.repeats and one.work == citation.work
        ][-1:]

    def _printed(self, iri: str, citation: Citation) -> None:
        reference = citation.reference
        if reference.url:
            self.sheet.say(iri, v.CN + "urlAsPrinted", reference.url)
            self.sheet.say(iri, v.CN + "urlTruncated", str(reference.truncated).lower(), "boolean")
        if reference.accessed:
            self.sheet.say(iri, v.CN + "accessed", reference.accessed, datatype(reference.accessed))
        if citation.pinpoint:
            self.sheet.say(iri, v.CN + "pinpointText", citation.pinpoint)
        for provision in self.reading.pinpoints.get(reference, ()):
            self.sheet.add(iri, v.CN + "pinpoint", provision)
