"""From a query to its candidates: found by the index of names, judged, and told apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import pyoxigraph as ox

from server.identifiers import Identifiers
from server.names import NameIndex
from server.reconcile.judging import SURE, Fit, fit, slipped
from server.reconcile.queries import LONGEST, Asked
from server.reconcile.things import Term, Things, local_name
from server.reconcile.wording import (
    bracketed,
    folded,
    plain,
    rules,
    without_honorific,
    without_legal_form,
    without_state_form,
)

NEAR, FEW = 40, 5
MOST_SCANNED = 50_000
LOWEST = 30.0
OTHER_TYPE = 50.0
CONFIRMED, UNSTATED, CONTRADICTED = 3.0, -2.0, -20.0
# Codes that are also words: they count where a kind was asked for whose members have them.
SHORT_CODES = frozenset({"iso-alpha-2", "iso-alpha-3", "m49"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A query with its types and properties resolved to IRIs; `held` gives values to compare."""

    asked: Asked
    kinds: tuple[str, ...] = ()
    conditions: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """Values said of a thing: what they may be IRIs of, their texts, and years, months or days."""

    iris: frozenset[str]
    texts: frozenset[str]
    dates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that may be meant, and why."""

    iri: str
    fit: Fit
    typed: bool = True
    properties: tuple[tuple[str, bool | None], ...] = ()
    match: bool = False
    namesakes: int = 0
    score: float = field(default=0.0)

    @property
    def contradicted(self) -> bool:
        """Tell whether a property has another value than was said."""
        return any(held is False for _, held in self.properties)

    @property
    def confirmed(self) -> bool:
        """Tell whether all properties have the values that were said."""
        return bool(self.properties) and all(held for _, held in self.properties)


class Matcher:
    """Finds candidates in one release."""

    def __init__(self, things: Things, names: NameIndex, identifiers: Identifiers) -> None:
        """Take what it looks things up in."""
        self.things, self.names, self.identifiers = things, names, identifiers

    def candidates(self, wanted: Wanted) -> list[Candidate]:
        """Give the candidates, the best first; one at most is a match."""
        text = wanted.asked.text
        if len(text) > LONGEST:
            return []
        found = self.named(text, wanted) if text else self.having(wanted)
        conditions = [(prop, self.said(values)) for prop, values in wanted.conditions]
        judged = [self.scored(one, wanted, conditions) for one in found]
        kept = [one for one in judged if one.score >= LOWEST]
        kept.sort(key=lambda one: (-one.score, not one.typed, one.fit.order, one.iri))
        return decided(kept)[: wanted.asked.limit]

    def named(self, text: str, wanted: Wanted) -> list[Candidate]:
        """Find things by name or identifier."""
        found = {
            iri: Candidate(iri, Fit("identifier", 100.0, text)) for iri in self.known(text, wanted)
        }
        near = [iri for iri in self.near(text, wanted.kinds) if iri not in found]
        for iri in near:
            found[iri] = Candidate(iri, fit(text, self.things.bearer(iri)))
        if not any(one.fit.level in SURE for one in found.values()):
            slip = slipped(text, map(self.things.bearer, near))
            if slip and not self.means_something(text):
                found[slip[0]] = Candidate(*slip)
        if wanted.kinds and wanted.asked.strict == "should":
            for other in self.names.candidates(text, (), FEW):
                if other.how == "exact" and other.iri not in found:
                    found[other.iri] = Candidate(
                        other.iri, Fit("exact", 100.0, other.name), typed=False
                    )
        return list(found.values())

    def means_something(self, text: str) -> bool:
        """Tell whether a text is, or begins, a name of anything: then it is not misspelt."""
        found = self.names.candidates(text, (), 1)
        return bool(found) and found[0].how in {"exact", "variant", "prefix", "words"}

    def known(self, text: str, wanted: Wanted) -> list[str]:
        """Find things by an identifier, if the text is one beyond doubt."""
        found = self.identifiers.find(text)
        states = rules()["state"]["kinds"]
        asked = {local_name(kind) for kind in wanted.kinds}
        if found.scheme in SHORT_CODES and not (text == text.upper() and asked & set(states)):
            return []
        return [iri for iri in found.things if self.is_of(iri, wanted)]

    def is_of(self, iri: str, wanted: Wanted) -> bool:
        """Tell whether a thing is of the kinds asked for."""
        every = all if wanted.asked.strict == "all" else any
        return not wanted.kinds or every(kind in self.things.kinds(iri) for kind in wanted.kinds)

    def near(self, text: str, kinds: Sequence[str]) -> Iterable[str]:
        """Find things whose names are near to a text in any of its writings."""
        writings = dict.fromkeys(
            writing
            for base in dict.fromkeys([text, bracketed(text)[0]])
            for writing in (
                base,
                " ".join(plain(base)),
                " ".join(without_legal_form(base).core),
                " ".join(without_state_form(base, asked=True).core),
                " ".join(without_honorific(base)),
            )
        )
        found: dict[str, None] = {}
        for writing in writings:
            for one in self.names.candidates(writing, kinds, NEAR):
                found[one.iri] = None
        return found

    def having(self, wanted: Wanted) -> list[Candidate]:
        """Find things by their properties alone."""
        (prop, values), *_ = wanted.conditions
        said = self.said(values)
        predicate, graph = ox.NamedNode(prop), ox.DefaultGraph()
        found: dict[str, None] = {}
        quads = self.things.store.quads_for_pattern(None, predicate, None, graph)
        for number, quad in enumerate(quads):
            if number >= MOST_SCANNED:
                break
            subject, term = quad.subject, quad.object
            if not isinstance(subject, ox.NamedNode) or not isinstance(term, Term):
                continue
            if self.holds(term, said):
                found[subject.value] = None
        named = [iri for iri in found if self.is_of(iri, wanted)]
        return [Candidate(iri, Fit("same", 95.0, self.things.label(iri))) for iri in named]

    def scored(
        self, one: Candidate, wanted: Wanted, conditions: Sequence[tuple[str, Said]]
    ) -> Candidate:
        """Weigh name, type and properties."""
        held = tuple((prop, self.compared(one.iri, prop, said)) for prop, said in conditions)
        weights = {True: CONFIRMED, None: UNSTATED, False: CONTRADICTED}
        typed = one.typed and self.is_of(one.iri, wanted)
        score = one.fit.score if typed else min(OTHER_TYPE, one.fit.score)
        score += sum(weights[answer] for _, answer in held)
        return replace(
            one, typed=typed, properties=held, score=round(min(100.0, max(0.0, score)), 1)
        )

    def said(self, values: Sequence[str]) -> Said:
        """Prepare values for comparing."""
        iris = {iri for value in values for iri in (value, *self.identifiers.find(value).things)}
        dates = tuple(value[:10] for value in values if len(value) >= 4 and value[:4].isdigit())
        return Said(frozenset(iris), frozenset(map(folded, values)), dates)

    def compared(self, iri: str, prop: str, said: Said) -> bool | None:
        """Say whether a thing has one of these values: yes, another one, or none at all."""
        held = list(self.things.values(iri, prop))
        return any(self.holds(term, said) for term in held) if held else None

    def holds(self, term: Term, said: Said) -> bool:
        """Tell whether a value is one of those said, by name, identifier or text."""
        if isinstance(term, ox.NamedNode):
            names = self.things.bearer(term.value).names
            return term.value in said.iris or any(folded(n.text) in said.texts for n in names)
        return folded(term.value) in said.texts or any(map(term.value.startswith, said.dates))


def decided(found: Sequence[Candidate]) -> list[Candidate]:
    """Mark the one thing that is meant beyond doubt.

    It bears the name, is of the type, and no other thing does and is: unless the properties that
    were said tell them apart.
    """
    sure = [one for one in found if one.typed and one.fit.level in SURE and not one.contradicted]
    chosen = sure if len(sure) == 1 else [one for one in sure if one.confirmed]
    if not sure:
        chosen = [one for one in found if one.fit.level == "slip" and one.typed]
        chosen = [one for one in chosen if not one.contradicted]
    [meant] = chosen if len(chosen) == 1 else [None]
    same = max(0, len(sure) - 1)
    return [
        replace(one, match=one is meant, namesakes=same if one in sure else len(sure))
        for one in found
    ]
