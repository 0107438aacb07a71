"""Facts kept as tables: triples/tables/NAME.csv, a row a thing, read and put in tidy form.

What headers and cells may say is told in `cells`. A table is sound as a whole or refused, with
every fault in it told by line and column.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from loader.cells import CellError, Column, column, expanded, term, tidied, values
from loader.model import LoaderError
from loader.read import read as read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


class TableError(LoaderError):
    """Tables that can't be understood; `findings` says where, what was found, what would do."""

    def __init__(self, findings: list[str]) -> None:
        """Take the findings, at least one."""
        super().__init__("\n".join(findings))
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Table:
    """A table in its tidy form: rows sorted by iri, the first column."""

    path: Path
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    def records(self) -> Iterator[dict[str, str]]:
        """Yield each row as a mapping of header to cell."""
        for row in self.rows:
            yield {one.header: cell for one, cell in zip(self.columns, row, strict=True)}

    def triples(self) -> Iterator[Triple]:
        """Yield what the table says."""
        for row in self.rows:
            subject = NamedNode(expanded(row[0]))
            for kind, cell in zip(self.columns, row, strict=True):
                if kind.predicate:
                    for value in values(cell):
                        yield Triple(subject, NamedNode(kind.predicate), term(kind, value))

    def csv(self) -> bytes:
        """Return the table as a file: UTF-8, commas, quotes only where needed, LF."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(one.header for one in self.columns)
        writer.writerows(self.rows)
        return text.getvalue().encode()


def read(path: Path) -> Table:
    """Return the table that a CSV file holds; TableError if any of it can't be understood."""
    return _table(path, _lines(path))


def tabled(path: Path, headers: Iterable[str], records: Iterable[Mapping[str, str]]) -> Table:
    """Return records as a table, checked as if they had been read from a file."""
    headers = list(headers)
    rows = ([record.get(header, "") for header in headers] for record in records)
    return _table(path, enumerate([headers, *rows], 1))


def _table(path: Path, lines: Iterable[tuple[int, list[str]]]) -> Table:
    lines = iter(lines)
    columns = _columns(path, next(lines, (1, []))[1])
    rows: dict[str, tuple[str, ...]] = {}
    places: dict[str, int] = {}
    findings: list[str] = []
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        row, faults = _row(columns, cells)
        if not faults and row[0] in rows:
            faults = [f"column iri: {row[0]} is also in line {places[row[0]]}; join the two rows"]
        findings += [f"{path}: line {number}, {fault}" for fault in faults]
        if not faults:
            rows[row[0]] = row
            places[row[0]] = number
    if findings:
        raise TableError(findings)
    return Table(path, columns, tuple(rows[iri] for iri in sorted(rows)))


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of cells and the line it starts in."""
    text = read_text(path).removeprefix("\ufeff")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise TableError(
            [f"{path}: line {start}: not CSV ({error}); look for a quote that is not closed"]
        ) from None


def _columns(path: Path, headers: list[str]) -> tuple[Column, ...]:
    """Return what the headers mean; TableError if they mean nothing or clash."""
    columns: list[Column] = []
    findings: list[str] = []
    if len(headers) == 1 and re.search(r"[;\t]", headers[0]):
        raise TableError([f"{path}: line 1: no commas found; save the table with commas"])
    for position, header in enumerate(headers, 1):
        try:
            columns.append(column(header))
        except CellError as error:
            findings.append(f"column {position}: {error}")
    for header, count in Counter(one.header for one in columns).items():
        if count > 1:
            findings.append(f"column {header}: {count} columns of this name; join them")
    if not findings and (not columns or columns[0].role != "subject"):
        findings.append(f"column 1: {headers[0] if headers else ''!r} found; the first must be iri")
    if findings:
        raise TableError([f"{path}: line 1, {finding}" for finding in findings])
    return tuple(columns)


def _row(columns: tuple[Column, ...], cells: list[str]) -> tuple[tuple[str, ...], list[str]]:
    """Return a row's tidy cells, and what is wrong with them."""
    if len(cells) != len(columns):
        return (), [f"{len(cells)} cells found; the header has {len(columns)}, so give as many"]
    row, faults = [], []
    for kind, cell in zip(columns, cells, strict=True):
        try:
            row.append(tidied(kind, cell))
        except CellError as error:
            faults.append(f"column {kind.header}: {error}")
    said = (cell for kind, cell in zip(columns, row, strict=False) if kind.predicate)
    if not faults and not any(said):
        faults = [f"column iri: nothing is said of {row[0]}; fill a cell or delete the row"]
    return tuple(row), faults
