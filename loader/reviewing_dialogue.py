"""The conversation of a review: lines in, lines out, no terminal.

A conversation is a generator: it yields a question and is sent the line that answers it. All it
shows is safe to print; only `mark` may add what a terminal makes colours of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from loader import review, reviewing
from loader import vocabulary as v
from loader.catalogue import Things, short
from loader.model import LoaderError, Span
from loader.places import Lines, printable, single
from loader.reviewing_fields import Asked, Cancelled, Fields, Question

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from loader.catalogue import Property
    from loader.findings import Statement
    from loader.reviewing import Claim, Docket

LONGEST: Final = 700
COMMANDS: Final = {
    "a": "accept", "c": "correct", "r": "reject", "+": "add", "s": "skip", "b": "back",
    "q": "quit", "?": "help",
}  # fmt: skip
PROMPT: Final = "accept, correct, reject, + add, skip, back, quit, ? help: "
HELP: Final = (
    "a accept   the claim is right as it is",
    "c correct  it is right but for its subject, predicate, object or stance",
    "r reject   it is wrong; a reason may be given",
    "+ add      a claim that the rules missed, at a few words of the text",
    "s skip     decide later (an empty line does the same)",
    "b back     to the claim before",
    "q quit     what was decided is kept already",
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which claims are gone through."""

    everything: bool = False
    below: float = 1.01
    predicates: tuple[str, ...] = ()

    def takes(self, claim: Claim) -> bool:
        """Tell whether a claim is gone through; those decided already only if asked for."""
        one = claim.statement
        named = not self.predicates or one.predicate.removeprefix(v.CN) in self.predicates
        fresh = self.everything or not claim.traced.kind
        return named and fresh and float(one.confidence) < self.below


class Dialogue:
    """Goes through the claims of a docket."""

    def __init__(
        self, docket: Docket, things: Things, properties: Mapping[str, Property],
        mark: Callable[[str], str] = "»{}«".format,
    ) -> None:  # fmt: skip
        """Take the claims, the names of things, the properties and what marks the cue."""
        self.docket = docket
        self.things = things
        self.fields = Fields(things, properties)
        self.mark = mark
        self.text = docket.document.text
        self.lines = Lines(self.text)
        self.decided = 0

    def run(self, chosen: Filter) -> Asked[tuple[str, ...]]:
        """Ask about one claim after another; return the closing lines."""
        queue = [one.id for one in self.docket.claims if chosen.takes(one)]
        at = 0
        notes = self._opening(len(queue))
        while at <= len(queue):
            shown = self._show(queue, at) if at < len(queue) else ("no further claim",)
            answer = yield Question((*notes, *shown), PROMPT, tuple(COMMANDS.values()))
            notes = ()
            command = _command(answer)
            if command == "quit" or (command == "skip" and at == len(queue)):
                break
            if command == "help":
                notes = HELP
            elif command == "back":
                at = max(0, at - 1)
            elif command == "skip":
                at += 1
            else:
                at, notes = yield from self._decide(command, queue, at, answer)
        return (f"{self.decided} decision(s), kept in {printable(str(self.docket.path))}",)

    def _opening(self, count: int) -> tuple[str, ...]:
        name = self.docket.document.slug
        stale = [single(f"fits nothing any more: {one}") for one in self.docket.stale]
        return (f"{name}: {count} of {len(self.docket.claims)} claims to go through", *stale)

    def _decide(
        self, command: str, queue: Sequence[str], at: int, answer: str
    ) -> Asked[tuple[int, tuple[str, ...]]]:
        """Take a decision; a fault in it is told and the same claim asked about again."""
        try:
            if command == "add":
                kept = yield from self._add()
                self.decided += kept
                return at, ("added",) if kept else ()
            if command == "" or at == len(queue):
                return at, (f"{single(answer)!r} is no answer here; ? helps",)
            kept = yield from self._on_claim(command, self.docket.find(queue[at]))
            self.decided += kept
            return at + kept, ()
        except Cancelled:
            return at, ("nothing was decided",)
        except LoaderError as error:
            return at, (single(str(error)),)

    def _on_claim(self, command: str, claim: Claim) -> Asked[bool]:
        if command == "accept":
            self.docket.confirm(claim)
        elif command == "reject":
            reason = yield Question((), "reason (may be empty; ! cancels): ")
            if reason.strip() == "!":
                raise Cancelled
            self.docket.reject(claim, reason.strip())
        else:
            changes = yield from self.fields.changes(claim.statement)
            self.docket.correct(claim, changes)
        return True

    def _add(self) -> Asked[bool]:
        notes: tuple[str, ...] = ()
        while True:
            phrase = yield Question(notes, "words that occur once in the text (! cancels): ")
            if phrase.strip() in {"", "!"}:
                raise Cancelled
            place = review.occurs(self.text, phrase)
            if place:
                break
            notes = ("these words stand there more than once, or not at all",)
        sentence = next(
            (one.span for one in self.docket.reading.layout.sentences if place in one.span), place
        )
        row = yield from self.fields.whole((self._sentence(sentence, place),))
        self.docket.add({"phrase": " ".join(phrase.split())} | row)
        return True

    def _show(self, queue: Sequence[str], at: int) -> tuple[str, ...]:
        claim = self.docket.find(queue[at])
        one = claim.statement
        line, column = self.lines.place(one.passage.start)
        state = reviewing.state(claim)
        head = f"[{at + 1}/{len(queue)}] {self.docket.document.slug}:{line}:{column}"
        head += f"  rule {one.rule}, confidence {one.confidence}" + (f", {state}" if state else "")
        shown = [single(head), self._sentence(one.passage, one.cue), self.said(one)]
        together = self.docket.together(claim)
        if together:
            shown.append(f"  decided together with {together} more, which read the same")
        now = claim.traced.now
        if now and claim.traced.kind == "correct":
            shown.append(f"now: {self.said(now).strip()}")
        return ("", *shown)

    def said(self, one: Statement) -> str:
        """Return a claim in words."""
        obj = f"“{one.object}”" if one.datatype else self._named(one.object)
        predicate = one.predicate.removeprefix(v.CN)
        words = f"  {self._named(one.subject)} – {predicate} – {obj} [{one.stance}]"
        for name, iri in (("according to", one.according_to), ("concerning", one.concerns)):
            words += f", {name} {self._named(iri)}" if iri else ""
        return "  " + single(words)

    def _named(self, iri: str) -> str:
        return f"{short(iri)} “{self.things.label(iri)}”"

    def _sentence(self, passage: Span, cue: Span) -> str:
        """Return a sentence on one line with its cue marked, cut around it if very long."""
        start = max(passage.start, cue.start - LONGEST)
        end = min(passage.end, max(cue.start, start) + LONGEST)
        left, right = max(start, min(cue.start, end)), max(start, min(cue.end, end))
        before, within, after = (
            self._line(*span) for span in ((start, left), (left, right), (right, end))
        )
        cut = ("… " if start > passage.start else "", " …" if end < passage.end else "")
        marked = self.mark(within.strip()) if within.strip() else ""
        return f"  {cut[0]}{before.lstrip()}{marked}{after.rstrip()}{cut[1]}"

    def _line(self, start: int, end: int) -> str:
        """Return some text with its white space made single, also at its ends."""
        words = self.text[start:end]
        inside = single(words)
        lead = " " if words[:1].isspace() else ""
        return lead + inside + (" " if inside and words[-1:].isspace() else "")


def _command(answer: str) -> str:
    """Return the command that an answer stands for, '' for none; an empty line skips."""
    words = answer.strip().lower() or "s"
    named = [one for key, one in COMMANDS.items() if words in {key, one}]
    return named[0] if named else ""
