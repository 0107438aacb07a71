"""The service described for programs, in OpenAPI 3.1, and the same for people; routes only.

What is fixed stands in `openapi/*.yaml`, a file for each group of routes; what the query catalogue
holds is added from it. A path that this copy does not serve is left out, so the document is true.
https://spec.openapis.org/oas/v3.1.1.html
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from flask import Blueprint, Flask, current_app, json, render_template
from werkzeug.wrappers import Response

from server.catalogue import Parameter, Question
from server.parameters import Parameters
from server.questions import PARAMETERS
from server.responses import cached, page, unchanged
from server.site import KEY, Site

FOLDER = Path(__file__).parent / "openapi"
DOCUMENT = "cybernorms.openapi"
# These are answered before Flask is reached.
IN_FRONT = {"/healthz", "/metrics"}
HOLE = re.compile(r"<[^>]*>|\{[^}]*\}")
MOST_LISTED = 60
SCHEMAS: Mapping[str, Mapping[str, str]] = {
    "iri": {"type": "string", "format": "iri"},
    "string": {"type": "string"},
    "integer": {"type": "integer", "format": "int64"},
    "date": {"type": "string", "format": "date"},
    "language": {"type": "string", "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$"},
}
JSON_TYPE, YAML_TYPE = "application/vnd.oai.openapi+json", "application/vnd.oai.openapi"
VERSION = ";version=3.1"
blueprint = Blueprint("interface", __name__)


def prepare(app: Flask) -> None:
    """Describe an application all of whose routes are known."""
    served = {HOLE.sub("{}", str(rule)).rstrip("/") for rule in app.url_map.iter_rules()}
    found = document(app.extensions[KEY], app.extensions[PARAMETERS], served | IN_FRONT)
    app.extensions[DOCUMENT] = found


def document(site: Site, parameters: Parameters, served: set[str]) -> dict[str, Any]:
    """Put the pieces together."""
    pieces = [read(path) for path in sorted(FOLDER.glob("*.yaml"))]
    whole: dict[str, Any] = {}
    for piece in pieces:
        for key, value in piece.items():
            whole[key] = {**whole.get(key, {}), **value} if isinstance(value, dict) else value
    whole["info"]["version"] = site.release.version
    whole["paths"] = dict(in_use(whole["paths"], served))
    for question in site.questions.values():
        whole["paths"][f"/queries/{question.name}"] = {"get": operation(question, parameters)}
    return whole


def read(path: Path) -> dict[str, Any]:
    """Read a piece; the parser in C takes a seventh of the other's time."""
    found: dict[str, Any] = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    return found


def in_use(paths: Mapping[str, Any], served: set[str]) -> Iterator[tuple[str, Any]]:
    """Give the paths that are served; a name in the last place may stand for several routes."""
    for path, item in sorted(paths.items()):
        shape = HOLE.sub("{}", path).rstrip("/")
        several = shape.removesuffix("{}")
        if shape in served or any(several != shape and one.startswith(several) for one in served):
            yield path, item


def operation(question: Question, parameters: Parameters) -> dict[str, Any]:
    """Describe one ready question."""
    shared = ["format", *(["limit", "offset"] if question.form == "solutions" else [])]
    body = {"solutions": "Rows", "boolean": "Rows", "graph": "Triples"}[question.form]
    answers = {"200": body, "304": "Unchanged", "400": "Malformed", "406": "NotAcceptable"}
    return {
        "tags": ["Ready questions"],
        "operationId": f"ask-{question.name}",
        "summary": question.summary,
        "description": question.description,
        "parameters": [
            *(described(question, one, parameters) for one in question.parameters),
            *({"$ref": f"#/components/parameters/{name}"} for name in shared),
        ],
        "responses": {
            status: {"$ref": f"#/components/responses/{name}"}
            for status, name in {**answers, "503": "Stopped"}.items()
        },
    }


def described(question: Question, parameter: Parameter, parameters: Parameters) -> dict[str, Any]:
    """Describe one parameter; its values are listed if they are few."""
    stands: str | int = parameters.default(question, parameter)
    stands = int(stands) if parameter.kind == "integer" else stands
    schema: dict[str, Any] = {**SCHEMAS[parameter.kind], "default": stands}
    choices = parameters.choices[parameter]
    if 0 < len(choices) <= MOST_LISTED and parameter.kind != "integer":
        schema["enum"] = [choice.value for choice in choices]
    found: dict[str, Any] = {"name": parameter.name, "in": "query", "schema": schema}
    of = f" One of {parameter.of}." if parameter.of else ""
    return {**found, "description": parameter.words + of, "example": stands}


@blueprint.get("/openapi.json")
def as_json() -> Response:
    """Give the document."""
    found = current_app.extensions[DOCUMENT]
    body = json.dumps(found, ensure_ascii=False, sort_keys=False)
    return unchanged("openapi") or cached(
        Response(body, content_type=JSON_TYPE + VERSION), "openapi"
    )


@blueprint.get("/openapi.yaml")
def as_yaml() -> Response:
    """Give the document as YAML."""
    known = unchanged("openapi-yaml")
    if known is not None:
        return known
    found = json.loads(json.dumps(current_app.extensions[DOCUMENT]))
    body = yaml.dump(found, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    return cached(Response(body, content_type=YAML_TYPE + VERSION), "openapi-yaml")


@blueprint.get("/api")
def shown() -> Response:
    """Show the document to people."""
    found = current_app.extensions[DOCUMENT]
    groups: dict[str, list[tuple[str, str, Any]]] = {tag["name"]: [] for tag in found["tags"]}
    for path, item in found["paths"].items():
        for method, each in item.items():
            groups[each["tags"][0]].append((method.upper(), path, each))
    words = {tag["name"]: tag["description"] for tag in found["tags"]}
    rest = {"words": words, "known": found["components"], "info": found["info"]}
    return page(render_template("api.html", groups=groups, **rest))
