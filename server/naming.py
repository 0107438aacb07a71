"""Which thing was meant by the name that was asked for: exactly one, or a refusal that helps."""

from collections.abc import Iterable
from urllib.parse import quote

from flask import request
from pyoxigraph import NamedNode
from werkzeug.routing import RequestRedirect

from server.documents import link
from server.errors import Gone, Missing
from server.formats import DESCRIPTION, Offer
from server.pages import KEPT, local
from server.site import site
from server.things import REPLACED, known, label, node, objects

MOST_KINDS = 60


def forms(name: str) -> list[str]:
    """Give the ways in which the data may have written a name that came decoded from a URL.

    `caf%C3%A9` is asked for both by who follows an IRI with these percent signs in it and by who
    follows one with an é. The address as it was sent comes first, should the server tell it.
    """
    sent = request.environ.get("REQUEST_URI", "").partition("?")[0]
    root = quote(request.script_root, safe=KEPT) + "/"
    raw = [sent.removeprefix(root)] if sent.startswith(root) else []
    return list(dict.fromkeys([*raw, name, quote(name, safe=KEPT)]))


def by_name(ending: str) -> Offer | None:
    """Find the format that an ending stands for."""
    return next((o for o in DESCRIPTION if ending in o.names), None)


def parted(name: str) -> tuple[str, Offer | None]:
    """Take the ending off a name, if it stands for a format."""
    stem, _, ending = name.rpartition(".")
    offer = by_name(ending)
    return (stem, offer) if stem and offer else (name, None)


def resolve(name: str) -> tuple[NamedNode, Offer | None]:
    """Find the thing of a name, and the format if it is the name of a document about it.

    A thing's own name may end like a document's: where the whole is a thing, the thing wins.
    """
    base, store = site().base, site().engine.store
    candidates = [(form, None) for form in forms(name)]
    for path, offer in [*candidates, *map(parted, forms(name))]:
        if (thing := known(store, base + path)) is not None:
            return thing, offer
    if name.endswith("/") and known(store, base + name.rstrip("/")) is not None:
        raise RequestRedirect(local(base + name.rstrip("/")))
    raise missing(name)


def missing(name: str) -> Missing:
    """Word the refusal: what has a name like this, and which kinds of things there are."""
    near, kinds = site().nearby.near(parted(name)[0]), site().nearby.kinds[:MOST_KINDS]
    meant = "; ".join(f"{one.label} ({local(one.iri)})" for one in near[:3])
    detail = f"Nothing is known of {site().base}{name}."
    detail += f" Perhaps one of these was meant: {meant}." if near else ""
    if name.startswith("id/") and name.split("/")[1] not in kinds:
        told = ", ".join(kinds) or "none"
        detail += f" Things are named id/KIND/NAME, and the kinds are: {told}."
    shown = [{"iri": o.iri, "label": o.label, "href": local(o.iri)} for o in near]
    return Missing(detail, members={"near": shown})


def gone(thing: NamedNode, successors: Iterable[str] = (), how: str = "was withdrawn") -> Gone:
    """Word the refusal of a name that is no longer in use, with what replaced it."""
    store = site().engine.store
    found = list(successors) or objects(store, thing, REPLACED)
    named = [
        {"iri": iri, "label": label(store, term), "href": local(iri)}
        for iri in found if (term := node(iri))
    ]  # fmt: skip
    instead = ", ".join(described(term) for iri in found if (term := node(iri)))
    detail = f"{described(thing)} {how}. "
    detail += f"It was replaced by {instead}." if instead else "Nothing replaced it."
    return Gone(detail, {"successors": named}, ", ".join(map(successor, found)))


def described(thing: NamedNode) -> str:
    """Call a thing by its name and its IRI, or by the IRI alone."""
    name = label(site().engine.store, thing)
    return name if name == thing.value else f"{name} ({thing.value})"


def successor(iri: str) -> str:
    """Link to what replaced something."""
    return link(iri, "successor-version")
