"""From a page's events to its pieces: prose with markers, and the notes' words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from loader.reading import html_notes
from loader.reading.compose import Piece, tidy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loader.reading.html_notes import Links, Note
    from loader.reading.html_tree import Event

RAISED: Final = re.compile(r"\d{1,3}")
# A number raised after a word is a marker; after a figure or a unit it is a power.
BEFORE_MARKER: Final = re.compile(r"(?:[^\W\d_]{3}|[.,;:!?’”\"'»)\]…])\s?$")
SCHEME: Final = re.compile(r"(?:https?:)?//(?:www\.)?", re.IGNORECASE)
WEB: Final = re.compile(r"https?://\S{1,2000}", re.IGNORECASE)
# What precedes the words of a note: its number as printed, arrows of links back.
NUMBER: Final = r"[\s\[({{]{{0,4}}{label}(?:[\])}}]\s?[.:]?|[.:)]|\s|(?=\W)|$)\s*"
ARROWS: Final = re.compile(r"[\s^↑↩⤴\ufe0e\ufe0f]+")
# A run of line breaks parts blocks in pages that know no paragraphs.
BREAKS: Final = re.compile(r"\n[^\S\n]*\n\s*")


@dataclass(slots=True)
class Writer:
    """The prose of a page on its way into pieces."""

    events: Sequence[Event]
    links: Links
    pieces: list[Piece] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def run(self) -> list[Piece]:
        """Return the pieces of what is kept, then the notes that it refers to."""
        skip = {one.start: one.end for one in self.links.notes}
        used: dict[str, int] = {}
        at, until, block = 0, 0, None
        while at < len(self.events):
            until = max(until, skip.get(at, 0))
            one = self.events[at]
            if one.what == "block":
                self.close(block)
                block = one if one.kept else None
            elif at >= until and block is not None:
                if at in self.links.markers:
                    used.setdefault(self.links.markers[at], at)
                at = self.inline(at)
            at += 1
        self.close(block)
        return [*self.pieces, *self.notes(used)]

    def inline(self, at: int) -> int:
        """Write one event of a line; return the place of the last one that was read."""
        one = self.events[at]
        if at in self.links.markers:
            self.mark(self.links.markers[at])
            return self.links.closes[at]
        if one.what == "sup":
            return self.raised(at)
        if one.what == "text" and one.kept:
            self.words.append(one.value)
        elif one.what == "break":
            self.words.append("\n")
        return at

    def mark(self, label: str) -> None:
        """Write a marker right after the word before it, without brackets around it."""
        while self.words and self.words[-1].strip() in ("", "[", "("):
            if not self.words[-1].strip() and not any(map(str.strip, self.words)):
                break
            self.words.pop()
        if self.words:
            self.words[-1] = self.words[-1].rstrip()
        self.words.append(f"[{label}]")

    def raised(self, at: int) -> int:
        """Write what is raised: a bare number after a word is a marker without a link."""
        end, number = at + 1, ""
        while end < len(self.events) and self.events[end].what == "text":
            number += self.events[end].value
            end += 1
        plain = end < len(self.events) and self.events[end].what == "/sup"
        number = number.strip().strip("[]()")
        if not plain or not RAISED.fullmatch(number):
            return at
        before = "".join(self.words[-5:])[-20:]
        opening = not "".join(self.words).strip()
        if opening or BEFORE_MARKER.search(before):
            self.mark(number)
            if opening:
                self.words.append(" ")
        else:
            self.words.append(number)
        return end

    def close(self, block: Event | None) -> None:
        """End a block; what runs of line breaks part are blocks of their own."""
        words, self.words = "".join(self.words), []
        if block is None:
            return
        kind, number = block.kind, block.number
        for one in BREAKS.split(words.replace("\r", "")):
            if tidy(one):
                self.pieces.append(Piece(kind, tidy(one), number, block.level))
                kind, number = ("paragraph" if kind == "item" else kind), ""

    def notes(self, used: dict[str, int]) -> list[Piece]:
        """Return the notes that the prose refers to, in the order of their markers."""
        found = [one for one in self.links.notes if one.label in used]
        found.sort(key=lambda one: used[one.label])
        made = [Piece("note", note_words(self.events, self.links, one), one.label) for one in found]
        return [one for one in made if one.words]


def note_words(events: Sequence[Event], links: Links, note: Note) -> str:
    """Return what a note says, without its label and the links back; addresses are printed."""
    words: list[str] = []
    at = note.start
    while at < note.end:
        one = events[at]
        if one.what == "link":
            end = links.closes.get(at, at)
            blank = not "".join(words).strip(" \n[(^↑")
            if html_notes.is_back(events, at, end, blank):
                at = end
            else:
                words.append(_linked(events, at, end))
                at = end
        elif one.what == "text":
            words.append(one.value)
        elif one.what in ("break", "block"):
            words.append("\n")
        at += 1
    plain = ARROWS.sub("", "".join(words)[:50], count=1) if words else ""
    text = plain + "".join(words)[50:] if ARROWS.match("".join(words)) else "".join(words)
    return tidy(_unlabelled(text, note.label).replace("\n", " "))


def _unlabelled(words: str, label: str) -> str:
    plain = words.lstrip()
    plain = re.sub(r"^[\[(]\s*[\])]\s*[.:]?", "", plain)
    pattern = NUMBER.format(label=re.escape(label))
    if label.isalpha():
        pattern = rf"[\[({{]?{re.escape(label)}[\]).}}:]+\s*"
    match = re.match(pattern, plain)
    return plain[match.end() :] if match else plain


def _linked(events: Sequence[Event], at: int, end: int) -> str:
    """Return a link's words, with its address if they do not print it already."""
    printed = "".join(one.value for one in events[at:end] if one.what == "text")
    address = events[at].value.strip()
    if not WEB.fullmatch(address):
        return printed
    bare = SCHEME.sub("", address).rstrip("/")
    shown = SCHEME.sub("", printed.strip().strip("<>")).rstrip("/")
    if shown.lower() == bare.lower():
        return printed
    stub = shown.rstrip(".…").lower()
    if stub and "." in stub and " " not in stub and bare.lower().startswith(stub):
        return f"<{address}>"
    return f"{printed} <{address}>"
