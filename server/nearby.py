"""What somebody may have meant who asked for a name that nothing has; no HTTP here."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode
from rapidfuzz import fuzz, process, utils

from server.things import LABELS, MERGE

# What a graph of many millions of names would cost is more than a hint is worth.
MOST_NAMES = 500_000
LIKE = 75.0
# Elsewhere what is asked for is no name of a thing, and what is like it is so by chance.
FAMILIES = ("id/", "ontology")
SHORTEST, LONGEST = 3, 200
MOST_COMPARED = 50


@dataclass(frozen=True, slots=True)
class Near:
    """A thing whose name is like one that was asked for."""

    iri: str
    label: str


def kind(name: str) -> str:
    """Give the part of a path that comes before a thing's own name."""
    return name[: max(name.rfind("/"), name.rfind("#")) + 1]


class Names:
    """The names of our own things, made once for a release."""

    def __init__(self, store: ox.Store, base: str) -> None:
        """Read the labels of all things under the base; a path's own end is a name too."""
        self.base = base
        self.called: dict[str, set[str]] = {}
        shown: dict[str, tuple[bool, str]] = {}
        for prop in LABELS:
            for quad in islice(store.quads_for_pattern(None, prop, None, MERGE), MOST_NAMES):
                thing, name = quad.subject, quad.object
                if not (isinstance(thing, NamedNode) and isinstance(name, Literal)):
                    continue
                if thing.value.startswith(base):
                    path = thing.value[len(base) :]
                    self.called.setdefault(path, {path[len(kind(path)) :]}).add(name.value)
                    rank = (name.language != "en", name.value)
                    shown[path] = min(shown.get(path, rank), rank)
        self.labels = {path: name for path, (_, name) in shown.items()}
        parts = (path.split("/") for path in self.called if path.startswith("id/"))
        self.kinds = sorted({part[1] for part in parts if len(part) > 2})

    def near(self, path: str, most: int = 5) -> list[Near]:
        """Give the things one of whose names is most like the end of this path.

        Things of the same kind come before others, should any of these be like it.
        """
        path = path[:LONGEST].rstrip("/")
        wanted = utils.default_process(path[len(kind(path)) :])
        if len(wanted) < SHORTEST:
            return []
        scores = self.scores(wanted, [p for p in self.called if kind(p) == kind(path)])
        if not scores and path.startswith(FAMILIES):
            scores = self.scores(wanted, self.called)
        best = sorted(scores, key=lambda p: (-scores[p], len(p), p))[:most]
        return [Near(self.base + p, self.labels[p]) for p in best]

    def scores(self, wanted: str, among: Iterable[str]) -> dict[str, float]:
        """Score what has a name that is like the words wanted."""
        named = [(path, name) for path in among for name in self.called[path]]
        found: dict[str, float] = {}
        best = process.extract(
            wanted, [name for _, name in named], scorer=fuzz.WRatio,
            processor=utils.default_process, limit=MOST_COMPARED, score_cutoff=LIKE,
        )  # fmt: skip
        for _, score, number in best:
            path, _ = named[number]
            found[path] = max(score, found.get(path, 0.0))
        return found
