"""Who belongs to whom: each expected thing gets one found thing at most, and the other way round.

The pairing is the largest there is (augmenting paths), so that no order of the items changes
the score. Those that must be found go before the optional ones; then exact places go first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

G = TypeVar("G")
F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Pairing(Generic[G, F]):
    """The pairs, what was missed, and what was found but is not expected."""

    pairs: tuple[tuple[G, F], ...]
    missed: tuple[G, ...]
    wrong: tuple[F, ...]


def pair(
    golds: Sequence[G],
    founds: Sequence[F],
    fits: Callable[[G, F], bool],
    prefers: Callable[[G, F], bool],
    optional: Callable[[G], bool],
) -> Pairing[G, F]:
    """Return the largest pairing of expected and found things that fit each other."""
    edges = {i: [j for j, f in enumerate(founds) if fits(g, f)] for i, g in enumerate(golds)}
    close = {i: [j for j in js if prefers(golds[i], founds[j])] for i, js in edges.items()}
    required = [i for i, one in enumerate(golds) if not optional(one)]
    rest = [i for i, one in enumerate(golds) if optional(one)]
    taken: dict[int, int] = {}
    back: dict[int, int] = {}
    for indices in (required, rest):
        for offered in (close, edges):
            for index in indices:
                if index not in back:
                    _augment(index, offered, taken, back)
    return Pairing(
        tuple((golds[i], founds[back[i]]) for i in sorted(back)),
        tuple(golds[i] for i in range(len(golds)) if i not in back),
        tuple(founds[j] for j in range(len(founds)) if j not in taken),
    )


def _augment(
    start: int, edges: Mapping[int, Sequence[int]], taken: dict[int, int], back: dict[int, int]
) -> None:
    """Find room for one more; those paired before may change partners but stay paired."""
    reached: dict[int, int] = {}
    queue = [start]
    for gold in queue:
        for found in edges[gold]:
            if found in reached:
                continue
            reached[found] = gold
            if found not in taken:
                _flip(start, found, reached, taken, back)
                return
            queue.append(taken[found])


def _flip(
    start: int, found: int, reached: dict[int, int], taken: dict[int, int], back: dict[int, int]
) -> None:
    while True:
        gold = reached[found]
        before = back.get(gold)
        taken[found], back[gold] = gold, found
        if gold == start or before is None:
            return
        found = before
