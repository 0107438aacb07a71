"""Statements whose object is a thing of its own: a count of supporters, an agreement of two."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader import vocabulary as v
from loader.findings import Mention, Node
from loader.notebook import Finding
from loader.stances import stance

if TYPE_CHECKING:
    from loader.discourse import Scene
    from loader.language import Rule
    from loader.notebook import Notebook
    from loader.views import View

# What parts the thousands of a figure: 1,200 or 1 200.
BETWEEN_DIGITS: Final = re.compile(r"(?<=\d)[^\d](?=\d{3})")


def agreement(
    notebook: Notebook, scene: Scene, rule: Rule, match: re.Match[str], view: View
) -> None:
    """Link "an agreement between A and B" to the instrument with these parties, or make one."""
    found = scene.found(match, "object", view)
    parties = {entity for entity, _ in found}
    if len(parties) < 2:
        return
    span = view.span(match.start(), match.end())
    iri = next(
        (
            one for one in notebook.known.of_kind("Instrument")
            if parties == set(notebook.known.values(one, "party"))
            and "Judgment" not in notebook.known.kinds(one)
        ),
        "",
    ) or v.named("instrument", notebook.words(span))  # fmt: skip
    if iri not in notebook.known.types:
        notebook.nodes.setdefault(iri, Node(iri, ("Instrument",), notebook.words(span)))
    notebook.agreements[scene.passage.span] = iri
    notebook.mentions.append(Mention(span, iri))
    said, by = stance(notebook, scene, rule, match, view)
    for entity, _ in found:
        notebook.state(scene, rule, Finding(iri, entity, span, said, by))


def count(notebook: Notebook, scene: Scene, rule: Rule, match: re.Match[str], view: View) -> None:
    """State how many supporters of some kind a text gives an instrument."""
    objects = [entity for entity, _ in scene.found(match, "object", view)]
    instrument = objects[0] if objects else notebook.frames.get(rule.needs, "")
    figure = BETWEEN_DIGITS.sub("", match["number"])
    value = int(figure) if figure.isdigit() else notebook.language.numbers[figure.lower()]
    counted = view.span(*match.span("counted"))
    actors = [one.entity for one in scene.entities(view.tokens(*match.span("counted"), "a"))]
    regions = [entity for entity, _ in scene.found(match, "region", view)]
    cue = view.span(match.start(), match.end())
    label = f"{match['qualifier'] or ''} {figure} {notebook.words(counted)}".strip()
    iri = v.of_document("count", notebook.document.slug, notebook.words(scene.passage.span), label)
    facts = [("countedActors", one) for one in actors[:1]]
    facts += [("countedRegion", one) for one in regions[:1]]
    literals = [(v.CN + "countValue", str(value), "integer")]
    if match["qualifier"]:
        literals.append((v.CN + "countQualifier", match["qualifier"].lower(), "string"))
    node = Node(
        iri, ("SupporterCount",), label, tuple((v.CN + name, one) for name, one in facts),
        tuple(literals),
    )  # fmt: skip
    notebook.nodes[iri] = node
    said, by = stance(notebook, scene, rule, match, view)
    notebook.state(scene, rule, Finding(instrument, iri, cue, said, by))
