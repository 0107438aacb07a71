"""What a document adds to the names: new things, short names it defines, surnames."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from loader import defined, introduce
from loader import vocabulary as v
from loader.findings import Node
from loader.linking import within
from loader.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from loader.defined import Own
    from loader.knowledge import Knowledge
    from loader.language import Language
    from loader.linking import Linker
    from loader.model import Document, Layout, Passage, Problem
    from loader.namewords import NameWords

CAPITALS: Final = r"[A-ZÀ-Þ][\w’'-]{0,40}(?: (?:[A-ZÀ-Þ]\.|[A-ZÀ-Þ][\w’'-]{0,40})){0,4}"
PERSON: Final = r"[A-ZÀ-Þ][\w’'-]{1,40}(?: (?:[A-ZÀ-Þ]\.|de|von|van|der|[A-ZÀ-Þ][\w’'-]{1,40})){0,3} [A-ZÀ-Þ][\w’'-]{1,40}"  # noqa: E501  # one pattern


@dataclass(frozen=True, slots=True)
class Newcomers:
    """A document's own names: linkers that know them, nodes for new things, what was odd."""

    linkers: dict[str, Linker]
    nodes: dict[str, Node]
    problems: list[Problem]


def read(
    document: Document, layout: Layout, linkers: Mapping[str, Linker],
    languages: Mapping[str, Language], known: Knowledge, people: Sequence[Node] = (),
    own: Sequence[Node] = (),
) -> Newcomers:  # fmt: skip
    """Return what a document adds; passages in a language without rules add nothing.

    `own` is the instrument that the document is, if it is a new one; `people` are those whom
    its notes cite; who is known by full name is named by surname too.
    """
    text = document.text
    prose = [one for one in layout.paragraphs if one.language in languages]
    plain = within(linkers, text, (), known)
    nodes: dict[str, Node] = {one.label: one for one in own}
    problems: list[Problem] = []
    for code, language in languages.items():
        spans = [one.span for one in prose if one.language == code]
        if code == layout.language:
            spans = [layout.title, *spans]
        made = introduce.introduce(text, spans, plain[code], language, document.slug)
        for name, one in made.nodes.items():
            if one.iri not in known.types:
                nodes.setdefault(name, one)
        problems += made.problems
    nodes |= _told(text, prose, plain, nodes)
    cited = {one.label: one for one in people if one.label and " " in one.label}
    fresh = {**cited, **nodes}
    more = known.extended(fresh) if fresh else known
    named = within(plain, text, introduce.own_names(fresh), more) if fresh else plain
    short = _short(text, prose, named, cited)
    return Newcomers(within(named, text, short, more) if short else named, nodes, problems)


def _short(
    text: str, prose: list[Passage], linkers: Mapping[str, Linker], cited: Mapping[str, Node]
) -> list[Own]:
    """Return short names; a surname of two persons stands for neither."""
    found: dict[str, Own] = {}
    for own in _defined(text, prose, linkers):
        found.setdefault(own[0], own)
    for own in _surnames(text, prose, linkers, cited):
        if found.setdefault(own[0], own)[1] != own[1]:
            found[own[0]] = (own[0], "", own[2])
    return [one for one in found.values() if one[1]]


def _defined(
    text: str, prose: list[Passage], linkers: Mapping[str, Linker]
) -> Iterator[Own]:  # fmt: skip
    for one in prose:
        if "(" in text[one.span.start : one.span.end]:
            yield from defined.terms(text, one.span, linkers[one.language])


def _surnames(
    text: str, prose: list[Passage], linkers: Mapping[str, Linker], cited: Mapping[str, Node]
) -> Iterator[Own]:
    linker = next(iter(linkers.values()))
    for label, node in cited.items():
        yield from defined.surname(label, node.iri, 0, linker, text)
    seen: set[str] = set()
    for one in prose:
        yield from defined.surnames(text, one.span, linkers[one.language], seen)


def _told(
    text: str, prose: list[Passage], linkers: Mapping[str, Linker], made: Mapping[str, Node]
) -> dict[str, Node]:
    """Return nodes for names whose sort the words beside them tell: the think tank X, Dr Y Z."""
    nodes: dict[str, Node] = {}
    for one in prose:
        linker = linkers[one.language]
        for span, kind, class_ in _beside(text, one.span, linker.tongue):
            label = " ".join(text[span.start : span.end].split())
            known = linker.mentions(text, span, "body")
            if label.isupper() or label in made or known or linker.knows(label):
                continue
            iri = linker.known.free(v.named(kind, label), label)
            nodes.setdefault(label, Node(iri, (class_,), label))
    return nodes


def _beside(text: str, span: Span, tongue: NameWords) -> Iterator[tuple[Span, str, str]]:
    called, after, person = _forms(tongue)
    for form, kind in ((called, "organisation"), (after, "organisation"), (person, "person")):
        for match in form.finditer(text, span.start, span.end):
            name = Span(*match.span("name"))
            class_ = "Person" if kind == "person" else tongue.called[match["called"]]
            if text[name.start : name.end].split(maxsplit=1)[0] not in tongue.alone:
                yield name, kind, class_


@cache
def _patterns(titles: tuple[str, ...], called: tuple[str, ...], appositive: str) -> tuple[
    re.Pattern[str], re.Pattern[str], re.Pattern[str]
]:  # fmt: skip
    sorts = "(?P<called>" + "|".join(map(re.escape, called)) + ")" if called else "(?P<called>(?!))"
    ranks = "|".join(map(re.escape, titles)) or "(?!)"
    return (
        re.compile(rf"\b{sorts} [“\"«]?\s?(?P<name>{CAPITALS})"),
        re.compile(rf"(?P<name>{CAPITALS}){appositive.replace('{called}', sorts)}"),
        re.compile(rf"(?<!\w)(?:{ranks}) (?P<name>{PERSON})"),
    )


def _forms(
    tongue: NameWords,
) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    appositive = tongue.patterns.get("appositive", "(?!)")
    return _patterns(tongue.titles, tuple(tongue.called), appositive)
