"""One query over a store: parse, evaluate, write; nothing of HTTP, no limits set here."""

import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import IO, Any

import pyoxigraph as ox

from server import guard
from server.errors import BY_STATUS, Refusal
from server.formats import Syntax, written_with
from server.guard import Dataset

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Cell = dict[str, str] | None
FAULTS = (SyntaxError, ValueError, RuntimeError, OSError, MemoryError)

MERGED = ox.NamedNode("urn:x-cybernorms:merged-default-graph")
# A page is put together in memory.
MOST_SHOWN = 2_000_000
CELL_COST = 100


def refusal(fault: BaseException) -> Refusal:
    """Translate what the engine raised into a refusal with a status, a code and a text."""
    said = re.sub(r"\s+", " ", str(fault))
    said = said if len(said) <= 400 else said[:400] + " …"
    if isinstance(fault, SyntaxError):
        place = re.sub(r"^error at (\d+):(\d+): ", r"line \1, column \2: ", said)
        return BY_STATUS[400](f"The query does not parse: {place}", "syntax")
    if isinstance(fault, MemoryError):
        return BY_STATUS[503]("The query needs more memory than one query may use.", "memory")
    if isinstance(fault, OSError):
        return BY_STATUS[403](f"The query reaches outside of the store: {said}", "outside")
    return BY_STATUS[400](f"The query cannot be evaluated: {said}", "not-evaluable")


@contextmanager
def asked(
    store: ox.Store,
    text: str,
    dataset: Dataset | None,
    services: frozenset[str] = frozenset(),
) -> Iterator[Results]:
    """Put a stranger's query to a dataset, or to all graphs with their merge as the default graph.

    Raises Refusal for what must not reach the engine, and for what the engine cannot read. What it
    raises while the results are read is for `refusal` to translate.
    """
    merged = guard.inspect(text, services)
    dataset = dataset or merged
    if dataset is None:
        yield parsed(store, text)
        return
    default = [ox.NamedNode(iri) for iri in dataset.default]
    named = [ox.NamedNode(iri) for iri in dataset.named]
    # An unknown graph is an empty one, as the standard leaves it open and FROM does the same.
    if len(default) < 2:
        yield parsed(store, text, default_graph=list(default), named_graphs=list(named))
        return
    with merge(store, default, named) as (whole, graphs):
        yield parsed(whole, text, default_graph=graphs, named_graphs=list(named))


def parsed(store: ox.Store, text: str, **options: Any) -> Results:  # noqa: ANN401 - as the engine's
    """Have the engine read the query; it evaluates while the results are read."""
    try:
        return store.query(text, **options)
    except FAULTS as fault:
        raise refusal(fault) from None


@contextmanager
def merge(
    store: ox.Store, default: list[ox.NamedNode], named: list[ox.NamedNode]
) -> Iterator[tuple[ox.Store, list[ox.NamedNode]]]:
    """Merge graphs into one for a while, in a store of their own where this one is read-only."""
    try:
        for graph in default:
            store.update(f"ADD SILENT {graph} TO {MERGED}")
    except RuntimeError:
        # The store is open for reading only.
        copy = ox.Store()
        for graph in default:
            copy.extend(in_merged(q) for q in of_graph(store, graph))
        for graph in named:
            copy.extend(of_graph(store, graph))
        yield copy, [MERGED]
        return
    try:
        yield store, [MERGED]
    finally:
        store.remove_graph(MERGED)


def in_merged(quad: ox.Quad) -> ox.Quad:
    """Put a quad into the merge."""
    return ox.Quad(quad.subject, quad.predicate, quad.object, MERGED)


def of_graph(store: ox.Store, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    """Give the quads of one graph."""
    return store.quads_for_pattern(None, None, None, graph)


def form_of(results: Results) -> str:
    """Name the form of an answer as the tables of formats do."""
    if isinstance(results, ox.QuerySolutions):
        return "solutions"
    return "boolean" if isinstance(results, ox.QueryBoolean) else "graph"


def write(
    results: Results, sink: IO[bytes], syntax: Syntax | None, prefixes: Mapping[str, str]
) -> None:
    """Let the engine write an answer."""
    if isinstance(results, ox.QueryTriples):
        graph, used = written_with(syntax, prefixes)
        ox.serialize(results, sink, graph, prefixes=used)
    elif isinstance(syntax, ox.QueryResultsFormat):
        results.serialize(sink, syntax)
    else:
        raise TypeError(f"{syntax} cannot hold {type(results).__name__}")


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
