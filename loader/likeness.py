"""Which known thing a new name looks like: by its words in any order, small ones aside."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process

from loader.knowledge import normalise

if TYPE_CHECKING:
    from loader.knowledge import Knowledge

# How like two names must be, of 100. Measured on the labels of the graph: other things' names
# of the same kind are rarely above 85.
LIKE: Final = 90
DIGITS: Final = re.compile(r"\d+")
ENOUGH: Final = 2


def known(knowledge: Knowledge, kind: str, label: str, small: frozenset[str]) -> str:
    """Return the known thing of a kind whose name a label nearly is, or ''."""
    words = _bare(normalise(label), small)
    names, things = _names(knowledge.by_kind(kind), small)
    digits = DIGITS.findall(words)
    found = process.extract(words, names, scorer=fuzz.token_sort_ratio, score_cutoff=LIKE, limit=5)
    for name, _, index in found:
        if DIGITS.findall(name) == digits:
            return things[index]
    mine = set(words.split())
    if len(mine) > ENOUGH:
        for name, iri in zip(names, things, strict=True):
            if mine < set(name.split()) and DIGITS.findall(name) == digits:
                return iri
    return ""


def _bare(words: str, small: frozenset[str]) -> str:
    return " ".join(word for word in words.split() if word not in small)


@lru_cache(maxsize=8)
def _names(
    labels: tuple[tuple[str, str], ...], small: frozenset[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    pairs = [(_bare(normalise(label), small), iri) for label, iri in labels]
    pairs = [one for one in pairs if one[0]]
    return tuple(name for name, _ in pairs), tuple(iri for _, iri in pairs)
