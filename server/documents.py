"""The document that describes a thing: its address, what it says of itself, the links in its head.

A thing is not the document about it: `…/id/state/france` is a state, and `…/id/state/france.ttl`
says so in Turtle. Links between documents are paths of this copy; identifiers are the public ones.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import IO, cast
from urllib.parse import quote

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Triple

from server.formats import DESCRIPTION, PAGE, TRIPLES, Offer, written_with
from server.pages import local
from server.sink import Sink
from server.site import site
from server.things import TERMS, TYPE, Description, known, node, objects

FOAF = "http://xmlns.com/foaf/0.1/"
HYDRA = "http://www.w3.org/ns/hydra/core#"
VOID = "http://rdfs.org/ns/void#"
COMMENT = NamedNode("http://www.w3.org/2000/01/rdf-schema#comment")
LICENSE = NamedNode(TERMS + "license")
PART = NamedNode(TERMS + "isPartOf")
MOST_TYPES = 8
# What RFC 3986 lets stand in an address: all else, as any letter outside of ASCII, is encoded.
ADDRESS = ":/?#[]@!$&'()*+,;=%-._~"
TURTLE = TRIPLES[0]


@dataclass(frozen=True, slots=True)
class Document:
    """What is at an IRI, or about it, in one format; without one, in whichever is asked for."""

    iri: str
    offer: Offer | None = None
    number: int = 1
    pages: int = 1

    @property
    def whole(self) -> str:
        """Give the IRI of the document, whichever of its pages this is."""
        return f"{self.iri}.{ending(self.iri, self.offer)}" if self.offer else self.iri

    @property
    def query(self) -> str:
        """Name the page, where there are several; pages for people part otherwise."""
        return f"?page={self.number}" if self.pages > 1 and self.offer != PAGE else ""

    @property
    def page(self) -> str:
        """Give the IRI of this page; a document of one page is its page."""
        return self.whole + self.query

    @property
    def path(self) -> str:
        """Give the address on this copy."""
        return local(self.whole) + self.query

    @property
    def neighbours(self) -> dict[str, "Document"]:
        """Give the pages to go on to, by the words that HTTP has for them."""
        near = {"first": 1, "prev": self.number - 1, "next": self.number + 1, "last": self.pages}
        inside = {name: n for name, n in near.items() if 1 <= n <= self.pages and self.query}
        return {name: replace(self, number=n) for name, n in inside.items()}

    @property
    def others(self) -> list["Document"]:
        """Give the same in all other formats."""
        return [replace(self, offer=offer) for offer in DESCRIPTION if offer != self.offer]


def ending(iri: str, offer: Offer) -> str:
    """Choose how the document about a thing ends: so that it is not itself the name of a thing."""
    store = site().engine.store
    free = (name for name in offer.names if known(store, f"{iri}.{name}") is None)
    return next(free, offer.extension)


def dataset() -> NamedNode | None:
    """Give the dataset that all this belongs to, where the data describes one."""
    return known(site().engine.store, site().base + "dataset")


def licences(iri: str = "") -> list[str]:
    """Give the licence of the dataset, or of a part of it that has one of its own.

    Not of a thing described: a text's licence is none for what is said of the text.
    """
    here = [term for term in (node(iri) if iri else None, dataset()) if term is not None]
    found = (objects(site().engine.store, term, LICENSE) for term in here)
    return next(filter(None, found), [])


def itself(document: Document, description: Description) -> Iterator[Triple]:
    """State what the document is, where it belongs, under which licence, how much there is."""
    whole, number = NamedNode(document.whole), Literal(description.total)
    yield Triple(whole, TYPE, NamedNode(FOAF + "Document"))
    yield Triple(whole, NamedNode(FOAF + "primaryTopic"), description.thing)
    yield Triple(whole, NamedNode(HYDRA + "totalItems"), number)
    if (belongs := dataset()) is not None:
        yield Triple(whole, NamedNode(VOID + "inDataset"), belongs)
    for licence in licences():
        yield Triple(whole, LICENSE, NamedNode(licence))
    if document.pages > 1:
        yield from its_page(document, description)


def its_page(document: Document, description: Description) -> Iterator[Triple]:
    """State which part of a longer description this is, and where the others are."""
    whole, page = NamedNode(document.whole), NamedNode(document.page)
    yield Triple(whole, TYPE, NamedNode(HYDRA + "Collection"))
    yield Triple(whole, NamedNode(HYDRA + "view"), page)
    yield Triple(page, TYPE, NamedNode(HYDRA + "PartialCollectionView"))
    yield Triple(page, PART, whole)
    for name, other in document.neighbours.items():
        term = NamedNode(HYDRA + {"prev": "previous"}.get(name, name))
        yield Triple(page, term, NamedNode(other.page))
    words = (
        f"Page {document.number:,} of {document.pages:,}. In all {description.outgoing:,} "
        f"statements are made of this thing, and {description.incoming:,} others point to it."
    )
    yield Triple(page, COMMENT, Literal(words, language="en"))


def written(triples: Iterable[Triple], offer: Offer) -> bytes:
    """Write triples, each once, in one of the formats of a description."""
    syntax, prefixes = written_with(offer.syntax, site().engine.prefixes)
    whole = BytesIO()
    sink = Sink(lambda _: whole.write, syntax)
    ox.serialize(dict.fromkeys(triples), cast(IO[bytes], sink), syntax, prefixes=prefixes)
    sink.finish()
    return whole.getvalue()


def link(target: str, relation: str, media_type: str = "") -> str:
    """Write one link as [RFC 8288](https://www.rfc-editor.org/rfc/rfc8288) has it."""
    kind = f'; type="{media_type}"' if media_type else ""
    return f'<{quote(target, safe=ADDRESS)}>; rel="{relation}"{kind}'


def formats(documents: Iterable[Document], relation: str) -> list[str]:
    """Link to documents with their formats."""
    return [link(d.path, relation, d.offer.media_type) for d in documents if d.offer]


def links(document: Document, types: Sequence[str], licence: Sequence[str]) -> str:
    """Write the links of a description, in whichever format it is."""
    data = replace(document, offer=TURTLE)
    whole = [link(local(term.value), "describedby") for term in (dataset(),) if term]
    return ", ".join(
        [
            *formats(document.others, "alternate"),
            *(link(other.path, name) for name, other in document.neighbours.items()),
            link(document.page, "canonical"),
            link(document.iri, "cite-as"),
            *(formats([data], "describedby") if document.offer == PAGE else whole),
            *(link(one, "license") for one in licence),
            *(link(kind, "type") for kind in types[:MOST_TYPES]),
        ]
    )
