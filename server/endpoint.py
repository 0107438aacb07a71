"""The SPARQL endpoint's route: a request in, an answer out; the rules are in `protocol`."""

import json
from collections.abc import Mapping
from contextlib import closing

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from server import protocol
from server.description import service_description
from server.engine import Table
from server.errors import TooLarge, UnsupportedMedia
from server.formats import BY_FORM, DESCRIPTION, HTML, named, pick, settle
from server.guard import LONGEST
from server.pages import result_table
from server.protocol import Query
from server.responses import cached, streamed, wanted
from server.site import site
from server.streams import Answer

blueprint = Blueprint("endpoint", __name__)
# As a form, each byte of a query may take three.
MOST_BODY = 3 * LONGEST + 1000


@blueprint.route("/sparql", methods=["GET", "POST"])
@blueprint.route("/sparql/", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query, or describe the endpoint if there is none."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMedia("A compressed body is not read; send it as it is.")
    if (request.content_length or 0) > MOST_BODY:
        raise TooLarge(f"A body may have {MOST_BODY:,} bytes; send a shorter query.")
    query = protocol.parse(
        request.method,
        request.query_string.decode("latin-1"),
        request.content_type or "",
        request.get_data(cache=True),
    )
    if query is None:
        return describe(request.args.get("format"))
    answer = run(query)
    if answer.media_type != HTML:
        return streamed(answer)
    return page(render_template("sparql.html", query=query.text, **shown(answer)))


def describe(name: str | None) -> Response:
    """Give the service description, as a form for browsers."""
    offer = settle(request.headers.get("Accept"), name, DESCRIPTION)
    if offer.media_type == HTML:
        return page(render_template("sparql.html", query="", table=None))
    body = service_description(site().release, site().base, offer)
    return cached(Response(body, content_type=offer.media_type), f"service-{offer.extension}")


def run(query: Query) -> Answer:
    """Put a query to the engine."""
    return site().engine.answer(query.text, choices(query.format), query.dataset, wanted=wanted)


def choices(name: str | None) -> Mapping[str, str | None]:
    """Choose a media type for each form that the answer may turn out to have."""
    accept = request.headers.get("Accept")
    found = {
        form: named(name, offers) if name else pick(accept, offers)
        for form, offers in BY_FORM.items()
    }
    return {form: offer.media_type if offer else None for form, offer in found.items()}


def shown(answer: Answer) -> Mapping[str, object]:
    """Read the rows of an answer that is to be a page."""
    with closing(answer.stream):
        table: Table = json.loads(b"".join(answer.stream))
    return {"form": answer.form, "table": result_table(table)}


def page(text: str) -> Response:
    """Answer with a page."""
    return Response(text, content_type=f"{HTML}; charset=utf-8")
