"""Days as numbers and places on an axis; rounds numbers for ticks; finds room for labels."""

import math
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date


def day_number(text: str, last: bool = False) -> int | None:
    """Count the days up to a day, or to the first (or last) day of a month or a year.

    >>> day_number("2018-11", last=True) - day_number("2018-11")
    29
    >>> day_number("some day")
    """
    parts = text.partition("T")[0].split("-")
    try:
        numbers = [int(part) for part in parts]
        year, month, day = [*numbers, *[0, 0, 0]][:3]
        if last:
            month = month or 12
            day = day or monthrange(year, month)[1]
        return date(year, month or 1, day or 1).toordinal()
    except (ValueError, IndexError):
        return None


def first_of_year(year: int) -> int:
    """Count the days up to a year's first."""
    return date(year, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Axis:
    """Stretches of numbers laid on stretches of an axis; a broken axis has two, at two scales."""

    stretches: tuple[tuple[float, float, float, float], ...]

    def __call__(self, value: float) -> float:
        """Give the place of a number."""
        within = (one for one in self.stretches if value <= one[1])
        low, high, start, end = next(within, self.stretches[-1])
        share = (value - low) / (high - low) if high > low else 0.0
        return start + share * (end - start)


def ticks(most: float, about: int = 5) -> list[int]:
    """Give round numbers from 0 to beyond the most.

    >>> ticks(1222)
    [0, 250, 500, 750, 1000, 1250]
    """
    rough = max(most, 1) / about
    power = 10 ** math.floor(math.log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough)
    step = max(1, math.ceil(step))
    return [step * n for n in range(math.ceil(max(most, 1) / step) + 1)]


@dataclass(frozen=True, slots=True)
class Box:
    """The room that a label takes."""

    left: float
    top: float
    width: float
    height: float

    def meets(self, other: "Box") -> bool:
        """Tell whether two boxes overlap."""
        return (
            self.left < other.left + other.width
            and other.left < self.left + self.width
            and self.top < other.top + other.height
            and other.top < self.top + self.height
        )


def stacked(spans: Sequence[tuple[float, float]]) -> Iterator[int]:
    """Give each span, from left to right, the first row in which it meets none before it."""
    ends: list[float] = []
    for start, end in spans:
        row = next((n for n, taken in enumerate(ends) if taken <= start), len(ends))
        ends[row : row + 1] = [end]
        yield row


def apart(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move places, given in order, as far apart as the gap and as little as that takes.

    >>> apart([10, 11, 50], 8, 0, 100)
    [10, 18, 50]
    >>> apart([95, 99], 8, 0, 100)
    [92, 100]
    """
    placed: list[float] = []
    for place in wanted:
        placed.append(max(place, low, placed[-1] + gap if placed else low))
    ceiling = high
    for n in reversed(range(len(placed))):
        placed[n] = min(placed[n], ceiling)
        ceiling = placed[n] - gap
    return placed
