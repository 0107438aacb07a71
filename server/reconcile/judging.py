"""How well a thing fits a name, and which one of several is meant beyond doubt; no index, no store.

Levels, the surest first, with their scores:

- `identifier` 100: the text is an identifier of the thing
- `exact` 100: one of its names, but for accents, capitals and punctuation
- `same` 97: the same words in another order, abbreviated, with or without article
- `form` 95: the same name but for a legal form or "Republic of"
- `slip` up to 92: misspelt, where nothing else is near
- `like` up to 88: similar only; `other` up to 85: a name of another sort, such as a demonym, or
  something said in the name that does not hold
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from server.folding import unbracketed
from server.reconcile.wording import (
    YEAR,
    Parted,
    bracketed,
    compatible,
    folded,
    numbers,
    plain,
    rules,
    without_honorific,
    without_legal_form,
    without_state_form,
)

SCORES = {"identifier": 100.0, "exact": 100.0, "same": 97.0, "form": 95.0}
SURE = frozenset(SCORES)
SLIP, LIKE, OTHER = 92.0, 88.0, 85.0
OTHER_NUMBERS = 0.8
SHORTEST_SLIP, TWO_SLIPS = 6, 9
ORDER = ("identifier", "exact", "same", "form", "slip", "like", "other")


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a thing, and whether things are told apart by names of this sort."""

    text: str
    telling: bool = True


@dataclass(frozen=True, slots=True)
class Bearer:
    """A thing with all its names, the local names of its classes, and the years it knows."""

    iri: str
    names: tuple[Name, ...]
    kinds: frozenset[str]
    years: frozenset[str] = frozenset()

    def of(self, rule: str) -> bool:
        """Tell whether a rule speaks of things of this kind."""
        found = rules()[rule]
        return bool(self.kinds & set(found if isinstance(found, list) else found["kinds"]))


@dataclass(frozen=True, slots=True)
class Fit:
    """How a thing fits a text: the level, the score, and the name that fits best."""

    level: str
    score: float
    name: str

    @property
    def order(self) -> tuple[float, int, str]:
        """Sort the best first."""
        return (-self.score, ORDER.index(self.level), self.name)


def fit(text: str, bearer: Bearer) -> Fit:
    """Judge how a thing fits a text."""
    outside, inside = bracketed(text)
    found = min((fitted(text, one, bearer) for one in bearer.names), key=lambda f: f.order)
    if not inside or found.level in SURE:
        return found
    rest = min((fitted(outside, one, bearer) for one in bearer.names), key=lambda f: f.order)
    if rest.level in SURE and not holds(inside, bearer):
        rest = Fit("other", OTHER, rest.name)
    return min(found, rest, key=lambda f: f.order)


def holds(said: str, bearer: Bearer) -> bool:
    """Tell whether what a text says in brackets is so: another name, or a year of the thing."""
    if YEAR.fullmatch(said):
        return said in bearer.years
    return any(same(said, one.text) for one in bearer.names)


def fitted(text: str, name: Name, bearer: Bearer) -> Fit:
    """Judge one name; one in brackets counts also without them."""
    for held in (name.text, *unbracketed(name.text)):
        level = sure_level(text, held, bearer)
        if level and name.telling:
            return Fit(level, SCORES[level], name.text)
        if level:
            return Fit("other", OTHER, name.text)
    return Fit("like", likeness(text, name.text), name.text)


def sure_level(text: str, name: str, bearer: Bearer) -> str:
    """Name the level at which a text is this name; empty if it is another."""
    if folded(text) == folded(name):
        return "exact"
    if same(text, name):
        return "same"
    if bearer.of("strict") and alike(without_honorific(text), plain(name)):
        return "form"
    for rule, part in (("legal", without_legal_form), ("state", without_state_form)):
        asked = without_state_form(text, asked=True) if rule == "state" else part(text)
        if bearer.of(rule) and agree(asked, part(name)):
            forms = [part(one.text).form for one in bearer.names]
            return "form" if compatible(asked.form, forms, legal=rule == "legal") else ""
    return ""


def agree(one: Parted, other: Parted) -> bool:
    """Tell whether two names have the same core."""
    return bool(one.core) and alike(one.core, other.core)


def same(text: str, name: str) -> bool:
    """Tell whether two texts are of the same words, numbers in the same order."""
    return bool(plain(text)) and alike(plain(text), plain(name))


def alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Compare words in any order, or run together."""
    if numbers(one) != numbers(other):
        return False
    return sorted(one) == sorted(other) or "".join(one) == "".join(other)


def likeness(text: str, name: str) -> float:
    """Give the score of a name that is merely similar."""
    one, other = plain(text), plain(name)
    a, b = " ".join(one), " ".join(other)
    close = max(
        fuzz.ratio(a, b), 0.97 * fuzz.token_sort_ratio(a, b), 0.9 * fuzz.token_set_ratio(a, b)
    )
    return min(LIKE, close) * (1.0 if numbers(one) == numbers(other) else OTHER_NUMBERS)


def slip(text: str, name: str) -> int:
    """Count the letters that one word of a text has wrong; 0 if it is no slip of the pen.

    A last letter that differs is an ending and no slip: "Guineas".
    """
    one, other = plain(text), plain(name)
    if len(one) != len(other) or numbers(one) != numbers(other):
        return 0
    differing = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if len(differing) != 1:
        return 0
    [(a, b)] = differing
    if min(len(a), len(b)) < SHORTEST_SLIP or (a[0], a[-1]) != (b[0], b[-1]):
        return 0
    wrong = OSA.distance(a, b)
    return wrong if wrong <= (2 if len(b) >= TWO_SLIPS else 1) else 0


def distance(text: str, bearer: Bearer) -> int:
    """Count the letters in which the nearest name of a thing differs."""
    asked = " ".join(plain(text))
    return min(OSA.distance(asked, " ".join(plain(one.text))) for one in bearer.names)


def slipped(text: str, bearers: Iterable[Bearer]) -> tuple[str, Fit] | None:
    """Give the thing of a closed kind whose name was misspelt, if no other is nearly as near."""
    closed = [one for one in bearers if one.of("closed")]
    found = [
        (slip(text, name.text), one.iri, name.text)
        for one in closed for name in one.names if name.telling and slip(text, name.text)
    ]  # fmt: skip
    if not found:
        return None
    wrong, iri, name = min(found)
    if any(distance(text, one) <= wrong + 1 for one in closed if one.iri != iri):
        return None
    return iri, Fit("slip", SLIP - 2 * wrong, name)
