"""What a block begins with: the number of a paragraph, a letter, Article 3, a note's label."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from loader.structure.words import words

SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
NEAR: Final = 60
SYMBOL: Final = re.compile(
    r"\b(?:A|S|E|ST|CD|NPT)/(?:[A-Z][A-Za-z]{0,9}(?:[./-]\d+)*/){0,6}(?:RES/)?\d+(?:/[\w.]+){0,6}"
    r"(?: ?\([IVXL]+\)| ?\(\d{4}\))?\*{0,2}"
    # Those of other bodies: PC.DEC/1202, MC.DOC/1/16, EX.CL/1475.
    r"|\b[A-Z]{2,6}(?:\.[A-Z]{1,8}){1,3}(?:/[A-Z\d][\w.]{0,12}){0,4}/\d[\w.]{0,12}"
)
# A note's label by how it is set. A bare number or one with a stop is a note's only where
# more speaks for it: a heading above, a rule, markers in the text.
LABELS: Final = (
    ("bracket", re.compile(r"\[\^?(?P<label>\d{1,3}|[a-z*†‡]{1,3})\]:?(?=\s+\S)")),
    ("raised", re.compile(r"(?P<label>[⁰¹²³⁴-⁹]{1,3})\s?(?=\S)")),
    ("caret", re.compile(r"\^(?P<label>\d{1,3})\^?\s+(?=\S)")),
    ("star", re.compile(r"(?P<label>\*{1,4}|[†‡§]{1,2})\s*(?=[^\s*†‡§])")),
    ("paren", re.compile(r"\((?P<label>\d{1,3})\)\s+(?=\S)")),
    ("dot", re.compile(r"(?P<label>\d{1,3})[.)]\s+(?=\S)")),
    ("bare", re.compile(r"(?P<label>\d{1,3})\s+(?=[^\W\d_]|[‘“«\"'<])")),
)
NUMBERED: Final = re.compile(
    r"(?P<number>\d{1,3}(?:\.\d{1,2}){0,3})(?:\.|\))?(?:bis|ter)?[.)]?[ \n]+(?=\S)"
)
LETTERED: Final = re.compile(r"\((?P<letter>[a-z]{1,4})\)\s*(?=\S)|(?P<bare>[a-z])\)\s+(?=\S)")
BULLET: Final = re.compile(r"[•●▪◦‣·■□–—*+-]\s+(?=\S)")
BRACKETED: Final = re.compile(r"\[(?P<number>\d{1,3})\]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Label:
    """A note's label at the start of a line; `end` is where its words begin."""

    style: str
    text: str
    end: int

    @property
    def number(self) -> int:
        """The label as a number, 0 if it is none."""
        plain = self.text.translate(SUPERSCRIPTS)
        return int(plain) if plain.isdecimal() else 0


def label_at(text: str, start: int, end: int, styles: str = "") -> Label | None:
    """Return the label that a note would begin with here."""
    for style, pattern in LABELS:
        if styles and style not in styles.split():
            continue
        found = pattern.match(text, start, end)
        if found:
            return Label(style, found["label"].translate(SUPERSCRIPTS), found.end())
    return None


def numbered_at(text: str, start: int, end: int) -> re.Match[str] | None:
    """Return the match of a paragraph's number: "28. ", "2.1 ", "3) "."""
    found = NUMBERED.match(text, start, end)
    if found and not found[0].rstrip().endswith((".", ")")) and "." not in found["number"]:
        return None
    return found


def opens_strongly(text: str, start: int, end: int, *, after_end: bool) -> bool:
    """Tell a line that begins a block; a number does only after the end of a sentence."""
    near = text[start : min(end, start + NEAR)]
    if LABELS[0][1].match(text, start, end) or LABELS[1][1].match(text, start, end):
        return True
    if not after_end:
        return False
    known = words()
    return bool(
        numbered_at(text, start, end)
        or LETTERED.match(text, start, end)
        or BULLET.match(text, start, end)
        or (near[0].isupper() and known.starts_with(near, "article", "chapter", "principle"))
    )
