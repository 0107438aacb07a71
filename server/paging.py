"""Parts of an answer: a limit, an offset, an order that is total, links to the other parts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import pyoxigraph as ox

from server.errors import Malformed
from server.guard import split

MOST_ROWS = 10_000
MOST_SKIPPED = 10_000_000
NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Window:
    """The rows asked for; no limit means up to the end."""

    limit: int | None = None
    offset: int = 0

    @property
    def whole(self) -> bool:
        """Tell whether nothing is left out."""
        return self.limit is None and self.offset == 0

    def clause(self) -> str:
        """Write it as SPARQL; both are numbers."""
        limit = "" if self.limit is None else f"LIMIT {self.limit:d} "
        return f"{limit}OFFSET {self.offset:d}"


def window(given: Mapping[str, str]) -> Window:
    """Read what part is asked for."""
    limit = number(given, "limit", 1, MOST_ROWS)
    return Window(limit, number(given, "offset", 0, MOST_SKIPPED) or 0)


def number(given: Mapping[str, str], name: str, least: int, most: int) -> int | None:
    """Read a number within bounds; nothing if none is given."""
    said = given.get(name, "").strip()
    if not said:
        return None
    if not NUMBER.fullmatch(said) or not least <= int(said) <= most:
        raise Malformed(f"{name}={said!r} will not do: it is a number from {least} to {most:,}.")
    return int(said)


def ordered(store: ox.Store, text: str) -> str:
    """Complete a query's order by all that it returns, so that equal rows alone may change places.

    A part can only be asked for by number if the whole stands in one order.
    """
    last = outer_words(text)
    if "limit" in last or "offset" in last:
        raise Malformed("This question has a limit of its own; ask without limit and offset.")
    results = store.query(text)
    if not isinstance(results, ox.QuerySolutions):
        raise Malformed("Only an answer of rows has parts; ask without limit and offset.")
    names = " ".join(str(variable) for variable in results.variables)
    return f"{text.rstrip()}\n{'' if 'order' in last else 'ORDER BY '}{names}\n"


def outer_words(text: str) -> set[str]:
    """Give the words of a query that stand outside of all braces."""
    depth, found = 0, set()
    for token in split(text):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0 and token.kind == "word":
            found.add(token.text.lower())
    return found


def total(store: ox.Store, text: str) -> int:
    """Count the rows of a whole answer."""
    return sum(1 for _ in store.query(text))  # type: ignore[union-attr, misc]


def links(part: Window, rows: int, given: Mapping[str, str]) -> dict[str, str]:
    """Give the addresses of the other parts, relative to this one's, by their relation."""
    size = part.limit
    if size is None:
        return {}
    last = max(rows - 1, 0) // size * size
    places = {"first": 0, "last": last}
    if part.offset > 0:
        places["prev"] = max(part.offset - size, 0)
    if part.offset + size < rows:
        places["next"] = part.offset + size
    return {
        relation: "?" + urlencode({**given, "limit": size, "offset": offset})
        for relation, offset in places.items()
    }


def header(found: Mapping[str, str]) -> str:
    """Write links as a header, by [RFC 8288](https://www.rfc-editor.org/rfc/rfc8288)."""
    return ", ".join(f'<{address}>; rel="{relation}"' for relation, address in found.items())
