"""The words and line patterns by which parts of a document are known, from patterns/structure.toml.

Patterns are compiled once; those of a kind of line are one alternation that the whole line
must match.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from loader.model import LoaderError

Unit = Literal["para", "article", "principle", "norm", "rule", "section"]
FILE: Final = Path(__file__).parents[1] / "patterns" / "structure.toml"
# No pattern is tried on a longer line: what it tells are short lines.
LONGEST: Final = 400


class Words:
    """What structure.toml says; raises LoaderError where it is ill-formed."""

    def __init__(self, path: Path = FILE) -> None:
        """Read and compile the file."""
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            self._compile(table)
        except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, re.error) as error:
            raise LoaderError(f"{path}: {error}") from None

    def _compile(self, table: dict[str, Any]) -> None:
        flags = re.IGNORECASE
        self.lines = {
            name: re.compile("|".join(rows), flags) for name, rows in table["lines"].items()
        }
        self.starts = {name: re.compile(row, flags) for name, row in table["starts"].items()}
        self.genres = {name: re.compile(row, flags) for name, row in table["genres"].items()}
        self.units: dict[str, Unit] = table["units"]
        self.numerals: dict[str, int] = table["numerals"]
        names = table["names"]
        self.titles = re.compile(names["titles"])
        self.joints = re.compile(names["joints"])
        self.affiliation = re.compile(names["affiliation"], flags)
        self.strangers = frozenset(names["strangers"].split())
        self.endings = re.compile(names["endings"], flags)
        short = table["abbreviations"]
        self.inner = frozenset(short["inner"].split())
        self.counted = frozenset(short["counted"].split())
        self.maybe = frozenset(short["maybe"].split())
        self.openers = frozenset(short["openers"].split())
        self.function_words = {
            code: frozenset(row.split()) for code, row in table["languages"].items()
        }
        self.scripts = {code: re.compile(row) for code, row in table["scripts"].items()}

    def line_is(self, words: str, *kinds: str) -> bool:
        """Tell whether a whole line is of one of the kinds."""
        short = len(words) <= LONGEST
        return short and any(self.lines[kind].fullmatch(words) for kind in kinds)

    def starts_with(self, words: str, *kinds: str) -> bool:
        """Tell whether a block begins as one of the kinds does."""
        return any(self.starts[kind].match(words) for kind in kinds)


@cache
def words() -> Words:
    """Return what the file beside this package says, read once."""
    return Words()
