"""Typed links by which machines find their way: to the dataset's description, files and licence.

[FAIR Signposting](https://signposting.org/FAIR/), and the same links as a linkset (RFC 9264).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from server.formats import TRIPLES
from server.site import site

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SCHEMA = "https://schema.org/"
LINKSET = "application/linkset+json"
TURTLE = "text/turtle"


@dataclass(frozen=True, slots=True)
class Link:
    """A link from what is answered to something else."""

    rel: str
    href: str
    type: str = ""

    def __str__(self) -> str:
        """Write the link as a header has it (RFC 8288)."""
        kind = f'; type="{self.type}"' if self.type else ""
        return f'<{self.href}>; rel="{self.rel}"{kind}'


def of_dataset() -> Iterator[Link]:
    """Link the dataset's landing pages, the front page and the downloads, to all about it."""
    root, release = request.script_root, site().release
    yield Link("cite-as", site().base + "dataset")
    yield Link("type", SCHEMA + "Dataset")
    yield Link("type", SCHEMA + "AboutPage")
    yield Link("license", LICENCE)
    yield Link("describedby", f"{root}/data/?format=ttl", TURTLE)
    yield Link("describedby", f"{root}/data/?format=jsonld", "application/ld+json")
    yield Link("describedby", f"{root}/.well-known/void", TURTLE)
    for offer in TRIPLES:
        name = f"cybernorms.{offer.extension}"
        if release.name and release.dump(name):
            yield Link("item", f"{root}/data/{release.name}/{name}", offer.media_type)
    yield Link("linkset", f"{root}/data/linkset", LINKSET)
    yield Link("api-catalog", f"{root}/.well-known/api-catalog", LINKSET)


def of_file() -> Iterator[Link]:
    """Link a file to the page that lists it and to what describes it."""
    yield Link("collection", f"{request.script_root}/data/", "text/html")
    yield Link("describedby", f"{request.script_root}/data/?format=ttl", TURTLE)
    yield Link("license", LICENCE)


def signposted(response: Response, links: Iterable[Link] | None = None) -> Response:
    """Put links on an answer, those of the dataset unless others are given."""
    for link in of_dataset() if links is None else links:
        response.headers.add("Link", str(link))
    return response


def linkset(*contexts: tuple[str, Sequence[Link]]) -> dict[str, Any]:
    """Write links as a linkset: each anchor with its links, by relation."""
    found = []
    for anchor, links in contexts:
        by_relation: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
        for link in links:
            target = {"href": link.href} | ({"type": link.type} if link.type else {})
            by_relation[link.rel].append(target)
        found.append({"anchor": anchor, **by_relation})
    return {"linkset": found}
