"""Statements that a rule reads off one sentence: who supports, what applies, how it ended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader import extras, lists
from loader import vocabulary as v
from loader.dates import datatype
from loader.discourse import EVERY
from loader.findings import Mention
from loader.knowledge import normalise
from loader.language import groups
from loader.model import Span
from loader.notebook import Finding
from loader.stances import stance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.discourse import Scene
    from loader.language import Rule
    from loader.notebook import Notebook
    from loader.views import View


# What speaks where only texts can: a group by its own, or not at all.
TEXT: Final = "text"


def read(notebook: Notebook, scene: Scene) -> None:
    """Try every pattern on a sentence and write down what fits."""
    for rule in notebook.language.rules.get("pattern", ()):
        if rule.needs and rule.needs not in notebook.frames:
            continue
        view = scene.masked if rule.quoted else scene.plain
        for match in rule.match.finditer(view.text):
            _apply(notebook, scene, rule, match, view)


def _apply(notebook: Notebook, scene: Scene, rule: Rule, match: re.Match[str], view: View) -> None:
    if rule.opens:
        objects = scene.found(match, "object", view)
        notebook.frames[rule.opens] = objects[0][0] if objects else scene.focus
    elif rule.lists:
        said = stance(notebook, scene, rule, match, view)
        _from_lists(notebook, scene, rule, view.span(match.start(), match.end()), said)
    elif rule.agreement:
        extras.agreement(notebook, scene, rule, match, view)
    elif rule.count:
        extras.count(notebook, scene, rule, match, view)
    else:
        _triples(notebook, scene, rule, match, view)


def _triples(
    notebook: Notebook, scene: Scene, rule: Rule, match: re.Match[str], view: View
) -> None:
    matches = [match]
    if rule.also:
        matches += rule.also.finditer(view.text, match.end())
    said, by = stance(notebook, scene, rule, match, view)
    by = next((one for one, _ in scene.found(match, "by", view)), by)
    wholes = [view.span(one.start(), one.end()) for one in matches]
    subjects = _subjects(notebook, scene, rule, matches, view)
    for obj, where in _objects(notebook, scene, rule, matches, view):
        iso = v.local(obj) if rule.literal else ""
        for subject, at in subjects:
            for actual in _speaking(notebook, scene, rule, subject, at, where):
                notebook.state(
                    scene,
                    rule,
                    Finding(
                        actual,
                        iso or obj,
                        _cue(rule, wholes, at, where),
                        said,
                        by,
                        concerns=_concerns(notebook, scene, rule),
                        datatype=datatype(iso) if iso else "",
                    ),
                )


def _cue(rule: Rule, wholes: list[Span], subject: Span | None, obj: Span | None) -> Span:
    """Return the words that carry a statement: from its subject to its object.

    A subject that a rule's second pattern found is carried by that pattern's words.
    """
    if subject and subject not in wholes[0]:
        return next((one for one in wholes if subject in one), subject)
    places = [one for one in (subject, obj) if one]
    if not places or rule.each or rule.value:
        return obj if rule.each and obj else wholes[0]
    end = max(one.end for one in places) if obj else wholes[0].end
    return Span(min(one.start for one in places), end)


def _subjects(
    notebook: Notebook, scene: Scene, rule: Rule, matches: list[re.Match[str]], view: View
) -> list[tuple[str, Span | None]]:
    if rule.subject == "actor":
        return _one_actor(scene, view, matches[0].start())
    implied = _unsaid(notebook, scene, rule)
    if implied is not None:
        return [(implied, None)] if notebook.is_a(implied, rule.subject_kind) else []
    found_all = [found for one in matches for found in scene.found(one, "subject", view)]
    return [one for one in found_all if notebook.is_a(one[0], rule.subject_kind)]


def _one_actor(scene: Scene, view: View, end: int) -> list[tuple[str, Span | None]]:
    """Return the one actor that a sentence names before a pronoun; of two, either may be meant."""
    named = scene.entities(view.tokens(0, end, "axun"))
    actors = {one.entity for one in named if not one.inferred}
    return [(named[0].entity, named[0].span)] if len(actors) == 1 else []


def _unsaid(notebook: Notebook, scene: Scene, rule: Rule) -> str | None:
    """Return the subject that a rule's words leave unsaid, None if the words name it."""
    if rule.subject in {"norm", "norm-or-instrument"}:
        found = notebook.last_norm(scene)
        return found if found or rule.subject == "norm" else notebook.instrument(scene)
    unsaid = {
        "focus": scene.focus,
        "author": notebook.author(),
        "document": v.entity("document", notebook.document.slug),
        "instrument": notebook.instrument(scene),
        "process": notebook.processes.get(scene.passage.paragraph, ""),
    }
    return unsaid.get(rule.subject)


def _speaking(
    notebook: Notebook, scene: Scene, rule: Rule, subject: str, at: Span | None, obj: Span | None
) -> list[str]:
    """Return the instruments by which a group spoke: those of its own that the next note cites.

    The body whose report the document is speaks by the document.
    """
    if rule.speaker and subject == notebook.body:
        return [notebook.own]
    if not rule.speaker or "ExpertGroup" not in notebook.kinds(subject):
        return [subject]
    after = obj if rule.speaker == "object" or at is None else at
    own = notebook.own_works(subject, notebook.note_after(scene, after or scene.passage.span))
    return list(dict.fromkeys(own)) or ([] if rule.speaker == TEXT else [subject])


def _objects(
    notebook: Notebook, scene: Scene, rule: Rule, matches: list[re.Match[str]], view: View
) -> list[tuple[str, Span | None]]:
    if rule.value:
        return [(v.BASE + "id/" + rule.value, None)]
    if rule.each:
        return list(_each(notebook, rule, matches[0], view))
    if rule.object in {"instrument", "frame"}:
        return [(_implied(notebook, scene, rule), None)]
    found: list[tuple[str, Span | None]] = []
    for one in matches:
        if not rule.node:
            found += _taken(notebook, scene, rule, one, view)
        for start, end in groups(one, "object"):
            if not view.tokens(start, end) or rule.node:
                found += _from_words(notebook, scene, rule, view, (start, end))
    return list(dict.fromkeys(found))


def _taken(
    notebook: Notebook, scene: Scene, rule: Rule, match: re.Match[str], view: View
) -> list[tuple[str, Span | None]]:
    """Return the named objects of a match that are of the letters and class the rule takes.

    Where a rule takes some letters of a longer stretch, pronouns in it are not meant.
    """
    tokens = [
        token for place in groups(match, "object")
        for token in view.tokens(*place, rule.takes or EVERY)
    ]  # fmt: skip
    named = [one for one in scene.entities(tokens) if not (rule.takes and one.inferred)]
    return [(one.entity, one.span) for one in named if notebook.is_a(one.entity, rule.kind)]


def _implied(notebook: Notebook, scene: Scene, rule: Rule) -> str:
    """Return the instrument that a sentence leaves unsaid: its paragraph's frame's, or its own."""
    if rule.object == "instrument":
        return notebook.instrument(scene)
    return notebook.frames.get(rule.needs, "")


def _each(
    notebook: Notebook, rule: Rule, match: re.Match[str], view: View
) -> Iterator[tuple[str, Span | None]]:
    """Yield one new node for every clause, such as each "whether …" after a match."""
    if rule.each is not None:
        for clause in rule.each.finditer(view.text, match.start()):
            span = notebook.whole(view.span(clause.start(), clause.end()))
            yield notebook.node(rule.node, notebook.words(span)), span


def _from_words(
    notebook: Notebook, scene: Scene, rule: Rule, view: View, place: tuple[int, int]
) -> Iterator[tuple[str, Span]]:
    """Yield what plain words stand for: a known thing of the rule's class, or a new node."""
    span = view.span(*place)
    if rule.link:
        for word in re.finditer(r"[^\s,]+", view.text[slice(*place)]):
            entity = _by_class(notebook, rule.link, word[0])
            if entity:
                at = view.span(place[0] + word.start(), place[0] + word.end())
                notebook.mentions.append(Mention(at, entity))
                yield entity, at
    elif rule.node:
        quotes = [scene.quoted[t].span for t in view.tokens(*place, "q")]
        for one in quotes or [notebook.whole(span)]:
            yield _topic(notebook, scene, rule, one), one


def _topic(notebook: Notebook, scene: Scene, rule: Rule, span: Span) -> str:
    known = [one.entity for one, _ in scene.names if one.span == span and rule.node == "Topic"]
    return known[0] if known else notebook.node(rule.node, notebook.words(span))


def _by_class(notebook: Notebook, kind: str, word: str) -> str:
    """Return the one entity of a class whose name is, or ends in, the word."""
    wanted = normalise(word)
    exact, ending = [], []
    for iri in notebook.known.of_kind(kind):
        names = [
            normalise(label) for label, tongue in notebook.known.labels[iri]
            if tongue in {notebook.language.code, ""}
        ]  # fmt: skip
        if wanted in names:
            exact.append(iri)
        elif any(name.endswith(" " + wanted) for name in names):
            ending.append(iri)
    candidates = exact or ending
    return candidates[0] if len(candidates) == 1 else ""


def _concerns(notebook: Notebook, scene: Scene, rule: Rule) -> str:
    if rule.concerns == "process":
        return notebook.processes.get(scene.passage.paragraph, "")
    if rule.concerns == "pinpoint-before":
        for number, citations in reversed(notebook.cited.items()):
            before = _marked_before(notebook, scene, number)
            if before and all(one.work != scene.focus for one in citations):
                return next(iter(notebook.provisions([number])), "")
    return ""


def _marked_before(notebook: Notebook, scene: Scene, number: int) -> bool:
    paragraph, start = notebook.markers.get(number, (0, 0))
    return paragraph == scene.passage.paragraph and start < scene.passage.span.start


def _from_lists(
    notebook: Notebook, scene: Scene, rule: Rule, matched: Span, said: tuple[str, str]
) -> None:
    """State for each listed name what the rule says, and what the list's head says of it."""
    instrument = _implied(notebook, scene, rule)
    for one in lists.harvest(notebook, scene, matched.end):
        notebook.state(scene, rule, Finding(one.entity, instrument, one.span, *said))
        if one.head:
            predicate = "region" if "/region/" in one.head else "sector"
            cue = Span(one.head_span.start, one.span.end)
            head = Finding(one.entity, one.head, cue, *said)
            notebook.state(scene, rule, head._replace(predicate=predicate, name="list-head"))
