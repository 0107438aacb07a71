"""The files of a release: the dataset and each of its graphs, in every format, packed and listed.

The quads and the Turtle lie there as they are, for whoever opens the folder. In all other formats
only the packed files are kept: what was packed is exactly what a server unpacks again, and a
release stays a third of the size. The same quads give the same bytes; no time goes into a header.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import zstandard
from pyoxigraph import RdfFormat, serialize

from loader.model import LoaderError
from loader.vocabulary import PREFIXES
from loader.write import turtle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pyoxigraph import Quad, Triple

    Entry = dict[str, Any]

WHOLE: Final = "cybernorms"
TRIPLES: Final = (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML)
QUADS: Final = (RdfFormat.N_QUADS, RdfFormat.TRIG, RdfFormat.JSON_LD)
FORMATS: Final = (*TRIPLES, *QUADS)
PACKINGS: Final = {"gz": "application/gzip", "zst": "application/zstd"}
TEXTS: Final = {"ttl": RdfFormat.TURTLE.media_type}
GZIP_LEVEL: Final = 9
# A third of gzip's time for three quarters of its size; higher levels take ten times as long.
ZSTD_LEVEL: Final = 9
NO_XML: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
NO_NAME: Final = re.compile(rb'<oxprefix: xmlns:oxprefix="([^"]*)"')
# How many files may wait in memory for their packing.
MOST_WAITING: Final = 4


@dataclass(slots=True)
class Writer:
    """Writes files into a folder and keeps an entry for each, as the manifest lists them."""

    folder: Path
    files: list[Entry] = field(default_factory=list)
    waiting: deque[Future[list[Entry]]] = field(default_factory=deque)
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2))

    def plain(self, name: str, content: bytes, **about: object) -> None:
        """Write a file as it is."""
        self.store(name, content)
        media_type = TEXTS.get(name.rpartition(".")[2], "text/plain")
        self.files.append(entry(name, content, media_type, **about))

    def listed(self, name: str, media_type: str) -> None:
        """Keep an entry for a file that another has written."""
        self.files.append(entry(name, (self.folder / name).read_bytes(), media_type))

    def dump(self, name: str, syntax: RdfFormat, content: bytes, *, kept: bool) -> None:
        """Write a dump packed, and as it is too if it is to be kept."""
        if kept:
            self.store(name, content)
        if len(self.waiting) >= MOST_WAITING:
            self.files += self.waiting.popleft().result()
        self.waiting.append(self.pool.submit(self.pack, name, syntax, content, kept))

    def pack(self, name: str, syntax: RdfFormat, content: bytes, kept: bool) -> list[Entry]:
        """Write the packed forms of a dump; return the entries of all its forms."""
        holds = "quads" if syntax in QUADS else "triples"
        unpacked = {} if kept else {"packed_in": f"{name}.zst"}
        found = [entry(name, content, syntax.media_type, holds=holds, **unpacked)]
        for ending, packed in (("gz", gzipped(content)), ("zst", zstandardised(content))):
            self.store(f"{name}.{ending}", packed)
            found.append(entry(f"{name}.{ending}", packed, PACKINGS[ending], holds=holds))
            found[-1] |= {"unpacked": name, "unpacked_media_type": syntax.media_type}
        return found

    def store(self, name: str, content: bytes) -> None:
        """Put bytes into the folder."""
        (self.folder / name).write_bytes(content)

    def finish(self) -> list[Entry]:
        """Wait for all packing; return the entries, sorted by name."""
        with self.pool:
            while self.waiting:
                self.files += self.waiting.popleft().result()
        return sorted(self.files, key=lambda one: str(one["name"]))


def entry(name: str, content: bytes, media_type: str, **about: object) -> Entry:
    """Return what a manifest says of a file."""
    digest = hashlib.sha256(content).hexdigest()
    return {"name": name, "bytes": len(content), "sha256": digest, "media_type": media_type} | about


def gzipped(content: bytes) -> bytes:
    """Pack with gzip, with neither a time nor a name inside."""
    return gzip.compress(content, GZIP_LEVEL, mtime=0)


def zstandardised(content: bytes) -> bytes:
    """Pack with Zstandard."""
    return zstandard.ZstdCompressor(level=ZSTD_LEVEL, write_checksum=True).compress(content)


def write_dumps(
    writer: Writer, name: str, quads: Sequence[Quad], triples: Sequence[Triple]
) -> None:
    """Write some quads, and their triples, in every format; both come sorted."""
    for syntax in FORMATS:
        content = written(syntax, quads if syntax in QUADS else triples)
        kept = syntax == RdfFormat.TURTLE or (syntax == RdfFormat.N_QUADS and name == WHOLE)
        writer.dump(f"{name}.{syntax.file_extension}", syntax, content, kept=kept)


def written(syntax: RdfFormat, statements: Sequence[Quad] | Sequence[Triple]) -> bytes:
    """Write triples or quads in a format, the same bytes for the same statements."""
    if syntax == RdfFormat.TURTLE:
        return turtle(statements)  # type: ignore[arg-type]  # triples, as TRIPLES says
    if syntax in {RdfFormat.N_TRIPLES, RdfFormat.N_QUADS}:
        return lines(statements)
    # The JSON-LD has whole IRIs: a prefix that ends in a letter would be none there.
    prefixes = None if syntax == RdfFormat.JSON_LD else PREFIXES
    content = serialize(statements, format=syntax, prefixes=prefixes) or b""
    if syntax == RdfFormat.RDF_XML:
        readable(content)
    return content


def readable(content: bytes) -> None:
    """Raise LoaderError if RDF/XML can't hold what was written; the writer does not look."""
    if found := NO_XML.search(content):
        raise LoaderError(f"a literal has the character U+{found[0][0]:04X}, which XML forbids")
    if found := NO_NAME.search(content):
        name = found[1].decode(errors="replace")
        raise LoaderError(f"the property {name} ends in what is no name for RDF/XML")


def lines(statements: Iterable[Quad] | Iterable[Triple]) -> bytes:
    """Write a statement a line, sorted."""
    return b"".join(sorted(f"{one} .\n".encode() for one in statements))


def sums(files: Iterable[Entry]) -> bytes:
    """Return checksums in the form that `sha256sum --check` reads."""
    return "".join(f"{one['sha256']}  {one['name']}\n" for one in files).encode()
