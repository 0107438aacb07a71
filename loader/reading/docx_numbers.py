"""The numbers that a word processor prints before paragraphs, counted as it counts them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from loader.reading.numerals import numeral

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

STYLES: Final = {
    "decimal": "decimal", "lowerLetter": "lower-alpha", "upperLetter": "upper-alpha",
    "lowerRoman": "lower-roman", "upperRoman": "upper-roman", "decimalZero": "decimal",
}  # fmt: skip
SILENT: Final = frozenset(("bullet", "none"))
LEVELS: Final = 9
PLACE: Final = re.compile(r"%([1-9])")
LONGEST: Final = 100


@dataclass(frozen=True, slots=True)
class Level:
    """How a list numbers one of its levels: `text` has %1 where the first level's number goes."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    plain: bool = False
    restart: int | None = None


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    counts: dict[str, list[int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def number(self, number_id: str, depth: int) -> str:
        """Return what is printed before the next paragraph of a list; nothing for a bullet."""
        name = self.abstract.get(number_id)
        if name is None or not 0 <= depth < LEVELS:
            return ""
        levels = self.levels.get(name, {})
        counts = self.counts.setdefault(name, [0] * LEVELS)
        self._count(number_id, name, depth, counts)
        here = levels.get(depth, Level())
        if here.format in SILENT:
            return ""
        shown = PLACE.sub(lambda m: self._one(levels, counts, int(m[1]) - 1, here.plain), here.text)
        return shown.strip()[:LONGEST]

    def _count(self, number_id: str, name: str, depth: int, counts: list[int]) -> None:
        levels = self.levels.get(name, {})
        override = self.starts.get((number_id, depth))
        fresh = (number_id, depth) not in self.begun
        self.begun.add((number_id, depth))
        if override is not None and fresh:
            counts[depth] = override
        elif counts[depth]:
            counts[depth] += 1
        else:
            counts[depth] = levels.get(depth, Level()).start
        for deeper in range(depth + 1, LEVELS):
            if levels.get(deeper, Level()).restart != 0:
                counts[deeper] = 0

    def _one(self, levels: dict[int, Level], counts: list[int], depth: int, plain: bool) -> str:
        level = levels.get(depth, Level())
        count = counts[depth] or level.start
        style = "decimal" if plain else STYLES.get(level.format, "decimal")
        return numeral(count, style)


def read(root: Element | None) -> Numbering:
    """Return the lists that word/numbering.xml declares."""
    made = Numbering()
    if root is None:
        return made
    for one in root.iter("abstractNum"):
        name = one.get("abstractNumId", "")
        made.levels[name] = {_int(lvl.get("ilvl")): _level(lvl) for lvl in one.iter("lvl")}
    for one in root.findall("num"):
        number_id = one.get("numId", "")
        made.abstract[number_id] = value(one, "abstractNumId")
        for override in one.iter("lvlOverride"):
            depth = _int(override.get("ilvl"))
            if start := value(override, "startOverride"):
                made.starts[number_id, depth] = _int(start)
    return made


def _level(lvl: Element) -> Level:
    restart = value(lvl, "lvlRestart")
    return Level(
        value(lvl, "numFmt") or "decimal",
        value(lvl, "lvlText"),
        _int(value(lvl, "start") or "1"),
        lvl.find("isLgl") is not None,
        _int(restart) if restart else None,
    )


def value(element: Element | None, name: str) -> str:
    """Return what a child such as <w:numId w:val="3"/> says."""
    found = element.find(name) if element is not None else None
    return (found.get("val") or "") if found is not None else ""


def _int(words: str | None) -> int:
    return int(words) if words and re.fullmatch(r"\d{1,6}", words) else 0
