r"""The grammar of tables: what a header means, and which terms a cell holds.

A header is `iri`, `a`, `prefix:name`, `prefix:name@language`, `prefix:name^^xsd:type`,
`prefix:name^^date`, or a note that starts with `#`. Values in a cell stand between bars; a bar
that belongs to a value is written `\|`. Each fault is a CellError, whose message says what was
found and what would do; where it was found is for the reader of the table to say.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

import pyoxigraph

from loader import vocabulary as v

if TYPE_CHECKING:
    from collections.abc import Iterable

Role = Literal["subject", "note", "resource", "text", "typed", "date"]

HEADER: Final = re.compile(r"([a-z][a-z-]*):([A-Za-z][\w-]*)(?:@([\w-]+)|\^\^([\w:]+))?", re.ASCII)
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
CURIE: Final = re.compile(r"([A-Za-z][\w-]*):([^/].*)?", re.ASCII)
ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|\\^`/]+[^\s<>\"{}|\\^`]*")
OURS: Final = re.compile(r"[a-z0-9]+(?:[.-]+[a-z0-9]+)*")
TERM: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*")
THEIRS: Final = re.compile(r"\w(?:[\w.-]*[\w-])?", re.ASCII)
BAR: Final = re.compile(r"(?<!\\)\|")
BLANKS: Final = re.compile(r"[ \t\r\n]+")
# What can't be seen, or reorders what can: controls, embeddings and overrides, a lost character.
HIDDEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]")
# How values of each type are written, and what to tell who writes them otherwise.
TYPES: Final = {
    "string": (re.compile(r".+"), "some text"),
    "integer": (re.compile(r"0|-?[1-9][0-9]*"), "a whole number, such as 51"),
    "boolean": (re.compile(r"true|false"), "true or false"),
    "decimal": (re.compile(r"-?[0-9]+\.[0-9]+"), "a number with a point, such as 0.5"),
}
DATES: Final = {4: ("gYear", "-01-01"), 7: ("gYearMonth", "-01"), 10: ("date", "")}
DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


class CellError(ValueError):
    """A header or a cell that means nothing; the message is for whoever keeps the table."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a header says of the cells below it; `detail` is a language or a type's name."""

    header: str
    role: Role
    predicate: str = ""
    detail: str = ""


PLAIN: Final = {
    "iri": Column("iri", "subject"),
    "a": Column("a", "resource", v.RDF + "type"),
}


@cache
def column(header: str) -> Column:
    """Return what a header means; CellError if it means nothing."""
    header = _plain(header)
    if header.startswith("#"):
        return Column(header, "note")
    if header in PLAIN:
        return PLAIN[header]
    parts = HEADER.fullmatch(header)
    if not parts:
        raise CellError(
            f"the header {header!r} means nothing; write iri, a, prefix:name, prefix:name@en,"
            " prefix:name^^xsd:string, prefix:name^^date, or # and a note"
        )
    predicate = expanded(f"{parts[1]}:{parts[2]}")
    if parts[3]:
        return Column(header, "text", predicate, _language(parts[3]))
    if parts[4] == "date":
        return Column(header, "date", predicate)
    if parts[4]:
        return Column(header, "typed", predicate, _type(parts[4]))
    return Column(header, "resource", predicate)


def _language(tag: str) -> str:
    if not LANGUAGE.fullmatch(tag):
        raise CellError(f"{tag!r} is no language tag; write one such as en, fr or ar")
    return tag


def _type(name: str) -> str:
    kind = name.removeprefix("xsd:")
    if kind not in TYPES or kind == name:
        known = ", ".join(f"xsd:{one}" for one in TYPES)
        raise CellError(f"no values of type {name!r} are kept; write {known} or date")
    return kind


def values(cell: str) -> list[str]:
    r"""Return the values that stand between the bars of a cell, bars within values as such.

    >>> values(r"Microsoft | BSA \| The Software Alliance")
    ['Microsoft', 'BSA | The Software Alliance']
    """
    parts = (part.strip() for part in BAR.split(cell))
    return [part.replace("\\|", "|") for part in parts if part]


def joined(found: Iterable[str]) -> str:
    """Return the cell that holds values: sorted, each once, bars within them marked."""
    return " | ".join(sorted({one.replace("|", "\\|") for one in found}))


def tidied(kind: Column, cell: str) -> str:
    """Return a cell as it should be written, its values checked; CellError if one can't be."""
    cell = _plain(cell)
    if kind.role == "note":
        return cell
    found = [_tidied(kind, value) for value in values(cell)]
    if kind.role == "subject" and len(set(found)) != 1:
        raise CellError(f"{cell!r} names {len(set(found))} things; a row is about one")
    return joined(found)


def _tidied(kind: Column, value: str) -> str:
    said = term(kind, value)
    return compacted(said.value) if isinstance(said, pyoxigraph.NamedNode) else value


def term(kind: Column, value: str) -> pyoxigraph.NamedNode | pyoxigraph.Literal:
    """Return the term that a value stands for in its column; CellError if there is none."""
    match kind.role:
        case "text":
            return pyoxigraph.Literal(value, language=kind.detail)
        case "typed":
            pattern, wanted = TYPES[kind.detail]
            if not pattern.fullmatch(value):
                raise CellError(f"{value!r} is no {kind.detail}; write {wanted}")
            return pyoxigraph.Literal(value, datatype=pyoxigraph.NamedNode(v.XSD + kind.detail))
        case "date":
            return pyoxigraph.Literal(value, datatype=pyoxigraph.NamedNode(_date_type(value)))
        case "subject":
            iri = expanded(value)
            if not iri.startswith(v.BASE + "id/"):
                raise CellError(f"{value!r} is not ours to describe; write one as kind:slug")
            return pyoxigraph.NamedNode(iri)
        case _:
            return pyoxigraph.NamedNode(expanded(value))


def expanded(value: str) -> str:
    """Return the IRI that a prefixed name or a web address stands for; CellError if none."""
    if ADDRESS.fullmatch(value):
        if compacted(value) == value and value.startswith((v.BASE + "id/", v.CN)):
            raise CellError(f"{value!r} is no IRI of ours; write it as kind:slug")
        return value
    name = CURIE.fullmatch(value)
    if not name:
        raise CellError(f"{value!r} is no IRI; write a prefixed name or an http(s) address")
    if name[1] not in v.PREFIXES:
        raise CellError(f"{name[1]!r} in {value!r} is no prefix of ours; write the whole address")
    if not _shape(name[1]).fullmatch(name[2] or ""):
        raise CellError(f"{name[2] or ''!r} in {value!r} is no name; see how others are written")
    return v.PREFIXES[name[1]] + name[2]


def compacted(iri: str) -> str:
    """Return an IRI as a prefixed name if one of our prefixes fits, else as it stands."""
    for prefix, namespace in v.PREFIXES.items():
        if iri.startswith(namespace) and _shape(prefix).fullmatch(iri[len(namespace) :]):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _shape(prefix: str) -> re.Pattern[str]:
    """Return what a name looks like: a slug for our things, a word for our terms."""
    return OURS if prefix in v.KINDS else TERM if prefix == "cn" else THEIRS


def _date_type(value: str) -> str:
    name, rest = DATES.get(len(value), ("", ""))
    try:
        if not DATE.fullmatch(value):
            raise ValueError
        datetime.date.fromisoformat(value + rest)
    except ValueError:
        raise CellError(
            f"{value!r} is no date; write 2018, 2018-11 or 2018-11-12, and a day that exists"
        ) from None
    return v.XSD + name


def _plain(text: str) -> str:
    """Return text with composed letters and single blanks; CellError if some can't be seen."""
    text = BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip()
    if hidden := HIDDEN.search(text):
        raise CellError(f"a character that can't be seen, U+{ord(hidden[0]):04X}; delete it")
    return text
