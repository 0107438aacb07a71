"""Numbered and named parts: 28., 13(f), Article 3 and its paragraphs, Principle 4, the preamble.

A part's number has no blanks: 13f, 13b-ii, 3-2 for an article's second paragraph, preamble-2,
chapter-2. A number that comes a second time is one of the next series: s2-1.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from loader.model import Part, Span
from loader.structure.chunks import flat
from loader.structure.openers import BRACKETED, BULLET, LETTERED, numbered_at
from loader.structure.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loader.structure.chunks import Chunk
    from loader.structure.words import Unit

ROMAN: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
CLAUSE_END: Final = re.compile(r"[,;:][\d\[\]¹²³⁰⁴-⁹*]*$|[;,] (?:and|et)$")
PREAMBLE_HEADING: Final = re.compile(r"pr[eé]amble|préambule", re.IGNORECASE)
AFTER: Final = re.compile(r"[ ]*[.:–—-]*\s*")
INLINE: Final = re.compile(r"(?<=\s)\((?P<letter>[a-z])\)\s?(?=\w|[‘“«\"'])")
JOINT: Final = re.compile(r"[;,:]\s*(?:(?:and|or|et|ou|and/or|et/ou)\s*)?$")
TITLED_WORDS: Final = 12


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a paragraph that is read by itself, and the part it belongs to."""

    span: Span
    part: str


@dataclass(slots=True)
class Walk:
    """Where the walk through the chunks stands."""

    made: dict[str, Part] = field(default_factory=dict)
    chapter: str = ""
    article: str = ""
    para: str = ""
    item: str = ""
    letter: str = ""
    roman: str = ""
    heading: str = ""
    clauses: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    numbered: bool = False


def find(
    text: str, chunks: Sequence[Chunk], *, preamble: bool
) -> tuple[list[Part], dict[Span, list[Segment]]]:
    """Return the parts in order, and each prose chunk's segments.

    `preamble` tells that clauses before the first number may be a preamble's.
    """
    walk = Walk()
    segments: dict[Span, list[Segment]] = {}
    for chunk in chunks:
        if chunk.kind == "heading":
            _heading(text, chunk, walk)
        elif chunk.kind in {"paragraph", "item"}:
            segments[chunk.span] = _paragraph(text, chunk, walk, preamble=preamble)
    return list(walk.made.values()), segments


def _heading(text: str, chunk: Chunk, walk: Walk) -> None:
    words_of = flat(text, chunk.span)
    if not _article(text, chunk.span, walk) and not _chapter(text, chunk.span, walk):
        empty = walk.article and walk.made[walk.article].span.end < chunk.span.start
        article = walk.made.get(walk.article)
        if article and empty and not article.heading and not walk.para:
            walk.made[walk.article] = replace(
                article, heading=words_of, span=Span(article.span.start, chunk.span.end)
            )
        else:
            walk.heading = words_of
            walk.para = walk.item = walk.letter = ""
            walk.article = walk.article if article and article.unit == "article" else ""


def _article(text: str, span: Span, walk: Walk) -> int:
    """Open an article or principle that begins here; return where its words begin, else 0."""
    known = words()
    found = known.starts["article"].match(text, span.start, span.end)
    unit: Unit = "article"
    if not found:
        found = known.starts["principle"].match(text, span.start, span.end)
        unit = known.units[found["kind"].casefold()] if found else "article"
    if not found or not text[span.start].isupper():
        return 0
    after = AFTER.match(text, found.end(), span.end)
    end = after.end() if after else found.end()
    if end < span.end and not _sets_off(text, found.end(), span.end):
        return 0
    number = _number(found["number"])
    heading = flat(text, Span(end, span.end))
    short = len(heading.split()) <= TITLED_WORDS and not heading.endswith((".", ";", ":", ","))
    walk.article = _open(
        walk, Part(span, number, flat(text, Span(span.start, found.end())), unit, walk.chapter,
                   heading if short else "")
    )  # fmt: skip
    walk.para = walk.item = walk.letter = walk.heading = ""
    walk.numbered = True
    return span.end if short else end


def _sets_off(text: str, at: int, end: int) -> bool:
    """Tell "Article 3 – Scope" and "Article 3. The…" from "Article 3 applies"."""
    rest = text[at : min(end, at + 4)]
    return bool(re.match(r" ?[.:–—]|\s*\n| +-|  | +\(|\.-", rest)) or (
        text[at : at + 1] == " " and end - at <= 80 and text[end - 1] not in ".;:,"
    )


def _chapter(text: str, span: Span, walk: Walk) -> bool:
    found = words().starts["chapter"].match(text, span.start, span.end)
    if not found:
        return False
    kind = found["kind"].casefold()
    after = AFTER.match(text, found.end(), span.end)
    heading = flat(text, Span(after.end() if after else found.end(), span.end))
    printed = flat(text, Span(span.start, found.end()))
    part = Part(span, f"{kind}-{_number(found['number'])}", printed, "section", "", heading)
    walk.chapter = _open(walk, part)
    walk.article = walk.para = walk.item = walk.letter = ""
    walk.heading = flat(text, span)
    return True


def _paragraph(text: str, chunk: Chunk, walk: Walk, *, preamble: bool) -> list[Segment]:
    span = chunk.span
    if words().starts_with(text[span.start : span.start + 30], "closing"):
        walk.article = walk.para = walk.item = walk.letter = ""
    begin = _article(text, span, walk)
    if begin:
        return _inline(text, Span(begin, span.end), walk, walk.article, span)
    lettered = LETTERED.match(text, span.start, span.end)
    if lettered and (walk.para or walk.article):
        return _lettered(text, span, lettered, walk)
    numbered = numbered_at(text, span.start, span.end) or BRACKETED.match(
        text, span.start, span.end
    )
    if numbered:
        return _numbered(text, span, numbered, walk)
    if preamble and not walk.numbered and _is_clause(text, span):
        return [_clause(text, span, walk)]
    bullet = BULLET.match(text, span.start, span.end) or lettered
    begin = bullet.end() if bullet else span.start
    number = (walk.item or walk.para) if bullet else ""
    number = number or walk.article
    if not number:
        walk.item = walk.letter = ""
    _grow(walk, number, span.end)
    return _inline(text, Span(begin, span.end), walk, number, span)


def _lettered(text: str, span: Span, found: re.Match[str], walk: Walk) -> list[Segment]:
    letter = found["letter"] or found["bare"]
    base = walk.para or walk.article
    below = bool(walk.item) and _is_roman_here(letter, walk)
    parent = walk.item if below else base
    number = f"{parent}-{letter}" if below else f"{parent}{letter}"
    opened = _open(walk, Part(span, number, found[0].strip(), "para", parent, walk.heading))
    walk.roman = letter if below else ""
    if not below:
        walk.item, walk.letter = opened, letter
    _grow(walk, parent, span.end)
    return [Segment(Span(found.end(), span.end), opened)]


def _is_roman_here(letter: str, walk: Walk) -> bool:
    """Tell (i) below (c) from (i) after (h), and (v) after (iv) from (v) after (u)."""
    if not letter or not set(letter) <= set(ROMAN) or not walk.letter:
        return False
    opens = letter == "i" and walk.letter != "h"
    return len(letter) > 1 or opens or bool(walk.roman and ord(letter) != ord(walk.letter) + 1)


def _numbered(text: str, span: Span, found: re.Match[str], walk: Walk) -> list[Segment]:
    printed = found["number"].rstrip(".")
    article = walk.made.get(walk.article)
    parent = walk.article if article else walk.chapter
    number = f"{walk.article}-{printed}" if article else printed
    shown = found[0].strip()
    walk.para = _open(walk, Part(span, number, shown, "para", parent, walk.heading))
    walk.item = walk.letter = ""
    walk.numbered = True
    _grow(walk, walk.article, span.end)
    return _inline(text, Span(found.end(), span.end), walk, walk.para, span)


def _is_clause(text: str, span: Span) -> bool:
    near = text[span.start : span.start + 60]
    return words().starts_with(near, "preamble") and bool(
        CLAUSE_END.search(text, max(span.start, span.end - 12), span.end)
        or span.end - span.start < 1200
    )


def _clause(text: str, span: Span, walk: Walk) -> Segment:
    walk.clauses += 1
    number = f"preamble-{walk.clauses}"
    part = Part(span, number, "", "para", "", walk.heading, preamble=True)
    return Segment(span, _open(walk, part))


def _inline(text: str, span: Span, walk: Walk, number: str, whole: Span) -> list[Segment]:
    """Part a paragraph that lists (a), (b), (c) in running text."""
    starts: list[tuple[re.Match[str], str]] = []
    for found in INLINE.finditer(text, span.start, span.end):
        wanted = chr(ord("a") + len(starts))
        if found["letter"] == wanted and (not starts or _joined(text, starts[-1][0], found)):
            starts.append((found, wanted))
    if not number or len(starts) < 2:
        return [Segment(span, number)] if span.end > span.start else []
    made = [Segment(Span(span.start, starts[0][0].start()), number)]
    ends = [one.start() for one, _ in starts[1:]] + [span.end]
    for (found, letter), end in zip(starts, ends, strict=True):
        part = Part(
            Span(found.start(), end),
            f"{number}{letter}",
            f"({letter})",
            "para",
            number,
            walk.heading,
        )
        made.append(Segment(Span(found.end(), end), _open(walk, part)))
    return made


def _joined(text: str, before: re.Match[str], found: re.Match[str]) -> bool:
    """Tell a list's next item from a mere mention of its letter: (a), (b) and (c)."""
    joint = JOINT.search(text, max(before.end(), found.start() - 16), found.start())
    return joint is not None and joint.start() - before.end() > 1


def _open(walk: Walk, part: Part) -> str:
    """Keep a part under its number, or one of the next series if the number is taken."""
    walk.seen[part.number] += 1
    turn = walk.seen[part.number]
    number = part.number if turn == 1 else f"s{turn}-{part.number}"
    walk.made[number] = replace(part, number=number)
    return number


def _grow(walk: Walk, number: str, end: int) -> None:
    """Let a part reach as far as what it holds."""
    while number:
        part = walk.made.get(number)
        if not part:
            return
        walk.made[number] = replace(part, span=Span(part.span.start, max(end, part.span.end)))
        number = part.parent if part.parent != number and part.unit != "section" else ""


def _number(printed: str) -> str:
    """Return a printed number in figures: premier and III as 1 and 3, a letter as it is."""
    bare = printed.casefold().replace(" ", "")
    if bare in words().numerals:
        return str(words().numerals[bare])
    if set(bare) <= set(ROMAN) and bare:
        values = [ROMAN[char] for char in bare]
        pairs = zip(values, [*values[1:], 0], strict=True)
        return str(sum(-one if one < after else one for one, after in pairs))
    return bare
