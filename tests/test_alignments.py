"""The alignments: every foreign term is one whose evidence we know, used no further than it goes.

Marks as in research: v = seen in a published ontology file, its term list or rdflib's generated
namespace; u = seen in a large publisher's data or client code; k = known, not seen.
Whether all this is consistent is the reasoner's to say.
"""

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse

ROOT = Path(__file__).parents[1]
CN = "https://w3id.org/cybernorms/ontology#"
HEADER = NamedNode("https://w3id.org/cybernorms/ontology/alignments")
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
DEFINED_BY = NamedNode("http://www.w3.org/2000/01/rdf-schema#isDefinedBy")
SUB_CLASS = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
SUB_PROPERTY = NamedNode("http://www.w3.org/2000/01/rdf-schema#subPropertyOf")
CLOSE = NamedNode("http://www.w3.org/2004/02/skos/core#closeMatch")
OWL = "http://www.w3.org/2002/07/owl#"

PREFIXES = {
    "cito": "http://purl.org/spar/cito/",
    "dcterms": "http://purl.org/dc/terms/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "eli-dl": "http://data.europa.eu/eli/eli-draft-legislation-ontology#",
    "fabio": "http://purl.org/spar/fabio/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "lkif-norm": "http://www.estrellaproject.org/lkif-core/norm.owl#",
    "lrmlmm": "http://docs.oasis-open.org/legalruleml/ns/v1.0/metamodel#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "resource-type": "http://publications.europa.eu/resource/authority/resource-type/",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
MARKS = {
    "cito:Citation": "v",
    "cito:agreesWith": "v",
    "cito:cites": "v",
    "cito:confirms": "v",
    "cito:discusses": "v",
    "cito:extends": "v",
    "cito:includesQuotationFrom": "v",
    "dcterms:BibliographicResource": "v",
    "dcterms:date": "v",
    "dcterms:hasPart": "v",
    "dcterms:identifier": "v",
    "dcterms:isPartOf": "v",
    "dcterms:relation": "v",
    "dcterms:subject": "v",
    "eli-dl:Activity": "u",
    "eli-dl:Process": "u",
    "eli-dl:Vote": "u",
    "eli:LegalResource": "v",
    "eli:Work": "v",
    "eli:WorkSubdivision": "v",
    "eli:applies": "v",
    "eli:based_on": "v",
    "eli:basis_for": "v",
    "eli:cites": "v",
    "eli:is_about": "v",
    "eli:related_to": "v",
    "fabio:PolicyDocument": "v",
    "fabio:ReportDocument": "v",
    "foaf:Agent": "v",
    "foaf:Group": "v",
    "foaf:Person": "v",
    "lkif-norm:Norm": "v",
    "lkif-norm:Obligation": "v",
    "lkif-norm:Permission": "v",
    "lkif-norm:Prohibition": "v",
    "lkif-norm:Statute": "u",
    "lkif-norm:Treaty": "v",
    "lrmlmm:DeonticSpecification": "v",
    "lrmlmm:LegalSource": "k",
    "lrmlmm:Obligation": "v",
    "lrmlmm:Permission": "k",
    "lrmlmm:Prohibition": "k",
    "lrmlmm:hasBearer": "k",
    "oa:Annotation": "v",
    "oa:Selector": "v",
    "oa:SpecificResource": "v",
    "org:FormalOrganization": "v",
    "org:Organization": "v",
    "org:OrganizationalCollaboration": "v",
    "org:classification": "v",
    "org:memberOf": "v",
    "org:subOrganizationOf": "v",
    "prov:Activity": "v",
    "prov:Agent": "v",
    "prov:Entity": "v",
    "prov:InstantaneousEvent": "v",
    "prov:wasAssociatedWith": "v",
    "resource-type:AGREE_INTERNATION": "u",
    "resource-type:RES": "u",
    "schema:Claim": "v",
    "schema:Country": "v",
    "schema:Event": "v",
    "schema:GovernmentOrganization": "v",
    "schema:Legislation": "v",
    "schema:Organization": "v",
    "schema:Person": "v",
    "schema:Quotation": "v",
    "schema:VoteAction": "v",
    "schema:about": "v",
    "schema:endDate": "v",
    "schema:participant": "v",
    "schema:startDate": "v",
    "skos:Concept": "v",
    "skos:broaderTransitive": "v",
    "skos:narrowerTransitive": "v",
}
EVIDENCE = {PREFIXES[name.split(":")[0]] + name.split(":")[1]: mark for name, mark in MARKS.items()}


def read(name):
    path = ROOT / "ontology" / name
    return [quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE)]


ALIGNMENTS = read("alignments.ttl")
MAPPINGS = [t for t in ALIGNMENTS if t.predicate in {SUB_CLASS, SUB_PROPERTY, CLOSE}]
DECLARATIONS = {t.subject: t.object for t in ALIGNMENTS if t.predicate == RDF_TYPE}
OURS = {t.subject: t.object for t in read("core.ttl") if t.predicate == RDF_TYPE}
CONCEPTS = {t.subject for t in read("schemes.ttl")}


def test_foreign_terms_are_those_whose_evidence_is_known():
    assert {mapping.object.value for mapping in MAPPINGS} == set(EVIDENCE)


@pytest.mark.parametrize("mapping", MAPPINGS, ids=lambda t: t.object.value.rsplit("/", 1)[-1])
def test_what_is_mapped_is_a_term_or_concept_of_ours(mapping):
    assert mapping.subject in OURS or mapping.subject in CONCEPTS


def test_axioms_rest_on_terms_seen_in_a_published_file():
    axioms = {mapping.object.value for mapping in MAPPINGS if mapping.predicate != CLOSE}
    assert {EVIDENCE[term] for term in axioms} == {"v"}


@pytest.mark.parametrize("prefix", ["lkif-norm", "lrmlmm", "schema", "fabio"])
def test_some_vocabularies_are_matched_closely_and_no_more(prefix):
    axioms = {mapping.object.value for mapping in MAPPINGS if mapping.predicate != CLOSE}
    assert not {term for term in axioms if term.startswith(PREFIXES[prefix])}


def test_only_treaties_and_laws_are_legal_resources():
    legal = NamedNode(PREFIXES["eli"] + "LegalResource")
    found = {mapping.subject.value for mapping in MAPPINGS if mapping.object == legal}
    assert found == {CN + "Treaty", CN + "Legislation"}


def test_nothing_is_imported_and_odrl_is_not_named():
    assert not [t for t in ALIGNMENTS if t.predicate.value == OWL + "imports"]
    assert not [t for t in ALIGNMENTS if "/odrl/" in t.object.value]


def test_foreign_terms_in_axioms_are_declared_as_the_same_kind_as_ours():
    axioms = [mapping for mapping in MAPPINGS if mapping.predicate != CLOSE]
    assert not [t for t in axioms if DECLARATIONS.get(t.object) != OURS[t.subject]]
    assert set(DECLARATIONS) - {HEADER} == {t.object for t in axioms}
    defined = {t.subject for t in ALIGNMENTS if t.predicate == DEFINED_BY}
    assert defined == set(DECLARATIONS) - {HEADER}


def test_alignments_say_nothing_else():
    rest = set(ALIGNMENTS) - set(MAPPINGS)
    assert not [
        t for t in rest if t.subject != HEADER and t.predicate not in {RDF_TYPE, DEFINED_BY}
    ]
    assert not [t for t in ALIGNMENTS if any(isinstance(term, BlankNode) for term in t)]
    assert not [t for t in MAPPINGS if isinstance(t.object, Literal)]
