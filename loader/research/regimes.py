"""Legal regimes as researched: names, definitions, where they stand, what they bear on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from loader.research.files import mapping, yaml_file
from loader.research.model import Researched
from loader.research.rows import IN_BRACKETS, confidence, fact, node, sourced
from loader.vocabulary import short_slug, slugify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from loader.research.model import Confidence
    from loader.research.rows import Entry

FILE: Final = "instruments.yaml"
FACTS: Final = "regime-facts"


def facts(folder: Path) -> Iterator[Researched]:
    """Yield every fact of instruments.yaml about a legal regime."""
    held = yaml_file(folder / FILE)
    known = {entry["id"]: entry for entry in held["instruments"]}
    for entry in held["legal_regimes"]:
        yield from _described(entry)
        for number, said in enumerate(entry["key_provisions"]):
            yield from _provisions(entry, number, said)
        for other in entry.get("key_instruments") or []:
            yield _instrument(entry, known[other])
        for other in entry["related_regimes"]:
            row = {"iri": _iri(entry), "skos:related": f"regime:{other}"}
            yield _told(entry, f"related_regimes/{other}", "regime relation", row)


def _iri(entry: Entry) -> str:
    return f"regime:{entry['id']}"


def _told(entry: Entry, key: str, kind: str, row: dict[str, str]) -> Researched:
    where = "regimes" if row else ""
    return Researched(f"regimes/{entry['id']}/{key}", kind, confidence(entry), where, row)


def _described(entry: Entry) -> Iterator[Researched]:
    iri = _iri(entry)
    name = IN_BRACKETS.sub("", entry["label_en"])
    row = {
        "iri": iri,
        "a": "cn:LegalRegime",
        "skos:prefLabel@en": _uncapped(name),
        "skos:prefLabel@fr": _printed(entry["label_fr"]),
        "skos:definition@en": entry["definition"],
    }
    yield _told(entry, "label", "regime", sourced(row, entry["sources"], confidence(entry)))
    for name in entry.get("alt_labels", []):
        given = mapping("regime-names").get(name, "en")
        named = {"iri": iri, f"skos:altLabel@{given.split()[-1]}": name} if given else {}
        yield _told(entry, f"alt_labels/{slugify(name)}", "regime name", named)
    if text := entry.get("notes"):
        yield _note(entry, text)


def _uncapped(name: str) -> str:
    return name[0].lower() + name[1:] if name[1:2].islower() else name


def _printed(french: str) -> str:
    return french.replace("'", "’")


def _note(entry: Entry, text: str) -> Researched:
    """Return a note as a remark; one that comes from memory is a lead."""
    memory = "from memory" in text
    sure: Confidence = "lead" if memory else confidence(entry)
    row = {
        "iri": f"remark:{entry['id']}.{short_slug(text)}",
        "a": "cn:Remark",
        "cn:about": _iri(entry),
        "skos:definition@en": text,
    }
    row = sourced(row, [] if memory else entry["sources"], sure)
    return Researched(f"regimes/{entry['id']}/notes", "regime note", sure, "remarks", row)


def _provisions(entry: Entry, number: int, said: Entry) -> Iterator[Researched]:
    """Yield where a regime stands: provisions, whole instruments, or words if we have neither."""
    text = str(said["provision"])
    key = f"regimes/{entry['id']}/key_provisions/{number}-{short_slug(text)}"
    for place in mapping("regime-provisions").get(text, text).split(" | "):
        if place.startswith("remark:"):
            yield _nowhere(entry, key, place, said)
            continue
        whole = place.startswith("instrument:")
        row = fact(_iri(entry), "cn:keyInstrument" if whole else "cn:keyProvision", place)
        row = {**row, "cn:reason@en": said["about"]}
        row = sourced(row, said["sources"], confidence(said))
        yield Researched(key, "regime provision", confidence(said), FACTS, row)


def _nowhere(entry: Entry, key: str, iri: str, said: Entry) -> Researched:
    """Return the remark that a regime stands in no text, and why."""
    text = f"{said['provision']}: {said['about']}"
    row = {"iri": iri, "a": "cn:Remark", "cn:about": _iri(entry), "skos:definition@en": text}
    row = sourced(row, said["sources"], confidence(said))
    return Researched(key, "regime provision", confidence(said), "remarks", row)


def _instrument(entry: Entry, other: Entry) -> Researched:
    """Return a key instrument; a work of scholarship is none, it deals with the regime."""
    place = node(other)
    key = f"regimes/{entry['id']}/key_instruments/{other['id']}"
    if place.startswith("work:"):
        row = {"iri": place, "cn:dealsWith": _iri(entry)}
        return Researched(key, "regime instrument", confidence(entry), "works", row)
    row = sourced(fact(_iri(entry), "cn:keyInstrument", place), entry["sources"], confidence(entry))
    return Researched(key, "regime instrument", confidence(entry), FACTS, row)
