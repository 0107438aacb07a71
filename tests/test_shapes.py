"""Shapes and check queries: good data passes, each bad case breaks exactly the rules it names.

A bad case is a folder of cases/shapes: `bad.ttl` (or `bad.trig`) is read on top of `good.ttl`, and
each line of `expected.txt` is a thing and a rule that it breaks: the name of a shape, or of a check
query without `-violation.rq`. As in a build, what follows by rule is added before all is checked.
"""

import re
from functools import cache
from pathlib import Path

import pyshacl
import pytest
import rdflib
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, parse, serialize
from rdflib import RDF, RDFS, SH

from loader import release as releases

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).parent / "cases" / "shapes"
BAD = sorted(path.parent for path in CASES.glob("*/expected.txt"))
CHECKS = {
    path.stem.removesuffix("-violation"): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "queries" / "checks").glob("*.rq"))
}
SHAPES = rdflib.Graph().parse(ROOT / "ontology" / "shapes.ttl")
NAMESPACE = "https://w3id.org/cybernorms/ontology/shapes#"
ID = "https://w3id.org/cybernorms/id/"
# Parts of shapes report through the shape that they are part of.
PARTS = {"IsPosition", "IsQuote"}


def named(name):
    return NamedNode(f"https://w3id.org/cybernorms/graph/{name}")


def named_graph(path):
    """Read a file as the graph that is named after it."""
    graph = named(path.stem)
    return [Quad(*quad.triple, graph) for quad in parse(path=path, format=RdfFormat.TURTLE)]


@cache
def ontology():
    return [
        quad for path in sorted((ROOT / "ontology").glob("*.ttl")) for quad in named_graph(path)
    ]


@cache
def release():
    """Return all that would be released, as the store keeps it."""
    store = releases.gather()
    releases.derive(store)
    return store


def completed(quads):
    """Add what a build derives; the store would change how numbers are written."""
    store = in_store(quads)
    releases.derive(store)
    return quads + list(store.quads_for_pattern(None, None, None, named("derived")))


def base():
    return [
        Quad(*q.triple, named("case"))
        for q in parse(path=CASES / "good.ttl", format=RdfFormat.TURTLE)
    ]


def bad_case(folder):
    trig = folder / "bad.trig"
    if trig.exists():
        return [*base(), *parse(path=trig, format=RdfFormat.TRIG)]
    read = parse(path=folder / "bad.ttl", format=RdfFormat.TURTLE)
    return [*base(), *(Quad(*quad.triple, named("case")) for quad in read)]


def in_store(quads):
    store = Store()
    store.extend(quads)
    return store


def short(term):
    if isinstance(term, (BlankNode, rdflib.BNode)):
        return "[]"
    return re.sub(re.escape(ID) + "([a-z-]+)/", r"\1:", str(getattr(term, "value", term)))


def broken_shapes(quads):
    triples = serialize({quad.triple for quad in quads}, format=RdfFormat.N_TRIPLES)
    data = rdflib.Graph().parse(data=triples, format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=SHAPES, inference="none", inplace=True)
    return {
        (
            short(report.value(one, SH.focusNode)),
            report.value(one, SH.sourceShape).removeprefix(NAMESPACE),
        )
        for one in report.subjects(RDF.type, SH.ValidationResult)
    }


def lean(quads):
    """Leave out the words of the ontology, which the release is checked with: half the time."""
    graphs = {named(name) for name in ("core", "foreign", "shapes")}
    return [
        quad
        for quad in quads
        if quad.graph_name not in graphs or isinstance(quad.object, NamedNode)
    ]


def broken_checks(quads, checks=CHECKS):
    store = quads if isinstance(quads, Store) else in_store(quads)
    return {
        (short(row["thing"]), name)
        for name, query in checks.items()
        for row in store.query(query, use_default_graph_as_union=True)
    }


def test_the_release_breaks_no_shape():
    assert not broken_shapes(release())


@pytest.mark.parametrize("name", CHECKS)
def test_the_release_breaks_no_check(name):
    assert not broken_checks(release(), {name: CHECKS[name]})


@pytest.mark.parametrize("read", [list, in_store], ids=["as written", "as the store keeps it"])
def test_the_good_case_breaks_nothing(read):
    quads = read(completed(ontology() + base()))
    assert not broken_shapes(quads)
    assert not broken_checks(quads)


@pytest.mark.parametrize("folder", BAD, ids=lambda folder: folder.name)
def test_a_bad_case_breaks_exactly_its_rules(folder):
    quads = completed(ontology() + bad_case(folder))
    found = broken_shapes(lean(quads)) | broken_checks(quads)
    expected = (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert sorted(" ".join(one) for one in found) == expected


def test_every_rule_has_a_bad_case():
    caught = {
        line.split()[-1] for one in BAD for line in (one / "expected.txt").read_text().splitlines()
    }
    rules = {str(one).removeprefix(NAMESPACE) for one in shapes()} - PARTS | set(CHECKS)
    # What only groups property shapes and checks the IRI needs one bad case, not one a class.
    grouping = {
        rule for rule in rules if (rdflib.URIRef(NAMESPACE + rule), SH.property, None) in SHAPES
    }
    assert rules - grouping <= caught
    assert caught <= rules
    assert caught & grouping


def shapes():
    return {*SHAPES.subjects(RDF.type, SH.NodeShape), *SHAPES.subjects(RDF.type, SH.PropertyShape)}


def test_every_shape_says_what_is_wrong_and_how_much_it_matters():
    assert not [one for one in shapes() if len(str(SHAPES.value(one, SH.message) or "")) < 20]
    assert not [one for one in shapes() if SHAPES.value(one, SH.severity) is None]


def test_shapes_have_no_blank_node_and_every_property_shape_is_used():
    assert not [term for triple in SHAPES for term in triple if isinstance(term, rdflib.BNode)]
    used = {*SHAPES.objects(None, SH.property)}
    assert used == {*SHAPES.subjects(RDF.type, SH.PropertyShape)}


def test_shapes_speak_only_of_terms_that_the_ontology_declares():
    declared = {
        quad.subject.value for quad in ontology() if quad.predicate.value == str(RDFS.isDefinedBy)
    }
    named = {str(term) for triple in SHAPES for term in triple if isinstance(term, rdflib.URIRef)}
    assert {one for one in named if one.startswith(ID[:-3] + "ontology#")} <= declared


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_says_what_it_asks_and_answers_in_order(name):
    lines = CHECKS[name].splitlines()
    assert re.fullmatch(r"#\+ summary: .+\?", lines[0])
    assert lines[-1].startswith("ORDER BY ?thing")
    assert any(line.startswith("SELECT DISTINCT ?thing") for line in lines)
