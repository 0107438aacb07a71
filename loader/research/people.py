"""People as researched: names, roles, whom they act for, and who they are on Wikidata."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from loader.cells import joined
from loader.research.files import mapping, yaml_file
from loader.research.model import Researched
from loader.research.organisations import slug
from loader.research.sources import cells

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE: Final = "people.yaml"
TABLE: Final = "people"
CLASSES: Final = {"person": "cn:Person", "remark": "cn:Remark"}


def facts(folder: Path) -> Iterator[Researched]:
    """Yield every fact of people.yaml."""
    for one in yaml_file(folder / FILE)["people"]:
        key, iri = f"people/{one['id']}", f"person:{one['id']}"
        sources = cells(one["source"].split("; "))
        role = mapping("person-roles").get(one["role"], one["role"])
        said = {
            "name": ("skos:prefLabel@en", joined([one["name"]])),
            "role": ("cn:role^^xsd:string", joined([role])),
        }
        if "organisation" in one:
            said["organisation"] = ("cn:affiliation", f"organisation:{slug(one['organisation'])}")
        for field, (header, value) in said.items():
            row = {"iri": iri, "a": "cn:Person", header: value, "dcterms:source": sources}
            yield Researched(f"{key}/{field}", f"person {field}", "confirmed", TABLE, row)
        if linked := one.get("wikidata"):
            row = {"iri": iri, "skos:exactMatch": f"wd:{linked['qid']}",
                   "dcterms:source": cells(linked["sources"])}  # fmt: skip
            yield Researched(f"{key}/wikidata", "person link", "confirmed", TABLE, row)
        yield from _words(one["id"], key)
        yield from _elsewhere(one)


def _elsewhere(one: dict[str, Any]) -> Iterator[Researched]:
    """Yield what the article tells of someone, and the notes."""
    name = one["id"]
    for field in ("works_cited", "where_in_article"):
        if one.get(field):
            yield Researched(f"people/{field}/{name}", f"person {field}", "confirmed", TABLE)
    if one.get("notes"):
        iri = mapping("person-notes").get(name, "")
        row = {"iri": iri, "a": CLASSES[iri.partition(":")[0]]} if iri else {}
        table = "actor-remarks" if iri.startswith("remark:") else TABLE
        yield Researched(f"people/notes/{name}", "person notes", "confirmed", table, row)


def _words(name: str, key: str) -> Iterator[Researched]:
    """Yield whose office it is, and what the role says besides."""
    if state := mapping("person-countries").get(name):
        row = {"iri": f"person:{name}", "cn:affiliation": state}
        yield Researched(f"{key}/country", "person organisation", "confirmed", TABLE, row)
    iri = mapping("person-statements").get(name, "")
    if iri.startswith("remark:"):
        row = {"iri": iri, "a": "cn:Remark", "cn:about": f"person:{name}"}
        yield Researched(f"{key}/statement", "person statement", "confirmed", "actor-remarks", row)
