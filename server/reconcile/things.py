"""Things as reconciliation needs them: names, kinds, labels, values; read from the store."""

from collections.abc import Iterator
from functools import lru_cache

import pyoxigraph as ox

from server.reconcile.judging import Bearer, Name
from server.reconcile.wording import rules

RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
SKOS = "http://www.w3.org/2004/02/skos/core#"
LABELS = (
    SKOS + "prefLabel",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://purl.org/dc/terms/title",
)
DESCRIPTIONS = (SKOS + "definition", "http://www.w3.org/2000/01/rdf-schema#comment")
LANGUAGES = ("en", "", "fr")
LONGEST_DESCRIPTION = 240
Term = ox.NamedNode | ox.Literal


def local_name(iri: str) -> str:
    """Give what stands after the last slash or hash sign."""
    return iri.rpartition("#")[2] if "#" in iri else iri.rstrip("/").rpartition("/")[2]


class Things:
    """Looks things up in the default graph; what was asked for lately is remembered."""

    def __init__(self, store: ox.Store) -> None:
        """Take the store."""
        self.store = store
        self.bearer = lru_cache(maxsize=5_000)(self.read_bearer)
        self.label = lru_cache(maxsize=20_000)(self.read_label)
        self.kinds = lru_cache(maxsize=20_000)(self.read_kinds)

    def values(self, iri: str, prop: str) -> Iterator[Term]:
        """Give the values of a property."""
        subject, predicate = ox.NamedNode(iri), ox.NamedNode(prop)
        quads = self.store.quads_for_pattern(subject, predicate, None, ox.DefaultGraph())
        return (q.object for q in quads if isinstance(q.object, Term))

    def known(self, iri: str) -> bool:
        """Tell whether anything is stated of it."""
        quads = self.store.quads_for_pattern(ox.NamedNode(iri), None, None, ox.DefaultGraph())
        return next(iter(quads), None) is not None

    def read_kinds(self, iri: str) -> frozenset[str]:
        """Give the classes of a thing."""
        quads = self.store.quads_for_pattern(ox.NamedNode(iri), RDF_TYPE, None, ox.DefaultGraph())
        return frozenset(q.object.value for q in quads if isinstance(q.object, ox.NamedNode))

    def chosen(self, iri: str, props: tuple[str, ...]) -> str:
        """Give the best text of a thing among some properties, English before French."""
        ranks = {language: rank for rank, language in enumerate(LANGUAGES)}
        found = [
            (ranks.get((value.language or "").partition("-")[0], len(ranks)), number, value.value)
            for number, prop in enumerate(props)
            for value in self.values(iri, prop) if isinstance(value, ox.Literal)
        ]  # fmt: skip
        return min(found)[2] if found else ""

    def read_label(self, iri: str) -> str:
        """Give the label of a thing, or the end of its IRI."""
        return self.chosen(iri, LABELS) or local_name(iri)

    def description(self, iri: str) -> str:
        """Say in short what a thing is; empty if nothing is said."""
        text = self.chosen(iri, DESCRIPTIONS)
        if len(text) <= LONGEST_DESCRIPTION:
            return text
        return text[:LONGEST_DESCRIPTION].rpartition(" ")[0] + " …"

    def read_bearer(self, iri: str) -> Bearer:
        """Give a thing with all its names."""
        known = rules()["names"]
        names = {
            (value.value, telling)
            for telling, props in ((True, known["telling"]), (False, known["other"]))
            for prop in props for value in self.values(iri, prop) if isinstance(value, ox.Literal)
        }  # fmt: skip
        years = {value.value[:4] for prop in known["dates"] for value in self.values(iri, prop)}
        listed = tuple(Name(text, telling) for text, telling in sorted(names))
        kinds = frozenset(map(local_name, self.kinds(iri)))
        return Bearer(iri, listed or (Name(local_name(iri)),), kinds, frozenset(years))
