"""The endpoint's description of itself in RDF, from the release and the tables of formats.

[SPARQL 1.1 Service Description](https://www.w3.org/TR/sparql11-service-description/). What the
dataset holds is told in VoID, within the data; here it is pointed to.
"""

from collections.abc import Iterator

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Triple

from server.formats import RESULTS, TRIPLES, Offer, written_with
from server.release import Release
from server.signposting import LICENCE

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
DCAT = "http://www.w3.org/ns/dcat#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TERMS = "http://purl.org/dc/terms/"
PREFIXES = {"sd": SD, "void": VOID, "dcat": DCAT, "dcterms": TERMS}
INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")


def statements(release: Release, base: str) -> Iterator[Triple]:
    """State what the endpoint is, offers and holds; every node has an IRI."""
    endpoint = base + "sparql"
    service, dataset, merge = (endpoint + part for part in ("#service", "#dataset", "#default"))
    yield link(service, RDF + "type", SD + "Service")
    yield link(service, RDF + "type", DCAT + "DataService")
    yield words(service, TERMS + "title", "CyberNorms SPARQL endpoint", "en")
    yield link(service, TERMS + "license", LICENCE)
    yield link(service, SD + "endpoint", endpoint)
    yield link(service, DCAT + "endpointURL", endpoint)
    yield link(service, SD + "supportedLanguage", SD + "SPARQL11Query")
    yield link(service, SD + "feature", SD + "UnionDefaultGraph")
    for offer in (*RESULTS, *TRIPLES):
        if offer.syntax is not None:
            yield link(service, SD + "resultFormat", offer.syntax.iri)
    yield link(service, SD + "defaultDataset", dataset)
    yield link(service, SD + "availableGraphs", dataset)
    yield link(dataset, RDF + "type", SD + "Dataset")
    yield link(dataset, RDF + "type", SD + "GraphCollection")
    yield link(dataset, SD + "defaultGraph", merge)
    yield link(merge, RDF + "type", SD + "Graph")
    yield count(merge, release.triples)
    if release.name:
        yield from described(service, release, base)
    for number, graph in enumerate(release.graphs, start=1):
        named, inside = f"{endpoint}#named-{number}", f"{endpoint}#graph-{number}"
        yield link(dataset, SD + "namedGraph", named)
        yield link(named, RDF + "type", SD + "NamedGraph")
        yield link(named, SD + "name", graph.iri)
        yield link(named, SD + "graph", inside)
        yield link(inside, RDF + "type", SD + "Graph")
        yield count(inside, graph.triples)
        yield words(inside, TERMS + "title", graph.title)


def described(service: str, release: Release, base: str) -> Iterator[Triple]:
    """Point to the dataset that is served, its release, and their descriptions."""
    whole = base + "dataset"
    yield link(service, DCAT + "servesDataset", whole)
    yield link(whole, RDF + "type", VOID + "Dataset")
    yield link(whole, VOID + "sparqlEndpoint", base + "sparql")
    yield count(whole, release.triples)
    yield link(whole, TERMS + "license", LICENCE)
    yield link(whole, DCAT + "hasCurrentVersion", f"{base}data/{release.name}")
    document = base + ".well-known/void"
    yield link(document, RDF + "type", VOID + "DatasetDescription")
    yield link(document, "http://xmlns.com/foaf/0.1/topic", whole)


def link(subject: str, predicate: str, value: str) -> Triple:
    """State that one thing relates to another."""
    return Triple(NamedNode(subject), NamedNode(predicate), NamedNode(value))


def words(subject: str, predicate: str, text: str, language: str | None = None) -> Triple:
    """State something in words."""
    return Triple(NamedNode(subject), NamedNode(predicate), Literal(text, language=language))


def count(graph: str, triples: int) -> Triple:
    """State the size of a graph."""
    number = Literal(str(triples), datatype=INTEGER)
    return Triple(NamedNode(graph), NamedNode(VOID + "triples"), number)


def service_description(release: Release, base: str, offer: Offer) -> bytes:
    """Write the description in the format chosen."""
    syntax, prefixes = written_with(offer.syntax, PREFIXES)
    return ox.serialize(statements(release, base), None, syntax, prefixes=prefixes) or b""
