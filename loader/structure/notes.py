"""Notes and entries of a bibliography among the chunks of a text, however they are set.

Notes stand under a heading, below a rule at the foot of a page, or begin with a label that
only notes have: [7], ⁷, ^7. A plain list at the end is one of notes where the text has their
markers. A note goes on in the addresses below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from loader.model import Span
from loader.structure.chunks import Chunk, flat
from loader.structure.openers import LABELS, SUPERSCRIPTS, label_at
from loader.structure.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from loader.structure.openers import Label

ADDRESS: Final = re.compile(r"<?https?://|<?www\.|<[\w.-]+\.[a-z]{2,}/")
SURE: Final = "bracket raised caret"
LISTED: Final = "paren dot bare"
SIGNS: Final = re.compile(
    r"(?<=\S)\[\^?(?P<bracket>\d{1,3})\]|(?P<raised>[⁰¹²³⁴-⁹]{1,3})|\^(?P<caret>\d{1,3})\^"
)
LOOSE: Final = re.compile(
    r"(?<=[^\W\d_]|[.,;:!?’”\"'»)])(?: ?\((?P<paren>\d{1,3})\)|(?P<glued>\d{1,3}))(?=[\s.,;:)]|$)"
)
YEARS: Final = re.compile(r"\b(?:1[5-9]|20)\d{2}\b")
HEADING_WORDS: Final = 8
# So many bracketed blocks without one marker are a judgment's paragraphs, not notes.
PARAGRAPHS: Final = 5
# More below a list than this, an author's name or a licence, and the list is not at the end.
AFTERWARDS: Final = 3


@dataclass(slots=True)
class Zone:
    """What the chunks that come next may be: notes of a style, entries, or nothing known."""

    kind: str = ""
    styles: str = ""
    last: int = 0
    foot: bool = False


def sort(text: str, chunks: Sequence[Chunk], first: int) -> list[Chunk]:
    """Return the chunks with those that are notes or entries marked, from `first` on."""
    made = list(chunks[:first])
    zone = Zone()
    signs = _signs(text, chunks)
    bracketed = _bracketed_prose(text, chunks, signs)
    for index in range(first, len(chunks)):
        chunk = chunks[index]
        if chunk.given and chunk.kind in {"note", "entry"}:
            made.append(_labelled(text, chunk))
            continue
        follows = chunks[index + 1] if index + 1 < len(chunks) else None
        made.extend(_step(text, chunk, follows, zone, made, signs, bracketed=bracketed))
    return _ended_by_list(text, made, first, signs)


def _labelled(text: str, chunk: Chunk) -> Chunk:
    """Return a note that the format gives, with the label that it begins with."""
    if chunk.kind != "note" or chunk.label:
        return chunk
    label = label_at(text, chunk.span.start, chunk.span.end)
    return replace(chunk, label=label.text if label else "")


def _signs(text: str, chunks: Sequence[Chunk]) -> set[int]:
    """Return the numbers that markers in the text have which are plainly markers."""
    found: set[int] = set()
    for chunk in chunks:
        for sign in SIGNS.finditer(text, chunk.span.start, chunk.span.end):
            if sign.start() > chunk.span.start and sign.lastgroup:
                found.add(int(sign[sign.lastgroup].translate(SUPERSCRIPTS)))
    return found


def _bracketed_prose(text: str, chunks: Sequence[Chunk], signs: set[int]) -> bool:
    labels = [LABELS[0][1].match(text, one.span.start, one.span.end) for one in chunks]
    numbers = {int(one["label"]) for one in labels if one and one["label"].isdecimal()}
    return len(numbers) >= PARAGRAPHS and not numbers & signs


def _step(
    text: str, chunk: Chunk, follows: Chunk | None, zone: Zone, made: list[Chunk],
    signs: set[int], *, bracketed: bool,
) -> list[Chunk]:  # fmt: skip
    """Return what one chunk is, given those before it; the zone is carried along."""
    if chunk.kind == "rule":
        zone.kind = "" if zone.foot or zone.kind == "entries" else zone.kind
        zone.foot = True
        return [chunk]
    heading = _zone_heading(text, chunk, follows, signs)
    if heading:
        zone.kind, zone.styles, zone.last = heading, "", 0
        return [replace(chunk, kind="heading")]
    label = _label(text, chunk, zone, bracketed=bracketed)
    cited = label and label.style in SURE.split() and label.number in signs
    if label and (zone.kind != "entries" or cited):
        zone.kind, zone.styles, zone.last = "notes", label.style, label.number
        pieces = list(_pieces(text, chunk.span, label))
        zone.last = _last(pieces, zone.last)
        return pieces
    zone.foot = False
    if chunk.kind == "aside":
        return [chunk]
    if zone.kind == "entries":
        return [_entry(text, chunk, zone)]
    return _beside(text, chunk, zone, made)


def _zone_heading(text: str, chunk: Chunk, follows: Chunk | None, signs: set[int]) -> str:
    """Return what a heading announces: notes, entries or nothing."""
    words_of = text[chunk.span.start : min(chunk.span.end, chunk.span.start + 80)]
    if chunk.kind not in {"", "heading", "paragraph"} or not follows:
        return ""
    known = words()
    label = label_at(text, follows.span.start, follows.span.end)
    if known.line_is(words_of, "notes"):
        return "notes" if label or follows.kind == "note" else ""
    if known.line_is(words_of, "references"):
        noted = label and label.style != "star" and (label.style == "bracket" or signs)
        return "notes" if noted else "entries"
    return "entries" if known.line_is(words_of, "bibliography") else ""


def _label(text: str, chunk: Chunk, zone: Zone, *, bracketed: bool) -> Label | None:
    """Return the label of a chunk that is a note where it stands."""
    if chunk.given and chunk.kind not in {"", "paragraph", "item"}:
        return None
    label = label_at(text, chunk.span.start, chunk.span.end)
    if not label:
        return None
    if label.style in SURE.split():
        return None if label.style == "bracket" and bracketed else label
    if label.style == "star":
        placed = zone.foot or zone.kind == "notes" or _starred(text, chunk, label)
    elif zone.kind == "notes" and zone.styles in LISTED.split():
        near = zone.last < label.number <= zone.last + 2 or label.number == 1
        placed = near and label.style == zone.styles
    else:
        placed = (zone.kind == "notes" and not zone.styles) or bool(zone.foot and label.number)
    return label if placed else None


def _starred(text: str, chunk: Chunk, label: Label) -> bool:
    """Tell a note with an asterisk from a bullet: a word before it carries the sign."""
    found = re.compile(rf"(?<=[\w’”.)]){re.escape(label.text)}(?![*†‡\w])").search(
        text, max(0, chunk.span.start - 6000), chunk.span.start
    )
    return bool(found)


def _pieces(text: str, span: Span, label: Label) -> list[Chunk]:
    """Part a chunk in which several notes stand, one a line or one after the other."""
    pattern = next(one for style, one in LABELS if style == label.style)
    starts, last = [(span.start, label.text)], label.number
    for stop in re.compile(r"\n\s*|[.>”’)]\s+").finditer(text, label.end, span.end):
        found = pattern.match(text, stop.end(), span.end)
        if not found:
            continue
        words_of = found["label"].translate(SUPERSCRIPTS)
        number = int(words_of) if words_of.isdecimal() else 0
        own_line = "\n" in stop[0] and label.style in SURE.split()
        if own_line or (number and number == last + 1):
            starts.append((found.start(), words_of))
            last = number
    ends = [start for start, _ in starts[1:]] + [span.end]
    return [
        Chunk("note", Span(start, start + len(text[start:end].rstrip())), words_of)
        for (start, words_of), end in zip(starts, ends, strict=True)
    ]


def _last(pieces: Sequence[Chunk], last: int) -> int:
    numbers = [int(one.label) for one in pieces if one.label.isdecimal()]
    return numbers[-1] if numbers else last


def _entry(text: str, chunk: Chunk, zone: Zone) -> Chunk:
    """Return an entry, or the heading with which a bibliography ends."""
    words_of = flat(text, chunk.span)
    short = len(words_of.split()) <= HEADING_WORDS and not words_of.endswith(".")
    plain = not YEARS.search(words_of) and not re.search(r"[,’”\"/]|www", words_of)
    if chunk.kind == "heading" or (short and plain):
        zone.kind = "entries" if words().line_is(words_of, "bibliography", "references") else ""
        return chunk
    return replace(chunk, kind="entry")


def _beside(text: str, chunk: Chunk, zone: Zone, made: list[Chunk]) -> list[Chunk]:
    """Return a chunk that follows a note: the note's own address, or something else."""
    last = made[-1] if made else None
    if last and last.kind == "note" and ADDRESS.match(text, chunk.span.start):
        made[-1] = replace(last, span=Span(last.span.start, chunk.span.end))
        return []
    if zone.kind == "notes" and zone.styles in LISTED.split():
        zone.kind = ""
    return [chunk]


def _ended_by_list(text: str, chunks: list[Chunk], first: int, signs: set[int]) -> list[Chunk]:
    """Make notes of a plain numbered list at the end whose numbers the text has as markers."""
    if any(one.kind == "note" for one in chunks):
        return chunks
    start, style = _last_list(text, chunks, first)
    if start < 0:
        return chunks
    listed = [_listed_label(text, one, style) for one in chunks[start:]]
    others = [
        one for one, label in zip(chunks[start:], listed, strict=True)
        if not label and one.kind not in {"aside", "rule"}
        and not ADDRESS.match(text, one.span.start)
    ]  # fmt: skip
    if len(others) > AFTERWARDS:
        return chunks
    numbers = {label.number for label in listed if label}
    marked = numbers & (signs or _loose(text, chunks[first:start], numbers))
    if not numbers or len(marked) * 2 < len(numbers):
        return chunks
    made = chunks[:start]
    for chunk, label in zip(chunks[start:], listed, strict=True):
        if label:
            made.extend(_pieces(text, chunk.span, label))
        elif made[-1].kind == "note" and ADDRESS.match(text, chunk.span.start):
            made[-1] = replace(made[-1], span=Span(made[-1].span.start, chunk.span.end))
        else:
            made.append(chunk)
    return made


def _last_list(text: str, chunks: Sequence[Chunk], first: int) -> tuple[int, str]:
    """Return where the last list that begins with 1 starts, and how it is numbered."""
    for index in range(len(chunks) - 1, first - 1, -1):
        label = _listed_label(text, chunks[index], LISTED)
        if label and label.number == 1:
            return index, label.style
    return -1, ""


def _listed_label(text: str, chunk: Chunk, styles: str) -> Label | None:
    if chunk.kind not in {"", "paragraph", "item"}:
        return None
    return label_at(text, chunk.span.start, chunk.span.end, styles)


def _loose(text: str, chunks: Sequence[Chunk], numbers: set[int]) -> set[int]:
    """Return the numbers that stand in brackets or glued to a word, rising from 1."""
    found, wanted = set(), 1
    for chunk in chunks:
        for sign in LOOSE.finditer(text, chunk.span.start, chunk.span.end):
            number = int(sign["paren"] or sign["glued"])
            if number == wanted and number in numbers:
                found.add(number)
                wanted += 1
    return found
