"""The front page, the ready questions and the health checks; routes only."""

from flask import Blueprint, json, render_template, request
from werkzeug.wrappers import Response

from server.catalogue import by_topic
from server.engine import SHOWN_ROWS
from server.errors import Busy, Missing
from server.formats import BY_FORM, PAGE, Offer, settle
from server.pages import result_table
from server.protocol import QUERY
from server.responses import page, pushed
from server.site import site

SOURCE = (Offer(QUERY, ("rq", "sparql"), "rq"), Offer("text/plain", ("txt", "text"), "rq"))
INDEX = (PAGE, Offer("application/json", ("json",), "json"))
blueprint = Blueprint("views", __name__)


@blueprint.get("/")
def front() -> Response:
    """Say what this is."""
    return page(render_template("front.html", topics=by_topic(list(site().questions.values()))))


@blueprint.get("/queries")
@blueprint.get("/queries/")
def questions() -> Response:
    """List the ready questions."""
    found = site().questions.values()
    offer = settle(request.headers.get("Accept"), request.args.get("format"), INDEX)
    if offer is PAGE:
        return page(render_template("queries.html", questions=found))
    listed = [{"name": q.name, "summary": q.summary, "tags": q.tags} for q in found]
    return Response(json.dumps(listed, ensure_ascii=False), content_type=offer.media_type)


@blueprint.get("/queries/<name>")
def question(name: str) -> Response:
    """Answer a ready question, or give its query."""
    found = site().questions.get(name.removesuffix(".rq"))
    if found is None:
        raise Missing(f"There is no question named {name}; /queries/ lists all.")
    accept, short = request.headers.get("Accept"), request.args.get("format")
    short = "rq" if name.endswith(".rq") else short
    offer = settle(accept, short, (*BY_FORM[found.form], *SOURCE))
    if offer in SOURCE:
        return Response(found.text, content_type=f"{offer.media_type}; charset=utf-8")
    if offer is not PAGE:
        return pushed(found.text, offer)
    [table] = site().engine.tables([found.text], SHOWN_ROWS)
    shown = {"form": found.form, "table": result_table(table)}
    return page(render_template("question.html", question=found, **shown))


@blueprint.get("/readyz")
def ready() -> Response:
    """Say that the store answers with data."""
    [table] = site().engine.tables(["ASK { ?s ?p ?o }"])
    if not table["boolean"]:
        raise Busy("The store holds no triple.", "empty")
    return Response("ready\n", content_type="text/plain; charset=utf-8")
