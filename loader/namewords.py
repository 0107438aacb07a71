"""How names are written in a language and what else their words may mean, from names.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from loader.language import FOLDER
from loader.model import LoaderError
from loader.spelling import PLAIN, name_key

if TYPE_CHECKING:
    from collections.abc import Mapping

NEVER: Final = re.compile(r"(?!)")
PATTERNS: Final = (
    "joined", "ties", "definite", "demonstrative", "excused", "defining", "report", "reports",
    "tail", "series", "series_stop", "between",
)  # fmt: skip
SETS: Final = (
    "small", "connectors", "opening", "alone", "apart", "doubtful", "articles",
)  # fmt: skip

# Patterns that are matched against text as names are compared, without accents.
SPELLED: Final = frozenset({"joined", "ties", "series", "series_stop"})


@dataclass(frozen=True, slots=True)
class Sense:
    """One row: names in whose surroundings another sense is likely, and what to do then."""

    names: frozenset[str] = frozenset()
    kind: str = ""
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None
    near: re.Pattern[str] | None = None
    person: bool = False
    verdict: str = ""
    things: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameWords:
    """The words about names of one language; those of an unknown one are empty."""

    code: str
    head_first: bool = False
    small: frozenset[str] = frozenset()
    connectors: frozenset[str] = frozenset()
    alone: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    opening: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    titles: tuple[str, ...] = ()
    spellings: tuple[tuple[re.Pattern[str], str], ...] = ()
    bodies: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)
    patterns: Mapping[str, str] = field(default_factory=dict)
    senses: tuple[Sense, ...] = ()

    def pattern(self, name: str) -> re.Pattern[str]:
        """Return one of the patterns, one that never matches if the language has none."""
        return re.compile(self.patterns[name]) if name in self.patterns else NEVER


@cache
def load(code: str) -> NameWords:
    """Return a language's words about names; raises LoaderError if the file is ill-formed."""
    path = FOLDER / "names.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get(code)
        return _words(code, table) if table else NameWords(code)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, re.error) as error:
        raise LoaderError(f"{path}: {error!r}") from None


def _words(code: str, table: dict[str, Any]) -> NameWords:
    for name in PATTERNS:
        re.compile(table[name])
    fields: dict[str, Any] = {name: frozenset(table[name]) for name in SETS}
    return NameWords(
        code,
        table["head_first"],
        titles=tuple(table["titles"]["words"]),
        spellings=tuple((_whole(one), name_key(other)) for one, other in table["spellings"]),
        bodies=table["bodies"],
        kinds=table["kinds"],
        called=table["called"],
        patterns={
            name: table[name].translate(PLAIN) if name in SPELLED else table[name]
            for name in (*PATTERNS, "appositive")
        },
        senses=tuple(_sense(row) for row in table["sense"]),
        **fields,
    )


def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.-]){re.escape(name_key(words))}(?![\w-])")


def _sense(row: dict[str, Any]) -> Sense:
    fields: dict[str, Any] = dict(row)
    for name in ("before", "after", "near"):
        if name in row:
            fields[name] = re.compile(row[name].translate(PLAIN))
    fields["names"] = frozenset(map(name_key, row.get("names", ())))
    fields["things"] = tuple(row.get("things", ()))
    return Sense(**fields)
