"""Instruments that a document names and the graph does not know, and "the Convention" again.

Without them "it" would be taken for another instrument. A name is a run of capitalised words
around one of the heads of the language's rules: Convention, Treaty, Accord, Call …
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader import vocabulary as v
from loader.model import Mention, Node, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from loader.knowledge import Knowledge
    from loader.language import Language
    from loader.linking import Linker

WORD: Final = re.compile(r"[\w’'-]+")
CONNECTORS: Final = frozenset({"of", "on", "for", "to", "and", "the", "against", "in"})
LONGEST: Final = 14
REPORTS: Final = "report"
REPORT: Final = re.compile(
    r"\b[Tt]he (?:(?P<before>\d{4}) report|report(?: of (?P<after>\d{4}))?)\b(?! of [A-Z])"
)


def introduce(
    text: str, spans: Iterable[Span], linker: Linker, language: Language
) -> dict[str, Node]:
    """Return a node for every name of an instrument that the linker does not know.

    A shorter name that ends an earlier one is the same: the Tech Accord.
    """
    nodes: dict[str, Node] = {}
    for span in spans:
        known = linker.mentions(text, span, "body")
        for name, head in _names(text, span, language):
            taken = any(one.span.overlaps(name) and "/date/" not in one.entity for one in known)
            label = " ".join(text[name.start : name.end].split())
            if not taken:
                longer = [node for other, node in nodes.items() if other.endswith(f" {label}")]
                fresh = Node(
                    linker.known.free(v.named("instrument", label), label),
                    (language.heads[head],),
                    label,
                )
                nodes.setdefault(label, longer[0] if longer else fresh)
    return nodes


def _names(text: str, span: Span, language: Language) -> Iterator[tuple[Span, str]]:
    words = list(WORD.finditer(text, span.start, span.end))
    for at, word in enumerate(words):
        if word[0] in language.heads:
            first = _first(text, words, at)
            while first < at and _opens(words[first][0], language):
                first += 1
            if first < at:
                yield Span(words[first].start(), word.end()), word[0]


def _first(text: str, words: list[re.Match[str]], at: int) -> int:
    """Walk left from a head over capitalised words and what joins them, single blanks between."""
    first = at
    for index in range(at - 1, max(-1, at - LONGEST), -1):
        gap = text[words[index].end() : words[index + 1].start()]
        word = words[index][0]
        if gap != " " or not (word[0].isupper() or word in CONNECTORS):
            break
        if word[0].isupper():
            first = index
    return first


def _opens(word: str, language: Language) -> bool:
    """Tell a sentence's first word from the first word of a name."""
    return word in CONNECTORS or bool(language.words["openers"].match(word))


def _reports(known: Knowledge) -> dict[str, str]:
    """Return the reports of expert groups by the one year that tells them apart."""
    years: dict[str, list[str]] = {}
    for iri in known.of_kind("Report"):
        issuers = known.values(iri, "issuedBy")
        for date in known.values(iri, "date"):
            if any("ExpertGroup" in known.kinds(one) for one in issuers):
                years.setdefault(date[:4], []).append(iri)
    return {year: found[0] for year, found in years.items() if len(found) == 1}


class Definite:
    """Remembers what instruments were named last, for "the Call" and "this Convention"."""

    def __init__(self, language: Language, known: Knowledge) -> None:
        """Take the heads from a language's rules and the dated reports from what is known."""
        heads = "|".join(sorted(map(re.escape, language.heads)))
        self.form = re.compile(rf"\b(?:[Tt]he|[Tt]his) (?P<head>{heads})\b(?! (?:of|on|for)\b)")
        self.heads = language.heads
        self.last: dict[str, str] = {}
        self.reports = _reports(known)

    def name(self, entity: str, words: str) -> None:
        """Remember an instrument by the heads in its name."""
        for word in WORD.findall(words):
            if word in self.heads:
                self.last[word] = entity

    def find(self, text: str, span: Span, taken: Iterable[Mention]) -> list[Mention]:
        """Return the definite descriptions of a span that stand for an instrument named before."""
        spans = [one.span for one in taken if "/date/" not in one.entity]
        found = [*self._reports(text, span), *self._again(text, span)]
        return [one for one in found if not any(other.overlaps(one.span) for other in spans)]

    def _again(self, text: str, span: Span) -> Iterator[Mention]:
        for match in self.form.finditer(text, span.start, span.end):
            if match["head"] in self.last:
                yield Mention(Span(match.start(), match.end()), self.last[match["head"]])

    def _reports(self, text: str, span: Span) -> Iterator[Mention]:
        """Yield "the report of 2013" and "the 2015 report", and "the report" after them."""
        for match in REPORT.finditer(text, span.start, span.end):
            year = match["after"] or match["before"]
            entity = self.reports.get(year, "") if year else self.last.get(REPORTS, "")
            if entity:
                self.last[REPORTS] = entity
                yield Mention(Span(match.start(), match.end()), entity)
