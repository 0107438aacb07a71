"""All that is made of the tables: themselves, tidied, a Turtle file for each, and names.ttl.

Every table is read before anything is made, so that nothing is made of a broken one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import RdfFormat, parse

from loader import folders, locales
from loader.model import LoaderError
from loader.tables import Table, TableError, read
from loader.write import turtle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pyoxigraph import Triple

FOLDER: Final = "tables"
# Turtle files that no table is made into.
BY_HAND: Final = frozenset({"dataset", "register"})
# The one that is made of the codes in several tables.
NAMES: Final = "names"
# A list of what was left out, beside the tables; it says nothing of the world.
NO_TABLE: Final = frozenset({"left-out"})
NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
COMMENT: Final = (
    "Made from triples/tables/{name}.csv by `cybernorms tables {name}`, not by hand:\n"
    "corrections belong into the table."
)


def tables(folder: Path) -> dict[str, Table]:
    """Return every table of a folder of triples, by name.

    Raises TableError if one can't be understood or two describe the same thing, and LoaderError
    if there is none or one has a name that no graph can have.
    """
    paths = sorted((folder / FOLDER).glob("*.csv"))
    found: dict[str, Table] = {}
    findings: list[str] = []
    for path in paths:
        if path.stem in NO_TABLE:
            continue
        if not possible(path.stem):
            raise LoaderError(f"{path}: no name for a table; use small letters and hyphens")
        try:
            found[path.stem] = read(path)
        except TableError as error:
            findings += error.findings
    if not paths:
        raise LoaderError(f"{folder / FOLDER}: no tables there; name the folder that holds them")
    if findings := findings + _twice(found.values()):
        raise TableError(findings)
    return found


def possible(name: str) -> bool:
    """Tell whether a table may have a name: small letters, hyphens, and no other file's name."""
    return bool(NAME.fullmatch(name)) and name not in {*BY_HAND, *NO_TABLE, NAMES}


def _twice(found: Iterable[Table]) -> list[str]:
    """Return a line for each thing that two tables describe."""
    homes: dict[str, Path] = {}
    findings = []
    for table in found:
        for iri, *_ in table.rows:
            if iri in homes:
                findings.append(f"{table.path}: {iri} is also in {homes[iri]}; join the two rows")
            homes.setdefault(iri, table.path)
    return findings


def made(folder: Path, names: Iterable[str] = ()) -> dict[Path, bytes]:
    """Return the files that tables are made into, all or those of the given names."""
    found = tables(folder)
    wanted = sorted(set(names) or {*found, NAMES})
    for name in wanted:
        if name not in {*found, NAMES}:
            raise LoaderError(f"no table is called {name!r}; there are {', '.join(found)}")
    files: dict[Path, bytes] = {}
    if NAMES in wanted:
        files[folder / f"{NAMES}.ttl"] = turtle(locales.names(_described(found)), locales.COMMENT)
        wanted.remove(NAMES)
    for name in wanted:
        files[found[name].path] = found[name].csv()
        files[folder / f"{name}.ttl"] = turtle(found[name].triples(), COMMENT.format(name=name))
    return files


def _described(found: dict[str, Table]) -> Iterator[Triple]:
    """Yield what the tables and the controlled lists say."""
    for table in found.values():
        yield from table.triples()
    for path in folders.ontology():
        yield from (quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE))


def orphans(folder: Path) -> list[Path]:
    """Return the Turtle files that were made of tables which are no more."""
    kept = {*BY_HAND, NAMES} | {path.stem for path in (folder / FOLDER).glob("*.csv")}
    return [path for path in sorted(folder.glob("*.ttl")) if path.stem not in kept]
