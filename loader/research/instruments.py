"""Instruments as researched: names, kinds, symbols, who made them, and all that is said of them.

The door to instruments.yaml but for its norms and legal regimes. What an instrument is comes
first, then its dates, relations and remarks, each read by a module of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader.research import counts, dates, relations, remarks, votes
from loader.research.fields import fields
from loader.research.files import mapping, yaml_file
from loader.research.model import Researched
from loader.research.rows import (
    IN_BRACKETS,
    classes,
    confidence,
    fact,
    node,
    sourced,
    table,
    was_read,
)
from loader.vocabulary import slugify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from loader.research.rows import Entry

FILE: Final = "instruments.yaml"
YEAR: Final = re.compile(r"\s*\(\d{4}[^()]*\)$")
SERIES: Final = re.compile(r"UNTS|C?ETS No")
FROM_MEMORY: Final = " (from-memory)"
# Where UN documents stand, each under its symbol.
REPEATED: Final = "://undocs.org/"
RESOLUTIONS: Final = ("UN General Assembly", "UN Human Rights Council")


def facts(folder: Path) -> Iterator[Researched]:
    """Yield every fact of instruments.yaml that is no norm and no legal regime."""
    held = yaml_file(folder / FILE)
    for entry in held["instruments"]:
        yield from _described(entry)
        yield from fields(entry)
        yield from dates.facts(entry)
        yield from counts.facts(entry)
        yield from votes.facts(entry)
        yield from remarks.facts(entry)
    yield from relations.facts(held["instruments"], {one["id"] for one in held["legal_regimes"]})
    yield from remarks.warnings(held["source_warnings"])


def _described(entry: Entry) -> Iterator[Researched]:
    yield _named(entry)
    other = f"{entry['id']}/{entry['name']}" in mapping("instrument-names")
    for name in [entry["name"]] * other + entry["alt_names"]:
        yield _also(entry, name)
    yield from _symbols(entry)
    yield from _pages(entry)
    yield from _regimes(entry)
    for column, header in (("binding_note", "cn:bindingNote@en"), ("place", "cn:place@en")):
        if text := entry.get(column):
            row = {"iri": node(entry), header: text}
            yield _told(entry, column, f"instrument {column}", row)


def _told(entry: Entry, key: str, kind: str, row: dict[str, str]) -> Researched:
    """Return a fact that has the sources and the status of its instrument."""
    where = table(row["iri"]) if row else ""
    return Researched(f"instruments/{entry['id']}/{key}", kind, confidence(entry), where, row)


def _named(entry: Entry) -> Researched:
    """Return name, class and force.

    A resolution's title loses the year added to tell it apart; a name that is mapped is told
    with the other names.
    """
    iri = node(entry)
    name = entry["name"]
    row = {"iri": iri, "a": classes(entry)}
    if f"{entry['id']}/{name}" not in mapping("instrument-names"):
        resolution = entry["kind"].startswith(RESOLUTIONS)
        row["skos:prefLabel@en"] = YEAR.sub("", name) if resolution else name
    if iri.startswith("instrument:"):
        row["cn:bindingForce"] = "force:binding" if entry["binding"] else "force:non-binding"
    if iri.startswith("document:"):
        # The register of documents keeps its class and title, by hand.
        return _told(entry, "name", "instrument", {"iri": iri, "dcterms:title@en": name})
    if was_read(entry):
        return _told(entry, "name", "instrument", {})
    return _told(entry, "name", "instrument", sourced(row, entry["sources"], confidence(entry)))


def _also(entry: Entry, name: str) -> Researched:
    given = mapping("instrument-names").get(f"{entry['id']}/{name}", "en").split()
    key = f"names/{slugify(name)}"
    if not given:
        return _told(entry, key, "instrument name", {})
    where, iri = given[:2] if len(given) > 1 else (table(node(entry)), node(entry))
    bare = IN_BRACKETS.sub("", name) if name == entry["name"] else name
    row = {"iri": iri, f"skos:altLabel@{given[-1]}": bare}
    key = f"instruments/{entry['id']}/{key}"
    return Researched(key, "instrument name", confidence(entry), where, row)


def _symbols(entry: Entry) -> Iterator[Researched]:
    """Yield each symbol; one from memory is a fact of its own, a lead."""
    if f"{entry['id']}/symbol" in mapping("instrument-fields"):
        return
    for text in (entry["symbol"] or "").split("; "):
        symbol = text.removesuffix(FROM_MEMORY)
        property_ = "cn:treatySeries" if SERIES.search(symbol) else "cn:symbol"
        key = f"instruments/{entry['id']}/symbol/{slugify(symbol)}"
        if symbol and (symbol != text or _doubted(entry)):
            row = sourced(fact(node(entry), property_, symbol), [], "lead")
            yield Researched(key, "instrument symbol", "lead", "instrument-facts", row)
        elif symbol:
            row = {"iri": node(entry), f"{property_}^^xsd:string": symbol}
            yield Researched(key, "instrument symbol", confidence(entry), "instruments", row)


def _doubted(entry: Entry) -> bool:
    """Return whether a note or statement says that the symbol comes from memory."""
    notes = [*entry.get("discrepancies", []), *(one["statement"] for one in entry["facts"])]
    return any(re.search(r"\bsymbol\b.*\bfrom memory", note, re.IGNORECASE) for note in notes)


def _pages(entry: Entry) -> Iterator[Researched]:
    """Yield each web page; one never opened is a lead, unless it only repeats the symbol."""
    for page in entry["urls"]:
        key = f"instruments/{entry['id']}/urls/{slugify(page['url'])}"
        row: dict[str, str] = {}
        if page["confidence"] == "confirmed":
            row = {"iri": node(entry), "foaf:page": page["url"]}
        elif REPEATED not in page["url"]:
            row = sourced(fact(node(entry), "foaf:page", page["url"]), [], "lead")
        where = table(row["iri"]) if row else ""
        yield Researched(key, "instrument page", confidence(page), where, row)


def _regimes(entry: Entry) -> Iterator[Researched]:
    """Yield the bodies of law that a text deals with; of a process nothing is said."""
    iri = mapping("instrument-texts").get(entry["id"]) or node(entry)
    for regime in entry["legal_regimes"]:
        law = f"regime:{regime}"
        row: dict[str, str] = {}
        doubted = f"{entry['id']}/legal_regimes/{regime}" in mapping("instrument-fields")
        if doubted or iri.startswith("process:"):
            pass
        elif was_read(entry):
            row = fact(iri, "cn:dealsWith", law)
            row = sourced(row, entry["sources"], confidence(entry))
        else:
            row = {"iri": iri, "cn:dealsWith": law}
        yield _told(entry, f"legal_regimes/{regime}", "instrument regime", row)
