"""What tests of the ontology share: short Turtle, and a store as a build completes it."""

from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from loader import release
from loader import vocabulary as v

ONTOLOGY = Path(__file__).parents[1] / "ontology"
PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in v.PREFIXES.items())


def turtle(text):
    """Read Turtle that leaves the usual prefixes out."""
    return [quad.triple for quad in parse(PREFIXES + text, format=RdfFormat.TURTLE)]


def built(triples):
    """Put triples into a store beside the ontology, and derive what a build derives."""
    store = Store()
    for path in sorted(ONTOLOGY.glob("*.ttl")):
        store.bulk_load(path=path, format=RdfFormat.TURTLE, to_graph=NamedNode(v.graph(path.stem)))
    store.extend(Quad(*triple, NamedNode(v.graph("case"))) for triple in triples)
    release.derive(store)
    return store


def whole():
    """Return all that would be released, what is derived included."""
    store = release.gather()
    release.derive(store)
    return store


def holds(store, triple):
    return any(store.quads_for_pattern(triple.subject, triple.predicate, triple.object))
