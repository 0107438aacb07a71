"""Researched rows put into the tables: what is missing is added, what is there stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from loader.cells import CellError, column, joined, tidied, values
from loader.make import FOLDER, possible
from loader.tables import Table, tabled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from loader.research.model import Researched

# Properties of which a thing may have any number of values: research may add to those it has.
# A cell of any other column is filled if it is empty, and never touched if it is not.
SEVERAL: Final = frozenset(
    {"dcterms:creator", "dcterms:source", "foaf:page", "skos:altLabel", "skos:broader",
     "skos:closeMatch", "skos:exactMatch", "skos:hiddenLabel", "skos:related", "skos:relatedMatch",
     "cn:about", "cn:addressee", "cn:affiliation", "cn:bearer", "cn:between", "cn:broaderNorm",
     "cn:conduct", "cn:dealsWith", "cn:discusses", "cn:initiatedBy", "cn:issuedBy",
     "cn:keyInstrument", "cn:keyProvision", "cn:participant", "cn:party", "cn:proposedBy",
     "cn:protects", "cn:regime", "cn:region", "cn:sector", "cn:symbol", "cn:topic"}
)  # fmt: skip
FIRST: Final = ("iri", "a", "skos:prefLabel@en", "skos:prefLabel@fr")
LAST: Final = ("dcterms:source", "cn:factStatus")


def merged(
    tables: Mapping[str, Table], facts: Iterable[Researched], folder: Path
) -> tuple[list[Table], list[str]]:
    """Return the tables that change when the facts are added, and notes on what was not added."""
    records = {name: {one["iri"]: one for one in tables[name].records()} for name in tables}
    homes = {iri: name for name, rows in records.items() for iri in rows}
    headers = {name: [one.header for one in table.columns] for name, table in tables.items()}
    notes = []
    for fact in facts:
        try:
            row = {header: tidied(column(header), cell) for header, cell in fact.row.items()}
        except CellError as error:
            notes.append(f"{fact.key}: its row is wrong: {error}")
            continue
        if "iri" not in row:
            continue
        if not possible(fact.table):
            notes.append(f"{fact.key}: no table can be called {fact.table}; not added")
            continue
        home = homes.setdefault(row["iri"], fact.table)
        if home != fact.table:
            notes.append(f"{fact.key}: {row['iri']} is in {home}, so it can't be in {fact.table}")
            continue
        headers[fact.table] = _headers(headers.get(fact.table, []), row)
        there = records.setdefault(fact.table, {}).setdefault(row["iri"], {})
        notes += [f"{fact.key}: {note}" for note in _add(there, row)]
    made = [
        tabled(folder / FOLDER / f"{name}.csv", headers[name], rows.values())
        for name, rows in records.items()
    ]
    return [one for one in made if one != tables.get(one.path.stem)], notes


def _add(there: dict[str, str], row: Mapping[str, str]) -> list[str]:
    """Add a row to what is there; return a note on each value that was not added."""
    status = there.get("cn:factStatus", "")
    if status and row.get("cn:factStatus", status) != status:
        return [f"{row['iri']} is {status}, this is {row['cn:factStatus']}; not added"]
    notes = []
    for header, cell in row.items():
        old = there.get(header, "")
        if set(values(cell)) <= set(values(old)):
            continue
        if header.partition("@")[0].partition("^")[0] in SEVERAL:
            # A thing's name is no other name of it.
            name = there.get(header.replace("altLabel", "prefLabel"), "")
            there[header] = joined([*values(old), *(set(values(cell)) - set(values(name)))])
        elif not old:
            there[header] = cell
        elif not (header.startswith("skos:prefLabel") and cell in _names(there)):
            notes.append(f"{row['iri']} has {header} {old!r}, this is {cell!r}; not changed")
    return notes


def _names(there: Mapping[str, str]) -> set[str]:
    return {name for header in there if "Label@" in header for name in values(there[header])}


def _headers(there: list[str], row: Iterable[str]) -> list[str]:
    """Return a table's headers and those of a row: what is there keeps its order."""
    new = [header for header in row if header not in there]
    if not there:
        there = [header for header in (*FIRST, *LAST) if header in new]
    middle = [header for header in new if header not in there]
    ends = next((place for place, one in enumerate(there) if one in LAST), len(there))
    return [*there[:ends], *middle, *there[ends:]]
