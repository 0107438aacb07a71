"""The ontology's own documentation: one entry a term, with ready questions that use it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask import render_template
from pyoxigraph import NamedNode

from server.about.entries import Entry, entries, mentioned
from server.about.sections import Raw, describe
from server.catalogue import Question
from server.evaluation import cell
from server.formats import DESCRIPTION
from server.lookups import lookup
from server.pages import Labels, local_name, value
from server.site import site
from server.walk import subjects

MOST_TERMS = 2000
SAID = (
    "rdf:type rdfs:subClassOf rdfs:subPropertyOf rdfs:domain rdfs:range owl:inverseOf "
    "skos:definition rdfs:comment skos:example skos:scopeNote owl:deprecated dcterms:isReplacedBy"
)
HEADER = (
    "dcterms:title dcterms:abstract dcterms:description owl:versionInfo owl:versionIRI "
    "dcterms:license dcterms:issued dcterms:creator dcterms:bibliographicCitation"
)
BACK = (
    ("narrower", "rdfs:subClassOf"),
    ("narrower", "rdfs:subPropertyOf"),
    ("inverseOf", "owl:inverseOf"),
)
USED = re.compile(r"\bcn:(\w+)")
GROUPS = (
    ("classes", "Classes", ("Class",)),
    ("relations", "Properties between things", ("ObjectProperty",)),
    ("values", "Properties with a value", ("DatatypeProperty", "AnnotationProperty")),
    ("other", "Other terms", ()),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Terms of one sort."""

    anchor: str
    title: str
    terms: list[Entry]


@lru_cache(maxsize=4)
def uses(tag: str) -> Mapping[str, tuple[Question, ...]]:
    """Tell which ready questions use each term; a release's answer never changes."""
    found: dict[str, list[Question]] = {}
    for question in site().questions.values():
        for name in dict.fromkeys(USED.findall(question.query)):
            found.setdefault(name, []).append(question)
    # A question that uses few terms shows best what each of them is for.
    size = {q.name: len(set(USED.findall(q.query))) for q in site().questions.values()}
    return {
        name: tuple(sorted(those, key=lambda q: (size[q.name], q.name)))
        for name, those in found.items()
    }


def is_a(term: Entry, types: Iterable[str]) -> bool:
    """Tell whether a term is of one of these types."""
    return not {local_name(n.iri) for n in term["type"]}.isdisjoint(types)


def grouped(terms: Iterable[Entry]) -> list[Group]:
    """Part the terms by what they are."""
    left = sorted(terms, key=lambda entry: entry.order)
    groups = []
    for anchor, title, types in GROUPS:
        mine = [e for e in left if not types or is_a(e, types)]
        left = [e for e in left if e not in mine]
        groups.append(Group(anchor, title, mine))
    return [g for g in groups if g.terms]


def terms(graph: str, namespace: str) -> Raw:
    """Find all terms of our namespace with what is said of each."""
    text = lookup("about/terms", graph, namespace=namespace, limit=str(MOST_TERMS + 1))
    [table] = site().engine.tables([text], limit=MOST_TERMS + 1)
    found = describe((row[0]["value"] for row in table["rows"]), SAID)
    for thing, known in found:
        node = NamedNode(value(thing))
        for key, way in BACK:
            cells = [cell(one) for one in subjects(way, node) if isinstance(one, NamedNode)]
            known.setdefault(key, []).extend(cells)
        # Unions and chains are lists without a name of their own.
        for key in ("subClassOf", "domain", "range"):
            known[key] = [c for c in known.get(key, []) if c and c["type"] == "iri"]
    return found


def ontology() -> str:
    """Show the ontology, its terms in the reader's language."""
    base = site().base
    namespace = f"{base}ontology#"
    found = terms(f"{base}graph/core", namespace)
    header = describe([f"{base}ontology"], HEADER)
    names = Labels([*mentioned(found), *mentioned(header)])
    [head] = entries(header, names)
    return render_template(
        "ontology.html",
        offers=DESCRIPTION[:-1],
        groups=grouped(entries(found[:MOST_TERMS], names)),
        namespace=namespace,
        cut=len(found) > MOST_TERMS,
        uses=uses(site().tag),
        head=head if head.known else None,
    )
