"""The nodes of what a document cites and the graph does not know: works, authors, provisions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader import vocabulary as v
from loader.citations_forms import key
from loader.citations_styles import is_person
from loader.findings import Node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loader.findings import Reference
    from loader.knowledge import Knowledge

# Words that only lead to an address: "For the list see www…".
POINTING: Final = re.compile(r"\b(?:see|at|here|from|available|online)$", re.IGNORECASE)
MIDDLE: Final = re.compile(r" (?:[A-ZÀ-Þ]\.? ?){1,3}(?= [A-ZÀ-Þ])|(?<=[a-z]) [A-ZÀ-Þ]\.?(?= )")
LISTED: Final = re.compile(r"\s?,\s?(?:and |et |& )?|\s(?:and|et|y|&)\s|;\s?")
# How the parts of instruments are named in IRIs, by the unit that is printed.
PREFIXES: Final = {
    "art": ("art-", "", "arts-"), "principle": ("principle-", ""), "norm": ("", "norm-"),
    "rule": ("", "rule-"), "section": ("section-", ""), "annex": ("annex-", "annex"),
    "chapter": ("chapter-", "chapters-"), "para": ("",), "": ("", "art-"),
}  # fmt: skip
REPORT: Final = re.compile(r"^(?:\w+ ){0,3}(?:[Rr]eport|[Rr]apport|[Ii]nforme)\b")


def minted(reference: Reference) -> str:
    """Return the IRI of a work that the graph does not know."""
    if reference.symbol:
        return v.entity("instrument", v.slugify(key(reference.symbol)))
    if reference.kind:
        return v.named("instrument", called(reference))
    family = [name.split()[-1] for name in reference.authors[:1] if is_person(name)]
    return v.named("work", " ".join([*family, called(reference)]))


def called(reference: Reference) -> str:
    """Return what a work is called: its title, or its address or number for want of one."""
    points = reference.url and (not reference.title or POINTING.search(reference.title))
    if points and not reference.quoted:
        return reference.url
    placed = " ".join(
        filter(None, (reference.year, reference.volume, reference.venue, reference.page))
    )
    return reference.title or reference.symbol or reference.series or reference.doi or placed


def node(reference: Reference, iri: str, known: Knowledge) -> Node:
    """Return the node of a work that the graph did not know."""
    doi = f"https://doi.org/{reference.doi}" if reference.doi else ""
    literals = [
        (v.CN + "venueName", reference.venue, "string"),
        (v.CN + "volume", reference.volume, "string"),
        (v.CN + "firstPage", reference.page, "string"),
        (v.CN + "symbol", reference.symbol, "string"),
        (v.CN + "treatySeries", reference.series if reference.kind == "Treaty" else "", "string"),
        (
            v.CN + "symbol",
            reference.series if reference.kind in {"Judgment", "Legislation"} else "",
            "string",
        ),
        (v.CN + "date", reference.date, "date"),
        (v.CN + "date", "" if reference.date else reference.year, "gYear"),
        (v.DCTERMS + "identifier", doi, "string"),
        (v.DCTERMS + "title", called(reference), "string"),
    ]
    facts = [(v.DCTERMS + "creator", author(name, known)) for name in reference.authors]
    venue = known.by_title(reference.venue) if reference.venue else ""
    if venue and "Actor" in known.kinds(venue):
        facts.append((v.CN + "venue", venue))
    return Node(
        iri, (_kind(reference),), called(reference), tuple(facts),
        tuple(one for one in literals if one[1]),
    )  # fmt: skip


def _kind(reference: Reference) -> str:
    if reference.kind == "Instrument" and REPORT.search(reference.title):
        return "Report"
    return reference.kind or ("Instrument" if reference.symbol else "Publication")


def author(name: str, known: Knowledge) -> str:
    """Return the person or body of this name, known or new."""
    bare = re.sub(r"^[Tt]he ", "", name)
    for one in (name, bare, " ".join(MIDDLE.sub(" ", name).split())):
        found = known.by_title(one)
        if found and "Actor" in known.kinds(found):
            return found
    kind = "person" if is_person(name) else "organisation"
    return known.free(v.named(kind, name), name)


def authors(references: Iterable[Reference], known: Knowledge) -> list[Node]:
    """Return the nodes of the authors that the graph did not know."""
    names = {name for one in references for name in one.authors}
    fresh = [(name, author(name, known)) for name in sorted(names)]
    return [
        Node(iri, ("Person" if "/id/person/" in iri else "Organisation",), name)
        for name, iri in fresh
        if iri not in known.types
    ]


def provisions(pinpoint: str) -> list[str]:
    """Return the numbers that a pinpoint lists; a range is one.

    >>> provisions("2(4) and 51"), provisions("13(f), (g)"), provisions("25-26")
    (['2(4)', '51'], ['13(f)', '13(g)'], ['25-26'])
    """
    found: list[str] = []
    for one in LISTED.split(pinpoint):
        stem = re.match(r"[\w.]+", found[-1]) if found else None
        if one.strip():
            found.append(f"{stem[0]}{one.strip()}" if one.startswith("(") and stem else one.strip())
    return found


def provision(work: str, number: str, unit: str = "", known: Knowledge | None = None) -> str:
    """Return the IRI of the part of an instrument that a number names: 13(f) is …/x.13f."""
    plain = re.sub(r" ?\((\d+)\)", r"-\1", number.replace("–", "-").replace("—", "-"))
    plain = v.slugify(re.sub(r"[() ]", "", plain))
    names = [f"{v.local(work)}.{prefix}{plain}" for prefix in PREFIXES.get(unit, ("",))]
    for name in names if known else ():
        if v.entity("provision", name) in (known.types if known else ()):
            return v.entity("provision", name)
    return v.entity("provision", names[0])
