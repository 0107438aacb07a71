"""A sentence as rules see it: names and quotations become tokens, offsets stay known.

A token is ⟨kind number⟩, for example ⟨a3⟩: an actor, the fourth name of the sentence. In the
plain view the marks of quotations are dropped and their words stay; in the quoted view
each outermost quotation is one token ⟨q0⟩. Note markers are dropped from both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from loader.model import Span
from loader.quotations import around

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from loader.findings import Mention, Quotation
    from loader.model import Marker

TOKEN: Final = re.compile(r"⟨([a-z])(\d+)⟩")
BRACKETED: Final = re.compile(r"\[(\w{1,4})\]|\[ ?(?:…|\.\.\.) ?\]")
RUN: Final = re.compile(r"\s\s|[^\S ]")
PART: Final = re.compile(r"\s+|\S+")
FOREIGN: Final = str.maketrans("⟨⟩", "<>")


@dataclass(frozen=True, slots=True)
class View:
    """A rewritten sentence; `places` gives each character's span in the document."""

    text: str
    places: tuple[Span, ...]

    def span(self, start: int, end: int) -> Span:
        """Return the document's span behind a stretch of the view."""
        return Span(self.places[start].start, self.places[end - 1].end)

    def range(self, span: Span) -> tuple[int, int]:
        """Return the stretch of the view that lies within a span of the document."""
        inside = [i for i, place in enumerate(self.places) if place in span]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    def tokens(self, start: int, end: int, kinds: str = "") -> list[int]:
        """Return the numbers of the tokens of some kinds within a stretch."""
        found = TOKEN.finditer(self.text, start, end)
        return [int(m[2]) for m in found if not kinds or m[1] in kinds]


@dataclass(frozen=True, slots=True)
class Piece:
    """What to write in place of a span of the document."""

    span: Span
    text: str


def plain(
    text: str, span: Span, names: Sequence[tuple[Mention, str]], quoted: Iterable[Quotation],
    markers: Iterable[Marker],
) -> View:  # fmt: skip
    """Return the sentence with names as tokens and quotation marks dropped."""
    pieces = [*_names(names), *(Piece(m.span, "") for m in markers)]
    for one in quoted:
        outer = around(text, one.span)
        pieces.append(Piece(Span(outer.start, one.span.start), ""))
        pieces.append(Piece(Span(one.span.end, outer.end), ""))
        for match in BRACKETED.finditer(text, one.span.start, one.span.end):
            pieces.append(Piece(Span(match.start(), match.end()), match[1] or "…"))
    return _build(text, span, pieces)


def masked(
    text: str, span: Span, names: Sequence[tuple[Mention, str]],
    quoted: Sequence[Quotation], markers: Iterable[Marker],
) -> View:  # fmt: skip
    """Return the sentence with names and outermost quotations as tokens."""
    outer = [
        Piece(around(text, one.span), f"⟨q{index}⟩")
        for index, one in enumerate(quoted)
        if not one.nested
    ]
    free = [name for name in _names(names) if not any(name.span in piece.span for piece in outer)]
    return _build(text, span, [*outer, *free, *(Piece(m.span, "") for m in markers)])


def _names(names: Sequence[tuple[Mention, str]]) -> list[Piece]:
    return [Piece(one.span, f"⟨{kind}{i}⟩") for i, (one, kind) in enumerate(names) if kind]


def _build(text: str, span: Span, pieces: Iterable[Piece]) -> View:
    """Write a span anew; a run of blanks, as at a line's end, becomes one."""
    out: list[str] = []
    places: list[Span] = []
    at = span.start
    for piece in sorted(pieces, key=lambda p: (p.span.start, -p.span.end)):
        if piece.span.start < at or piece.span.end > span.end:
            continue
        _copy(text, at, piece.span.start, out, places)
        out.append(piece.text)
        places += [piece.span] * len(piece.text)
        at = piece.span.end
    _copy(text, at, span.end, out, places)
    return View("".join(out), tuple(places))


def _copy(text: str, start: int, end: int, out: list[str], places: list[Span]) -> None:
    """Copy characters, keep a stranger's text from forging tokens, make white space single."""
    words = text[start:end].translate(FOREIGN)
    if not RUN.search(words):
        out.append(words)
        places += [Span(i, i + 1) for i in range(start, end)]
        return
    for run in PART.finditer(words):
        first, last = start + run.start(), start + run.end()
        if run[0][0].isspace():
            out.append(" ")
            places.append(Span(first, last))
        else:
            out.append(run[0])
            places += [Span(i, i + 1) for i in range(first, last)]
