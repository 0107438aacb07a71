"""What kind of text a document is, as its form tells: treaty, resolution, report and so on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from loader.structure.chunks import flat
from loader.structure.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loader.model import Part, Passage
    from loader.structure.head import Head

Genre = Literal["", "treaty", "resolution", "declaration", "report", "position"]
FEW_ARTICLES = 3
FEW_PARAGRAPHS = 5


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells a genre; `speaking` is the share of sentences that begin with we or our."""

    title: str
    head: tuple[str, ...]
    symbol: str
    authored: bool
    articles: int
    numbered: int
    principles: int
    clauses: int
    operative: int
    speaking: float


def signs(text: str, head: Head, parts: Sequence[Part], sentences: Sequence[Passage]) -> Signs:
    """Gather what tells a genre."""
    starts = words().starts
    by_part: dict[str, Passage] = {}
    for one in sentences:
        by_part.setdefault(one.part, one)
    numbered = [one for one in parts if one.unit == "para" and not one.preamble and not one.parent]
    operative = [
        one for one in numbered
        if one.number in by_part and starts["operative"].match(text, by_part[one.number].span.start)
    ]  # fmt: skip
    speaking = sum(bool(starts["speaking"].match(text, one.span.start)) for one in sentences)
    return Signs(
        title=flat(text, head.title),
        head=tuple(flat(text, one) for one in head.lines),
        symbol=head.symbol,
        authored=bool(head.authors),
        articles=sum(one.unit == "article" for one in parts),
        numbered=len(numbered),
        principles=sum(one.unit in {"principle", "norm", "rule"} for one in parts),
        clauses=sum(one.preamble for one in parts),
        operative=len(operative),
        speaking=speaking / len(sentences) if sentences else 0.0,
    )


def of(found: Signs) -> Genre:
    """Return the first genre whose signs a text has."""
    for genre, test in (
        ("resolution", _is_resolution), ("treaty", _is_treaty), ("report", _is_report),
        ("declaration", _is_declaration), ("position", _is_position),
    ):  # fmt: skip
        if test(found):
            return genre  # type: ignore[return-value]
    return ""


def _says(found: Signs, name: str, *, head: bool = False) -> bool:
    pattern = words().genres[name]
    lines = (found.title, *found.head) if head else (found.title,)
    return any(pattern.search(line) for line in lines)


def _is_resolution(found: Signs) -> bool:
    formal = "/RES/" in found.symbol or _says(found, "resolution_head", head=True)
    if formal:
        return not found.authored and found.operative + found.clauses >= 2
    return found.operative >= 2 and found.clauses >= 2


def _is_treaty(found: Signs) -> bool:
    if found.authored:
        return False
    return found.articles >= FEW_ARTICLES or (found.articles >= 2 and _says(found, "treaty_title"))


def _is_report(found: Signs) -> bool:
    if found.authored or "/RES/" in found.symbol:
        return False
    named = _says(found, "report_title", head=True)
    return (bool(found.symbol) and (named or found.numbered >= FEW_PARAGRAPHS)) or (
        named and found.numbered >= FEW_PARAGRAPHS
    )


def _is_declaration(found: Signs) -> bool:
    if found.authored:
        return False
    if found.principles >= 3:
        return True
    return (
        _says(found, "declaration_title")
        and not _says(found, "position_title")
        and (found.speaking >= 0.25 or found.clauses >= 2)
    )


def _is_position(found: Signs) -> bool:
    titled = _says(found, "position_title") and (
        _says(found, "sovereign", head=True) or found.speaking > 0 or _is_national(found.title)
    )
    return not found.authored and titled and not re.search(r"\?$", found.title)


def _is_national(title: str) -> bool:
    return bool(
        re.search(
            r"\bnational|nationale\b|position (?:of|de|du)\b|statement by|views of",
            title,
            re.IGNORECASE,
        )
    )
