"""How answers and refusals become HTTP responses; which of them, the views decide."""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import IO, TYPE_CHECKING, Any

from flask import Response as FlaskResponse
from flask import json, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from server.endpoint import pour
from server.errors import Broken, Refusal
from server.evaluation import write
from server.formats import HTML, PROBLEM, Offer, choose
from server.headers import COMMON
from server.protocol import FORM
from server.sink import Write
from server.site import site
from server.words import interface

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LOG = logging.getLogger("server")


class Pushed(FlaskResponse):
    """An answer that the engine writes by itself, piece by piece, whatever its size.

    Flask would turn any other class into its own, and forget how this one is sent.
    """

    def __init__(self, offer: Offer, produce: Callable[[IO[bytes]], None]) -> None:
        """Keep what writes the body until the headers are settled."""
        super().__init__(content_type=offer.media_type)
        self.offer, self.produce = offer, produce

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer; what fails before the first piece gets another answer in its place."""
        headers = self.get_wsgi_headers(environ)
        headers.remove("Content-Length")

        def begin(length: int | None) -> Write:
            if length is not None:
                headers.set("Content-Length", str(length))
            return start_response(self.status, headers.to_wsgi_list())

        try:
            pour(self.produce, begin, self.offer)
        except Refusal as fault:
            return finish(refused(fault))(environ, start_response)
        return ()


def pushed(text: str, offer: Offer) -> Response:
    """Answer one of our own queries in a format that holds triples or rows."""
    engine = site().engine

    def produce(sink: IO[bytes]) -> None:
        write(engine.store.query(text), sink, offer.syntax, engine.prefixes)

    return Pushed(offer, produce)


def page(text: str) -> Response:
    """Answer with a page, which is in the reader's language."""
    response = Response(text, content_type=f"{HTML}; charset=utf-8")
    response.headers["Content-Language"] = interface()
    response.vary.add("Accept-Language")
    return response


def cached(response: Response, variant: str) -> Response:
    """Let a client keep what changes with the release only, and ask again for free."""
    return tagged(response, variant).make_conditional(request)


def tagged(response: Response, variant: str) -> Response:
    """Tag an answer; a stream must go no further, as `make_conditional` would read it whole."""
    response.set_etag(f"{site().tag}-{variant}")
    return dated(response)


def dated(response: Response) -> Response:
    """Say since when this release is here; a client must ask again before it uses what it has."""
    if site().release.modified is not None:
        response.last_modified = site().release.modified
    response.headers.setdefault("Cache-Control", "public, no-cache")
    return response


def unchanged(variant: str) -> Response | None:
    """Answer 304 before any work if the client has this version already."""
    answer = cached(Response(), variant)
    return answer if answer.status_code == 304 else None


def refused(refusal: Refusal) -> Response:
    """Answer with a refusal of ours."""
    if isinstance(refusal, Broken):
        LOG.error("engine fault: %s", refusal.detail)
    words = {"title": refusal.title, "detail": refusal.detail, "code": refusal.code}
    return problem(refusal.status, {**words, **refusal.members}, refusal.headers)


def rejected(fault: HTTPException) -> Response:
    """Answer with what Flask itself raised: redirects as they are, errors as a problem."""
    status = fault.code or 500
    if status < 400:
        return Response.force_type(fault.get_response(), request.environ)
    detail = fault.description or fault.name
    words = {"title": fault.name, "detail": detail, "code": fault.name.lower().replace(" ", "-")}
    kept = {"Allow", "Content-Range", "Retry-After"}
    headers = {k: v for k, v in fault.get_headers() if k in kept}
    return problem(status, words, headers)


def failed(fault: Exception) -> Response:
    """Answer a fault of ours without its inside; the log has it."""
    LOG.error("fault while answering %s", request.path, exc_info=fault)
    words = {"title": "Internal error", "detail": "The fault is ours; it is in the log."}
    return problem(500, {**words, "code": "internal"}, {})


def problem(status: int, words: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    """Word an error as a page for who asks for pages, else as problem JSON (RFC 9457)."""
    if choose(request.headers.get("Accept"), [PROBLEM, HTML]) == HTML:
        # Only what was already read without a fault is read again here.
        form = request.form if request.mimetype == FORM and status != 413 else {}
        text = request.args.get("query") or form.get("query", "")
        page = render_template("error.html", status=status, **words, query=text)
        return Response(page, status, headers, content_type=f"{HTML}; charset=utf-8")
    record = {"type": "about:blank", "status": status, **words, "instance": request.path}
    body = json.dumps(record, ensure_ascii=False)
    return Response(body, status, headers, content_type=PROBLEM)


def finish(response: Response) -> Response:
    """Put on every answer what all answers carry."""
    for name, value in COMMON:
        response.headers.setdefault(name, value)
    response.vary.add("Accept")
    return response
