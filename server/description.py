"""The endpoint's description of itself in RDF, from the release and the tables of formats.

[SPARQL 1.1 Service Description](https://www.w3.org/TR/sparql11-service-description/).
"""

from collections.abc import Iterator

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Triple

from server.formats import RESULTS, TRIPLES, Offer
from server.release import Release

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TERMS = "http://purl.org/dc/terms/"
INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")


def statements(release: Release, base: str) -> Iterator[Triple]:
    """State what the endpoint is, offers and holds; every node has an IRI."""
    endpoint = base + "sparql"
    service, dataset, merge = (endpoint + part for part in ("#service", "#dataset", "#default"))
    yield link(service, RDF + "type", SD + "Service")
    yield link(service, SD + "endpoint", endpoint)
    yield link(service, SD + "supportedLanguage", SD + "SPARQL11Query")
    yield link(service, SD + "feature", SD + "UnionDefaultGraph")
    for offer in (*RESULTS, *TRIPLES):
        if offer.syntax is not None:
            yield link(service, SD + "resultFormat", offer.syntax.iri)
    yield link(service, SD + "defaultDataset", dataset)
    yield link(dataset, RDF + "type", SD + "Dataset")
    yield link(dataset, SD + "defaultGraph", merge)
    yield link(merge, RDF + "type", SD + "Graph")
    yield count(merge, release.triples)
    for number, graph in enumerate(release.graphs, start=1):
        named, inside = f"{endpoint}#named-{number}", f"{endpoint}#graph-{number}"
        yield link(dataset, SD + "namedGraph", named)
        yield link(named, RDF + "type", SD + "NamedGraph")
        yield link(named, SD + "name", graph.iri)
        yield link(named, SD + "graph", inside)
        yield link(inside, RDF + "type", SD + "Graph")
        yield count(inside, graph.triples)
        yield Triple(NamedNode(inside), NamedNode(TERMS + "title"), Literal(graph.title))


def link(subject: str, predicate: str, value: str) -> Triple:
    """State that one thing relates to another."""
    return Triple(NamedNode(subject), NamedNode(predicate), NamedNode(value))


def count(graph: str, triples: int) -> Triple:
    """State the size of a graph."""
    number = Literal(str(triples), datatype=INTEGER)
    return Triple(NamedNode(graph), NamedNode(VOID + "triples"), number)


def service_description(release: Release, base: str, offer: Offer) -> bytes:
    """Write the description in the format chosen."""
    prefixes = {"sd": SD, "void": VOID, "dcterms": TERMS}
    if not isinstance(offer.syntax, ox.RdfFormat):
        raise TypeError(f"{offer.media_type} holds no triples")
    if offer.syntax == ox.RdfFormat.JSON_LD:
        prefixes = {}
    return ox.serialize(statements(release, base), None, offer.syntax, prefixes=prefixes) or b""
