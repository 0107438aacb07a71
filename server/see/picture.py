"""What every picture is made of: two drawings, its table, and words; how a table becomes text."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from flask import json

from server.see.svg import Element


class Thing(NamedTuple):
    """A thing in a table: its IRI and its name."""

    iri: str
    text: str


Value = str | int | Thing
# A cell that begins so would be reckoned by a spreadsheet.
RECKONED = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a picture; `columns` are a key for data and a heading for people."""

    columns: Sequence[tuple[str, str]]
    rows: Sequence[Sequence[Value]]

    def records(self) -> list[dict[str, str | int]]:
        """Give each row by its keys, a thing with its IRI and, as `…Label`, its name."""
        return [record(self.columns, row) for row in self.rows]

    def json(self, **about: object) -> str:
        """Write as JSON with what it is about."""
        return json.dumps({**about, "rows": self.records()}, ensure_ascii=False, sort_keys=False)

    def csv(self) -> str:
        """Write as CSV (RFC 4180)."""
        out = io.StringIO()
        empty = [Thing("", "") if self.holds_things(n) else "" for n in range(len(self.columns))]
        writer = csv.DictWriter(out, list(record(self.columns, empty)), restval="")
        writer.writeheader()
        for one in self.records():
            writer.writerow({key: harmless(value) for key, value in one.items()})
        return out.getvalue()

    def holds_things(self, column: int) -> bool:
        """Tell whether a column has things in it."""
        return any(isinstance(row[column], Thing) for row in self.rows)


def record(columns: Sequence[tuple[str, str]], row: Sequence[Value]) -> dict[str, str | int]:
    """Name the values of a row."""
    found: dict[str, str | int] = {}
    for (key, _), value in zip(columns, row, strict=True):
        if isinstance(value, Thing):
            found |= {key: value.iri, f"{key}Label": value.text}
        else:
            found[key] = value
    return found


def harmless(value: str | int) -> str | int:
    """Keep a text from being reckoned as a formula."""
    if isinstance(value, str) and value.startswith(RECKONED):
        return f"'{value}"
    return value


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture for a page: drawn wide or narrow when asked for.

    `parameters` are those of its saved queries, `filters` leave out some of the answer.
    """

    title: str
    told: str
    draw: Callable[[bool], Element]
    table: Table
    queries: Sequence[str]
    notes: Sequence[str] = ()
    cut: bool = False
    parameters: Mapping[str, str] = field(default_factory=dict)
    filters: Mapping[str, str] = field(default_factory=dict)
