"""Our own queries over a store: the default graph is the union of all named graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import QuerySolutions, QueryTriples

from loader.model import LoaderError

if TYPE_CHECKING:
    from pathlib import Path

    from pyoxigraph import QuerySolution, Store, Triple


def select(store: Store, text: str, where: str = "query") -> list[QuerySolution]:
    """Return the rows of a SELECT query; LoaderError if it is ill-formed or of another form."""
    try:
        found = store.query(text, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise LoaderError(f"{where}: {error}") from None
    if not isinstance(found, QuerySolutions):
        raise LoaderError(f"{where}: must be a SELECT query")
    return list(found)


def construct(store: Store, path: Path) -> list[Triple]:
    """Return the triples of a CONSTRUCT query in a file; LoaderError as above."""
    try:
        found = store.query(path.read_text(encoding="utf-8"), use_default_graph_as_union=True)
    except SyntaxError as error:
        raise LoaderError(f"{path}: {error}") from None
    if not isinstance(found, QueryTriples):
        raise LoaderError(f"{path}: must be a CONSTRUCT query")
    return list(found)
