"""What the author makes of norms and instruments, sentence after sentence.

A judgement may run on over a paragraph ("some provisions are classical"), be spelt out by
numbered paragraphs ("First, …"), fall on the norm just spoken of, or relate it to an earlier text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from loader import vocabulary as v
from loader.model import Span
from loader.notebook import Finding
from loader.stances import stance

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    from loader.discourse import Scene
    from loader.language import Rule
    from loader.notebook import Notebook, Stated


@dataclass(slots=True)
class Mood:
    """The judgements in force: those of a paragraph, and the enumeration that is running."""

    running: list[tuple[str, Scene, Rule]] = field(default_factory=list)
    enumeration: Rule | None = None
    begun: bool = False
    focus: str = ""


class Judge:
    """Reads judgements; one for each document."""

    def __init__(self, notebook: Notebook, scenes: Sequence[Scene]) -> None:
        """Take the notebook to write in and all sentences, to look ahead within a paragraph."""
        self.notebook = notebook
        self.mood = Mood()
        self.paragraphs: dict[int, list[Scene]] = {}
        for scene in scenes:
            self.paragraphs.setdefault(scene.passage.paragraph, []).append(scene)

    def read(self, scene: Scene) -> None:
        """Read one sentence; its norms have been noted before."""
        if self.paragraphs[scene.passage.paragraph][0] is scene:
            self._paragraph(scene)
        else:
            self._within(scene)
        self._open(scene)
        self._relate(scene)
        self._assess(scene)

    def _paragraph(self, scene: Scene) -> None:
        """Begin a paragraph: what ran on ends, and a numbered one may spell out a judgement."""
        self.mood.running = []
        if self.mood.enumeration is None:
            return
        if self._numbered(scene):
            self.mood.begun = True
            self._point(self.mood.enumeration, self.paragraphs[scene.passage.paragraph])
        elif self.mood.begun:
            self.mood.enumeration = None

    def _within(self, scene: Scene) -> None:
        """Let "First, …" amid a paragraph spell out the enumeration that the paragraph began."""
        running = self.mood.enumeration
        if running and not self.mood.begun and self._numbered(scene):
            scenes = self.paragraphs[scene.passage.paragraph]
            after = scenes[scenes.index(scene) + 1 :]
            own = [scene]
            for one in after:
                if self._numbered(one):
                    break
                own.append(one)
            self._point(running, own)

    def _numbered(self, scene: Scene) -> bool:
        return bool(self.notebook.language.words["ordinal"].search(self._text(scene.passage.span)))

    def _open(self, scene: Scene) -> None:
        for rule in self.notebook.language.rules.get("enumeration", ()):
            match = rule.match.search(scene.plain.text)
            if match and self._plainly(scene, rule, match):
                self.mood.enumeration, self.mood.begun = rule, False
                self.mood.focus = self.notebook.instrument(scene)
        for rule in self.notebook.language.rules.get("frame", ()):
            match = rule.match.search(scene.plain.text)
            if match and self._plainly(scene, rule, match):
                self.mood.running.append((rule.name, scene, rule))

    def _plainly(self, scene: Scene, rule: Rule, match: re.Match[str]) -> bool:
        """Tell what the author judges from what he denies, supposes or reports."""
        return stance(self.notebook, scene, rule, match, scene.plain)[0] == rule.stance

    def _point(self, rule: Rule, scenes: Sequence[Scene]) -> None:
        """State what a numbered paragraph adds to an enumeration.

        Its point is the first sentence, or, where that concedes, the first that contradicts.
        """
        scene = scenes[0]
        if self.notebook.language.words["concession"].search(self._text(scene.passage.span)):
            turns = [
                one for one in scenes[1:]
                if self.notebook.language.words["contrast"].search(self._text(one.passage.span))
            ]  # fmt: skip
            scene = turns[0] if turns else scene
        if self._has_own_pattern(rule, scene):
            return
        span = self._clause(scene)
        node = self.notebook.node("Assessment", self.notebook.words(span))
        found = Finding(self.mood.focus, node, span, "evaluation", name="enumeration")
        self.notebook.state(scene, rule, found)

    def _has_own_pattern(self, rule: Rule, scene: Scene) -> bool:
        return any(
            one.predicate == rule.predicate and one.match.search(scene.plain.text)
            for one in self.notebook.language.rules["pattern"]
        )

    def _clause(self, scene: Scene) -> Span:
        """Return the last clause that begins with the instrument, up to a colon or the stop."""
        begins = [one.span.start for one, kind in scene.names if kind == "i" and not one.inferred]
        start = begins[-1] if begins else scene.passage.span.start
        words = self.notebook.document.text[start : scene.passage.span.end]
        return Span(start, start + len(words.split(":")[0].rstrip(" .")))

    def _assess(self, scene: Scene) -> None:
        here = self._norms(scene, "here")
        own = [
            rule
            for rule in self.notebook.language.rules["assessment"]
            if rule.match.search(scene.masked.text)
        ]
        for rule in own:
            for one in self._norms(scene, rule.norms):
                self._judge(scene, rule, one.norm, rule.judged)
        self._run_on(scene, here)
        running = self.mood.enumeration
        if running and running.judged and self.mood.begun and not own:
            for one in here:
                self._judge(scene, running, one.norm, running.judged)

    def _run_on(self, scene: Scene, here: Sequence[Stated]) -> None:
        """Let a paragraph's judgement fall on the norms of its own instrument."""
        subject = self.notebook.instrument(scene)
        for name, opened, rule in self.mood.running:
            for one in here:
                if opened is not scene and one.instrument == subject:
                    self._judge(opened, rule, one.norm, name)

    def _judge(self, scene: Scene, rule: Rule, norm: str, kind: str) -> None:
        value = v.entity("assessment", kind)
        found = Finding(norm, value, scene.passage.span, "evaluation", predicate="assessedAs")
        self.notebook.state(scene, rule, found._replace(name=rule.name or "enumeration"))

    def _relate(self, scene: Scene) -> None:
        for rule in self.notebook.language.rules.get("relation", ()):
            match = rule.match.search(scene.plain.text)
            if not match:
                continue
            said, by = stance(self.notebook, scene, rule, match, scene.plain)
            for target in self._targets(scene, rule):
                for subject in self._subjects(scene, rule):
                    found = Finding(subject, target, scene.passage.span, said, by)
                    self.notebook.state(scene, rule, found)
                if rule.affirms:
                    self._affirm(scene, rule, target)

    def _subjects(self, scene: Scene, rule: Rule) -> list[str]:
        if rule.norms == "frame":
            return [
                self.notebook.instrument(opened)
                for name, opened, _ in self.mood.running
                if name == "innovation"
            ]
        return [one.norm for one in self._norms(scene, rule.norms)]

    def _targets(self, scene: Scene, rule: Rule) -> list[str]:
        if rule.to == "instruments":
            agreement = self.notebook.agreements.get(scene.passage.span, "")
            named = [one.entity for one, kind in scene.names if kind == "i" and not one.inferred]
            return [agreement] if agreement else named[:1]
        notes = [marker.note for marker in scene.passage.markers]
        found = self.notebook.provisions(notes)
        return [one for one in found if one != self._instrument_before(scene)]

    def _affirm(self, scene: Scene, rule: Rule, target: str) -> None:
        """Credit an earlier text with the applicability that the paragraph's norms affirm."""
        instrument = self.notebook.instrument_of(target)
        subjects = {one.instrument for one in self._norms(scene, "paragraph")}
        paragraph = self.paragraphs[scene.passage.paragraph]
        spans = {one.passage.span for one in paragraph if one.passage.span < scene.passage.span}
        regimes = [
            one.object for one in self.notebook.statements
            if one.predicate == v.term("affirmsApplicabilityOf") and one.subject in subjects
            and one.passage in spans
        ]  # fmt: skip
        for regime in dict.fromkeys(regimes):
            found = Finding(instrument, regime, scene.passage.span, "asserted")
            found = found._replace(predicate="affirmsApplicabilityOf")
            self.notebook.state(scene, rule, found)

    def _norms(self, scene: Scene, which: str) -> list[Stated]:
        """Return norms noted in this sentence, just before it, or in its paragraph up to it."""
        span = scene.passage.span
        here = [one for one in self.notebook.said if one.sentence == span]
        if which == "here":
            return here
        earlier = [
            one for one in self.notebook.said
            if one.paragraph == scene.passage.paragraph and one.sentence < span
        ]  # fmt: skip
        if which == "paragraph":
            return earlier
        own = [one for one in earlier if one.instrument == self.notebook.topic] or earlier
        return [one for one in own if one.sentence == own[-1].sentence]

    def _instrument_before(self, scene: Scene) -> str:
        norms = self._norms(scene, "before")
        return norms[-1].instrument if norms else ""

    def _text(self, span: Span) -> str:
        return self.notebook.document.text[span.start : span.end]
