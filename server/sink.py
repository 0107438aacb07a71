"""The file that the engine writes an answer into: held back until it is known to be good."""

import re
import time
from collections.abc import Callable

import pyoxigraph as ox

from server.errors import NotAcceptable
from server.formats import Syntax

XML = (ox.QueryResultsFormat.XML, ox.RdfFormat.RDF_XML)
# XML 1.0 has no way to write these; `oxprefix:` is what the engine makes of a predicate that
# cannot be split into namespace and local name, and no XML parser takes it.
NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|<oxprefix: ")
LONGEST_MARK = 11
NOT_XML_DETAIL = (
    "These results hold a character or a property name that XML cannot write. "
    "Ask for JSON, CSV, TSV, Turtle or N-Triples."
)
# What fits is sent at once with its length, and can still be refused whole.
HELD = 60_000
SOON = 0.01

Write = Callable[[bytes], object]


class Sink:
    """A binary file that begins to send when it is full, or when some time has passed."""

    def __init__(self, begin: Callable[[int | None], Write], syntax: Syntax | None) -> None:
        """Call `begin` before the first byte goes, with the length of the whole if it is known."""
        self.begin, self.xml = begin, syntax in XML
        self.held = bytearray()
        self.tail = b""
        self.send: Write | None = None
        self.due = time.monotonic() + SOON

    def write(self, chunk: bytes) -> int:
        """Take a piece of the answer."""
        length = len(chunk)
        if self.xml:
            chunk = self.checked(chunk)
        self.held += chunk
        if len(self.held) >= HELD or time.monotonic() > self.due:
            self.emit()
        return length

    def checked(self, chunk: bytes) -> bytes:
        """Refuse what XML cannot hold; a bare carriage return would be read as a line feed."""
        seen = self.tail + chunk
        if NOT_XML.search(seen):
            raise NotAcceptable(NOT_XML_DETAIL, "not-xml")
        self.tail = seen[-LONGEST_MARK:]
        return chunk.replace(b"\r", b"&#13;")

    def flush(self) -> None:
        """Do nothing: pieces go when they are due, or at the end."""

    def emit(self) -> None:
        """Send what waits."""
        if self.send is None:
            self.send = self.begin(None)
        self.send(bytes(self.held))
        self.held.clear()
        self.due = time.monotonic() + 1

    def finish(self) -> None:
        """Send what is left."""
        if self.send is None:
            self.send = self.begin(len(self.held))
        if self.held:
            self.send(bytes(self.held))
