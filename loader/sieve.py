"""Patterns that are tried only where they could match: most rules fit no word of a sentence.

From a pattern's parse tree we take substrings of which one at least must stand in any text that
matches; looking for them costs a small part of what trying the pattern does.
"""

from __future__ import annotations

import re
from functools import lru_cache
from re import _constants as op  # type: ignore[attr-defined]  # the tree has no public face
from re import _parser as parser  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, Final

from ahocorasick_rs import AhoCorasick

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHORTEST: Final = 2
MOST: Final = 24
NOTHING: Final[frozenset[str]] = frozenset()


class Words:
    """The words that any of many patterns needs, looked for in one pass of a text."""

    def __init__(self) -> None:
        """Begin without words; patterns add theirs."""
        self.known: dict[str, int] = {}
        self.automaton: AhoCorasick | None = None
        # Rules ask of the same few texts one after the other.
        self.found = lru_cache(maxsize=8)(self._found)

    def numbers(self, words: Iterable[str]) -> frozenset[int]:
        """Return the numbers of words, giving them to new ones."""
        self.automaton = None
        self.found.cache_clear()
        return frozenset(self.known.setdefault(word, len(self.known)) for word in words)

    def _found(self, text: str) -> frozenset[int]:
        """Return the numbers of the words that a text has."""
        if self.automaton is None:
            self.automaton = AhoCorasick(list(self.known) or ["\0"])
        hits = self.automaton.find_matches_as_indexes(text, overlapping=True)
        return frozenset(number for number, _, _ in hits)


class Sieve:
    """A compiled pattern with the words of which any match has one; used like re.Pattern."""

    __slots__ = ("needed", "pattern", "words")

    def __init__(self, source: str, words: Words | None = None) -> None:
        """Compile a pattern; raises re.error where it is ill-formed."""
        self.pattern = re.compile(source)
        self.words = words or Words()
        self.needed = tuple(self.words.numbers(one) for one in needed(source))

    def could(self, text: str) -> bool:
        """Tell whether a text has what every match needs."""
        if not self.needed:
            return True
        found = self.words.found(text)
        return not any(found.isdisjoint(one) for one in self.needed)

    def search(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return the first match from a place on."""
        return self.pattern.search(text, start) if self.could(text) else None

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return the match that begins at a place."""
        return self.pattern.match(text, start) if self.could(text) else None

    def finditer(self, text: str, start: int = 0) -> Iterator[re.Match[str]]:
        """Return all matches from a place on."""
        return self.pattern.finditer(text, start) if self.could(text) else iter(())


def needed(source: str) -> set[frozenset[str]]:
    """Return sets of substrings: a text that matches has one of each set.

    >>> sorted(map(sorted, needed("(?:signs?|joined) the (?:old )?pact")))
    [[' the '], ['joined', 'sign'], ['pact']]
    """
    tree = parser.parse(source)
    if tree.state.flags & re.IGNORECASE:
        return set()
    return {one for one in _of_sequence(tree) if one}


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> Iterator[frozenset[str]]:
    """Yield what a run of items needs; literals next to each other are one word."""
    run: list[str] = [""]
    for code, value in items:
        grown = _literals(code, value)
        if grown and len(run) * len(grown) <= MOST:
            run = [head + tail for head in run for tail in grown]
            continue
        yield _worth(run)
        run = list(grown) or [""]
        if not grown:
            yield from _of_item(code, value)
    yield _worth(run)


def _literals(code: Any, value: Any) -> tuple[str, ...]:  # noqa: ANN401
    """Return the characters that an item stands for, if they are few."""
    if code is op.LITERAL:
        return (chr(value),)
    if code is op.IN and len(value) <= 4 and all(one is op.LITERAL for one, _ in value):
        return tuple(chr(each) for _, each in value)
    return ()


def _worth(words: Iterable[str]) -> frozenset[str]:
    found = frozenset(words)
    return found if min(map(len, found)) >= SHORTEST else NOTHING


def _of_item(code: Any, value: Any) -> Iterator[frozenset[str]]:  # noqa: ANN401
    if code is op.SUBPATTERN:
        _, added, _, items = value
        if not added & re.IGNORECASE:
            yield from _of_sequence(items)
    elif code in {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT} and value[0] > 0:
        yield from _of_sequence(value[2])
    elif code is op.ATOMIC_GROUP:
        yield from _of_sequence(value)
    elif code is op.BRANCH:
        yield _of_branches(value[1])


def _of_branches(branches: Iterable[Any]) -> frozenset[str]:
    """Return the best word of each branch, together; nothing if a branch needs nothing."""
    together: set[str] = set()
    for items in branches:
        sets = [one for one in _of_sequence(items) if one]
        if not sets:
            return NOTHING
        together |= max(sets, key=lambda words: min(map(len, words)))
    return frozenset(together) if len(together) <= MOST else NOTHING
