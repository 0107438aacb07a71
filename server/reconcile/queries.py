"""What a client sends, checked: batches of reconciliation queries and of data extension.

[Reconciliation Service API 0.2](https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.errors import Malformed, TooLarge

BATCH, MOST_LIMIT, LIMIT = 50, 50, 10
MOST_IDS, MOST_PROPERTIES = 1_000, 50
MOST_CELLS = 10_000
LONGEST = 1_000
STRICTNESS = ("should", "any", "all")
FIELDS = {"query", "type", "limit", "properties", "type_strict"}
Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Condition:
    """A property with the values it should have; an entity is given by its identifier."""

    pid: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One reconciliation query; types and properties as the client wrote them."""

    text: str
    types: tuple[str, ...] = ()
    strict: str = "should"
    limit: int = LIMIT
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Extension:
    """One data extension query: properties with their settings."""

    ids: tuple[str, ...]
    properties: tuple[tuple[str, Mapping[str, Any]], ...]


def read(text: str, what: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Read JSON."""
    try:
        found = json.loads(text)
        # JSON can escape half a character, which no answer could hold.
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as fault:
        said = str(fault) or type(fault).__name__
        raise Malformed(f"{what} is not JSON: {said}.", "not-json") from None
    return found


def batch(text: str) -> dict[str, Asked]:
    """Read a batch of queries."""
    found = read(text, "The value of queries")
    if not isinstance(found, dict):
        raise Malformed('queries must be an object such as {"q0": {"query": "France"}}.')
    if len(found) > BATCH:
        raise TooLarge(f"{len(found):,} queries in one batch; {BATCH} are the most.", "batch")
    return {name: query(name, one) for name, one in found.items()}


def query(name: str, found: object) -> Asked:
    """Read one query."""
    if not isinstance(found, dict):
        raise Malformed(f"The query {name} is no object.")
    unknown = sorted(set(found) - FIELDS)
    if unknown:
        raise Malformed(
            f"The query {name} has the field {unknown[0]}; it may have {', '.join(sorted(FIELDS))}."
        )
    text, strict = found.get("query", ""), found.get("type_strict") or STRICTNESS[0]
    read_all = (condition(name, one) for one in listed(name, "properties", found))
    # An empty cell of a client's table says nothing.
    conditions = tuple(one for one in read_all if one.values)
    if not isinstance(text, str) or not (text.strip() or conditions):
        raise Malformed(f"The query {name} needs a text in query, or properties.")
    if strict not in STRICTNESS:
        raise Malformed(f"The query {name}: type_strict is one of {', '.join(STRICTNESS)}.")
    types = found.get("type") or []
    types = [types] if isinstance(types, str | dict) else types
    if not isinstance(types, list) or len(types) > MOST_PROPERTIES:
        raise Malformed(f"The query {name}: type is an identifier or a list of some.")
    named = tuple(identifier(name, one) for one in types)
    return Asked(text.strip(), named, strict, limited(name, found.get("limit")), conditions)


def limited(name: str, found: object) -> int:
    """Read how many candidates are wanted; OpenRefine sends 0 for no wish."""
    if not found:
        return LIMIT
    if isinstance(found, bool) or not isinstance(found, int | float) or found < 0 or found % 1:
        raise Malformed(f"The query {name}: limit is a whole number above 0.")
    return min(int(found), MOST_LIMIT)


def listed(name: str, field: str, found: Mapping[str, object]) -> Sequence[object]:
    """Give a field that holds a list, if it is there at all."""
    value = found.get(field) or []
    if not isinstance(value, list):
        raise Malformed(f"The query {name}: {field} is a list.")
    if len(value) > MOST_PROPERTIES:
        raise TooLarge(
            f"The query {name}: {len(value)} in {field}; {MOST_PROPERTIES} are the most."
        )
    return value


def condition(name: str, found: object) -> Condition:
    """Read one property with its values."""
    if not isinstance(found, dict) or not isinstance(found.get("pid"), str) or "v" not in found:
        raise Malformed(f'The query {name}: a property is {{"pid": …, "v": …}}.')
    values = found["v"] if isinstance(found["v"], list) else [found["v"]]
    kept = [value for value in values if value not in (None, "", [])][:MOST_PROPERTIES]
    return Condition(found["pid"], tuple(stated(name, value) for value in kept))


def stated(name: str, found: object) -> str:
    """Read a value: a text, a number, a truth value, or an entity."""
    if isinstance(found, bool):
        return str(found).lower()
    if isinstance(found, str | int | float):
        return str(found)[:LONGEST]
    return identifier(name, found)


def identifier(name: str, found: object) -> str:
    """Read an identifier, alone or in an object."""
    value = found.get("id") if isinstance(found, dict) else found
    if not isinstance(value, str) or not value:
        raise Malformed(f"The query {name}: an identifier is a text, or an object with id.")
    return value[:LONGEST]


def extension(text: str) -> Extension:
    """Read a data extension query."""
    found = read(text, "The value of extend")
    ids = found.get("ids") if isinstance(found, dict) else None
    props = found.get("properties") if isinstance(found, dict) else None
    if not isinstance(ids, list) or not isinstance(props, list):
        raise Malformed('extend must be {"ids": […], "properties": [{"id": …}]}.')
    if len(ids) > MOST_IDS or len(props) > MOST_PROPERTIES or len(ids) * len(props) > MOST_CELLS:
        raise TooLarge(
            f"{len(ids):,} ids with {len(props):,} properties; the most are {MOST_IDS:,} ids, "
            f"{MOST_PROPERTIES} properties, and {MOST_CELLS:,} of them multiplied.", "batch"
        )  # fmt: skip
    if not all(isinstance(one, str) and one for one in ids):
        raise Malformed("extend: each of ids is a text.")
    return Extension(tuple(ids), tuple(setting(one) for one in props))


def setting(found: object) -> tuple[str, Mapping[str, Any]]:
    """Read a property to fetch, with its settings."""
    settings = (found.get("settings") or {}) if isinstance(found, dict) else None
    if not isinstance(settings, dict):
        raise Malformed('extend: each of properties is {"id": …, "settings": {…}}.')
    return identifier("extend", found), settings
