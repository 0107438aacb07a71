"""Names of the vocabularies the loader writes, and the rules by which it mints IRIs.

An IRI is minted here and nowhere else: from the words of its source, never from a
position or a time, so that it stays when text around it moves.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

BASE: Final = "https://w3id.org/cybernorms/"
CN: Final = BASE + "ontology#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
DCTERMS: Final = "http://purl.org/dc/terms/"
OA: Final = "http://www.w3.org/ns/oa#"
PROV: Final = "http://www.w3.org/ns/prov#"
CITO: Final = "http://purl.org/spar/cito/"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
ORG: Final = "http://www.w3.org/ns/org#"

KINDS: Final = (
    "alteration", "assessment", "citation", "claim", "conduct", "count", "date", "disagreement",
    "document", "endorsement", "event", "fact", "fact-status", "force", "form", "group",
    "instrument", "membership", "mention", "milestone", "modality", "norm", "note", "object",
    "organisation", "outcome", "paragraph", "person", "place", "polarity", "position",
    "principle", "process", "provision", "quotation", "regime", "region", "remark", "review",
    "run", "scheme", "sector", "selector", "sentence", "source", "stance", "state", "step",
    "term", "topic", "vote", "work",
)  # fmt: skip
PREFIXES: Final = {
    "cn": CN, "rdf": RDF, "rdfs": RDFS, "skos": SKOS, "dcterms": DCTERMS, "oa": OA,
    "prov": PROV, "cito": CITO, "xsd": XSD, "foaf": FOAF, "org": ORG,
    "owl": "http://www.w3.org/2002/07/owl#", "void": "http://rdfs.org/ns/void#",
    "dcat": "http://www.w3.org/ns/dcat#", "eli": "http://data.europa.eu/eli/ontology#",
    "ror": "https://ror.org/", "wd": "http://www.wikidata.org/entity/",
    "eucountry": "http://publications.europa.eu/resource/authority/country/",
    "eubody": "http://publications.europa.eu/resource/authority/corporate-body/",
    **{kind: f"{BASE}id/{kind}/" for kind in KINDS},
}  # fmt: skip

WORDS_IN_SLUG: Final = 8
DIGITS_IN_KEY: Final = 12


def slugify(words: str) -> str:
    """Return lower-case ASCII words joined by hyphens; empty if no letter or digit is left.

    >>> slugify("Appel de Paris pour la sécurité")
    'appel-de-paris-pour-la-securite'
    """
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))


def short_slug(words: str) -> str:
    """Return the slug of the first words only, for long labels."""
    return "-".join(slugify(words).split("-")[:WORDS_IN_SLUG])


def key(*parts: str) -> str:
    """Return a short digest of the parts; different parts give different digests."""
    joined = "\x1f".join(str(len(part)) + ":" + part for part in parts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS_IN_KEY]


def entity(kind: str, slug: str) -> str:
    """Return the IRI of a thing of the given kind."""
    return f"{BASE}id/{kind}/{slug}"


def named(kind: str, label: str) -> str:
    """Return the IRI of a thing known by its label only; a label without ASCII gets a digest."""
    return entity(kind, short_slug(label) if _fits(label) else _keyed(label))


def _fits(label: str) -> bool:
    slug = slugify(label)
    return 0 < len(slug.split("-")) <= WORDS_IN_SLUG and label.isascii() and bool(slug)


def _keyed(label: str) -> str:
    return "-".join(part for part in (short_slug(label), key(label)) if part)


def of_document(kind: str, document: str, *parts: str) -> str:
    """Return the IRI of a part of a document's reading, by the words it stands for."""
    return entity(kind, f"{document}.{key(*parts)}")


def kind(iri: str) -> str:
    """Return what kind of thing an IRI of ours names, such as state or date."""
    return iri.removeprefix(BASE + "id/").split("/")[0]


def local(iri: str) -> str:
    """Return what follows the last slash."""
    return iri.rsplit("/", 1)[-1]


def term(name: str) -> str:
    """Return the IRI of a term of our ontology."""
    return CN + name


def graph(name: str) -> str:
    """Return the IRI of a named graph."""
    return f"{BASE}graph/{name}"
