"""Things in sections as pages show them: labels in the reader's language, dates in order."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from server.about.sections import Raw
from server.pages import Cell, Labels, Node
from server.words import rank

NOTHING: tuple[Node, ...] = ()
DIGITS = re.compile(r"(\d+)")
Natural = tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing with what a section says of it; a key without values has none."""

    node: Node
    known: Mapping[str, tuple[Node, ...]]

    def __getitem__(self, key: str) -> tuple[Node, ...]:
        """Give the values under a key."""
        return self.known.get(key, NOTHING)

    @property
    def order(self) -> tuple[Natural, Natural]:
        """Order by date, then by name; what has no date stands last."""
        date = self.first("date") or self.first("notBefore") or self.first("notAfter")
        return (natural(date or self.first("firstListed") or "9999"), natural(self.node.text))

    def first(self, key: str) -> str:
        """Give the text of the first value, or nothing."""
        return self[key][0].text if self[key] else ""


def mentioned(raw: Raw) -> Iterable[str]:
    """Give every IRI in a section."""
    for thing, known in raw:
        cells = [thing, *(one for values in known.values() for one in values)]
        yield from (one["value"] for one in cells if one and one["type"] == "iri")


def entries(raw: Raw, names: Labels) -> list[Entry]:
    """Put a section in words."""
    return [
        Entry(names.node(thing), {key: values(cells, names) for key, cells in known.items()})
        for thing, known in raw
    ]


def values(cells: Iterable[Cell], names: Labels) -> tuple[Node, ...]:
    """Show values, of texts in several languages the one that is best for the reader."""
    nodes = sorted({names.node(cell) for cell in cells}, key=lambda n: natural(n.text))
    return in_one_language(nodes)


def in_one_language(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Leave out texts in a language that the reader knows less well than another that is there."""
    best = min((rank(n.lang) for n in nodes if n.lang and not n.iri), default=0)
    return tuple(n for n in nodes if n.iri or not n.lang or rank(n.lang) == best)


def natural(text: str) -> Natural:
    """Order texts with the numbers in them as numbers.

    >>> sorted(["13 (10)", "13 (9)"], key=natural)
    ['13 (9)', '13 (10)']
    """
    parts = DIGITS.split(text.casefold())
    return tuple((0, int(p), "") if p.isdecimal() else (1, 0, p) for p in parts if p)
