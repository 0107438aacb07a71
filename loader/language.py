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
from loader.sieve import Sieve, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER: Final = Path(__file__).parent / "patterns"
PLACE: Final = re.compile(r"\{(?P<kind>[a-z]+)(?::(?P<name>[a-z]+\d?))?\}")
# What may stand at a place: the letters of the tokens, and whether several may.
KINDS: Final = {
    "actor": ("axu", False), "actors": ("axu", True), "instrument": ("i", False),
    "speaker": ("ix", False), "regimes": ("ri", True), "event": ("e", False),
    "events": ("e", True), "date": ("d", False), "region": ("g", False),
    "quote": ("q", False), "quotes": ("q", True), "instruments": ("i", True),
    "voice": ("iaxu", False), "voices": ("iaxu", True), "process": ("p", False),
    "body": ("xp", False), "dates": ("d", True),
}  # fmt: skip
# Where a language's words for officials have the actor's adjective: the French government, le
# gouvernement français, which are France.
ADJECTIVE: Final = "⟨n⟩"
GROUP: Final = re.compile(r"\(\?P<(?P<name>\w+)>")
# The most fragments that may stand within one another.
DEPTH: Final = 4


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its pattern, and what to make of a match; fields as in the TOML file."""

    match: Sieve
    name: str = ""
    also: Sieve | None = None
    each: Sieve | None = None
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
    takes: str = ""
    kind: str = ""
    subject_kind: str = ""
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
        needed = Words()
        rules = {
            section: tuple(_rule(row, fragments, needed) for row in rows)
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
    """Return what a rule may name in braces besides tokens: the language's own pieces."""
    words = table["words"]
    figures = "|".join(map(_either_case, sorted(table["numbers"], key=len, reverse=True)))
    return {
        "adv": words["adverbs"],
        "neg": words["negation"],
        "sep": words["separators"],
        "supporters": words["supporters"],
        "article": words["article"],
        "comma": words["comma"],
        "actor_lead": words["actor_lead"],
        "actor_tail": words["actor_tail"],
        "officials": words["officials"],
        "count": rf"(?:(?P<qualifier>{words['qualifiers']}) )?"
        rf"(?<![\w.,⟩-])(?P<number>{words['digits']}|{figures})\b",
        **table.get("fragments", {}),
    }


def _either_case(word: str) -> str:
    """Let a word open a sentence: two or Two."""
    return f"[{word[0].upper()}{word[0]}]{re.escape(word[1:])}"


def _rule(row: dict[str, Any], fragments: dict[str, str], needed: Words) -> Rule:
    known = {one.name for one in fields(Rule)}
    unknown = set(row) - known
    if unknown:
        raise TypeError(f"rule {row.get('name', row['match'])!r} has unknown keys {unknown}")
    patterns = {
        name: compile_pattern(row[name], fragments, needed)
        for name in ("match", "also", "each")
        if name in row
    }
    fields_of: dict[str, Any] = row | patterns | {"quoted": "{quote" in row["match"]}
    return Rule(**fields_of)


def compile_pattern(
    source: str, fragments: Mapping[str, str], needed: Words | None = None
) -> Sieve:
    """Return a pattern with every place spelt out; a name used twice gets a number."""

    def spell(place: re.Match[str]) -> str:
        if place["kind"] in fragments:
            return fragments[place["kind"]]
        return _place(place["kind"], place["name"] or "", fragments)

    for _ in range(DEPTH):
        source = PLACE.sub(spell, source)
    used: dict[str, int] = {}

    def number(group: re.Match[str]) -> str:
        name = group["name"]
        used[name] = used.get(name, 0) + 1
        return group[0] if used[name] == 1 else f"(?P<{name}_{used[name]}>"

    return Sieve(GROUP.sub(number, source), needed)


def _place(kind: str, name: str, fragments: Mapping[str, str]) -> str:
    """Return the pattern of a token with its article, or of several that are joined.

    What leads up to an actor ("the government of", "states such as") is not part of its place.
    """
    letters, several = KINDS[kind]
    token = rf"⟨[{letters}]\d+⟩"
    lead = ""
    if "a" in letters:
        lead = f"(?:{fragments['actor_lead']})?"
        officials = fragments["officials"].replace(ADJECTIVE, r"⟨n\d+⟩")
        token = f"(?:{token}(?:{fragments['actor_tail']})?|{officials})"
    if kind == "regimes":
        token = f"{token}(?:{fragments.get('entire', '(?!)')})?"
    more = _joined(token, fragments, strict="a" in letters) if several else ""
    words = f"(?:{fragments['article']})?{token}{more}"
    return f"{lead}(?P<{name}>{words})" if name else f"{lead}(?:{words})"


def _joined(token: str, fragments: Mapping[str, str], *, strict: bool) -> str:
    """Return the pattern of what may follow the first of several tokens.

    Of actors, two that a comma parts may be no list: "we differ from A, and B agrees". A
    language's piece "unlisted" tells where.
    """
    comma, last = fragments["comma"], fragments["sep"]
    if strict:
        pair = f"{fragments.get('unlisted', '')}{last}{token}"
        return f"(?:(?:{comma}{token})++{last}{token}|{pair})*+"
    return f"(?:(?:{comma}{token})*+{last}{token})*+"
