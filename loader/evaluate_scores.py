"""How good a reading is, in numbers; counts add up over files, shares are worked out from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

METRICS: Final = ("precision", "recall", "f1")
STEP: Final = 0.05


@dataclass(frozen=True, slots=True)
class Score:
    """Counts: what had to be found, what of it was, what was found, and how much on the dot.

    Optional things are in none of these. `exact` are those right ones whose place is just the
    expected one.
    """

    expected: int = 0
    right: int = 0
    found: int = 0
    exact: int = 0

    def __add__(self, other: Score) -> Score:
        """Return the counts of both."""
        return Score(
            self.expected + other.expected, self.right + other.right,
            self.found + other.found, self.exact + other.exact,
        )  # fmt: skip

    @property
    def precision(self) -> float | None:
        """Return the share of the found that is right; None if nothing was found."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Return the share of the expected that was found; None if nothing was expected."""
        return self.right / self.expected if self.expected else None

    @property
    def f1(self) -> float | None:
        """Return the harmonic mean of both; None if nothing was expected and nothing found."""
        both = self.found + self.expected
        return 2 * self.right / both if both else None

    def metric(self, name: str) -> float | None:
        """Return precision, recall or f1."""
        return {"precision": self.precision, "recall": self.recall, "f1": self.f1}[name]

    def reaches(self, name: str, least: float) -> bool:
        """Whether a metric is no lower; where nothing was expected, finding nothing is right."""
        value = self.metric(name)
        if value is None:
            return not self.expected and not self.found
        return value >= least


@dataclass(frozen=True, slots=True)
class Bucket:
    """The claims of about one confidence: how many, how sure on average, how many right."""

    low: float
    high: float
    count: int
    confidence: float
    right: int

    @property
    def share(self) -> float:
        """Return the share that is right."""
        return self.right / self.count


def total(scores: Iterable[Score]) -> Score:
    """Return the counts of all."""
    return sum(scores, Score())


def macro(scores: Sequence[Score]) -> dict[str, float | None]:
    """Return the mean of each metric over the files in which it can be worked out."""
    means: dict[str, float | None] = {}
    for name in METRICS:
        values = [value for one in scores if (value := one.metric(name)) is not None]
        means[name] = sum(values) / len(values) if values else None
    return means


def buckets(verdicts: Iterable[tuple[float, bool]]) -> list[Bucket]:
    """Return how many claims of each confidence are right; 1.00 is with those from 0.95."""
    sorted_in: dict[int, list[tuple[float, bool]]] = {}
    last = round(1 / STEP) - 1
    for confidence, right in verdicts:
        # What is no float exactly (0.15 / 0.05) must not fall below its bucket.
        index = min(last, int(confidence / STEP + 1e-9))
        sorted_in.setdefault(index, []).append((confidence, right))
    return [
        Bucket(
            round(index * STEP, 2), round((index + 1) * STEP, 2), len(inside),
            sum(one for one, _ in inside) / len(inside), sum(right for _, right in inside),
        )
        for index, inside in sorted(sorted_in.items())
    ]  # fmt: skip


def calibration_error(found: Sequence[Bucket]) -> float | None:
    """Return the expected calibration error: how far confidence and truth are apart on average."""
    count = sum(one.count for one in found)
    if not count:
        return None
    return sum(one.count * abs(one.confidence - one.share) for one in found) / count
