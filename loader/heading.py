"""What the lines around a text say of the instrument that it is: who adopted it, and when.

The body whose report a text is speaks in it: "The Panel affirms". It is the one that the title
names ("Report of the Panel of …"), known before or new.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from loader import vocabulary as v
from loader.dates import datatype
from loader.discourse import letter
from loader.findings import Node
from loader.model import Span
from loader.notebook import Finding
from loader.own import Voice

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Mapping, Sequence

    from loader.discourse import Narrator, Scene
    from loader.knowledge import Knowledge
    from loader.language import Language, Rule
    from loader.linking import Linker
    from loader.model import Document, Layout
    from loader.notebook import Notebook

GROUP: Final = "ExpertGroup"
# Where a rule reads that reads notes too: what they tell of other texts is not of this one.
NOTE: Final = "note"


@dataclass(frozen=True, slots=True)
class Body:
    """The body whose report a document is, and its name in the title."""

    iri: str
    name: str
    nodes: tuple[Node, ...] = ()

    def issued(self, nodes: Sequence[Node]) -> list[Node]:
        """Return the nodes that a document adds, its own instrument issued by this body."""
        fact = (v.term("issuedBy"), self.iri)
        return [*(replace(one, facts=(*one.facts, fact)) for one in nodes), *self.nodes]


def body(
    document: Document, layout: Layout, linkers: Mapping[str, Linker],
    languages: Mapping[str, Language], known: Knowledge,
) -> Body | None:  # fmt: skip
    """Return the body whose report a document is, as far as its title names one."""
    language = languages.get(layout.language)
    pattern = language.words.get("report_of") if language else None
    if layout.genre != "report" or pattern is None:
        return None
    found = pattern.search(document.text, layout.title.start, layout.title.end)
    if found is None:
        return None
    span = Span(*found.span("body"))
    linker = linkers[layout.language]
    for one in linker.mentions(document.text, span, "title"):
        if one.span.start == span.start and letter(one, known, document.text) in {"x", "a"}:
            return Body(one.entity, found["body"])
    label = " ".join(found["body"].split())
    if label.isupper():
        return None
    iri = known.free(v.named("organisation", label), label)
    return Body(iri, label, (Node(iri, (GROUP,), label),))


def voice(document: Document, layout: Layout, instrument: str, body: Body | None) -> Voice | None:
    """Return how a document that is an instrument names itself and its body, None of others."""
    title = document.text[layout.title.start : layout.title.end]
    named = (body.iri, body.name) if body else ()
    return Voice(instrument, title, *named) if instrument else None


def read(notebook: Notebook, narrator: Narrator, layout: Layout) -> None:
    """Write down what the head and the notes say of the instrument that the document is."""
    if not notebook.own:
        return
    notes = [one.span for one in layout.notes]
    for scene in _lines(narrator, layout, [*layout.rest, *notes]):
        for rule in scene.language.rules.get("heading", ()):
            if scene.passage.span in notes and rule.where != NOTE:
                continue
            for match in rule.match.finditer(scene.plain.text):
                _note(notebook, scene, rule, match)


def _lines(narrator: Narrator, layout: Layout, spans: Sequence[Span]) -> Iterable[Scene]:
    if layout.language in narrator.languages:
        for span in spans:
            yield narrator.line(span, layout.language)


def _note(notebook: Notebook, scene: Scene, rule: Rule, match: re.Match[str]) -> None:
    """Write down what one rule reads in a line; a date is written as such."""
    view = scene.plain
    for entity, span in scene.found(match, "object", view):
        iso = v.local(entity) if rule.literal else ""
        if not notebook.is_a(entity, rule.kind):
            continue
        cue = view.span(match.start(), match.end())
        found = Finding(
            notebook.own, iso or entity, Span(cue.start, max(cue.end, span.end)), rule.stance
        )
        notebook.state(scene, rule, found._replace(datatype=datatype(iso) if iso else ""))
