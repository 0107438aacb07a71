"""The Flask application: the only place where its parts are joined."""

from typing import Any

from flask import Flask, request
from werkzeug.exceptions import HTTPException

from server import dereference, dumps, endpoint, responses, views
from server.endpoint import MOST_BODY
from server.errors import Refusal
from server.pages import PAGES_CONTEXT
from server.site import Settings, install, join, site


def create_app(settings: Settings) -> Flask:
    """Make the application; its engine runs until `close_app`."""
    app = Flask("server")
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BODY,
        MAX_FORM_MEMORY_SIZE=MOST_BODY,
        TRAP_BAD_REQUEST_ERRORS=False,
    )
    app.url_map.strict_slashes = False
    # Two slashes are part of an IRI; Flask's redirect would also trust the Host header.
    app.url_map.merge_slashes = False
    install(app, join(settings))
    for blueprint in (endpoint.blueprint, views.blueprint, dereference.blueprint, dumps.blueprint):
        app.register_blueprint(blueprint)
    app.register_error_handler(Refusal, responses.refused)
    app.register_error_handler(HTTPException, responses.rejected)
    app.register_error_handler(Exception, responses.failed)
    app.after_request(responses.finish)
    app.context_processor(context)
    return app


def context() -> dict[str, Any]:
    """Give every template what all pages show."""
    return {"release": site().release, "root": request.script_root, **PAGES_CONTEXT}


def close_app(app: Flask) -> None:
    """Stop the engine."""
    with app.app_context():
        site().engine.close()
