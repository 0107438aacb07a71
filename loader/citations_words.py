"""The words of citations in every language, read from patterns/citations.toml and compiled once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from loader.language import FOLDER
from loader.model import LoaderError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FILE: Final = "citations.toml"
UNITS: Final = ("para", "art", "principle", "norm", "rule", "section", "chapter", "annex", "page")
BODIES: Final = ("ga", "sc", "hrc", "ecosoc")
# A number as provisions have them: 13, 13(f), 2(4), 1.2, 17a, 18(iv).
NUMBER: Final = (
    r"\d{1,4}(?:\.\d{1,3}){0,2}(?:bis|ter|[a-z](?![a-z]))?"
    r"(?: ?(?:\([a-z0-9]{1,4}\)|[a-z]{1,3}\))){0,4}"
)
# The day between two numbers of resolutions: 58/32 of 8 December 2003 and 73/27.
DAY: Final = r"(?: (?:of|du|de) \d{1,2}(?:er)? [^\W\d]{3,10} \d{4})"
# A year, and figures before capitals (51, 1 UNTS), go on with something else than the list.
ELSE: Final = r"(?!(?:19|20)\d\d\b|\d+ ?[A-Z]{2})"


@dataclass(frozen=True, slots=True)
class Words:
    """The patterns that hang on a language's words; all languages at once."""

    signal: re.Pattern[str]
    leading: re.Pattern[str]
    compared: re.Pattern[str]
    ibid: re.Pattern[str]
    cross: re.Pattern[str]
    cited: re.Pattern[str]
    accessed: re.Pattern[str]
    available: re.Pattern[str]
    defined: re.Pattern[str]
    pinpoint: re.Pattern[str]
    bare: re.Pattern[str]
    joint: re.Pattern[str]
    editors: re.Pattern[str]
    container: re.Pattern[str]
    edition: re.Pattern[str]
    volume: re.Pattern[str]
    etal: re.Pattern[str]
    resolution: re.Pattern[str]
    body: Mapping[str, re.Pattern[str]]
    versus: re.Pattern[str]
    case: re.Pattern[str]
    treaty: re.Pattern[str]
    law: re.Pattern[str]
    adopted: re.Pattern[str]
    prose: re.Pattern[str]
    bodies: re.Pattern[str]
    impersonal: re.Pattern[str]
    aliases: Mapping[str, str]
    shorter: Mapping[str, str]
    months: Mapping[str, int]


@cache
def words() -> Words:
    """Return the compiled words; raises LoaderError if their file is broken."""
    path = FOLDER / FILE
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        lists = _merged(table)
        return Words(
            **_references(lists), **_places(lists), **_kinds(lists), body=_bodies(lists),
            aliases=table["aliases"], shorter=table["shorter"], months=table["months"],
        )  # fmt: skip
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, re.error) as error:
        raise LoaderError(f"{path}: {error}") from None


def _merged(table: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, str]:
    """Return each list of all languages as one alternation, longer words first."""
    names = {name for code, part in table.items() if len(code) == 2 for name in part}
    return {
        name: "(?:" + "|".join(sorted(
            {one for code, part in table.items() if len(code) == 2 for one in part.get(name, ())},
            key=lambda one: (-len(one), one),
        )) + ")"
        for name in names
    }  # fmt: skip


def _any(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _references(of: Mapping[str, str]) -> dict[str, Any]:
    note = rf"(?:{of['note']})\.? ?"
    supra = rf"{of['supra']}\b[.,]? ?"
    return {
        "signal": _any(rf"(?:{of['signals']}(?!\w)[.,:]{{0,2}}\s{{1,3}}){{1,4}}"),
        "leading": re.compile(rf"(?:(?<=[ (])|^)(?i:{of['leading']})(?!\w)[.,:]{{0,2}}\s(?=\S)"),
        "compared": _any(
            rf"comp(?:are|arer|\.)? .{{3,400}}?(?P<cut>,? {of['with']} )(?=[A-ZÀ-Þ‘“«])"
        ),
        "ibid": _any(rf"{of['ibid']}\b\.?(?:[ ,]{{0,2}}{of['cited']}\.?)?"),
        "cross": _any(
            rf"\(?(?:(?:{supra}|{of['cited']}\.?,? ?\(?){note}|{supra}(?=\d)"
            rf"|(?<=\()(?:{note})|\b{of['note']}\.? )(?P<note>\d{{1,3}})\b"
            rf"(?P<after>,? {of['supra']})?\)?"
        ),
        "cited": _any(rf"\(?\b{of['cited']}(?:\.|\b)\)?|\b{of['supra']}(?=\s{{0,2}}(?:[,.]|$))"),
        "accessed": _any(
            rf"[(\[]?\b{of['accessed']}(?: {of['on']})?:? ?(?P<date>[^()\[\]<>;]{{0,24}}?\d{{4}}"
            rf"(?:-\d\d-\d\d)?)(?:[)\]]|,? from\b)?"
        ),
        "available": _any(rf"[(\[]?\b{of['available']}:?\s{{0,3}}[<(\[]?$"),
        "defined": _any(
            rf"[(\[] ?(?:{of['defined']},? ?:? ?)?[‘“'\"«] ?(?P<a>[^()\[\]]{{1,80}}?) ?[’”'\"»]"
            rf" ?[)\]]"
            rf"|[(\[] ?(?:hereinafter|hereafter|henceforth|ci-après|en adelante)[,:]? "
            rf"(?P<b>[^()\[\]]{{1,80}}?) ?[)\]]"
        ),
    }


def _places(of: Mapping[str, str]) -> dict[str, Any]:
    units = "|".join(rf"(?P<{name}>{of['unit_' + name]})" for name in UNITS)
    joint = rf"(?: ?[-–—] ?| ?, ?(?={ELSE}{NUMBER})(?:{of['and']} )?| (?:{of['and']}|&) )"
    listed = rf"(?:{NUMBER}(?:{joint}{NUMBER}|(?: (?:{of['and']}|&) |, ?)\([a-z]{{1,3}}\)){{0,12}})"
    roman = r"[IVXLC]{1,6}(?:-[IVX]{1,5})?(?![\w])"
    return {
        "pinpoint": re.compile(
            rf"(?:(?<![\w.])(?i:{units})\b\.? ?(?:(?i:paras?|pp?)\.? )?(?:n[o°]s?\.? ?)?"
            rf"|(?P<sign>[§¶]{{1,2}}) ?)(?P<number>{listed}|{roman})"
        ),
        "bare": re.compile(rf"[ ,.:)]{{0,3}}(?P<number>{listed})(?=\s?[.,;)]?\s*$)"),
        "joint": re.compile(rf"\s?,\s?(?:{of['and']} )?|\s(?:{of['and']}|&)\s"),
        "editors": re.compile(rf"\((?:{of['editors']})\.?\)|\b(?:{of['editors']})\b\.?"),
        "container": re.compile(rf"(?:^|(?<=[.,;’”\"»\s]))(?i:{of['in']})\b:? "),
        "edition": _any(rf"\(?\b(?P<edition>{of['edition']})\b\.?\)?"),
        "volume": _any(
            rf"\b{of['volume']}\b\.? ?(?P<volume>\d{{1,4}}|[IVXLC]{{1,6}}\b)(?:\s?\(\d{{1,3}}\))?"
        ),
        "etal": _any(rf",? ?\b{of['etal']}\b\.?"),
    }


def _bodies(of: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(of[f"bodies_{name}"]) for name in BODIES}


def _kinds(of: Mapping[str, str]) -> dict[str, Any]:
    body = "|".join(of[f"bodies_{name}"] for name in BODIES)
    number = (
        r"(?:\d{1,3}/\d{1,3}(?: ?\([IVXLS-]{1,8}\))?(?: [A-Z](?![\w’']))?"
        r"|\d{1,4}(?: ?[A-Z])? ?\((?:[IVXLS-]{1,8}|\d{4})\)(?: [A-Z](?![\w’']))?|\d{3,4}(?![/\d]))"
    )
    dated = rf"(?:{number}{DAY}?)"
    several = rf"{number}(?:{DAY}?(?:, |,? (?:{of['and']}|&) ){dated}){{0,9}}"
    return {
        "resolution": re.compile(
            rf"(?<![\w/])(?:(?P<body>{body}),? )?(?P<word>(?i:{of['resolution']}|{of['decision']}))"
            rf"\b\.? ?(?:[Nn][o°]s?\.? ?)?(?P<numbers>{several})"
            rf"(?:[^;.()\[\]]{{0,40}}?\b{of['of']}[ ]?(?P<after>{body}))?"
        ),
        "versus": re.compile(rf"[\w)’'.] {of['versus']}\.? [A-ZÀ-Þ]"),
        "case": re.compile(rf"(?<!\w)(?i:{of['cases']})(?!\w)"),
        "treaty": _any(rf"\b{of['treaty']}\b"),
        "law": _any(rf"\b{of['law']}\b"),
        "adopted": _any(rf"\(\s?(?:{of['adopted']})\b"),
        "prose": re.compile(rf"(?<![\w’'-])(?:{of['prose']})(?![\w’'-])"),
        "bodies": re.compile(rf"(?<!\w)(?:{of['bodies']})(?!\w)"),
        "impersonal": re.compile(rf"(?<!\w)(?:{of['impersonal']})(?!\w)"),
    }
