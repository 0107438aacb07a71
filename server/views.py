"""The front page and the health check; routes only."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from server.about import browse
from server.catalogue import by_topic
from server.errors import Busy, Malformed, Missing
from server.formats import DESCRIPTION, PAGE, settle
from server.pages import local
from server.responses import page
from server.signposting import signposted
from server.site import site

blueprint = Blueprint("views", __name__)


@blueprint.get("/")
def front() -> Response:
    """Say what this is; who asks for data is sent to the dataset's description of itself."""
    offers = (PAGE, *DESCRIPTION[:-1])
    if settle(request.headers.get("Accept"), request.args.get("format"), offers) != PAGE:
        return redirect(local(f"{site().base}dataset"), code=303)
    topics = by_topic(list(site().questions.values()))
    shown = {"figures": browse.figures(), "starts": browse.starts()}
    return signposted(page(render_template("front.html", topics=topics, **shown)))


@blueprint.get("/browse/<name>")
def browsed(name: str) -> Response:
    """List all things of one kind, page by page."""
    asked = request.args.get("page", "0")
    if not asked.isdecimal() or len(asked) > 6:
        raise Malformed(f"page={asked} is no number of a page; the first is page=0.")
    found = browse.listing(name, int(asked))
    if found is None:
        raise Missing(f"There is no kind of thing named {name}; / lists the kinds.")
    return page(render_template("browse.html", listing=found))


@blueprint.get("/readyz")
def ready() -> Response:
    """Say that the store answers with data."""
    [table] = site().engine.tables(["ASK { ?s ?p ?o }"])
    if not table["boolean"]:
        raise Busy("The store holds no triple.", "empty")
    return Response("ready\n", content_type="text/plain; charset=utf-8")
