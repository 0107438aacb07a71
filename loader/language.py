"""The rules of a language, read from a TOML file beside this module and compiled once.

A rule's `match` is a Python regular expression with places such as {actor:subject}; this
module says what each kind of place stands for. What a rule means is said in its TOML file.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from loader.model import LoaderError

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER: Final = Path(__file__).parent / "patterns"
PLACE: Final = re.compile(r"\{(?P<kind>[a-z]+)(?::(?P<name>[a-z]+\d?))?\}")
# What may stand at a place: the letters of the tokens, and whether several may.
KINDS: Final = {
    "actor": ("axu", False), "actors": ("axu", True), "instrument": ("i", False),
    "speaker": ("ix", False), "regimes": ("ri", True), "event": ("e", False),
    "events": ("e", True), "date": ("d", False), "region": ("g", False),
    "quote": ("q", False), "quotes": ("q", True),
}  # fmt: skip
NEGATION: Final = (
    r"(?P<neg>(?:do|does|did|has|have|had|will) (?:(?:still|yet|so far) )?(?:not|never) (?:yet )?"
    r"|(?:do|does|did|has|have|had|is|was)n['’]t |never |not (?:yet )?)?"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its pattern, and what to make of a match; fields as in the TOML file."""

    match: re.Pattern[str]
    name: str = ""
    also: re.Pattern[str] | None = None
    each: re.Pattern[str] | None = None
    quoted: bool = False
    predicate: str = ""
    subject: str = "subject"
    object: str = "object"
    value: str = ""
    stance: str = "asserted"
    keep_stance: bool = False
    confidence: float = 0.9
    lists: str = ""
    opens: str = ""
    needs: str = ""
    count: bool = False
    literal: bool = False
    agreement: bool = False
    speaker: str = ""
    link: str = ""
    node: str = ""
    concerns: str = ""
    judged: str = ""
    norms: str = ""
    to: str = ""
    affirms: bool = False
    where: str = "quote"
    verb: bool = False
    clause: bool = False
    test: str = ""
    counter: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """All the rules and words of one language; `code` is its ISO 639-1 code."""

    code: str
    months: Mapping[str, int]
    numbers: Mapping[str, int]
    types: Mapping[str, str]
    heads: Mapping[str, str]
    words: Mapping[str, re.Pattern[str]]
    rules: Mapping[str, tuple[Rule, ...]]


def load(code: str = "en") -> Language:
    """Return the rules of a language; raises LoaderError where a rule is ill-formed."""
    path = FOLDER / f"{code}.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        fragments = _fragments(table)
        rules = {
            section: tuple(_rule(row, fragments) for row in rows)
            for section, rows in table.items()
            if isinstance(rows, list)
        }
        words = {name: re.compile(words) for name, words in table["words"].items()}
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, re.error) as error:
        raise LoaderError(f"{path}: {error}") from None
    return Language(
        code, table["months"], table["numbers"], table["types"], table["heads"], words, rules
    )


def load_all() -> dict[str, Language]:
    """Return the rules of every language there is a file for, by code."""
    return {path.stem: load(path.stem) for path in sorted(FOLDER.glob("??.toml"))}


def groups(match: re.Match[str], name: str) -> list[tuple[int, int]]:
    """Return the stretches that the places of one name matched: object, object2, object_3."""
    return [
        match.span(group)
        for group in match.re.groupindex
        if re.sub(r"_?\d+$", "", group) == name and match.start(group) >= 0
    ]


def _fragments(table: dict[str, Any]) -> dict[str, str]:
    figures = "|".join(map(_either_case, sorted(table["numbers"], key=len, reverse=True)))
    return {
        "adv": table["words"]["adverbs"],
        "neg": NEGATION,
        "sep": table["words"]["separators"],
        "supporters": table["words"]["supporters"],
        "count": rf"(?:(?P<qualifier>{table['words']['qualifiers']}) )?"
        rf"(?<![\w.,⟩-])(?P<number>\d[\d,]*\d|\d|{figures})\b",
    }


def _either_case(word: str) -> str:
    """Let a word open a sentence: two or Two."""
    return f"[{word[0].upper()}{word[0]}]{re.escape(word[1:])}"


def _rule(row: dict[str, Any], fragments: dict[str, str]) -> Rule:
    known = {one.name for one in fields(Rule)}
    unknown = set(row) - known
    if unknown:
        raise TypeError(f"rule {row.get('name', row['match'])!r} has unknown keys {unknown}")
    patterns = {
        name: compile_pattern(row[name], fragments)
        for name in ("match", "also", "each")
        if name in row
    }
    fields_of: dict[str, Any] = row | patterns | {"quoted": "{quote" in row["match"]}
    return Rule(**fields_of)


def compile_pattern(source: str, fragments: Mapping[str, str]) -> re.Pattern[str]:
    """Return a pattern with every place spelt out; a name used twice gets a number."""
    used: dict[str, int] = {}

    def spell(place: re.Match[str]) -> str:
        kind, name = place["kind"], place["name"]
        if kind in fragments:
            return fragments[kind]
        letters, several = KINDS[kind]
        token = rf"⟨[{letters}]\d+⟩"
        more = rf"(?:(?:, (?:the )?{token})*{fragments['sep']}{token})*" if several else ""
        words = rf"(?:[Tt]he )?{token}{more}"
        if not name:
            return f"(?:{words})"
        used[name] = used.get(name, 0) + 1
        return f"(?P<{name if used[name] == 1 else f'{name}_{used[name]}'}>{words})"

    return re.compile(PLACE.sub(spell, source))
