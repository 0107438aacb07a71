"""Note markers in the text, and which note each means.

A note's id is its printed number where that is the document's only one; any other note, with
a letter, a sign or a number that comes again, gets a number above all that are printed. Where
numbering begins anew, a marker means the notes that stand next after it, or if all stand at
the end, those of its own turn.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from loader.model import Marker, Span
from loader.structure.openers import SUPERSCRIPTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from loader.structure.chunks import Chunk

PRINTED: Final = re.compile(
    r"\[\^?(?P<bracket>\d{1,3}|[a-z]|[*†‡]{1,3})\]|(?P<raised>[⁰¹²³⁴-⁹]{1,3})|\^(?P<caret>\d{1,3})\^"
    r"|(?<=[\w’”\"'».,;:)])(?P<star>\*{1,4}|[†‡]{1,2})(?![\w*†‡])"
)
LOOSE: Final = re.compile(
    r"(?P<paren>(?<=[\w.,;:!?’”\"'»)])\(\d{1,3}\)|(?<=\S) \(\d{1,3}\))(?=[\s.,;:’”»)]|$)"
    r"|(?<=[^\W\d_]|[.,;:!?’”\"»)])(?P<glued>\d{1,3})(?=[\s.,;:’”»)]|$)"
)
BEFORE: Final = re.compile(r"[^\W\d_]|[’”\"»)]")
# How many numbers may be missing between one loose marker and the next.
LEAP: Final = 2


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that looks like a marker, by its label."""

    span: Span
    label: str
    style: str


@dataclass(frozen=True, slots=True)
class Noted:
    """The notes' ids in order, the markers in order, and the signs that no note has."""

    ids: tuple[int, ...]
    markers: tuple[Marker, ...]
    lost: tuple[Sign, ...]
    starts: tuple[int, ...] = ()

    def within(self, span: Span) -> tuple[Marker, ...]:
        """Return the markers inside a span."""
        first = bisect_left(self.starts, span.start)
        return self.markers[first : bisect_left(self.starts, span.end)]


def match(text: str, prose: Sequence[Span], notes: Sequence[Chunk]) -> Noted:
    """Find the markers in the prose and give every note its id."""
    labels = {one.label for one in notes if one.label}
    ids = _ids(notes)
    signs = [one for span in prose for one in _signs(text, span)]
    known = [one for one in signs if one.label in labels]
    counted = [one for one in known if one.label.isdecimal()]
    numbers = sorted({int(one) for one in labels if one.isdecimal()})
    if len({one.label for one in counted}) * 2 < len(numbers):
        others = [one for one in known if not one.label.isdecimal()]
        known = others + _with_loose(text, prose, counted, numbers)
    runs = _runs(notes)
    markers = tuple(_resolved(known, notes, ids, runs))
    lost = [one for one in signs if one.label not in labels and one.label.isdecimal()]
    starts = tuple(one.span.start for one in markers)
    return Noted(tuple(ids), markers, tuple(_first_of_each(lost)), starts)


def _ids(notes: Sequence[Chunk]) -> list[int]:
    counts = Counter(one.label for one in notes)
    printed = [int(one.label) for one in notes if one.label.isdecimal()]
    free = max(printed, default=0)
    ids = []
    for one in notes:
        if one.label.isdecimal() and counts[one.label] == 1 and int(one.label):
            ids.append(int(one.label))
        else:
            free += 1
            ids.append(free)
    return ids


def _signs(text: str, span: Span) -> Iterator[Sign]:
    for found in PRINTED.finditer(text, span.start, span.end):
        style = found.lastgroup or ""
        if found.start() > span.start and not _is_exponent(text, found, style):
            label = found[style].translate(SUPERSCRIPTS)
            yield Sign(Span(found.start(), found.end()), label, style)


def _is_exponent(text: str, found: re.Match[str], style: str) -> bool:
    """Tell 10² and m² from a marker: no word of several letters stands before them."""
    if style not in {"raised", "caret"}:
        return False
    before = text[max(0, found.start() - 2) : found.start()]
    return before[-1:].isdigit() or bool(re.fullmatch(r"\W[a-z]|[a-z]", before))


def _with_loose(
    text: str, prose: Sequence[Span], known: list[Sign], numbers: list[int]
) -> list[Sign]:
    """Return the way of marking that the most notes are marked in: (7), or 7 on a word."""
    best = known
    for style in ("paren", "glued"):
        found = list(_rising(text, prose, numbers, style))
        if len({one.label for one in found}) > len({one.label for one in best}):
            best = found
    return best


def _rising(text: str, prose: Sequence[Span], numbers: list[int], style: str) -> Iterator[Sign]:
    """Yield numbers that rise as the notes' do; another number is no marker."""
    last, highest = 0, numbers[-1]
    for span in prose:
        for found in LOOSE.finditer(text, span.start, span.end):
            if not found[style] or found.start() == span.start:
                continue
            number = int(found[style].strip(" ()"))
            again = number == 1 and last == highest
            at = bisect_left(numbers, number)
            present = at < len(numbers) and numbers[at] == number
            if present and (again or last < number <= last + LEAP or not last):
                last = number
                start = found.start() + len(found[0]) - len(found[0].lstrip())
                yield Sign(Span(start, found.end()), str(number), style)


def _runs(notes: Sequence[Chunk]) -> list[tuple[int, int]]:
    """Return where each run of rising numbers among the notes begins and ends."""
    runs, first, last = [], 0, 0
    for index, one in enumerate(notes):
        number = int(one.label) if one.label.isdecimal() else last
        if number <= last and index and one.label.isdecimal():
            runs.append((first, index))
            first = index
        last = number
    return [*runs, (first, len(notes))] if notes else []


def _resolved(
    signs: Sequence[Sign], notes: Sequence[Chunk], ids: Sequence[int],
    runs: Sequence[tuple[int, int]],
) -> Iterator[Marker]:  # fmt: skip
    """Yield each sign as the marker of a note."""
    tables = [{notes[i].label: ids[i] for i in range(*run)} for run in runs]
    begins = [notes[first].span.start for first, _ in runs]
    scattered = any(one.span.start > begins[0] for one in signs) if runs else False
    turn, last = 0, 0
    for one in sorted(signs, key=lambda sign: sign.span):
        number = int(one.label) if one.label.isdecimal() else last
        if scattered:
            turn = min(bisect_left(begins, one.span.start), len(runs) - 1)
        elif number == 1 and last > 1 and turn + 1 < len(runs):
            turn += 1
        last = number
        for table in (tables[turn], *tables):
            if one.label in table:
                yield Marker(one.span, table[one.label])
                break


def _first_of_each(signs: Sequence[Sign]) -> list[Sign]:
    found: dict[str, Sign] = {}
    for one in signs:
        found.setdefault(one.label, one)
    return list(found.values())
