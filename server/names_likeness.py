"""How like a name is to what was asked for: the score, the way it fits, the order of hits."""

import math
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from server.folding import variants

# Among names that fit in the same way the closer comes first. Being of a kind that stands ten
# places lower costs as much as so many points of likeness; having ten times as many links is worth
# as much as so many.
ORDER = {"exact": 0, "variant": 1, "prefix": 2, "words": 3, "typo": 4, "part": 4, "definition": 5}
DISTANCE, LINKED = 3.0, 5.0
VARIANT, HIGHEST = 97.0, 95.0
SLIP = 80


@dataclass(frozen=True, slots=True)
class Row:
    """A name as the index keeps it; `fits` tells how it was found, if that decides."""

    thing: int
    iri: str
    rank: int
    links: int
    name: str
    languages: str
    key: str
    role: str
    number: int
    fits: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A name with its verdict; `order` sorts hits."""

    row: Row
    how: str
    score: float
    order: tuple[float, ...]


def judge(key: str, row: Row) -> Judged:
    """Compare a folded text with a name."""
    how, score = likeness(key, row.key)
    if row.fits and ORDER[row.fits] < ORDER[how]:
        how, score = row.fits, VARIANT if row.fits == "variant" else score
    worth = score - DISTANCE * (row.rank // 10) + LINKED * math.log10(1 + row.links)
    order = (ORDER[how], -worth, row.number, row.thing)
    return Judged(row, how, round(score, 1), order)


def likeness(key: str, name: str) -> tuple[str, float]:
    """Say how a name fits a text, both folded, and how closely.

    >>> likeness("france", "france"), likeness("call paris", "paris call")
    (('exact', 100.0), ('variant', 97.0))
    """
    if key == name:
        return "exact", 100.0
    if variants(key) & variants(name):
        return "variant", VARIANT
    close = max(fuzz.ratio(key, name), 0.97 * fuzz.token_sort_ratio(key, name))
    share = min(len(key), len(name)) / max(len(key), len(name))
    if name.startswith(key):
        return "prefix", min(HIGHEST, max(close, 50 + 45 * share))
    asked, held = key.split(), name.split()
    if all(any(word.startswith(one) for word in held) for one in asked):
        return "words", min(HIGHEST, max(close, 45 + 45 * share))
    if close >= SLIP:
        return "typo", min(HIGHEST, close)
    common, spelt = in_common(asked, held)
    return "typo" if spelt else "part", min(HIGHEST, common)


def in_common(asked: list[str], held: list[str]) -> tuple[float, bool]:
    """Say how much of two names is the same words or slips of them, and if all asked for is.

    The measure is the letters in common, of all letters of both.

    >>> in_common(["tech", "accord"], ["tech", "acord"]), in_common(["red"], ["blue"])
    ((100.0, True), (0.0, False))
    """
    left = list(held)
    letters, missing = 0, False
    for word in asked:
        near = process.extractOne(word, left, scorer=fuzz.ratio, score_cutoff=SLIP)
        if near is None:
            missing = True
            continue
        left.remove(near[0])
        letters += len(word) + len(near[0])
    return 100.0 * letters / sum(map(len, asked + held)), not missing
