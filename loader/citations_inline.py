"""References within sentences: symbols, numbered resolutions, and what stands in brackets."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from loader.citations_forms import UN_DOC, Place, court, key, symbols
from loader.citations_parting import SEMICOLON, core, is_prose
from loader.citations_reading import (
    CAPITALS,
    Fields,
    back,
    legal,
    pinned,
    short,
)
from loader.citations_scholarly import AUTHOR_YEAR
from loader.citations_words import words
from loader.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from loader.dates import DateReader

BRACKETS: Final = re.compile(r"\((?P<inner>(?:[^()]|\([^()]{0,20}\)){3,300})\)")
NARRATIVE: Final = re.compile(
    r"\b(?P<name>[A-ZÀ-Þ][\w’'-]+(?:(?:,? (?:and|&|et) )[A-ZÀ-Þ][\w’'-]+)?(?: et al\.?)?)(?:[’']s)?"
    r" \((?P<year>(?:19|20)\d\d)[a-z]?(?:[:,] ?(?:pp?\.? ?)?(?P<page>\d{1,4}(?:[-–]\d{1,4})?))?\)"
)
DATED: Final = re.compile(
    r"[ ,]{0,2}(?:\((?P<day>[^()]{0,40}\d{4})\)|(?:of|du|de|adopted on) (?P<plain>\d[^,;"
    r"()]{3,20}\d{4}))"
)
# What joins one reference to the next, at the end of the first.
TRAILING: Final = re.compile(r"(?:\s?,)?\s?(?:\b(?:and|et|y)|&)?\s*$")
FOLLOWING: Final = re.compile(r"[ ,:]{1,3}(?:\((?:annex|[^()]{0,40}\d{4})\),? )?")
OF: Final = re.compile(
    r" (?:of|de la|de l[’']|du|des) (?:the |its |United Nations |document |UN )?(?:Doc\.? )?$"
)


def read(text: str, span: Span, dates: DateReader) -> list[tuple[Span, Fields]]:
    """Return the references of a sentence of running text."""
    found = [*_places(text, span, dates), *_bracketed(text, span, dates), *_narrative(text, span)]
    return _apart(found)


def remark(text: str, span: Span, dates: DateReader) -> list[tuple[Span, Fields]]:
    """Return the references within a remark of a note; reporters and back references count too."""
    found = [*_places(text, span, dates), *_bracketed(text, span, dates), *_narrative(text, span)]
    printed = text[span.start : span.end]
    match, _ = court(printed)
    if match:
        start = _capitals(printed, match.start())
        one = legal(printed[start:], dates)
        end = len(printed.rstrip()) if one.get("pinpoint") else match.end()
        found.append((Span(span.start + start, span.start + end), one))
    return _apart(found)


def _apart(found: list[tuple[Span, Fields]]) -> list[tuple[Span, Fields]]:
    """Return the references in order; of two that overlap, the one that starts first."""
    kept: list[tuple[Span, Fields]] = []
    for span, fields in sorted(found, key=lambda one: (one[0].start, -one[0].end)):
        if fields and (not kept or span.start >= kept[-1][0].end):
            kept.append((span, fields))
    return kept


def _places(text: str, span: Span, dates: DateReader) -> Iterator[tuple[Span, Fields]]:
    """Yield each symbol and resolution with the pinpoint and date right beside it."""
    printed = text[span.start : span.end]
    for place in merged(printed):
        end = place.end
        fields: Fields = {"form": "full", "symbol": place.symbol, "kind": place.kind}
        dated = DATED.match(printed, end)
        if dated:
            fields["date"] = dates.first(dated["day"] or dated["plain"])
            end = dated.end() if fields["date"] else end
        start, pin, end = _beside(printed, place.start, end)
        yield Span(span.start + start, span.start + end), fields | pin


def _beside(printed: str, start: int, end: int) -> tuple[int, Fields, int]:
    """Return the pinpoint right after or, with "of", right before, and where all of it stands."""
    led = FOLLOWING.match(printed, end)
    after = words().pinpoint.match(printed, led.end() if led else end)
    if after:
        return start, pinned(after[0]), after.end()
    lead = OF.search(printed, max(0, start - 50), start)
    near = max(0, (lead.start() if lead else start) - 60)
    for one in words().pinpoint.finditer(printed, near, lead.start() if lead else near):
        if lead and one.end() == lead.start():
            return one.start(), pinned(one[0]), end
    return start, {}, end


def merged(printed: str) -> list[Place]:
    """Return the symbols of a text; a resolution and its document's symbol are one place."""
    kept: list[Place] = []
    for place in symbols(printed):
        doc = UN_DOC.search(printed, max(0, place.start - 40), place.start)
        if kept and (
            key(kept[-1].symbol) == key(place.symbol) or (doc and place.start - kept[-1].end < 60)
        ):
            bracketed = printed[place.start - 1 : place.start] + printed[place.end : place.end + 1]
            kept[-1] = kept[-1]._replace(end=place.end + (bracketed == "()"))
        else:
            kept.append(place)
    return kept


def several(clean: str) -> list[Span]:
    """Return the stretches of words that list several symbols, each with what belongs to it."""
    places = merged(clean)
    starts = [0]
    for before, place in pairwise(places):
        between = clean[before.end : place.start]
        joints = [one for one in words().joint.finditer(between) if one.end() == len(between)
                  or between[one.end() : one.end() + 1].isupper()]  # fmt: skip
        if joints and not between[: joints[-1].start()].count("("):
            starts.append(before.end + joints[-1].end())
    starts += [at for at in _pinned_lists(clean) if not places]
    starts = sorted(set(starts))
    ends = [*starts[1:], len(clean)]
    return [
        Span(start, start + len(TRAILING.sub("", clean[start:end])))
        for start, end in zip(starts, ends, strict=True)
    ]


def _pinned_lists(clean: str) -> Iterator[int]:
    """Yield where the next of "X, para 1, and Y, para 2" begins."""
    pins = list(words().pinpoint.finditer(clean))
    for one, following in pairwise(pins):
        joint = re.match(r",? (?:and|et|&) (?=[A-ZÀ-Þ])", clean[one.end() :])
        if joint and following.start() > one.end() + joint.end() and not one["page"]:
            yield one.end() + joint.end()


def _bracketed(text: str, span: Span, dates: DateReader) -> Iterator[tuple[Span, Fields]]:
    """Yield the references in brackets: (Moynihan 2019, 34), (see UN Charter, art 51)."""
    for match in BRACKETS.finditer(text, span.start, span.end):
        start = match.start("inner")
        for end in [*(one.start() for one in SEMICOLON.finditer(text, start, match.end("inner"))),
                    match.end("inner")]:  # fmt: skip
            inner = core(text, Span(start, end))
            yield inner, _inner(text[inner.start : inner.end])
            start = (
                end + len(text[end:]) - len(text[end:].lstrip("; "))
                if end < match.end("inner")
                else end
            )


def _inner(words_: str) -> Fields:
    dated = AUTHOR_YEAR.fullmatch(words_)
    if dated:
        return {"form": "short", "title": dated["name"], "year": dated["year"]} | (
            {"pinpoint": dated["page"], "pinpoint_unit": "p"} if dated["page"] else {}
        )  # fmt: skip
    if symbols(words_) or is_prose(words_) or not words_[:1].isupper():
        return back(words_) if words_[:4].lower() == "ibid" else {}
    found = back(words_) or short(words_)
    named = len(found.get("title", "")) > 1 and found.get("pinpoint_unit") not in {
        None,
        "p",
        "section",
    }
    return found if found.get("cross") or found.get("form") == "ibid" or named else {}


def _narrative(text: str, span: Span) -> Iterator[tuple[Span, Fields]]:
    for one in NARRATIVE.finditer(text, span.start, span.end):
        page: Fields = {"pinpoint": one["page"], "pinpoint_unit": "p"} if one["page"] else {}
        yield Span(*one.span()), {"form": "short", "title": one["name"], "year": one["year"]} | page


def _capitals(printed: str, end: int) -> int:
    """Return where the capitalised words before a reporter begin."""
    at = end
    near = printed[max(0, end - 250) : end]
    found = CAPITALS.search(re.sub(r"\([^()]*\)", lambda m: "X" * len(m[0]), near).rstrip(" ,"))
    return max(0, end - len(near)) + found.start() if found else at
