"""What a release says of itself in VoID: counts by graph, class, property and linkset.

https://www.w3.org/TR/void/. Partitions get IRIs of their own, as we publish no blank node.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from loader import vocabulary as v
from loader.ask import select

if TYPE_CHECKING:
    from pyoxigraph import Store

DATASET: Final = v.BASE + "dataset"
VOID: Final = "http://rdfs.org/ns/void#"
INTEGER: Final = NamedNode(v.XSD + "integer")
BY_CLASS: Final = "SELECT ?term (COUNT(DISTINCT ?s) AS ?n) { ?s a ?term } GROUP BY ?term"
BY_PROPERTY: Final = (
    "SELECT ?term (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?term ?o { ?s ?term ?o } } GROUP BY ?term"
)
# Which links there are is told in triples/dataset.ttl; here they are counted.
BY_LINKSET: Final = """
PREFIX void: <http://rdfs.org/ns/void#>
SELECT ?term (COUNT(*) AS ?n) {
  SELECT DISTINCT ?term ?s ?o {
    ?term a void:Linkset ; void:linkPredicate ?link ; void:objectsTarget/void:uriSpace ?space .
    ?s ?link ?o .
    FILTER(STRSTARTS(STR(?o), ?space))
  }
} GROUP BY ?term"""
UNION: Final = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"


def describe(store: Store) -> list[Triple]:
    """Return the description of a whole dataset; it does not count itself."""
    triples: list[Triple] = []

    def add(subject: str, predicate: str, value: str | int) -> None:
        node = Literal(str(value), datatype=INTEGER) if isinstance(value, int) else NamedNode(value)
        triples.append(Triple(NamedNode(subject), NamedNode(predicate), node))

    add(DATASET, VOID + "triples", count(store, UNION))
    for graph in sorted(store.named_graphs(), key=str):
        if isinstance(graph, NamedNode):
            add(DATASET, VOID + "subset", graph.value)
            add(graph.value, v.RDF + "type", VOID + "Dataset")
            add(graph.value, VOID + "triples", graph_size(store, graph))
    for name, query in (("class", BY_CLASS), ("property", BY_PROPERTY)):
        for term, number in tally(store, query):
            part = f"{DATASET}/{name}/{v.key(term)}"
            add(DATASET, f"{VOID}{name}Partition", part)
            add(part, VOID + name, term)
            add(part, VOID + ("entities" if name == "class" else "triples"), number)
    for linkset, number in tally(store, BY_LINKSET):
        add(DATASET, VOID + "subset", linkset)
        add(linkset, VOID + "triples", number)
    return triples


def count(store: Store, query: str) -> int:
    """Return the one number that a query gives."""
    (row,) = select(store, query)
    return int(row["n"].value)


def graph_size(store: Store, graph: NamedNode) -> int:
    """Return how many triples a named graph holds."""
    return sum(1 for _ in store.quads_for_pattern(None, None, None, graph))


def tally(store: Store, query: str) -> list[tuple[str, int]]:
    """Return the rows of a query that counts by term, sorted by term."""
    return sorted((row["term"].value, int(row["n"].value)) for row in select(store, query))


def in_graph(triples: list[Triple], name: str) -> list[Quad]:
    """Return triples as quads of one of our graphs."""
    graph = NamedNode(v.graph(name))
    return [Quad(one.subject, one.predicate, one.object, graph) for one in triples]
