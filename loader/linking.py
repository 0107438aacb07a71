"""Names in text: every known name found in one pass, longest first, at word bounds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ahocorasick_rs import AhoCorasick, MatchKind

from loader import vocabulary as v
from loader.model import Mention, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loader.dates import DateReader
    from loader.knowledge import Knowledge
    from loader.model import Zone

# Schemes whose words are ordinary ones: found in any case, used by rules, never published
# as mentions of an entity.
COMMON: Final = frozenset({"object", "conduct", "sector", "region"})
UNLINKED: Final = frozenset(
    {"scheme", "stance", "modality", "position", "force", "assessment", "outcome", "form",
     "alteration", "review", "fact-status", "source", "provision", "document", "milestone",
     "step", "membership", "fact", "remark", "vote", "disagreement", "polarity", "norm", "count",
     "endorsement", "topic"}
)  # fmt: skip
SPACE: Final = re.compile(r"\s+")
# A quotation's [s]tate is read as state, at the same offsets.
BRACKETED: Final = re.compile(r"\[(\w)\](?=\w)")
ACRONYM: Final = re.compile(r"[A-Z]{2,}")
# Lists of supporters. They name hundreds, many by common words such as "The Dialogue": who is known
# from such a list only is linked by names that can hardly be anything else.
LISTS: Final = frozenset({v.entity("source", "paris-call-list")})
WORD: Final = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
ODD: Final = re.compile(r"[a-z][A-Z]|[A-Za-z][0-9]|[0-9][A-Za-z]")
BRACKETS: Final = re.compile(r"\s*\([^()]*\)")


class Linker:
    """Finds the names of known entities in a text."""

    def __init__(self, known: Knowledge, dates: DateReader, language: str = "en") -> None:
        """Build the automata: one that minds case, for names, and one that doesn't, for words.

        Names are those of the language and those of none.
        """
        self.known = known
        self.dates = dates
        names, words = _vocabulary(known, language)
        self.names = sorted(names.items())
        self.words = sorted(words.items())
        self.by_name = _automaton([name for name, _ in self.names])
        self.by_word = _automaton([word for word, _ in self.words])

    def mentions(self, text: str, span: Span, zone: Zone) -> list[Mention]:
        """Return the names and dates within a span, leftmost longest, none overlapping."""
        return _without_overlap(self._every(text, span, zone))

    def nested(self, text: str, span: Span, zone: Zone) -> list[Mention]:
        """Return also actors named within longer names: Nicaragua in the Nicaragua case."""
        every = self._every(text, span, zone)
        outer = _without_overlap(every)
        inner = [
            one for one in every
            if {"Person", "State", "Organisation"} & self.known.kinds(one.entity)
            and any(
                one.span in other.span and one.span != other.span and one.entity != other.entity
                for other in outer
            )
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

    def _every(self, text: str, span: Span, zone: Zone) -> list[Mention]:
        part = SPACE.sub(lambda m: " " * len(m[0]), text[span.start : span.end])
        bare = BRACKETED.sub(r"  \1", part)
        return [
            *_hits(self.by_name, self.names, bare, part, span, zone),
            *_hits(self.by_word, self.words, lowered(bare), part, span, zone),
            *(
                Mention(where, v.entity("date", iso), zone)
                for where, iso in self.dates.find(text, span.start, span.end)
            ),
        ]


def lowered(text: str) -> str:
    """Return the text in lower case with every offset kept (İ, for one, would grow)."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def distinctive(name: str) -> bool:
    """Tell whether a name can hardly be other words: long and capitalised, or of an odd shape.

    >>> [distinctive(name) for name in ("The Dialogue", "GitHub", "Get Safe Online")]
    [False, True, True]
    """
    words = WORD.findall(name.removeprefix("The "))
    capitals = [word for word in words if word[0].isupper()]
    return (len(words) > 2 and len(capitals) > 1) or bool(ODD.search(name))


def _listed(known: Knowledge, iri: str) -> bool:
    """Tell whether lists of supporters are all that speaks of a thing."""
    sources = known.facts.get((iri, v.DCTERMS + "source"), [])
    return bool(sources) and LISTS.issuperset(sources)


def _labels(known: Knowledge, language: str) -> Iterator[tuple[str, str]]:
    """Yield things and a language's names to link them by; who is only listed comes last."""
    listed = {iri for iri in known.labels if _listed(known, iri)}
    for iri in sorted(known.labels, key=lambda one: (one in listed, one)):
        for label, tongue in known.labels[iri]:
            if tongue not in {language, ""} or len(label) < 2:
                continue
            if iri not in listed:
                yield iri, label
            elif distinctive(bare := BRACKETS.sub("", label)):
                yield iri, bare


def _vocabulary(known: Knowledge, language: str) -> tuple[dict[str, str], dict[str, str]]:
    names: dict[str, str] = dict(known.demonyms)
    words: dict[str, str] = {}
    for iri, label in _labels(known, language):
        kind = v.kind(iri)
        if kind in UNLINKED or (kind == "principle" and " " not in label):
            continue
        anycase = kind in COMMON | {"regime", "principle"} and not ACRONYM.search(label)
        if anycase or label == label.lower():
            words.setdefault(label.lower(), iri)
        else:
            names.setdefault(label, iri)
    proper = {name.lower() for name in names}
    return names, {word: iri for word, iri in words.items() if not _told(word, iri, proper)}


def _told(word: str, iri: str, proper: set[str]) -> bool:
    """Tell whether other things have a region's name: Micronesia, Australia and New Zealand."""
    return v.kind(iri) == "region" and proper.issuperset(word.split(" and "))


def _automaton(patterns: list[str]) -> AhoCorasick:
    return AhoCorasick(patterns or ["\0"], matchkind=MatchKind.Standard)


def _hits(
    automaton: AhoCorasick, table: list[tuple[str, str]], bare: str, part: str, span: Span,
    zone: Zone,
) -> Iterator[Mention]:  # fmt: skip
    """Yield the places of names; one that opens with a bracketed letter takes the bracket in."""
    for index, start, end in automaton.find_matches_as_indexes(bare, overlapping=True):
        if _at_bounds(bare, start, end):
            first = start - 2 if part[start] == "]" else start
            yield Mention(Span(span.start + first, span.start + end), table[index][1], zone)


def _at_bounds(part: str, start: int, end: int) -> bool:
    before = part[start - 1] if start else " "
    after = part[end] if end < len(part) else " "
    joined = before == "-" or (after == "-" and part[end + 1 : end + 2].isalpha())
    return not (before.isalnum() or after.isalnum() or joined)


def _without_overlap(found: Iterable[Mention]) -> list[Mention]:
    """Keep the leftmost, then the longest; equal spans go to the smaller IRI."""
    kept: list[Mention] = []
    for one in sorted(found, key=lambda m: (m.span.start, -m.span.end, m.entity)):
        if not kept or one.span.start >= kept[-1].span.end:
            kept.append(one)
    return kept
