"""The answers over HTTP of the running service: what a stranger gets, exactly."""

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest
import rdflib

ROOT = Path(__file__).parent.parent
ANSWERS = sorted((ROOT / "tests" / "answers").glob("*.csv"))


def rows(text, columns=None):
    table = csv.DictReader(io.StringIO(text))
    columns = columns or table.fieldnames
    return columns, Counter(tuple(row[name] for name in columns) for row in table)


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.stem)
def test_each_ready_question_has_its_answer(path, get):
    columns, expected = rows(path.read_text(encoding="utf-8"))
    _, found = rows(get(f"/queries/{path.stem}", "text/csv"), columns)
    assert found == expected


def test_the_query_sent_as_text_gives_the_same(get):
    name = "states-that-refused-the-paris-call"
    text = (ROOT / "queries" / f"{name}.rq").read_text(encoding="utf-8")
    assert get("/sparql", "text/csv", query=text) == get(f"/queries/{name}", "text/csv")


def test_every_thing_has_a_page_and_the_same_triples_as_the_dump(get, release):
    dump = rdflib.Graph().parse(release / "cybernorms.ttl")
    for path in ("/id/instrument/paris-call", "/id/state/france", "/id/regime/ihl"):
        iri = rdflib.URIRef("https://w3id.org/cybernorms" + path)
        page = get(path, "text/html")
        assert str(dump.value(iri, rdflib.SKOS.prefLabel, any=True)) in page or "<h1>" in page
        described = rdflib.Graph().parse(data=get(path, "text/turtle"), format="turtle")
        assert set(dump.triples((iri, None, None))) <= set(described)


def test_the_dump_is_what_the_endpoint_counts(get, manifest):
    answer = json.loads(
        get(
            "/sparql", "application/sparql-results+json", query="SELECT (COUNT(*) AS ?n) {?s ?p ?o}"
        )
    )
    assert int(answer["results"]["bindings"][0]["n"]["value"]) == manifest["triples"]


def test_claims_lead_to_their_characters(get):
    query = (ROOT / "queries" / "evidence-for-the-refusals.rq").read_text(encoding="utf-8")
    _, found = rows(get("/sparql", "text/csv", query=query))
    assert found
