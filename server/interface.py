"""The service described for programs, in OpenAPI 3.1, and the same for people; routes only.

What is fixed stands in `openapi/*.yaml`, a file for each group of routes; what the query catalogue
holds is added from it. A path that this copy does not serve is left out, so the document is true.
https://spec.openapis.org/oas/v3.1.1.html
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from flask import Blueprint, Flask, current_app, json, render_template
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from server import dereference, dumps, same_as
from server.catalogue import Parameter, Question
from server.formats import BY_FORM, TRIPLES, Offer
from server.parameters import Parameters
from server.questions import INDEX, OFFERS, PARAMETERS
from server.responses import cached, page, unchanged
from server.see import routes as see
from server.site import KEY, Site

FOLDER = Path(__file__).parent / "openapi"
DOCUMENT = "cybernorms.openapi"
# These are answered before Flask is reached.
IN_FRONT = {"/healthz", "/metrics"}
# Names of things are answered by a route that takes all that no other does.
THINGS, OF_THINGS = ("/id/", "/{name}"), "dereference.thing"
HOLE = re.compile(r"\{[^}]*\}")
MOST_LISTED = 60
# What `format=` may say, by the name under which it is described.
FORMATS: Mapping[str, Sequence[Offer]] = {
    "formatOfAnswers": [offer for offers in BY_FORM.values() for offer in offers],
    "formatOfTables": [offer for offers in OFFERS.values() for offer in offers],
    "formatOfRows": OFFERS["solutions"],
    "formatOfBooleans": OFFERS["boolean"],
    "formatOfTriples": OFFERS["graph"],
    "formatOfGraphs": TRIPLES,
    "formatOfDescriptions": dereference.ASKED,
    "formatOfLists": INDEX,
    "formatOfFiles": dumps.CATALOGUE,
    "formatOfIdentifiers": same_as.OFFERS,
    "formatOfViews": see.OFFERS,
}
# Each form of a question, with the names of its formats and of its answer.
FORMS: Mapping[str, tuple[str, str]] = {
    "solutions": ("formatOfRows", "Rows"),
    "boolean": ("formatOfBooleans", "Boolean"),
    "graph": ("formatOfTriples", "Triples"),
}
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
    routes = app.url_map.bind("")

    def served(path: str) -> bool:
        """Tell whether a route of its own answers a path."""
        try:
            endpoint, _ = routes.match(HOLE.sub("1", path))
        except RequestRedirect:
            return True
        except HTTPException:
            return path in IN_FRONT
        return endpoint != OF_THINGS or path in IN_FRONT or path.startswith(THINGS)

    found = document(app.extensions[KEY], app.extensions[PARAMETERS], served)
    app.extensions[DOCUMENT] = found


def document(site: Site, parameters: Parameters, served: Callable[[str], bool]) -> dict[str, Any]:
    """Put the pieces together."""
    whole: dict[str, Any] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        join(whole, read(path))
    whole["info"]["version"] = site.release.version
    whole["components"]["parameters"] |= {name: formats(FORMATS[name]) for name in FORMATS}
    whole["paths"] = {path: one for path, one in sorted(whole["paths"].items()) if served(path)}
    for question in site.questions.values():
        whole["paths"][f"/queries/{question.name}"] = {"get": operation(question, parameters)}
    for path, item in whole["paths"].items():
        if path not in IN_FRONT:
            for each in item.values():
                each["responses"] = {**each["responses"], **refusals("429", "503")}
    return whole


def join(whole: dict[str, Any], piece: Mapping[str, Any]) -> None:
    """Add a piece to what is there already."""
    for key, value in piece.items():
        if isinstance(value, dict) and key in whole:
            join(whole[key], value)
        else:
            whole[key] = value


def refusals(*statuses: str) -> dict[str, Any]:
    """Refer to refusals that any request may meet."""
    names = {"429": "TooMany", "503": "Stopped"}
    return {one: {"$ref": f"#/components/responses/{names[one]}"} for one in statuses}


def formats(offers: Sequence[Offer]) -> dict[str, Any]:
    """Describe `format=` where these are offered."""
    names = list(dict.fromkeys(name for offer in offers for name in offer.names))
    words = "A short name of a format, which goes before the Accept header; an empty one does not."
    schema = {"type": "string", "enum": [*names, ""]}
    return {"name": "format", "in": "query", "description": words, "schema": schema}


def read(path: Path) -> dict[str, Any]:
    """Read a piece; the parser in C takes a seventh of the other's time."""
    found: dict[str, Any] = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    return found


def operation(question: Question, parameters: Parameters) -> dict[str, Any]:
    """Describe one ready question."""
    name, body = FORMS[question.form]
    shared = [name, *(["limit", "offset"] if question.form == "solutions" else []), "language"]
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
            status: {"$ref": f"#/components/responses/{name}"} for status, name in answers.items()
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
            groups[each["tags"][0]].append((method.upper(), path, readable(each)))
    words = {tag["name"]: tag["description"] for tag in found["tags"]}
    rest = {"words": words, "known": found["components"], "info": found["info"]}
    return page(render_template("api.html", groups=groups, **rest))


def readable(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    """Say of parameters that are no plain values what they are written in."""
    written = (
        {**one, "schema": {"type": " or ".join(one["content"])}} if "content" in one else one
        for one in operation.get("parameters", [])
    )
    return {**operation, "parameters": list(written)}
