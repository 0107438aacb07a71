"""Rows as triples, in the W3C's vocabulary for result sets; which rows, the callers decide.

The vocabulary is that of the SPARQL test suites: a set has its variables and its solutions, a
solution has bindings of a variable to a value and its place in the order.
"""

from collections.abc import Iterator
from typing import IO

import pyoxigraph as ox

from server.formats import TRIPLES, Offer, written_with
from server.responses import Pushed
from server.site import site

NAMESPACE = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
# `format=json` means SPARQL's own JSON where rows are asked for.
AS_TRIPLES = tuple(
    Offer(o.media_type, tuple(n for n in o.names if n != "json"), o.extension, o.syntax)
    for o in TRIPLES
    if o.extension in {"ttl", "nt", "jsonld"}
)


def term(name: str) -> ox.NamedNode:
    """Name a term of the vocabulary."""
    return ox.NamedNode(NAMESPACE + name)


def triples(results: ox.QuerySolutions) -> Iterator[ox.Triple]:
    """Describe rows one after another, holding none of them."""
    whole, variables = ox.BlankNode(), results.variables
    yield ox.Triple(whole, TYPE, term("ResultSet"))
    for variable in variables:
        yield ox.Triple(whole, term("resultVariable"), ox.Literal(variable.value))
    for number, row in enumerate(results, 1):
        solution = ox.BlankNode()
        yield ox.Triple(whole, term("solution"), solution)
        yield ox.Triple(solution, term("index"), ox.Literal(number))
        for variable, value in zip(variables, row, strict=True):
            if value is not None:
                binding = ox.BlankNode()
                yield ox.Triple(solution, term("binding"), binding)
                yield ox.Triple(binding, term("variable"), ox.Literal(variable.value))
                yield ox.Triple(binding, term("value"), value)


def pushed_rows(text: str, offer: Offer) -> Pushed:
    """Answer a query of ours that gives rows with triples."""
    engine = site().engine

    def produce(sink: IO[bytes]) -> None:
        results = engine.store.query(text)
        if not isinstance(results, ox.QuerySolutions):
            raise TypeError(f"{offer.syntax} of {type(results).__name__}")
        syntax, prefixes = written_with(offer.syntax, {"rs": NAMESPACE})
        ox.serialize(triples(results), sink, syntax, prefixes=prefixes)

    return Pushed(offer, produce)
