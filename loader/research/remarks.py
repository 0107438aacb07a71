"""What the research says of instruments and of its sources in sentences, as remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from loader.research.files import mapping
from loader.research.model import Researched
from loader.research.rows import OWN_READING, confidence, longest, node, sourced
from loader.vocabulary import short_slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loader.research.rows import Entry

STATEMENT: Final = "instrument statement"
DISCREPANCY: Final = "discrepancy"
SOURCES: Final = "source_warnings"


def facts(entry: Entry) -> Iterator[Researched]:
    """Yield each statement about an instrument, then each mismatch between its sources."""
    for said in entry["facts"]:
        key = f"instruments/{entry['id']}/facts/{short_slug(said['statement'])}"
        row = _mismatch(f"instruments/{entry['id']}/", said["statement"])
        if row is None:
            row = _remark(entry, said)
        yield Researched(key, STATEMENT, confidence(said), _table(row), row)
    for text in entry.get("discrepancies", []):
        key = f"instruments/{entry['id']}/discrepancies/{short_slug(text)}"
        row = _mismatch(f"instruments/{entry['id']}/", text)
        if row is None:
            row = _noted(entry["id"], node(entry), text)
        yield Researched(key, DISCREPANCY, "confirmed", _table(row), row)


def warnings(found: Iterable[Entry]) -> Iterator[Researched]:
    """Yield each warning about a source."""
    for said in found:
        text = said["statement"]
        row = _mismatch(f"{SOURCES}/", text)
        if row is None:
            row = {
                "iri": f"remark:sources.{short_slug(text)}",
                "a": "cn:Remark",
                "skos:definition@en": text,
            }
            row = sourced(row, said["sources"], confidence(said))
        key = f"{SOURCES}/{short_slug(text)}"
        yield Researched(key, "source warning", confidence(said), _table(row), row)


def _remark(entry: Entry, said: Entry) -> dict[str, str]:
    row = {
        "iri": f"remark:{entry['id']}.{short_slug(said['statement'])}",
        "a": "cn:Remark",
        "cn:about": node(entry),
        "skos:definition@en": said["statement"],
    }
    if part := said.get("part") or said.get("paragraph"):
        row["cn:partOfText^^xsd:string"] = str(part)
    if date := said.get("as_of"):
        row["cn:date^^date"] = str(date)
    return sourced(row, said["sources"], confidence(said))


def _mismatch(about: str, text: str) -> dict[str, str] | None:
    """Return what a text is kept as elsewhere; none if it becomes a remark of its own."""
    given = longest(mapping("instrument-discrepancies"), about + text)
    if given is None:
        return None
    kind = "cn:Remark" if given.startswith("remark:") else "cn:Disagreement"
    return {"iri": given, "a": kind} if given else {}


def _noted(slug: str, about: str, text: str) -> dict[str, str]:
    return {
        "iri": f"remark:{slug}.{short_slug(text)}",
        "a": "cn:Remark",
        "cn:about": about,
        "skos:definition@en": text,
        "dcterms:source": OWN_READING,
        "cn:factStatus": "fact-status:confirmed",
    }


def _table(row: dict[str, str]) -> str:
    kind = row.get("a", "")
    return {"cn:Disagreement": "disagreements", "cn:Remark": "remarks"}.get(kind, "")
