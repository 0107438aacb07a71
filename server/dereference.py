"""The public IRIs answer here: things, the ontology and its terms, named graphs."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from server import claims, pages
from server.claims import Evidence
from server.engine import Table
from server.errors import Missing
from server.formats import DESCRIPTION, HTML, Offer, by_extension, settle
from server.lookups import MOST_LINKS, lookup
from server.pages import Labels, Node
from server.responses import page, pushed, tagged, unchanged
from server.site import site

ALL_ROWS = 5000
MOST_CLAIMS = 1000
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
CUT = (
    'UNION {{ VALUES (?s ?p ?o) {{ ( <{0}> rdfs:comment "{1} statements point to this thing; '
    '{2} of them are given here. The SPARQL endpoint has all."@en ) }} }}'
)
blueprint = Blueprint("dereference", __name__)


def asked() -> Offer:
    """Decide the format of a description."""
    return settle(request.headers.get("Accept"), request.args.get("format"), DESCRIPTION)


def construct(text: str, offer: Offer, variant: str) -> Response:
    """Answer with triples, which change with the release only."""
    early = unchanged(f"{variant}-{offer.extension}")
    if early is not None:
        return early
    return tagged(pushed(text, offer), f"{variant}-{offer.extension}")


def known(*iris: str) -> set[str]:
    """Tell which of these IRIs the data speaks of."""
    [table] = site().engine.tables([lookup("known", *iris)])
    return {row[0]["value"] for row in table["rows"]}


@blueprint.get("/id/<path:name>")
def thing(name: str) -> Response:
    """Send a thing's IRI to a description of it, and give that description.

    A slug may itself have a dot in it: where the whole name is a thing, the thing wins.
    """
    iri = f"{site().base}id/{name}"
    stem, dot, ending = iri.rpartition(".")
    offer = by_extension(ending, DESCRIPTION) if dot else None
    found = known(iri, stem) if offer else known(iri)
    if iri in found:
        path = f"{pages.local(iri)}.{asked().extension}"
        return redirect(path, code=303)
    if offer is None or stem not in found:
        raise Missing(f"Nothing is known of {iri}. /sparql and / help to find what there is.")
    return thing_page(stem) if offer.media_type == HTML else thing_triples(stem, iri, offer)


def thing_triples(iri: str, document: str, offer: Offer) -> Response:
    """Describe a thing in RDF; where links to it are cut, the description says so."""
    early = unchanged(f"thing-{offer.extension}")
    if early is not None:
        return early
    [table] = site().engine.tables([lookup("incoming-count", iri)])
    count = int(table["rows"][0][0]["value"])
    note = CUT.format(document, count, MOST_LINKS) if count > MOST_LINKS else ""
    text = lookup("describe", iri, limit=str(MOST_LINKS), note=note)
    return construct(text, offer, "thing")


def thing_page(iri: str) -> Response:
    """Describe a thing on a page."""
    limit = str(MOST_LINKS + 1)
    tables = site().engine.tables(
        [
            lookup("outgoing", iri),
            lookup("incoming", iri, limit=limit),
            lookup("claims", iri, limit=str(MOST_CLAIMS + 1)),
            lookup("mentions", iri, limit=str(MOST_CLAIMS + 1)),
        ],
        limit=ALL_ROWS,
    )
    names = Labels([iri, *pages.mentioned(tables)])
    return page(render_template("thing.html", **thing_model(iri, tables, names)))


def thing_model(iri: str, tables: Sequence[Table], names: Labels) -> Mapping[str, Any]:
    """Arrange what is known of a thing for its page."""
    outgoing, incoming = tables[:2]
    found, mentions = (claims.evidence(table, names) for table in tables[2:])
    kinds = [names.node(value) for prop, value in outgoing["rows"] if prop["value"] == RDF_TYPE]
    called = {names.node(v) for p, v in outgoing["rows"] if p["value"].endswith(pages.NAMES)}
    node = next((Node(c.sentence) for c in found if c.claim.iri == iri), names.iri(iri))
    others = [
        row
        for row in outgoing["rows"]
        if row[0]["value"] != RDF_TYPE and not row[0]["value"].endswith(pages.NAMES)
    ]
    return {
        "iri": iri,
        "node": node,
        "types": kinds,
        "names": sorted((n for n in called if n.text != node.text), key=lambda n: n.text),
        "properties": pages.by_property(others, names),
        "properties_cut": outgoing["more"],
        "incoming": pages.by_property(incoming["rows"][:MOST_LINKS], names),
        "incoming_cut": len(incoming["rows"]) > MOST_LINKS,
        "limit": MOST_LINKS,
        **claim_model(iri, found, mentions),
        "offers": DESCRIPTION[:-1],
        "stem": pages.local(iri),
    }


def claim_model(
    iri: str, found: Sequence[Evidence], mentions: Sequence[Evidence]
) -> Mapping[str, Any]:
    """Arrange the claims: a document's in the order of its text, others by what they say."""
    shown = found[:MOST_CLAIMS]
    in_text = any(c.document.iri == iri for c in shown)
    return {
        "claims": shown,
        "groups": claims.by_passage(shown) if in_text else claims.by_predicate(shown),
        "in_text": in_text,
        "mentions": mentions[:MOST_CLAIMS],
        "claims_cut": max(len(found), len(mentions)) > MOST_CLAIMS,
        "most_claims": MOST_CLAIMS,
    }


@blueprint.get("/ontology/<name>")
def part_of_ontology(name: str) -> Response:
    """Give the ontology by its version, or send its shapes or alignments to their graph."""
    iri = f"{site().base}ontology/{name}"
    [table] = site().engine.tables([lookup("versions", f"{site().base}graph/core")])
    versions = [row[0]["value"] for row in table["rows"]]
    if iri in versions:
        return ontology()
    if iri in known(iri):
        return redirect(f"{request.script_root}/graph/{name}", code=303)
    here = " or ".join(map(pages.local, versions)) or "without a number"
    raise Missing(f"The ontology has no version or part {name}; this is version {here}.")


@blueprint.get("/ontology")
def ontology() -> Response:
    """Give the ontology, of which the release holds one version."""
    graph, offer = f"{site().base}graph/core", asked()
    if offer.media_type != HTML:
        return construct(lookup("graph", graph), offer, "ontology")
    namespace = f"{site().base}ontology#"
    [table] = site().engine.tables([lookup("terms", graph, namespace=namespace)], limit=ALL_ROWS)
    names = Labels(pages.mentioned([table]))
    terms: dict[str, dict[str, Any]] = {}
    for term, kind, words in table["rows"]:
        entry = terms.setdefault(term["value"], {"types": [], "words": ""})
        entry["node"], entry["anchor"] = names.node(term), term["value"][len(namespace) :]
        entry["words"] = entry["words"] or pages.value(words)
        if (node := names.node(kind)) not in entry["types"]:
            entry["types"].append(node)
    return page(render_template("ontology.html", terms=terms.values(), cut=table["more"]))


@blueprint.get("/graph/<path:name>")
def graph(name: str) -> Response:
    """Give a named graph, on a page a summary of it."""
    iri = f"{site().base}graph/{name}"
    size, kinds = site().engine.tables([lookup("graph-size", iri), lookup("graph-summary", iri)])
    triples = int(size["rows"][0][0]["value"])
    if not triples:
        raise Missing(f"There is no graph {iri}; /data/ lists the graphs.")
    offer = asked()
    if offer.media_type != HTML:
        return construct(lookup("graph", iri), offer, "graph")
    title = next((g.title for g in site().release.graphs if g.iri == iri), short_name(name))
    model = {"iri": iri, "title": title, "triples": triples, "stem": pages.local(iri)}
    table = pages.result_table(kinds)
    return page(render_template("graph.html", **model, table=table, offers=DESCRIPTION[:-1]))


def short_name(name: str) -> str:
    """Call a graph by its name where the manifest has no title for it."""
    return name.replace("-", " ")
