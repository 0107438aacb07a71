"""What a sentence is about: its names, its quotations, and what "it" stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from loader import quotations, views
from loader import vocabulary as v
from loader.definite import Definite, Form
from loader.findings import Mention
from loader.language import groups
from loader.model import Passage, Span
from loader.resumed import resumed

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence

    from loader.findings import Quotation
    from loader.knowledge import Knowledge
    from loader.language import Language
    from loader.linking import Linker
    from loader.model import Document, Layout, Problem
    from loader.own import Voice

LETTERS = (
    ("Instrument", "i"), ("ExpertGroup", "x"), ("Actor", "a"), ("LegalRegime", "r"),
    ("LegalPrinciple", "r"), ("Event", "e"), ("Process", "p"),
)  # fmt: skip
# The letters of the tokens that a rule's place may name; n stands for an actor by its adjective.
EVERY = "axuiredpgocn"
SUPPORTERS = v.entity("group", "supporters")
# In a text on anything else "the signatories" are not those of the Paris Call.
SUPPORTED = v.entity("instrument", "paris-call")
CONCEPTS = {"object": "o", "conduct": "c", "sector": "s", "region": "g", "date": "d"}


@dataclass(frozen=True, slots=True)
class Scene:
    """One sentence with all that rules need to read it.

    `names` pairs each mention with the letter of its token; `focus` is the instrument or
    group that the sentence, or else the text before it, speaks of; it is `anchored` if this
    paragraph has named it, and `lost` if it named a text that could not be told.
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
    lost: bool = False

    @property
    def mentions(self) -> list[Mention]:
        """The mentions that stand in the text, without those inferred from pronouns."""
        return [one for one, _ in self.names if not one.inferred]

    def entities(self, tokens: Sequence[int]) -> list[Mention]:
        """Return the mentions that tokens stand for."""
        return [self.names[token][0] for token in tokens]

    def found(self, match: re.Match[str], name: str, view: views.View) -> list[tuple[str, Span]]:
        """Return the things named at a rule's places of one name, and where they stand."""
        tokens = [t for place in groups(match, name) for t in view.tokens(*place, EVERY)]
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
        voice: Voice | None = None,
    ) -> None:
        """Find out first what the document is about: the instrument that it is, or its topic.

        `voice` is how an instrument names itself and the body that speaks in it.
        """
        self.own = own = voice.instrument if voice else ""
        self.voice = voice
        linker = linkers[layout.language]
        self.text, self.slug = document.text, document.slug
        self.layout = layout
        self.linkers = linkers
        self.known = linker.known
        self.languages = languages
        self.title = tuple(linker.mentions(self.text, layout.title, "title"))
        self.topic = own or self._topic()
        self.speaker = self.holder()
        forms = {code: Form(one, linkers[code].tongue) for code, one in languages.items()}
        self.definite = Definite(forms, self.known)
        self.described: list[Mention] = []
        self.definite.topic(self.topic, own=bool(own))

    def doubts(self) -> list[Problem]:
        """Return the names that the document leaves open, each once; call when all is read."""
        slug = self.slug
        found = [one for linker in self.linkers.values() for one in linker.doubts(slug)]
        return list({one.message: one for one in [*found, *self.definite.doubts(slug)]}.values())

    def holder(self) -> str:
        """Return the state whose position the document is: the only one its head names.

        Looked for in the title, the publisher, what stands around the text, in this order.
        """
        if self.layout.genre != "position":
            return ""
        linker = self.linkers[self.layout.language]
        publisher = self.layout.publisher
        heads = [
            self.title,
            linker.mentions(publisher, Span(0, len(publisher)), "title"),
            *(linker.mentions(self.text, span, "title") for span in self.layout.rest),
        ]
        for found in heads:
            states = {one.entity for one in found if "State" in self.known.kinds(one.entity)}
            if len(states) == 1:
                return states.pop()
        return ""

    def line(self, span: Span, language: str) -> Scene:
        """Return a line that is no part of the prose as a scene of its own."""
        return self._scene(Passage("Sentence", span, language=language), "", anchored=False)

    def scenes(self) -> list[Scene]:
        """Return the sentences in order, each with its focus."""
        focus, anchored = self.topic, False
        scenes: list[Scene] = []
        for sentence in self.layout.sentences:
            if sentence.language not in self.languages:
                continue
            if scenes and scenes[-1].passage.paragraph != sentence.paragraph:
                focus, anchored = self.topic, False
                self.definite.paragraph()
            last = scenes[-1] if scenes else None
            scene = self._scene(sentence, focus, last, anchored=anchored)
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
            linker = self.linkers.get(paragraph.language, self.linkers[self.layout.language])
            for one in linker.mentions(self.text, paragraph.span, "body"):
                if letter(one, self.known, self.text) == "i":
                    counts[one.entity] = counts.get(one.entity, 0) + 1
        return max(sorted(counts), key=lambda iri: counts[iri], default="")

    def _scene(
        self, sentence: Passage, before: str, last: Scene | None = None, *, anchored: bool
    ) -> Scene:
        linker = self.linkers[sentence.language]
        found = linker.mentions(self.text, sentence.span, "body")
        quoted, _ = quotations.find(self.text, sentence.span.start, sentence.span.end)
        naming = [one for one in found if letter(one, self.known, self.text) in {"i", "x", "a"}]
        described = self.definite.find(self.text, sentence.span, found, naming, sentence.language)
        if self.voice:
            described += self.voice.mentions(
                self.text, sentence, self.languages[sentence.language], [*found, *described]
            )
        self.described += described
        found = [one for one in found if not any(one.span in other.span for other in described)]
        tongue = sentence.language
        named = [(one, letter(one, self.known, self.text, tongue)) for one in [*found, *described]]
        words = self.languages[sentence.language].words
        if last and (
            again := resumed(self.text, sentence, last.passage, last.names, words["resumed"])
        ):
            named.append(again)
        named.sort(key=lambda pair: pair[0].span)
        found_here = self._focus(named, quoted)
        before = "" if self.definite.lost and not anchored else before
        focus = found_here or before
        names = sorted(
            [*named, *self._pronouns(sentence, named, quoted, before)],
            key=lambda pair: pair[0].span,
        )
        plain = views.plain(self.text, sentence.span, names, quoted, sentence.markers)
        masked = views.masked(self.text, sentence.span, names, quoted, sentence.markers)
        return Scene(
            sentence, self.languages[sentence.language], linker, tuple(names), tuple(quoted),
            plain, masked, focus, anchored or bool(found_here), self.definite.lost,
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
        spoken = self._speakers(sentence, named)
        if not before:
            return spoken
        words = self.languages[sentence.language].words
        dummies = {
            m.start()
            for m in words["expletive"].finditer(self.text, sentence.span.start, sentence.span.end)
        }
        taken = [one.span for one, _ in named] + [quote.span for quote in quoted]
        found = []
        for match in words["pronouns"].finditer(self.text, sentence.span.start, sentence.span.end):
            span = Span(match.start(), match.end())
            if span.start not in dummies and not any(span.overlaps(other) for other in taken):
                meant = self._meant(span, named, quoted) or before
                found.append((Mention(span, meant, inferred=True), self._letter(meant)))
        return [*found, *spoken]

    def _letter(self, entity: str) -> str:
        return letter(Mention(Span(0, 0), entity), self.known, self.text)

    def _meant(self, span: Span, named: list[tuple[Mention, str]], quoted: list[Quotation]) -> str:
        """Return the one instrument that a pronoun's own sentence has named before it, or ''."""
        earlier = {
            one.entity
            for one, kind in named
            if kind in {"i", "x"} and one.span.end <= span.start
            and not any(one.span in quote.span for quote in quoted)
        }  # fmt: skip
        return earlier.pop() if len(earlier) == 1 else ""

    def _speakers(
        self, sentence: Passage, named: list[tuple[Mention, str]]
    ) -> list[tuple[Mention, str]]:
        """Return "we" and "our government" in a state's position as mentions of that state."""
        words = self.languages[sentence.language].words.get("first_person")
        if not self.speaker or words is None:
            return []
        found = words.finditer(self.text, sentence.span.start, sentence.span.end)
        spans = [Span(match.start(), match.end()) for match in found]
        return [
            (Mention(span, self.speaker, inferred=True), "a")
            for span in spans
            if not any(span.overlaps(one.span) for one, _ in named)
        ]


def letter(mention: Mention, known: Knowledge, text: str, language: str = "") -> str:
    """Return the letter of the token that stands for a mention; n is a demonym, '' none.

    A word that is an adjective in one language may be the state's name in another: Argentine.
    """
    kind = v.kind(mention.entity)
    if kind == "sector":
        # "the French government" is no sector here, and no rule asks for one.
        return ""
    if kind in CONCEPTS:
        return CONCEPTS[kind]
    words = text[mention.span.start : mention.span.end]
    # Rules read "the principles of humanity and distinction" word by word.
    if kind == "principle" and " " not in words:
        return ""
    if known.demonyms.get(words) == mention.entity and (
        not language or language in known.tongues[words]
    ):
        return "n"
    if mention.entity == SUPPORTERS:
        return "u"
    kinds = known.kinds(mention.entity)
    return next((token for name, token in LETTERS if name in kinds), "")
