"""Releases as records: for JSON, and in DCAT for who reads RDF; no routes."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Triple

from server.archive import Edition
from server.release import Dump, Release
from server.site import site

DCAT = "http://www.w3.org/ns/dcat#"
CATALOGUE_FILE = "catalogue.ttl"
# What the data themselves say of the whole: the dataset, the catalogue it is in, the endpoint.
ABOUT = ("dataset", "data", "sparql#service")


def file(dump: Dump) -> dict[str, Any]:
    """Record a file; where it is packed in is our own matter."""
    return {key: v for key, v in asdict(dump).items() if v != "" and key != "packed_in"}


def release(found: Release) -> dict[str, Any]:
    """Record a release with its files."""
    return {
        "name": found.name,
        "date": found.date,
        "version": found.version,
        "digest": found.digest,
        "quads": found.quads,
        "triples": found.triples,
        "graphs": [asdict(graph) for graph in found.graphs],
        "files": [file(dump) for dump in found.dumps],
    }


def changes(edition: Edition) -> dict[str, Any] | None:
    """Record what a release changed; nothing where there was none before it."""
    found = edition.changes
    if found is None:
        return None
    files = [file(dump) for dump in found.dumps]
    return {"since": edition.previous, "added": found.added, "removed": found.removed} | {
        "files": [{**one, "name": f"changes/{one['name']}"} for one in files]
    }


def edition(found: Edition) -> dict[str, Any]:
    """Record a release as one of several."""
    kept = found.release is not None
    return {"name": found.name, "date": found.date, "triples": found.triples, "kept": kept} | {
        "changes": changes(found)
    }


def catalogue() -> Sequence[Triple]:
    """Describe the dataset, the endpoint, every release, and the files of the newest.

    Those of single graphs are left to the description of the release, which is long.
    """
    about = [
        quad.triple
        for name in ABOUT
        for quad in site().engine.store.quads_for_pattern(
            NamedNode(site().base + name), None, None, ox.DefaultGraph()
        )
    ]
    editions = [one for found in site().archive.editions.values() for one in succession(found)]
    whole = [one for one in files(site().release) if not of_graph(one)]
    return list(dict.fromkeys([*about, *editions, *whole]))


def of_graph(triple: Triple) -> bool:
    """Tell whether something is said of a single graph or its files."""
    subject = str(triple.subject)
    return "#graphs/" in subject or f"<{site().base}graph/" in subject


def described(found: Edition) -> Sequence[Triple]:
    """Describe one release and its files."""
    return list(
        dict.fromkeys([*succession(found), *(files(found.release) if found.release else ())])
    )


def succession(found: Edition) -> Iterator[Triple]:
    """Say which release this is, and which came before it."""
    if not found.name:
        return
    this = NamedNode(f"{site().base}data/{found.name}")
    yield Triple(NamedNode(site().base + "dataset"), NamedNode(DCAT + "hasVersion"), this)
    yield Triple(this, NamedNode(DCAT + "version"), Literal(found.name))
    if found.previous:
        before = NamedNode(f"{site().base}data/{found.previous}")
        yield Triple(this, NamedNode(DCAT + "previousVersion"), before)


def files(found: Release) -> Iterator[Triple]:
    """Give what a release says of itself and its files."""
    if found.root is None or found.dump(CATALOGUE_FILE) is None:
        return
    for quad in ox.parse(path=str(found.root / CATALOGUE_FILE), format=ox.RdfFormat.TURTLE):
        yield quad.triple
