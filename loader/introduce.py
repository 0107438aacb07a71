"""Things that a document names and the graph does not know, where the text says what they are.

An instrument, a ministry, a university, a company is known by the head or form in its name:
Convention, Treaty, Ministry, Ltd … A name is a run of capitalised words around it. Nothing is
made of a heading, of words all in capitals, or of a name that differs little from a known one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from loader import likeness
from loader import vocabulary as v
from loader.findings import Node
from loader.model import Problem, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from loader.findings import Mention
    from loader.language import Language
    from loader.linking import Linker
    from loader.namewords import NameWords

WORD: Final = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
ELIDED: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
GAP: Final = re.compile(r"[ \n]{1,40}|[’']")
LONGEST: Final = 14
INSTRUMENT: Final = "instrument"
ORGANISATION: Final = "organisation"
GOVERNMENT: Final = "GovernmentBody"


@dataclass(frozen=True, slots=True)
class Found:
    """A name with the class that its head gives it."""

    span: Span
    kind: str
    type: str


@dataclass(slots=True)
class Introduced:
    """New names and the things they stand for, and what looked like a known one."""

    nodes: dict[str, Node]
    problems: list[Problem]
    likes: dict[str, str] = field(default_factory=dict)


def introduce(
    text: str, spans: Iterable[Span], linker: Linker, language: Language, document: str = ""
) -> Introduced:
    """Return a node for every name that the linker does not know.

    A shorter name that ends an earlier one is the same: the Tech Accord.
    """
    made = Introduced({}, [])
    for span in spans:
        known = sorted(linker.mentions(text, span, "body"), key=lambda one: one.span)
        starts = [one.span.start for one in known]
        longest = max((one.span.end - one.span.start for one in known), default=0)
        for found in _names(text, span, language, linker.tongue, known):
            first = bisect_left(starts, found.span.start - longest)
            near = known[first : bisect_left(starts, found.span.end)]
            _take(made, text, found, near, linker, document)
    return made


def _take(
    made: Introduced, text: str, found: Found, known: list[Mention], linker: Linker, document: str
) -> None:
    label = " ".join(text[found.span.start : found.span.end].split())
    if label.isupper() or label in made.nodes:
        return
    if found.type == GOVERNMENT and not _placed(found, known, linker):
        return
    taken = _taken(found, known, linker)
    if label not in made.likes:
        small = linker.tongue.small
        made.likes[label] = likeness.known(linker.known, found.kind, label, small)
    like = made.likes[label]
    if taken and not _part(found, known, like):
        return
    if like:
        name = linker.known.preferred.get(like, v.local(like))
        words = f"“{label}” is nearly the name of “{name}” ({v.kind(like)}/{v.local(like)}); no new thing was made"  # noqa: E501  # one message
        if all(one.message != words for one in made.problems):
            made.problems.append(
                Problem(document, found.span.start, "warning", "near-duplicate", words)
            )
        return
    longer = [
        node
        for other, node in made.nodes.items()
        if other.endswith(f" {label}")
        or (linker.tongue.head_first and other.startswith(f"{label} "))
    ]
    iri = linker.known.free(v.named(found.kind, label), label)
    made.nodes[label] = longer[0] if longer else Node(iri, (found.type,), label)


def _taken(found: Found, known: list[Mention], linker: Linker) -> bool:
    """Tell whether known names are there: any but a date, or a place in a body's name."""
    inside = [one for one in known if one.span.overlaps(found.span) and "/date/" not in one.entity]
    if found.kind == INSTRUMENT:
        return bool(inside)
    places = {"State"} if found.kind == ORGANISATION else set()
    return any(
        not (places & linker.known.kinds(one.entity) or v.kind(one.entity) == "region")
        or one.span not in found.span
        or one.span == found.span
        for one in inside
    )


def _part(found: Found, known: list[Mention], like: str) -> bool:
    """Tell whether a name only opens with the name of the known thing that it looks like."""
    inside = [one for one in known if one.span.overlaps(found.span)]
    return any(one.entity == like and one.span != found.span and one.span in found.span
               for one in inside)  # fmt: skip


def _placed(found: Found, known: list[Mention], linker: Linker) -> bool:
    """Tell whether a name says of which state it is: there are many ministries of defence."""
    return any(
        "State" in linker.known.kinds(one.entity) and one.span in found.span for one in known
    )


def _names(
    text: str, span: Span, language: Language, tongue: NameWords, known: list[Mention]
) -> Iterator[Found]:
    form = ELIDED if tongue.head_first else WORD
    words = list(form.finditer(text, span.start, span.end))
    dates = {one.span.start for one in known if "/date/" in one.entity}
    walk = _Walk(text, words, language, tongue, dates, tongue.pattern("tail"))
    at = 0
    while at < len(words):
        for kind, types in ((INSTRUMENT, language.heads), (ORGANISATION, tongue.kinds)):
            if words[at][0] in types:
                first, last = walk.around(at, body=kind == ORGANISATION)
                if last - first > 0 and walk.ends_well(first, last):
                    tail = walk.tail.match(text, words[last].end(), span.end)
                    end = tail.end() if tail and kind == INSTRUMENT else words[last].end()
                    where = Span(words[first].start(), end)
                    yield Found(where, kind, types[words[at][0]])
                    at = last
                    break
        at += 1


@dataclass(frozen=True, slots=True)
class _Walk:
    """Walks from a head over capitalised words and what joins them."""

    text: str
    words: list[re.Match[str]]
    language: Language
    tongue: NameWords
    dates: set[int]
    tail: re.Pattern[str]

    def around(self, at: int, *, body: bool) -> tuple[int, int]:
        """Return the first and last word of the name around a head; a body's has one side."""
        first = at if self.tongue.head_first else self._first(at)
        while first < at and self._opens(self.words[first][0]):
            first += 1
        closed = body and first < at and not self.tongue.head_first
        return first, at if closed else self._last(at, whole=first < at)

    def ends_well(self, first: int, last: int) -> bool:
        """Tell a name from a sentence's first word before a head that opens a clause."""
        return self.words[first][0][0].isupper() or (self.tongue.head_first and last > first)

    def _first(self, at: int) -> int:
        first = at
        for index in range(at - 1, max(-1, at - LONGEST), -1):
            word = self.words[index][0]
            if not self._joined(index) or not (word[0].isupper() or self._connects(word)):
                break
            if word[0].isupper():
                first = index
        return first

    def _last(self, at: int, *, whole: bool) -> int:
        """Walk right: what opens the second part is a connector, what ends it a capital.

        After a whole name "of" tells whose it is: the Rome Convention of that year.
        """
        last = at
        following = self.words[at + 1][0] if at + 1 < len(self.words) else ""
        if following not in self.tongue.opening or (whole and following == "of"):
            return at
        for index in range(at + 1, min(len(self.words), at + LONGEST)):
            word = self.words[index][0]
            if not self._joined(index - 1) or self.words[index].start() in self.dates:
                break
            if word[0].isupper():
                last = index
            elif not self._connects(word):
                break
        return last

    def _joined(self, index: int) -> bool:
        gap = self.text[self.words[index].end() : self.words[index + 1].start()]
        return bool(GAP.fullmatch(gap)) and gap.count("\n") < 2

    def _connects(self, word: str) -> bool:
        return word in self.tongue.connectors

    def _opens(self, word: str) -> bool:
        """Tell a sentence's first word from the first word of a name."""
        opener = word in self.tongue.alone or self.language.words["openers"].match(word)
        return self._connects(word) or bool(opener)


def own_names(nodes: Mapping[str, Node]) -> list[tuple[str, str, int]]:
    """Return the names of new things as a linker takes them: known in the whole document."""
    return [(name, node.iri, 0) for name, node in nodes.items()]
