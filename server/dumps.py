"""The downloads: what the manifest of the release lists, and nothing else."""

import re

from flask import (
    Blueprint,
    json,
    redirect,
    render_template,
    request,
    send_from_directory,
)
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wrappers import Response

from server.errors import Missing
from server.formats import PAGE, Offer, settle
from server.responses import page
from server.site import site

LISTING = (PAGE, Offer("application/json", ("json",), "json"))
blueprint = Blueprint("dumps", __name__)
# Any other range (several, unknown units) may be ignored, says RFC 9110 §14.2; the whole follows.
RANGE = re.compile(r"bytes=(?:\d{1,18}-\d{0,18}|-\d{1,18})")


@blueprint.get("/data")
@blueprint.get("/data/")
def listing() -> Response:
    """List the files, on a page or as JSON."""
    offer = settle(request.headers.get("Accept"), request.args.get("format"), LISTING)
    dumps = site().release.dumps
    if offer is PAGE:
        return page(render_template("data.html", dumps=dumps))
    files = [
        {"name": d.name, "sha256": d.sha256, "bytes": d.bytes, "media_type": d.media_type}
        for d in dumps
    ]
    record = {"version": site().release.version, "digest": site().release.digest, "files": files}
    return Response(json.dumps(record), content_type=offer.media_type)


@blueprint.get("/data/<path:name>")
def dump(name: str) -> Response:
    """Send a file of the release, whole or in ranges."""
    found, root = site().release.dump(name), site().release.root
    if found is None or root is None:
        raise Missing(f"There is no file {name} in this release; /data/ lists all.")
    tag = found.sha256[:40]
    if request.if_none_match.contains(tag):
        unchanged = Response(status=304)
        unchanged.set_etag(tag)
        return unchanged
    response = send_from_directory(
        root, found.name, mimetype=found.media_type, conditional=False, etag=False
    )
    response.set_etag(tag)
    response.headers["Cache-Control"] = "public, no-cache"
    environ = dict(request.environ)
    if not RANGE.fullmatch(environ.get("HTTP_RANGE", "")):
        environ.pop("HTTP_RANGE", None)
    try:
        return response.make_conditional(environ, accept_ranges=True, complete_length=found.bytes)
    except RequestedRangeNotSatisfiable:
        response.close()
        raise


@blueprint.get("/.well-known/void")
def void() -> Response:
    """Send to the dataset's description."""
    if site().release.dump("void.ttl") is None:
        raise Missing("This server serves bare files, which no VoID description goes with.")
    return redirect(f"{request.script_root}/data/void.ttl", code=303)
