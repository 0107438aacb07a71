"""The pictures' addresses: requests into pictures, pictures into pages, SVG, CSV and JSON."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from pyoxigraph import NamedNode
from werkzeug.wrappers import Response

from server import pages
from server.errors import Malformed, Missing
from server.formats import HTML, PAGE, Offer, settle
from server.see import neighbours, norms, states, support, timeline
from server.see.answers import MOST_ROWS, ask, thing
from server.see.names import Names
from server.see.picture import Picture
from server.see.svg import svg
from server.see.words import Words, languages
from server.site import site
from server.words import interface

SVG = Offer("image/svg+xml", ("svg",), "svg")
CSV = Offer("text/csv", ("csv",), "csv")
JSON = Offer("application/json", ("json",), "json")
OFFERS = (PAGE, SVG, CSV, JSON)
PICTURES = ("support", "map", "timeline", "neighbourhood", "norms")
LONGEST = 2000
MOST_SHOWN = 300
Drawer = Callable[[NamedNode, Names, Words], Picture | None]
blueprint = Blueprint("see", __name__)


def spoken() -> Words:
    """Speak the language of all our pages."""
    return languages()[interface()]


def only(*names: str) -> dict[str, str]:
    """Give the parameters that were filled in, and refuse one that is given twice or too long."""
    found = {}
    for name in names:
        values = [value.strip() for value in request.args.getlist(name)]
        if len(values) > 1 or any(len(value) > LONGEST for value in values):
            raise Malformed(f"{name} is to be given once, with {LONGEST} characters at most.")
        if values and values[0]:
            found[name] = values[0]
    return found


def asked() -> Offer:
    """Decide the format."""
    return settle(request.headers.get("Accept"), request.args.get("format"), OFFERS)


def named(offer: Offer, words: Words) -> Names:
    """Name things; a drawing that may be carried off links to public addresses."""
    return Names(words.lang, pages.link if offer is PAGE else public)


def public(iri: str) -> str:
    """Give the address of a thing anywhere; what a browser would run is none."""
    return iri if iri.startswith(("http://", "https://")) else ""


@blueprint.get("/see")
@blueprint.get("/see/")
def overview() -> Response:
    """Show what can be seen."""
    words = spoken()
    html = render_template("see.html", words=words, pictures=PICTURES, query={})
    return answered(html, f"{HTML}; charset=utf-8", words)


@blueprint.get("/see/support")
def support_over_time() -> Response:
    """Show support over time."""
    return of_instrument("support", support.picture)


@blueprint.get("/see/map")
def states_on_a_map() -> Response:
    """Show the states and their positions."""
    return of_instrument("map", states.picture)


def of_instrument(name: str, picture: Drawer) -> Response:
    """Answer with a picture of one instrument, the best supported one if none is asked for."""
    words, offer = spoken(), asked()
    names, said = named(offer, words), only("instrument").get("instrument")
    known = [
        (row["instrument"], names(row["instrument"]))
        for row in ask("instruments-with-positions-on-record").rows
    ]
    if not said and not known:
        raise Missing("The graph holds no position towards a text that could be drawn.")
    node = thing(said or known[0][0], "instrument")
    made = picture(node, names, words)
    if made is None:
        listed = ", ".join(iri for iri, _ in known)
        raise Missing(f"Nothing is on record to draw for {node.value}; there is for: {listed}.")
    return shown(
        name, made, offer, words, names, choices=known, chosen=node.value,
        entity=(node.value, names(node.value)),
    )  # fmt: skip


@blueprint.get("/see/timeline")
def instruments_on_a_time_line() -> Response:
    """Show the instruments by date."""
    words, offer = spoken(), asked()
    names = named(offer, words)
    made = timeline.picture(names, words)
    if made is None:
        raise Missing("No instrument of this graph bears a date.")
    return shown("timeline", made, offer, words, names)


@blueprint.get("/see/neighbourhood")
def neighbourhood() -> Response:
    """Show what a thing is linked to."""
    words, offer = spoken(), asked()
    names, said = named(offer, words), only("iri").get("iri")
    node = thing(said or f"{site().base}id/instrument/paris-call", "iri")
    made = neighbours.picture(node, names, words)
    if made is None:
        raise Missing(f"Nothing is linked to {node.value}; is it the IRI of a thing that is here?")
    return shown(
        "neighbourhood", made, offer, words, names, chosen=node.value,
        entity=(node.value, names(node.value)),
    )  # fmt: skip


@blueprint.get("/see/norms")
def norms_by_instruments() -> Response:
    """Show which texts say which norms."""
    words, offer = spoken(), asked()
    names, said = named(offer, words), only("regime", "topic", "least", "order")
    least = said.get("least", "1" if {"regime", "topic"} & said.keys() else "2")
    if not (least.isascii() and least.isdigit() and 1 <= int(least[:9]) <= 1000):
        raise Malformed(f"least={least!r} is no number of texts, such as 1, 2 or 5.")
    order = said.get("order", norms.ORDERS[0])
    if order not in norms.ORDERS:
        raise Malformed(f"order={order!r} is unknown; it may be: {', '.join(norms.ORDERS)}.")
    wanted = {key: thing(said[key], key).value for key in ("regime", "topic") if key in said}
    made, found, rows = norms.picture(
        norms.Filter(least=int(least), order=order, **wanted), names, words
    )
    for key, value in wanted.items():
        if value not in {row[key] for row in rows}:
            raise Missing(f"No norm is of the {key} {value}; the form on /see/norms lists all.")
    return shown(
        "norms", made, offer, words, names,
        matrix=found, named=names, used=norms.used(found), wanted=wanted, least=int(least),
        order=order,
        regimes=norms.options(rows, "regime", names), topics=norms.options(rows, "topic", names),
    )  # fmt: skip


def shown(
    name: str,
    made: Picture,
    offer: Offer,
    words: Words,
    names: Names,
    **more: Any,  # noqa: ANN401
) -> Response:
    """Answer with a picture in the format asked for."""
    if offer is SVG:
        return answered(svg(made.draw(narrow())), SVG.media_type, words)
    if offer is CSV:
        return answered(made.table.csv(), f"{CSV.media_type}; charset=utf-8; header=present", words)
    if offer is JSON:
        about = {
            "title": made.title,
            "queries": made.queries,
            **made.parameters,
            **made.filters,
            "cut": made.cut,
        }
        return answered(made.table.json(**about), JSON.media_type, words)
    given = {k: v for k, v in request.args.items() if k not in {"format", "width"}}
    drawings = [] if name == "norms" else ["wide", "narrow"]
    html = render_template(
        "see_norms.html" if name == "norms" else "see_picture.html",
        name=name, words=words, picture=made, href=names.href, pictures=PICTURES, query=given,
        drawings=[(kind, svg(made.draw(kind == "narrow"))) for kind in drawings],
        most_rows=MOST_ROWS, most_shown=MOST_SHOWN,
        parameters="?" + urlencode(made.parameters) if made.parameters else "",
        link=lambda **changed: "?" + urlencode({**given, **changed}), **more,
    )  # fmt: skip
    return answered(html, f"{HTML}; charset=utf-8", words)


def narrow() -> bool:
    """Tell whether the narrow drawing is asked for."""
    said = request.args.get("width", "wide")
    if said not in {"wide", "narrow"}:
        raise Malformed(f"width={said!r} is neither wide nor narrow.")
    return said == "narrow"


def answered(body: str, media_type: str, words: Words) -> Response:
    """Answer, tagged by what is answered: a client that has it need not take it again."""
    response = Response(body, content_type=media_type)
    response.headers["Content-Language"] = words.lang
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.add("Accept-Language")
    response.add_etag()
    return response.make_conditional(request)
