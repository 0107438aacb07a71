"""Where one reference of a note ends and the next begins, and what only leads to it."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from loader import quotations
from loader.citations_words import words
from loader.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

GUILLEMETS: Final = re.compile(r"«\s?([^«»]{1,400}?)\s?»")
STOP: Final = re.compile(r"(?<![.!?…])[.!?][’”\"»')\]]{0,3}\s+(?=[\[(‘“\"«]?[A-ZÀ-Þ])")
SEMICOLON: Final = re.compile(r";\s+")
COLON: Final = re.compile(r"[’”\"»)]\s?:\s+(?=[A-ZÀ-Þ‘“\"«])")
# The head of a reference whose parts end in full stops: Author (2017). Title. Publisher.
YEAR_FIRST: Final = re.compile(
    r"[^()‘“\"«]{2,200}\((?:\d{4}[a-z]?|n\.d\.)(?:, [^()]{3,20})?\)[.,]? ?(?!\d)"
)
INITIAL: Final = re.compile(r"(?:^|[\s.(-])[A-ZÀ-Þ]$")
SHORTENED: Final = re.compile(
    r"\b(?:v|vs|c|No|Nos|Vol|vol|Art|Arts|art|arts|para|paras|pp?|eds?|Rep|Res|Rés|Rev|Int|Intl"
    r"|Am|Doc|cf|al|Dr|St"
    r"|Rec|Ser|Op|Tex|Univ|Inst|Bus|Pol|Sec|Comp|Eur|Leg|Stud|spéc|préc|éd|App|Jr|Inc|Ltd|Co|Gen"
    r"|Prof|Ch|ch)$"
)
# How far a sentence is looked at to tell whether it is prose.
AHEAD: Final = 300
LEAST: Final = 2


def quoted(text: str, start: int, end: int) -> list[Span]:
    """Return the outermost quotations between two places, spaced guillemets included."""
    found = [one.span for one in quotations.find(text, start, end)[0] if not one.nested]
    for match in GUILLEMETS.finditer(text, start, end):
        span = Span(match.start(1), match.end(1))
        if not any(span.overlaps(one) for one in found):
            found.append(span)
    return sorted(found)


def guarded(text: str, start: int, end: int) -> list[Span]:
    """Return the quotations and brackets between two places, apart and in order.

    Nothing is parted within them.
    """
    brackets = re.finditer(r"\([^()]{0,400}\)|\[[^\[\]]{0,400}\]", text[start:end])
    spans = [*quoted(text, start, end),
             *(Span(start + one.start(), start + one.end()) for one in brackets)]  # fmt: skip
    apart: list[Span] = []
    for one in sorted(spans):
        if apart and one.start < apart[-1].end:
            apart[-1] = Span(apart[-1].start, max(apart[-1].end, one.end))
        else:
            apart.append(one)
    return apart


def inside(guards: list[Span], at: int) -> bool:
    """Tell whether a place is within one of some spans that stand apart and in order."""
    index = bisect_right(guards, Span(at, sys.maxsize)) - 1
    return index >= 0 and guards[index].start < at < guards[index].end


def parts(text: str, start: int, end: int) -> list[Span]:
    """Return the stretches of a note that may each hold a reference."""
    guards = guarded(text, start, end)
    cuts = [(one.start(), one.end()) for one in SEMICOLON.finditer(text, start, end)]
    stops = [(one.start() + 1, one.end()) for one in STOP.finditer(text, start, end)]
    free = sorted(
        {*_outside(cuts, guards), *_outside(stops, guards)},
    )
    kept = [start]
    found: list[Span] = []
    for at, after in free:
        if text[at : at + 1] == ";" or _ends(text, Span(kept[-1], at), after, end):
            found.append(Span(kept[-1], at))
            kept.append(after)
    found.append(Span(kept[-1], end))
    found = [half for one in found for half in _compared(text, one)]
    return [Span(one.start, one.start + len(text[one.start : one.end].rstrip()))
            for one in found if text[one.start : one.end].strip()]  # fmt: skip


def _compared(text: str, span: Span) -> list[Span]:
    """Return the two halves of "Compare X, with Y"."""
    found = words().compared.match(text, span.start, span.end)
    if not found:
        return [span]
    return [Span(span.start, found.start("cut")), Span(found.end("cut"), span.end)]


def _outside(cuts: Iterable[tuple[int, int]], guards: list[Span]) -> Iterator[tuple[int, int]]:
    for at, after in cuts:
        if not inside(guards, at):
            yield at, after


def _ends(text: str, before: Span, after: int, end: int) -> bool:
    """Tell a stop that ends a reference or remark from one within it."""
    last = text[max(before.start, before.end - AHEAD) : before.end - 1]
    if INITIAL.search(last) or (SHORTENED.search(last) and text[before.end - 1] == "."):
        return False
    following = text[after : min(end, after + AHEAD)]
    if words().signal.match(following) or words().ibid.match(following):
        return True
    if YEAR_FIRST.match(text, before.start, before.end) and not last.endswith(">"):
        return False
    sentence = STOP.split(following, maxsplit=1)[0]
    return _complete(last) or is_prose(sentence) or is_prose(last)


def _complete(last: str) -> bool:
    """Tell the end of a reference: a pinpoint with its unit, an address, a day of access."""
    pinned = list(words().pinpoint.finditer(last[-60:]))
    if pinned and pinned[-1].end() == len(last[-60:]):
        return True
    visited = list(words().accessed.finditer(last[-60:]))
    return last.endswith(">") or bool(visited and visited[-1].end() >= len(last[-60:]) - 1)


def is_prose(sentence: str) -> bool:
    """Tell a remark from a reference: outside quotation marks and brackets it has a verb."""
    bare = list(sentence)
    for one in guarded(sentence, 0, len(sentence)):
        bare[one.start : one.end] = "_" * (one.end - one.start)
    return bool(words().prose.search("".join(bare)))


def core(text: str, span: Span) -> Span:
    """Return a stretch without the signals before its reference: see also, voir, cf."""
    start = span.start
    signal = words().signal.match(text, start, span.end)
    if signal:
        start = signal.end()
    guards = guarded(text, start, span.end)
    led = [
        one
        for one in words().leading.finditer(text[start : span.end])
        if not inside(guards, start + one.start())
    ]
    if led and (start == span.start or is_prose(text[start : start + led[-1].start()])):
        start += led[-1].end()
        again = words().signal.match(text, start, span.end)
        start = again.end() if again else start
    return Span(start, span.end)


def after_colon(text: str, span: Span) -> Span | None:
    """Return what follows "…’: " in a stretch whose first words only bring in a quotation."""
    guards = guarded(text, span.start, span.end)
    for match in COLON.finditer(text, span.start, span.end):
        colon = match.start() + match[0].index(":")
        if not inside(guards, colon):
            return Span(match.end(), span.end)
    return None
