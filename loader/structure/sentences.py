"""Sentences of a paragraph, in linear time; a stop within quotation marks or brackets ends none.

A stop that closes a quotation or bracket does end one where a new sentence plainly begins.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from loader import quotations
from loader.model import Span
from loader.structure.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STOPS: Final = re.compile(r"[.!?…]+")
CLOSERS: Final = re.compile(r"(?:[’”\"'»)\]]|[ ]»)*")
MARKER: Final = re.compile(r"\[\^?\d{1,3}\]|\^\d{1,3}\^|[⁰¹²³⁴-⁹]{1,4}")
BEGINS: Final = re.compile(r"\s+(?P<open>[\[(‘“\"'«„]\s?)*(?P<word>[^\W_]+(?:['’]|(?:\.[^\W_])*))?")
BRACKETS: Final = re.compile(r"\([^()]{0,1000}\)")
INITIALS: Final = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
LAST_WORD: Final = re.compile(r"[^\W_][\w.'’]*$")
FAR: Final = 16


def split(text: str, span: Span, markers: Mapping[int, int] | None = None) -> list[Span]:
    """Return the sentences of a stretch; `markers` gives each note marker's start and end."""
    cuts = [span.start, *_cuts(text, span, markers or {}), span.end]
    made = []
    for start, end in pairwise(cuts):
        words_of = text[start:end]
        bare = words_of.strip()
        if bare:
            first = start + len(words_of) - len(words_of.lstrip())
            made.append(Span(first, first + len(bare)))
    return made


def _cuts(text: str, span: Span, markers: Mapping[int, int]) -> Iterator[int]:
    guards = _guards(text, span)
    at = 0
    for stop in STOPS.finditer(text, span.start, span.end):
        while at < len(guards) and guards[at].end <= stop.start():
            at += 1
        end = _after(text, stop.end(), span.end, markers)
        closing = False
        if at < len(guards) and guards[at].start <= stop.start():
            if guards[at].end > end or end == stop.end():
                continue
            closing = True
        if _ends(text, span, stop, end, closing=closing):
            yield _trailing(text, end, span.end, markers)


def _guards(text: str, span: Span) -> list[Span]:
    """Return the outermost quotations and brackets in order, none overlapping the next."""
    quoted, _ = quotations.find(text, span.start, span.end)
    found = [quotations.around(text, one.span) for one in quoted if not one.nested]
    found += [Span(m.start(), m.end()) for m in BRACKETS.finditer(text, span.start, span.end)]
    merged: list[Span] = []
    for one in sorted(found):
        if merged and one.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(one.end, merged[-1].end))
        else:
            merged.append(one)
    return merged


def _after(text: str, at: int, end: int, markers: Mapping[int, int]) -> int:
    """Return where the closing marks and note markers behind a stop end."""
    while at < end:
        closed = CLOSERS.match(text, at, end)
        after = closed.end() if closed else at
        found = MARKER.match(text, after, end)
        after = markers.get(after, found.end() if found else after)
        if after == at:
            break
        at = after
    return min(at, end)


def _trailing(text: str, at: int, end: int, markers: Mapping[int, int]) -> int:
    """Return the end of a marker that stands after a blank and belongs to the sentence."""
    while at + 1 < end and text[at] == " ":
        found = MARKER.match(text, at + 1, end)
        after = markers.get(at + 1, found.end() if found else 0)
        if not after or (after < end and not text[after].isspace()):
            break
        at = after
    return min(at, end)


def _ends(text: str, span: Span, stop: re.Match[str], end: int, *, closing: bool) -> bool:
    """Tell whether a sentence ends at a stop: a new one begins, and it is no abbreviation."""
    if stop.start() > span.start and text[stop.start() - 1] in "[(":
        return False
    begins = BEGINS.match(text, _trailing(text, end, span.end, {}), span.end)
    word = begins["word"] or "" if begins else ""
    if not word or not (word[0].isupper() or word[0].isdigit()):
        return False
    if closing and stop[0][-1] in "!?":
        return _opens(word)
    return stop[0] != "." or end > stop.end() or not _shortened(text, span, stop, word)


def _opens(word: str) -> bool:
    return word in words().openers or word[-1] in "'’"


def _shortened(text: str, span: Span, stop: re.Match[str], word: str) -> bool:
    """Tell whether a stop belongs to an abbreviation rather than to the sentence."""
    near = text[max(span.start, stop.start() - FAR) : stop.start()]
    found = LAST_WORD.search(near)
    if not found:
        return False
    known, last = words(), re.split("['’]", found[0])[-1]
    if last in known.inner:
        return True
    if last in known.counted and (word[0].isdigit() or _is_roman(word)):
        return True
    if last in known.maybe or (INITIALS.fullmatch(last) and (last[0].isupper() or "." in last)):
        return not _opens(word)
    return False


def _is_roman(word: str) -> bool:
    return bool(re.fullmatch(r"[IVXLC]{1,7}", word))
