"""The Flask application: the only place where its parts are joined."""

from typing import Any

from flask import Flask, request
from werkzeug.exceptions import HTTPException

from server import (
    dereference,
    dumps,
    graph_store,
    interface,
    pages,
    questions,
    reconcile,
    responses,
    same_as,
    search,
    sparql_page,
    views,
    wellknown,
    words,
    workbench,
)
from server.dataset import schema_org
from server.documents import licences
from server.endpoint import MOST_BODY, Endpoint
from server.errors import Refusal
from server.see import routes as see
from server.site import Settings, install, join, site

PARTS = (
    sparql_page,
    workbench,
    graph_store,
    views,
    questions,
    interface,
    see,
    dereference,
    dumps,
    same_as,
    search,
    reconcile,
    wellknown,
)


def create_app(settings: Settings) -> Flask:
    """Make the application."""
    app = Flask("server")
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BODY,
        MAX_FORM_MEMORY_SIZE=MOST_BODY,
        TRAP_BAD_REQUEST_ERRORS=False,
    )
    app.url_map.strict_slashes = False
    # Two slashes are part of an IRI; Flask's redirect would also trust the Host header.
    app.url_map.merge_slashes = False
    joined = join(settings)
    install(app, joined)
    for part in PARTS:
        app.register_blueprint(part.blueprint)
    interface.prepare(app)
    words.prepare()
    app.register_error_handler(Refusal, responses.refused)
    app.register_error_handler(HTTPException, responses.rejected)
    app.register_error_handler(Exception, responses.failed)
    app.after_request(responses.finish)
    app.context_processor(context)
    app.wsgi_app = Endpoint(app.wsgi_app, joined)  # type: ignore[method-assign]
    return app


def context() -> dict[str, Any]:
    """Give every template what all pages show."""
    return {
        "licences": [pages.Labels([iri]).iri(iri) for iri in licences()],
        "release": site().release,
        "root": request.script_root,
        "schema_org": schema_org,
        **pages.context(),
    }
