"""Organisations as researched: names, kinds, fields, seats, and who they are elsewhere.

What the research calls confirmed is said of the organisation itself; what it only remembers, or
asks to verify first, is a cn:Fact of its own that is a lead.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final

from loader.cells import joined
from loader.research.files import mapping, yaml_file
from loader.research.model import Researched
from loader.research.sources import cells
from loader.research.states import french, slugs
from loader.vocabulary import slugify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILE: Final = "organisations.yaml"
TABLE: Final = "organisations"
BRACKETED: Final = re.compile(r"\s*\(([^()]*)\)")
MEMORY: Final = "from-memory"
UNVERIFIED: Final = "verify before publishing"
CLASSES: Final = {
    "disagreement": "cn:Disagreement", "endorsement": "cn:Endorsement", "fact": "cn:Fact",
    "remark": "cn:Remark",
}  # fmt: skip
TABLES: Final = {
    "disagreement": "disagreements-actors", "endorsement": "endorsements", "fact": "actor-facts",
    "organisation": TABLE, "remark": "actor-remarks",
}  # fmt: skip


def slug(name: str) -> str:
    """Return our slug of an organisation, by its id in the research."""
    return mapping("organisation-slugs").get(name, name)


def everybody(folder: Path) -> set[str]:
    """Return every organisation of the file."""
    return {f"organisation:{slug(one['id'])}" for one in yaml_file(folder / FILE)["organisations"]}


def records(folder: Path) -> dict[str, str]:
    """Return the organisation behind each record of the Paris Call's list that the file names."""
    return {
        PurePosixPath(listed["file"]).stem: f"organisation:{slug(one['id'])}"
        for one in yaml_file(folder / FILE)["organisations"]
        if (listed := one.get("paris_call"))
    }


def facts(folder: Path) -> Iterator[Researched]:
    """Yield every fact of organisations.yaml."""
    states = slugs(folder)
    for one in yaml_file(folder / FILE)["organisations"]:
        reader = _Reader(one, f"organisation:{slug(one['id'])}")
        yield from reader.itself()
        yield from reader.seat(states)
        yield from reader.links()
        yield from reader.elsewhere()
        yield from reader.words()


def fact(subject: str, predicate: str, value: str, sources: str, status: str) -> dict[str, str]:
    """Return the row of a fact kept with its own source: what is said, and how firmly.

    >>> fact("organisation:icj", "cn:basedIn", "state:netherlands", "source:x", "lead")["iri"]
    'fact:icj.based-in.netherlands'
    """
    words = re.sub(r"([A-Z])", r"-\1", predicate.partition(":")[2]).lower()
    tail = value.rstrip("/").rsplit("/", 1)[-1].rsplit(":", 1)[-1]
    return {
        "iri": f"fact:{subject.partition(':')[2]}.{words}.{slugify(tail)}",
        "a": "cn:Fact",
        "rdf:subject": subject,
        "rdf:predicate": predicate,
        "rdf:object": value,
        "dcterms:source": sources,
        "cn:factStatus": f"fact-status:{status}",
    }


class _Reader:
    """Reads one organisation."""

    def __init__(self, given: dict[str, Any], iri: str) -> None:
        self.given = given
        self.name = given["id"]
        self.iri = iri
        self.key = f"organisations/{self.name}"
        self.own = self._sources()

    def _sources(self) -> str:
        """Return what vouches for the name and the field: the article, the list, or a link."""
        given = self.given
        texts = ["article"] if given["in_article"] else []
        texts += ["paris-call-list"] if given.get("paris_call") else []
        texts += [given["ror"]["source"]] if given.get("ror") else []
        linked = given.get("wikidata", {})
        texts += linked["sources"] if UNVERIFIED not in linked.get("check", UNVERIFIED) else []
        if not texts and given["hq_source"] and given["hq_source"] != MEMORY:
            texts = [given["hq_source"]]
        return cells(texts)

    def said(self, kind: str, header: str, value: str, field: str = "") -> Researched:
        """Return a confirmed fact of the organisation's own row."""
        row = {"iri": self.iri, header: value}
        if self.own:
            row["dcterms:source"] = self.own
        return Researched(f"{self.key}/{field or kind}", kind, "confirmed", TABLE, row)

    def itself(self) -> Iterator[Researched]:
        """Yield the names, the class, the field and the whole it is part of."""
        given, own = self.given, mapping("organisation-names").get(self.name)
        names = own or joined([BRACKETED.sub("", given["full_name"])])
        yield self.said("name", "skos:altLabel@en", names, "full_name")
        if given["name_in_article"]:
            printed = joined([given["name_in_article"]])
            yield self.said("name", "skos:altLabel@en", printed, "name_in_article")
        yield self.said("class", "a", mapping("organisation-kinds")[given["kind"]])
        yield self.said("sector", "cn:sector", mapping("organisation-sectors")[given["sector"]])
        if "parent" in given:
            yield self._parent(f"organisation:{slug(given['parent'])}")

    def _parent(self, whole: str) -> Researched:
        if self.name not in mapping("remembered-parents"):
            return self.said("parent", "cn:partOfOrganisation", whole)
        row = fact(self.iri, "cn:partOfOrganisation", whole, "source:own-knowledge", "lead")
        return Researched(f"{self.key}/parent", "parent", "lead", "actor-facts", row)

    def seat(self, states: dict[str, str]) -> Iterator[Researched]:
        """Yield the state of the seat; one that is only remembered is a lead."""
        if not self.given["hq_country"]:
            return
        state, sourced = f"state:{states[self.given['hq_country']]}", self.given["hq_source"]
        if sourced == MEMORY:
            row = fact(self.iri, "cn:basedIn", state, cells([sourced]), "lead")
            yield Researched(f"{self.key}/hq_country", "seat", "lead", "actor-facts", row)
        else:
            row = {"iri": self.iri, "cn:basedIn": state, "dcterms:source": cells([sourced])}
            yield Researched(f"{self.key}/hq_country", "seat", "confirmed", TABLE, row)

    def links(self) -> Iterator[Researched]:
        """Yield the identifiers of Wikidata, ROR and the EU's table, and those of things near."""
        if ror := self.given.get("ror"):
            yield self._link("ror", ror["id"], [ror["source"]], firm=True)
        if linked := self.given.get("wikidata"):
            firm = UNVERIFIED not in linked["check"]
            yield self._link("wikidata", f"wd:{linked['qid']}", linked["sources"], firm=firm)
        if body := self.given.get("eu_corporate_body"):
            yield self._link("eu_corporate_body", body["uri"], [body["source"]], firm=True)
            for language in ("en", "fr"):
                label = french(body[f"label_{language}"])
                header, field = f"skos:altLabel@{language}", f"eu_corporate_body/{language}"
                yield self.said("name", header, joined([label]), field)
        for near in self.given.get("wikidata_related", []):
            firm = "ror" in near["source"]
            status = "confirmed" if firm else "lead"
            item, sourced = f"wd:{near['qid']}", cells([near["source"]])
            row = fact(self.iri, "skos:relatedMatch", item, sourced, status)
            key = f"{self.key}/wikidata_related/{near['qid']}"
            yield Researched(key, "near link", "confirmed" if firm else "lead", "actor-facts", row)

    def _link(self, field: str, value: str, sources: list[str], *, firm: bool) -> Researched:
        sourced, key = cells(sources), f"{self.key}/{field}"
        if f"{self.name} {field}" in mapping("near-identifiers"):
            row = fact(self.iri, "skos:relatedMatch", value, sourced, "confirmed")
            return Researched(key, "near link", "confirmed", "actor-facts", row)
        if firm:
            row = {"iri": self.iri, "skos:exactMatch": value, "dcterms:source": sourced}
            return Researched(key, "link", "confirmed", TABLE, row)
        row = fact(self.iri, "skos:exactMatch", value, sourced, "lead")
        return Researched(key, "link", "lead", "actor-facts", row)

    def elsewhere(self) -> Iterator[Researched]:
        """Yield what the article and the Paris Call's list make of the organisation."""
        for field in ("role_in_article", "sector_in_article"):
            if self.given.get(field):
                key = f"organisations/{field}/{self.name}"
                yield Researched(key, "in the article", "confirmed", TABLE)
        if listed := self.given.get("paris_call"):
            record = PurePosixPath(listed["file"]).stem
            row = {
                "iri": f"endorsement:paris-call.{slugify(record)}",
                "cn:endorser": mapping("listed-as-another").get(record, self.iri),
                "cn:position": "position:supports",
                "cn:listedAs^^xsd:string": joined([listed["name_in_list"].strip()]),
                "cn:listedNature@en": listed["category"],
                "cn:listRecord^^xsd:string": record,
            }
            if nation := listed.get("nationality_in_list"):
                row["cn:listedNationality^^xsd:string"] = nation
            yield Researched(f"{self.key}/paris_call", "listing", "confirmed", "endorsements", row)

    def words(self) -> Iterator[Researched]:
        """Yield the notes; the rows that say them are kept by hand, and named in mappings.toml."""
        for field in ("name_history", "notes"):
            if not self.given.get(field):
                continue
            iri = mapping("organisation-notes").get(f"{self.name} {field}", "")
            kept = iri.partition(":")[0]
            row = {"iri": iri, **({"a": CLASSES[kept]} if kept in CLASSES else {})} if iri else {}
            remembered = "from memory" in self.given[field]
            certainty: Any = "lead" if remembered else "confirmed"
            table = TABLES.get(kept, TABLE)
            yield Researched(f"{self.key}/{field}", "note", certainty, table, row)
