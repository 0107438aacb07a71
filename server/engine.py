"""The store that views ask their own questions: in memory, or on disk and read-only; no HTTP.

It lives in the process that asks. What a stranger sends is evaluated in `evaluation`, in a process
that may be killed.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from server.errors import WorldFault
from server.evaluation import table

Table = dict[str, Any]
SHOWN_ROWS = 1000
# Every graph is also copied into the default graph. The engine's own union of graphs lays them
# side by side: a triple in two graphs would be counted twice, which the RDF merge forbids.
MERGE = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"


def load(files: Sequence[Path]) -> ox.Store:
    """Load RDF files into memory; `load` and not the bulk loader, which starts threads."""
    store = ox.Store()
    for path in files:
        syntax = ox.RdfFormat.from_extension(path.suffix.lstrip("."))
        if syntax is None:
            raise WorldFault(f"{path}: no RDF format is known for this file's ending.")
        try:
            store.load(path=str(path), format=syntax)
        except (OSError, SyntaxError, ValueError) as fault:
            raise WorldFault(f"The data cannot be loaded: {path}: {fault}") from None
    store.update(MERGE)
    return store


class Engine:
    """Asks one store; `prefixes` are those that its answers are written with."""

    def __init__(
        self,
        store: ox.Store,
        prefixes: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        """Take the store as it is; `folder` is where it lies, if not in memory."""
        self.store, self.prefixes, self.folder = store, dict(prefixes or {}), folder

    @classmethod
    def of(
        cls, files: Sequence[Path], folder: Path | None, prefixes: Mapping[str, str]
    ) -> "Engine":
        """Open the store on disk that was made of these files, or load them into memory."""
        store = ox.Store.read_only(str(folder)) if folder else load(files)
        return cls(store, prefixes, folder)

    def close(self) -> None:
        """Let go of a store on disk, whose threads no fork would take along."""
        if self.folder:
            self.store = ox.Store()

    def reopen(self) -> None:
        """Open a store on disk again, in the process that will use it."""
        if self.folder:
            self.store = ox.Store.read_only(str(self.folder))

    def tables(self, queries: Sequence[str], limit: int = 1000) -> list[Table]:
        """Answer several of our own questions, unguarded, each with its first rows."""
        return [table(self.store.query(text), limit) for text in queries]
