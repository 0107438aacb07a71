"""States as researched: codes, names, regions, links to elsewhere, and what they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from loader.research.files import csv_file, mapping, yaml_file
from loader.research.model import Researched
from loader.research.sources import cells
from loader.vocabulary import slugify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


FILE: Final = "states.csv"
NOTES: Final = "states.sources.yaml"
# The European Union has a row among the states; with us it is an organisation.
UNION: Final = "EUE"
KINDS: Final = {
    "iso_alpha2": "state code", "iso_alpha3": "state code", "m49": "state code",
    "m49_region": "state region", "m49_subregion": "state region",
    "m49_intermediate_region": "state region", "wikidata_qid": "state link",
    "geonames_id": "state link", "eu_authority_country": "state link",
}  # fmt: skip
NAMED: Final = "world-countries common name: "
CLASSES: Final = {
    "disagreement": "cn:Disagreement", "fact": "cn:Fact", "membership": "org:Membership",
}  # fmt: skip


def slugs(folder: Path) -> dict[str, str]:
    """Return our slug of each state, by its code of two letters and that of three."""
    found: dict[str, str] = {}
    for row in csv_file(folder / FILE):
        if row["iso_alpha3"] != UNION:
            slug = mapping("state-slugs").get(row["name_en"]) or slugify(row["name_en"])
            found[row["iso_alpha2"]] = found[row["iso_alpha3"]] = slug
    return found


def french(words: str) -> str:
    """Return French words with the apostrophe of print, and no blank after it.

    >>> french("République de Côte d' Ivoire")
    'République de Côte d’Ivoire'
    """
    return words.replace("' ", "'").replace("'", "’")


def facts(folder: Path) -> Iterator[Researched]:
    """Yield every fact of states.csv, and the mismatches between its sources."""
    known = slugs(folder)
    for row in csv_file(folder / FILE):
        if row["iso_alpha3"] == UNION:
            yield from _union(row)
            continue
        state = f"state:{known[row['iso_alpha3']]}"
        yield from _columns(row, state)
        yield from _memberships(row, state)
        yield from _notes(row, state)
    for number, text in enumerate(yaml_file(folder / NOTES)["mismatches"]):
        yield _noted(f"states.sources/mismatches/{number}", text)


def _columns(row: Mapping[str, str], state: str) -> Iterator[Researched]:
    for name, header in mapping("state-columns").items():
        if not row[name]:
            continue
        said = {
            "iri": state,
            "a": "cn:State",
            header: _value(name, row[name]),
            "dcterms:source": cells([mapping("state-sources")[name]]),
            "cn:factStatus": "fact-status:confirmed",
        }
        kind = KINDS.get(name, "state name")
        yield Researched(f"states/{row['iso_alpha3']}/{name}", kind, "confirmed", "states", said)


def _value(name: str, text: str) -> str:
    match name:
        case "wikidata_qid":
            return f"wd:{text}"
        case "geonames_id":
            return f"https://sws.geonames.org/{text}/"
        case "m49_region" | "m49_subregion" | "m49_intermediate_region":
            return f"region:{slugify(text)}"
        case "name_fr" | "official_name_fr":
            return french(text)
    return text


def _memberships(row: Mapping[str, str], state: str) -> Iterator[Researched]:
    key = f"states/{row['iso_alpha3']}"
    if year := row["un_member_since"]:
        said = membership("un", state, "un") | {"cn:startDate^^date": year}
        yield Researched(f"{key}/un_member_since", "membership", "confirmed", "memberships", said)
    elif row["status"] == "UN observer state":
        slug = state.partition(":")[2]
        yield _row(f"{key}/status", "status", "remark", f"remark:{slug}.observer-at-the-un")
    for name, body in mapping("state-bodies").items():
        if row[name] == "1":
            said = membership(body, state, body)
            start = mapping("membership-starts").get(said["iri"].partition(":")[2])
            if start:
                said["cn:startDate^^date"] = start
            yield Researched(f"{key}/{name}", "membership", "confirmed", "memberships", said)
    if group := row["un_regional_group"]:
        said = membership(mapping("regional-groups")[group], state, "regional")
        yield Researched(f"{key}/un_regional_group", "membership", "confirmed", "memberships", said)
    if row["nato_at_2018_11"] == "1":
        when = f"states/nato_at_2018_11/{row['iso_alpha3']}"
        yield Researched(when, "membership at a time", "lead", "memberships")


def membership(body: str, member: str, sources: str) -> dict[str, str]:
    """Return the row of a membership, with the sources kept under a name."""
    return {
        "iri": f"membership:{body}.{member.partition(':')[2]}",
        "a": "org:Membership",
        "org:member": member,
        "org:organization": f"organisation:{body}",
        "dcterms:source": cells([mapping("body-sources")[sources]]),
        "cn:factStatus": "fact-status:confirmed",
    }


def _notes(row: Mapping[str, str], state: str) -> Iterator[Researched]:
    """Yield what the columns of notes say; a further common name is a name."""
    key = f"states/{row['iso_alpha3']}"
    if row["un_regional_group_note"]:
        yield _noted(f"{key}/un_regional_group_note", row["un_regional_group_note"])
    if row["wikidata_qid_alt"]:
        slug = state.partition(":")[2]
        relation = "related" if slug == "netherlands" else "exact"
        iri = f"fact:{slug}.{relation}-match.{row['wikidata_qid_alt'].lower()}"
        yield _row(f"{key}/wikidata_qid_alt", "second link", "actor-facts", iri)
    for number, note in enumerate(filter(None, row["notes"].split("; "))):
        where = f"{key}/notes/{number}"
        if note.startswith(NAMED):
            said = {"iri": state, "skos:altLabel@en": note.removeprefix(NAMED)}
            yield Researched(where, "state name", "confirmed", "states", said)
        else:
            yield _noted(where, note)


def _noted(key: str, text: str) -> Researched:
    """Return a note as the row that says it, if one does."""
    for start, iri in mapping("state-notes").items():
        if text.startswith(start):
            return _row(key, "note on a state", iri.partition(":")[0], iri)
    return Researched(key, "note on a state", "confirmed", "actor-facts")


def _row(key: str, kind: str, table: str, iri: str) -> Researched:
    """Return a fact that a row kept by hand says whole, named only."""
    names = {"disagreement": "disagreements-actors", "fact": "actor-facts",
             "membership": "memberships", "remark": "actor-remarks"}  # fmt: skip
    kept = iri.partition(":")[0]
    said = {"iri": iri, "a": CLASSES.get(kept, "cn:Remark")}
    return Researched(key, kind, "confirmed", names.get(table, table), said)


def _union(row: Mapping[str, str]) -> Iterator[Researched]:
    """Yield the facts of the European Union, which is no state."""
    iri, table = "organisation:eu", "organisations"
    for name in ("iso_alpha2", "iso_alpha3"):
        yield Researched(f"states/{UNION}/{name}", "state code", "confirmed", table)
    for name in ("name_en", "name_fr"):
        said = {"iri": iri, f"skos:prefLabel@{name[-2:]}": row[name]}
        yield Researched(f"states/{UNION}/{name}", "state name", "confirmed", table, said)
    link = {"iri": iri, "skos:exactMatch": f"wd:{row['wikidata_qid']}"}
    yield Researched(f"states/{UNION}/wikidata_qid", "state link", "confirmed", table, link)
    yield _row(f"states/{UNION}/status", "status", "remark", "remark:eu.observer-at-the-un")
    said = membership("g20", iri, "g20")
    yield Researched(f"states/{UNION}/g20", "membership", "confirmed", "memberships", said)
