"""The text as rules read it: odd white space made plain, every offset kept."""

from __future__ import annotations

import re
from typing import Final

# What a line may end with; a carriage return before a line feed is a blank at its end.
ENDS: Final = str.maketrans(dict.fromkeys("\r\x0b\x0c\x85\u2028\u2029", "\n"))
# Blanks of every width, marks that no one sees, the signature some editors put in front.
BLANKS: Final = re.compile(r"[^\S\n ]|[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08]")


def fold(text: str) -> str:
    r"""Return a text of the same length in which all white space is a blank or a line feed.

    >>> fold("\ufeffa\u00a0b\r\nc\rd")
    ' a b \nc\nd'
    """
    return BLANKS.sub(" ", text.replace("\r\n", " \n").translate(ENDS))
