"""Values for the parameters of ready questions: what is asked for becomes terms; no routes here.

A value is never put into a query as it came: it is made a term, and the engine's own writing of
that term replaces the term of the file. The engine's `substitutions` would do for variables that
the query returns only.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import islice
from typing import Any

import pyoxigraph as ox

from server.catalogue import Parameter, Question
from server.errors import Malformed, WorldFault
from server.evaluation import FAULTS
from server.guard import Token, split

Term = ox.NamedNode | ox.Literal
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
IN_SCHEME = ox.NamedNode("http://www.w3.org/2004/02/skos/core#inScheme")
LABELS = (
    ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"),
    ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label"),
)
DATE = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
# More than these are not listed in a form; each value is checked all the same.
MOST_CHOICES = 2000
LONGEST_VALUE = 2000


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a parameter can take, as it is asked for, with its name."""

    value: str
    label: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the values that it is asked with."""

    question: Question
    values: Mapping[str, str]
    labels: Mapping[str, str]
    text: str
    changed: bool

    @property
    def title(self) -> str:
        """Word the question for its values."""
        if not self.changed:
            return self.question.summary
        if self.question.general:
            return self.question.general.format_map(self.labels)
        said = ", ".join(f"{name}: {label}" for name, label in self.labels.items())
        return f"{self.question.summary} ({said})"


class Parameters:
    """The parameters of all questions over one store: their defaults, choices and checks."""

    def __init__(
        self, store: ox.Store, asked: Sequence[Question], prefixes: Mapping[str, str]
    ) -> None:
        """Look up all choices once; they change with the release only."""
        self.store, self.prefixes = store, dict(prefixes)
        self.choices: dict[Parameter, tuple[Choice, ...]] = {}
        self.defaults: dict[tuple[str, str], Term] = {}
        listed: dict[tuple[str, str], tuple[Choice, ...]] = {}
        for question in asked:
            for parameter in question.parameters:
                key = (parameter.kind, parameter.of)
                if key not in listed:
                    listed[key] = tuple(self.find_choices(parameter))
                self.choices[parameter] = listed[key]
                self.defaults[question.name, parameter.name] = default(question, parameter)

    def default(self, question: Question, parameter: Parameter) -> str:
        """Give the value that stands when none is asked for."""
        return self.defaults[question.name, parameter.name].value

    def bind(self, question: Question, given: Mapping[str, str]) -> Asked:
        """Put values into a question; what is empty keeps its default."""
        text, changed = question.text, False
        values: dict[str, str] = {}
        labels: dict[str, str] = {}
        for parameter in question.parameters:
            term = self.defaults[question.name, parameter.name]
            if given.get(parameter.name, "").strip():
                terms = self.terms(parameter, given[parameter.name].strip())
                if terms != (term,):
                    text, changed = replaced(text, parameter.name, terms), True
                term = terms[0]
            values[parameter.name] = term.value
            labels[parameter.name] = self.label(term)
        return Asked(question, values, labels, text, changed)

    def terms(self, parameter: Parameter, said: str) -> tuple[Term, ...]:
        """Make the terms that a value stands for, or say what would do."""
        if len(said) > LONGEST_VALUE:
            raise Malformed(f"{parameter.name} is longer than {LONGEST_VALUE} characters.")
        if parameter.kind == "iri":
            return (self.thing(parameter, said),)
        if parameter.of:
            found = next((c.terms for c in self.choices[parameter] if c.value == said), None)
            if found is not None:
                return found
            if self.choices[parameter]:
                raise self.unknown(parameter, said)
        return (literal(parameter, said),)

    def thing(self, parameter: Parameter, said: str) -> ox.NamedNode:
        """Find a thing by its IRI or its prefixed name, and make sure that it is of its kind."""
        prefix, _, local = said.partition(":")
        try:
            node = ox.NamedNode(self.prefixes[prefix] + local if prefix in self.prefixes else said)
        except ValueError:
            raise self.unknown(parameter, said) from None
        if parameter.of and not self.belongs(node, ox.NamedNode(parameter.of)):
            raise self.unknown(parameter, said)
        return node

    def belongs(self, node: ox.NamedNode, of: ox.NamedNode) -> bool:
        """Tell whether a thing is of a class, in a scheme, or a value of a property."""
        ways = ((node, TYPE, of), (node, IN_SCHEME, of), (None, of, node))
        found = (self.store.quads_for_pattern(*way) for way in ways)
        return any(next(iter(quads), None) is not None for quads in found)

    def unknown(self, parameter: Parameter, said: str) -> Malformed:
        """Say which values would do, the likeliest first."""
        choices = self.choices[parameter]
        names = {c.label.casefold(): c for c in reversed(choices)}
        keys = {re.split(r"[/#]", c.value)[-1].casefold(): c for c in reversed(choices)}
        word = re.split(r"[/#:]", said)[-1].casefold()
        near = [names[n] for n in get_close_matches(said.casefold(), names, 3)]
        near += [keys[k] for k in get_close_matches(word, keys, 3) if keys[k] not in near]
        kind = self.label(ox.NamedNode(parameter.of)) if parameter.of else "IRI"
        shown = [
            c.value if c.value in c.label else f"{c.value} ({c.label})" for c in near or choices
        ]
        hint = f" Would one of these do: {', '.join(shown[:3])}?" if shown else ""
        return Malformed(
            f"{parameter.name}={said!r} will not do: it is no “{kind}” of this graph, "
            f"which has {len(choices)}.{hint}",
            "parameter",
        )

    def find_choices(self, parameter: Parameter) -> Iterator[Choice]:
        """List the values that the graph offers, by name; none if there are too many."""
        if not parameter.of:
            return
        known = dict[str, list[Term]]()
        bearers = dict[str, set[Term]]()
        wanted = ox.NamedNode if parameter.kind == "iri" else ox.Literal
        for bearer, term in self.members(ox.NamedNode(parameter.of)):
            if isinstance(term, wanted):
                same = known.setdefault(term.value, [])
                same += [term] if term not in same else []
                bearers.setdefault(term.value, set()).add(bearer)
            if len(known) > MOST_CHOICES:
                return
        made = [
            Choice(value, self.named(terms[0], bearers[value]), tuple(terms))
            for value, terms in known.items()
        ]
        yield from sorted(made, key=lambda choice: (choice.label.casefold(), choice.value))

    def members(self, of: ox.NamedNode) -> Iterator[tuple[Any, Any]]:
        """Give what is of a class, in a scheme, or a value of a property, and whose it is.

        A term is one of the three, so that the other two cost nothing.
        """
        for link in (TYPE, IN_SCHEME):
            for quad in self.store.quads_for_pattern(None, link, of, ox.DefaultGraph()):
                yield quad.subject, quad.subject
        for quad in self.store.quads_for_pattern(None, of, None, ox.DefaultGraph()):
            yield quad.subject, quad.object

    def named(self, term: Term, bearers: set[Term]) -> str:
        """Name a choice; a code that one thing bears is told with the name of that thing."""
        if isinstance(term, ox.Literal) and len(bearers) == 1:
            bearer = self.label(next(iter(bearers)))
            return f"{term.value} ({bearer})" if "://" not in bearer else term.value
        return self.label(term)

    def label(self, term: Term) -> str:
        """Name a term, in English if there is a choice."""
        if isinstance(term, ox.Literal):
            return term.value
        for link in LABELS:
            quads = self.store.quads_for_pattern(term, link, None, ox.DefaultGraph())
            names = [q.object for q in islice(quads, 50) if isinstance(q.object, ox.Literal)]
            if names:
                return min(names, key=lambda n: (n.language != "en", n.value)).value
        return term.value


def literal(parameter: Parameter, said: str) -> ox.Literal:
    """Make a literal of a value, or say how one is written."""
    if parameter.kind == "integer":
        if INTEGER.fullmatch(said):
            return ox.Literal(int(said))
        raise Malformed(f"{parameter.name}={said!r} is no whole number such as 2018.", "parameter")
    if parameter.kind == "date":
        try:
            return ox.Literal(date.fromisoformat(said).isoformat(), datatype=DATE)
        except ValueError:
            example = "write year, month and day, as in 2018-11-12"
            raise Malformed(
                f"{parameter.name}={said!r} is no day; {example}.", "parameter"
            ) from None
    if parameter.kind == "language" and not LANGUAGE.fullmatch(said):
        example = "write one as in en, fr or pt-BR"
        raise Malformed(f"{parameter.name}={said!r} is no language; {example}.", "parameter")
    return ox.Literal(said)


def blocks(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Find what stands between the braces of each `VALUES ?name { … }`, as places in the text."""
    place, placed = 0, list[tuple[Token, int]]()
    for token in split(text):
        place += len(token.text)
        if token.kind != "gap":
            placed.append((token, place))
    for n, (token, _) in enumerate(placed):
        opening = [t.text for t, _ in placed[n + 1 : n + 3]]
        if token.text.upper() == "VALUES" and opening == [f"?{name}", "{"]:
            # A block of one variable holds terms only: it ends at the first brace outside of them.
            end = next((end for t, end in placed[n + 3 :] if t.text == "}"), None)
            if end is not None:
                yield placed[n + 2][1], end - 1


def replaced(text: str, name: str, terms: Sequence[Term]) -> str:
    """Put terms, as the engine writes them, in the place of what the file has."""
    for start, end in reversed(list(blocks(text, name))):
        text = f"{text[:start]} {' '.join(map(str, terms))} {text[end:]}"
    return text


def default(question: Question, parameter: Parameter) -> Term:
    """Read the term that the file has, by asking the engine for it."""
    found = [question.text[start:end] for start, end in blocks(question.text, parameter.name)]
    prologue = re.findall(r"(?im)^\s*(?:PREFIX|BASE)\s.*$", question.text)
    wanted = "\n".join([*prologue, "SELECT ?x { VALUES ?x {", *found[:1], "} }"])
    try:
        solutions = ox.Store().query(wanted)
        terms = [row[0] for row in solutions]  # type: ignore[union-attr]
    except FAULTS as fault:
        raise WorldFault(f"{question.name}.rq: {fault}") from None
    if len(terms) != 1 or not isinstance(terms[0], ox.NamedNode | ox.Literal):
        raise WorldFault(
            f"{question.name}.rq: ?{parameter.name} is declared as a parameter, so the query needs "
            f"“VALUES ?{parameter.name} {{ … }}” with one term, which is the default."
        )
    return terms[0]
