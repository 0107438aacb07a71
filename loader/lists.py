"""Lists in brackets: "airplane manufacturers (Airbus, Safran)" says who they are and what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from loader import vocabulary as v
from loader.discourse import CONCEPTS
from loader.findings import Mention, Node
from loader.linking import lowered
from loader.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.discourse import Scene
    from loader.notebook import Notebook

BRACKETS: Final = re.compile(r"\(([^()]*)\)")
ITEM: Final = re.compile(r"[^,;]+")
NAME: Final = re.compile(r"[A-ZÀ-Þ0-9]")


@dataclass(frozen=True, slots=True)
class Listed:
    """One name of a list: the entity, where it stands, and what the list's head makes it."""

    entity: str
    span: Span
    head: str
    head_span: Span


def harvest(notebook: Notebook, scene: Scene, start: int) -> Iterator[Listed]:
    """Yield the names in a sentence's brackets after an offset, each with its list's head."""
    text = notebook.document.text
    begin = start
    for bracket in BRACKETS.finditer(text, start, scene.passage.span.end):
        if notebook.language.words["excluding"].search(text, begin, bracket.start()):
            return
        outside = scene.quotation_at(Span(bracket.start(), bracket.end())) is None
        if outside and _is_list(scene, bracket):
            head_span = _head(notebook, Span(begin, bracket.start()))
            head = _concept(notebook, head_span)
            for entity, span in _items(notebook, scene, bracket, head):
                yield Listed(entity, span, head, head_span)
        begin = bracket.end()


def _is_list(scene: Scene, bracket: re.Match[str]) -> bool:
    """Tell a list of names from a number or an aside: it names someone, or several capitals."""
    inside = Span(bracket.start(1), bracket.end(1))
    named = any(one.span in inside and kind in "ax" for one, kind in scene.names if kind)
    capitals = [part for part in ITEM.findall(bracket[1]) if NAME.match(part.strip())]
    return named or len(capitals) > 1


def _head(notebook: Notebook, span: Span) -> Span:
    """Return what stands before the bracket without the words that only join lists."""
    text = notebook.document.text
    words = text[span.start : span.end].rstrip()
    cut = notebook.language.words["head_cut"].match(words)
    start = cut.end() if cut else 0
    noise = notebook.language.words["head_noise"].match(words[start:])
    return Span(span.start + start + (noise.end() if noise else 0), span.start + len(words))


def _concept(notebook: Notebook, span: Span) -> str:
    """Return the sector or region that a head names, new if the words are unknown, or ''."""
    words = notebook.document.text[span.start : span.end]
    found = [
        one
        for one in notebook.linker.mentions(lowered(words) + " ", Span(0, len(words)), "body")
        if v.kind(one.entity) in {"sector", "region"}
    ] or [
        one
        for one in notebook.linker.mentions(words, Span(0, len(words)), "body")
        if "/id/region/" in one.entity
    ]
    if found:
        return found[-1].entity
    if not words or len(words.split()) > v.WORDS_IN_SLUG:
        return ""
    iri = v.named("sector", words)
    scheme = ((v.SKOS + "inScheme", v.entity("scheme", "sector")),)
    notebook.nodes.setdefault(iri, Node(iri, (v.SKOS + "Concept",), words, scheme))
    return iri


def _items(
    notebook: Notebook, scene: Scene, bracket: re.Match[str], head: str
) -> Iterator[tuple[str, Span]]:
    inside = Span(bracket.start(1), bracket.end(1))
    text = notebook.document.text
    known = [
        one for one in scene.mentions
        if one.span in inside and NAME.match(text, one.span.start)
        and v.kind(one.entity) not in CONCEPTS
    ]  # fmt: skip
    for one in known:
        yield one.entity, one.span
    for part in ITEM.finditer(text, inside.start, inside.end):
        span = _trimmed(notebook, Span(part.start(), part.end()))
        span = _after_known(notebook, span, known)
        covered = any(one.span.overlaps(span) for one in known)
        if span.start < span.end and not covered and "/region/" not in head:
            yield _mint(notebook, span, head), span


def _trimmed(notebook: Notebook, span: Span) -> Span:
    """Return an item without "etc." and the like; empty if it does not begin like a name."""
    words = notebook.document.text[span.start : span.end]
    bare = notebook.language.words["item_noise"].sub(" ", words).strip()
    if not bare or not NAME.match(bare) or bare not in words:
        return Span(span.start, span.start)
    start = span.start + words.index(bare)
    return Span(start, start + len(bare))


def _after_known(notebook: Notebook, span: Span, known: list[Mention]) -> Span:
    """Return the new name of an item such as "Nokia and Newcomer", else the item itself."""
    for one in known:
        between = notebook.linker.tongue.pattern("between").pattern
        joined = re.compile(rf"\s{{1,40}}{between}\s{{1,40}}").match(
            notebook.document.text, one.span.end, span.end
        )
        if one.span.start == span.start and joined:
            return Span(joined.end(), span.end)
    return span


def _mint(notebook: Notebook, span: Span, head: str) -> str:
    """Return the IRI of an organisation met for the first time, typed as its list's head says."""
    label = notebook.words(span)
    iri = notebook.known.free(v.named("organisation", label), label)
    kind = notebook.language.types.get(v.local(head), "Company") if head else "Organisation"
    notebook.nodes.setdefault(iri, Node(iri, (kind,), label))
    notebook.mentions.append(Mention(span, iri))
    return iri
