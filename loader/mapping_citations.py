"""The citations of a reading as triples: what each note cites, as printed and as understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loader import vocabulary as v
from loader.dates import datatype

if TYPE_CHECKING:
    from loader.findings import Citation, Reading, Reference
    from loader.model import Span
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
        self.markers: dict[int, list[Span]] = {}
        for paragraph in reading.layout.paragraphs:
            for marker in paragraph.markers:
                self.markers.setdefault(marker.note, []).append(marker.span)
        for one in reading.citations:
            if one.reference.where == "note":
                same = self.by_note.setdefault(one.reference.note, [])
                place = f"{sheet.slug}.{one.reference.note}-{len(same) + 1}"
                same.append(v.entity("citation", place))
                self.iris.append(same[-1])
            else:
                words = sheet.context(one.reference.span)
                self.iris.append(v.of_document("citation", sheet.slug, words))

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
        self.sheet.say(iri, v.SKOS + "prefLabel", self._label(reference, iri), language="en")
        self.sheet.add(iri, v.CN + "evidence", self.sheet.target(reference.span))
        if reference.where == "note":
            self.sheet.say(iri, v.CN + "footnote", str(reference.note), "integer")
            self.sheet.add(iri, v.CN + "inSection", self.notes[str(reference.note)])
        else:
            self._stands(iri, reference)
        self.sheet.add(iri, v.CN + "citationForm", self.sheet.concept("form", reference.form))
        self.sheet.made(iri)
        for span in self.markers.get(reference.note, ()) if reference.where == "note" else ():
            self.sheet.add(iri, v.CN + "marker", self.sheet.target(span))
        if citation.repeats is not None:
            for earlier in self._earlier(citation, index):
                self.sheet.add(iri, v.CN + "resolvedFrom", earlier)
        self._printed(iri, citation)

    def _label(self, reference: Reference, iri: str) -> str:
        """Return what a citation is called: where it stands."""
        if reference.where == "note":
            return f"note {reference.note}, reference {iri.rsplit('-', 1)[-1]}"
        place = "text" if reference.where == "text" else "bibliography"
        return f"reference in the {place} of {self.sheet.slug} ({iri.rsplit('.', 1)[-1]})"

    def _stands(self, iri: str, reference: Reference) -> None:
        """Say in which sentence or entry a citation stands that is in no note."""
        layout = self.reading.layout
        passages = layout.sentences if reference.where == "text" else layout.entries
        for one in passages:
            if reference.span in one.span:
                self.sheet.add(iri, v.CN + "inSection", self.sheet.passage(one)[0])
                return

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
            # A page of a work is none of its provisions: its words alone say which.
            if provision != citation.work:
                self.sheet.add(iri, v.CN + "pinpoint", provision)
