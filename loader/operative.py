"""The norms that a text states itself: a treaty's articles, a resolution's paragraphs, principles.

A provision's sentence that binds or recommends states a norm. One that ends in a colon ("States
should:") lends its modality and its bearers to the parts beneath it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from loader import norms
from loader.model import Span
from loader.norms import Said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loader.discourse import Scene
    from loader.language import Rule
    from loader.model import Layout, Part
    from loader.notebook import Notebook

OPENS: Final = re.compile(r":\W*$")
GOES_ON: Final = re.compile(r"[;,](?: \w{1,3})?\W*$")
LETTERED: Final = re.compile(r"(\d)([a-z]+)$")
# What a rule's value is where its words state no norm of the text: final clauses, asides.
PASSED: Final = "none"
# What asks to act asks, with "not", to refrain.
REFRAINING: Final = {
    "recommendation": "recommendation-to-refrain",
    "encouragement": "recommendation-to-refrain",
    "obligation": "prohibition",
    "permission": "prohibition",
}


@dataclass(frozen=True, slots=True)
class Chapeau:
    """What a sentence that ends in a colon says for the parts beneath it."""

    rule: Rule
    bearers: tuple[str, ...]
    span: Span


class Operative:
    """Reads the norms of a document that is an instrument or a position; one for each document."""

    def __init__(self, notebook: Notebook, layout: Layout) -> None:
        """Take the notebook to write in and the document's parts."""
        self.notebook = notebook
        self.parts = {part.number: part for part in layout.parts}
        self.chapeaux: dict[str, Chapeau] = {}
        self.listed = False

    def provisions(self) -> dict[str, str]:
        """Return the provision of each part by its number, if the document is an instrument."""
        own = self.notebook.own
        return (
            {number: self._provision(own, one) for number, one in self.parts.items()} if own else {}
        )

    def read(self, scene: Scene) -> None:
        """Read one sentence, if the document speaks for itself."""
        origin = self.notebook.author()
        part = self.parts.get(scene.passage.part)
        if not origin or (part is not None and part.preamble):
            return
        found = self._found(scene)
        self._follow(scene, part)
        if OPENS.search(scene.plain.text):
            self._open(scene, part, found)
        elif found:
            for rule, span in found:
                self._note(scene, rule, span, origin, part)
        else:
            self._under_chapeau(scene, origin, part)

    def _follow(self, scene: Scene, part: Part | None) -> None:
        """Tell whether a sentence without a number is an item of the list that a colon opened."""
        if part is None and not OPENS.search(scene.plain.text):
            goes_on = bool(GOES_ON.search(scene.plain.text))
            if not goes_on and not self.listed:
                self.chapeaux.pop("", None)
            self.listed = goes_on and "" in self.chapeaux

    def _found(self, scene: Scene) -> list[tuple[Rule, Span]]:
        """Return the norms of a sentence as spans with the first rule that reads each."""
        taken: list[tuple[Rule, Span]] = []
        for rule in self.notebook.language.rules.get("operative", ()):
            for match in rule.match.finditer(scene.plain.text):
                span = scene.plain.span(*match.span("object"))
                if not self._speaks(scene, match):
                    continue
                if not any(span.overlaps(other) for _, other in taken):
                    taken.append((rule, span))
        return [one for one in taken if one[0].value != PASSED]

    def _speaks(self, scene: Scene, match: re.Match[str]) -> bool:
        """Tell whether it is the document's own voice that a rule's words name, if any."""
        said = {entity for entity, _ in scene.found(match, "subject", scene.plain)}
        return said <= {self.notebook.author(), self.notebook.body}

    def _open(self, scene: Scene, part: Part | None, found: list[tuple[Rule, Span]]) -> None:
        """Remember a sentence that ends in a colon for the parts beneath it."""
        number = part.number if part else ""
        self.chapeaux.pop(number, None)
        if found:
            rule, span = found[-1]
            bearers = tuple(one.value for one in self._said_of(scene, span, ("bearer",)))
            self.chapeaux[number] = Chapeau(rule, bearers, span)

    def _said_of(self, scene: Scene, span: Span, wanted: Iterable[str]) -> list[Said]:
        return [one for one in norms.by_rule(self.notebook, scene, span) if one.predicate in wanted]

    def _under_chapeau(self, scene: Scene, origin: str, part: Part | None) -> None:
        """Read a part such as "(a) protect …" by the sentence that opened its list."""
        chapeau = self.chapeaux.get(part.parent if part else "")
        span = self._words(scene)
        if (part and not part.parent) or chapeau is None or not span:
            return
        if part and not self._is_first(scene, part):
            return
        borne = [Said("bearer", one, span) for one in chapeau.bearers]
        self._note(scene, chapeau.rule, span, origin, part, borne)

    def _is_first(self, scene: Scene, part: Part) -> bool:
        """Tell a part's own sentence from those that follow it and explain."""
        between = self.notebook.document.text[part.span.start : scene.passage.span.start]
        return len(between.strip()) <= len(part.printed) + len(part.heading)

    def _words(self, scene: Scene) -> Span | None:
        """Return a sentence without its number and the marks and joining words at its ends."""
        text = scene.plain.text
        match = self.notebook.language.words["provision"].match(text)
        start, end = match.span("words") if match else (0, 0)
        return scene.plain.span(start, end) if start < end else None

    def _note(
        self, scene: Scene, rule: Rule, span: Span, origin: str, part: Part | None,
        borne: Iterable[Said] = (),
    ) -> None:  # fmt: skip
        """Write a norm down for the instrument and for the part that states it."""
        words = self.notebook.words(span)
        modality = rule.value
        if self.notebook.language.words["refraining"].search(words):
            modality = REFRAINING.get(modality, modality)
        place = self._provision(origin, part)
        places = (place,) if place else ()
        norms.note(self.notebook, scene, rule, span, origin, modality, (places, tuple(borne)))

    def _provision(self, origin: str, part: Part | None) -> str:
        """Return the provision that a part is, known before or new, '' for want of a part."""
        if part is None or origin != self.notebook.own:
            return ""
        printed = LETTERED.sub(r"\1(\2)", part.number)
        return self.notebook.place(origin, printed, part.unit)
