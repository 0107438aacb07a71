"""The notes of a page: which links are markers, where each note stands, what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from loader.reading import pages
from loader.reading.html_tree import BLOCKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loader.reading.html_tree import Event

LABEL: Final = re.compile(
    r"[\[({^\s]{0,4}(?:(?:note|fn|n)\.?\s?)?(?P<label>\d{1,4}|[a-z]|[ivxl]{1,6}|[*†‡§¶]{1,3})"
    r"[\])}.\s]{0,4}",
    re.IGNORECASE,
)
ARROWS: Final = re.compile(r"[\s↩↑^⤴←⇑⏎↵\ufe0e\ufe0f▲△🔙]{0,9}")
LONGEST_LABEL: Final = 24
LABEL_ONLY: Final = 6


@dataclass(slots=True)
class Note:
    """One note: its label, and where its words begin and end among the events."""

    label: str
    start: int
    end: int


@dataclass(slots=True)
class Links:
    """What a page's links are: markers by place, and the places that are left out."""

    closes: dict[int, int] = field(default_factory=dict)
    markers: dict[int, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    raised: set[int] = field(default_factory=set)


def find(events: Sequence[Event]) -> Links:
    """Return the markers and notes among a page's events."""
    links = Links()
    anchors = _anchors(events, links)
    targets: dict[int, tuple[str, str]] = {}
    for at, end in links.closes.items():
        label = _label(events, at, end, links.raised)
        name = fragment(events[at].value)
        if not label or name is None:
            continue
        where = anchors.get(name)
        if where is None or where[0] > end:
            links.markers[at] = label
            if where:
                targets.setdefault(where[0], (label, name))
    _extents(events, links, targets, anchors)
    for at in [at for at in links.markers if _inside(at, links.notes)]:
        del links.markers[at]
    return links


def fragment(address: str) -> str | None:
    """Return what an address names within a page; None if it names nothing there.

    >>> fragment("/page#_ftn1"), fragment("#"), fragment("https://a.org/")
    ('_ftn1', None, None)
    """
    _, mark, name = address.partition("#")
    return unquote(name) if mark and name else None


def _anchors(events: Sequence[Event], links: Links) -> dict[str, tuple[int, int]]:
    """Return where each named element begins and ends; note the links' ends on the way."""
    found: dict[str, tuple[int, int]] = {}
    open_at: dict[str, list[int]] = {}
    open_links: list[int] = []
    raised = 0
    for at, one in enumerate(events):
        if one.what == "link":
            open_links.append(at)
        elif one.what == "/link" and open_links:
            links.closes[open_links.pop()] = at
        elif one.what == "anchor":
            open_at.setdefault(one.value, []).append(at)
        elif one.what == "/anchor" and open_at.get(one.value):
            found.setdefault(one.value, (open_at[one.value].pop(), at))
        elif one.what in ("sup", "/sup"):
            raised += 1 if one.what == "sup" else -1
        if raised and one.what != "/sup":
            links.raised.add(at)
    return found


def _label(events: Sequence[Event], at: int, end: int, raised: set[int]) -> str:
    """Return the label of a link that looks like a note's marker, or nothing."""
    printed = ""
    for one in events[at : min(end, at + 40)]:
        printed += one.value if one.what == "text" else ""
        if len(printed) > LONGEST_LABEL:
            return ""
    printed = printed.strip()
    match = LABEL.fullmatch(printed)
    if not match:
        return ""
    lifted = any(one in raised for one in range(at, min(end, at + 10)))
    bracketed = printed[:1] in "[({" and len(printed) > len(match["label"])
    return match["label"] if lifted or bracketed or _hinted(events[at]) else ""


def _hinted(link: Event) -> bool:
    name = fragment(link.value) or ""
    return bool(pages.parts(f"{link.hints} {name}") & pages.words("note_words"))


def _inside(at: int, notes: Sequence[Note]) -> bool:
    """Tell whether a place lies within a note; notes are few and in order."""
    low, high = 0, len(notes)
    while low < high:
        middle = (low + high) // 2
        if notes[middle].end <= at:
            low = middle + 1
        else:
            high = middle
    return low < len(notes) and notes[low].start <= at


def _extents(
    events: Sequence[Event],
    links: Links,
    targets: dict[int, tuple[str, str]],
    anchors: dict[str, tuple[int, int]],
) -> None:
    starts = sorted(targets)
    for index, start in enumerate(starts):
        label, name = targets[start]
        following = starts[index + 1] if index + 1 < len(starts) else len(events)
        end = _end(events, start, anchors[name][1], following)
        if links.notes and links.notes[-1].end > start:
            links.notes[-1].end = start
        links.notes.append(Note(label, start, end))


def _end(events: Sequence[Event], start: int, close: int, following: int) -> int:
    """Return where a note ends that begins at a named element.

    An element within a line names the rest of its block; an empty one before a block, or one
    that holds the label only, names the next block too.
    """
    limit = min(following, len(events))
    end = close
    if events[start].hints not in BLOCKS:
        end = _block_end(events, close, limit)
    while end < limit and _size(events, start, end) <= LABEL_ONLY:
        further = _block_end(events, end + 1, limit)
        if further <= end:
            break
        end = further
    return min(end, limit)


def _block_end(events: Sequence[Event], at: int, limit: int) -> int:
    while at < limit and events[at].what != "block":
        at += 1
    return at


def _size(events: Sequence[Event], start: int, end: int) -> int:
    return sum(len(one.value.strip()) for one in events[start:end] if one.what == "text")


def is_back(events: Sequence[Event], at: int, end: int, first: bool) -> bool:
    """Tell whether a link within a note leads back to its marker.

    A bare number does so only where the note begins: elsewhere it is the number of a note.
    """
    if fragment(events[at].value) is None and events[at].value != "#":
        return False
    printed = "".join(one.value for one in events[at:end] if one.what == "text").strip()
    if ARROWS.fullmatch(printed) or printed.lower().strip("[]() .") in pages.words("back_words"):
        return True
    return first and len(printed) <= LONGEST_LABEL and bool(LABEL.fullmatch(printed))
