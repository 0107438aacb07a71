"""Provisions of instruments as researched: what each says, how it binds, whom and for what.

What a text asks and how firmly its own instrument binds decide together on the modality: a
judgment or a text that does not bind, and says must, tells what the law is; a pledge commits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader.model import LoaderError
from loader.research.files import mapping, yaml_file
from loader.research.model import Researched
from loader.research.rows import confidence, sourced
from loader.vocabulary import short_slug, slugify

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from loader.research.model import Confidence
    from loader.research.rows import Entry

FILE: Final = "instruments.yaml"
NUMBER_IN_NUMBER: Final = re.compile(r"(?<=\d)\((?=\d)")
LETTER_IN_NUMBER: Final = re.compile(r"(?<=\d)\(([a-z]+)\)")
SEVERAL: Final = re.compile(r"\d\S*-\S*[\d)]")
UNIT: Final = re.compile(r"\b(para|principle|rule)(?= \{\})")
# A number has a digit, or is a letter, a Roman numeral or an annex; else it is a word of ours.
NUMBERED: Final = re.compile(r"\d|^[a-k]$|^[IV]+$|^(annex|chapter)")
MEMORY: Final = "From memory: "


def facts(folder: Path) -> Iterator[Researched]:
    """Yield every provision of instruments.yaml, then the notes on it."""
    for entry in yaml_file(folder / FILE)["instruments"]:
        for said in entry.get("norms") or []:
            key = f"instruments/{entry['id']}/norms/{slugify(str(said['number']))}"
            row = _row(entry, said)
            yield Researched(key, "provision", confidence(said), "provisions", row)
            yield from _notes(key, said, row["iri"])


def _row(entry: Entry, said: Entry) -> dict[str, str]:
    """Return what is said of a provision, with what is said otherwise here put in its place."""
    place = f"{entry['id']}/{said['number']}"
    number = _number(place, str(said["number"]))
    row = {
        "iri": f"provision:{_slug(entry['id'], place, str(said['number']))}",
        "a": "cn:Provision",
        "skos:prefLabel@en": _label(entry["id"], number, said["label"]),
        "dcterms:title@en": _title(said["label"]),
        "skos:definition@en": said["paraphrase"],
        "cn:provisionOf": _instrument(entry["id"]),
        "cn:number^^xsd:string": number,
        "cn:numberStatus": "fact-status:lead" if number and said.get("number_confidence") else "",
        "cn:modality": f"modality:{_modality(entry, said)}",
        "cn:polarity": f"polarity:{said['polarity']}",
        "cn:bearer": _all("provision-bearers", said["addressees"]),
        "cn:protects": _all("provision-objects", said["protected_objects"]),
        "cn:topic": _all("provision-topics", said["topics"]),
    }
    ours = mapping("provision-overrides")
    row.update({h: ours[f"{place}/{h}"] for h in row if f"{place}/{h}" in ours})
    told = {header: cell for header, cell in row.items() if cell}
    return sourced(told, said["sources"], confidence(said))


def _slug(instrument: str, place: str, number: str) -> str:
    """Return the last part of a provision's IRI.

    >>> _slug("iccpr", "", "art 19(2)"), _slug("gge-2015", "", "13(a)")
    ('iccpr.art-19-2', 'gge-2015.13a')
    """
    given = mapping("provision-slugs").get(place)
    bare = LETTER_IN_NUMBER.sub(r"\1", NUMBER_IN_NUMBER.sub("-", number))
    return given or f"{instrument}.{slugify(bare)}"


def _instrument(name: str) -> str:
    return mapping("instrument-texts").get(name, f"instrument:{name}")


def _number(place: str, number: str) -> str:
    """Return the number as the text prints it; '' where it has none and the research a word."""
    words = mapping("provision-numbers")
    return words.get(place, "" if not NUMBERED.search(number) else number)


def _label(instrument: str, number: str, title: str) -> str:
    """Return a name: the instrument's short one, then the number or, without one, the title."""
    pattern = _ours("provision-labels", instrument)
    if not number:
        return f"{pattern.rpartition(',')[0]}: {_title(title)}"
    plural = UNIT.sub(r"\1s", pattern) if SEVERAL.search(number) else pattern
    return plural.format(number)


def _title(label: str) -> str:
    """Return a label in small letters, unless it opens with a name or an acronym.

    >>> _title("No IP theft"), _title("CSIRTs")
    ('no IP theft', 'CSIRTs')
    """
    named = label[1:2].isupper() or label.split(maxsplit=1)[0] in mapping("provision-names")
    return label if named else label[0].lower() + label[1:]


def _modality(entry: Entry, said: Entry) -> str:
    """Return how a provision binds or steers, by its words and by the force of its text."""
    bound = entry["binding"] and entry["kind"] != "court judgment"
    force = mapping("provision-pledges").get(entry["id"], "law" if bound else "other")
    return _ours("provision-modalities", f"{force} {said['deontic']} {said['polarity']}")


def _all(section: str, words: Iterable[str]) -> str:
    return " | ".join(sorted({_ours(section, word) for word in words}))


def _ours(section: str, word: str) -> str:
    """Return our word for one of the research; LoaderError if there is none yet."""
    try:
        return mapping(section)[word]
    except KeyError:
        raise LoaderError(
            f"{word!r} has no line in [{section}] of loader/research/mappings.toml; add one"
        ) from None


def _notes(key: str, said: Entry, iri: str) -> Iterator[Researched]:
    """Yield a note as a remark, a lead if it comes from memory, and what a provision effects."""
    if text := said.get("note"):
        yield _remark(f"{key}/note", text, said, iri)
    if text := said.get("effect"):
        table, subject, header, cell = _ours("provision-effects", text).split()
        row = {"iri": subject, header: cell}
        yield Researched(f"{key}/effect", "provision effect", confidence(said), table, row)


def _remark(key: str, text: str, said: Entry, iri: str) -> Researched:
    """Return the remark that a note is; a note on the research itself gives no row."""
    told = text.removeprefix(MEMORY)
    sure: Confidence = confidence(said) if told == text else "lead"
    if text in mapping("provision-research-notes"):
        return Researched(key, "provision note", "lead", "")
    row = {
        "iri": f"remark:{iri.partition(':')[2]}.{short_slug(told)}",
        "a": "cn:Remark",
        "cn:about": iri,
        "skos:definition@en": told[0].upper() + told[1:],
    }
    row = sourced(row, said["sources"] if told == text else [], sure)
    return Researched(key, "provision note", sure, "remarks", row)
