"""The ready questions over HTTP: parts, formats, faults, the catalogue; over a made-up release."""

import csv
import io
import json
import re
from urllib.parse import parse_qsl

import pyoxigraph as ox
import pytest
from asking import ID, application

from server.rowsets import NAMESPACE

NEAR = "/queries/near"


@pytest.fixture(scope="module")
def asked(release_folder, tmp_path_factory):
    return application(release_folder, tmp_path_factory.mktemp("asked"))


@pytest.fixture
def get(asked):
    def fetch(path, accept="text/csv", **headers):
        client = asked.test_client()
        answer = client.get(path, headers={"Accept": accept, **headers})
        answer.get_data()
        return answer

    return fetch


def rows(answer):
    assert answer.status_code == 200, answer.text
    return list(csv.reader(io.StringIO(answer.text)))[1:]


def links(answer):
    found = re.findall(r'<\?([^>]*)>; rel="(\w+)"', answer.headers.get("Link", ""))
    return {relation: dict(parse_qsl(query)) for query, relation in found}


@pytest.mark.parametrize("size", [29, 100, 229, 230, 231, 10_000])
def test_the_parts_make_the_whole(get, size):
    whole, parts, query = rows(get(NEAR)), [], f"limit={size}"
    while query:
        answer = get(f"{NEAR}?{query}")
        parts += rows(answer)
        assert answer.headers["X-Total-Count"] == "230"
        after = links(answer).get("next")
        query = after and "&".join(f"{k}={v}" for k, v in after.items())
    assert sorted(parts) == sorted(whole)
    assert len({tuple(row) for row in parts}) == 230


def test_a_part_is_the_same_whatever_the_format(get):
    table = rows(get(NEAR + "?limit=3&offset=200"))
    found = json.loads(get(NEAR + "?limit=3&offset=200", "application/json").text)
    assert [
        [b["place"]["value"], b["what"]["value"]] for b in found["results"]["bindings"]
    ] == table
    shown = get(NEAR + "?limit=3&offset=200", "text/html").text
    assert "Rows 201 to 203 of 230." in shown
    assert all(place.removeprefix(ID) in shown for place, _ in table)


def test_the_links_lead_to_the_neighbours(get):
    found = links(get(NEAR + "?limit=100&offset=100&format=tsv", "*/*"))
    assert {relation: int(query["offset"]) for relation, query in found.items()} == {
        "first": 0, "last": 200, "prev": 0, "next": 200,
    }  # fmt: skip
    assert all(query["format"] == "tsv" for query in found.values())
    assert set(links(get(NEAR + "?limit=100&offset=500"))) == {"first", "last", "prev"}
    assert rows(get(NEAR + "?limit=100&offset=500")) == []


def test_rows_as_triples_hold_every_binding(get):
    answer = get("/queries/who-supports?format=ttl")
    assert answer.content_type == "text/turtle"
    store = ox.Store()
    store.load(answer.data, format=ox.RdfFormat.TURTLE)
    values = store.quads_for_pattern(None, ox.NamedNode(NAMESPACE + "value"), None)
    assert [quad.object.value for quad in values] == [ID + "state/meadow"]


@pytest.mark.parametrize(
    ("path", "accept", "status", "kind"),
    [
        ("/queries/who-supports", "text/turtle", 200, "text/turtle"),
        ("/queries/who-supports", "application/ld+json", 200, "application/ld+json"),
        ("/queries/who-supports", "*/*", 200, "application/sparql-results+json"),
        ("/queries/who-supports.rq", "*/*", 200, "application/sparql-query; charset=utf-8"),
        ("/queries/all-of-it", "*/*", 200, "text/turtle"),
        ("/queries/all-of-it", "text/csv", 406, "application/problem+json"),
        ("/queries/anything", "*/*", 200, "application/sparql-results+json"),
        ("/queries/anything", "text/csv", 406, "application/problem+json"),
        ("/queries/few", "text/html", 200, "text/html; charset=utf-8"),
    ],
)
def test_one_negotiation_for_all(get, path, accept, status, kind):
    answer = get(path, accept)
    assert (answer.status_code, answer.content_type) == (status, kind)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/queries/who-supports?rules=x", "this question takes rule"),
        ("/queries/near?x=1", "takes no value of its own"),
        ("/queries/who-supports?rule=a&rule=b", "given 2 times"),
        ("/queries/who-supports?rule=nothing", "gentle rule"),
        ("/queries/near?limit=0", "from 1 to 10,000"),
        ("/queries/near?limit=10001", "from 1 to 10,000"),
        ("/queries/near?limit=ten", "from 1 to 10,000"),
        ("/queries/near?offset=-1", "from 0 to"),
        ("/queries/all-of-it?limit=1", "Only an answer of rows"),
        ("/queries/anything?limit=1", "Only an answer of rows"),
        ("/queries/few?limit=1", "a limit of its own"),
    ],
)
def test_a_fault_says_what_would_do(get, path, said):
    answer = get(path, "*/*")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert said in answer.json["detail"]


def test_an_answer_is_told_apart_by_all_that_it_depends_on(get):
    paths = ["near", "near?limit=5", "near?limit=5&offset=5", "near?limit=5&format=json",
             "who-supports", "echo", "echo?number=8"]  # fmt: skip
    tags = [get(f"/queries/{path}").headers["ETag"] for path in paths]
    assert len(set(tags)) == len(paths)
    again = get("/queries/near?limit=5", **{"If-None-Match": tags[1]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_query_comes_with_its_values(get):
    text = get("/queries/echo?format=rq&said=it%27s&number=8").text
    assert 'VALUES ?number { "8"^^<http://www.w3.org/2001/XMLSchema#integer> }' in text
    assert '# VALUES ?said { "a comment" }' in text
    assert """VALUES ?said { "it's" }""" in text


def test_the_form_offers_the_values_and_keeps_those_given(get):
    shown = get("/queries/echo?number=8&day=2020-01-02", "text/html").text
    assert 'name="number" value="8"' in shown
    assert 'type="number"' in shown
    assert 'type="date"' in shown
    assert "?format=csv&amp;number=8&amp;day=2020-01-02" in shown
    chosen = get("/queries/who-supports", "text/html").text
    assert f'<option value="{ID}norm/gentle-rule" selected>gentle rule</option>' in chosen


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["all-of-it", "anything", "echo", "few", "near", "titled", "who-supports"]),
        ("tag=support", ["who-supports"]),
        ("tag=none", []),
        ("q=GENTLE+who", ["who-supports"]),
        ("q=place&tag=field", ["near"]),
        ("q=no+such+words", []),
    ],
)
def test_the_catalogue_is_narrowed_by_tag_and_words(get, query, names):
    listed = get("/queries/?" + query, "application/json").json
    assert [one["name"] for one in listed] == names
    shown = get("/queries/?" + query, "text/html").text
    assert f"{len(names)} of 7 questions." in shown


def test_the_catalogue_says_how_to_ask(get):
    listed = {one["name"]: one for one in get("/queries?format=json", "*/*").json}
    [rule] = listed["who-supports"]["parameters"]
    assert rule["default"] == ID + "norm/gentle-rule"
    assert [p["kind"] for p in listed["echo"]["parameters"]] == [
        "string", "integer", "date", "language", "iri",
    ]  # fmt: skip
