"""The front page and the health check; routes only."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from server.catalogue import by_topic
from server.errors import Busy
from server.responses import page
from server.signposting import signposted
from server.site import site

blueprint = Blueprint("views", __name__)


@blueprint.get("/")
def front() -> Response:
    """Say what this is."""
    topics = by_topic(list(site().questions.values()))
    return signposted(page(render_template("front.html", topics=topics)))


@blueprint.get("/readyz")
def ready() -> Response:
    """Say that the store answers with data."""
    [table] = site().engine.tables(["ASK { ?s ?p ?o }"])
    if not table["boolean"]:
        raise Busy("The store holds no triple.", "empty")
    return Response("ready\n", content_type="text/plain; charset=utf-8")
