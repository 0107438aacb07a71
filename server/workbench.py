"""What the SPARQL page offers beside the endpoint: ready examples, completion; routes only."""

from flask import Blueprint, current_app, json, render_template, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from server import editor
from server.catalogue import bare, by_topic
from server.engine import SHOWN_ROWS
from server.errors import Missing
from server.lookups import lookup
from server.pages import Labels, short
from server.responses import cached, page, unchanged
from server.site import site

MOST_TERMS = 5000
# What can still be asked for by an address; longer queries are sent by POST.
LONGEST_LINK = 6000
FIRST = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?thing ?label WHERE {
  ?thing skos:prefLabel ?label .
  FILTER(LANG(?label) = "en")
}
ORDER BY ?label
LIMIT 50"""
EDITOR = "cybernorms.editor"
blueprint = Blueprint("workbench", __name__)


@blueprint.record_once
def prepare(state: BlueprintSetupState) -> None:
    """Look for the editor now: a process that answers queries may open no file."""
    state.app.extensions[EDITOR] = editor.installed()


def workbench(query: str, **shown: object) -> Response:
    """Show the page, with an answer or without."""
    examples = by_topic(list(site().questions.values()))
    limits = {"rows": SHOWN_ROWS, "link": LONGEST_LINK}
    rest = {"examples": examples, "limits": limits, "editor": current_app.extensions[EDITOR]}
    return page(render_template("sparql.html", query=query, **rest, **shown))


def start() -> Response:
    """Show the page with an example, or with a first query to change."""
    name = request.args.get("example", "")
    if not name:
        return workbench(FIRST)
    found = site().questions.get(name)
    if found is None:
        raise Missing(f"There is no question named {name}; /queries/ lists all.")
    return workbench(bare(found.text), example=name)


@blueprint.get("/sparql/completion")
def completion() -> Response:
    """Give the prefixes, and the classes and properties by how often they occur."""
    known = unchanged("completion")
    if known is not None:
        return known
    [table] = site().engine.tables([lookup("partitions")], MOST_TERMS)
    names = Labels(term["value"] for _, term, _ in table["rows"])
    terms: dict[str, list[dict[str, object]]] = {"class": [], "property": []}
    for kind, term, number in table["rows"]:
        label, count = names.iri(term["value"]).text, int(number["value"])
        name = short(term["value"])
        terms[kind["value"]].append(
            {"iri": term["value"], "name": name, "label": label, "count": count}
        )
    said = {"prefixes": site().release.prefixes, **terms}
    body = json.dumps(said, ensure_ascii=False)
    return cached(Response(body, content_type="application/json"), "completion")
