"""Shapes and check queries over triples; the only module that knows rdflib and pySHACL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import RdfFormat, Store, serialize
from pyshacl import validate
from rdflib import RDF, SH, Graph

from loader.ask import select
from loader.model import LoaderError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pyoxigraph import Triple
    from rdflib.term import Node

SUMMARY: Final = re.compile(r"^#\+ summary: *(.+)$", re.MULTILINE)
SHOWN: Final = 3


def shape_violations(triples: Iterable[Triple], shapes: Path) -> list[str]:
    """Return one line for every result of the shapes: focus node, path, value, message."""
    data = Graph()
    data.parse(data=serialize(triples, format=RdfFormat.N_TRIPLES) or b"", format="nt")
    conforms, report, text = validate(
        data, shacl_graph=Graph().parse(shapes, format="turtle"), inference="none"
    )
    if conforms:
        return []
    if not isinstance(report, Graph):
        raise LoaderError(f"{shapes}: the shapes could not be checked: {text}")
    return sorted(_line(report, one) for one in report.subjects(RDF.type, SH.ValidationResult))


def _line(report: Graph, result: Node) -> str:
    def value(name: str) -> str:
        found = report.value(result, SH[name])
        return "" if found is None else str(found)

    where = " ".join(one for one in (value("focusNode"), value("resultPath")) if one)
    shown = value("value")
    return f"{where}: {value('resultMessage')}" + (f" (found: {shown})" if shown else "")


def check_violations(store: Store, checks: Iterable[Path]) -> list[str]:
    """Return one line for every check query that finds something, with its first findings."""
    lines = []
    for path in sorted(checks):
        text = path.read_text(encoding="utf-8")
        rows = select(store, text, str(path))
        if rows:
            summary = SUMMARY.search(text)
            found = "; ".join(" ".join(str(term) for term in row) for row in rows[:SHOWN])
            more = f" and {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
            lines.append(f"{path.stem}: {summary[1] if summary else ''}: {found}{more}")
    return lines
