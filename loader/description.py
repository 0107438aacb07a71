"""What a release says of itself in VoID: counts by graph, class, property and linkset.

https://www.w3.org/TR/void/. Partitions get IRIs of their own, as we publish no blank node. Within
a class, properties are counted by the classes and datatypes of their values: editors complete
queries by these (https://github.com/sib-swiss/void-generator).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from loader import vocabulary as v
from loader.ask import select

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Store

    Counts = Counter[tuple[str, ...]]

DATASET: Final = v.BASE + "dataset"
VOID: Final = "http://rdfs.org/ns/void#"
VOID_EXT: Final = "http://ldf.fi/void-ext#"
INTEGER: Final = NamedNode(v.XSD + "integer")
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


class Statements:
    """Triples about a dataset, each added in one line."""

    def __init__(self) -> None:
        """Begin with none."""
        self.triples: list[Triple] = []

    def add(self, subject: str, predicate: str, value: str | int | Literal) -> None:
        """State something: an IRI is given as text, a count as a number."""
        node: NamedNode | Literal
        if isinstance(value, int):
            node = Literal(str(value), datatype=INTEGER)
        else:
            node = NamedNode(value) if isinstance(value, str) else value
        self.triples.append(Triple(NamedNode(subject), NamedNode(predicate), node))


def describe(store: Store, whole: Iterable[Triple]) -> list[Triple]:
    """Return the description of a dataset, given also as all its triples; it counts not itself."""
    said = Statements()
    graphs = sorted((one for one in store.named_graphs() if isinstance(one, NamedNode)), key=str)
    for graph in graphs:
        said.add(DATASET, VOID + "subset", graph.value)
        said.add(graph.value, v.RDF + "type", VOID + "Dataset")
        said.add(graph.value, VOID + "triples", graph_size(store, graph))
    triples = list(whole)
    said.add(DATASET, VOID + "triples", len(triples))
    said.add(DATASET, VOID + "entities", entities(triples))
    said.add(DATASET, VOID + "distinctSubjects", len({one.subject for one in triples}))
    said.add(DATASET, VOID + "distinctObjects", len({one.object for one in triples}))
    for (term,), number in sorted(Counter((one.predicate.value,) for one in triples).items()):
        part = partition("property", term)
        said.add(DATASET, VOID + "propertyPartition", part)
        said.add(part, VOID + "property", term)
        said.add(part, VOID + "triples", number)
    by_class(said, triples)
    for linkset, number in tally(store, BY_LINKSET):
        said.add(DATASET, VOID + "subset", linkset)
        said.add(linkset, VOID + "triples", number)
    return said.triples


def entities(triples: Iterable[Triple]) -> int:
    """Return how many things have IRIs in the dataset's own space."""
    subjects = {one.subject.value for one in triples if isinstance(one.subject, NamedNode)}
    return sum(one.startswith(v.BASE + "id/") for one in subjects)


def partition(kind: str, *terms: str) -> str:
    """Return the IRI of a part of the dataset: that of a class, a property, or both."""
    return f"{DATASET}/{kind}/{v.key(*terms)}"


def by_class(said: Statements, triples: Iterable[Triple]) -> None:
    """Count the members of each class, and what is said of them by property and kind of value."""
    types: defaultdict[object, list[str]] = defaultdict(list)
    spoken: dict[object, list[Triple]] = defaultdict(list)
    for one in triples:
        spoken[one.subject].append(one)
        if one.predicate.value == v.RDF + "type":
            types[one.subject].append(one.object.value)  # type: ignore[union-attr]  # a class
    members: Counter[str] = Counter()
    counts: Counts = Counter()
    for subject, classes in types.items():
        members.update(classes)
        for one in spoken[subject]:
            kinds = kinds_of(one.object, types)
            for subject_class in classes:
                counts[subject_class, one.predicate.value] += 1
                counts.update((subject_class, one.predicate.value, *kind) for kind in kinds)
    for term, number in sorted(members.items()):
        part = partition("class", term)
        said.add(DATASET, VOID + "classPartition", part)
        said.add(part, VOID + "class", term)
        said.add(part, VOID + "entities", number)
    for terms, number in sorted(counts.items()):
        nest(said, terms, number)


def kinds_of(value: object, types: dict[object, list[str]]) -> list[tuple[str, str]]:
    """Return the classes or the datatype of a value, each after the kind of its partition."""
    if isinstance(value, Literal):
        return [("datatype", value.datatype.value)]
    return [("class", one) for one in types.get(value, ())]


def nest(said: Statements, terms: tuple[str, ...], number: int) -> None:
    """State the size of a part within the part of a class."""
    subject_class, property_, *kind = terms
    part = partition("property", subject_class, property_)
    if not kind:
        said.add(partition("class", subject_class), VOID + "propertyPartition", part)
        said.add(part, VOID + "property", property_)
        said.add(part, VOID + "triples", number)
        return
    sort, term = kind
    space, inner = VOID if sort == "class" else VOID_EXT, partition(sort, *terms)
    said.add(part, f"{space}{sort}Partition", inner)
    said.add(inner, space + sort, term)
    said.add(inner, VOID + "triples", number)


def graph_size(store: Store, graph: NamedNode) -> int:
    """Return how many triples a named graph holds."""
    return sum(1 for _ in store.quads_for_pattern(None, None, None, graph))


def tally(store: Store, query: str) -> list[tuple[str, int]]:
    """Return the rows of a query that counts by term, sorted by term."""
    return sorted((row["term"].value, int(row["n"].value)) for row in select(store, query))


def in_graph(triples: Iterable[Triple], name: str) -> list[Quad]:
    """Return triples as quads of one of our graphs."""
    graph = NamedNode(v.graph(name))
    return [Quad(one.subject, one.predicate, one.object, graph) for one in triples]
