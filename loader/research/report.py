"""What an audit found, as a table to read, as CSV or as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from loader.research.audit import Verdict

# "Leads" are facts that no source confirms; of these only those in the graph are told further.
HEADERS: Final = (
    "kind", "researched", "confirmed", "in the graph", "left out", "missing", "leads",
    "leads published",
)  # fmt: skip
TOTAL: Final = "all"


def tallied(verdicts: Iterable[Verdict]) -> list[dict[str, str | int]]:
    """Return a row of counts for each kind, then one for all."""
    counts: Counter[tuple[str, str]] = Counter()
    kinds: set[str] = set()
    for one in verdicts:
        kinds.add(one.kind)
        columns = ["researched", "confirmed" if one.confirmed else "leads"]
        if one.confirmed:
            columns.append(one.outcome)
        elif one.outcome == "in the graph":
            columns.append("leads published")
        counts.update((kind, name) for kind in (one.kind, TOTAL) for name in columns)
    return [
        {"kind": kind, **{name: counts[kind, name] for name in HEADERS[1:]}}
        for kind in [*sorted(kinds), TOTAL]
    ]


def reasons(verdicts: Iterable[Verdict]) -> list[tuple[str, int]]:
    """Return why confirmed facts were left out and how many for each reason, most first."""
    return Counter(
        one.why for one in verdicts if one.confirmed and one.outcome == "left out"
    ).most_common()


def text(verdicts: Sequence[Verdict]) -> str:
    """Return the counts as an aligned table, and below it why facts were left out."""
    rows = [HEADERS, *(tuple(str(one) for one in row.values()) for row in tallied(verdicts))]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADERS))]
    lines = [
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    why = reasons(verdicts)
    lines += ["", "left out:"] * bool(why) + [f"{count:6}  {reason}" for reason, count in why]
    return "\n".join(lines)


def as_csv(verdicts: Sequence[Verdict]) -> str:
    """Return the counts as CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADERS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(tallied(verdicts))
    return out.getvalue().rstrip("\n")


def as_json(verdicts: Sequence[Verdict]) -> str:
    """Return the counts, and every fact that is left out or missing, as JSON."""
    told = [asdict(one) for one in verdicts if one.outcome != "in the graph"]
    return json.dumps({"counts": tallied(verdicts), "facts": told}, ensure_ascii=False, indent=1)
