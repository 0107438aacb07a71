"""The norms that quoted words state: how they bind, whom, against whom, to protect what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from loader import vocabulary as v
from loader.findings import Node, Quoted
from loader.language import Rule, groups
from loader.model import Span
from loader.notebook import NONE, Finding, Stated, shorten
from loader.sieve import Sieve
from loader.stances import is_title, shift, source, stance
from loader.views import BRACKETED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loader.discourse import Scene
    from loader.findings import Quotation
    from loader.notebook import Notebook

ASSERTED: Final = "asserted"
SHORTEST: Final = 4
SPOKEN_OF: Final = {"object": "protects", "conduct": "conduct", "regime": "regime"}
RESTRAINING: Final = frozenset({"prohibition", "recommendation-to-refrain"})
PLAIN: Final = Rule(Sieve(""), name="quoted-norm", predicate="expresses", confidence=0.9)


class Said(NamedTuple):
    """One thing that a norm's words say of it: an attribute, its value and where it stands."""

    predicate: str
    value: str
    span: Span


# The provisions that state a norm, and what is known of the norm from elsewhere.
Beside = tuple[tuple[str, ...], tuple[Said, ...]]


def read(notebook: Notebook, scene: Scene) -> None:
    """Note every quotation of a sentence, and the norm it states if it is an instrument's."""
    for one in scene.quoted:
        origin = _origin(notebook, scene, one)
        norm = ""
        modal = notebook.language.words.get("modal")
        if modal and modal.match(notebook.words(one.span)):
            # The words around a quotation such as ‘should not’ say whose norm it is.
            retell(notebook, scene)
            norm = next((n.norm for n in notebook.said if one.span in n.span), "")
        if origin and not norm and _may_state(notebook, scene, one, origin):
            modality = _modality(notebook, scene, one)
            if modality and (modality != "affirmation" or _speaks_of_law(notebook, scene, one)):
                norm = _norm(notebook, scene, PLAIN, one.span, origin, modality)
        notebook.quoted.append(
            Quoted(one, origin, notebook.note_after(scene, one.span), norm, scene.passage.span)
        )


def _origin(notebook: Notebook, scene: Scene, quotation: Quotation) -> str:
    """Return what words are quoted from, '' where they are only held against others."""
    before = notebook.document.text[scene.passage.span.start : quotation.span.start]
    if notebook.language.words["contrasted"].search(before):
        return ""
    return _echoed(notebook, scene, quotation) or source(notebook, scene, quotation.span)


def _echoed(notebook: Notebook, scene: Scene, quotation: Quotation) -> str:
    """Return where a few words without a note of their own were quoted from before."""
    words = unbracketed(notebook.words(quotation.span))
    if len(words.split()) > SHORTEST or notebook.note_after(scene, quotation.span) is not None:
        return ""
    echo = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    for earlier in reversed(notebook.quoted):
        if earlier.states and echo.search(unbracketed(notebook.words(earlier.quotation.span))):
            return earlier.source
    return ""


def _may_state(notebook: Notebook, scene: Scene, quotation: Quotation, origin: str) -> bool:
    """Tell words that an instrument is said to contain from a scrap, or a supposition."""
    if shift(notebook, scene, PLAIN, quotation.span)[0] in {NONE, "negated", "hypothetical"}:
        return False
    if is_title(notebook, scene, quotation.span):
        return False
    long = len(notebook.words(quotation.span).split()) >= SHORTEST
    return long and not quotation.nested and "Instrument" in notebook.kinds(origin)


def _speaks_of_law(notebook: Notebook, scene: Scene, quotation: Quotation) -> bool:
    """Tell a whole affirmation from a scrap of one: it names what it affirms."""
    named = [one for one, kind in scene.names if kind in {"r", "i", "o"}]
    linked = [one for one in notebook.mentions if "LegalPrinciple" in notebook.kinds(one.entity)]
    return any(one.span in quotation.span for one in [*named, *linked])


def _modality(notebook: Notebook, scene: Scene, quotation: Quotation) -> str:
    start, end = scene.plain.range(quotation.span)
    _, sentence_end = scene.plain.range(scene.passage.span)
    places = {"quote": (start, end), "lead": (0, start), "sentence": (0, sentence_end)}
    base = notebook.language.words["base_verb"]
    for rule in notebook.language.rules.get("modality", ()):
        begin, stop = places[rule.where]
        if rule.verb and not base.match(scene.plain.text[start:end].strip()):
            continue
        if rule.match.search(scene.plain.text[begin:stop]):
            return rule.value
    return ""


def _norm(
    notebook: Notebook, scene: Scene, rule: Rule, span: Span, origin: str, modality: str,
    pinned: Iterable[str] = (),
) -> str:  # fmt: skip
    """Write down a norm and what its words say of it; the note that follows tells where it is."""
    number = notebook.note_after(scene, span)
    places = [
        one for one in notebook.provisions([number] if number is not None else [])
        if one != origin and notebook.instrument_of(one) == origin
    ]  # fmt: skip
    return note(notebook, scene, rule, span, origin, modality, ((*pinned, *places), ()))


def note(
    notebook: Notebook, scene: Scene, rule: Rule, span: Span, origin: str, modality: str,
    beside: Beside = ((), ()),
) -> str:  # fmt: skip
    """Write down the norm that a stretch of words states, and what the words say of it.

    Beside the origin, provisions may state it; other words may say more of it.
    """
    places, borne = beside
    words = unbracketed(notebook.words(span))
    slug = f"{v.local(origin)}.{v.short_slug(words)}-{v.key(words)[:6]}"
    iri = v.entity("norm", slug)
    notebook.nodes[iri] = Node(iri, ("Norm",), shorten(words), quotes=True)
    for one in dict.fromkeys((origin, *places)):
        notebook.state(scene, rule, Finding(one, iri, span, ASSERTED, predicate="expresses"))
    binds = Said("modality", v.entity("modality", modality), span)
    for said in [binds, *_attributes(notebook, scene, span, modality, borne)]:
        datatype = "" if said.value.startswith(v.BASE) else "string"
        found = Finding(iri, said.value, said.span, ASSERTED, "", said.predicate, datatype=datatype)
        notebook.state(scene, rule, found._replace(anchor=span))
    notebook.said.append(Stated(iri, origin, scene.passage.paragraph, scene.passage.span, span))
    return iri


def retell(notebook: Notebook, scene: Scene) -> None:
    """Note the norms of a sentence that the author tells in their own words."""
    for rule in notebook.language.rules.get("paraphrase", ()):
        for match in rule.match.finditer(scene.plain.text):
            clause = scene.plain.span(*groups(match, "object")[0])
            if any(
                one.sentence == scene.passage.span and one.span.overlaps(clause)
                for one in notebook.said
            ):
                continue
            speaker = scene.found(match, "subject", scene.plain)[0][0]
            if notebook.own and speaker in {notebook.own, notebook.body}:
                # What the document says itself is read as its own words.
                continue
            own = notebook.own_works(speaker, notebook.note_after(scene, clause))
            said, _ = stance(notebook, scene, rule, match, scene.plain)
            if said == ASSERTED and (own or "Instrument" in notebook.kinds(speaker)):
                origin = (own or [speaker])[0]
                _norm(
                    notebook,
                    scene,
                    rule,
                    clause,
                    origin,
                    rule.value,
                    _pinned(notebook, match, origin),
                )


def _pinned(notebook: Notebook, match: re.Match[str], origin: str) -> list[str]:
    """Return the provision that the words themselves name: Article 2(4) of the Charter."""
    places = groups(match, "pin")
    if not places:
        return []
    number = match.string[slice(*places[0])]
    unit = match.string[: places[0][0]].split()[-1].lower().rstrip("s.")
    return [notebook.place(origin, number, unit)]


def _attributes(
    notebook: Notebook, scene: Scene, span: Span, modality: str, borne: tuple[Said, ...]
) -> Iterator[Said]:
    """Yield what rules and known words say of a norm, each thing once."""
    seen = set()
    found = [*borne, *by_rule(notebook, scene, span), *_by_word(notebook, span)]
    found += _taken_up(notebook, scene, span)
    # Whom a text's own norms restrain is whom they bind: it need not be said twice.
    if modality in RESTRAINING and not notebook.author():
        found += [one._replace(predicate="restrains") for one in found if one.predicate == "bearer"]
    for one in found:
        if one[:2] not in seen:
            seen.add(one[:2])
            yield one


def _taken_up(notebook: Notebook, scene: Scene, span: Span) -> Iterator[Said]:
    """Yield the conduct of the norm before, where the words speak of "such activities"."""
    match = notebook.language.words["anaphora"].search(notebook.document.text, span.start, span.end)
    before = [one.norm for one in notebook.said if one.paragraph == scene.passage.paragraph]
    if match and before:
        for one in notebook.statements:
            if one.subject == before[-1] and one.predicate == v.term("conduct"):
                yield Said("conduct", one.object, Span(match.start(), match.end()))


def by_rule(notebook: Notebook, scene: Scene, span: Span) -> Iterator[Said]:
    """Yield what the rules for a norm's attributes read in its words or before them."""
    view = scene.plain
    start, end = view.range(span)
    yield from _acts(notebook, span)
    for rule in notebook.language.rules.get("attribute", ()):
        if _is_act(rule):
            continue
        offset, stop = (0, start) if rule.where == "lead" else (start, end)
        for match in rule.match.finditer(view.text[offset:stop]):
            place = view.span(offset + match.start(), offset + match.end())
            if rule.value:
                yield Said(rule.predicate, v.BASE + "id/" + rule.value, place)
            for begin, finish in groups(match, "object"):
                at = view.span(offset + begin, offset + finish)
                if rule.literal:
                    yield Said(rule.predicate, shorten(unbracketed(notebook.words(at))), at)
                    continue
                for one in scene.entities(view.tokens(offset + begin, offset + finish, "axu")):
                    yield Said(rule.predicate, one.entity, one.span)


def _is_act(rule: Rule) -> bool:
    return rule.predicate == "conduct" and bool(rule.value)


def _acts(notebook: Notebook, span: Span) -> Iterator[Said]:
    """Yield what a norm's words do, read as they stand: in a view, the thing done is a token."""
    words = notebook.document.text[span.start : span.end].replace("\n", " ")
    for rule in filter(_is_act, notebook.language.rules.get("attribute", ())):
        for match in rule.match.finditer(words):
            place = Span(span.start + match.start(), span.start + match.end())
            yield Said(rule.predicate, v.BASE + "id/" + rule.value, place)


def _by_word(notebook: Notebook, span: Span) -> Iterator[Said]:
    """Yield the known things in a norm's words; what acts are only measured by is left out."""
    excepted = notebook.language.words.get("excepted")
    for one in notebook.linker.concepts(notebook.document.text, span, SPOKEN_OF):
        before = notebook.document.text[span.start : one.span.start]
        if excepted and v.kind(one.entity) == "object" and excepted.search(before):
            continue
        yield Said(SPOKEN_OF[v.kind(one.entity)], one.entity, one.span)


def unbracketed(words: str) -> str:
    """Return quoted words as the original had them, as far as the brackets tell.

    >>> unbracketed("[p]revent harm […] and note[d] it")
    'prevent harm … and noted it'
    """
    return BRACKETED.sub(lambda match: match[1] or "…", words)
