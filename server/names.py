"""All names of all things, found as people write them: the one index of search and reconciliation.

Ask it so:

    index = NameIndex.from_store(store)     # in memory; or NameIndex(path) of a release's file
    index.candidates("Frnace", kinds=["https://w3id.org/cybernorms/ontology#State"], limit=5)

gives `Match`es, the best first, one for each thing, with its label, the name that fitted, how it
fitted (`exact`, `variant`, `prefix`, `words`, `typo`, `part`, `definition`), the role of that name
(`label`, `title`, `alternative`, `symbol`, `code`, `listed`, `demonym`, `hidden`; empty for a
definition), and a score: 100 the same after folding (case, accents, punctuation), 97 the same
words in another order or spacing, at most 95 for anything else, falling with the letters that
differ. How a name fits is a matter of order in a list of hits; the score of likeness alone. Kinds
are IRIs of classes; a thing is of a kind if any of its classes is. Claims, mentions, memberships
and the like are found only if their kind is asked for.

Nothing here knows HTTP. The index is a file of SQLite with FTS5, which `server.names_index`
writes; each process opens it for itself, so it is safe to make it before processes are forked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from server.folding import fold, variants
from server.names_file import Image, Names, Wanted, chosen, version
from server.names_index import VERSION, make
from server.names_likeness import ORDER, Judged, Row, judge
from server.release import Release

FILE = "search.sqlite"
ENOUGH = 3
SHORTEST_SAID = 3


@dataclass(frozen=True, slots=True)
class Match:
    """A thing that may be meant; `label` is in the language asked for, if there is one.

    `kinds` begins with its main kind. `spoken` are the languages of the name that fitted.
    """

    iri: str
    label: str
    language: str
    score: float
    how: str
    name: str
    spoken: tuple[str, ...]
    role: str
    kinds: tuple[str, ...]
    description: str = ""


class NameIndex:
    """The index, in a file or in memory."""

    def __init__(self, image: Path | bytes) -> None:
        """Take a finished index."""
        self.image = Image(image)

    @classmethod
    def from_store(cls, store: ox.Store) -> "NameIndex":
        """Make the index of a store's default graph, in memory."""
        return cls(make(store))

    def kinds(self, language: str = "") -> dict[str, str]:
        """Give all classes that anything is of, and what they are called, if anything."""
        return {iri: chosen(texts, language)[0] for iri, texts in self.image.shared.kinds.items()}

    @property
    def languages(self) -> list[str]:
        """Give the codes of all languages that labels are in."""
        return self.image.shared.languages

    def candidates(
        self,
        text: str,
        kinds: Iterable[str] = (),
        limit: int = 25,
        language: str | None = None,
    ) -> list[Match]:
        """Find the things that a text may name, the likeliest first, labelled in a language."""
        names = self.image.names()
        found = self.found(names, fold(text), Wanted(tuple(kinds)))
        return [match(names, one, language or "") for one in found.judged[:limit]]

    def search(self, text: str, wanted: Wanted) -> "Found":
        """Find things by their names, then by what is said of them, as a list of hits has them."""
        names, key = self.image.names(), fold(text)
        found = self.found(names, key, wanted)
        words = [word for word in key.split() if len(word) >= SHORTEST_SAID]
        # A text has no name in a language; kinds of nothing were answered above.
        if not words or wanted.language or not {*wanted.kinds} <= {*self.image.shared.kinds}:
            return found
        known = {one.row.thing for one in found.judged}
        said = names.said(words, wanted)
        others = [Judged(row, "definition", 0.0, ()) for row in said if row.thing not in known]
        return Found([*found.judged, *others], found.whole and len(said) < wanted.limit)

    def matches(self, judged: Iterable[Judged], language: str) -> list[Match]:
        """Label hits for showing."""
        names = self.image.names()
        return [match(names, one, language) for one in judged]

    def main_kind(self, one: Judged) -> str:
        """Give the class that a hit is counted under, empty if it has none."""
        return next(iter(self.image.names().kinds(one.row.thing)), "")

    def found(self, names: Names, key: str, wanted: Wanted) -> "Found":
        """Gather names, laxer step by step while nothing fits, and judge them."""
        best: dict[int, Judged] = {}
        known = tuple(kind for kind in wanted.kinds if kind in self.image.shared.kinds)
        if not key or (wanted.kinds and not known):
            return Found([], whole=True)
        wanted = replace(wanted, kinds=known)
        whole = keep(best, key, names.strict(key, variants(key), wanted), wanted)
        if len(best) < ENOUGH and not any(ORDER[j.how] < ORDER["prefix"] for j in best.values()):
            for rows in names.lax(key, wanted):
                whole = keep(best, key, rows, wanted) and whole
                if len(best) >= ENOUGH or any(j.how in {"variant", "typo"} for j in best.values()):
                    break
        return Found(sorted(best.values(), key=lambda one: one.order), whole)


@dataclass(frozen=True, slots=True)
class Found:
    """Hits in their order; not `whole` if more names fit than were looked at."""

    judged: list[Judged]
    whole: bool


def open_index(release: Release, store: ox.Store) -> NameIndex:
    """Open a release's own index; make it in memory where there is none, or one of another form."""
    if release.root is not None and release.dump(FILE) is not None:
        path = release.root / FILE
        if version(path) == VERSION:
            return NameIndex(path)
    return NameIndex.from_store(store)


def keep(best: dict[int, Judged], key: str, rows: Sequence[Row], wanted: Wanted) -> bool:
    """Judge names and keep the best of each thing; say whether these were all."""
    for row in rows:
        one = judge(key, row)
        kept = best.get(row.thing)
        if kept is None or one.order < kept.order:
            best[row.thing] = one
    return len(rows) < wanted.limit


def match(names: Names, one: Judged, language: str) -> Match:
    """Show a hit with its label."""
    row = one.row
    label, spoken = names.label(row.thing, language)
    return Match(
        row.iri,
        label or row.name,
        spoken,
        one.score,
        one.how,
        row.name,
        tuple(row.languages.split()),
        row.role,
        names.kinds(row.thing),
        names.description(row.thing, language)[0],
    )
