"""The order of the stages: one document in, one reading out. Pure: no file is touched here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from loader import citations, claims, norms, quotations, structure, works
from loader import vocabulary as v
from loader.dates import DateReader
from loader.discourse import Narrator
from loader.folding import fold
from loader.introduce import introduce
from loader.judgements import Judge
from loader.linking import COMMON, Linker
from loader.model import Mention, Node, Problem, Reading
from loader.notebook import Notebook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from loader.discourse import Scene
    from loader.knowledge import Knowledge
    from loader.language import Language
    from loader.model import Citation, Document, Layout, Span, Statement

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

    def _linkers(self, known: Knowledge) -> dict[str, Linker]:
        return {code: Linker(known, dates, code) for code, dates in self.dates.items()}

    def load(self, document: Document) -> Reading:
        """Return all that can be understood of a document."""
        reading = self._read_folded(replace(document, text=fold(document.text)))
        return replace(reading, document=document)

    def _read_folded(self, document: Document) -> Reading:
        layout, problems = structure.layout(document, self.languages, self.dates)
        language, dates = self.languages[layout.language], self.dates[layout.language]
        references = [
            one
            for note in layout.notes
            for one in citations.read_note(document.text, note, dates)
        ]  # fmt: skip
        cited, new_works, unresolved = works.resolve(references, self.known, document)
        prose = [layout.title, *(one.span for one in layout.paragraphs)]
        fresh = introduce(document.text, prose, self.linkers[layout.language], language)
        linkers = self._linkers(self.known.extended(fresh)) if fresh else self.linkers
        narrator = Narrator(document, layout, linkers, self.languages)
        notebook = self._notebook(document, layout, narrator, cited)
        for node in [
            *self._writer(layout),
            *fresh.values(),
            *new_works,
            *works.authors(references, self.known),
        ]:
            notebook.nodes[node.iri] = node
        scenes = narrator.scenes()
        notebook.mentions += narrator.described
        long = self._read(notebook, scenes)
        pinpoints = {
            one.reference: tuple(notebook.pinpointed(one)) for one in cited if one.pinpoint
        }
        mentions = self._mentions(document, layout, narrator, notebook)
        return Reading(
            document, layout, mentions, tuple(cited), tuple(notebook.quoted),
            unique(notebook.statements), tuple(notebook.nodes.values()), pinpoints,
            tuple(sorted([*problems, *unresolved, *long, *self._unclosed(document, layout)])),
        )  # fmt: skip

    def _notebook(
        self, document: Document, layout: Layout, narrator: Narrator, cited: list[Citation]
    ) -> Notebook:
        by_note: dict[int, list[Citation]] = {}
        for one in cited:
            by_note.setdefault(one.reference.note, []).append(one)
        markers = {
            marker.note: (paragraph.paragraph, marker.span.start)
            for paragraph in layout.paragraphs
            for marker in paragraph.markers
        }
        language, linker = self.languages[layout.language], narrator.linkers[layout.language]
        return Notebook(document, linker.known, language, linker, narrator.topic, by_note, markers)

    def _read(self, notebook: Notebook, scenes: list[Scene]) -> list[Problem]:
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
            found += linkers[one.language].nested(text, one.span, "body")
        for one in layout.notes:
            found += _in_note(linker, document, one.span)
        for name in layout.authors:
            found.append(Mention(name.span, works.author(name.words, self.known)))
        published = [one for one in found if v.kind(one.entity) not in COMMON]
        return tuple(sorted(set(published), key=lambda one: (one.span, one.entity)))

    def _writer(self, layout: Layout) -> list[Node]:
        """Return a node for each of the document's authors whom the graph does not know."""
        named = [(works.author(one.words, self.known), one.words) for one in layout.authors]
        return [Node(iri, ("Person",), name) for iri, name in named if iri not in self.known.types]

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
