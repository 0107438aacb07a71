"""The Paris Call's own list of supporters, record by record: who it shows, from when to when."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader.cells import joined
from loader.research import support, totals
from loader.research.files import csv_file, mapping
from loader.research.model import Researched
from loader.research.organisations import everybody, records
from loader.research.states import slugs
from loader.vocabulary import short_slug, slugify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FILE: Final = "paris-call-all-supporters.csv"
LIST: Final = "source:paris-call-list"
CALL: Final = "instrument:paris-call"
# A record that its maker forgot to fill in: shown for a day, and nobody's.
PLACEHOLDER: Final = "new-supporter"
CODE: Final = re.compile("[A-Z]{3}")


def facts(folder: Path) -> Iterator[Researched]:
    """Yield every record of the list, and what is known of the supporters' dates and numbers."""
    states, known = slugs(folder), who(folder)
    for row in csv_file(folder / FILE):
        key, record = f"paris-call-list/{row['record']}", row["record"]
        if record == PLACEHOLDER:
            yield Researched(key, "listing", "confirmed", "endorsements")
            continue
        yield Researched(key, "listing", "confirmed", "endorsements", listing(row, known[record]))
        if known[record] in _ours(folder):
            said = _supporter(row, known[record], states)
            yield Researched(f"{key}/supporter", "supporter", "confirmed", "supporters", said)
    yield from support.facts(folder)
    yield from totals.facts(folder)


def who(folder: Path) -> dict[str, str]:
    """Return the supporter that each record shows: a state, or an organisation."""
    rows = {row["record"]: row for row in csv_file(folder / FILE)}
    states, known = slugs(folder), records(folder) | mapping("listed-again")
    found = known | mapping("listed-as-another")
    for record, row in rows.items():
        if row["category"] == "state":
            code = row["nationality"] or mapping("listed-states")[row["name"]]
            found[record] = f"state:{states[code]}"
        elif record not in found:
            name = rows[mapping("listed-twice").get(record, record)]["name"]
            found[record] = f"organisation:{short_slug(name)}"
    return found


def _ours(folder: Path) -> set[str]:
    """Return the supporters that only the list knows: not states, nor in organisations.yaml."""
    everyone = {one for one in who(folder).values() if one.startswith("organisation:")}
    return everyone - everybody(folder)


def listing(row: Mapping[str, str], supporter: str) -> dict[str, str]:
    """Return the row of the endorsement that a record of the list tells of."""
    said = {
        "iri": f"endorsement:paris-call.{slugify(row['record'])}",
        "a": "cn:Endorsement",
        "cn:endorser": supporter,
        "cn:endorsed": CALL,
        "cn:position": "position:supports",
        "cn:firstListed^^date": row["first_listed"],
        "cn:lastListed^^date": row["last_listed"],
        "cn:listedAs^^xsd:string": joined([name(row)]),
        "cn:listedNature@en": row["category"],
        "cn:listedNature@fr": row["nature_fr"],
        "cn:listedNationality^^xsd:string": country(row),
        "cn:listRecord^^xsd:string": row["record"],
        "dcterms:source": LIST,
        "cn:factStatus": "fact-status:confirmed",
    }
    return {header: cell for header, cell in said.items() if cell}


def name(row: Mapping[str, str]) -> str:
    """Return the name as listed, without the blanks around it."""
    return " ".join(row["name"].split())


def country(row: Mapping[str, str]) -> str:
    """Return the code of three letters of the listed country; empty if the list names none.

    >>> country({"nationality": "Urugay"}), country({"nationality": "International"})
    ('URY', '')
    """
    code = mapping("listed-countries").get(row["nationality"], row["nationality"])
    return code if CODE.fullmatch(code) else ""


def _supporter(row: Mapping[str, str], iri: str, states: Mapping[str, str]) -> dict[str, str]:
    """Return the row of an organisation that only the list knows."""
    twice = row["record"] in mapping("listed-twice")
    said = {
        "iri": iri,
        "skos:altLabel@en" if twice else "skos:prefLabel@en": joined([name(row)]),
        "dcterms:source": LIST,
        "cn:factStatus": "fact-status:confirmed",
    }
    if not twice:
        said["a"] = kind(row)
        if country(row) in states:
            said["cn:basedIn"] = f"state:{states[country(row)]}"
    return said


def kind(row: Mapping[str, str]) -> str:
    """Return the class of a supporter: by the list's word for its nature, by its name, by category.

    >>> kind({"nature_fr": "", "name": "Keidanren", "category": "private-sector"})
    'cn:CivilSocietyOrganisation'
    """
    if nature := row["nature_fr"].lower():
        return mapping("listed-natures")[nature]
    for pattern, found in mapping("listed-names").items():
        if re.search(pattern, row["name"]):
            return found
    return mapping("listed-categories")[row["category"]]
