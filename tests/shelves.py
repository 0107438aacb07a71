"""Small releases on a shelf, made by the loader's own code without its checks, which take Java."""

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from loader import release, release_shelf
from loader import vocabulary as v

DATASET = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix state: <https://w3id.org/cybernorms/id/state/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<https://w3id.org/cybernorms/dataset> a dcat:Dataset ; dcterms:title "Small"@en ;
    dcterms:description "</script> & more"@en ; dcterms:creator "Nobody" ; dcterms:language "en" ;
    dcat:keyword "small"@en .
state:meadow a owl:NamedIndividual ; skos:prefLabel "Meadow"@en .
state:forest a owl:NamedIndividual ; skos:prefLabel "Forest"@en .
"""


def store(day, text=""):
    """Return the data of a release: the dataset's modification on a day, and some Turtle more."""
    found = Store()
    modified = f'<{v.BASE}dataset> dcterms:modified "{day}"^^xsd:date .\n'
    quads = parse(DATASET + modified + text, format=RdfFormat.TURTLE)
    found.extend(Quad(*quad.triple, NamedNode(v.graph("small"))) for quad in quads)
    release.describe(found)
    return found


def shelve(monkeypatch, shelf, data, *, keep=10, inputs=None, force=False):
    """Build a release of these data on a shelf; return its folder."""
    monkeypatch.setattr(release, "checked", lambda _: data)
    monkeypatch.setattr(release, "digest_of_inputs", lambda: inputs or str(id(data)))
    return release_shelf.build(shelf, keep, lambda _: None, force=force)
