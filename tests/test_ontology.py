"""The ontology: a header that says whose it is, and every term documented, shown and used."""

import re
from pathlib import Path

import pytest
from completed import holds, turtle, whole
from pyoxigraph import NamedNode, parse

from loader import vocabulary as v

ROOT = Path(__file__).parents[1]
CORE = (ROOT / "ontology" / "core.ttl").read_text(encoding="utf-8")
AXIOMS = [quad.triple for quad in parse(path=ROOT / "ontology" / "core.ttl")]
ONTOLOGY = NamedNode("https://w3id.org/cybernorms/ontology")
EXAMPLE = NamedNode(v.SKOS + "example")
OWL = "http://www.w3.org/2002/07/owl#"
VANN = "http://purl.org/vocab/vann/"


@pytest.fixture(scope="module")
def everything():
    return whole()


BOTH = {"abstract", "bibliographicCitation", "description", "title"}
ONCE = {"created", "creator", "issued", "license", "modified", "publisher"}


@pytest.mark.parametrize("name", sorted(BOTH | ONCE))
def test_the_header_says_who_what_when_and_on_what_terms(name):
    values = [
        t.object for t in AXIOMS if (t.subject, t.predicate.value) == (ONTOLOGY, v.DCTERMS + name)
    ]
    assert len(values) == (2 if name in BOTH else 1)
    assert name not in BOTH or {value.language for value in values} == {"en", "fr"}


def test_the_header_names_its_version_and_prefix():
    said = {t.predicate.value: t.object.value for t in AXIOMS if t.subject == ONTOLOGY}
    assert said[OWL + "versionIRI"] == f"{ONTOLOGY.value}/{said[OWL + 'versionInfo']}"
    assert said[OWL + "priorVersion"] not in {said[OWL + "versionIRI"], ONTOLOGY.value}
    assert said[VANN + "preferredNamespacePrefix"] == "cn"
    assert said[VANN + "preferredNamespaceUri"] == v.CN
    notes = [t.object.value for t in AXIOMS if t.predicate.value == v.SKOS + "historyNote"]
    assert sum(note.startswith(said[OWL + "versionInfo"]) for note in notes) == 2


@pytest.mark.parametrize("section", ["classes", "properties"])
def test_terms_are_in_the_order_of_their_names(section):
    part = CORE.split(f"# ---- {section}\n")[1].split("# ----")[0]
    names = re.findall(r"^cn:(\w+) a owl:", part, re.MULTILINE)
    assert names == sorted(names)


def examples():
    return {t.subject: t.object.value for t in AXIOMS if t.predicate == EXAMPLE}


def test_every_term_has_an_example_that_uses_it():
    terms = {t.subject for t in AXIOMS if t.predicate.value == v.RDFS + "isDefinedBy"}
    assert terms == set(examples())
    assert not [
        term.value for term, example in examples().items()
        if term not in {part for triple in turtle(example) for part in triple}
    ]  # fmt: skip


@pytest.mark.parametrize("term", sorted(examples(), key=str), ids=lambda term: v.local(term.value))
def test_an_example_holds(everything, term):
    assert all(holds(everything, triple) for triple in turtle(examples()[term]))


def test_every_class_has_members_and_every_property_is_used(everything):
    kinds = re.findall(r"^cn:(\w+) a owl:(Class)?", CORE, re.MULTILINE)
    predicate, described = NamedNode(v.RDF + "type"), NamedNode(v.RDF + "predicate")
    unused = [
        name for name, is_class in kinds
        if not any(everything.quads_for_pattern(None, predicate, NamedNode(v.CN + name)) if is_class
                   else everything.quads_for_pattern(None, NamedNode(v.CN + name), None))
        and not any(everything.quads_for_pattern(None, described, NamedNode(v.CN + name)))
    ]  # fmt: skip
    assert not unused


def test_the_cells_of_property_chains_have_iris_and_lists_end():
    first = {t.subject: t.object for t in AXIOMS if t.predicate.value == v.RDF + "first"}
    rest = {t.subject: t.object for t in AXIOMS if t.predicate.value == v.RDF + "rest"}
    chains = [t.object for t in AXIOMS if t.predicate.value == OWL + "propertyChainAxiom"]
    assert len(chains) == 3
    for cell in chains:
        assert isinstance(cell, NamedNode)
        assert rest[rest[cell]].value == v.RDF + "nil"
        assert first[cell] != first[rest[cell]]
