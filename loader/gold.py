"""Annotated documents: what a careful reader would have the loader find, in one JSON file each.

The format, cybernorms-gold/1, is described in tests/gold/README.md. All that is wrong with a
file is told at once, each fault by its path in the file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from loader.gold_checks import Checker
from loader.model import LoaderError, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loader.model import Document

FORMAT: Final = "cybernorms-gold/1"
ABOUT: Final = ("language", "title", "authors", "issued", "symbol")
# What a gold citation may say of the reference besides the work; compared field by field.
CITED: Final = ("note", "form", "pinpoint", "authors", "title", "url", "doi", "accessed")

Value = str | tuple[str, ...]


class GoldError(Exception):
    """A gold file is ill-formed; `findings` are lines to show."""

    def __init__(self, findings: list[str]) -> None:
        """Take the lines."""
        super().__init__(f"{len(findings)} finding(s)")
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Wanted:
    """One accepted way to put a claim."""

    subject: str
    predicate: str
    object: str
    stance: str
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """Something to be found at a place; if optional, it is right if found and no fault if not.

    `things` are the accepted entities, works or sources, none if any will do; `claims` the
    accepted ways to put a claim; `fields` what else is compared.
    """

    kind: str
    span: Span
    optional: bool = False
    things: tuple[str, ...] = ()
    claims: tuple[Wanted, ...] = ()
    fields: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gold:
    """A gold file: the document it speaks of, and all that is expected, by kind.

    `own` are the names by which the file speaks of the document as an instrument of its own.
    """

    path: Path
    document: str
    about: Mapping[str, Value]
    items: Mapping[str, tuple[Expected, ...]]
    own: tuple[str, ...] = ()


def files(paths: tuple[Path, ...]) -> list[Path]:
    """Return the gold files that paths name; a folder stands for all of its JSON files."""
    found: list[Path] = []
    for path in paths:
        inside = sorted(path.glob("*.json")) if path.is_dir() else [path]
        if not inside:
            raise LoaderError(f"{path}: no gold file (.json) in this folder")
        found += inside
    return list(dict.fromkeys(found))


def table(path: Path) -> dict[str, Any]:
    """Return a gold file's JSON object; LoaderError if unreadable, GoldError if it is none."""
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise LoaderError(f"{path}: can't be read ({error.strerror})") from None
    except (ValueError, RecursionError) as error:
        raise GoldError([f"{path}: no JSON: {error}"]) from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise GoldError([f'{path}: "format" is not "{FORMAT}"; see tests/gold/README.md'])
    name = content.get("document")
    if not isinstance(name, str) or not name or Path(name).name != name:
        raise GoldError([f"{path}: document: {name!r} is no file name (it may have no folder)"])
    return content


def gold(path: Path, content: dict[str, Any], document: Document) -> Gold:
    """Return what a gold file expects; GoldError names all its faults."""
    checker = Checker(str(path), document)
    checker.document(content)
    items = {
        "mentions": tuple(_mention(checker, row) for row in checker.rows(content, "mentions")),
        "citations": tuple(_citation(checker, row) for row in checker.rows(content, "citations")),
        "quotations": tuple(
            _quotation(checker, row) for row in checker.rows(content, "quotations")
        ),
        "parts": tuple(_part(checker, row) for row in checker.rows(content, "parts")),
        "claims": tuple(_claim(checker, row) for row in checker.rows(content, "claims")),
    }
    about = {name: _value(content[name]) for name in ABOUT if content.get(name) is not None}
    own = checker.own(content)
    if checker.faults:
        raise GoldError(checker.faults)
    return Gold(path, content["document"], about, items, own)


def _value(value: object) -> Value:
    return tuple(map(str, value)) if isinstance(value, list) else str(value)


def _mention(checker: Checker, row: dict[str, Any]) -> Expected:
    span, optional = checker.place(row)
    things = (checker.thing(row, "entity"), *checker.alternatives(row))
    return Expected("mention", span, optional, things)


def _citation(checker: Checker, row: dict[str, Any]) -> Expected:
    span, optional = checker.place(row)
    things = (checker.thing(row, "work", needed=False), *checker.alternatives(row))
    fields = {name: _value(row[name]) for name in CITED if row.get(name) is not None}
    return Expected("citation", span, optional, tuple(filter(None, things)), fields=fields)


def _quotation(checker: Checker, row: dict[str, Any]) -> Expected:
    span, optional = checker.place(row)
    known = row.get("source") is not None
    things = (checker.thing(row, "source", needed=False), *checker.alternatives(row))
    return Expected("quotation", span, optional, things if known else ())


def _part(checker: Checker, row: dict[str, Any]) -> Expected:
    span, optional = checker.place(row)
    number = "".join(checker.words(row, "number").split())
    return Expected("part", span, optional, fields={"number": number})


def _claim(checker: Checker, row: dict[str, Any]) -> Expected:
    span, optional = checker.place(row)
    ways = [checker.claim(row, {})]
    ways += [checker.claim(other, row) for other in checker.others(row)]
    return Expected("claim", span, optional, claims=tuple(Wanted(**one) for one in ways))
