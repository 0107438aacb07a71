"""Whether what was found is what was meant: things by IRI, by label or by the words they stand on.

What a text brings up itself has no IRI that an annotator could know: it is compared by its label,
a norm by the words that state it, a numbered part of the document by its number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from loader import vocabulary as v
from loader import works
from loader.catalogue import full
from loader.knowledge import normalise
from loader.model import Span

if TYPE_CHECKING:
    from loader.findings import Reading
    from loader.gold import Gold
    from loader.knowledge import Knowledge

ENOUGH: Final = 0.5
SPANNED: Final = re.compile(r"([a-z][a-z-]*):(\d+)-(\d+)")
ARTICLE: Final = re.compile(r"^(?:the|an?|le|la|les|l|el|los|las) ")


def overlap(one: Span, other: Span) -> float:
    """Return what two spans share, as a share of what they cover together."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    covered = max(one.end, other.end) - min(one.start, other.start)
    return max(0, shared) / covered if covered else 0.0


def plain(words: str) -> str:
    """Return a name without case, accents, punctuation and the article at its head."""
    return ARTICLE.sub("", normalise(words)) or " ".join(words.casefold().split())


def alike(one: str, other: str) -> bool:
    """Whether two phrases have half of their words in common."""
    left, right = set(plain(one).split()), set(plain(other).split())
    return bool(left) and len(left & right) / len(left | right) >= ENOUGH


class Sameness:
    """Compares what a gold file names with what one reading found."""

    def __init__(self, reading: Reading, known: Knowledge, gold: Gold) -> None:
        """Note the labels of what the reading brought up, and the words that each rests on."""
        self.known = known
        self.own = set(gold.own)
        self.instrument = reading.instrument
        self.worded = {one.iri: one.label for one in reading.nodes if one.quotes}
        self.labels: dict[str, set[str]] = defaultdict(set)
        for node in reading.nodes:
            titles = [words for name, words, _ in node.literals if name == v.DCTERMS + "title"]
            self.labels[node.iri] |= {plain(one) for one in [node.label, *titles] if one}
        # What a thing made for a value holds: the number of a supporter count.
        self.values = {one.iri: {words for _, words, _ in one.literals} for one in reading.nodes}
        self.places: dict[str, set[Span]] = defaultdict(set)
        for one in reading.statements:
            self.places[one.object].add(one.cue)
            if one.predicate == v.term("modality"):
                self.places[one.subject].add(one.cue)
        for quoted in reading.quotations:
            self.places[quoted.states].add(quoted.quotation.span)

    def same(self, wanted: str, iri: str) -> bool:
        """Whether an IRI of the reading is the thing that the gold file means."""
        if wanted in self.own and self.instrument:
            return iri == self.instrument
        if wanted in self.own:
            return any(self._called(one.removeprefix("new:"), iri) for one in self.own)
        if wanted.startswith("new:"):
            return self._called(wanted.removeprefix("new:"), iri)
        if wanted.startswith("part:"):
            number = wanted.removeprefix("part:")
            return bool(self.instrument) and iri == works.provision(self.instrument, number)
        spanned = SPANNED.fullmatch(wanted)
        if spanned:
            place = Span(int(spanned[2]), int(spanned[3]))
            near = any(overlap(place, one) >= ENOUGH for one in self.places.get(iri, ()))
            return near and v.kind(iri) == spanned[1]
        return iri == full(wanted)

    def _called(self, label: str, iri: str) -> bool:
        if iri in self.worded and alike(label, self.worded[iri]):
            return True
        known = (plain(one) for one, _ in self.known.labels.get(iri, ()))
        return plain(label) in self.labels.get(iri, ()) or plain(label) in known

    def literal(self, wanted: str, words: str, datatype: str) -> bool:
        """Whether a literal is the one that was meant; words of the text may differ a little."""
        if datatype == "string":
            return plain(wanted) == plain(words) or alike(wanted, words)
        return wanted.strip() == words.strip()
