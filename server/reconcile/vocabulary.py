"""The kinds and properties that clients may name: found by identifier, suggested by prefix."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

import pyoxigraph as ox

from server.errors import Malformed
from server.folding import fold
from server.names import NameIndex
from server.reconcile.things import RDF_TYPE, Things, local_name
from server.reconcile.wording import rules

SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
# Of so many things of a kind the properties are counted: enough to know which are usual.
SAMPLE = 500
Described = dict[str, Any]


class Vocabulary:
    """What the release's things are of, and what is said of them."""

    def __init__(
        self, things: Things, names: NameIndex, prefixes: Mapping[str, str], ontology: str
    ) -> None:
        """Read kinds and properties once, before requests are answered."""
        self.things, self.prefixes, self.ontology = things, dict(prefixes), ontology
        known = sorted(names.kinds("en").items())
        self.types = {iri: label or local_name(iri) for iri, label in known if self.own(iri, label)}
        self.usual = lru_cache(maxsize=200)(self.read_usual)
        self.wider = lru_cache(maxsize=1_000)(self.read_wider)
        counted = Counter(prop for kind in self.default() for prop in self.usual(kind))
        self.properties = {iri: things.label(iri) for iri, _ in counted.most_common()}

    def own(self, iri: str, label: str) -> bool:
        """Tell whether a class is one of the ontology's, or has a label."""
        return bool(label) or iri.startswith(self.ontology)

    def default(self) -> list[str]:
        """Give the kinds to offer before anything is typed."""
        named = (self.ontology + name for name in rules()["default_types"])
        return [iri for iri in named if iri in self.types] or list(self.types)[:10]

    def of_kind(self, kind: str) -> Iterator[str]:
        """Give the things of a kind."""
        quads = self.things.store.quads_for_pattern(
            None, RDF_TYPE, ox.NamedNode(kind), ox.DefaultGraph()
        )
        return (q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode))

    def read_usual(self, kind: str) -> tuple[str, ...]:
        """Give the properties of things of a kind, the commonest first."""
        counted: Counter[str] = Counter()
        for iri in islice(self.of_kind(kind), SAMPLE):
            quads = self.things.store.quads_for_pattern(
                ox.NamedNode(iri), None, None, ox.DefaultGraph()
            )
            counted.update({q.predicate.value for q in quads} - {RDF_TYPE.value})
        last = rules()["properties"]["last"]
        return tuple(sorted(counted, key=lambda prop: (prop in last, -counted[prop], prop)))

    def full(self, name: str) -> str:
        """Write out an abbreviated IRI, or the local name of a term of the ontology."""
        prefix, colon, rest = name.partition(":")
        if colon and prefix in self.prefixes:
            return self.prefixes[prefix] + rest
        return name if colon else self.ontology + name

    def type(self, name: str) -> str:
        """Find a kind by what a client calls it."""
        iri = self.full(name)
        if iri not in self.types:
            raise Malformed(
                f"{name} is no type of things here; /reconcile/suggest/type?prefix= finds them.",
                "unknown-type",
            )
        return iri

    def property(self, name: str) -> str:
        """Find a property by what a client calls it."""
        iri = self.full(name)
        try:
            known = iri in self.properties or self.things.known(iri)
        except ValueError:
            known = False
        if not known:
            raise Malformed(
                f"{name} is no property here; /reconcile/suggest/property?prefix= finds them.",
                "unknown-property",
            )
        return iri

    def typed(self, kinds: Iterable[str]) -> list[str]:
        """Sort kinds for showing: the narrow before the wide."""
        shown = [kind for kind in kinds if kind in self.types]
        return sorted(shown, key=lambda kind: (-len(self.wider(kind)), self.types[kind]))

    def read_wider(self, kind: str) -> list[str]:
        """Give the kinds above a kind, itself left out."""
        found, todo = list[str](), [kind]
        while todo:
            above = [t.value for t in self.things.values(todo.pop(), SUBCLASS)]
            new = [one for one in above if one in self.types and one not in found and one != kind]
            found += new
            todo += new
        return found

    def suggested(self, prefix: str, among: Mapping[str, str]) -> list[Described]:
        """Give the terms whose label or name begins so, then those that hold it."""
        key, full = fold(prefix), self.full(prefix)
        ranked = [
            (rank, name, iri)
            for iri, name in among.items()
            if (rank := ranked_by(key, full, iri, name)) is not None
        ]
        return [self.described(iri, name) for _, name, iri in sorted(ranked)]

    def described(self, iri: str, name: str) -> Described:
        """Describe a term in a list of suggestions."""
        said = self.things.description(iri)
        return {"id": iri, "name": name} | ({"description": said} if said else {})

    def proposed(self, kind: str, limit: int) -> Sequence[Described]:
        """Propose properties to fetch for things of a kind."""
        usual = self.usual(kind)[: limit or None]
        return [{"id": iri, "name": self.things.label(iri)} for iri in usual]


def ranked_by(key: str, full: str, iri: str, name: str) -> int | None:
    """Rank a term for a prefix: its identifier, its name, its local name, a word in either."""
    label, local = fold(name), fold(local_name(iri))
    if iri == full:
        return 0
    if label.startswith(key):
        return 1
    if local.startswith(key):
        return 2
    return 3 if f" {key}" in f" {label}" else None
