"""Data extension: the values of properties of things, in the JSON of the API."""

from collections.abc import Callable, Mapping
from typing import Any

import pyoxigraph as ox

from server.errors import Malformed
from server.reconcile.queries import Extension
from server.reconcile.things import Term, Things
from server.reconcile.vocabulary import Vocabulary

XSD = "http://www.w3.org/2001/XMLSchema#"
WHOLE = ("integer", "int", "long", "nonNegativeInteger", "positiveInteger")
BROKEN = ("decimal", "double", "float")
NUMBERS: Mapping[str, tuple[str, Callable[[str], str | int | float]]] = {
    **{XSD + kind: ("int", int) for kind in WHOLE},
    **{XSD + kind: ("float", float) for kind in BROKEN},
    XSD + "dateTime": ("date", str),
}
LIMIT = {
    "name": "limit",
    "label": "Most values",
    "type": "number",
    "default": 0,
    "help_text": "How many values to give at most; 0 gives all.",
}
LANGUAGE = {
    "name": "language",
    "label": "Language",
    "type": "text",
    "default": "",
    "help_text": "Give texts of this language only, such as en or fr; empty gives all.",
}
SETTINGS = [LIMIT, LANGUAGE]
Cells = list[dict[str, Any]]


def extended(asked: Extension, things: Things, vocabulary: Vocabulary, base: str) -> dict[str, Any]:
    """Answer a data extension query; an unknown thing has no values."""
    found = [(name, vocabulary.property(name), checked(s)) for name, s in asked.properties]
    rows = {
        one: {
            name: cells(one, prop, set_to, things, vocabulary, base) for name, prop, set_to in found
        }
        for one in asked.ids
    }
    meta = [{"id": name, "name": things.label(prop)} for name, prop, _ in found]
    return {"meta": meta, "rows": rows}


def checked(settings: Mapping[str, Any]) -> tuple[int, str]:
    """Read the settings of a property."""
    limit, language = settings.get("limit") or 0, settings.get("language") or ""
    try:
        return max(0, int(limit)), str(language).lower()
    except (TypeError, ValueError, OverflowError):
        raise Malformed(f"extend: the setting limit is a number, not {limit!r}.") from None


def cells(
    name: str, prop: str, set_to: tuple[int, str], things: Things, vocabulary: Vocabulary, base: str
) -> Cells:
    """Give the values of one property of one thing, in a settled order."""
    try:
        held = sorted(things.values(vocabulary.full(name), prop), key=str)
    except ValueError:
        return []
    limit, language = set_to
    kept = [term for term in held if spoken(term, language)]
    return [cell(term, things, base) for term in kept[: limit or None]]


def spoken(term: Term, language: str) -> bool:
    """Tell whether a value is in a language, or in none."""
    own = (term.language or "") if isinstance(term, ox.Literal) else ""
    return not language or not own or own.partition("-")[0] == language


def cell(term: Term, things: Things, base: str) -> dict[str, Any]:
    """Write a value; a thing of ours is an entity, an IRI of others a text."""
    if isinstance(term, ox.NamedNode):
        if term.value.startswith(base + "id/"):
            return {"id": term.value, "name": things.label(term.value)}
        return {"str": term.value}
    if term.datatype.value == XSD + "date" and len(term.value) == len("2018-11-12"):
        return {"date": f"{term.value}T00:00:00Z"}
    name, read = NUMBERS.get(term.datatype.value, ("str", str))
    try:
        return {name: read(term.value)}
    except ValueError:
        return {"str": term.value}
