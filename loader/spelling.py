r"""Text as names are compared: without accents, odd marks and line breaks, every place known.

What is one name to a reader is one string here: curly and straight apostrophes, all dashes,
"Paris\n   Call", "Etats-Unis", "[s]tate", a word parted by a hyphen at a line's end.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

# Blanks and line ends, a hyphen at a line's end, soft hyphens, marks over letters, [s]tate.
EDIT: Final = re.compile(
    r"(?<=[a-zà-ÿ])-[ ]*\n[ ]*(?=[a-zà-ÿ])|[ \n]{2,}|\n|\u00ad|[\u0300-\u036f]+|\[(\w)\](?=\w)"
)
BREAK: Final = "\n"
MARKS: Final = {
    **dict.fromkeys(map(ord, "‘’ʼ′‛`´＇"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—−﹘﹣－"), "-"),
    0xA0: " ", 0x202F: " ", 0x2009: " ", 0x2007: " ",
}  # fmt: skip
LATIN: Final = range(0xC0, 0x250)
LATIN_MORE: Final = range(0x1E00, 0x1F00)


class _Plain(dict[int, str]):
    """Letters of the Latin script by their base letter, worked out when first met."""

    def __missing__(self, code: int) -> str:
        base = chr(code)
        if code in LATIN or code in LATIN_MORE:
            base = unicodedata.normalize("NFD", base)[0]
        self[code] = base
        return base


PLAIN: Final = _Plain(MARKS)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A text as names are compared; `steps` are where its places shift, `shifts` how far."""

    text: str
    steps: tuple[int, ...]
    shifts: tuple[int, ...]

    def start(self, at: int) -> int:
        """Return where the character at an offset stands in the text as it was."""
        index = bisect_right(self.steps, at) - 1
        return at + self.shifts[index] if index >= 0 else at

    def end(self, at: int) -> int:
        """Return where the text as it was goes on after the character before an offset."""
        return self.start(at - 1) + 1


def spelled(text: str) -> Spelled:
    r"""Return a text as names are compared; a blank line becomes a line feed.

    >>> spelled("l’Appel\n  de Paris,\n\nÉtats‑Unis").text
    "l'Appel de Paris,\nEtats-Unis"
    """
    plain = text.translate(PLAIN)
    parts: list[str] = []
    steps: list[int] = []
    shifts: list[int] = []
    at = size = 0
    for start, end, piece in _edits(plain):
        parts += (plain[at:start], piece)
        size += start - at
        # A letter in brackets stands where its bracket opens; what follows, where it does.
        if piece:
            steps.append(size)
            shifts.append(start - size)
        size += len(piece)
        steps.append(size)
        shifts.append(end - size)
        at = end
    parts.append(plain[at:])
    return Spelled("".join(parts), tuple(steps), tuple(shifts))


def _edits(plain: str) -> Iterator[tuple[int, int, str]]:
    for match in EDIT.finditer(plain):
        found = match[0]
        if match[1]:
            yield match.start(), match.end(), match[1]
        elif found[0] in " \n":
            yield match.start(), match.end(), BREAK if found.count("\n") > 1 else " "
        else:
            yield match.start(), match.end(), ""


def name_key(name: str) -> str:
    """Return a name as it is looked for in a spelled text."""
    return " ".join(spelled(" ".join(name.split())).text.split())


def lowered(text: str) -> str:
    """Return the text in lower case with every offset kept (İ, for one, would grow)."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)
