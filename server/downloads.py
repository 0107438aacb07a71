"""How a file of a release is sent: whole or in part, as it lies there or unpacked on the way."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import zstandard
from flask import request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.http import parse_if_range_header
from werkzeug.wrappers import Response

from server.release import Dump

PIECE = 1 << 18
# Any other range (several, unknown units) may be ignored, says RFC 9110 §14.2; the whole follows.
RANGE = re.compile(r"bytes=(?:\d{1,18}-\d{0,18}|-\d{1,18})")
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"


def unpacked(path: Path) -> Iterator[bytes]:
    """Unpack a file piece by piece."""
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as reader:
        while piece := reader.read(PIECE):
            yield piece


def download(root: Path, dump: Dump, *, name: str, date: str, permanent: bool) -> Response:
    """Send a file under a name that tells which release it is of, whole or in one range.

    Under an address that stays while the release changes, only the entity tag tells two files
    apart: they may bear the same date. There a condition by date is not met.
    """
    if dump.packed_in:
        body = unpacked(root / dump.packed_in)
        response: Response = Response(body, direct_passthrough=True)
    else:
        # Without a type of ours, a .gz would be sent as a coding that clients undo.
        response = send_file(
            root / dump.name, mimetype=dump.media_type, conditional=False, etag=False
        )
    response.content_type = dump.media_type
    if dump.media_type.startswith("text/"):
        response.content_type += "; charset=utf-8"
    response.content_length = dump.bytes
    response.set_etag(dump.sha256[:40])
    response.headers["Cache-Control"] = FOREVER if permanent else ASK_AGAIN
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    if date:
        response.last_modified = datetime.fromisoformat(date).replace(tzinfo=UTC)
    return partial(response, dump.bytes, by_date=permanent)


def partial(response: Response, length: int, *, by_date: bool) -> Response:
    """Answer conditions and a range."""
    environ = dict(request.environ)
    condition = environ.get("HTTP_IF_RANGE", "")
    dated = parse_if_range_header(condition).date is not None
    if not by_date:
        environ.pop("HTTP_IF_MODIFIED_SINCE", None)
    # A weak tag means equivalent, not equal: pieces of two such files make no whole.
    if condition.startswith("W/") or (dated and not by_date):
        environ.pop("HTTP_RANGE", None)
    if not RANGE.fullmatch(environ.get("HTTP_RANGE", "")):
        environ.pop("HTTP_RANGE", None)
    try:
        return response.make_conditional(environ, accept_ranges=True, complete_length=length)
    except RequestedRangeNotSatisfiable:
        response.close()
        raise
