"""The fields of an instrument that name actors or hold free text, as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from loader.research.files import mapping
from loader.research.model import Researched
from loader.research.rows import (
    IN_BRACKETS,
    actor,
    confidence,
    fact,
    node,
    process,
    sourced,
    table,
    was_read,
)
from loader.vocabulary import slugify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.research.model import Confidence
    from loader.research.rows import Entry

# Fields that list actors, and what they are to the instrument, to its process or to the work.
LISTS: Final = {
    "proposing_states": "cn:proposedBy", "parties": "cn:party", "members": "cn:participant",
    "authors": "dcterms:creator",
}  # fmt: skip
FREE: Final = (
    "initiated_by", "adopted_by", "proposed_by", "chair", "editor", "publisher", "rapporteur",
    "secretariat", "published_in", "wikidata", "sessions", "ratified_by",
)  # fmt: skip
FOUNDERS: Final = ("founding_states", "founding_companies")
LEAD: Final = "lead"
PERSON_FIELDS: Final = frozenset({"authors"})


def fields(entry: Entry) -> Iterator[Researched]:
    """Yield what the fields of an instrument say, the free ones by the words of the mappings."""
    free = [name for name in FREE if entry.get(name)]
    if f"{entry['id']}/symbol" in mapping("instrument-fields"):
        free.append("symbol")
    for name in free:
        yield from _free(entry, name)
    for name, property_ in LISTS.items():
        yield from (_listed(entry, name, property_, one) for one in entry.get(name, []))
    for name in FOUNDERS:
        yield from (_founder(entry, name, one) for one in entry.get(name, []))
    if "members_count" in entry:
        yield from _members(entry)


def _fact(entry: Entry, key: str, row: dict[str, str], where: str) -> Researched:
    kind = f"instrument {key.partition('/')[0].replace('_', ' ')}"
    lead = row.get("cn:factStatus") == f"fact-status:{LEAD}"
    sure: Confidence = "lead" if lead else confidence(entry)
    return Researched(f"instruments/{entry['id']}/{key}", kind, sure, where, row)


def _free(entry: Entry, name: str) -> Iterator[Researched]:
    """Yield a field's rows; a missing mapping gives none, so that the audit finds it missing."""
    words = str(entry[name])
    issuer = mapping("instrument-issuers").get(words) if name == "adopted_by" else None
    if issuer:
        row = {"iri": node(entry), "cn:issuedBy": issuer}
        yield _fact(entry, name, row, table(node(entry)))
        return
    said = mapping("instrument-fields").get(f"{entry['id']}/{name}", "")
    if not said:
        yield _fact(entry, name, {}, "")
        return
    where, iri, rest = said.split(" ", 2)
    cells = dict(part.split(" ", 1) for part in rest.split(" ; "))
    if where == LEAD:
        for property_, value in cells.items():
            row = sourced(fact(iri, property_, value), [], "lead")
            yield _fact(entry, name, row, "instrument-facts")
    else:
        yield _fact(entry, name, {"iri": iri, **cells}, where)


def _listed(entry: Entry, name: str, property_: str, words: str) -> Researched:
    """Return one actor of a list; one named from memory is a lead."""
    bare = IN_BRACKETS.sub("", words)
    one = _person(words) if name in PERSON_FIELDS else actor(bare)
    iri = process(entry) if name == "members" else node(entry)
    key = f"{name}/{slugify(bare)}"
    if was_read(entry) and iri.startswith("work:"):
        return _fact(entry, key, {}, "")
    notes = entry.get("discrepancies", [])
    doubted = any(bare in note and "from memory" in note for note in notes)
    if "from-memory" in words or doubted:
        row = sourced(fact(iri, property_, one), [], "lead")
        return _fact(entry, key, row, "instrument-facts")
    return _fact(entry, key, {"iri": iri, property_: one}, table(iri))


def _person(name: str) -> str:
    return mapping("instrument-actors").get(name) or f"person:{slugify(name)}"


def _founder(entry: Entry, name: str, words: str) -> Researched:
    """Return the support of one who was there from the start."""
    one = actor(words)
    row = {
        "iri": f"endorsement:{entry['id']}.{one.partition(':')[2]}",
        "a": "cn:Endorsement",
        "cn:endorser": one,
        "cn:endorsed": node(entry),
        "cn:position": "position:supports",
        "cn:date^^date": entry["dates"][0]["date"],
    }
    row = sourced(row, entry["sources"], confidence(entry))
    return _fact(entry, f"{name}/{slugify(words)}", row, "endorsements-instruments")


def _members(entry: Entry) -> Iterator[Researched]:
    count = entry["members_count"]
    if isinstance(count, int):
        row = {"iri": process(entry), "cn:memberCount^^xsd:integer": str(count)}
        yield _fact(entry, "members_count", row, table(process(entry)))
    else:
        yield from _free(entry, "members_count")
