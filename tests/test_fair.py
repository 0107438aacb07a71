"""What checkers of FAIR data and ontologies ask for, asked of the release and the pages over it.

The checks of FOOPS! (for the ontology, `FOOPS …`) and the metrics of F-UJI 0.8 (for the dataset,
`FsF-…`), in their order, but for those that only a registry of others can answer.
"""

import json
import re
from types import SimpleNamespace

import pytest
import rdflib
from rdflib import DCTERMS, OWL, PROV, RDF, RDFS, SKOS, VOID, URIRef

from server.application import create_app
from server.release import open_release
from server.site import Settings

BASE = "https://w3id.org/cybernorms/"
ONTOLOGY, DATASET = URIRef(BASE + "ontology"), URIRef(BASE + "dataset")
# rdflib's own has not yet what DCAT 3 added.
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
VANN = rdflib.Namespace("http://purl.org/vocab/vann/")
BIBO = rdflib.Namespace("http://purl.org/ontology/bibo/")
HTML, TURTLE = {"Accept": "text/html"}, {"Accept": "text/turtle"}
LINK = re.compile(r'<([^>]*)>; rel="([^"]*)"(?:; type="([^"]*)")?')
# The namespaces that F-UJI finds in its list of registered vocabularies.
REGISTERED = {str(one) for one in (DCAT, DCTERMS, VOID, PROV)}


def terms(graph):
    """Give our classes and properties."""
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    found = {term for kind in kinds for term in graph.subjects(RDF.type, kind)}
    return {term for term in found if str(term).startswith(f"{ONTOLOGY}#")}


def closing(method):
    """Read and close every answer, as a real client does."""

    def fetch(*arguments, **options):
        with method(*arguments, **options) as answer:
            answer.get_data()
        return answer

    return fetch


@pytest.fixture(scope="module")
def it(release):
    """The ontology, the catalogue and the landing page, as a stranger gets them."""
    app = create_app(Settings(open_release(release)))
    client = app.test_client()
    get, head = closing(client.get), closing(client.head)
    page = get("/", headers=HTML)
    block = page.text.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    return SimpleNamespace(
        get=get,
        head=head,
        ontology=rdflib.Graph().parse(data=get("/ontology", headers=TURTLE).data),
        catalogue=rdflib.Graph().parse(data=get("/data", headers=TURTLE).data),
        page=page,
        links=[match.groups() for match in LINK.finditer(", ".join(page.headers.getlist("Link")))],
        record=json.loads(block),
        name=app.extensions["cybernorms"].release.name,
    )


def has(graph, subject, *predicates):
    return all(graph.value(subject, one, any=True) is not None for one in predicates)


def path(iri):
    return "/" + str(iri).removeprefix(BASE)


def of(it, relation):
    return [href for href, found, _ in it.links if found == relation]


def said(it, *names):
    return all(it.record.get(name) for name in names)


def release_of(it):
    return URIRef(f"{BASE}data/{it.name}")


CHECKS = {
    "FOOPS PURL1: the identifier is persistent":
        lambda it: str(ONTOLOGY).startswith("https://w3id.org/"),
    "FOOPS URI1: the identifier resolves":
        lambda it: it.get("/ontology", headers=HTML).status_code == 200,
    "FOOPS URI2: what is found has the identifier asked for":
        lambda it: (ONTOLOGY, RDF.type, OWL.Ontology) in it.ontology,
    "FOOPS VER1: a version identifier that is another":
        lambda it: it.ontology.value(ONTOLOGY, OWL.versionIRI) not in {None, ONTOLOGY},
    "FOOPS VER2: the version identifier resolves":
        lambda it: it.get(path(it.ontology.value(ONTOLOGY, OWL.versionIRI)),
                          headers=TURTLE).status_code == 200,
    "FOOPS CN1: HTML and RDF by Accept":
        lambda it: {it.get("/ontology", headers={"Accept": one}).mimetype for one in
                    ("text/html", "text/turtle", "application/rdf+xml", "application/ld+json")}
        == {"text/html", "text/turtle", "application/rdf+xml", "application/ld+json"},
    "FOOPS DOC1: documentation for people":
        lambda it: {str(one).partition("#")[2] for one in terms(it.ontology)}
        <= set(re.findall('id="([^"]*)"', it.get("/ontology", headers=HTML).text)),
    "FOOPS OM1: the least that is to be told":
        lambda it: has(it.ontology, ONTOLOGY, DCTERMS.title, DCTERMS.description, DCTERMS.license,
                       OWL.versionIRI, DCTERMS.creator, DCTERMS.created,
                       VANN.preferredNamespaceUri),
    "FOOPS OM2: what is recommended":
        lambda it: has(it.ontology, ONTOLOGY, VANN.preferredNamespacePrefix, OWL.versionInfo,
                       DCTERMS.created, DCTERMS.bibliographicCitation),
    "FOOPS OM3: what is optional; a DOI and a logo there are not":
        lambda it: has(it.ontology, ONTOLOGY, DCTERMS.publisher, BIBO.status, DCTERMS.source,
                       DCTERMS.issued),
    "FOOPS OM4: a licence that has an address":
        lambda it: isinstance(it.ontology.value(ONTOLOGY, DCTERMS.license), URIRef),
    "FOOPS OM5: where it comes from":
        lambda it: has(it.ontology, ONTOLOGY, DCTERMS.creator, DCTERMS.source, OWL.priorVersion),
    "FOOPS VOC1, VOC2: terms of others are used":
        lambda it: {RDFS.label, SKOS.definition} <= set(it.ontology.predicates()),
    "FOOPS VOC3: each term has a label":
        lambda it: all(has(it.ontology, one, RDFS.label) for one in terms(it.ontology)),
    "FOOPS VOC4: each term has a definition":
        lambda it: all(has(it.ontology, one, SKOS.definition) for one in terms(it.ontology)),
    "FsF-F1-02MD: a persistent identifier, told as such":
        lambda it: of(it, "cite-as") == [str(DATASET)] == [it.record["identifier"]],
    "FsF-F2-01M: descriptive metadata, embedded":
        lambda it: said(it, "creator", "name", "identifier", "datePublished", "publisher",
                        "description", "keywords") and it.record["@type"] == "Dataset",
    "FsF-F2-01M: descriptive metadata, in RDF":
        lambda it: has(it.catalogue, DATASET, DCTERMS.creator, DCTERMS.title, DCTERMS.identifier,
                       DCTERMS.publisher, DCTERMS.description, DCAT.keyword, DCTERMS.type)
        and has(it.catalogue, release_of(it), DCTERMS.issued),
    "FsF-F3-01M: the metadata say where the data are":
        lambda it: all(it.head(path(one["contentUrl"])).status_code == 200
                       for one in it.record["distribution"] if one["@type"] == "DataDownload"),
    "FsF-F4-01M: search engines can read it":
        lambda it: it.record["@context"] == "https://schema.org/",
    "FsF-A1-01M: who may have the data":
        lambda it: it.record["isAccessibleForFree"] is True
        and has(it.catalogue, DATASET, DCTERMS.accessRights),
    "FsF-A1-02MD: metadata and data are found under their identifiers":
        lambda it: {it.get(path(one), headers=TURTLE).status_code
                    for one in (BASE + "data", release_of(it), BASE + "sparql")} == {200},
    "FsF-A1.1, A1.2: by a protocol that can authenticate":
        lambda it: all(one["contentUrl"].startswith("https://")
                       for one in it.record["distribution"]),
    "FsF-I1-01M: RDF by Accept, by typed links, and by SPARQL":
        lambda it: {kind for _, rel, kind in it.links if rel == "describedby"}
        >= {"text/turtle", "application/ld+json"} and has(it.catalogue, DATASET,
                                                          VOID.sparqlEndpoint),
    "FsF-I2-01M: terms of registered vocabularies":
        lambda it: {one for one in REGISTERED
                    if any(str(p).startswith(one) for p in it.catalogue.predicates())}
        == REGISTERED,
    "FsF-I3-01M: related things, with how they relate":
        lambda it: has(it.catalogue, DATASET, DCTERMS.conformsTo, DCAT.hasVersion),
    "FsF-R1-01M: kind, form and size of the data, and the service":
        lambda it: all(has(it.catalogue, one, DCAT.byteSize, DCAT.mediaType, DCAT.downloadURL)
                       for one in it.catalogue.objects(release_of(it), DCAT.distribution))
        and has(it.catalogue, URIRef(BASE + "sparql#service"), DCAT.endpointURL,
                DCTERMS.conformsTo),
    "FsF-R1.1-01M: the licence, for machines, in each place":
        lambda it: {it.record["license"], *of(it, "license"),
                    str(it.catalogue.value(DATASET, DCTERMS.license))}
        == {"https://creativecommons.org/licenses/by/4.0/"},
    "FsF-R1.2-01M: provenance in PROV":
        lambda it: has(it.catalogue, it.catalogue.value(release_of(it), PROV.wasGeneratedBy),
                       PROV.used, PROV.wasAssociatedWith),
    "FsF-R1.3-01M, 02D: a standard of the field and open formats":
        lambda it: (URIRef(BASE + "data"), RDF.type, DCAT.Catalog) in it.catalogue,
    "Signposting: from the page to all that belongs to it":
        lambda it: {rel for _, rel, _ in it.links}
        == {"cite-as", "type", "license", "describedby", "item", "linkset", "api-catalog"},
    "Signposting: links lead somewhere":
        lambda it: {it.head(href, headers={"Accept": kind or "*/*"}).status_code
                    for href, _, kind in it.links if href.startswith("/")} <= {200, 303},
    "Signposting: from a file back to its page":
        lambda it: 'rel="collection"' in str(it.head("/data/latest/void.ttl").headers),
}  # fmt: skip


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_a_checker_finds_what_it_looks_for(it, check):
    assert check(it)


@pytest.mark.parametrize("address", ["/.well-known/api-catalog", "/data/linkset"])
def test_linksets_are_such(it, address):
    answer = it.get(address)
    assert answer.mimetype == "application/linkset+json"
    for context in answer.get_json(force=True)["linkset"]:
        assert isinstance(context["anchor"], str)
        for relation, targets in context.items():
            if relation != "anchor":
                assert all(target["href"] for target in targets)
    if address.endswith("api-catalog"):
        assert 'rel="api-catalog"' in it.get(address).headers["Link"]


def test_the_sitemap_has_every_thing_and_robots_find_it(it, release):
    robots = it.get("/robots.txt").text
    assert f"Sitemap: {BASE}sitemap.xml" in robots
    assert "Disallow: /sparql?" in robots
    text = it.get("/sitemap-1.xml").text
    things = (release / "things.txt").read_text().split()
    assert len(things) > 1000
    assert set(things) <= set(re.findall("<loc>([^<]*)</loc>", text))
    assert text.count("<url>") <= 50_000
