"""The order of the stages: one document in, one reading out. Pure: no file is touched here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from loader import (
    citations,
    claims,
    heading,
    newcomers,
    norms,
    operative,
    own,
    quotations,
    structure,
    works,
)
from loader import vocabulary as v
from loader.dates import DateReader
from loader.discourse import SUPPORTED, SUPPORTERS, Narrator
from loader.findings import Mention, Node, Reading
from loader.folding import fold
from loader.judgements import Judge
from loader.linking import COMMON, Linker
from loader.model import Problem
from loader.notebook import Notebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from loader.discourse import Scene
    from loader.findings import Citation, Reference, Statement
    from loader.knowledge import Knowledge
    from loader.language import Language
    from loader.model import Document, Layout, Span

LONGEST_SENTENCE = 6000


class Reader:
    """Reads documents of some languages with one body of knowledge."""

    def __init__(self, known: Knowledge, languages: Mapping[str, Language]) -> None:
        """Build once what every document needs: the automata and the compiled rules."""
        self.known = known
        self.languages = languages
        self.dates = {
            code: DateReader(one.months, one.words["year_after"]) for code, one in languages.items()
        }
        self.linkers = self._linkers(known)
        self.processes = known.of_kind("Process")
        self.shelf = works.Shelf(known)
        # Notes mix languages: one reader of dates knows the months of all.
        months = {name: number for one in languages.values() for name, number in one.months.items()}
        self.noted = DateReader(citations.months() | months, languages["en"].words["year_after"])

    def _linkers(self, known: Knowledge) -> dict[str, Linker]:
        return {code: Linker(known, dates, code) for code, dates in self.dates.items()}

    def load(self, document: Document) -> Reading:
        """Return all that can be understood of a document."""
        reading = self._read_folded(replace(document, text=fold(document.text)))
        return replace(reading, document=document)

    def _read_folded(self, document: Document) -> Reading:
        found, problems = structure.layout(document, self.languages, self.dates)
        # A text in a language without rules has no prose for us; its names are sought as English.
        read = found.language in self.languages
        layout = found if read else replace(found, language="en")
        references = self._references(document, layout)
        cited, new_works, unresolved = works.resolve(references, self.shelf, document)
        people = works.authors([one.reference for one in cited if one.minted], self.known)
        instrument, fresh = self._own(document, layout)
        body = self._body(document, layout) if instrument else None
        fresh = body.issued(fresh) if body else fresh
        new = newcomers.read(
            document, layout, self.linkers, self.languages, self.known, people, fresh
        )
        voice = heading.voice(document, layout, instrument, body)
        narrator = Narrator(document, layout, new.linkers, self.languages, voice)
        notebook = self._notebook(document, layout, narrator, cited)
        writers = self._writers(document, layout)
        fresh_writers = [one for one in writers if one.iri not in self.known.types]
        for node in [*fresh_writers, *new.nodes.values(), *new_works, *people]:
            notebook.nodes[node.iri] = node
        scenes = narrator.scenes()
        notebook.mentions += narrator.described
        own_norms = operative.Operative(notebook, layout)
        long = self._read(notebook, scenes, own_norms)
        heading.read(notebook, narrator, layout)
        provisions = own_norms.provisions()
        pinpoints = {
            one.reference: tuple(notebook.pinpointed(one)) for one in cited if one.pinpoint
        }
        mentions = self._mentions(document, layout, narrator, notebook)
        unclear = [*new.problems, *narrator.doubts(), *self._unclosed(document, layout)]
        return Reading(
            document, found, mentions, tuple(cited), tuple(notebook.quoted),
            unique(notebook.statements), tuple(notebook.nodes.values()), pinpoints,
            tuple(sorted([*problems, *unresolved, *long, *unclear])),
            instrument, provisions, tuple(one.iri for one in writers),
        )  # fmt: skip

    def _body(self, document: Document, layout: Layout) -> heading.Body | None:
        return heading.body(document, layout, self.linkers, self.languages, self.known)

    def _own(self, document: Document, layout: Layout) -> tuple[str, list[Node]]:
        """Return the instrument that the document is, and its node if it is new."""
        tongue = self.linkers[layout.language].tongue
        heads = self.languages[layout.language].heads
        return own.own(document, layout, self.known, heads, tongue.small | tongue.connectors)

    def _references(self, document: Document, layout: Layout) -> list[Reference]:
        """Return what the document cites: in its notes, its text and its bibliography."""
        text, dates = document.text, self.noted
        return [
            *(one for note in layout.notes for one in citations.read_note(text, note, dates)),
            *(one for said in layout.sentences for one in citations.read_text(text, said, dates)),
            *(one for entry in layout.entries for one in citations.read_entry(text, entry, dates)),
        ]

    def _notebook(
        self, document: Document, layout: Layout, narrator: Narrator, cited: list[Citation]
    ) -> Notebook:
        by_note: dict[int, list[Citation]] = {}
        for one in cited:
            if one.reference.where == "note":
                by_note.setdefault(one.reference.note, []).append(one)
        markers = {
            marker.note: (paragraph.paragraph, marker.span.start)
            for paragraph in layout.paragraphs
            for marker in paragraph.markers
        }
        language, linker = self.languages[layout.language], narrator.linkers[layout.language]
        return Notebook(
            document, linker.known, language, linker, narrator.topic, by_note, markers,
            own=narrator.own, holder=narrator.speaker,
            body=narrator.voice.body if narrator.voice else "",
        )  # fmt: skip

    def _read(
        self, notebook: Notebook, scenes: list[Scene], own_norms: operative.Operative
    ) -> list[Problem]:
        problems = []
        judge = Judge(notebook, scenes)
        paragraph = 0
        for scene in scenes:
            span = scene.passage.span
            notebook.turn_to(scene)
            if scene.passage.paragraph != paragraph:
                paragraph = scene.passage.paragraph
                notebook.frames.clear()
                notebook.processes[paragraph] = self._process(judge.paragraphs[paragraph])
            if span.end - span.start > LONGEST_SENTENCE:
                words = f"a sentence of {span.end - span.start} characters was not read for claims"
                problems.append(
                    Problem(notebook.document.slug, span.start, "warning", "long-sentence", words)
                )
                continue
            claims.read(notebook, scene)
            norms.read(notebook, scene)
            norms.retell(notebook, scene)
            own_norms.read(scene)
            judge.read(scene)
        return problems

    def _process(self, scenes: list[Scene]) -> str:
        """Return the process that a paragraph speaks of: its group's, in a year it names."""
        names = [pair for scene in scenes for pair in scene.names]
        years = {v.local(one.entity)[:4] for one, kind in names if kind == "d"}
        bodies = [one.entity for one, kind in names if kind == "x"]
        for iri in self.processes:
            by = self.known.values(iri, "conductedBy")
            when = f"{v.local(iri)} {' '.join(self.known.values(iri, 'date'))}"
            if any(body in by for body in bodies) and any(year in when for year in years):
                return iri
        return bodies[0] if bodies else ""

    def _mentions(
        self, document: Document, layout: Layout, narrator: Narrator, notebook: Notebook
    ) -> tuple[Mention, ...]:
        text = document.text
        linkers = narrator.linkers
        linker = linkers[layout.language]
        found = [*notebook.mentions, *linker.nested(text, layout.title, "title")]
        for span in layout.rest:
            found += linker.nested(text, span, "title")
        for one in layout.paragraphs:
            found += linkers.get(one.language, linker).nested(text, one.span, "body")
        for one in layout.notes:
            found += _in_note(linker, document, one.span)
        for name in layout.authors:
            found.append(Mention(name.span, works.author(name.words, self.known)))
        others = {SUPPORTERS} if narrator.topic != SUPPORTED else set()
        published = [
            one for one in found if v.kind(one.entity) not in COMMON and one.entity not in others
        ]
        return tuple(sorted(set(published), key=lambda one: (one.span, one.entity)))

    def _writers(self, document: Document, layout: Layout) -> list[Node]:
        """Return the document's authors: those printed in it, else those its file names."""
        printed = [one.words for one in layout.authors]
        named = {name: works.author(name, self.known) for name in printed or document.about.authors}
        return [
            Node(iri, ("Person" if v.kind(iri) == "person" else "Organisation",), name)
            for name, iri in named.items()
        ]

    def _unclosed(self, document: Document, layout: Layout) -> list[Problem]:
        words = "a quotation mark opens here and does not close in this block"
        return [
            Problem(document.slug, at, "warning", "unclosed-quotation", words)
            for block in (*layout.paragraphs, *layout.notes)
            for at in quotations.find(document.text, block.span.start, block.span.end)[1]
        ]


def _in_note(linker: Linker, document: Document, span: Span) -> list[Mention]:
    """Return the names in a note's prose; web addresses name nobody."""
    address = citations.URL.search(document.text, span.start, span.end)
    found = linker.nested(document.text, span, "note")
    start, end = address.span() if address else (span.end, span.end)
    return [one for one in found if not start <= one.span.start < end]


def unique(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return each statement once for its passage: the first way it was read."""
    kept: dict[tuple[str, ...], Statement] = {}
    for one in statements:
        where = f"{one.passage.start}-{one.passage.end}"
        kept.setdefault((one.subject, one.predicate, one.object, one.stance, where), one)
    return tuple(kept.values())
