"""The claims and mentions that concern a thing, found by steps: what they say and where."""

from collections.abc import Iterable, Iterator
from itertools import islice

import pyoxigraph as ox

from server.engine import Table
from server.evaluation import Cell, cell
from server.walk import Term, along, is_a, objects, subjects, value_of

COLUMNS = [
    "claim",
    "subject",
    "predicate",
    "object",
    "stance",
    "document",
    "start",
    "end",
    "exact",
    "sha256",
]


def claims(iri: str, most: int) -> Table:
    """Find claims that are about this thing, are this thing, or stand in this document."""
    here = ox.NamedNode(iri)
    found = dict.fromkeys(islice(claims_at(here), most + 1))
    return table((claim, "rdf:subject", "cn:evidence") for claim in found)


def claims_at(here: ox.NamedNode) -> Iterator[Term]:
    """Step to the claims."""
    ways: list[Iterable[Term]] = [
        [here],
        subjects("rdf:subject", here),
        subjects("rdf:object", here),
        (c for place in subjects("oa:hasSource", here) for c in subjects("cn:evidence", place)),
    ]
    for way in ways:
        yield from (one for one in way if is_a(one, "cn:Claim"))


def mentions(iri: str, most: int) -> Table:
    """Find where a thing is mentioned, or what a document mentions; a thing of its own has one."""
    here = ox.NamedNode(iri)
    found = dict.fromkeys(islice(mentions_at(here), most + 1))
    return table(
        (one, "oa:hasBody", "cn:evidence" if one == here else "oa:hasTarget") for one in found
    )


def mentions_at(here: ox.NamedNode) -> Iterator[Term]:
    """Step to the mentions; what is no claim but has a place of its own counts as one."""
    if not is_a(here, "cn:Claim") and any(
        along([here], p) for p in ("cn:evidence", "oa:hasTarget")
    ):
        yield here
    yield from subjects("oa:hasBody", here)
    for place in subjects("oa:hasSource", here):
        yield from (one for one in subjects("oa:hasTarget", place) if objects(one, "oa:hasBody"))


def table(found: Iterable[tuple[Term, str, str]]) -> Table:
    """Say what each says and where it stands, in the order of the text."""
    rows = [row for one in found for row in rows_of(*one)]
    rows.sort(key=in_text)
    return {"variables": COLUMNS, "rows": rows, "more": False}


def rows_of(one: Term, subject: str, place: str) -> Iterator[list[Cell]]:
    """Give a row for each place of a claim or mention."""
    parts = [
        value_of(objects(one, name))
        for name in (subject, "rdf:predicate", "rdf:object", "cn:stance")
    ]
    targets = objects(one, place) or objects(one, "oa:hasTarget")
    if not targets:
        yield [cell(one), *parts, *[None] * 5]
    for target in targets:
        yield [cell(one), *parts, *where(target)]


def in_text(row: list[Cell]) -> list[str]:
    """Order by document, place and claim; the digits of a place are made equally many."""
    return [(found or {"value": ""})["value"].rjust(12, "0") for found in (row[5], row[6], row[0])]


def where(target: Term) -> list[Cell]:
    """Say in which document a place is, from where to where, in which words of which text."""
    documents = objects(target, "oa:hasSource")
    chosen = objects(target, "oa:hasSelector")
    # The offsets count in the text, which is not the file where the file is no plain text.
    text = along(documents, "cn:textSha256") or along(documents, "cn:sha256")
    parts = [along(chosen, name) for name in ("oa:start", "oa:end", "oa:exact")]
    return [value_of(documents), *(value_of(part) for part in parts), value_of(text)]
