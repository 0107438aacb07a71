"""What a reviewer types for a claim: subject, predicate, object and stance, each made sure of.

Things are taken by kind/name or by name; what no one knows is asked about, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from loader import review
from loader import vocabulary as v
from loader.catalogue import Things, full, short
from loader.dates import datatype
from loader.gold_checks import STANCES
from loader.places import single

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from loader.catalogue import Property
    from loader.findings import Statement

T = TypeVar("T")
DATE: Final = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
DATES: Final = frozenset({"date", "gYear", "gYearMonth"})
NUMBERS: Final = {
    "integer": re.compile(r"[+-]?\d+"), "nonNegativeInteger": re.compile(r"\d+"),
    "decimal": re.compile(r"[+-]?\d+(?:\.\d+)?"), "boolean": re.compile(r"true|false"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """Lines to show, then a prompt; `choices` are what an answer may be completed to."""

    lines: tuple[str, ...]
    prompt: str
    choices: Sequence[str] = ()


Asked = Generator[Question, str, T]


class Cancelled(Exception):
    """The reviewer went back without a decision."""


class Fields:
    """Asks for the parts of a claim."""

    def __init__(self, things: Things, properties: Mapping[str, Property]) -> None:
        """Take the names of things, and the properties by local name."""
        self.things = things
        self.properties = properties
        self.classes = things.classes()
        # For completion: how things are written, and what they are called.
        self.written = sorted({*map(short, things.known.types), *things.known.preferred.values()})

    def changes(self, one: Statement) -> Asked[dict[str, str]]:
        """Return what a claim should say instead; an empty answer leaves a part as it is."""
        was = {
            "subject": short(one.subject), "predicate": one.predicate.removeprefix(v.CN),
            "object": one.object if one.datatype else short(one.object), "stance": one.stance,
        }  # fmt: skip
        row = yield from self._ask(was | {"datatype": one.datatype}, ())
        changed = {name: words for name, words in row.items() if was.get(name) != words}
        if row.get("datatype") == one.datatype:
            changed.pop("datatype", None)
        # A literal's type goes with it, or the words would be taken for a thing.
        if "object" in changed and row.get("datatype"):
            changed["datatype"] = row["datatype"]
        return changed

    def whole(self, lines: tuple[str, ...]) -> Asked[dict[str, str]]:
        """Return a claim that the rules missed."""
        return (yield from self._ask({"stance": STANCES[0]}, lines))

    def _ask(self, was: Mapping[str, str], lines: tuple[str, ...]) -> Asked[dict[str, str]]:
        row = {"subject": (yield from self._thing("subject", was.get("subject", ""), lines))[0]}
        row["predicate"] = yield from self._predicate(was.get("predicate", ""))
        row |= yield from self._object(row["predicate"], was)
        row["stance"] = yield from self._stance(was["stance"])
        for words in self._misfits(row):
            answer = yield Question((words,), "keep it anyway? y or n: ", ("y", "n"))
            if answer.strip().lower() not in {"y", "yes"}:
                raise Cancelled
        return row

    def _thing(
        self, name: str, was: str, lines: tuple[str, ...] = ()
    ) -> Asked[tuple[str, str]]:  # fmt: skip
        """Return a thing as kind/name, and the words for a new one's label ('' if known)."""
        offered: list[str] = []
        while True:
            answer = yield from self._line(name, was, lines, self.written)
            if answer == was:
                return was, ""
            if answer.isdecimal() and 0 < int(answer[:3]) <= len(offered):
                return short(offered[int(answer[:3]) - 1]), ""
            iri = full(answer)
            if iri in self.things:
                return short(iri), ""
            called = self.things.called(answer)
            if len(called) == 1:
                return short(called[0]), ""
            if name == "object" and not called and review.THING.fullmatch(answer):
                return short(iri), short(iri)
            offered = called or self.things.suggestions(answer)
            lines = (f"{single(answer)}: several are called so" if called else
                     f"{single(answer)}: nothing known is called so",
                     *self._numbered(offered))  # fmt: skip

    def _numbered(self, offered: Iterable[str]) -> list[str]:
        return [
            single(f"  {number} {short(iri)} “{self.things.label(iri)}”")
            for number, iri in enumerate(offered, 1)
        ]

    def _predicate(self, was: str) -> Asked[str]:
        lines: tuple[str, ...] = ()
        while True:
            answer = yield from self._line("predicate", was, lines, list(self.properties))
            if answer == was or answer in self.properties:
                return answer
            labelled = [one.name for one in self.properties.values() if one.label == answer]
            if len(labelled) == 1:
                return labelled[0]
            like = [name for name in self.properties if answer.lower() in name.lower()]
            lines = (f"{single(answer)}: the ontology has no such property", *like[:8])

    def _object(self, predicate: str, was: Mapping[str, str]) -> Asked[dict[str, str]]:
        known = self.properties.get(predicate)
        literal = known.literal if known else bool(was.get("datatype"))
        # What was a thing can't stay where words are wanted, nor the other way round.
        same = bool(was.get("datatype")) == literal
        before = was.get("object", "") if same else ""
        if literal:
            return (yield from self._literal(known, before, was.get("datatype", "")))
        iri, label = yield from self._thing("object", before)
        if not label or full(iri) in self.things:
            return {"object": iri}
        told = (f"{single(iri)} is new; what is it called, and what is it?",)
        label = yield from self._line("label", "", told, ())
        lines: tuple[str, ...] = ()
        while True:
            kind = yield from self._line("type", "", lines, self.classes)
            if kind in self.classes:
                return {"object": iri, "label": label, "type": kind}
            like = [one for one in self.classes if kind.lower() in one.lower()][:8]
            lines = (f"{single(kind)}: the ontology has no such class", *like)

    def _literal(self, known: Property | None, was: str, kind: str) -> Asked[dict[str, str]]:
        kind = known.range if known and known.range else kind or "string"
        lines: tuple[str, ...] = ()
        while True:
            answer = yield from self._line("object", was, lines, ())
            if known and (kind in DATES or known.name.lower().startswith("date")):
                if DATE.fullmatch(answer):
                    return {"object": answer, "datatype": datatype(answer)}
                lines = ("a date such as 2018, 2018-11 or 2018-11-12",)
            elif kind in NUMBERS and not NUMBERS[kind].fullmatch(answer):
                lines = (f"{single(answer)} is no {kind}",)
            else:
                return {"object": answer, "datatype": kind}

    def _stance(self, was: str) -> Asked[str]:
        lines: tuple[str, ...] = ()
        while True:
            answer = yield from self._line("stance", was, lines, STANCES)
            named = [one for one in STANCES if one.startswith(answer.lower())]
            if len(named) == 1:
                return named[0]
            lines = (f"one of {', '.join(STANCES)}",)

    def _line(
        self, name: str, was: str, lines: tuple[str, ...], choices: Sequence[str]
    ) -> Asked[str]:
        """Return an answer that is not empty; an empty one stands for what was."""
        while True:
            prompt = f"{name} [{single(was)}]: " if was else f"{name}: "
            answer = " ".join((yield Question(lines, prompt, choices)).split())
            if answer == "!":
                raise Cancelled
            if answer or was:
                return answer or was
            lines = ("something must stand here; ! goes back",)

    def _misfits(self, row: Mapping[str, str]) -> list[str]:
        """Return what the ontology says against a claim."""
        known = self.properties.get(row["predicate"])
        found = []
        for name, wanted in (("subject", known.domain), ("object", known.range)) if known else ():
            kinds = self.things.kinds(full(row[name])) | {row.get("type", "")}
            if "datatype" in row and name == "object":
                continue
            if wanted and kinds - {""} and wanted not in kinds:
                thing = f"{name} of {row['predicate']} is expected to be of the class {wanted}"
                found.append(f"the {thing}; {single(row[name])} is none that is known")
        return found
