"""Reconciliation over made-up lands: the API's shapes, what is a match, and what is refused."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from server.application import create_app
from server.release import of_files
from server.site import Settings

CASES = Path(__file__).parents[1] / "cases"
SCHEMAS = json.loads((CASES / "reconciliation-schemas.json").read_text("utf-8"))
CASE = tomllib.loads((CASES / "reconcile-lands.toml").read_text("utf-8"))
ID = "https://w3id.org/cybernorms/id/"
CN = "https://w3id.org/cybernorms/ontology#"
PREFIXES = {"cn": CN, "state": ID + "state/"}


@pytest.fixture(scope="module")
def client():
    release = replace(of_files([CASES / "lands.ttl"]), prefixes=PREFIXES)
    return create_app(Settings(release, address="http://127.0.0.1:8000/norms")).test_client()


def valid(answer, schema):
    assert answer.status_code == 200, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    validator = jsonschema.Draft202012Validator({**SCHEMAS[schema], "$defs": SCHEMAS["$defs"]})
    validator.validate(answer.json)
    return answer.json


def asked(client, **query):
    form = {"queries": json.dumps({"q0": query})}
    return valid(client.post("/reconcile", data=form), "results")["q0"]["result"]


def matched(client, **query):
    found = [one for one in asked(client, **query) if one["match"]]
    assert len(found) < 2
    return found[0]["id"].removeprefix(ID) if found else ""


def test_the_manifest_names_this_copy_and_the_public_identifiers(client):
    manifest = valid(client.get("/reconcile"), "manifest")
    assert manifest["identifierSpace"] == ID
    assert manifest["suggest"]["type"]["service_url"] == "http://127.0.0.1:8000/norms/"
    assert manifest["preview"]["url"].startswith("http://127.0.0.1:8000/norms/reconcile/preview")
    assert manifest == client.get("/reconcile?callback=x", headers={"Host": "evil.example"}).json


@pytest.mark.parametrize("case", CASE["match"], ids=lambda case: str(case["query"]))
def test_a_match_is_beyond_doubt(client, case):
    assert matched(client, **case["query"]) == case["meant"]


def test_a_text_too_long_for_a_name_has_no_candidates(client):
    assert asked(client, query="Heathland " * 200) == []


def test_who_bears_the_same_name_is_listed_with_the_reasons(client):
    north, south = asked(client, query="Meadow", type="State", limit=2)
    values = {one["id"]: one["value"] for one in north["features"]}
    assert values == {"name": 100.0, "name_exact": True, "namesakes": 1, "type": True}
    assert (north["score"], south["score"]) == (100.0, 95.0)


def test_a_thing_of_another_type_comes_last_or_not_at_all(client):
    [other] = asked(client, query="Burrow Call", type="State")
    assert (other["score"], other["match"]) == (50.0, False)
    assert asked(client, query="Burrow Call", type="State", type_strict="any") == []


def test_every_feature_is_explained(client):
    page = client.get("/reconcile/about").text
    queries = [{"query": "Heathland", "type": "State"}, {"query": "Haethland", "type": "State"},
               {"query": "Meadow, Kingdom of"}, {"query": "Q103"}, {"query": "Fox and Hare"},
               {"query": "Fox Hares", "properties": [{"pid": "date", "v": 1}]},
               {"query": "Burrow Call (2019)"}]  # fmt: skip
    found = {one["id"] for q in queries for c in asked(client, **q) for one in c["features"]}
    assert {"name_exact", "name_slip", "name_identifier", "name_other", "properties"} <= found
    assert not [name for name in found if f'id="{name}"' not in page]


HUGE = [
    {"form": {"queries": "[" * 100_000}, "status": 400, "said": "not JSON"},
    {
        "form": {"queries": json.dumps({n: {"query": "x"} for n in range(51)})},
        "status": 413,
        "said": "50",
    },
    {
        "form": {"extend": json.dumps({"ids": ["x"] * 1001, "properties": []})},
        "status": 413,
        "said": "1,000",
    },
]


@pytest.mark.parametrize("case", CASE["refused"] + HUGE, ids=lambda case: str(case["form"])[:60])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_cannot_be_understood_is_refused_with_the_reason(client, method, case):
    sent = {"data": case["form"]} if method == "post" else {"query_string": case["form"]}
    answer = getattr(client, method)("/reconcile", **sent)
    assert answer.status_code == case["status"]
    assert answer.content_type == "application/problem+json"
    assert case["said"] in answer.json["detail"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_form_without_a_question_is_refused(client):
    assert client.post("/reconcile", data={"other": "x"}).status_code == 400


def test_a_body_of_another_kind_is_refused(client):
    assert client.post("/reconcile", json={"queries": {}}).status_code == 415


def test_suggestions_are_found_by_prefix_and_identifier_and_can_be_paged(client):
    get = client.get
    entities = valid(get("/reconcile/suggest/entity?prefix=meadow"), "entities")["result"]
    assert {one["id"] for one in entities} == {ID + "state/north-meadow", ID + "state/south-meadow"}
    rest = get("/reconcile/suggest/entity?prefix=meadow&cursor=1").json["result"]
    assert rest == entities[1:]
    found = get(f"/reconcile/suggest/entity?prefix={ID}person/vixen").json["result"]
    assert found[0]["name"] == "Vera Vixen"
    types = valid(get("/reconcile/suggest/type?prefix=comp"), "terms")["result"]
    assert [one["id"] for one in types] == [CN + "Company"]
    props = valid(get("/reconcile/suggest/property?prefix=alpha&type=type/object"), "terms")
    assert [one["id"] for one in props["result"]] == [CN + "isoAlpha2"]
    assert get("/reconcile/suggest/nothing").status_code == 404


def test_properties_are_proposed_by_type(client):
    found = valid(client.get("/reconcile/properties?type=cn:Company&limit=5"), "proposals")
    assert found["limit"] == 5
    assert CN + "basedIn" in {one["id"] for one in found["properties"]}
    assert client.get("/reconcile/properties").status_code == 400


def test_values_are_fetched_in_their_kinds(client):
    names = ["cn:basedIn", "cn:memberCount", "cn:date", "cn:isoAlpha2"]
    query = {
        "ids": [ID + "organisation/fox", ID + "instrument/burrow-call", "state:heathland", "<x"],
        "properties": [
            {"id": "http://www.w3.org/2004/02/skos/core#prefLabel", "settings": {"language": "fr"}},
            *({"id": name} for name in names),
        ],
    }
    rows = valid(client.get("/reconcile", query_string={"extend": json.dumps(query)}), "extension")[
        "rows"
    ]
    fox = rows[ID + "organisation/fox"]
    assert fox["cn:basedIn"] == [{"id": ID + "state/heathland", "name": "Heathland"}]
    assert fox["cn:memberCount"] == [{"int": 12}]
    assert rows[ID + "instrument/burrow-call"]["cn:date"] == [{"date": "2018-11-12T00:00:00Z"}]
    assert rows["state:heathland"]["cn:isoAlpha2"] == [{"str": "HL"}]
    assert not any(rows["<x"].values())


def test_a_preview_stands_in_a_frame_and_nothing_else_does(client):
    shown = client.get("/reconcile/preview", query_string={"id": ID + "state/north-meadow"})
    assert "frame-ancestors *" in shown.headers["Content-Security-Policy"]
    assert "script-src 'self'" in shown.headers["Content-Security-Policy"]
    assert "Grass &amp; &lt;clover&gt;." in shown.text
    assert "Q101" in shown.text
    for path in ("/reconcile/preview?id=nothing", "/reconcile/about", "/reconcile"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy


def test_an_identifier_leads_to_the_page_in_this_copy(client):
    answer = client.get(
        "/reconcile/view?id=state:heathland", environ_overrides={"SCRIPT_NAME": "/norms"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/norms/id/state/heathland")
    assert client.get("/reconcile/view?id=https://evil.example/").status_code == 404
