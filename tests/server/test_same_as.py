"""From identifiers of others to things here and back: spellings, formats, bulk, refusals."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.application import create_app
from server.engine import load
from server.identifiers import Identifiers, schemes
from server.release import of_files, open_release
from server.site import Settings

CASES = Path(__file__).parents[1] / "cases"
BASE = "https://w3id.org/cybernorms/"
SPELT = list(csv.DictReader((CASES / "same-as.csv").read_text("utf-8").splitlines()))


@pytest.fixture(scope="session")
def known(release):
    opened = open_release(release)
    return Identifiers(load(opened.sources), BASE, opened.prefixes)


@pytest.fixture(scope="module")
def client():
    release = replace(of_files([CASES / "lands.ttl"]), prefixes={"state": BASE + "id/state/"})
    return create_app(Settings(release)).test_client()


@pytest.mark.parametrize("case", SPELT, ids=lambda case: case["asked"])
def test_identifiers_are_found_in_any_usual_spelling(known, case):
    found = known.find(case["asked"])
    things = " ".join(iri.removeprefix(BASE + "id/") for iri in found.things)
    assert (found.scheme, things) == (case["scheme"], case["things"])


def test_every_identifier_of_a_thing_leads_back_to_it(known):
    for thing, listed in known.back.items():
        for one in listed:
            assert thing in known.find(one.iri or one.value).things, one


@given(st.text(max_size=80))
def test_a_key_found_again_is_the_same(text):
    for scheme in schemes():
        key = scheme.key(text)
        assert key is None or scheme.key(text) == key


def ask(client, accept="application/json", **parameters):
    answer = client.get("/same-as", query_string=parameters, headers={"Accept": accept})
    assert answer.status_code == 200
    return answer


def test_what_is_known_ambiguous_and_unknown_is_told_apart(client):
    found = ask(client, iri=["Q101", "wd:Q200", "Q7", "Q101"]).json
    assert [one["status"] for one in found["results"]] == ["known", "ambiguous", "unknown"]
    assert found["unknown"] == ["Q7"]
    [meadow] = found["results"][0]["things"]
    assert (meadow["iri"], meadow["label"]) == (BASE + "id/state/north-meadow", "North Meadow")
    assert {one["scheme"] for one in meadow["identifiers"]} == {"wikidata", "iso-alpha-2", "m49"}
    ambiguous = [one["iri"].rpartition("/")[2] for one in found["results"][1]["things"]]
    assert ambiguous == ["fox", "fox-club"]


def test_a_table_has_a_row_for_each_thing(client):
    text = ask(client, "text/csv", iri=["Q101", "Q200", "=Q7()"]).text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["status"] for row in rows] == ["known", "ambiguous", "ambiguous", "unknown"]
    assert (rows[0]["wikidata"], rows[0]["iso-alpha-2"], rows[1]["ror"]) == (
        "Q101",
        "NM",
        "0abcdef12",
    )


@pytest.mark.parametrize("media_type", ["text/turtle", "application/n-triples"])
def test_triples_are_those_of_the_data(client, media_type):
    answer = ask(client, media_type, iri=["state:heathland", "a\nb"])
    assert answer.content_type == media_type
    assert answer.text.startswith('# unknown: "a\\nb"\n')
    syntax = ox.RdfFormat.from_media_type(media_type)
    found = {q.triple for q in ox.parse(answer.data, format=syntax)}
    heathland = ox.NamedNode(BASE + "id/state/heathland")
    data = {q.triple for q in ox.parse(path=str(CASES / "lands.ttl")) if q.subject == heathland}
    assert len(found) == 2
    assert found <= data


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        ("Q101\r\n\n  Q103 \n", "text/plain"),
        ("\ufeffQ101\nQ103", "text/plain; charset=utf-8"),
        ('["Q101", " Q103"]', "application/json"),
        ("iri=Q101&iri=Q103", "application/x-www-form-urlencoded"),
        ("iri=Q101%0D%0AQ103", "application/x-www-form-urlencoded"),
    ],
)
def test_many_are_asked_for_at_once(client, body, media_type):
    answer = client.post("/same-as", data=body.encode(), content_type=media_type)
    assert [one["asked"] for one in answer.json["results"]] == ["Q101", "Q103"]
    assert not answer.json["unknown"]


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        ("{", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ('{"iri": "Q101"}', "application/json", 400),
        ("[1]", "application/json", 400),
        ("[]", "application/json", 400),
        ("", "text/plain", 400),
        ("x" * 301, "text/plain", 400),
        ("Q101", "image/png", 415),
        (json.dumps(["Q101"] * 5001), "application/json", 413),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_cannot_be_read_is_refused(client, body, media_type, status):
    answer = client.post("/same-as", data=body, content_type=media_type)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_bytes_that_are_no_text_are_refused(client):
    assert client.post("/same-as", data=b"\xff\xfe", content_type="text/plain").status_code == 400


def test_the_page_asks_answers_and_escapes(client):
    assert "<textarea" in ask(client, "text/html").text
    page = ask(client, "text/html", iri=["Q101", "<script>"]).text
    assert '<a href="/id/state/north-meadow">North Meadow</a>' in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page


def test_an_answer_is_not_sent_twice(client):
    tag = ask(client, iri="Q101").headers["ETag"]
    asked = {"If-None-Match": tag, "Accept": "application/json"}
    assert client.get("/same-as?iri=Q101", headers=asked).status_code == 304
    assert client.get("/same-as?iri=Q102", headers=asked).status_code == 200
