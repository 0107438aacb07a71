"""A reading held against a gold file: what is right, what was missed, what is wrong.

Pure: nothing is read or written here. How scores come about is told in tests/gold/README.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from loader.evaluate_found import Found, Judge, about, cited, described, everything
from loader.evaluate_pairs import Pairing, pair
from loader.evaluate_scores import Score
from loader.evaluate_things import Sameness
from loader.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from loader.catalogue import Property
    from loader.findings import Reading
    from loader.gold import Expected, Gold
    from loader.knowledge import Knowledge

# Where a thing of a kind is, apart from what it is: scored too, so that a fault can be told
# from the other.
PLACES: Final = {"citations": "citation-places", "quotations": "quotation-places"}
MEASURES: Final = (
    "mentions", "citations", "citation-places", "quotations", "quotation-places", "parts", "claims",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was missed or is wrong: where, what, and the rule that found it."""

    outcome: str
    kind: str
    span: Span
    what: str
    rule: str = ""
    confidence: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that a reading scores against one gold file.

    `fields` and `rules` tell how many were right, and of how many; `verdicts` have for each
    claim its confidence and whether it is right.
    """

    path: str
    document: str
    scores: Mapping[str, Score]
    fields: Mapping[str, tuple[int, int]]
    predicates: Mapping[str, Score]
    stances: Mapping[str, Score]
    rules: Mapping[str, tuple[int, int]]
    verdicts: tuple[tuple[float, bool], ...]
    items: tuple[Item, ...]


def evaluate(
    gold: Gold, reading: Reading, known: Knowledge, properties: Mapping[str, Property]
) -> Evaluation:
    """Compare a reading with what is expected of it."""
    judge = Judge(Sameness(reading, known, gold), properties)
    founds = everything(reading, gold)
    scores: dict[str, Score] = {}
    pairings: dict[str, Pairing[Expected, Found]] = {}
    for name, expected in gold.items.items():
        pairings[name] = _paired(judge, expected, founds[name])
        scores[name] = _score(pairings[name])
        if name in PLACES:
            places = pair(expected, founds[name], judge.place, _exact, _optional)
            pairings[PLACES[name]] = _forgiven(places, judge.place)
            scores[PLACES[name]] = _score(pairings[PLACES[name]])
    claims = pairings["claims"]
    wrong = set(claims.wrong)
    verdicts = [(one, one not in wrong) for one in founds["claims"]]
    items = [one for name in gold.items for one in _items(judge, reading, pairings[name])]
    items += _misread(gold, reading, pairings["citation-places"])
    return Evaluation(
        str(gold.path), gold.document, {name: scores[name] for name in MEASURES},
        _fields(gold, reading, pairings["citation-places"]),
        _by(claims, "predicate"), _by(claims, "stance"), _rules(verdicts),
        tuple((float(one.confidence), right) for one, right in verdicts),
        tuple(sorted(items, key=lambda one: (one.span, one.kind, one.outcome, one.what))),
    )  # fmt: skip


def _exact(gold: Expected, one: Found) -> bool:
    return gold.span == one.span


def _optional(gold: Expected) -> bool:
    return gold.optional


def _paired(
    judge: Judge, golds: Sequence[Expected], founds: Sequence[Found]
) -> Pairing[Expected, Found]:
    """Pair what fits; what says a thing already found in another accepted way is forgiven."""
    pairing = pair(golds, founds, judge.whole, _exact, _optional)
    forgiven = _forgiven(pairing, judge.whole)
    said: dict[int, set[int]] = {
        id(gold): set(judge.ways(gold, one)) for gold, one in pairing.pairs if gold.kind == "claim"
    }
    again = {
        one
        for one in forgiven.wrong
        for gold, _ in pairing.pairs
        if gold.kind == "claim" and judge.whole(gold, one)
        if not said[id(gold)] & set(judge.ways(gold, one))
    }
    left = tuple(one for one in forgiven.wrong if one not in again)
    return Pairing(pairing.pairs, pairing.missed, left)


def _forgiven(
    pairing: Pairing[Expected, Found], fits: Callable[[Expected, Found], bool]
) -> Pairing[Expected, Found]:
    """Take from the wrong what fits something optional that has been found already."""
    optional = [gold for gold, _ in pairing.pairs if gold.optional]
    left = [one for one in pairing.wrong if not any(fits(gold, one) for gold in optional)]
    return Pairing(pairing.pairs, pairing.missed, tuple(left))


def _score(pairing: Pairing[Expected, Found]) -> Score:
    required = [(gold, one) for gold, one in pairing.pairs if not gold.optional]
    missed = sum(not gold.optional for gold in pairing.missed)
    exact = sum(gold.span == one.span for gold, one in required)
    right = len(required)
    return Score(right + missed, right, right + len(pairing.wrong), exact)


def _by(pairing: Pairing[Expected, Found], key: str) -> dict[str, Score]:
    """Return the score of each predicate or stance; what is right counts where it is expected."""
    scores: dict[str, Score] = defaultdict(Score)
    for gold, _ in pairing.pairs:
        if not gold.optional:
            scores[getattr(gold.claims[0], key)] += Score(1, 1, 1)
    for gold in pairing.missed:
        if not gold.optional:
            scores[getattr(gold.claims[0], key)] += Score(expected=1)
    for one in pairing.wrong:
        scores[one.values[key]] += Score(found=1)
    return dict(sorted(scores.items()))


def _rules(verdicts: Iterable[tuple[Found, bool]]) -> dict[str, tuple[int, int]]:
    right: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for one, good in verdicts:
        right[one.rule] += good
        count[one.rule] += 1
    return {name: (right[name], count[name]) for name in sorted(count)}


def _fields(
    gold: Gold, reading: Reading, pairing: Pairing[Expected, Found]
) -> dict[str, tuple[int, int]]:
    right: Counter[str] = Counter()
    count: Counter[str] = Counter()
    fields = [(f"document {name}", good) for name, good, _ in about(gold, reading)]
    for wanted, one in pairing.pairs:
        fields += [(f"citation {name}", good) for name, good in cited(wanted, one)]
    for name, good in fields:
        right[name] += good
        count[name] += 1
    return {name: (right[name], count[name]) for name in sorted(count)}


def _items(judge: Judge, reading: Reading, pairing: Pairing[Expected, Found]) -> list[Item]:
    text = reading.document.text
    missed = [gold for gold in pairing.missed if not gold.optional]
    items = [Item("missed", gold.kind, gold.span, described(text, gold)) for gold in missed]
    for one in pairing.wrong:
        hint = _hint(judge, pairing.missed, one)
        items.append(Item("wrong", one.kind, one.span, one.what, one.rule, one.confidence, hint))
    return items


def _hint(judge: Judge, missed: Iterable[Expected], one: Found) -> str:
    """Tell how something wrong differs from something missed at its place, if in one thing."""
    for gold in missed:
        if not judge.place(gold, one):
            continue
        if gold.kind != "claim":
            wanted = gold.fields.get("number") or next(iter(gold.things), "")
            return f"expected {wanted or 'nothing'}"
        for way in gold.claims:
            differs = judge.differs(way, one)
            if len(differs) == 1:
                return f"expected the {differs[0]} {getattr(way, differs[0])}"
    return ""


def _misread(gold: Gold, reading: Reading, pairing: Pairing[Expected, Found]) -> list[Item]:
    """Return the fields that were not read as expected, of citations and of the document."""
    items = [
        Item("wrong", name, Span(0, 0), repr(got), hint=f"expected {gold.about[name]!r}")
        for name, right, got in about(gold, reading)
        if not right
    ]
    for wanted, one in pairing.pairs:
        for name, right in cited(wanted, one):
            if not right:
                hint = f"expected {wanted.fields[name]!r}"
                what = f"{one.values.get(name, '')!r} in {one.what}"
                items.append(Item("wrong", f"citation {name}", one.span, what, hint=hint))
    return items
