"""The claims of one document and the decisions on them; what is decided is kept at once.

Nothing here asks or prints. The rules' own reading is what is decided on, so that a decision can
be changed: the new one takes the place of those that meant nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from loader import folders, review
from loader import vocabulary as v
from loader.catalogue import short
from loader.mapping_claims import claim_iri
from loader.model import SHORT_PHRASE, LoaderError, Span
from loader.reviewing_file import with_decision, without
from loader.sheet import Sheet
from loader.write import replace_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from loader.findings import Reading, Statement
    from loader.model import Document
    from loader.review import Decision, Traced

WORDS_IN_PHRASE: Final = 8
WORD: Final = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of the rules by the name it has in the triples, and what has become of it."""

    id: str
    statement: Statement
    traced: Traced


class Docket:
    """The claims of a document in the order of its text, and the file of decisions on them."""

    def __init__(self, reading: Reading, out: Path, by: str = "") -> None:
        """Take a reading, the folder of the triples and the reviewer's name."""
        self.reading = reading
        self.by = by
        name = f"{reading.document.slug}.review.toml"
        self.path = out / name
        # As `load` has it: the decisions kept with the package hold where there are no others.
        self.elsewhere = folders.DOCUMENTS / name
        self.decisions: list[tuple[str, Decision]] = []
        self.stale: list[str] = []
        self.claims: tuple[Claim, ...] = ()
        self.added: tuple[Claim, ...] = ()
        self.sheet = Sheet(reading.document, "", "full")
        self.refresh()

    @property
    def document(self) -> Document:
        """Return the document."""
        return self.reading.document

    def refresh(self) -> None:
        """Read the decisions anew: someone else may have written some meanwhile."""
        self.decisions = review.load(self._source())
        traced, _, problems = review.trace(self.reading, self.decisions)
        self.stale = [one.message for one in problems]
        made = []
        for one in traced:
            statement = one.origin or one.now
            if statement:
                made.append(Claim(self._id(statement), statement, one))
        made.sort(key=lambda one: (one.statement.passage, one.statement.cue))
        self.claims = tuple(one for one in made if one.traced.origin)
        self.added = tuple(one for one in made if not one.traced.origin)

    def _source(self) -> Path:
        return self.path if self.path.is_file() else self.elsewhere

    def _id(self, one: Statement | None) -> str:
        return v.local(claim_iri(self.sheet, one)) if one else ""

    def find(self, name: str) -> Claim:
        """Return a claim by its IRI's last part, as the rules or as the reviewer put it."""
        wanted = v.local(name)
        for one in self.claims:
            if wanted in (one.id, self._id(one.traced.now)):
                return one
        raise KeyError(wanted)

    def confirm(self, claim: Claim) -> None:
        """Keep that a claim is right."""
        self._keep(claim, "confirm", {})

    def reject(self, claim: Claim, reason: str = "") -> None:
        """Keep that a claim is wrong."""
        self._keep(claim, "reject", {"reason": reason})

    def correct(self, claim: Claim, changes: Mapping[str, str]) -> None:
        """Keep what is right instead; without changes a claim is right as it is."""
        self._keep(claim, "correct" if changes else "confirm", {"set": dict(changes)})

    def add(self, row: Mapping[str, str]) -> None:
        """Keep a claim that the rules missed."""
        self._write([], "add", dict(row) | {"by": self.by})

    def _keep(self, claim: Claim, kind: str, more: Mapping[str, Any]) -> None:
        """Write a decision in place of the earlier ones that are about nothing else."""
        self.refresh()
        row = self.row(claim.statement) | dict(more) | {"by": self.by}
        covered = self._covered(row)
        traced = next(one.traced for one in self.claims if one.id == claim.id)
        gone = [
            (earlier, old) for earlier, old in self.decisions
            if earlier != "add" and (old is traced.row or self._meant(old).fits(claim.statement))
            and self._covered(old) <= covered
        ]  # fmt: skip
        self._write(gone, kind, row)

    def _meant(self, row: Decision) -> review.Meant:
        return review.Meant(self.reading, row)

    def _covered(self, row: Decision) -> set[str]:
        meant = self._meant(row)
        return {one.id for one in self.claims if meant.fits(one.statement)}

    def _write(self, gone: list[tuple[str, Decision]], kind: str, row: Decision) -> None:
        row = {name: value for name, value in row.items() if value}
        fault = review.wrong(kind, row)
        if fault:
            raise LoaderError(fault)
        source = self._source()
        text = source.read_bytes().decode() if source.is_file() else ""
        for earlier, old in reversed(gone):
            same = [one for name, one in self.decisions if name == earlier]
            index = next(at for at, one in enumerate(same) if one is old)
            text = without(text, earlier, index)
        text = with_decision(text, self.document.slug, kind, row)
        replace_file(self.path, text.encode())
        self.refresh()

    def row(self, one: Statement) -> Decision:
        """Return how a decision names a claim."""
        row = {
            "phrase": self.phrase(one), "subject": short(one.subject),
            "predicate": one.predicate.removeprefix(v.CN),
            "object": one.object if one.datatype else short(one.object),
            "datatype": one.datatype, "stance": one.stance,
        }  # fmt: skip
        return {name: value for name, value in row.items() if value}

    def together(self, claim: Claim) -> int:
        """Return how many other claims can't be told from this one, and are decided with it."""
        return len(self._covered(self.row(claim.statement)) - {claim.id})

    def phrase(self, one: Statement) -> str:
        """Return a few words by which a claim's sentence can be told from others, '' if none can.

        They are those of the cue, and as many around it as it takes to occur once in the text.
        """
        text = self.document.text
        others = [
            other.statement.passage for other in self.claims
            if other.statement.passage != one.passage and _same(other.statement, one)
        ]  # fmt: skip
        choices = list(dict.fromkeys(self._choices(one)))
        once = (words for words in choices if review.occurs(text, words))
        alone = (w for w in choices if not any(review.holds(text, span, w) for span in others))
        return next(once, "") or next(alone, "")

    def _choices(self, one: Statement) -> list[str]:
        """Return phrases of a claim's sentence, from the cue's first words outwards."""
        text = self.document.text
        spans = [m.span() for m in WORD.finditer(text, one.passage.start, one.passage.end)]
        inside = [at for at, (start, end) in enumerate(spans)
                  if Span(start, end).overlaps(one.cue)]  # fmt: skip
        if not inside:
            inside = [0]
        first, last = inside[0], min(inside[-1], inside[0] + WORDS_IN_PHRASE - 1)
        found: list[str] = []
        while spans:
            words = [text[start:end] for start, end in spans[first : last + 1]]
            if len(" ".join(words)) > SHORT_PHRASE and found:
                break
            phrase = " ".join(words)[:SHORT_PHRASE].strip()
            # Rather without the marks at its ends, which are the first to change.
            found += [phrase.strip(" .,;:") or phrase, phrase]
            if (first, last) == (0, len(spans) - 1):
                break
            first, last = max(0, first - 1), min(len(spans) - 1, last + 1)
        return found


def _same(one: Statement, other: Statement) -> bool:
    names = ("subject", "predicate", "object", "datatype", "stance")
    return all(getattr(one, name) == getattr(other, name) for name in names)


STATES: Final = {"confirm": "accepted", "reject": "rejected", "correct": "corrected"}


def state(claim: Claim) -> str:
    """Return what has become of a claim, in a word; '' if nothing was decided."""
    return STATES.get(claim.traced.kind, "added" if claim.traced.kind else "")
