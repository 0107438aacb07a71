"""What stands between two lines of hyphens at the head of a Markdown file."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Final

import yaml

from loader.model import About, LoaderError
from loader.reading import limits
from loader.reading.html_about import day

if TYPE_CHECKING:
    from collections.abc import Mapping

OPENING: Final = re.compile(r"---[ \t]*\r?\n")
CLOSING: Final = re.compile(r"(?m)^(?:---|\.\.\.)[ \t]*\r?$\n?")
LONGEST: Final = 500
MOST: Final = 50


def split(name: str, text: str) -> tuple[str, About]:
    """Return a text without its front matter, and what that says.

    Raises LoaderError if it is too large, uses aliases (which can unfold without end) or is no
    YAML.
    """
    opening = OPENING.match(text)
    closing = CLOSING.search(text, opening.end()) if opening else None
    if not opening or not closing:
        return text, About()
    source = text[opening.end() : closing.start()]
    if ":" not in source:
        return text, About()
    limits.within(name, len(source), limits.FRONT_MATTER, "characters of front matter", "cut it")
    return text[closing.end() :], about(_loaded(name, source))


def _loaded(name: str, source: str) -> Mapping[str, object]:
    brackets = source.count("[") + source.count("{")
    limits.within(name, brackets, MOST, "brackets in the front matter", "it is no YAML of ours")
    try:
        for event in yaml.parse(source, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent):
                raise LoaderError(f"{name}: front matter with aliases (*name); write it out")
        found = yaml.safe_load(source)
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
        place = getattr(error, "problem_mark", None)
        line = f", line {place.line + 2}" if place else ""
        raise LoaderError(f"{name}: front matter that is no YAML{line}; correct it") from None
    return {str(k).lower(): v for k, v in found.items()} if isinstance(found, dict) else {}


def about(table: Mapping[str, object]) -> About:
    """Return the metadata that front matter names in any of the usual ways."""
    return About(
        title=_text(table.get("title")),
        authors=_names(table.get("authors", table.get("author"))),
        issued=_day(table.get("date", table.get("published", table.get("issued")))),
        language=_text(table.get("lang", table.get("language")))[:2].lower(),
        url=_text(table.get("url", table.get("canonical_url", table.get("source")))),
        publisher=_text(table.get("publisher", table.get("publication"))),
    )


def _text(value: object) -> str:
    plain = str(value) if isinstance(value, (str, int, float)) else ""
    return re.sub(r"\s+", " ", plain[:LONGEST]).strip()


def _names(value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    named = [one.get("name") if isinstance(one, dict) else one for one in listed[:MOST]]
    return tuple(found for one in named if (found := _text(one)))


def _day(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    return day(_text(value)) or _text(value)
