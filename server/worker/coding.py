"""Content codings: which one a client gets, and the compressing of an answer as it passes."""

import re
import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

import zstandard

SMALLEST = 1_000
# Characters of Accept-Encoding that are read, and remembered.
LONGEST = 1_000
TEXTUAL = re.compile(r"text/|application/(?:\S*(?:json|xml|sparql)|n-|trig)|image/svg")
AS_IT_IS = {"content-encoding", "content-range", "accept-ranges"}


class Coder(Protocol):
    """Compresses piece by piece."""

    name: str

    def piece(self, data: bytes) -> bytes:
        """Compress a piece so far that the client can read it."""

    def end(self) -> bytes:
        """Give what is left."""


class Gzip:
    """RFC 1952; level 1, as the network of most clients is slower than any level."""

    name = "gzip"

    def __init__(self) -> None:
        """Begin."""
        self.coder = zlib.compressobj(1, zlib.DEFLATED, 31)

    def piece(self, data: bytes) -> bytes:
        """Compress a piece."""
        return self.coder.compress(data) + self.coder.flush(zlib.Z_SYNC_FLUSH)

    def end(self) -> bytes:
        """Give what is left."""
        return self.coder.flush()


class Zstandard:
    """RFC 8878."""

    name = "zstd"

    def __init__(self) -> None:
        """Begin."""
        self.coder = zstandard.ZstdCompressor(level=1).compressobj()

    def piece(self, data: bytes) -> bytes:
        """Compress a piece."""
        return self.coder.compress(data) + self.coder.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)

    def end(self) -> bytes:
        """Give what is left."""
        return self.coder.flush(zstandard.COMPRESSOBJ_FLUSH_FINISH)


# The better one first: among equal wishes it is taken.
CODERS: dict[str, Callable[[], Coder]] = {"zstd": Zstandard, "gzip": Gzip}
QUALITY = re.compile(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*")


@lru_cache(maxsize=256)
def chosen(accepted: str) -> str:
    """Choose a coding by Accept-Encoding; empty for none.

    [RFC 9110 §12.5.3](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3)

    >>> chosen("gzip;q=0.5, zstd;q=0.2"), chosen("gzip;q=0, *;q=0"), chosen("br")
    ('gzip', '', '')
    """
    wishes = {}
    for one in accepted.lower().split(","):
        name, _, rest = one.partition(";")
        match = QUALITY.fullmatch(rest)
        wishes[name.strip()] = float(match[1]) if match else 0.0 if rest else 1.0
    best, most = "", 0.0
    for name in CODERS:
        if (quality := wishes.get(name, wishes.get("*", 0.0))) > most:
            best, most = name, quality
    return best


def coder(accepted: str, status: str, headers: list[tuple[str, str]]) -> Coder | None:
    """Give the coder for an answer, if it is worth one, and change the headers to say so.

    A strong entity tag becomes a weak one: the bytes are no longer those that it names.
    """
    if not status.startswith(("200", "304")):
        return None
    # A header may stand in several lines, which mean the same as one.
    headers.append(("Vary", "Accept-Encoding"))
    name = chosen(accepted[:LONGEST]) if accepted else ""
    if not name or status.startswith("304"):
        return None
    names = {name.lower(): value for name, value in headers}
    length = int(names.get("content-length", SMALLEST))
    textual = TEXTUAL.match(names.get("content-type", ""))
    if names.keys() & AS_IT_IS or length < SMALLEST or not textual:
        return None
    tag = names.get("etag", "")
    headers[:] = [(n, v) for n, v in headers if n.lower() not in {"etag", "content-length"}]
    if tag:
        headers.append(("ETag", tag if tag.startswith("W/") else "W/" + tag))
    headers.append(("Content-Encoding", name))
    return CODERS[name]()
