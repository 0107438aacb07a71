"""The works that the graph knows, as notes call them: by symbol, series, reporter or title."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from loader.citations_forms import COURT, LAW, SERIES, key
from loader.citations_words import words
from loader.knowledge import SUFFIXED, normalise

if TYPE_CHECKING:
    from loader.findings import Reference
    from loader.knowledge import Knowledge

# Words that names of one report differ in.
IDLE: Final = frozenset(
    [
        "the",
        "of",
        "un",
        "united",
        "nations",
        "report",
        "on",
        "case",
        "judgment",
        "final",
        "to",
        "and",
        "in",
        "for",
        "a",
        "an",
        "le",
        "la",
        "les",
        "de",
        "du",
        "des",
        "d",
        "l",
        "rapport",
    ]
)
WORLD_COURT: Final = re.compile(r"(?:i ?c ?j|c ?i ?j|rec)\b.*|(?:rep|reports)")
LEAST_TOKENS: Final = 4
ALIKE: Final = 0.75


class Shelf:
    """An index of known works, made once for a body of knowledge."""

    def __init__(self, known: Knowledge) -> None:
        """Index the works by all that a reference may call them."""
        self.known = known
        self.symbols: dict[str, str] = {}
        self.series: dict[str, str] = {}
        self.reports: dict[tuple[str, str], str] = {}
        self.titles: dict[str, str] = {}
        self.bags: dict[frozenset[str], set[str]] = defaultdict(set)
        self.by_token: dict[str, set[str]] = defaultdict(set)
        self.judged: dict[str, set[str]] = defaultdict(set)
        self.shorter = sorted(
            ((normalise(long), normalise(one)) for long, one in words().shorter.items()),
            key=lambda pair: -len(pair[0]),
        )
        for iri in known.of_kind("Work"):
            self._take(iri)
        self.aliases = {
            normalise(short): self.titles.get(normalise(name), "")
            for short, name in words().aliases.items()
        }

    def _take(self, iri: str) -> None:
        judgment = "Judgment" in self.known.kinds(iri)
        for label, _ in self.known.labels.get(iri, ()):
            self._take_label(iri, label, judgment=judgment)
        for symbol in self.known.values(iri, "symbol"):
            self.symbols.setdefault(key(symbol), iri)
            found = COURT.search(symbol)
            if found:
                given = {name.rstrip("234"): one for name, one in found.groupdict().items() if one}
                self.reports.setdefault((given.get("year", ""), given["page"]), iri)
        for series in self.known.values(iri, "treatySeries"):
            self.series.setdefault(series_key(series), iri)

    def _take_label(self, iri: str, label: str, *, judgment: bool) -> None:
        for name in (label, SUFFIXED.sub("", label)):
            self.titles.setdefault(normalise(name), iri)
            self.bags[self._bag(name)].add(iri)
        tokens = set(normalise(label).split())
        for token in tokens:
            self.by_token[token].add(iri)
        if judgment:
            for token in tokens - IDLE:
                self.judged[token].add(iri)

    def _bag(self, title: str) -> frozenset[str]:
        plain = normalise(title)
        for long, one in self.shorter:
            plain = plain.replace(long, one)
        return frozenset(plain.split()) - IDLE

    def find(self, reference: Reference) -> str:
        """Return the known work that a reference is to, or ''."""
        return (
            self._by_symbol(reference.symbol)
            or self._by_series(reference.series)
            or self._by_report(reference)
            or self._by_title(reference)
        )

    def _by_symbol(self, symbol: str) -> str:
        if not symbol:
            return ""
        bare = key(symbol)
        council = bare.replace("A/RES/", "A/HRC/RES/")
        return self.symbols.get(bare) or self.symbols.get(council, "")

    def _by_series(self, series: str) -> str:
        return (
            (self.series.get(series_key(series)) or self.titles.get(normalise(series), ""))
            if series
            else ""
        )

    def _by_report(self, reference: Reference) -> str:
        if not reference.page or not WORLD_COURT.fullmatch(normalise(reference.venue)):
            return ""
        return self.reports.get((reference.year, reference.page), "")

    def _by_title(self, reference: Reference) -> str:
        title = reference.title
        # A symbol or series that nobody knows tells another work than one of like title.
        if not title or (reference.symbol and reference.kind == "Resolution"):
            return ""
        if reference.quoted:
            return self.titled(title)
        pieces = [title, *title.split(", ")] if not reference.authors else [title]
        exact = next(filter(None, map(self.titled, pieces)), "")
        if exact or reference.symbol or reference.authors:
            return exact
        year = (reference.date or reference.year)[:4]
        return self._bagged(title, year) or self._judged(reference)

    def titled(self, title: str) -> str:
        """Return the work of this title or name, in any language."""
        plain = normalise(title)
        bare = normalise(SUFFIXED.sub("", title))
        without = plain.removeprefix("the ")
        for one in (plain, bare, without):
            found = self.titles.get(one) or self.aliases.get(one, "")
            if one and found:
                return found
        return ""

    def _bagged(self, title: str, year: str) -> str:
        """Return the one work whose name has the same words in another order."""
        bag = self._bag(title)
        for one in (bag, bag | {year} if year else bag):
            found = self.bags.get(one, set()) if len(one) > 1 else set()
            if len(found) == 1:
                return next(iter(found))
        return ""

    def _judged(self, reference: Reference) -> str:
        """Return the one judgment that "Nicaragua, para 205" or "Nicaragua case" means."""
        tokens = normalise(reference.title).split()
        told = reference.pinpoint_unit == "para" or {"case", "judgment", "affaire"} & set(tokens)
        named = [one for one in tokens if one not in IDLE]
        if not told or not 0 < len(named) <= 2 or not reference.title[:1].isupper():
            return ""
        found = set.intersection(*(self.judged.get(one, set()) for one in named))
        return next(iter(found)) if len(found) == 1 else ""

    def near(self, title: str) -> str:
        """Return a known work whose title differs in a few words only, or ''."""
        tokens = set(normalise(title).split())
        if len(tokens) < LEAST_TOKENS:
            return ""
        nearby = {
            iri
            for token in tokens
            if len(token) > LEAST_TOKENS
            for iri in self.by_token.get(token, ())
        }
        return next((iri for iri in sorted(nearby) if self._alike(tokens, iri)), "")

    def _alike(self, tokens: set[str], iri: str) -> bool:
        for label, _ in self.known.labels.get(iri, ()):
            other = set(normalise(label).split())
            numbers = {one for one in tokens ^ other if any(char.isdigit() for char in one)}
            if (
                len(other) >= LEAST_TOKENS
                and not numbers
                and len(tokens & other) / len(tokens | other) >= ALIKE
            ):
                return True
        return False


def series_key(series: str) -> str:
    """Return a treaty series' number in the form in which two are compared.

    >>> series_key("ETS No. 185"), series_key("ETS n° 185"), series_key("1125 UNTS 3, No. 17512")
    ('ets185', 'ets185', '1125unts3')
    """
    found = SERIES.search(series) or LAW.search(series)
    plain = normalise(found[0] if found else series)
    plain = plain.replace("rtnu", "unts").replace("stce", "cets").replace("ste ", "ets ")
    return "".join(one for one in plain.split() if one not in {"no", "n", "vol", "p"})
