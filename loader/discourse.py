"""What a sentence is about: its names, its quotations, and what "it" stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loader import quotations, views
from loader import vocabulary as v
from loader.introduce import Definite
from loader.language import groups
from loader.model import Mention, Span

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence

    from loader.knowledge import Knowledge
    from loader.language import Language
    from loader.linking import Linker
    from loader.model import Document, Layout, Passage, Quotation

LETTERS = (
    ("Instrument", "i"), ("ExpertGroup", "x"), ("Actor", "a"), ("LegalRegime", "r"),
    ("LegalPrinciple", "r"), ("Event", "e"), ("Process", "p"),
)  # fmt: skip
SUPPORTERS = v.entity("group", "supporters")
CONCEPTS = {"object": "o", "conduct": "c", "sector": "s", "region": "g", "date": "d"}


@dataclass(frozen=True, slots=True)
class Scene:
    """One sentence with all that rules need to read it.

    `names` pairs each mention with the letter of its token; `focus` is the instrument or
    group that the sentence, or else the text before it, speaks of; it is `anchored` if this
    paragraph has named it.
    """

    passage: Passage
    language: Language
    linker: Linker
    names: tuple[tuple[Mention, str], ...]
    quoted: tuple[Quotation, ...]
    plain: views.View
    masked: views.View
    focus: str
    anchored: bool

    @property
    def mentions(self) -> list[Mention]:
        """The mentions that stand in the text, without those inferred from pronouns."""
        return [one for one, _ in self.names if not one.inferred]

    def entities(self, tokens: Sequence[int]) -> list[Mention]:
        """Return the mentions that tokens stand for."""
        return [self.names[token][0] for token in tokens]

    def found(self, match: re.Match[str], name: str, view: views.View) -> list[tuple[str, Span]]:
        """Return the things named at a rule's places of one name, and where they stand."""
        tokens = [t for place in groups(match, name) for t in view.tokens(*place, "axuiredpgoc")]
        return [(one.entity, one.span) for one in self.entities(tokens)]

    def quotation_at(self, span: Span) -> Quotation | None:
        """Return the outermost quotation that holds a span."""
        return next((one for one in self.quoted if span in one.span), None)


class Narrator:
    """Walks through a document's sentences and keeps track of what they speak of."""

    def __init__(
        self,
        document: Document,
        layout: Layout,
        linkers: Mapping[str, Linker],
        languages: Mapping[str, Language],
    ) -> None:
        """Find out first what the document as a whole is about."""
        linker = linkers[layout.language]
        self.text = document.text
        self.layout = layout
        self.linkers = linkers
        self.known = linker.known
        self.languages = languages
        self.title = tuple(linker.mentions(self.text, layout.title, "title"))
        self.topic = self._topic()
        self.definite = Definite(languages[layout.language], self.known)
        self.described: list[Mention] = []
        for label, _ in self.known.labels.get(self.topic, ()):
            self.definite.name(self.topic, label)

    def scenes(self) -> list[Scene]:
        """Return the sentences in order, each with its focus."""
        focus, anchored = self.topic, False
        scenes: list[Scene] = []
        for sentence in self.layout.sentences:
            if scenes and scenes[-1].passage.paragraph != sentence.paragraph:
                focus, anchored = self.topic, False
            scene = self._scene(sentence, focus, anchored=anchored)
            focus, anchored = scene.focus, scene.anchored
            scenes.append(scene)
        return scenes

    def _topic(self) -> str:
        """Return the instrument that the title names, else the one the text names most."""
        for one in self.title:
            if letter(one, self.known, self.text) == "i":
                return one.entity
        counts: dict[str, int] = {}
        for paragraph in self.layout.paragraphs:
            linker = self.linkers[paragraph.language]
            for one in linker.mentions(self.text, paragraph.span, "body"):
                if letter(one, self.known, self.text) == "i":
                    counts[one.entity] = counts.get(one.entity, 0) + 1
        return max(sorted(counts), key=lambda iri: counts[iri], default="")

    def _scene(self, sentence: Passage, before: str, *, anchored: bool) -> Scene:
        linker = self.linkers[sentence.language]
        found = linker.mentions(self.text, sentence.span, "body")
        quoted, _ = quotations.find(self.text, sentence.span.start, sentence.span.end)
        described = self.definite.find(self.text, sentence.span, found)
        self.described += described
        found = [one for one in found if not any(one.span in other.span for other in described)]
        named = [(one, letter(one, self.known, self.text)) for one in [*found, *described]]
        named.sort(key=lambda pair: pair[0].span)
        for one, kind in named:
            if kind == "i":
                self.definite.name(one.entity, self.text[one.span.start : one.span.end])
        found_here = self._focus(named, quoted)
        focus = found_here or before
        names = sorted(
            [*named, *self._pronouns(sentence, named, quoted, before)],
            key=lambda pair: pair[0].span,
        )
        plain = views.plain(self.text, sentence.span, names, quoted, sentence.markers)
        masked = views.masked(self.text, sentence.span, names, quoted, sentence.markers)
        return Scene(
            sentence, self.languages[sentence.language], linker, tuple(names), tuple(quoted),
            plain, masked, focus, anchored or bool(found_here),
        )  # fmt: skip

    def _focus(self, named: list[tuple[Mention, str]], quoted: list[Quotation]) -> str:
        for one, kind in named:
            if kind in {"i", "x"} and not any(one.span in quote.span for quote in quoted):
                return one.entity
        return ""

    def _pronouns(
        self,
        sentence: Passage,
        named: list[tuple[Mention, str]],
        quoted: list[Quotation],
        before: str,
    ) -> list[tuple[Mention, str]]:
        """Return "it" and its like as mentions of what the text spoke of before."""
        if not before:
            return []
        words = self.languages[sentence.language].words
        kind = letter(Mention(Span(0, 0), before), self.known, self.text)
        dummies = {
            m.start()
            for m in words["expletive"].finditer(self.text, sentence.span.start, sentence.span.end)
        }
        taken = [one.span for one, _ in named] + [quote.span for quote in quoted]
        found = []
        for match in words["pronouns"].finditer(self.text, sentence.span.start, sentence.span.end):
            span = Span(match.start(), match.end())
            if span.start not in dummies and not any(span.overlaps(other) for other in taken):
                found.append((Mention(span, before, inferred=True), kind))
        return found


def letter(mention: Mention, known: Knowledge, text: str) -> str:
    """Return the letter of the token that stands for a mention; n is a demonym, '' none."""
    kind = v.kind(mention.entity)
    if kind in CONCEPTS:
        return CONCEPTS[kind]
    words = text[mention.span.start : mention.span.end]
    if known.demonyms.get(words) == mention.entity:
        return "n"
    if mention.entity == SUPPORTERS:
        return "u"
    kinds = known.kinds(mention.entity)
    return next((token for name, token in LETTERS if name in kinds), "")
