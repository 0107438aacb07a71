"""The claims of a document, paragraph by paragraph, each beside the passage it was read from."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from server.about.entries import Entry
from server.claims import Group


@dataclass(frozen=True, slots=True)
class Chapter:
    """The claims of one paragraph; those outside all paragraphs have no part."""

    part: Entry | None
    groups: list[Group]


def chapters(parts: Sequence[Entry], groups: Sequence[Group]) -> list[Chapter]:
    """Put passages under the paragraph in which they begin, in the order of the text."""
    placed = [p for p in parts if p.first("start").isdecimal() and p.first("end").isdecimal()]
    placed.sort(key=start_of)
    starts = [start_of(part) for part in placed]
    found: list[Chapter] = []
    for group in groups:
        begins = group.claims[0].span[0] if group.claims[0].span else -1
        place = bisect_right(starts, begins) - 1
        part = placed[place] if place >= 0 and begins < int(placed[place].first("end")) else None
        if not found or found[-1].part is not part:
            found.append(Chapter(part, []))
        found[-1].groups.append(group)
    return found


def start_of(part: Entry) -> int:
    """Give the place at which a paragraph begins."""
    return int(part.first("start"))
