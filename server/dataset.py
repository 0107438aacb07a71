"""The dataset in the words that search engines read: schema.org, inside of the front page.

[Dataset](https://schema.org/Dataset) as JSON-LD. Every node has an IRI; what is said of the
dataset comes from the data, what is said of its files from the manifest.
"""

from typing import Any

import pyoxigraph as ox
from flask import json
from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from server.formats import TRIPLES
from server.signposting import LICENCE
from server.site import site

TERMS = "http://purl.org/dc/terms/"
KEYWORD = "http://www.w3.org/ns/dcat#keyword"
PROJECT = "#project"


def schema_org() -> Markup:
    """Write the record for a data block of a page; nothing if bare files are served."""
    if not site().release.name:
        return Markup()
    text = json.dumps(record(), ensure_ascii=False, sort_keys=True)
    # Nothing in a string may end the block; the escape means the same in JSON.
    return Markup(text.replace("<", "\\u003c"))


def said(predicate: str) -> list[str]:
    """Give what the data say of the dataset in English, or in no language."""
    dataset = NamedNode(site().base + "dataset")
    found = site().engine.store.quads_for_pattern(
        dataset, NamedNode(predicate), None, ox.DefaultGraph()
    )
    values = (quad.object for quad in found)
    return sorted(
        one.value for one in values if isinstance(one, Literal) and one.language in {"en", None}
    )


def record() -> dict[str, Any]:
    """Describe the dataset, its current version and its files."""
    release, base = site().release, site().base
    creator = {"@id": base + PROJECT, "@type": "Organization", "url": base}
    creator["name"] = next(iter(said(TERMS + "creator")), "CyberNorms")
    return {
        "@context": "https://schema.org/",
        "@id": base + "dataset",
        "@type": "Dataset",
        "name": next(iter(said(TERMS + "title")), "CyberNorms"),
        "description": next(iter(said(TERMS + "description")), ""),
        "url": base,
        "identifier": base + "dataset",
        "license": LICENCE,
        "isAccessibleForFree": True,
        "conditionsOfAccess": "public",
        "keywords": said(KEYWORD),
        "inLanguage": said(TERMS + "language"),
        "creator": creator,
        "publisher": {"@id": base + PROJECT},
        "version": release.name,
        "datePublished": release.date,
        "dateModified": release.date,
        "includedInDataCatalog": {
            "@id": base + "data",
            "@type": "DataCatalog",
            "url": base + "data",
        },
        "distribution": [*downloads(), endpoint()],
    }


def downloads() -> list[dict[str, Any]]:
    """Describe the whole dataset in each format, as it is and packed."""
    release, base = site().release, site().base
    found = [
        (offer, release.dump(f"cybernorms.{offer.extension}{packing}"))
        for offer in TRIPLES
        for packing in ("", ".gz", ".zst")
    ]
    return [
        {
            "@id": f"{base}data/{release.name}#{dump.name}",
            "@type": "DataDownload",
            "name": dump.name,
            "contentUrl": f"{base}data/{release.name}/{dump.name}",
            "encodingFormat": [offer.media_type, dump.media_type][: 1 + bool(dump.unpacked)],
            "contentSize": f"{dump.bytes} B",
            "sha256": dump.sha256,
        }
        for offer, dump in found
        if dump
    ]


def endpoint() -> dict[str, Any]:
    """Describe the endpoint as one more way to the data."""
    base = site().base
    return {
        "@id": base + "sparql#service",
        "@type": ["DataDownload", "WebAPI"],
        "name": "SPARQL endpoint",
        "contentUrl": base + "sparql",
        "documentation": base + "sparql",
        "encodingFormat": "application/sparql-results+json",
        "usageInfo": "https://www.w3.org/TR/sparql11-protocol/",
    }
