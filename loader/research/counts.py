"""Numbers of supporters, parties and members, as counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader.research.files import mapping
from loader.research.model import Researched
from loader.research.rows import confidence, node, sourced
from loader.vocabulary import short_slug, slugify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.research.rows import Entry

COUNT: Final = re.compile(r"(?:(.+) )?(\d+) (group:\S+)")
DATE: Final = re.compile(r"(\d{4}(?:-\d{2}){0,2})(?: \(.*\))?")
REMARKS: Final = "remarks"


def facts(entry: Entry) -> Iterator[Researched]:
    """Yield the counts of an instrument that the mappings give, and the parties of a treaty."""
    for count in entry.get("supporter_counts", []):
        yield from _counts(entry, count)
    if "parties_count" in entry:
        parties = {**entry, "statement": entry["parties_count"], "as_of": "2019-09"}
        yield from _counts(entry, parties, "parties_count")


def _counts(entry: Entry, count: Entry, field: str = "supporter_counts") -> Iterator[Researched]:
    words = count["statement"]
    key = f"instruments/{entry['id']}/{field}/{short_slug(words)}"
    given = mapping("instrument-counts").get(f"{entry['id']}/{words}", "")
    if given == REMARKS:
        row = _remark(entry, count)
        yield Researched(key, "instrument count", confidence(count), "remarks", row)
        return
    rows = [_row(entry, count, part) for part in given.split(" | ") if part]
    for row in rows or [{}]:
        where = "counts-instruments" if row else ""
        yield Researched(key, "instrument count", confidence(count), where, row)


def _row(entry: Entry, count: Entry, given: str) -> dict[str, str]:
    parts = COUNT.fullmatch(given)
    if not parts:
        return {}
    date = DATE.fullmatch(str(count["as_of"]))
    when = slugify(date[1]) if date else f"undated-{parts[2]}"
    row = {
        "iri": f"count:{entry['id']}.{when}-{parts[3].partition(':')[2]}",
        "a": "cn:SupporterCount",
        "cn:countOf": node(entry),
        "cn:countValue^^xsd:integer": parts[2],
        "cn:countedActors": parts[3],
    }
    if parts[1]:
        row["cn:countQualifier^^xsd:string"] = parts[1]
    if date:
        row["cn:date^^date"] = date[1]
    else:
        row["cn:atDateText@en"] = str(count["as_of"])
    return sourced(row, count["sources"], confidence(count))


def _remark(entry: Entry, count: Entry) -> dict[str, str]:
    """Return a number that no count can hold, as a remark."""
    words = str(count["statement"])
    date = DATE.fullmatch(str(count["as_of"]))
    row = {
        "iri": f"remark:{entry['id']}.{short_slug(words)}",
        "a": "cn:Remark",
        "cn:about": node(entry),
        "skos:definition@en": f"{words[0].upper()}{words[1:]}.",
    }
    if date:
        row["cn:date^^date"] = date[1]
    return sourced(row, count["sources"], confidence(count))
