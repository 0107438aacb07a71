"""What the graph knows before a document is read: names, types and a few relations."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from loader.model import LoaderError
from loader.vocabulary import BASE, CN, DCTERMS, RDF, RDFS, SKOS, key
from loader.vocabulary import kind as kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pyoxigraph import Quad

    from loader.findings import Node

LABELS: Final = (SKOS + "prefLabel", SKOS + "altLabel", SKOS + "hiddenLabel")
DEMONYM: Final = CN + "demonym"
SUFFIXED: Final = re.compile(r"\s*\([^()]*\)")


@dataclass(slots=True)
class Knowledge:
    """Labels, types and relations of the entities in the ontology and the hand-kept facts."""

    labels: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    preferred: dict[str, str] = field(default_factory=dict)
    demonyms: dict[str, str] = field(default_factory=dict)
    tongues: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    types: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    schemes: dict[str, str] = field(default_factory=dict)
    facts: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    parents: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    titles: dict[str, str] = field(default_factory=dict)
    symbols: dict[str, str] = field(default_factory=dict)
    # What `kinds` has worked out; a thing without a type is not kept, it may get one.
    worked_out: dict[str, set[str]] = field(default_factory=dict)
    classed: dict[str, list[str]] = field(default_factory=dict)
    named: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    def kinds(self, iri: str) -> set[str]:
        """Return the local names of an entity's classes and all their superclasses."""
        if iri in self.worked_out:
            return self.worked_out[iri]
        found = self._kinds(iri)
        if found:
            self.worked_out[iri] = found
        return found

    def _kinds(self, iri: str) -> set[str]:
        found: set[str] = set()
        todo = list(self.types.get(iri, ()))
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo.extend(self.parents.get(name, ()))
        return found

    def free(self, iri: str, label: str) -> str:
        """Return an IRI for a new thing: the one given, unless another thing has it."""
        return f"{iri}-{key(label)}" if iri in self.types else iri

    def adjectives(self, language: str) -> list[tuple[str, str]]:
        """Return a language's words for what belongs to a state, each with the state."""
        return [(word, iri) for word, iri in self.demonyms.items()
                if language in self.tongues[word]]  # fmt: skip

    def by_kind(self, kind: str) -> tuple[tuple[str, str], ...]:
        """Return every name of the things of a kind, such as instrument, with the thing."""
        if kind not in self.named:
            self.named[kind] = tuple(
                (label, iri)
                for iri, labels in self.labels.items()
                if kind_of(iri) == kind
                for label, _ in labels
            )
        return self.named[kind]

    def extended(self, names: Mapping[str, Node]) -> Knowledge:
        """Return the same knowledge and a document's own names; this one stays as it is.

        A document's own names are known in every language.
        """
        labels = defaultdict(list, self.labels)
        types = defaultdict(set, self.types)
        for name, node in names.items():
            labels[node.iri] = [*labels[node.iri], (name, "")]
            types[node.iri] = set(node.types)
        new = {node.iri for node in names.values()}
        worked_out = {iri: kinds for iri, kinds in self.worked_out.items() if iri not in new}
        made = replace(self, labels=labels, types=types, worked_out=worked_out, classed={})
        fresh = set().union(*(made.kinds(iri) for iri in new))
        made.classed = {kind: found for kind, found in self.classed.items() if kind not in fresh}
        return made

    def of_kind(self, kind: str) -> list[str]:
        """Return every entity of a class, given by local name, sorted."""
        if kind not in self.classed:
            self.classed[kind] = sorted(iri for iri in self.types if kind in self.kinds(iri))
        return self.classed[kind]

    def values(self, iri: str, predicate: str) -> list[str]:
        """Return the values of one of our properties, given by local name."""
        return self.facts.get((iri, CN + predicate), [])

    def by_title(self, title: str) -> str:
        """Return the entity with this title or name, punctuation and case aside, or ''."""
        bare = SUFFIXED.sub("", title)
        return self.titles.get(normalise(title)) or self.titles.get(normalise(bare), "")


def normalise(words: str) -> str:
    """Return words without case, accents and punctuation, for comparing titles."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))


def load(files: Iterable[Path]) -> Knowledge:
    """Read Turtle files; raises LoaderError if one is missing or ill-formed."""
    known = Knowledge()
    for path in files:
        try:
            for quad in parse(path=str(path), format=RdfFormat.TURTLE):
                _take(known, quad)
        except (OSError, SyntaxError) as error:
            raise LoaderError(f"{path}: {error}") from None
    for iri, labels in known.labels.items():
        for label, _ in labels:
            known.titles.setdefault(normalise(label), iri)
            known.titles.setdefault(normalise(SUFFIXED.sub("", label)), iri)
    # A name in other letters than Latin leaves nothing to compare.
    known.titles.pop("", None)
    return known


def _take(known: Knowledge, quad: Quad) -> None:
    subject, predicate, value = quad.subject, quad.predicate.value, quad.object
    if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode | Literal):
        return
    if predicate == RDFS + "subClassOf":
        known.parents[subject.value.removeprefix(CN)].add(value.value.removeprefix(CN))
    elif subject.value.startswith(BASE + "id/"):
        _take_fact(known, subject.value, predicate, value)


def _take_fact(known: Knowledge, subject: str, predicate: str, value: NamedNode | Literal) -> None:
    if predicate == RDF + "type":
        known.types[subject].add(value.value.removeprefix(CN))
    elif predicate == SKOS + "inScheme":
        known.schemes[subject] = value.value.rsplit("/", 1)[-1]
    elif predicate in LABELS and isinstance(value, Literal):
        _take_label(known, subject, predicate, value.value, value.language or "")
    elif predicate == DEMONYM:
        known.demonyms[value.value] = subject
        known.tongues[value.value].add(value.language or "" if isinstance(value, Literal) else "")
    elif isinstance(value, NamedNode) or predicate.startswith((CN, DCTERMS)):
        known.facts[subject, predicate].append(value.value)
        if predicate == CN + "symbol":
            known.symbols[value.value] = subject


def _take_label(known: Knowledge, subject: str, predicate: str, label: str, language: str) -> None:
    known.labels[subject].append((label, language))
    if predicate == LABELS[0] and language in {"en", ""}:
        known.preferred[subject] = label
