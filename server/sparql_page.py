"""What Flask answers at the endpoint's address: pages, the description, refusals; routes only."""

from collections.abc import Mapping

from flask import Blueprint, request
from werkzeug.wrappers import Response

from server.description import service_description
from server.endpoint import ASKED, REFUSED, SHOWN
from server.errors import Missing
from server.formats import HTML, PAGE, TRIPLES, settle
from server.pages import result_table
from server.protocol import METHODS, Query
from server.responses import cached
from server.site import site
from server.workbench import start, workbench

blueprint = Blueprint("endpoint", __name__)


@blueprint.route("/sparql", methods=sorted(METHODS))
@blueprint.route("/sparql/", methods=sorted(METHODS))
def sparql() -> Response:
    """Show what the endpoint found, or say why there is nothing to show."""
    environ = request.environ
    if REFUSED in environ:
        raise environ[REFUSED]
    if ASKED not in environ:
        # Flask takes more slashes at the end for one.
        raise Missing("There is nothing at this address; queries are answered at /sparql.")
    query: Query | None = environ[ASKED]
    if query is None:
        return describe(request.args.get("format"))
    return workbench(query.text, **shown(environ[SHOWN]))


def describe(name: str | None) -> Response:
    """Give the service description, as a form for browsers."""
    offer = settle(request.headers.get("Accept"), name, (*TRIPLES, PAGE))
    if offer.media_type == HTML:
        return start()
    body = service_description(site().release, site().base, offer)
    return cached(Response(body, content_type=offer.media_type), f"service-{offer.extension}")


def shown(found: tuple[str, dict[str, object]]) -> Mapping[str, object]:
    """Prepare rows for a page."""
    form, table = found
    return {"form": form, "table": result_table(table)}
