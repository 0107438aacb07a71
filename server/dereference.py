"""The public IRIs answer here: things, the ontology and its terms, named graphs."""

import re
from collections.abc import Callable
from functools import partial
from hashlib import blake2b
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, redirect, render_template, request
from pyoxigraph import NamedNode
from werkzeug.wrappers import Response

from server import about, naming, pages, things
from server.documents import Document, formats, itself, licences, links, written
from server.errors import Malformed, Missing
from server.formats import DESCRIPTION, PAGE, TRIPLE_ALIASES, Offer, pick, settle
from server.lookups import lookup
from server.pages import Labels
from server.responses import cached, dated, page, pushed, tagged, unchanged
from server.site import site
from server.words import explicit

ALL_ROWS = 5000
# Who asks for plain JSON or XML gets what these formats are written in.
ASKED = (*DESCRIPTION[:-1], *TRIPLE_ALIASES, PAGE)
VERSION = NamedNode(things.OWL + "versionIRI")
EARLIER = [NamedNode(things.OWL + name) for name in ("priorVersion", "backwardCompatibleWith")]
blueprint = Blueprint("dereference", __name__)


def asked() -> Offer:
    """Decide the format of a description."""
    offer = settle(request.headers.get("Accept"), request.args.get("format"), ASKED)
    return next(o for o in DESCRIPTION if o.extension == offer.extension)


def page_asked() -> int:
    """Read which page of a description is asked for."""
    said = request.args.get("page", "1")
    if not re.fullmatch("[1-9][0-9]{0,8}", said):
        raise Malformed(f"page={said[:40]} is no page; the first is page=1.")
    return int(said)


@blueprint.get("/<path:name>")
def thing(name: str) -> Response:
    """Send a thing's IRI to a description of it, and give that description.

    Whatever has a name under the public base answers here, unless a route of its own does.
    """
    found, offer = naming.resolve(name)
    if things.withdrawn(site().engine.store, found):
        return gone(found, offer)
    if offer is None:
        kept: dict[str, object] = {"page": page_asked()} if "page" in request.args else {}
        if explicit():
            kept["lang"] = explicit()
        query = f"?{urlencode(kept)}" if kept else ""
        there = Document(found.value, asked())
        response = redirect(there.path + query, code=303)
        response.headers["Link"] = ", ".join(formats(Document(found.value).others, "describedby"))
        return response
    return page_about(found) if offer == PAGE else data_about(found, offer)


def data_about(found: NamedNode, offer: Offer) -> Response:
    """Describe a thing in RDF."""
    store, number = site().engine.store, page_asked()
    variant = f"thing-{offer.extension}-{number}"
    if (early := unchanged(variant)) is not None:
        return early
    description = things.describe(store, found, number)
    if number > description.pages:
        raise Missing(f"There is no page {number}; this description has {description.pages}.")
    document = Document(found.value, offer, number, description.pages)
    said = [*description.statements, *itself(document, description)]
    body = written([*said, *things.labels(store, said)], offer)
    response = Response(body, content_type=offer.media_type)
    kinds = things.objects(store, found, things.TYPE)
    response.headers["Link"] = links(document, kinds, licences())
    return cached(response, variant)


def page_about(found: NamedNode) -> Response:
    """Describe a thing on a page."""
    document = Document(found.value, PAGE)
    kinds = things.objects(site().engine.store, found, things.TYPE)
    response = thing_page(found.value)
    response.headers["Link"] = links(document, kinds, licences())
    return by_content(response)


def by_content(response: Response) -> Response:
    """Tag a page by its bytes, as it changes also with the reader's language and our templates."""
    response.set_etag(blake2b(response.get_data(), digest_size=12).hexdigest())
    return dated(response).make_conditional(request)


def gone(found: NamedNode, offer: Offer | None) -> Response:
    """Answer for what was withdrawn: with the data about it for who asks for data."""
    refusal = naming.gone(found)
    offer = offer or pick(request.headers.get("Accept"), DESCRIPTION)
    if offer is None or offer == PAGE:
        raise refusal
    store = site().engine.store
    said = things.describe(store, found).statements
    body = written([*said, *things.labels(store, said)], offer)
    return Response(body, refusal.status, refusal.headers, content_type=offer.media_type)


def thing_page(iri: str) -> Response:
    """Describe a thing on a page."""
    return page(about.render(iri))


def published(document: Document, graph: str, show: Callable[[], Response]) -> Response:
    """Give a document that has an IRI of its own: the triples of a graph, or a page about them."""
    offer = document.offer or asked()
    here = Document(document.iri, offer)
    if offer == PAGE:
        response = show()
    else:
        variant = f"graph-{offer.extension}"
        if (early := unchanged(variant)) is not None:
            return early
        # Who asks for the head only does not have a whole graph written for nothing.
        head = request.method == "HEAD"
        body = Response() if head else pushed(lookup("graph", graph), offer)
        body.content_type = offer.media_type
        response = tagged(body, variant)
    kinds = things.objects(site().engine.store, NamedNode(document.iri), things.TYPE)
    response.headers["Link"] = links(here, kinds, licences(document.iri))
    response.headers["Content-Location"] = here.path
    return by_content(response) if offer == PAGE else response


@blueprint.get("/ontology")
@blueprint.get("/ontology.<ending>")
def ontology(ending: str = "") -> Response:
    """Give the ontology, of which the release holds one version."""
    offer = naming.by_name(ending)
    if ending and offer is None:
        return thing(f"ontology.{ending}")
    return part(Document(f"{site().base}ontology", offer), "core", "ontology")


def part(document: Document, graph: str, name: str) -> Response:
    """Give the ontology or a part of it; the terms of each are in its own namespace."""
    base = site().base
    source, namespace = f"{base}graph/{graph}", f"{base}{name}#"
    return published(document, source, partial(ontology_page, document.iri, source, namespace))


@blueprint.get("/ontology/<path:name>")
def part_of_ontology(name: str) -> Response:
    """Give the ontology by its version, its shapes or alignments; send to a term by its name."""
    store, base = site().engine.store, site().base
    whole = NamedNode(f"{base}ontology")
    versions = things.objects(store, whole, VERSION)
    earlier = {iri for prop in EARLIER for iri in things.objects(store, whole, prop)}
    for path, offer in ((name, None), naming.parted(name)):
        document = Document(f"{base}ontology/{path}", offer)
        if document.iri in versions:
            return part(document, "core", "ontology")
        if document.iri in earlier:
            raise naming.gone(NamedNode(document.iri), versions, "is not kept here")
        if things.known(store, document.iri) and things.filled(store, f"{base}graph/{path}"):
            return part(document, path, f"ontology/{path}")
    if things.known(store, f"{base}ontology#{name}"):
        return redirect(pages.local(f"{base}ontology#{name}"), code=303)
    return thing(f"ontology/{name}")


def ontology_page(iri: str, graph: str, namespace: str) -> Response:
    """Show the terms of the ontology, or of a part of it."""
    if graph == f"{site().base}graph/core":
        return page(about.ontology())
    [table] = site().engine.tables([lookup("terms", graph, namespace=namespace)], limit=ALL_ROWS)
    names = Labels([iri, *pages.mentioned([table])])
    terms: dict[str, dict[str, Any]] = {}
    for term, kind, words in table["rows"]:
        entry = terms.setdefault(term["value"], {"types": [], "words": ""})
        entry["node"], entry["anchor"] = names.node(term), term["value"][len(namespace) :]
        entry["words"] = entry["words"] or pages.value(words)
        if (node := names.node(kind)) not in entry["types"]:
            entry["types"].append(node)
    model = {"terms": terms.values(), "cut": table["more"], "stem": pages.local(iri)}
    model["node"] = names.iri(iri)
    return page(render_template("part.html", **model, offers=DESCRIPTION[:-1]))


@blueprint.get("/graph/<path:name>")
def graph(name: str) -> Response:
    """Give a named graph, on a page a summary of it."""
    for path, offer in ((name, None), naming.parted(name)):
        iri = f"{site().base}graph/{path}"
        if things.filled(site().engine.store, iri):
            return published(Document(iri, offer), iri, partial(graph_page, iri))
    return thing(f"graph/{name}")


def graph_page(iri: str) -> Response:
    """Summarise a named graph."""
    known = (g.triples for g in site().release.graphs if g.iri == iri)
    triples = next(known, None)
    if triples is None:
        [size] = site().engine.tables([lookup("graph-size", iri)])
        triples = int(size["rows"][0][0]["value"])
    return page(about.graph(iri, triples))
