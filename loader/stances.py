"""How a document stands to what it says: plainly, by hearsay, with doubt, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loader.language import groups
from loader.notebook import NONE

if TYPE_CHECKING:
    import re

    from loader.discourse import Scene
    from loader.language import Rule
    from loader.model import Span
    from loader.notebook import Notebook
    from loader.views import View


def stance(
    notebook: Notebook, scene: Scene, rule: Rule, match: re.Match[str], view: View
) -> tuple[str, str]:
    """Return the stance of a rule's match and, for what is reported, the actor it comes from.

    The stance is "none" where the sentence gives no hold to say that anyone says it: a denied
    belief, a subject that belongs to another clause. Nothing is written then.
    """
    span = view.span(match.start(), match.end())
    quotation = scene.quotation_at(span)
    if quotation is not None:
        if is_title(notebook, scene, quotation.span):
            return NONE, ""
        return "reported", _voice(notebook, scene, quotation.span)
    shifted, by = shift(notebook, scene, rule, span)
    if any(end > start for start, end in groups(match, "neg")):
        return (NONE, "") if shifted else ("negated", "")
    if rule.keep_stance:
        return (NONE if shifted == NONE else rule.stance), ""
    if shifted:
        return shifted, by
    asked = notebook.document.text[scene.passage.span.end - 1] == "?"
    return ("hypothetical" if asked else rule.stance), ""


def shift(notebook: Notebook, scene: Scene, rule: Rule, span: Span) -> tuple[str, str]:
    """Return what the words around a match make of it, '' if they leave it as it is."""
    text = scene.masked.text
    begin, end = scene.masked.range(span)
    places = {
        "quote": (0, end), "before": (0, begin), "within": (begin, end), "after": (end, len(text)),
    }  # fmt: skip
    for one in notebook.language.rules["shift"]:
        if one.clause and not rule.clause:
            continue
        first, last = places[one.where]
        found = one.match.search(text[first:last])
        if found:
            tokens = [
                token
                for start, stop in groups(found, "by")
                for token in scene.masked.tokens(first + start, first + stop)
            ]
            by = [named.entity for named in scene.entities(tokens)]
            return one.stance, by[0] if by else ""
    return _governed(notebook, rule, text[:begin]), ""


def _governed(notebook: Notebook, rule: Rule, before: str) -> str:
    """Tell a clause that stands on its own from one that hangs on other words.

    What follows "that" is reported, unless the words before say that it is so; a clause that
    follows neither a pause nor a conjunction has another subject than the one found.
    """
    words = notebook.language.words
    if words["factive"].search(before):
        return ""
    if words["complement"].search(before):
        return "reported"
    return "" if not rule.clause or words["free"].search(before) else NONE


def is_title(notebook: Notebook, scene: Scene, span: Span) -> bool:
    """Tell a quoted title from what somebody says: the book “Russia signs”."""
    before = notebook.document.text[scene.passage.span.start : span.start - 1]
    return bool(notebook.language.words["entitled"].search(before))


def _voice(notebook: Notebook, scene: Scene, span: Span) -> str:
    """Return who speaks in a quotation, as far as the note behind it tells."""
    works = {one.work for one in notebook.works(notebook.note_after(scene, span))}
    return notebook.voice(works.pop()) if len(works) == 1 else ""


def source(notebook: Notebook, scene: Scene, span: Span) -> str:
    """Return where quoted words come from: the work of the note that follows, else the focus."""
    works = notebook.works(notebook.note_after(scene, span))
    if len({one.work for one in works}) == 1:
        return works[0].work
    # Its supporters speak for the instrument that the text speaks of.
    speakers = [
        scene.focus if kind == "u" else one.entity
        for one, kind in scene.names
        if kind in {"i", "x", "u"}
        and one.span.end <= span.start
        and scene.quotation_at(one.span) is None
    ]
    before = notebook.document.text[scene.passage.span.start : span.start - 1]
    after = notebook.document.text[span.end : scene.passage.span.end]
    words = notebook.language.words
    if not speakers and (words["utterance"].search(before) or words["uttered"].search(after)):
        return ""
    stated = [one for one in notebook.said if one.paragraph == scene.passage.paragraph]
    established = scene.anchored or any(one.instrument == scene.focus for one in stated)
    said_by = speakers[-1] if speakers else scene.focus if established else ""
    if "Instrument" in notebook.kinds(said_by):
        return said_by
    own = notebook.own_works(said_by, notebook.note_after(scene, span))
    return own[0] if own else said_by
