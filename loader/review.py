"""A reviewer's decisions on a document's machine reading, kept in a small TOML file beside it.

    [[reject]]      subject, predicate, object, stance     this claim is wrong
    [[confirm]]     subject, predicate, object             this claim is right
    [[correct]]     subject, predicate, object, set        it is right but for what `set` says
    [[add]]         phrase, subject, predicate, object     the rules missed this one

Things are written as kind/name (state/france), or, when the text brings them up for the
first time, as kind/name with a `label` and `type`; predicates by their local name; an object
with a `datatype` is plain words. A phrase is a few words of the text, white space aside, so that
a decision survives moved offsets: for `add` words that occur once in it; for the others words of
the sentence that is meant, if the same claim stands in several. A decision with a phrase goes
before one without. `by` and `reason` are for people.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from loader import vocabulary as v
from loader.findings import Node, Reading, Statement
from loader.model import LoaderError, Problem, Span
from loader.places import short

if TYPE_CHECKING:
    from pathlib import Path

CLAIM: Final = {"phrase", "subject", "predicate", "object", "stance", "datatype", "reason", "by"}
KEYS: Final = {
    "reject": CLAIM,
    "confirm": CLAIM,
    "correct": CLAIM | {"set"},
    "add": CLAIM | {"according_to", "concerns", "label", "type", "notes"},
}
SETTABLE: Final = {
    "subject", "predicate", "object", "stance", "according_to", "concerns", "label", "type",
    "datatype",
}  # fmt: skip

THING: Final = re.compile(r"[a-z-]+/[\w.%-]+|https?://[^\s<>\"]+")
FORMS: Final = {
    "subject": THING, "object": THING, "concerns": THING, "according_to": THING,
    "predicate": re.compile(r"[a-z][A-Za-z]*"),
    "stance": re.compile(r"asserted|reported|evaluation|hypothetical|negated"),
    "phrase": re.compile(r".*\S.*", re.DOTALL),
    "datatype": re.compile(r"[A-Za-z]+"),
    "label": re.compile(r".*\S.*", re.DOTALL),
    "type": re.compile(r"[A-Z][A-Za-z]*"),
    "by": re.compile(r".*", re.DOTALL),
    "reason": re.compile(r".*", re.DOTALL),
}  # fmt: skip
SHOWN: Final = {
    name: "kind/name" if form is THING else "a local name such as supports"
    if name == "predicate" else form.pattern
    for name, form in FORMS.items()
}  # fmt: skip

Decision = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Traced:
    """A claim of the rules and what became of it; none of the rules if added, none now if rejected.

    `kind` is the decision that was last taken on it, '' if none; `meant` tells whether that one
    has a phrase.
    """

    origin: Statement | None
    now: Statement | None
    kind: str = ""
    row: Decision = field(default_factory=dict)
    meant: bool = False


def load(path: Path) -> list[tuple[str, Decision]]:
    """Return the decisions of a file, none if there is no file; LoaderError if it is ill-formed."""
    if not path.is_file():
        return []
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LoaderError(f"{path}: {error}") from None
    decisions = [(kind, row) for kind, rows in table.items() for row in _rows(path, kind, rows)]
    for kind, row in decisions:
        _check(path, kind, row)
    return decisions


def _rows(path: Path, kind: str, rows: object) -> list[Decision]:
    if kind not in KEYS or not isinstance(rows, list):
        known = ", ".join(f"[[{name}]]" for name in KEYS)
        raise LoaderError(f"{path}: {kind!r} is no decision; there are {known}")
    return rows


def _check(path: Path, kind: str, row: Decision) -> None:
    fault = wrong(kind, row)
    if fault:
        raise LoaderError(f"{path}: [[{kind}]] {fault}")


def wrong(kind: str, row: object) -> str:
    """Return what is wrong with a decision, or ''."""
    if not isinstance(row, dict):
        return f"is {row!r}, not a table of keys and values"
    unknown = sorted(set(row) - KEYS[kind]) + sorted(set(row.get("set", {})) - SETTABLE)
    needed = {"subject", "predicate", "object"} | ({"phrase"} if kind == "add" else set())
    missing = sorted(needed - set(row))
    if unknown or missing:
        return f"{row.get('subject', '')}: " + (
            f"unknown {unknown}" if unknown else f"missing {missing}"
        )
    fields = row | row.get("set", {})
    for name, form in FORMS.items():
        words = fields.get(name)
        plain = name == "object" and "datatype" in fields
        if (
            words is not None
            and not plain
            and not (isinstance(words, str) and form.fullmatch(words))
        ):
            return f"{row['subject']!r}: {name} = {words!r} is not of the form {SHOWN[name]}"
    return ""


def apply(reading: Reading, decisions: list[tuple[str, Decision]]) -> Reading:
    """Return the reading as the reviewer would have it; decisions that fit nothing are problems."""
    traced, nodes, problems = trace(reading, decisions)
    statements = [one.now for one in traced if one.now is not None]
    return replace(
        reading, statements=tuple(statements), nodes=_used(nodes, statements, reading),
        problems=tuple(sorted([*reading.problems, *problems])),
    )  # fmt: skip


def trace(
    reading: Reading, decisions: list[tuple[str, Decision]]
) -> tuple[list[Traced], list[Node], list[Problem]]:
    """Return what becomes of every claim, the nodes there are then, and the stale decisions."""
    traced = [Traced(one, one) for one in reading.statements]
    nodes = list(reading.nodes)
    problems: list[Problem] = []
    for kind, row in sorted(decisions, key=lambda one: not _means(*one)):
        if kind == "add":
            made = _add(reading, row)
            traced += [Traced(None, one, kind, row) for one in made[0]]
            fresh = made[1]
            problems += made[2]
        else:
            meant = Meant(reading, row)
            # What was rejected is known by what it said.
            hits = [one for one in traced if (said := one.now or one.origin) and meant.fits(said)]
            fresh = _fresh(row.get("set", {})) if hits else []
            if not hits:
                problems.append(_stale(reading, kind, row))
            # By identity: equal claims of one sentence are still two.
            chosen = {id(one) for one in hits if not one.meant or _means(kind, row)}
            traced = [_decided(one, kind, row) if id(one) in chosen else one for one in traced]
        nodes += [one for one in fresh if one.iri not in {node.iri for node in nodes}]
    return traced, nodes, problems


def _means(kind: str, row: Decision) -> bool:
    """Whether a decision says by a phrase which of several claims it means."""
    return kind != "add" and "phrase" in row


def _decided(one: Traced, kind: str, row: Decision) -> Traced:
    if one.now is None or kind == "reject":
        return Traced(one.origin, None, kind, row, _means(kind, row))
    wanted = row.get("set", {})
    literal = wanted.get("datatype", one.now.datatype if "object" not in wanted else "")
    changes: dict[str, Any] = {
        name: words if name == "object" and literal else _value(name, words)
        for name, words in wanted.items()
        if name not in {"label", "type"}
    } | {"datatype": literal}
    now = replace(one.now, reviewed=True, confidence="1.00", **changes)
    return Traced(one.origin, now, kind, row, _means(kind, row))


class Meant:
    """What a decision is about, made ready once to be held against many claims."""

    def __init__(self, reading: Reading, row: Decision) -> None:
        """Take the reading and the decision."""
        self.text = reading.document.text
        self.words = row["object"]
        self.object = _value("object", row["object"])
        self.ends = (_value("subject", row["subject"]), _value("predicate", row["predicate"]))
        self.stance = row.get("stance")
        self.datatype = row.get("datatype")
        self.pattern = _pattern(row["phrase"]) if "phrase" in row else None
        self.anywhere = "phrase" not in row

    def fits(self, one: Statement) -> bool:
        """Whether a claim says what is meant, and has the phrase in its sentence."""
        if (one.subject, one.predicate) != self.ends:
            return False
        if one.object != (self.words if one.datatype else self.object):
            return False
        if self.stance not in (None, one.stance) or self.datatype not in (None, one.datatype):
            return False
        place = one.passage
        found = self.pattern and self.pattern.search(self.text, place.start, place.end)
        return self.anywhere or bool(found)


def holds(text: str, span: Span, phrase: str) -> bool:
    """Whether a stretch of the text has these words, white space aside."""
    pattern = _pattern(phrase)
    return pattern is not None and pattern.search(text, span.start, span.end) is not None


def occurs(text: str, phrase: str) -> Span | None:
    """Return where some words stand, white space aside; None unless it is in one place."""
    pattern = _pattern(phrase)
    found = pattern.search(text) if pattern else None
    if pattern is None or found is None or pattern.search(text, found.start() + 1):
        return None
    return Span(found.start(), found.end())


def _pattern(phrase: str) -> re.Pattern[str] | None:
    words = phrase.split()
    return re.compile(r"\s+".join(map(re.escape, words))) if words else None


def _fresh(row: Decision) -> list[Node]:
    """Return the node for a new thing that a decision names with its label."""
    if "label" not in row or "object" not in row:
        return []
    return [Node(_value("object", row["object"]), (row.get("type", "Topic"),), row["label"])]


def _value(name: str, words: str) -> str:
    if name == "predicate":
        return v.term(words)
    if name == "stance" or ":" in words or not words or "/" not in words:
        return words
    return v.BASE + "id/" + words


def _add(reading: Reading, row: Decision) -> tuple[list[Statement], list[Node], list[Problem]]:
    cue = occurs(reading.document.text, row["phrase"])
    if cue is None:
        return [], [], [_stale(reading, "add", row)]
    sentences = [one for one in reading.layout.sentences if cue in one.span]
    passage = sentences[0].span if sentences else cue
    markers = [m for one in sentences for m in one.markers if m.span.start >= cue.start]
    obj = row["object"] if "datatype" in row else _value("object", row["object"])
    statement = Statement(
        _value("subject", row["subject"]), v.term(row["predicate"]), obj,
        row.get("stance", "asserted"), passage, cue, "review", "1.00", row.get("datatype", ""),
        according_to=_value("according_to", row.get("according_to", "")),
        concerns=_value("concerns", row.get("concerns", "")),
        notes=tuple(row.get("notes", [min(markers).note] if markers else [])), reviewed=True,
    )  # fmt: skip
    return [statement], _fresh(row), []


def _used(nodes: list[Node], statements: list[Statement], reading: Reading) -> tuple[Node, ...]:
    """Leave out what only a rejected claim spoke of."""
    mentioned = {one.entity for one in reading.mentions}
    before = {end for one in reading.statements for end in (one.subject, one.object)}
    after = {end for one in statements for end in (one.subject, one.object)}
    gone = before - after - mentioned
    return tuple(one for one in nodes if one.iri not in gone)


def _stale(reading: Reading, kind: str, row: Decision) -> Problem:
    words = f"[[{kind}]] {row['subject']} {row['predicate']} {row['object']}: fits nothing here"
    words += f" (phrase: {short(row['phrase'], 60)})" if "phrase" in row else ""
    return Problem(reading.document.slug, 0, "warning", "stale-decision", words)
