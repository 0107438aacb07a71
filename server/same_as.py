"""`/same-as`: from identifiers of others to things here and back, one or thousands at a time."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import pyoxigraph as ox
from flask import Blueprint, json, render_template, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from server.errors import Malformed, TooLarge, UnsupportedMedia
from server.formats import PAGE, TRIPLES, Offer, settle
from server.identifiers import LONGEST, Found, Identifier, identifiers, prepare, schemes
from server.pages import Labels, Node
from server.protocol import FORM
from server.responses import cached, page
from server.site import site

JSON = Offer("application/json", ("json",), "json")
CSV = Offer("text/csv", ("csv",), "csv")
OFFERS = (JSON, CSV, *TRIPLES[:2], PAGE)
MOST = 5_000
XSD_STRING = ox.NamedNode("http://www.w3.org/2001/XMLSchema#string")
blueprint = Blueprint("same_as", __name__)


@blueprint.record
def begin(state: BlueprintSetupState) -> None:
    """Read the identifiers when the application is made."""
    prepare(state.app)


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing here, with what it is called and its identifiers elsewhere."""

    iri: str
    node: Node
    identifiers: tuple[Identifier, ...]

    def values(self, scheme: str) -> str:
        """Give its identifiers of one scheme in one cell, as our tables hold several."""
        return " | ".join(i.value for i in self.identifiers if i.scheme == scheme)


@blueprint.get("/same-as")
def ask() -> Response:
    """Answer for the identifiers in the address."""
    asked = request.args.getlist("iri")
    return cached(answer(asked), variant(asked))


@blueprint.post("/same-as")
def ask_in_bulk() -> Response:
    """Answer for the identifiers in the body."""
    return answer([*request.args.getlist("iri"), *body()])


def body() -> list[str]:
    """Read identifiers from a body: a list in JSON, a text with one a line, or a form."""
    if request.mimetype == "application/json":
        return listed(request.get_data())
    if request.mimetype in {"text/plain", "text/csv"}:
        try:
            return lines([request.get_data().decode("utf-8-sig")])
        except UnicodeDecodeError:
            raise Malformed("The text is not UTF-8.") from None
    if request.mimetype == FORM:
        return lines(request.form.getlist("iri"))
    raise UnsupportedMedia(
        "Send identifiers as text/plain with one a line, as a list of strings in application/json, "
        f"or as iri= in a form ({FORM})."
    )


def listed(text: bytes) -> list[str]:
    """Read a list in JSON."""
    try:
        found = json.loads(text)
        # JSON can escape half a character, which no answer could hold.
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Malformed("The body is not JSON; send a list of strings.") from None
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise Malformed("The body is JSON but not a list of strings.")
    return [one.strip() for one in found]


def lines(texts: Iterable[str]) -> list[str]:
    """Take one identifier a line, without empty lines."""
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]


def checked(asked: Sequence[str]) -> list[str]:
    """Refuse what is too much, and ask for each identifier once."""
    if len(asked) > MOST:
        raise TooLarge(f"{len(asked):,} identifiers; {MOST:,} at a time are answered.")
    longest = max(map(len, asked), default=0)
    if longest > LONGEST:
        raise Malformed(f"An identifier of {longest:,} characters; {LONGEST} are the most.")
    return list(dict.fromkeys(one for one in asked if one))


def variant(asked: Sequence[str]) -> str:
    """Tell answers to different questions apart in entity tags, and their formats."""
    accept = request.headers.get("Accept", "") + request.args.get("format", "")
    said = "\n".join([accept, request.script_root, *asked]).encode("utf-8", "surrogatepass")
    return blake2b(said, digest_size=9).hexdigest()


def answer(asked: Sequence[str]) -> Response:
    """Answer in the format that is wanted; without a question, only a page makes sense."""
    offer = settle(request.headers.get("Accept"), request.args.get("format"), OFFERS)
    wanted = checked(asked)
    if not wanted and offer is not PAGE:
        raise Malformed("No identifier was given; ask with iri=…, as often as you like.", "no-iri")
    results = [identifiers().find(one) for one in wanted]
    things = described(results)
    if offer is PAGE:
        shown = {"results": results, "things": things, "schemes": schemes(), "asked": wanted}
        return page(render_template("same_as.html", **shown))
    if offer is JSON:
        return Response(as_json(results, things), content_type=JSON.media_type)
    if offer is CSV:
        text = as_csv(results, things)
        return Response(text, content_type="text/csv; charset=utf-8; header=present")
    return Response(as_triples(results, offer), content_type=offer.media_type)


def described(results: Iterable[Found]) -> dict[str, Thing]:
    """Give all that was found its names and identifiers."""
    iris = sorted({iri for found in results for iri in found.things})
    names = Labels(iris)
    return {iri: Thing(iri, names.iri(iri), identifiers().of(iri)) for iri in iris}


def as_json(results: Sequence[Found], things: dict[str, Thing]) -> str:
    """Give every question its answer, and list apart what is unknown."""
    answers: list[dict[str, Any]] = [
        {
            "asked": found.asked,
            "status": found.status,
            "scheme": found.scheme or None,
            "things": [thing_in_json(things[iri]) for iri in found.things],
        }
        for found in results
    ]
    unknown = [found.asked for found in results if not found.things]
    return json.dumps({"results": answers, "unknown": unknown}, ensure_ascii=False, sort_keys=False)


def thing_in_json(thing: Thing) -> dict[str, Any]:
    """Give a thing with its identifiers."""
    same = [
        {"scheme": i.scheme, "value": i.value, "property": i.property}
        | ({"iri": i.iri} if i.iri else {})
        for i in thing.identifiers
    ]
    return {"iri": thing.iri, "label": thing.node.text, "identifiers": same}


def as_csv(results: Sequence[Found], things: dict[str, Thing]) -> str:
    """Give a row for each thing that an identifier may stand for, and one for what is unknown."""
    columns = [scheme.name for scheme in schemes()]
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["asked", "status", "iri", "label", *columns])
    for found in results:
        for iri in found.things:
            thing = things[iri]
            cells = [thing.values(name) for name in columns]
            table.writerow([found.asked, found.status, iri, thing.node.text, *cells])
        if not found.things:
            table.writerow([found.asked, found.status, "", "", *[""] * len(columns)])
    return text.getvalue()


def statements(results: Iterable[Found]) -> Iterator[ox.Triple]:
    """State the identifiers as the data does."""
    for iri in sorted({iri for found in results for iri in found.things}):
        for one in identifiers().of(iri):
            value = ox.NamedNode(one.iri) if one.iri else ox.Literal(one.value, datatype=XSD_STRING)
            yield ox.Triple(ox.NamedNode(iri), ox.NamedNode(one.property), value)


def as_triples(results: Sequence[Found], offer: Offer) -> bytes:
    """Write triples; what is unknown or ambiguous stands above them as comments."""
    noted = [f for f in results if f.status != "known"]
    notes = "".join(f"# {f.status}: {json.dumps(f.asked)}\n" for f in noted)
    if not isinstance(offer.syntax, ox.RdfFormat):
        raise TypeError(f"{offer.media_type} holds no triples")
    stated = list(statements(results))
    text = " ".join(f"{t.subject} {t.predicate} {t.object}" for t in stated)
    prefixes = {p: n for p, n in site().engine.prefixes.items() if f"<{n}" in text}
    written = ox.serialize(stated, None, offer.syntax, prefixes=prefixes) or b""
    return notes.encode() + written
