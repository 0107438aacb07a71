"""A reviewer's decisions on a document's machine reading, kept in a small TOML file beside it.

    [[reject]]      subject, predicate, object, stance     this claim is wrong
    [[confirm]]     subject, predicate, object             this claim is right
    [[correct]]     subject, predicate, object, set        it is right but for what `set` says
    [[add]]         phrase, subject, predicate, object     the rules missed this one

Things are written as kind/name (state/france), or, when the text brings them up for the
first time, as kind/name with a `label` and `type`; predicates by their local name. A
phrase is a few words that occur once in the text: so a decision survives moved offsets.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from loader import vocabulary as v
from loader.model import LoaderError, Node, Problem, Reading, Span, Statement

if TYPE_CHECKING:
    from pathlib import Path

KEYS: Final = {
    "reject": {"subject", "predicate", "object", "stance", "reason"},
    "confirm": {"subject", "predicate", "object", "stance", "reason"},
    "correct": {"subject", "predicate", "object", "stance", "reason", "set"},
    "add": {"phrase", "subject", "predicate", "object", "stance", "according_to", "concerns",
            "label", "type", "datatype", "notes", "reason"},
}  # fmt: skip
SETTABLE: Final = {"subject", "predicate", "object", "stance", "according_to", "concerns"}

THING: Final = re.compile(r"[a-z-]+/[\w.%-]+|https?://[^\s<>\"]+")
FORMS: Final = {
    "subject": THING, "object": THING, "concerns": THING, "according_to": THING,
    "predicate": re.compile(r"[a-z][A-Za-z]*"),
    "stance": re.compile(r"asserted|reported|evaluation|hypothetical|negated"),
    "phrase": re.compile(r".*\S.*", re.DOTALL),
}  # fmt: skip
SHOWN: Final = {
    name: "kind/name" if form is THING else "a local name such as supports"
    if name == "predicate" else form.pattern
    for name, form in FORMS.items()
}  # fmt: skip

Decision = dict[str, Any]


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
    wrong = _wrong(kind, row)
    if wrong:
        raise LoaderError(f"{path}: [[{kind}]] {wrong}")


def _wrong(kind: str, row: object) -> str:
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
        plain = name == "object" and "datatype" in row
        if (
            words is not None
            and not plain
            and not (isinstance(words, str) and form.fullmatch(words))
        ):
            return f"{row['subject']!r}: {name} = {words!r} is not of the form {SHOWN[name]}"
    return ""


def apply(reading: Reading, decisions: list[tuple[str, Decision]]) -> Reading:
    """Return the reading as the reviewer would have it; decisions that fit nothing are problems."""
    statements = list(reading.statements)
    nodes = list(reading.nodes)
    problems = list(reading.problems)
    for kind, row in decisions:
        if kind == "add":
            made = _add(reading, row)
            statements += made[0]
            nodes += [one for one in made[1] if one.iri not in {node.iri for node in nodes}]
            problems += made[2]
            continue
        hits = [one for one in statements if _fits(one, row)]
        if not hits:
            problems.append(_stale(reading, kind, row))
        decided = [(_decided(one, kind, row) if one in hits else [one]) for one in statements]
        statements = [new for group in decided for new in group]
    return replace(
        reading, statements=tuple(statements), nodes=_used(nodes, statements, reading),
        problems=tuple(sorted(problems)),
    )  # fmt: skip


def _decided(one: Statement, kind: str, row: Decision) -> list[Statement]:
    if kind == "reject":
        return []
    changes: dict[str, Any] = {
        name: _value(name, words) for name, words in row.get("set", {}).items()
    }
    return [replace(one, reviewed=True, confidence="1.00", **changes)]


def _fits(one: Statement, row: Decision) -> bool:
    wanted = {name: _value(name, row[name]) for name in ("subject", "predicate", "object")}
    wanted |= {"stance": row["stance"]} if "stance" in row else {}
    return all(getattr(one, name) == value for name, value in wanted.items())


def _value(name: str, words: str) -> str:
    if name == "predicate":
        return v.term(words)
    if name == "stance" or ":" in words or not words or "/" not in words:
        return words
    return v.BASE + "id/" + words


def _add(reading: Reading, row: Decision) -> tuple[list[Statement], list[Node], list[Problem]]:
    text = reading.document.text
    start = text.find(row["phrase"])
    if start < 0 or text.find(row["phrase"], start + 1) >= 0:
        return [], [], [_stale(reading, "add", row)]
    cue = Span(start, start + len(row["phrase"]))
    sentences = [one for one in reading.layout.sentences if cue in one.span]
    passage = sentences[0].span if sentences else cue
    markers = [m for one in sentences for m in one.markers if m.span.start >= cue.start]
    obj = row["object"] if "datatype" in row else _value("object", row["object"])
    nodes = []
    if "label" in row:
        nodes.append(Node(obj, (row.get("type", "Topic"),), row["label"]))
    statement = Statement(
        _value("subject", row["subject"]), v.term(row["predicate"]), obj,
        row.get("stance", "asserted"), passage, cue, "review", "1.00", row.get("datatype", ""),
        according_to=_value("according_to", row.get("according_to", "")),
        concerns=_value("concerns", row.get("concerns", "")),
        notes=tuple(row.get("notes", [min(markers).note] if markers else [])), reviewed=True,
    )  # fmt: skip
    return [statement], nodes, []


def _used(nodes: list[Node], statements: list[Statement], reading: Reading) -> tuple[Node, ...]:
    """Leave out what only a rejected claim spoke of."""
    mentioned = {one.entity for one in reading.mentions}
    before = {end for one in reading.statements for end in (one.subject, one.object)}
    after = {end for one in statements for end in (one.subject, one.object)}
    gone = before - after - mentioned
    return tuple(one for one in nodes if one.iri not in gone)


def _stale(reading: Reading, kind: str, row: Decision) -> Problem:
    words = f"[[{kind}]] {row['subject']} {row['predicate']} {row['object']}: fits nothing here"
    return Problem(reading.document.slug, 0, "warning", "stale-decision", words)
