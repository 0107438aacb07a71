"""One query inside its own process: parse, evaluate, serialise into packets; no limits set here.

This process is made for one request and thrown away, so it may even change its copy of the store.
"""

import json
import re
import socket
import sys
from collections.abc import Mapping
from itertools import islice
from typing import IO, Any, cast

import pyoxigraph as ox

from server import frames, guard
from server.errors import Refusal
from server.formats import BY_FORM, HTML, PROBLEM, Syntax, unacceptable

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Cell = dict[str, str] | None

MERGED = ox.NamedNode("urn:x-cybernorms:merged-default-graph")
XML = (ox.QueryResultsFormat.XML, ox.RdfFormat.RDF_XML)
# XML 1.0 has no way to write these; `oxprefix:` is what the engine makes of a predicate that
# cannot be split into namespace and local name, and no XML parser takes it.
NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]|<oxprefix: ")
LONGEST_MARK = 11
# A page is put together in the front, whose memory is everybody's.
MOST_SHOWN = 2_000_000
CELL_COST = 100
NOT_XML_DETAIL = (
    "These results hold a character or a property name that XML cannot write. "
    "Ask for JSON, CSV, TSV, Turtle or N-Triples."
)


class Unwritable(Exception):
    """The chosen format cannot hold these results."""


class Sink:
    """A binary file for the engine to write to; it sends packets, the header before the first."""

    def __init__(self, connection: socket.socket, header: frames.Record, *, xml: bool) -> None:
        """Wait with the header until there is something to send."""
        self.connection, self.header, self.xml = connection, header, xml
        self.waiting = bytearray()
        self.tail = b""
        self.started = False

    def write(self, chunk: bytes) -> int:
        """Take a piece of the answer."""
        length = len(chunk)
        if self.xml:
            seen = self.tail + chunk
            if NOT_XML.search(seen):
                raise Unwritable
            self.tail = seen[-LONGEST_MARK:]
            chunk = chunk.replace(b"\r", b"&#13;")
        self.waiting += chunk
        while len(self.waiting) >= frames.LARGEST:
            self.emit(frames.LARGEST)
        return length

    def flush(self) -> None:
        """Do nothing: packets go when they are full, or at the end."""

    def emit(self, size: int) -> None:
        """Send the first bytes that wait."""
        if not self.started:
            frames.send_record(self.connection, frames.HEADER, self.header)
            self.started = True
        with memoryview(self.waiting) as view:
            frames.send(self.connection, frames.DATA, view[:size])
        del self.waiting[:size]

    def finish(self) -> None:
        """Send what is left and the end."""
        self.emit(len(self.waiting))
        frames.send(self.connection, frames.END)


def respond(store: ox.Store, connection: socket.socket, prefixes: Mapping[str, str]) -> None:
    """Read one request and answer it, or say why not."""
    try:
        request = frames.receive_request(connection)
        if request["kind"] == "tables":
            tables(store, connection, request)
        else:
            answer(store, connection, request, prefixes)
    except Refusal as refused:
        record = problem(refused.status, refused.code, refused.detail)
        frames.send_record(connection, frames.REFUSED, record)
    except (SyntaxError, ValueError, RuntimeError, OSError, Unwritable, MemoryError) as fault:
        frames.send_record(connection, frames.REFUSED, refusal(fault))


def refusal(fault: BaseException) -> frames.Record:
    """Translate what the engine raised into a status, a code and a text."""
    said = re.sub(r"\s+", " ", str(fault))
    said = said if len(said) <= 400 else said[:400] + " …"
    if isinstance(fault, SyntaxError):
        place = re.sub(r"^error at (\d+):(\d+): ", r"line \1, column \2: ", said)
        return problem(400, "syntax", f"The query does not parse: {place}")
    if isinstance(fault, Unwritable):
        return problem(406, "not-xml", NOT_XML_DETAIL)
    if isinstance(fault, MemoryError):
        return problem(503, "memory", "The query needs more memory than one query may use.")
    if isinstance(fault, OSError):
        return problem(403, "outside", f"The query reaches outside of the store: {said}")
    return problem(400, "not-evaluable", f"The query cannot be evaluated: {said}")


def problem(status: int, code: str, detail: str) -> frames.Record:
    """Give a refusal as a record."""
    return {"status": status, "code": code, "detail": detail}


def evaluate(store: ox.Store, text: str, dataset: Mapping[str, list[str]] | None) -> Results:
    """Put a query to the dataset given, or to all graphs with their merge as the default graph."""
    if dataset is None:
        return store.query(text)
    default = [ox.NamedNode(iri) for iri in dataset["default"]]
    named = [ox.NamedNode(iri) for iri in dataset["named"]]
    if len(default) > 1:
        for graph in default:
            store.update(f"ADD SILENT {graph} TO {MERGED}")
        default = [MERGED]
    # An unknown graph is an empty one, as the standard leaves it open and FROM does the same.
    return store.query(text, default_graph=list(default), named_graphs=list(named))


def form_of(results: Results) -> str:
    """Name the form of an answer as the tables of formats do."""
    if isinstance(results, ox.QueryBoolean):
        return "boolean"
    return "solutions" if isinstance(results, ox.QuerySolutions) else "graph"


def answer(
    store: ox.Store,
    connection: socket.socket,
    request: frames.Record,
    prefixes: Mapping[str, str],
) -> None:
    """Answer one query in the format that was chosen for its form."""
    # The reading of a long query takes time and memory too, so it happens where both are limited.
    merged = guard.inspect(request["query"])
    dataset: Mapping[str, list[str]] | None = request["dataset"]
    if dataset is None and merged is not None:
        dataset = {"default": list(merged.default), "named": list(merged.named)}
    results = evaluate(store, request["query"], dataset)
    form = form_of(results)
    media_type = request["choices"][form]
    if media_type is None:
        refused = problem(406, "not-acceptable", unacceptable(BY_FORM[form]))
        frames.send_record(connection, frames.REFUSED, refused)
        return
    syntax = next(o.syntax for o in BY_FORM[form] if o.media_type == media_type)
    sink = Sink(connection, {"media_type": media_type, "form": form}, xml=syntax in XML)
    if media_type == HTML:
        sink.write(json.dumps(table(results, request["limit"], MOST_SHOWN)).encode())
    else:
        serialize(results, cast(IO[bytes], sink), syntax, prefixes)
    sink.finish()


def serialize(
    results: Results, sink: IO[bytes], syntax: Syntax | None, prefixes: Mapping[str, str]
) -> None:
    """Let the engine write an answer."""
    if isinstance(results, ox.QueryTriples) and isinstance(syntax, ox.RdfFormat):
        used = dict(prefixes) if syntax != ox.RdfFormat.JSON_LD else {}
        ox.serialize(results, sink, syntax, prefixes=used)
    elif not isinstance(results, ox.QueryTriples) and isinstance(syntax, ox.QueryResultsFormat):
        results.serialize(sink, syntax)


def tables(store: ox.Store, connection: socket.socket, request: frames.Record) -> None:
    """Answer several of the server's own questions at once."""
    found = [table(store.query(text), request["limit"]) for text in request["queries"]]
    sink = Sink(connection, {"media_type": PROBLEM, "form": "tables"}, xml=False)
    sink.write(json.dumps(found).encode())
    sink.finish()


def table(results: Results, limit: int, most: int = sys.maxsize) -> dict[str, Any]:
    """Give the first rows of an answer, `most` characters of them, and whether there are more."""
    if isinstance(results, ox.QueryBoolean):
        return {"variables": [], "rows": [], "more": False, "boolean": bool(results)}
    if isinstance(results, ox.QuerySolutions):
        variables = [v.value for v in results.variables]
        rows = (list(solution) for solution in results)
    else:
        variables = ["subject", "predicate", "object"]
        rows = ([t.subject, t.predicate, t.object] for t in results)
    kept: list[list[Cell]] = []
    left = most
    for row in islice(rows, limit):
        cells = [shortened(cell(term), most // 20 // len(row)) for term in row]
        left -= sum(len(c["value"]) + CELL_COST for c in cells if c)
        if kept and left < 0:
            return {"variables": variables, "rows": kept, "more": True}
        kept.append(cells)
    more = bool(kept) and next(iter(rows), None) is not None
    return {"variables": variables, "rows": kept, "more": more}


def shortened(cell: Cell, longest: int) -> Cell:
    """Cut a very long term where only so much is to be shown, and say so in its place."""
    if cell is None or len(cell["value"]) <= longest:
        return cell
    words = f"{cell['value'][:longest]} … (cut here; it has {len(cell['value']):,} characters)"
    return {"type": "other", "value": words}


def cell(term: object) -> Cell:
    """Give a term as plain text with its kind."""
    if isinstance(term, ox.NamedNode):
        return {"type": "iri", "value": term.value}
    if isinstance(term, ox.Literal):
        language, datatype = term.language or "", term.datatype.value
        return {"type": "literal", "value": term.value, "lang": language, "datatype": datatype}
    return None if term is None else {"type": "other", "value": str(term)}
