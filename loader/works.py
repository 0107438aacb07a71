"""Which work a reference means: an entity we know, an earlier note's, or a new publication."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader import vocabulary as v
from loader.model import Citation, Node, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loader.knowledge import Knowledge
    from loader.model import Document, Reference

# Words that only lead to an address: "For the list see www…".
POINTING: Final = re.compile(r"\b(?:see|at|here|from|available|online)$", re.IGNORECASE)
# A given name or initials and a family name; what names a body has other words in it.
PERSONAL: Final = re.compile(
    r"(?!.*\b(?:Ministry|Office|Department|Commission|Council|University|Institute|Group|House|Agency"
    r"|Centre|Center|Committee|Organi[sz]ation|Union|Forum|Accord|Assembly|Court|Government|UN|EU)\b)"
    r"(?:[A-ZÀ-Þ][\w’'-]*\.?)(?: (?:[A-ZÀ-Þ][\w’'-]*\.?|de|van|von|der|den|la|di|al|bin)){1,4}"
)


def resolve(
    references: Iterable[Reference], known: Knowledge, document: Document
) -> tuple[list[Citation], list[Node], list[Problem]]:
    """Return each reference with its work, the works that are new, and what stayed open."""
    citations: list[Citation] = []
    nodes: dict[str, Node] = {}
    problems: list[Problem] = []
    last: Citation | None = None
    for reference in references:
        found = _earlier(reference, citations, last, known) or _work(reference, known)
        last = found
        if found is None:
            problems.append(_unresolved(reference, document))
            continue
        if found.minted and found.work not in nodes:
            nodes[found.work] = publication(reference, found.work, known)
        citations.append(found)
    return citations, list(nodes.values()), problems


def _earlier(
    reference: Reference, before: list[Citation], last: Citation | None, known: Knowledge
) -> Citation | None:
    """Resolve ibid. to the last reference before it, and a short form to an earlier full one."""
    if reference.form == "ibid":
        if last is None:
            return None
        pinpoint = reference.pinpoint or last.pinpoint
        return Citation(reference, last.work, last.minted, last.reference.note, pinpoint)
    if reference.cross:
        target = [one for one in before if one.reference.note == reference.cross]
        return _repeated(reference, target[0]) if target else None
    if reference.form == "short":
        work = known.by_title(reference.title)
        for one in before:
            if one.reference.form == "full" and _same(one, reference, work):
                return _repeated(reference, one)
    return None


def _repeated(reference: Reference, one: Citation) -> Citation:
    return Citation(reference, one.work, one.minted, one.reference.note, reference.pinpoint)


def _same(one: Citation, reference: Reference, work: str) -> bool:
    full = v.slugify(one.reference.title)
    short = v.slugify(reference.title)
    return one.work == work or (bool(short) and f"-{full}-".startswith(f"-{short}-"))


def _work(reference: Reference, known: Knowledge) -> Citation | None:
    if reference.form == "ibid":
        return None
    named = (
        [reference.title, *reference.title.split(", ")]
        if not reference.quoted
        else [reference.title]
    )
    found = (_instrument(one, known) for one in named)
    work = known.symbols.get(reference.symbol) or next(filter(None, found), "")
    if work:
        return Citation(reference, work, minted=False, pinpoint=reference.pinpoint)
    placed = reference.quoted or reference.symbol or reference.page or reference.url
    if reference.cross or not placed:
        return None
    return Citation(reference, _mint(reference), minted=True, pinpoint=reference.pinpoint)


def _instrument(title: str, known: Knowledge) -> str:
    found = known.by_title(title) if title else ""
    return found if found and "Work" in known.kinds(found) else ""


def _mint(reference: Reference) -> str:
    if reference.symbol:
        return v.entity("instrument", v.slugify(reference.symbol))
    family = [name.split()[-1] for name in reference.authors[:1] if PERSONAL.fullmatch(name)]
    return v.named("work", " ".join([*family, _called(reference)]))


def _called(reference: Reference) -> str:
    """Return what a work is called: its title, or its address for want of one."""
    points = reference.url and (not reference.title or POINTING.search(reference.title))
    return reference.url if points and not reference.quoted else reference.title


def publication(reference: Reference, iri: str, known: Knowledge) -> Node:
    """Return the node of a work that the graph did not know."""
    literals = [
        (v.CN + "venueName", reference.venue, "string"),
        (v.CN + "volume", reference.volume, "string"),
        (v.CN + "firstPage", reference.page, "string"),
        (v.CN + "symbol", reference.symbol, "string"),
        (v.CN + "date", reference.date, "date"),
        (v.CN + "date", "" if reference.date else reference.year, "gYear"),
        (v.DCTERMS + "title", _called(reference), "string"),
    ]
    facts = [(v.DCTERMS + "creator", author(name, known)) for name in reference.authors]
    venue = known.by_title(reference.venue) if reference.venue else ""
    if venue and "Actor" in known.kinds(venue):
        facts.append((v.CN + "venue", venue))
    kind = "Instrument" if reference.symbol else "Publication"
    return Node(
        iri, (kind,), _called(reference), tuple(facts),
        tuple(one for one in literals if one[1]),
    )  # fmt: skip


def author(name: str, known: Knowledge) -> str:
    """Return the person or body of this name, known or new."""
    bare = re.sub(r"^[Tt]he ", "", name)
    found = known.by_title(name) or known.by_title(bare)
    if found and "Actor" in known.kinds(found):
        return found
    kind = "person" if PERSONAL.fullmatch(name) else "organisation"
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


def provision(work: str, pinpoint: str) -> str:
    """Return the IRI of the part of an instrument that a pinpoint names: 13(f) is …/x.13f."""
    number = "".join(char for char in pinpoint if char not in "() ").replace("–", "-")
    return v.entity("provision", f"{v.local(work)}.{v.slugify(number.replace(',', '-'))}")


def _unresolved(reference: Reference, document: Document) -> Problem:
    words = f"note {reference.note}: no work found for this reference"
    return Problem(document.slug, reference.span.start, "warning", "unresolved-reference", words)
