"""`/reconcile`: the routes of the Reconciliation Service API 0.2; no matching here."""

from typing import Any

from flask import Blueprint, json, redirect, render_template, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from server import paging
from server.errors import Malformed, Missing, UnsupportedMedia
from server.headers import POLICY
from server.identifiers import identifiers, titles
from server.pages import local
from server.protocol import FORM
from server.reconcile import queries
from server.reconcile.extending import cell, extended
from server.reconcile.service import Service, prepare, service
from server.reconcile.vocabulary import Vocabulary
from server.responses import cached, page
from server.words import interface

PAGE_SIZE = 10
MOST_SUGGESTED, MOST_SKIPPED = 200, 1_000_000
LONGEST_PREFIX = 300
MOST_SHOWN = 6
TELLING = ("basedIn", "issuedBy", "date", "affiliation", "role")
# A preview stands in a frame of the client's page; nothing else of ours may.
FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
blueprint = Blueprint("reconcile", __name__)


@blueprint.record
def begin(state: BlueprintSetupState) -> None:
    """Join the parts when the application is made."""
    prepare(state.app)


def answer(value: object) -> Response:
    """Answer in JSON, whatever is accepted: the API knows nothing else."""
    return Response(
        json.dumps(value, ensure_ascii=False, sort_keys=False), content_type="application/json"
    )


@blueprint.route("/reconcile", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answer a batch of queries, or fetch values, or say what the service is."""
    if request.method == "POST" and request.mimetype != FORM:
        raise UnsupportedMedia(f"Send queries= or extend= as a form ({FORM}).")
    sent = request.form if request.method == "POST" else request.args
    if "queries" in sent:
        batch = queries.batch(sent["queries"])
        return answer({name: {"result": service().candidates(q)} for name, q in batch.items()})
    if "extend" in sent:
        asked, parts = queries.extension(sent["extend"]), service()
        return answer(extended(asked, parts.things, parts.vocabulary, parts.site.base))
    if request.method == "POST":
        raise Malformed("The form has neither queries nor extend.")
    return cached(answer(service().manifest()), "reconcile")


@blueprint.get("/reconcile/suggest/<kind>")
def suggest(kind: str) -> Response:
    """Suggest entities, types or properties as a client types."""
    prefix = request.args.get("prefix", "")[:LONGEST_PREFIX].strip()
    start, parts = paging.number(request.args, "cursor", 0, MOST_SKIPPED) or 0, service()
    shown = slice(start, start + PAGE_SIZE)
    if kind == "entity":
        found = [suggested(iri, parts) for iri in entities(prefix, parts)[shown]]
    else:
        found = terms(kind, prefix, parts.vocabulary)[shown]
    return answer({"result": found})


def terms(kind: str, prefix: str, vocabulary: Vocabulary) -> list[dict[str, Any]]:
    """Find types or properties by how they begin."""
    if kind == "type":
        return vocabulary.suggested(prefix, vocabulary.types)
    if kind != "property":
        raise Missing(
            f"There are no suggestions of {kind}; of entity, type and property there are."
        )
    asked = request.args.get("type", "")
    if asked not in vocabulary.types:
        return vocabulary.suggested(prefix, vocabulary.properties)
    usual = {prop: vocabulary.things.label(prop) for prop in vocabulary.usual(asked)}
    return vocabulary.suggested(prefix, usual)


def entities(prefix: str, parts: Service) -> list[str]:
    """Find things by how their names begin, or by an identifier."""
    named = parts.matcher.names.candidates(prefix, (), MOST_SUGGESTED)
    return list(dict.fromkeys([*identifiers().find(prefix).things, *(one.iri for one in named)]))


def suggested(iri: str, parts: Service) -> dict[str, Any]:
    """Describe an entity in a list of suggestions."""
    kinds = parts.vocabulary.typed(parts.things.kinds(iri))
    notable = [{"id": kind, "name": parts.vocabulary.types[kind]} for kind in kinds]
    said = parts.things.description(iri)
    named = {"id": iri, "name": parts.things.label(iri), "notable": notable}
    return named | ({"description": said} if said else {})


@blueprint.get("/reconcile/properties")
def propose() -> Response:
    """Propose properties to fetch for things of a type."""
    asked = request.args.get("type", "")
    limit = paging.number(request.args, "limit", 0, MOST_SKIPPED) or 0
    if not asked:
        raise Malformed("Say of which type, with type=.")
    vocabulary = service().vocabulary
    listed = vocabulary.proposed(vocabulary.type(asked), limit)
    return answer({"type": asked, "properties": listed} | ({"limit": limit} if limit else {}))


def entity() -> str:
    """Give the thing that a client names, in full or abbreviated."""
    asked = request.args.get("id", "")
    own = identifiers().own(asked)
    if not own:
        raise Missing(f"Nothing here has the identifier {asked[:LONGEST_PREFIX]!r}.")
    return own


@blueprint.get("/reconcile/view")
def view() -> Response:
    """Lead from an identifier to the thing's page in this copy."""
    return redirect(local(entity()), 303)


@blueprint.get("/reconcile/preview")
def preview() -> Response:
    """Show a thing in a small frame."""
    iri, parts = entity(), service()
    kinds = parts.vocabulary.typed(parts.things.kinds(iri))
    shown = {
        "label": parts.things.label(iri),
        "href": local(iri),
        "iri": iri,
        "kinds": [parts.vocabulary.types[kind] for kind in kinds],
        "said": parts.things.description(iri),
        "values": list(known(iri, parts))[:MOST_SHOWN],
    }
    answered = cached(
        page(render_template("reconcile_preview.html", **shown)), f"preview-{interface()}"
    )
    answered.headers["Content-Security-Policy"] = FRAMED
    return answered


def known(iri: str, parts: Service) -> list[tuple[str, str]]:
    """Give what tells a thing from others: where it is, who issued it, when; its identifiers."""
    wanted = [parts.vocabulary.ontology + name for name in TELLING]
    found = [
        (
            parts.things.label(prop),
            cell(term, parts.things, parts.site.base).get("name", term.value),
        )
        for prop in wanted
        for term in parts.things.values(iri, prop)
    ]
    own = identifiers().of(iri)
    called = titles(one.scheme for one in own)
    return found + [(called[one.scheme], one.value) for one in own]


@blueprint.get("/reconcile/about")
def about() -> Response:
    """Explain the service to people."""
    parts = service()
    types = [parts.vocabulary.types[iri] for iri in parts.vocabulary.default()]
    shown = {"address": parts.site.address, "types": types, "most": queries.BATCH}
    return page(render_template("reconcile_about.html", **shown))
