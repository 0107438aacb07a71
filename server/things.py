"""What the store says of one thing, in pages, with the names of all it mentions; no HTTP here.

A description holds what is stated of the thing and what points to it, each statement once: first
those of which it is the subject, then the others, in the store's own order, which stays the same
as long as the release does. Looking a thing up costs as much as it is linked, not as the graph is
large.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

PAGE_SIZE = 250
MERGE = DefaultGraph()
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
TERMS = "http://purl.org/dc/terms/"
OWL = "http://www.w3.org/2002/07/owl#"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
# Of these the first that a thing has; every preferred label is in a release an rdfs:label too.
LABELS = (NamedNode(RDFS + "label"), NamedNode(SKOS + "prefLabel"), NamedNode(TERMS + "title"))
DEPRECATED, REPLACED = NamedNode(OWL + "deprecated"), NamedNode(TERMS + "isReplacedBy")
TRUE = {Literal(True), Literal("1", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))}


@dataclass(frozen=True, slots=True)
class Description:
    """One page of what is said of a thing; `outgoing` and `incoming` count all pages."""

    thing: NamedNode
    number: int
    outgoing: int
    incoming: int
    statements: tuple[Triple, ...]

    @property
    def total(self) -> int:
        """Count the statements of all pages."""
        return self.outgoing + self.incoming

    @property
    def pages(self) -> int:
        """Count the pages; what nothing is said of has one, which is empty."""
        return max(1, -(-self.total // PAGE_SIZE))


def node(iri: str) -> NamedNode | None:
    """Make a term of an IRI, or nothing of what is none."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None


def known(store: ox.Store, iri: str) -> NamedNode | None:
    """Give the term if the data speaks of it anywhere."""
    term = node(iri)
    if term is None:
        return None
    for triples in (outgoing(store, term), pointing(store, term), stated_with(store, term)):
        if next(triples, None) is not None:
            return term
    return None


def filled(store: ox.Store, iri: str) -> bool:
    """Tell whether there is a named graph of this name."""
    term = node(iri)
    return term is not None and any(True for _ in store.quads_for_pattern(None, None, None, term))


def describe(store: ox.Store, thing: NamedNode, number: int = 1) -> Description:
    """Read one page of a thing's description."""
    start = (number - 1) * PAGE_SIZE
    everything = chain(outgoing(store, thing), incoming(store, thing))
    return Description(
        thing,
        number,
        sum(1 for _ in outgoing(store, thing)),
        sum(1 for _ in incoming(store, thing)),
        tuple(islice(everything, start, start + PAGE_SIZE)),
    )


def outgoing(store: ox.Store, thing: NamedNode) -> Iterator[Triple]:
    """Give what is stated of a thing."""
    return (quad.triple for quad in store.quads_for_pattern(thing, None, None, MERGE))


def incoming(store: ox.Store, thing: NamedNode) -> Iterator[Triple]:
    """Give what others state with it, as the object or as the property, each statement once."""
    objects = (one for one in pointing(store, thing) if one.subject != thing)
    return chain(
        objects,
        (one for one in stated_with(store, thing) if thing not in (one.subject, one.object)),
    )


def pointing(store: ox.Store, thing: NamedNode) -> Iterator[Triple]:
    """Give the statements whose object a thing is."""
    return (quad.triple for quad in store.quads_for_pattern(None, None, thing, MERGE))


def stated_with(store: ox.Store, thing: NamedNode) -> Iterator[Triple]:
    """Give the statements whose property a thing is."""
    return (quad.triple for quad in store.quads_for_pattern(None, thing, None, MERGE))


def labels(store: ox.Store, triples: Iterable[Triple]) -> Iterator[Triple]:
    """Name everything that these triples mention, so that nobody has to ask again."""
    mentioned = dict.fromkeys(
        term for triple in triples for term in triple if isinstance(term, NamedNode)
    )
    for term in mentioned:
        for prop in LABELS:
            found = [q.triple for q in store.quads_for_pattern(term, prop, None, MERGE)]
            yield from found
            if found:
                break


def label(store: ox.Store, thing: NamedNode) -> str:
    """Call a thing by its English name, or any other, or by its IRI."""
    named = [t.object for t in labels(store, [Triple(thing, TYPE, thing)]) if t.subject == thing]
    texts = [name for name in named if isinstance(name, Literal)]
    english = (name.value for name in texts if name.language in {"en", None})
    return next(chain(english, (name.value for name in texts)), thing.value)


def objects(store: ox.Store, thing: NamedNode, prop: NamedNode) -> list[str]:
    """Give the IRIs that a thing has for a property, sorted."""
    found = (quad.object for quad in store.quads_for_pattern(thing, prop, None, MERGE))
    return sorted(one.value for one in found if isinstance(one, NamedNode))


def withdrawn(store: ox.Store, thing: NamedNode) -> bool:
    """Tell whether the data says that this name is no longer to be used."""
    said = store.quads_for_pattern(thing, DEPRECATED, None, MERGE)
    return any(quad.object in TRUE for quad in said)
