"""The lines of a PDF page: glyphs with their places, grouped by baseline."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pypdfium2.raw as pdfium

from loader.reading import limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdfium2 import PdfPage

# Shares of the size of type.
SAME_LINE: Final = 0.55
WORD_GAP: Final = 0.17
COLUMN_GAP: Final = 1.6
RAISED: Final = 0.82
TILT: Final = 0.1
LIGATURES: Final = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
HYPHENS: Final = frozenset("\u0002\u00ad\ufffe")
BEFORE_MARKER: Final = re.compile(r"(?:[^\W\d_]{3}|[.,;:!?’”\"'»)\]]|\d{4})\s?$")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character on the page; `size` is the height of its line of type."""

    char: str
    left: float
    right: float
    base: float
    size: float


@dataclass(slots=True)
class Line:
    """Glyphs on one baseline; `size` is that of most of them."""

    glyphs: list[Glyph] = field(default_factory=list)
    size: float = 0.0
    left: float = 0.0
    right: float = 0.0
    base: float = 0.0
    page: int = 0
    column: int = 0
    bold: bool = False
    words: str = ""
    marked: bool = False

    def settle(self) -> Line:
        """Work out what follows from the glyphs."""
        sizes = Counter(round(one.size, 1) for one in self.glyphs if not one.char.isspace())
        self.size = sizes.most_common(1)[0][0]
        full = [one for one in self.glyphs if one.size > self.size * RAISED] or self.glyphs
        self.base = sorted(one.base for one in full)[len(full) // 2]
        self.left = min(one.left for one in self.glyphs)
        self.right = max(one.right for one in self.glyphs)
        self.words = _words(self)
        self.marked = bool(re.match(r"\[\d{1,4}\] ", self.words))
        return self


def lines(page: PdfPage, number: int, name: str) -> tuple[list[Line], float, float]:
    """Return a page's lines in no certain order, and the page's width and height."""
    width, height = page.get_size()
    found = page.get_textpage()
    try:
        count = max(pdfium.FPDFText_CountChars(found.raw), 0)
        limits.within(
            name, count, limits.PAGE_CHARACTERS, f"glyphs on page {number}", "simplify it"
        )
        glyphs = list(_glyphs(found.raw, count))
        made = [part for line in _rows(glyphs) for part in _split(line)]
    finally:
        found.close()
    for one in made:
        one.page = number
    return (
        [one.settle() for one in made if any(not g.char.isspace() for g in one.glyphs)],
        width,
        height,
    )


def _glyphs(text: object, count: int) -> Iterator[Glyph]:
    box = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    for at in range(count):
        code = pdfium.FPDFText_GetUnicode(text, at)
        if pdfium.FPDFText_IsGenerated(text, at) == 1 or code in (0, 10, 13):
            continue
        tilt = pdfium.FPDFText_GetCharAngle(text, at)
        if TILT < tilt < 2 * math.pi - TILT:
            continue
        if not pdfium.FPDFText_GetLooseCharBox(text, at, box):
            continue
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        char = "-" if chr(code) in HYPHENS else chr(code)
        yield Glyph(
            LIGATURES.get(char, char), box.left, box.right, y.value, max(box.top - box.bottom, 0.1)
        )


def _rows(glyphs: list[Glyph]) -> list[Line]:
    """Group glyphs by baseline; a raised one belongs to the line that it follows."""
    rows: list[Line] = []
    last: Glyph | None = None
    for one in glyphs:
        size = max(one.size, last.size) if last else one.size
        near = last and abs(one.base - last.base) < size * SAME_LINE
        onward = last and one.left > last.left - size * 0.5
        if rows and near and onward:
            rows[-1].glyphs.append(one)
        else:
            rows.append(Line([one]))
        last = one
    return rows


def _split(line: Line) -> list[Line]:
    """Part a row at gaps as wide as those between columns."""
    parts = [Line()]
    for one in line.glyphs:
        before = next((g for g in reversed(parts[-1].glyphs) if not g.char.isspace()), None)
        if before and not one.char.isspace() and one.left - before.right > one.size * COLUMN_GAP:
            parts.append(Line())
        parts[-1].glyphs.append(one)
    return parts


def _words(line: Line) -> str:
    """Return a line's words; raised numbers are written as note markers."""
    made: list[str] = []
    raised = ""
    last: Glyph | None = None
    for one in line.glyphs:
        if one.char.isdigit() and _is_raised(one, line):
            raised += one.char
        else:
            if raised and not one.char.isspace():
                _mark(made, raised)
                raised = ""
            gap = last and one.left - last.right > line.size * WORD_GAP
            if gap and made and not made[-1].endswith(" ") and not one.char.isspace():
                made.append(" ")
            if not (raised and one.char.isspace()):
                made.append(" " if one.char.isspace() else one.char)
            else:
                _mark(made, raised)
                made.append(" ")
                raised = ""
        last = one
    if raised:
        _mark(made, raised)
    return re.sub(r"\s+", " ", "".join(made)).strip()


def _mark(made: list[str], number: str) -> None:
    before = "".join(made[-12:])
    if not before.strip():
        made.append(f"[{number}] ")
    elif BEFORE_MARKER.search(before):
        while made and made[-1] == " ":
            made.pop()
        made.append(f"[{number}]")
    else:
        made.append(number)


def _is_raised(glyph: Glyph, line: Line) -> bool:
    small = glyph.size < line.size * RAISED
    return small and glyph.base > line.base + line.size * 0.1
