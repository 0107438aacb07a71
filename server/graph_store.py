"""The reading half of the Graph Store Protocol: a graph by its name, whole; routes only.

[SPARQL 1.1 Graph Store HTTP Protocol §4](https://www.w3.org/TR/sparql11-http-rdf-update/): here
for graphs named indirectly; the addresses under `/graph/` name them directly.
"""

from typing import IO

import pyoxigraph as ox
from flask import Blueprint, request
from werkzeug.wrappers import Response

from server.errors import Malformed, Missing
from server.formats import TRIPLES, settle, written_with
from server.protocol import graph as checked
from server.responses import Pushed, tagged, unchanged
from server.site import site

blueprint = Blueprint("graph_store", __name__)


@blueprint.get("/store")
def graph() -> Response:
    """Give the graph asked for; the default graph is the merge of all named ones."""
    named = asked_for()
    offer = settle(request.headers.get("Accept"), request.args.get("format"), TRIPLES)
    store = site().engine.store
    if isinstance(named, ox.NamedNode) and not store.contains_named_graph(named):
        raise Missing(f"There is no graph {named.value}; /data/ lists the graphs.")
    variant = f"store-{offer.extension}"
    if (early := unchanged(variant)) is not None:
        return early

    def produce(sink: IO[bytes]) -> None:
        syntax, prefixes = written_with(offer.syntax, site().engine.prefixes)
        store.dump(sink, syntax, from_graph=named, prefixes=prefixes)

    return tagged(Pushed(offer, produce), variant)


def asked_for() -> ox.NamedNode | ox.DefaultGraph:
    """Read which graph is meant: exactly one."""
    names, default = request.args.getlist("graph"), "default" in request.args
    if len(names) + default != 1:
        raise Malformed("Name one graph: ?default, or ?graph= with its IRI. Dumps are at /data/.")
    return ox.DefaultGraph() if default else ox.NamedNode(checked(names[0]))
