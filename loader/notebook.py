"""What has been understood so far of one document; rules write into it and look back in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from loader import vocabulary as v
from loader.discourse import SUPPORTED, SUPPORTERS
from loader.findings import Mention, Node, Quoted, Statement
from loader.model import SHORT_PHRASE, Span
from loader.quotations import PAIRS
from loader.works import provision, provisions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loader.discourse import Scene
    from loader.findings import Citation
    from loader.knowledge import Knowledge
    from loader.language import Language, Rule
    from loader.linking import Linker
    from loader.model import Document

DASH: Final = re.compile(r"[–—]")
DOUBT: Final = 0.95
NONE: Final = "none"
# The names that a provision's number may have in the graph.
NUMBERS: Final = ("{}", "art-{}", "para-{}", "principle-{}", "norm-{}", "rule-{}")


@dataclass(frozen=True, slots=True)
class Stated:
    """A norm that the document found in an instrument, and where."""

    norm: str
    instrument: str
    paragraph: int
    sentence: Span
    span: Span


class Finding(NamedTuple):
    """What a rule found: a triple, the words that carry it and how the text stands to it.

    `by` is who says what is only reported; `predicate` and `name` stand for the rule's own if
    given; the note that backs the finding is looked for after `anchor`, else after the cue.
    """

    subject: str
    object: str
    cue: Span
    stance: str
    by: str = ""
    predicate: str = ""
    name: str = ""
    concerns: str = ""
    datatype: str = ""
    anchor: Span | None = None


@dataclass(slots=True)
class Notebook:
    """The growing reading of one document.

    `language` and `linker` are those of the sentence being read. `own` is the instrument that
    the document is the text of, `body` the body that speaks in it, `holder` the state whose
    position it is; '' if there is none.
    """

    document: Document
    known: Knowledge
    language: Language
    linker: Linker
    topic: str
    cited: dict[int, list[Citation]]
    markers: dict[int, tuple[int, int]]
    statements: list[Statement] = field(default_factory=list)
    nodes: dict[str, Node] = field(default_factory=dict)
    quoted: list[Quoted] = field(default_factory=list)
    said: list[Stated] = field(default_factory=list)
    frames: dict[str, str] = field(default_factory=dict)
    agreements: dict[Span, str] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    processes: dict[int, str] = field(default_factory=dict)
    own: str = ""
    holder: str = ""
    body: str = ""

    def author(self) -> str:
        """Return who speaks where a text says "we" or nobody: the instrument, or the state."""
        return self.own or self.holder

    def is_a(self, iri: str, kind: str) -> bool:
        """Tell whether an entity is of a class, given by local name; any is of none."""
        return not kind or kind in self.kinds(iri)

    def turn_to(self, scene: Scene) -> None:
        """Take the language of the sentence that is read next."""
        self.language, self.linker = scene.language, scene.linker

    def words(self, span: Span) -> str:
        """Return the document's words in a span, white space made single."""
        return " ".join(self.document.text[span.start : span.end].split())

    def whole(self, span: Span) -> Span:
        """Return a span with the mark that closes a quotation opened in it, if that comes next."""
        words, after = self.document.text[span.start : span.end], self.document.text[span.end :][:1]
        openers = [mark for mark, closer in PAIRS.items() if closer == after != mark]
        if any(words.count(mark) > words.count(after) for mark in openers):
            return Span(span.start, span.end + 1)
        return span

    def last_norm(self, scene: Scene) -> str:
        """Return the last norm of the document's topic that a sentence's paragraph stated."""
        own = [
            one.norm
            for one in self.said
            if one.instrument == self.topic and one.paragraph == scene.passage.paragraph
        ]
        return own[-1] if own else ""

    def note_after(self, scene: Scene, span: Span) -> int | None:
        """Return the first note marked after a span in its sentence, unless a dash parts them."""
        later = [m for m in scene.passage.markers if m.span.start >= span.end]
        if not later or DASH.search(self.document.text, span.end, min(later).span.start):
            return None
        return min(later).note

    def works(self, note: int | None) -> list[Citation]:
        """Return the citations of a note."""
        return self.cited.get(note, []) if note is not None else []

    def own_works(self, speaker: str, note: int | None) -> list[str]:
        """Return the cited works of a note that are the speaker, or that the speaker issued."""
        cited = [one.work for one in self.works(note)]
        return [one for one in cited if speaker in {one, *self.known.values(one, "issuedBy")}]

    def provisions(self, notes: Sequence[int]) -> list[str]:
        """Return the provisions that notes pinpoint, or the instruments if they do not."""
        found = [place for note in notes for one in self.works(note) for place in
                 self.pinpointed(one)]  # fmt: skip
        return list(dict.fromkeys(found))

    def pinpointed(self, one: Citation) -> list[str]:
        """Return the provision a citation of an instrument points to, or else the instrument."""
        if "Instrument" not in self.kinds(one.work):
            return []
        unit = one.reference.pinpoint_unit or "para"
        if not one.pinpoint or unit == "p":
            return [one.work]
        return [self.provision(one.work, number, unit) for number in provisions(one.pinpoint)]

    def provision(self, work: str, pinpoint: str, unit: str) -> str:
        """Return the provision's IRI, and make a node of it if the graph has none."""
        iri = provision(work, pinpoint, unit, self.known)
        if iri not in self.known.types and iri not in self.nodes:
            name = self.known.preferred.get(work, "") or v.local(work)
            units = f"{unit}s" if "-" in pinpoint or "," in pinpoint else unit
            self.nodes[iri] = Node(
                iri, ("Provision",), f"{name}, {units} {pinpoint}",
                ((v.CN + "provisionOf", work),), ((v.CN + "number", pinpoint, "string"),),
            )  # fmt: skip
        return iri

    def place(self, work: str, number: str, unit: str) -> str:
        """Return the provision of an instrument, by any name that the graph gives it, or new."""
        bare = provision(work, number)
        stem = bare[: bare.rindex(".") + 1]
        for form in NUMBERS:
            iri = stem + form.format(bare.removeprefix(stem))
            if iri in self.known.types:
                return iri
        return self.provision(work, number, unit)

    def instrument(self, scene: Scene) -> str:
        """Return the instrument a sentence speaks of, the document's own topic for want of one.

        Where it speaks of a text that could not be told, there is none.
        """
        if scene.lost and not scene.focus:
            return ""
        return scene.focus if "Instrument" in self.kinds(scene.focus) else self.own or self.topic

    def instrument_of(self, iri: str) -> str:
        """Return the instrument that a provision is part of; an instrument is its own."""
        node = self.nodes.get(iri)
        new = dict(node.facts).get(v.CN + "provisionOf", "") if node else ""
        return new or next(iter(self.known.values(iri, "provisionOf")), iri)

    def kinds(self, iri: str) -> set[str]:
        """Return the classes of an entity, known before or new."""
        node = self.nodes.get(iri)
        if node is None:
            return self.known.kinds(iri)
        kinds = set(node.types)
        for name in node.types:
            kinds |= {"Work"} if name in {"Instrument", "Publication"} else set()
            kinds |= self.known.parents.get(name, set())
        return kinds

    def voice(self, source: str) -> str:
        """Return who speaks in a work: its one author, or the work itself."""
        node = self.nodes.get(source)
        authors = [one for name, one in node.facts if name == v.DCTERMS + "creator"] if node else []
        return authors[0] if len(authors) == 1 else source

    def node(self, kind: str, label: str) -> str:
        """Return the IRI for a thing that a text brings up, with a node made for it."""
        short = shorten(label)
        if kind == "Assessment":
            slug = v.local(v.named("assessment", short))
            iri = v.entity("assessment", f"{self.document.slug}.{slug}")
        else:
            iri = v.named(kind.lower(), short)
        if iri not in self.known.types:
            self.nodes.setdefault(iri, Node(iri, (kind,), short, quotes=True))
        return iri

    def state(self, scene: Scene, rule: Rule, found: Finding) -> None:
        """Write a statement down, unless its subject or object is missing."""
        if SUPPORTERS in {found.subject, found.object} and self.topic != SUPPORTED:
            return
        missing = not found.subject or not found.object or found.subject == found.object
        if missing or found.stance == NONE:
            return
        doubt = DOUBT if found.stance != rule.stance else 1.0
        note = self.note_after(scene, found.anchor or Span(found.cue.start, found.cue.start))
        self.statements.append(
            Statement(
                found.subject,
                v.term(found.predicate or rule.predicate),
                found.object,
                found.stance,
                scene.passage.span,
                found.cue,
                found.name or rule.name,
                f"{rule.confidence * doubt:.2f}",
                found.datatype,
                found.by,
                found.concerns,
                (note,) if note is not None else (),
            )
        )


def shorten(words: str) -> str:
    """Return words cut to a short phrase at a word's end, with an ellipsis if cut."""
    joined = " ".join(words.split()).strip(" ,;:–-")
    if len(joined) <= SHORT_PHRASE:
        return joined
    cut = joined.rfind(" ", 0, SHORT_PHRASE)
    return joined[: cut if cut > 0 else SHORT_PHRASE].rstrip(" ,;:–-") + " …"
