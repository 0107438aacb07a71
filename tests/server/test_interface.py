"""The description for programs: valid, whole, true; over a made-up release."""

import json
import re

import pytest
import yaml
from asking import application
from openapi_spec_validator import OpenAPIV31SpecValidator

from server import dumps, same_as, search
from server.formats import BY_FORM, DESCRIPTION, TRIPLES
from server.questions import INDEX, OFFERS
from server.see import routes as see

IN_FRONT = {"/healthz", "/metrics"}
# Their examples, or what stands without one, are things that the small release has not.
OF_THE_REAL_ONE = {
    "/reconcile/preview",
    "/reconcile/properties",
    "/reconcile/view",
    "/see/map",
    "/see/neighbourhood",
    "/see/norms",
    "/see/support",
    "/see/timeline",
    "/sitemap.xml",
}


@pytest.fixture(scope="module")
def described(release_folder, tmp_path_factory):
    return application(release_folder, tmp_path_factory.mktemp("described"))


@pytest.fixture(scope="module")
def document(described):
    return described.test_client().get("/openapi.json").json


def shape(path):
    return re.sub(r"<[^>]*>|\{[^}]*\}", "{}", path).rstrip("/") or "/"


def operations(document):
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def test_it_is_openapi(document):
    faults = list(OpenAPIV31SpecValidator(document).iter_errors())
    assert faults == []


def test_every_route_is_described(described, document):
    routes = {
        shape(str(rule)) for rule in described.url_map.iter_rules() if rule.endpoint != "static"
    }
    assert routes <= {shape(path) for path in document["paths"]}


def test_nothing_else_is_described(described, document):
    routes = [shape(str(rule)) for rule in described.url_map.iter_rules()]
    answering = described.url_map.bind("")
    for path in map(shape, document["paths"]):
        if path not in IN_FRONT | set(routes):
            assert answering.test(path.replace("{}", "x")), path


def test_every_operation_has_a_name_of_its_own_and_a_group_that_is_explained(document):
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(names)) == len(names)
    groups = {tag["name"] for tag in document["tags"]}
    assert all(set(operation["tags"]) <= groups for _, _, operation in operations(document))


def test_a_question_is_described_with_its_parameters(document):
    found = document["paths"]["/queries/who-supports"]["get"]
    [rule] = [p for p in found["parameters"] if p.get("name") == "rule"]
    assert rule["schema"]["format"] == "iri"
    assert rule["schema"]["default"] in rule["schema"]["enum"]
    number = document["paths"]["/queries/echo"]["get"]["parameters"][1]
    assert (number["schema"]["type"], number["example"]) == ("integer", 7)
    graph = document["paths"]["/queries/all-of-it"]["get"]
    assert graph["responses"]["200"] == {"$ref": "#/components/responses/Triples"}


def essences(offers):
    return {offer.media_type.partition(";")[0] for offer in offers}


@pytest.mark.parametrize(
    ("name", "offers"),
    [
        ("Rows", OFFERS["solutions"]),
        ("Boolean", OFFERS["boolean"]),
        ("Triples", OFFERS["graph"]),
        ("Graph", TRIPLES),
        ("Answer", [offer for offers in BY_FORM.values() for offer in offers]),
        ("Description", DESCRIPTION),
    ],
)
def test_the_media_types_described_are_those_offered(document, name, offers):
    assert set(document["components"]["responses"][name]["content"]) == essences(offers)


@pytest.mark.parametrize(
    ("path", "offers"),
    [
        ("/data", dumps.CATALOGUE),
        ("/queries", INDEX),
        ("/same-as", same_as.OFFERS),
        ("/search", (search.PAGE, search.JSON)),
        ("/see/support", see.OFFERS),
    ],
)
def test_the_media_types_of_a_path_are_those_offered(document, path, offers):
    described = document["paths"][path]["get"]["responses"]["200"]["content"]
    assert set(described) == essences(offers)


def test_a_format_that_is_described_is_one_that_is_offered(document):
    taken = document["components"]["parameters"]
    assert set(taken["formatOfGraphs"]["schema"]["enum"]) >= {"ttl", "nt", "json", ""}
    assert "csv" not in taken["formatOfGraphs"]["schema"]["enum"]
    used = re.findall(r"components/parameters/(\w+)", json.dumps(document))
    assert set(used) == set(taken)


def example(parameter):
    several = parameter.get("examples", {})
    return parameter.get("example", next((one["value"] for one in several.values()), None))


def test_the_examples_answer(described, document):
    client = described.test_client()
    for path, method, operation in operations(document):
        taken = operation.get("parameters", [])
        if (
            method == "get"
            and path not in IN_FRONT
            and not any(p.get("in") == "path" for p in taken)
        ):
            values = {
                p["name"]: example(p) for p in taken if "name" in p and example(p) is not None
            }
            fits = {200, 303} | ({400, 404} if path in OF_THE_REAL_ONE else set())
            assert client.get(path, query_string=values).status_code in fits, path


def test_yaml_says_the_same_and_people_can_read_it(described, document):
    client = described.test_client()
    again = yaml.safe_load(client.get("/openapi.yaml").text)
    assert json.loads(json.dumps(again)) == document
    shown = client.get("/api", headers={"Accept": "text/html"}).text
    assert all(f"<code>{path}</code>" in shown for path in document["paths"])


def test_it_names_no_host(described, document):
    text = described.test_client().get("/openapi.json", headers={"Host": "evil.example"}).text
    assert "evil.example" not in text
    assert [server["url"] for server in document["servers"]] == ["./"]
