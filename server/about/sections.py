"""The sections of pages: from where each begins, which things it lists, what it says of each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from server.evaluation import cell
from server.pages import Cell, local_name
from server.walk import Term, along, first, is_a, objects, statements, subjects, term

# A thing with what is known of it, by the local names of properties.
Raw = list[tuple[Cell, dict[str, list[Cell]]]]
SOURCED = "cn:factStatus dcterms:source"


@dataclass(frozen=True, slots=True)
class Section:
    """Things that point here (or `^`: at which this one points), of one class, with these keys.

    A hop says something of a thing that is stated of another one, some properties away.
    """

    starts: tuple[str, ...]
    keys: frozenset[str]
    kind: str = ""
    hops: tuple[tuple[str, str], ...] = ()


def section(starts: str, keys: str, kind: str = "", *hops: tuple[str, str]) -> Section:
    """Write a section in one line: names between spaces."""
    return Section(tuple(starts.split()), frozenset(keys.split()), kind, hops)


AFFIRMING = "cn:affirmsApplicabilityOf cn:deniesApplicabilityOf cn:takesNoteOf cn:callsIntoQuestion"
SECTIONS = {
    "provisions": section(
        "cn:provisionOf",
        "cn:number dcterms:title skos:definition cn:modality cn:bearer cn:addressee cn:expresses "
        f"cn:condition cn:threshold {SOURCED}",
    ),
    "norms": section("^cn:expresses", "cn:formulationOf cn:factStatus prov:wasDerivedFrom"),
    "milestones": section(
        "cn:milestoneOf", f"cn:date cn:notBefore cn:notAfter cn:step skos:note {SOURCED}"
    ),
    "votes": section(
        "cn:voteOn", f"cn:date cn:votingBody cn:inFavour cn:against cn:abstentions {SOURCED}"
    ),
    "counts": section(
        "cn:countOf",
        "cn:date cn:atDateText cn:countQualifier cn:countValue cn:countedActors cn:countedRegion "
        f"skos:note prov:wasDerivedFrom {SOURCED}",
    ),
    "remarks": section("cn:about", f"skos:definition cn:date cn:partOfText {SOURCED}", "cn:Remark"),
    "disagreements": section(
        "cn:about", f"skos:definition cn:between cn:preferred {SOURCED}", "cn:Disagreement"
    ),
    "positions": section(
        "cn:endorser",
        "cn:position cn:endorsed cn:date cn:notBefore cn:notAfter cn:firstListed cn:lastListed "
        f"cn:reason cn:derivedFromClaim {SOURCED}",
    ),
    "endorsements": section(
        "cn:endorsed",
        "cn:position cn:endorser cn:date cn:notBefore cn:notAfter cn:firstListed cn:reason "
        f"cn:derivedFromClaim {SOURCED}",
    ),
    "memberships": section(
        "org:member", f"org:organization cn:startDate cn:endDate skos:note {SOURCED}"
    ),
    "members": section(
        "org:organization", f"org:member cn:startDate cn:endDate skos:note {SOURCED}"
    ),
    "expressions": section(
        "cn:expresses",
        "cn:provisionOf cn:number dcterms:title skos:definition cn:modality cn:bearer cn:addressee "
        "cn:condition cn:threshold dcterms:source",
        "cn:Provision",
        ("cn:provisionOf", "cn:date cn:bindingForce"),
    ),
    "formulations": section(
        "cn:formulationOf",
        "cn:modality cn:bearer cn:addressee cn:condition cn:threshold prov:wasDerivedFrom",
    ),
    "affirmations": section(
        AFFIRMING,
        f"cn:date cn:bindingForce cn:number skos:definition {SOURCED}",
        "",
        ("cn:provisionOf", "cn:date cn:bindingForce"),
    ),
    "ruled": section("cn:regime", "cn:bearer", "cn:Norm"),
    "paragraphs": section(
        "dcterms:isPartOf",
        "cn:number",
        "cn:Paragraph",
        ("cn:evidence/oa:hasSelector", "oa:start oa:end"),
    ),
    "citations": section(
        "cito:hasCitingEntity",
        "cito:hasCitedEntity cn:footnote cn:pinpointText cn:citationForm cn:accessed "
        "cn:urlAsPrinted cn:urlTruncated",
    ),
    "facts": section(
        "rdf:subject rdf:object",
        f"rdf:subject rdf:predicate rdf:object cn:objectValue cn:reason {SOURCED}",
        "cn:Fact",
    ),
}


def gather(name: str, iri: str, most: int) -> Raw:
    """List the things of a section, `most` of them and perhaps one more."""
    made, here = SECTIONS[name], ox.NamedNode(iri)
    found = first(starting(made, here), most + 1)
    return [(cell(thing), known(made, thing, here)) for thing in found]


def describe(iris: Iterable[str], keys: str) -> Raw:
    """Say of each of these things what is stated with these properties."""
    made = section("", keys)
    nodes = [ox.NamedNode(iri) for iri in iris]
    return [(cell(node), known(made, node, node)) for node in nodes]


def expand(name: str, iris: Iterable[str]) -> Raw:
    """Say what a section says of each of these things."""
    nodes = [ox.NamedNode(iri) for iri in iris]
    return [(cell(node), known(SECTIONS[name], node, node)) for node in nodes]


def starting(made: Section, here: ox.NamedNode) -> Iterator[Term]:
    """Find the things that a section begins with."""
    for start in made.starts:
        found: Iterable[Term]
        found = objects(here, start[1:]) if start.startswith("^") else subjects(start, here)
        yield from (one for one in found if not made.kind or is_a(one, made.kind))


def known(made: Section, thing: Term, here: ox.NamedNode) -> dict[str, list[Cell]]:
    """Say what a section says of one thing; `how` is by which property it came in."""
    found: dict[str, list[Cell]] = {}
    wanted = {term(key).value: local_name(term(key).value) for key in made.keys}
    starts = {term(start).value for start in made.starts if not start.startswith("^")}
    for prop, value in statements(thing):
        if prop in wanted:
            found.setdefault(wanted[prop], []).append(cell(value))
        if prop in starts and value == here:
            found.setdefault("how", []).append({"type": "iri", "value": prop})
    for path, keys in made.hops:
        for end in along([thing], path):
            for key in keys.split():
                cells = [cell(one) for one in objects(end, key)]
                found.setdefault(local_name(key.replace(":", "#")), []).extend(cells)
    return found
