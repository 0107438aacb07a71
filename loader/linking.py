"""Names in text: every known name found in one pass, longest first, at word bounds."""

from __future__ import annotations

import copy
import re
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ahocorasick_rs import AhoCorasick, MatchKind

from loader import namewords
from loader import vocabulary as v
from loader.findings import Mention
from loader.model import Problem, Span
from loader.names import BRACKETS, COMMON, UNLINKED, distinctive, names
from loader.senses import Hit, Senses
from loader.spelling import lowered, name_key, spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from loader.dates import DateReader
    from loader.knowledge import Knowledge
    from loader.model import Zone
    from loader.spelling import Spelled

__all__ = ["BRACKETS", "COMMON", "UNLINKED", "Linker", "distinctive", "lowered"]
# Who is named within a longer name. A body within another's name is part of it, not a mention:
# the United Nations in its Charter.
ACTORS: Final = frozenset({"Person", "State", "Organisation"})
BODIES: Final = frozenset({"IntergovernmentalOrganisation", "StateGrouping"})
# Marks after a name that make it another word: Amazon.com, A/70/174/Add.1.
NUMBER: Final = re.compile(r"(?<![\w/.-])\d{1,3}/\d{1,4}(?![\w/-])")
# How far before its number the word "resolutions" may stand.
SERIES: Final = 160
ADDED: Final = frozenset("/._@")


class Linker:
    """Finds the names of known entities in texts of a language.

    `within` gives a linker of one document: it knows the document's own names too, and looks
    at the text once.
    """

    def __init__(self, known: Knowledge, dates: DateReader, language: str = "en") -> None:
        """Build the automata: one that minds case, for names, and one that doesn't, for words.

        Names are those of the language, those of none, and proper names of other languages.
        """
        self.known = known
        self.dates = dates
        self.tongue = namewords.load(language)
        self.all_names = names(known, self.tongue)
        self.names = list(self.all_names.cased.items())
        self.words = list(self.all_names.words.items())
        self.by_name = _automaton([name for name, _ in self.names])
        self.by_word = _automaton([word for word, _ in self.words])
        self.states = {iri for iri in known.types if "State" in known.kinds(iri)}
        self.joined = self.tongue.pattern("joined")
        self.series = self.tongue.pattern("series")
        self.series_stop = self.tongue.pattern("series_stop")
        self.ties = self.tongue.pattern("ties")
        self.own: list[tuple[str, str, int]] = []
        self.by_own: AhoCorasick | None = None
        self.senses = Senses(self.tongue, self.all_names)
        self.text = ""
        self.found: list[Mention] | None = None
        self.starts: list[int] = []

    def within(
        self, text: str, own: Iterable[tuple[str, str, int]] = (), known: Knowledge | None = None
    ) -> Linker:
        """Return a linker of one document; its own names are known from an offset on.

        An own name goes before a known one of the same words.
        """
        one = copy.copy(self)
        one.known = known or self.known
        one.text, one.found = text, None
        one.own = sorted({*self.own, *_keyed(own)} if self.text is text else set(_keyed(own)))
        one.by_own = _automaton([name for name, _, _ in one.own]) if one.own else None
        one.senses = Senses(self.tongue, self.all_names)
        return one

    def knows(self, name: str) -> bool:
        """Tell whether a name is one of those known before the document."""
        return name_key(name) in self.all_names.cased

    def mentions(self, text: str, span: Span, zone: Zone) -> list[Mention]:
        """Return the names and dates within a span, leftmost longest, none overlapping."""
        return _without_overlap(self._every(text, span, zone))

    def nested(self, text: str, span: Span, zone: Zone) -> list[Mention]:
        """Return also actors named within longer names: Nicaragua in the Nicaragua case."""
        every = self._every(text, span, zone)
        outer = _without_overlap(every)
        whole = [one for one in outer if one.entity in self.states]
        names = [one for one in outer if v.kind(one.entity) in {"instrument", "organisation"}]
        groups = [one for one in outer if v.kind(one.entity) == "group"]
        inner = [
            one for one in every
            if (self._actor(one.entity) and _within(one, outer) and not _within(one, whole)
                and not (self._part(one.entity) and _within(one, names)))
            or (v.kind(one.entity) == "instrument" and _within(one, groups))
        ]  # fmt: skip
        return sorted([*outer, *_without_overlap(inner)], key=lambda one: one.span)

    def concepts(self, text: str, span: Span, kinds: Iterable[str]) -> list[Mention]:
        """Return the things of each kind that a span speaks of, within longer names too."""
        every = self._every(text, span, "body")
        return [
            found
            for kind in kinds
            for found in _without_overlap(one for one in every if v.kind(one.entity) == kind)
        ]

    def doubts(self, document: str) -> list[Problem]:
        """Return the names whose sense the document leaves open, each once."""
        return [
            Problem(document, at, "warning", "ambiguous-name",
                    f"“{name}” may mean more than one thing here; it was not linked")
            for name, at in self.senses.doubts.items()
        ]  # fmt: skip

    def _actor(self, iri: str) -> bool:
        return not ACTORS.isdisjoint(self.known.kinds(iri))

    def _part(self, iri: str) -> bool:
        """Tell a body that others and their texts are named after: the UN, one of its organs."""
        within_another = self.known.values(iri, "partOfOrganisation")
        return bool(within_another) or not BODIES.isdisjoint(self.known.kinds(iri))

    def _every(self, text: str, span: Span, zone: Zone) -> list[Mention]:
        if text is self.text:
            return self._indexed(span, zone)
        return list(self._read(text[span.start : span.end], span.start, zone))

    def _indexed(self, span: Span, zone: Zone) -> list[Mention]:
        """Return what was found when the whole document was looked at once."""
        if self.found is None:
            found = self._read(self.text, 0, "body")
            self.found = sorted(found, key=lambda one: one.span)
            self.starts = [one.span.start for one in self.found]
        first = bisect_left(self.starts, span.start)
        last = bisect_left(self.starts, span.end)
        inside = [one for one in self.found[first:last] if one.span.end <= span.end]
        return inside if zone == "body" else [replace(one, zone=zone) for one in inside]

    def _read(self, text: str, offset: int, zone: Zone) -> Iterator[Mention]:
        plain = spelled(text)
        hits = self.senses.settle(plain.text, list(self._hits(plain)))
        if text is self.text:
            self.senses.doubts = {name: plain.start(at) for name, at in self.senses.doubts.items()}
        for start, end, iri in self._numbers(plain.text):
            yield Mention(Span(offset + plain.start(start), offset + plain.end(end)), iri, zone)
        for one in hits:
            where = Span(offset + plain.start(one.start), offset + plain.end(one.end))
            yield Mention(where, one.entity, zone)
        for where, iso in self.dates.find(text, 0, len(text)):
            place = Span(offset + where.start, offset + where.end)
            yield Mention(place, v.entity("date", iso), zone)

    def _hits(self, plain: Spelled) -> Iterator[Hit]:
        """Yield the places of names, a document's own in place of those of the same words."""
        own = list(self._own(plain))
        taken = {(one.start, one.end) for one in own}
        yield from own
        for automaton, table, text in (
            (self.by_name, self.names, plain.text),
            (self.by_word, self.words, lowered(plain.text)),
        ):
            for index, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
                if (start, end) not in taken and self._at_bounds(plain.text, start, end):
                    name, iri = table[index]
                    yield Hit(start, end, name, iri, iri in self.states)

    def _numbers(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield the resolutions of a list that are told by number only: and 75/240."""
        for match in NUMBER.finditer(text):
            before = text[max(0, match.start() - SERIES) : match.start()]
            opened = list(self.series.finditer(before))
            if opened and not self.series_stop.search(before, opened[-1].end()):
                for series in ("A/RES", "A/HRC/RES"):
                    iri = self.known.symbols.get(f"{series}/{match[0]}", "")
                    if iri:
                        yield match.start(), match.end(), iri
                        break

    def _own(self, plain: Spelled) -> Iterator[Hit]:
        if self.by_own is None:
            return
        for index, start, end in self.by_own.find_matches_as_indexes(plain.text, overlapping=True):
            name, iri, since = self.own[index]
            if plain.start(start) >= since and self._at_bounds(plain.text, start, end):
                article, _, rest = name.replace("'", " ").partition(" ")
                shift = len(name) - len(rest) if rest and article in self.tongue.articles else 0
                yield Hit(start + shift, end, name, iri, own=True)

    def _at_bounds(self, text: str, start: int, end: int) -> bool:
        before = text[start - 1] if start else " "
        after = text[end] if end < len(text) else " "
        if before.isalnum() or after.isalnum() or before in "@_":
            return False
        if after in ADDED and _added(text, start, end):
            return False
        return (before != "-" or self._tied(text, start)) and (
            after != "-" or self._goes_on(text, start, end)
        )

    def _tied(self, text: str, start: int) -> bool:
        """Tell a name joined to another, US-China, from part of a word, non-US."""
        word = start - 1
        while word and (text[word - 1].isalpha() or text[word - 1] == "."):
            word -= 1
        first = text[word : start - 1]
        if not first or (word and text[word - 1] in "-'"):
            return False
        if first.lower() in self.tongue.apart:
            return False
        capital = first[0].isupper() and text[start].isupper()
        return capital or bool(self.ties.fullmatch(first))

    def _goes_on(self, text: str, start: int, end: int) -> bool:
        """Tell whether what follows a name and a hyphen leaves it a name: US-led, US-China."""
        if not text[end + 1 : end + 2].isalpha():
            return True
        capital = text[end + 1].isupper() and text[start].isupper()
        return capital or bool(self.joined.match(text, end + 1))


def _added(text: str, start: int, end: int) -> bool:
    """Tell whether what follows a name without a blank makes it another: an address, a number."""
    following = text[end + 1 : end + 2]
    if text[end] == "/":
        return "/" in text[start:end] and following.isalnum()
    return following.isalnum() and not following.isupper()


def _keyed(own: Iterable[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    return [(name_key(name), iri, since) for name, iri, since in own]


def _automaton(patterns: Sequence[str]) -> AhoCorasick:
    return AhoCorasick(patterns or ["\0"], matchkind=MatchKind.Standard)


def _within(one: Mention, outer: list[Mention]) -> bool:
    """Tell whether a mention is a part of another that means another thing; sorted, disjoint."""
    at = bisect_left(outer, one.span.start + 1, key=lambda other: other.span.start) - 1
    return at >= 0 and (
        one.span in outer[at].span and one.span != outer[at].span and one.entity != outer[at].entity
    )


def _without_overlap(found: Iterable[Mention]) -> list[Mention]:
    """Keep the longest of those that overlap; equal ones go to the leftmost, the smaller IRI."""
    kept: list[Mention] = []
    crowd: list[Mention] = []
    end = -1
    for one in sorted(found, key=lambda m: (m.span.start, -m.span.end, m.entity)):
        if one.span.start >= end:
            kept += _longest(crowd)
            crowd = []
        crowd.append(one)
        end = max(end, one.span.end)
    return kept + _longest(crowd)


def _longest(crowd: list[Mention]) -> list[Mention]:
    """Return of mentions that overlap one another the longest, and what it leaves over."""
    if len(crowd) < 2 or crowd[0].span.end >= max(one.span.end for one in crowd):
        return crowd[:1]
    kept: list[Mention] = []
    for one in sorted(crowd, key=lambda m: (m.span.start - m.span.end, m.span.start, m.entity)):
        if not any(one.span.overlaps(other.span) for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda m: m.span)


def within(
    linkers: Mapping[str, Linker], text: str, own: Sequence[tuple[str, str, int]],
    known: Knowledge,
) -> dict[str, Linker]:  # fmt: skip
    """Return linkers of one document for every language."""
    return {code: one.within(text, own, known) for code, one in linkers.items()}
