"""From lines to blocks: paragraphs across lines and pages, words healed, notes apart."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from loader.reading import pages
from loader.reading.compose import Piece
from loader.reading.notes import NUMBER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loader.reading.pdf_page import Line

SMALL: Final = 0.93
LARGE: Final = 1.12
TITLE: Final = 1.25
GAP: Final = 1.4
INDENT: Final = 0.9
SHORT: Final = 0.88
HEADING_WORDS: Final = 20
NOTE: Final = re.compile(r"(?:\[(?P<marked>\d{1,4})\]\s*|(?P<plain>\d{1,4})(?:[.)]\s+|\s+))(?=\S)")
STOPPED: Final = re.compile(r"[.!?:;…][’”\"'»)\]]*(?:\[\d{1,4}\])*$")
BROKEN: Final = re.compile(r"([^\W\d_]+)[-‐]$")
OPENING: Final = re.compile(r"[^\W\d_]+")
WORD: Final = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
ADDRESS_END: Final = re.compile(r"(?:https?://|www\.)\S*$")


@dataclass(slots=True)
class Run:
    """Lines that make one block; `edges` are how far each could have gone to the right."""

    lines: list[Line] = field(default_factory=list)
    note: str = ""
    edges: list[float] = field(default_factory=list)


def pieces(found: Sequence[list[Line]]) -> list[Piece]:
    """Return the blocks of a document's pages, notes at the bottom of each page as such."""
    body = body_size(found)
    runs: list[Run] = []
    notes: list[Run] = []
    for page in found:
        prose, below = _parted(page, body)
        _flow(runs, prose)
        _collect(notes, below)
    known = Counter(w.lower() for page in found for one in page for w in WORD.findall(one.words))
    largest = max((one.lines[0].size for one in runs[:8]), default=0.0)
    made = [_piece(one, body, largest, known) for one in runs]
    return _titled(made) + [Piece("note", _text(one, known), one.note) for one in notes]


def body_size(found: Sequence[list[Line]]) -> float:
    """Return the size of most of the type."""
    sizes: Counter[float] = Counter()
    for page in found:
        for one in page:
            sizes[one.size] += len(one.words)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _parted(page: list[Line], body: float) -> tuple[list[Line], list[Line]]:
    """Part the lines of each column that stand small at its bottom, from the first number on."""
    prose: list[Line] = []
    notes: list[Line] = []
    for column in dict.fromkeys(one.column for one in page):
        lines = [one for one in page if one.column == column]
        start = len(lines)
        while start and lines[start - 1].size < body * SMALL:
            start -= 1
        small = lines[start:]
        first = next((i for i, one in enumerate(small) if NOTE.match(one.words)), None)
        first = 0 if small and start and first is None else first
        if first is not None and first > 0 and not start:
            first = None
        notes += small[first or 0 :] if first is not None else []
    apart = {id(one) for one in notes}
    prose = [one for one in page if id(one) not in apart]
    return prose, notes


def _collect(notes: list[Run], lines: Sequence[Line]) -> None:
    """Part lines into notes: each begins with the number after the one before."""
    for one in lines:
        opening = NOTE.match(one.words)
        number = (opening["marked"] or opening["plain"]) if opening else ""
        last = int(notes[-1].note) if notes else None
        follows = number and (last is None or last < int(number) <= last + 3)
        if opening and (follows or opening["marked"]):
            one.words = one.words[opening.end() :]
            notes.append(Run([one], number))
        elif notes:
            notes[-1].lines.append(one)


def _flow(runs: list[Run], lines: Sequence[Line]) -> None:
    right: dict[int, float] = {}
    left: dict[int, float] = {}
    for one in lines:
        right[one.column] = max(right.get(one.column, 0.0), one.right)
        left[one.column] = min(left.get(one.column, one.left), one.left)
    spacing = _spacing(lines)
    for one in lines:
        if runs and not _begins(runs[-1], one, spacing, left, right):
            runs[-1].lines.append(one)
        else:
            runs.append(Run([one]))
        runs[-1].edges.append(right[one.column])


def _spacing(lines: Sequence[Line]) -> float:
    """Return the distance between most lines, as a share of their size."""
    steps = Counter(
        round((a.base - b.base) / max(a.size, 0.1), 1)
        for a, b in pairwise(lines)
        if a.column == b.column and 0 < a.base - b.base < a.size * 3 and abs(a.size - b.size) < 0.6
    )
    if not steps:
        return 1.2
    most = max(steps.values())
    return min(step for step, count in steps.items() if count >= most * 0.4)


def _begins(
    run: Run, line: Line, spacing: float, left: dict[int, float], right: dict[int, float]
) -> bool:
    """Tell whether a line begins a block rather than going on with the last one."""
    last = run.lines[-1]
    if abs(last.size - line.size) > line.size * 0.06 or last.bold != line.bold:
        return True
    stopped = bool(STOPPED.search(last.words))
    if (last.page, last.column) != (line.page, line.column):
        return stopped or bool(NUMBER.match(line.words))
    step = last.base - line.base
    if step <= 0 or step > line.size * spacing * GAP:
        return True
    edge = left[line.column]
    indented = line.left - edge > line.size * INDENT and last.left - edge < line.size * 0.5
    short = last.right < edge + (right[line.column] - edge) * SHORT
    numbered = bool(NUMBER.match(line.words) or line.marked)
    return (indented and stopped) or (short and stopped) or (numbered and (stopped or short))


def _text(run: Run, known: Counter[str]) -> str:
    """Return the words of a block's lines as one line, words parted at line ends healed.

    A break stays where the next word would have had room: it is the writer's.
    """
    made = run.lines[0].words
    for index, (last, one) in enumerate(pairwise(run.lines)):
        wanted = run.edges and _has_room(last, one, run.edges[index])
        made = f"{made}\n{one.words}" if wanted else _joined(made, one.words, known)
    return made


def _has_room(last: Line, after: Line, edge: float) -> bool:
    """Tell whether the first word of a line would have fitted on the line before with ease."""
    if not last.words or last.words[-1] in "-‐/" or after.words[:1].islower():
        return False
    each = (last.right - last.left) / len(last.words)
    word = after.words.partition(" ")[0]
    return (len(word) + 4) * each < edge - last.right


def _joined(before: str, after: str, known: Counter[str]) -> str:
    broken, opening = BROKEN.search(before), OPENING.match(after)
    if ADDRESS_END.search(before) and (before[-1] in "/-_=?&." or after[:1] in "/?&=-_"):
        return before + after
    if not broken or not opening:
        joint = "" if before.endswith(("-", "‐")) and after[:1].isalnum() else " "
        return f"{before}{joint}{after}"
    parts = (broken[1].lower(), opening[0].lower())
    if _keeps_hyphen(*parts, opening[0], known):
        return before + after
    return before[:-1] + after


def _keeps_hyphen(head: str, tail: str, printed: str, known: Counter[str]) -> bool:
    """Tell a hyphen that belongs to the word from one that the line's end put there.

    What the rest of the document writes decides; then whether the first part is one that
    words are joined to.
    """
    if not printed[0].islower():
        return True
    joined, hyphened = known[head + tail], known[f"{head}-{tail}"]
    if joined != hyphened:
        return hyphened > joined
    return head in pages.words("hyphenated")


def _piece(run: Run, body: float, largest: float, known: Counter[str]) -> Piece:
    words = _text(run, known)
    first = run.lines[0]
    few = len(words.split()) <= HEADING_WORDS and len(run.lines) <= 4
    if first.size >= body * TITLE and first.size >= largest and first.page == 1 and few:
        return Piece("title", words)
    numbered = NUMBER.match(words)
    if few and not words.endswith((".", ";", ",")) and (first.size > body * LARGE or first.bold):
        return Piece("heading", words, level=1 if first.size > body * LARGE else 2)
    return Piece("item" if numbered else "paragraph", words)


def _titled(made: list[Piece]) -> list[Piece]:
    """Keep the first title; what follows it in the same type is part of it or a heading."""
    places = [index for index, one in enumerate(made) if one.kind == "title"]
    for index in places[1:]:
        made[index] = Piece("heading", made[index].words, level=1)
    return made
