"""Since when states support the Paris Call, who was absent, and who only announced support.

A date that a source gives is a fact; what is inferred from several of them is a lead of its own,
about the endorsement that the list's record of the state tells of.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from loader.cells import joined
from loader.research.files import csv_file, mapping, yaml_file
from loader.research.model import Researched
from loader.research.sources import cells
from loader.research.states import slugs
from loader.vocabulary import slugify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE: Final = "paris-call-supporters.yaml"
RECORDS: Final = "paris-call-all-supporters.csv"
TABLE: Final = "endorsements"
LAUNCH: Final = "2018-11-12"
LATEST: Final = "2025-12-25"
CALL: Final = "instrument:paris-call"
CONFIRMED: Final = {"cn:factStatus": "fact-status:confirmed"}


def facts(folder: Path) -> Iterator[Researched]:
    """Yield what paris-call-supporters.yaml says of supporters, absent states and announcements."""
    held, states = yaml_file(folder / FILE), slugs(folder)
    first = _first_records(folder)
    for one in held["states"]:
        yield from _state(one, f"paris-call-supporters/states/{one['iso3']}", first)
    for one in held["other_public_supporters"]:
        row = {"iri": _endorsement(one), "dcterms:source": cells(one["sources"])}
        if since := one.get("supporter_since"):
            row["cn:date^^date"] = since
        key = f"paris-call-supporters/other_public_supporters/{one['id']}"
        yield Researched(key, "supporter's date", "confirmed", TABLE, row)
    for one in held["absent_states"]:
        yield from _absent(one, f"state:{states[one['iso3']]}")
    for one in held["announced_but_never_listed"]:
        yield _announced(one, f"state:{states[one['iso3']]}")
    for state in held["method"]["code_errors_in_list"]:
        key = f"paris-call-supporters/code_errors_in_list/{state}"
        row = {"iri": "remark:paris-call.codes-of-the-list", "a": "cn:Remark"}
        yield Researched(key, "statement", "confirmed", "actor-remarks", row)
    for number in range(len(held["from_memory"])):
        key = f"paris-call-supporters/from_memory/{number}"
        row = {"iri": "remark:paris-call.launch-states-in-nato", "a": "cn:Remark"}
        yield Researched(key, "statement", "lead", "actor-remarks", row)


def _first_records(folder: Path) -> dict[tuple[str, str], str]:
    """Return the record by which the list first showed each state, by code and day."""
    known = mapping("listed-states")
    return {
        (row["nationality"] or known[row["name"]], row["first_listed"]): row["record"]
        for row in csv_file(folder / RECORDS)
        if row["category"] == "state"
    }


def _endorsement(one: dict[str, Any]) -> str:
    return f"endorsement:paris-call.{slugify(PurePosixPath(one['list_file']).stem)}"


def _state(
    one: dict[str, Any], key: str, first: dict[tuple[str, str], str]
) -> Iterator[Researched]:
    iri, sources = _endorsement(one), cells(one["sources"])
    named = {"iri": iri, "cn:listedAs^^xsd:string": joined([one["name_in_list"]])}
    yield Researched(f"{key}/name_in_list", "listing", "confirmed", TABLE, named)
    day = one["first_in_list"]["date"]
    if record := first.get((one["iso3"], day)):
        listed = {"iri": f"endorsement:paris-call.{slugify(record)}", "cn:firstListed^^date": day}
        if formal := one.get("name_in_first_list"):
            listed["cn:listedAs^^xsd:string"] = joined([formal])
        yield Researched(f"{key}/first_in_list", "listing", "confirmed", TABLE, listed)
    else:
        yield Researched(f"{key}/first_in_list", "listing", "confirmed", TABLE)
    dates = {
        "cn:date^^date": one.get("supporter_since"),
        "cn:notBefore^^date": one.get("not_earlier_than"),
        "cn:notAfter^^date": one.get("not_later_than"),
    }
    row = {"iri": iri, **{header: day for header, day in dates.items() if day},
           "dcterms:source": sources, **CONFIRMED}  # fmt: skip
    yield Researched(f"{key}/support", "state's date of support", "confirmed", TABLE, row)
    if one["confidence"] == "inferred":
        yield _inferred(one, key, iri, sources)


def _inferred(one: dict[str, Any], key: str, iri: str, sources: str) -> Researched:
    """Return what is inferred of a state: that it was, or was not, there at launch."""
    there = one["at_launch"] == "probable"
    predicate, word = ("cn:date", "date") if there else ("cn:notBefore", "not-before")
    row = {
        "iri": f"fact:{iri.partition(':')[2]}.{word}.{LAUNCH if there else '2018-11-13'}",
        "a": "cn:Fact",
        "rdf:subject": iri,
        "rdf:predicate": predicate,
        "cn:objectValue^^xsd:string": LAUNCH if there else "2018-11-13",
        "dcterms:source": sources,
        "cn:factStatus": "fact-status:lead",
    }
    return Researched(f"{key}/at_launch", "state at launch", "lead", "actor-facts", row)


def _absent(one: dict[str, Any], state: str) -> Iterator[Researched]:
    """Yield that a state was absent at the launch, and that it still was in the latest list."""
    slug, key = state.partition(":")[2], f"paris-call-supporters/absent_states/{one['iso3']}"
    sources = [text for text in one["sources"] if text not in {"site-repo", "us-state"}]
    days = {"at_launch": (LAUNCH, cells(sources))} if one["at_launch"] == "absent" else {}
    if not one["in_list_2025_12_25"]:
        days["in_list_2025_12_25"] = (LATEST, cells(["site-repo"]))
    for field, (day, sourced) in days.items():
        row = {
            "iri": f"endorsement:paris-call.{slug}-absent-{day}",
            "a": "cn:Endorsement",
            "cn:endorser": state,
            "cn:endorsed": CALL,
            "cn:position": "position:absent",
            "cn:date^^date": day,
            "dcterms:source": sourced,
            **CONFIRMED,
        }
        yield Researched(f"{key}/{field}", "absence", "confirmed", TABLE, row)
    if joined_later := one.get("joined"):
        yield _joined(f"{key}/joined", joined_later, slug)


def _joined(key: str, text: str, slug: str) -> Researched:
    """Return when an absent state joined: on a day, or between two."""
    days = re.findall(r"\d{4}-\d{2}-\d{2}", text)
    record = {"australia": "australie-state-aus"}.get(slug, "united-states-state-usa")
    row = {"iri": f"endorsement:paris-call.{record}"}
    if len(days) == 1:
        row["cn:date^^date"] = days[0]
    else:
        row |= {"cn:notBefore^^date": days[0], "cn:notAfter^^date": days[1]}
    return Researched(key, "state's date of support", "confirmed", TABLE, row)


def _announced(one: dict[str, Any], state: str) -> Researched:
    row = {
        "iri": f"endorsement:paris-call.{state.partition(':')[2]}-announced",
        "a": "cn:Endorsement",
        "cn:endorser": state,
        "cn:endorsed": CALL,
        "cn:position": "position:announced",
        "cn:date^^date": "2018-12",
        "dcterms:source": cells([one["source"]]),
        **CONFIRMED,
    }
    key = f"paris-call-supporters/announced_but_never_listed/{one['iso3']}"
    return Researched(key, "announcement", "confirmed", TABLE, row)
