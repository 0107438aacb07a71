"""Which of a name's senses a text means: Georgia the state, Jordan the man, Congo which of two.

What surroundings tell is data (names.toml). What nothing tells is left open and reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from loader import vocabulary as v

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from loader.names import Names
    from loader.namewords import NameWords, Sense

AROUND: Final = 120
# A surname after a first name, or a first name before a surname.
SURNAME: Final = re.compile(r" (?:[A-Z]\. )?(?P<word>[A-Z][a-z]+)\b(?!['’]?s? [A-Z])")
GIVEN: Final = re.compile(r"(?P<opens>^|[.!?:;\n] ?|[\"'(] ?)?(?P<word>\b[A-Z][a-z]+|\b[A-Z]\.) $")
JOINED_BEFORE: Final = re.compile(r"(?:,|,? (?:and|et|&|or|ou)) $")
JOINED_AFTER: Final = re.compile(r"(?:,|,? (?:and|et|&|or|ou)) ")
ORGANISATION: Final = "/id/organisation/"
DROP: Final = "drop"
KEEP: Final = "keep"
OPEN: Final = "open"


@dataclass(slots=True)
class Hit:
    """A name found in a spelled text: its stretch there, the words, whom they may mean."""

    start: int
    end: int
    name: str
    entity: str
    state: bool = False
    own: bool = False


@dataclass(slots=True)
class Senses:
    """Decides on the names of one text; `doubts` are those left open, and where they stand."""

    words: NameWords
    names: Names
    doubts: dict[str, int] = field(default_factory=dict)
    told: dict[str, bool] = field(default_factory=dict)

    def settle(self, text: str, hits: Sequence[Hit]) -> list[Hit]:
        """Return the hits that mean what they are linked to."""
        shared = self.names.shared
        self.told.clear()
        plain = {one.entity for one in outermost(hits) if one.name not in shared}
        kept = [one for one in hits if one.own or self._means(text, one, plain)]
        sure = [one for one in kept if not self._guarded(one)]
        places = {one.start for one in sure} | {one.end for one in sure}
        return [one for one in kept if not self._guarded(one) or _beside(text, one, sure, places)]

    def _guarded(self, hit: Hit) -> bool:
        return not hit.own and hit.name in self.names.guarded

    def _means(self, text: str, hit: Hit, plain: set[str]) -> bool:
        if hit.name in self.words.doubtful and in_capitals(text, hit.start, hit.end):
            return False
        before = text[max(0, hit.start - AROUND) : hit.start]
        after = text[hit.end : hit.end + AROUND]
        for sense in self._rows(hit):
            if sense.things:
                return self._one_of(hit, plain)
            if self._fits(sense, text, before, after):
                if sense.verdict == OPEN:
                    self.doubts.setdefault(hit.name, hit.start)
                return sense.verdict == KEEP
        return True

    def _rows(self, hit: Hit) -> Iterable[Sense]:
        demonym = hit.name in self.names.demonyms
        kind = "demonym" if demonym else "State" if hit.state else v.kind(hit.entity)
        if kind == "principle" and " " in hit.name:
            kind = ""
        return (
            one for one in self.words.senses
            if hit.name in one.names or (kind and one.kind == kind)
        )  # fmt: skip

    def _fits(self, sense: Sense, text: str, before: str, after: str) -> bool:
        if sense.person:
            return self._person(before, after)
        return bool(
            (not sense.before or sense.before.search(before))
            and (not sense.after or sense.after.match(after))
            and (not sense.near or self._near(sense.near, text))
        )

    def _near(self, words: re.Pattern[str], text: str) -> bool:
        """Tell whether a text has words anywhere; asked once for a text."""
        if words.pattern not in self.told:
            self.told[words.pattern] = words.search(text) is not None
        return self.told[words.pattern]

    def _person(self, before: str, after: str) -> bool:
        """Tell a person's name by the capitalised word beside it, in running prose."""
        surname = SURNAME.match(after)
        if _titled(before.rsplit("\n", 1)[-1], after.split("\n", 1)[0]):
            return False
        given = GIVEN.search(before)
        if given and given["opens"] is None and given["word"] not in self.words.alone:
            return not self._known(given["word"])
        return bool(surname and not self._known(surname["word"]) and self._alone(before))

    def _known(self, word: str) -> bool:
        return word in self.names.cased

    def _alone(self, before: str) -> bool:
        """Tell that no list of names precedes, such as one of states."""
        return not before.rstrip().endswith(",")

    def _one_of(self, hit: Hit, plain: set[str]) -> bool:
        """Link a name of several things to the one that the text names otherwise."""
        meant = [one for one in self.names.shared[hit.name] if one in plain]
        if len(meant) == 1:
            hit.entity = meant[0]
            return True
        self.doubts.setdefault(hit.name, hit.start)
        return False


def _beside(text: str, hit: Hit, sure: list[Hit], places: set[int]) -> bool:
    """Tell whether a name that is also a common word stands in a list with an organisation."""
    before = JOINED_BEFORE.search(text[max(0, hit.start - 8) : hit.start])
    after = JOINED_AFTER.match(text[hit.end : hit.end + 8])
    ends = hit.start - len(before[0]) if before else -1
    starts = hit.end + after.end() if after else -1
    return not places.isdisjoint({ends, starts}) and any(
        ORGANISATION in one.entity and (one.end == ends or one.start == starts) for one in sure
    )


def outermost(hits: Iterable[Hit]) -> list[Hit]:
    """Return the leftmost longest hits, none overlapping."""
    kept: list[Hit] = []
    for one in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _titled(before: str, after: str) -> bool:
    """Tell a line of capitalised words, where capitals tell nothing."""
    words = [word for word in (before + " " + after).split()[1:-1] if len(word) > 3]
    return len(words) > 2 and sum(word[0].isupper() for word in words) * 4 > len(words) * 3


def in_capitals(text: str, start: int, end: int) -> bool:
    """Tell whether the words around a place are all in capitals, so that they tell nothing."""
    around = text[max(0, start - AROUND) : start].rsplit("\n", 1)[-1]
    around += " " + text[end : end + AROUND].split("\n", 1)[0]
    letters = [char for char in around if char.isalpha()]
    return len(letters) > 2 and all(char.isupper() for char in letters)
