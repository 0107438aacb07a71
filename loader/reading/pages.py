"""What pages call their parts: the words of patterns/pages.toml, ready to be asked."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

FILE: Final = Path(__file__).parent.parent / "patterns" / "pages.toml"
WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# A class attribute longer than this names no part.
LONGEST: Final = 1000


@cache
def words(name: str) -> frozenset[str]:
    """Return the words listed under a name."""
    return frozenset(_table()[name])


@cache
def pairs(name: str) -> tuple[frozenset[str], ...]:
    """Return the pairs of words listed under a name."""
    return tuple(frozenset(one) for one in _table()[name])


@cache
def _table() -> dict[str, list[str]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def parts(name: str) -> frozenset[str]:
    """Return the words of a class or id.

    >>> sorted(parts("entry-content siteNav cite_note-1"))
    ['cite', 'content', 'entry', 'nav', 'note', 'site']
    """
    return frozenset(one.lower() for one in WORD.findall(name[:LONGEST]))


def says(name: str, found: Iterable[str]) -> bool:
    """Tell whether one of the words found, or a pair of them, is listed under a name."""
    known = frozenset(found)
    return bool(known & words(name)) or has_pair(f"{name}_pairs", known)


def has_pair(name: str, found: frozenset[str]) -> bool:
    """Tell whether two of the words found are a pair listed under a name."""
    return any(one <= found for one in pairs(name))


def is_heading(name: str, printed: str) -> bool:
    """Tell whether a heading is one of those listed, its number left aside."""
    plain = re.sub(r"^[\dIVXivx.\s]{0,8}(?=[^\W\d_])", "", printed.strip().rstrip(":. "))
    return any(one.strip().lower() in words(name) for one in (plain, printed.rstrip(":. ")))
