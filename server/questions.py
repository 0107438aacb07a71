"""The ready questions over HTTP: the catalogue, each question with its values; routes only."""

from collections.abc import Mapping
from hashlib import sha256

from flask import Blueprint, current_app, json, render_template, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from server import paging
from server.catalogue import RESERVED, Question, bare, by_topic
from server.endpoint import translated
from server.engine import SHOWN_ROWS
from server.errors import Malformed, Missing
from server.formats import BY_FORM, PAGE, Offer, settle
from server.pages import result_table
from server.parameters import Asked, Parameters
from server.protocol import QUERY
from server.responses import page, pushed, tagged, unchanged
from server.rowsets import AS_TRIPLES, pushed_rows
from server.site import KEY, site

SOURCE = (Offer(QUERY, ("rq", "sparql"), "rq"), Offer("text/plain", ("txt", "text"), "rq"))
INDEX = (PAGE, Offer("application/json", ("json",), "json"))
OFFERS: Mapping[str, tuple[Offer, ...]] = {
    form: (*offers, *(AS_TRIPLES if form == "solutions" else ()), *SOURCE)
    for form, offers in BY_FORM.items()
}
PARAMETERS = "cybernorms.parameters"
blueprint = Blueprint("questions", __name__)


@blueprint.record_once
def prepare(state: BlueprintSetupState) -> None:
    """Look up what the parameters may be, once for all workers."""
    joined = state.app.extensions[KEY]
    asked = list(joined.questions.values())
    found = Parameters(joined.engine.store, asked, joined.release.prefixes)
    state.app.extensions[PARAMETERS] = found


def parameters() -> Parameters:
    """Give what was looked up."""
    found: Parameters = current_app.extensions[PARAMETERS]
    return found


@blueprint.get("/queries")
@blueprint.get("/queries/")
def questions() -> Response:
    """List the ready questions, all or those with a tag or with some words."""
    tag, words = request.args.get("tag", "").strip(), request.args.get("q", "").strip()
    everything = list(site().questions.values())
    found = [q for q in everything if (not tag or tag in q.tags) and q.matches(words)]
    offer = settle(request.headers.get("Accept"), request.args.get("format"), INDEX)
    if offer is not PAGE:
        listed = json.dumps([record(q) for q in found], ensure_ascii=False)
        return Response(listed, content_type=offer.media_type)
    counted: dict[str, int] = {}
    for each in (t for q in everything for t in q.tags):
        counted[each] = counted.get(each, 0) + 1
    tags = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    shown = {"topics": by_topic(found), "tags": tags, "tag": tag, "words": words}
    return page(render_template("queries.html", found=len(found), all=len(everything), **shown))


def record(question: Question) -> dict[str, object]:
    """Say of a question what a program needs to ask it."""
    taken = [
        {"name": p.name, "kind": p.kind, "of": p.of, "description": p.words}
        | {"default": parameters().default(question, p)}
        for p in question.parameters
    ]
    return {
        "name": question.name,
        "summary": question.summary,
        "description": question.description,
        "tags": question.tags,
        "form": question.form,
        "parameters": taken,
    }


@blueprint.get("/queries/<name>")
def question(name: str) -> Response:
    """Answer a ready question for the values given, whole or in part, or give its query."""
    found = site().questions.get(name.removesuffix(".rq"))
    if found is None:
        raise Missing(f"There is no question named {name}; /queries/ lists all.")
    given = values(found)
    short = "rq" if name.endswith(".rq") else given.get("format")
    offer = settle(request.headers.get("Accept"), short, OFFERS[found.form])
    asked, part = parameters().bind(found, given), paging.window(given)
    if offer in SOURCE:
        return Response(asked.text, content_type=f"{offer.media_type}; charset=utf-8")
    if offer is PAGE:
        return shown(asked, part, given)
    same = sha256(repr((found.digest, asked.text, part, offer.media_type)).encode()).hexdigest()[
        :16
    ]
    return unchanged(same) or tagged(answer(asked, part, given, offer), same)


def values(asked: Question) -> dict[str, str]:
    """Read what is given, each once, and nothing that is not asked for."""
    known = {p.name for p in asked.parameters}
    for name, said in request.args.lists():
        if name not in known | RESERVED:
            takes = ", ".join(sorted(known)) or "no value of its own"
            rest = ", ".join(sorted(RESERVED))
            raise Malformed(
                f"{name} is not asked for: this question takes {takes}; besides, {rest}.",
                "parameter",
            )
        if len(said) > 1:
            raise Malformed(f"{name} is given {len(said)} times; give it once.", "parameter")
    return {name: said for name, said in request.args.items() if said.strip()}


def answer(asked: Asked, part: paging.Window, given: Mapping[str, str], offer: Offer) -> Response:
    """Answer with data; a part says how much there is, and where the rest is."""
    text, found, rows = cut(asked.text, part, given)
    as_triples = asked.question.form == "solutions" and offer in AS_TRIPLES
    response = pushed_rows(text, offer) if as_triples else pushed(text, offer)
    if rows is not None:
        response.headers["X-Total-Count"] = str(rows)
    if found:
        response.headers["Link"] = paging.header(found)
    return response


def cut(
    text: str, part: paging.Window, given: Mapping[str, str]
) -> tuple[str, dict[str, str], int | None]:
    """Give the query for a part, the links to the other parts, and the rows in all."""
    if part.whole:
        return text, {}, None
    store = site().engine.store
    with translated():
        ordered = paging.ordered(store, text)
        rows = paging.total(store, text)
    return ordered + part.clause(), paging.links(part, rows, given), rows


def shown(asked: Asked, part: paging.Window, given: Mapping[str, str]) -> Response:
    """Show an answer as a page, with a form for other values."""
    text, found, rows = cut(asked.text, part, given)
    with translated():
        [table] = site().engine.tables([text], part.limit or SHOWN_ROWS)
    kept = {name: said for name, said in given.items() if name != "format"}
    rest = {"part": part, "links": found, "rows": rows, "kept": kept}
    rest |= {"choices": parameters().choices, "table": result_table(table)}
    rest["query"] = bare(asked.text)
    form = asked.question.form
    return page(
        render_template("question.html", asked=asked, question=asked.question, form=form, **rest)
    )
