"""Researched facts against the graph: which are in, which are left out and why, which missing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from loader import vocabulary as v
from loader.cells import CellError, column, expanded, term, tidied, values
from loader.model import LoaderError
from loader.research.files import csv_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from loader.research.model import Researched

Outcome = Literal["in the graph", "left out", "missing"]

LABELS: Final = frozenset(
    {v.SKOS + "prefLabel", v.SKOS + "altLabel", v.SKOS + "hiddenLabel", v.DCTERMS + "title"}
)
LEFT_OUT: Final = "left-out.csv"


@dataclass(slots=True)
class Known:
    """What the graph says: its triples, and for each thing in it the texts that it goes by."""

    triples: set[Triple] = field(default_factory=set)
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def lacks(self, row: Mapping[str, str]) -> Iterator[str]:
        """Yield what a row says and the graph doesn't, as header and value."""
        subject = NamedNode(expanded(row.get("iri", "")))
        if subject.value not in self.names:
            yield "itself"
            return
        for header, cell in row.items():
            kind = column(header)
            if not kind.predicate:
                continue
            for value in values(tidied(kind, cell)):
                said = Triple(subject, NamedNode(kind.predicate), term(kind, value))
                named = kind.predicate in LABELS and value in self.names[subject.value]
                if said not in self.triples and not named:
                    yield f"{header} {value}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one researched fact; `why` is the reason, or what the graph lacks."""

    key: str
    kind: str
    confirmed: bool
    outcome: Outcome
    why: str = ""


@dataclass(frozen=True, slots=True)
class Omission:
    """A line of the list of what was left out; a key that ends in * fits all that begin so."""

    key: str
    reason: str

    def fits(self, key: str) -> bool:
        """Tell whether this line speaks of a fact."""
        return key.startswith(self.key[:-1]) if self.key.endswith("*") else key == self.key


def known(folder: Path) -> Known:
    """Return what the Turtle files of a folder say; LoaderError if one can't be read."""
    found = Known()
    for path in sorted(folder.glob("*.ttl")):
        try:
            triples = [quad.triple for quad in parse(path=str(path), format=RdfFormat.TURTLE)]
        except (OSError, SyntaxError) as error:
            raise LoaderError(f"{path}: {error}") from None
        found.triples.update(triples)
        for subject, predicate, value in triples:
            found.names[subject.value].update([value.value] if predicate.value in LABELS else [])
    return found


def omissions(tables: Path) -> list[Omission]:
    """Return the list of what was left out; LoaderError if a line lacks its key or reason."""
    path = tables / LEFT_OUT
    if not path.is_file():
        return []
    found = []
    for number, row in enumerate(csv_file(path), 2):
        if set(row) != {"key", "reason"} or not row["key"].strip() or not row["reason"].strip():
            raise LoaderError(f"{path}: row {number}: give a key and a reason, in columns so named")
        found.append(Omission(row["key"].strip(), row["reason"].strip()))
    return found


def verdicts(
    facts: Iterable[Researched], graph: Known, left_out: Iterable[Omission]
) -> Iterator[Verdict]:
    """Yield what became of each fact; all rows that share a key are one fact."""
    rows: dict[str, list[Researched]] = defaultdict(list)
    for fact in facts:
        rows[fact.key].append(fact)
    for key, same in rows.items():
        confirmed = any(one.confidence == "confirmed" for one in same)
        lacking = [what for one in same for what in _lacking(one, graph)]
        reasons = [one.reason for one in left_out if one.fits(key)]
        if not lacking:
            yield Verdict(key, same[0].kind, confirmed, "in the graph")
        elif reasons:
            yield Verdict(key, same[0].kind, confirmed, "left out", reasons[0])
        else:
            yield Verdict(key, same[0].kind, confirmed, "missing", "; ".join(lacking))


def _lacking(fact: Researched, graph: Known) -> list[str]:
    if not fact.row:
        return ["no row says it"]
    try:
        return [f"{fact.row['iri']} {what}" for what in graph.lacks(fact.row)]
    except (CellError, KeyError) as error:
        return [f"its row is wrong: {error}"]


def unused(left_out: Iterable[Omission], facts: Iterable[Researched]) -> list[str]:
    """Return the keys of the list of what was left out that fit no fact."""
    keys = {fact.key for fact in facts}
    return [one.key for one in left_out if not any(one.fits(key) for key in keys)]
