"""How answers and refusals become HTTP responses; which of them, the views decide."""

import logging
from collections.abc import Callable, Mapping

from flask import json, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from server.errors import Broken, Refusal
from server.formats import HTML, PROBLEM, choose
from server.protocol import FORM
from server.site import site
from server.streams import Answer

LOG = logging.getLogger("server")
POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match, Range",
    "Access-Control-Expose-Headers": "Content-Range, ETag, Link, Location, Retry-After",
    "Access-Control-Max-Age": "86400",
}


def wanted() -> bool:
    """Tell whether the client is still there, as far as the WSGI server knows."""
    gone: Callable[[], bool] | None = request.environ.get("waitress.client_disconnected")
    return not (gone and gone())


def streamed(answer: Answer) -> Response:
    """Pass an answer on piece by piece; the server breaks the connection if it breaks."""
    return Response(answer.stream, content_type=answer.media_type)


def cached(response: Response, variant: str) -> Response:
    """Let a client keep what changes with the release only, and ask again for free."""
    return tagged(response, variant).make_conditional(request)


def tagged(response: Response, variant: str) -> Response:
    """Tag an answer; a stream must go no further, as `make_conditional` would read it whole."""
    response.set_etag(f"{site().tag}-{variant}")
    response.headers.setdefault("Cache-Control", "public, no-cache")
    return response


def unchanged(variant: str) -> Response | None:
    """Answer 304 before any work if the client has this version already."""
    if request.if_none_match.contains(f"{site().tag}-{variant}"):
        return cached(Response(), variant)
    return None


def refused(refusal: Refusal) -> Response:
    """Answer with a refusal of ours."""
    if isinstance(refusal, Broken):
        LOG.error("engine fault: %s", refusal.detail)
    words = {"title": refusal.title, "detail": refusal.detail, "code": refusal.code}
    return problem(refusal.status, words, refusal.headers)


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


def problem(status: int, words: Mapping[str, str], headers: Mapping[str, str]) -> Response:
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
    response.headers.update(CORS)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.vary.add("Accept")
    # Not on pages only: a browser would show XML results as a page as well.
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
