"""Quotations: matching marks, nesting, and what the brackets inside them change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader.findings import Quotation
from loader.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

PAIRS: Final = {
    "‘": "’", "“": "”", "«": "»", "„": "“", "‹": "›", '"': '"', "'": "'",
}  # fmt: skip
# German closes „ with “, Polish and Dutch with ”.
CLOSES: Final = {mark: frozenset(close) for mark, close in PAIRS.items()} | {"„": frozenset("“”")}
MARKS: Final = re.compile("[" + "".join({*PAIRS, *PAIRS.values()}) + "]")
# What nobody takes for an apostrophe: it closes its own opening mark over a stray one.
PLAIN: Final = frozenset("”»›“")
STRAY: Final = frozenset("‘'")
INSIDE: Final = r"[^\[\]\d….]{2,200}"
ALTERATIONS: Final = (
    ("omission", re.compile(r"\[ ?(?:…|\.\.\.) ?\]")),
    ("case-change", re.compile(r"^\[[^\W\d_]\]|(?<!\w)\[[^\W\d_]\](?=\w)")),
    ("insertion", re.compile(rf"(?<=\w)\[\w{{1,4}}\]|\[{INSIDE}\]|(?<=\w )\[\w\](?= )(?!\()")),
)
BREAK: Final = re.compile(r" *\n\s*")
# Deeper nesting is no prose.
DEEPEST: Final = 12


def find(text: str, start: int, end: int) -> tuple[list[Quotation], list[int]]:
    """Return the quotations of one block, outer before inner, and where marks stay unclosed.

    A quotation that the next paragraph takes up with the same opening mark ends with its
    paragraph; its span leaves the last character out, where else the closing mark would be.
    """
    found: list[Quotation] = []
    unclosed: list[int] = []
    stack: list[tuple[str, int]] = []
    marks = [(m.start(), m[0]) for m in MARKS.finditer(text, start, end)]
    plurals = _plurals(text, marks, end)
    for index, (at, mark) in enumerate(marks):
        level = _closed(text, stack, at, end, mark)
        if level >= 0 and not plurals[index]:
            unclosed.extend(opened for _, opened in stack[level + 1 :])
            opened = stack[level][1]
            del stack[level:]
            words = within(text, opened + 1, at)
            if words.start < words.end:
                found.append(_quotation(text, words, nested=bool(stack)))
        elif mark in PAIRS and _opens(text, at, end, start) and len(stack) < DEEPEST:
            stack.append((mark, at))
    if stack and _continued(text, start, end, stack[0]):
        words = within(text, stack.pop(0)[1] + 1, end - 1)
        if words.start < words.end:
            found.append(_quotation(text, words, nested=False))
    unclosed.extend(at for _, at in stack)
    return sorted(found, key=lambda one: (one.span.start, -one.span.end)), sorted(unclosed)


def within(text: str, start: int, end: int) -> Span:
    """Return a span without the blanks that French sets inside « its marks »."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def around(text: str, span: Span) -> Span:
    """Return a quotation's span with its marks, and the blanks between them and the words."""
    start, end = span.start - 1, span.end
    while start > 0 and text[start].isspace():
        start -= 1
    while end < len(text) - 1 and text[end].isspace():
        end += 1
    return Span(start, end + 1)


def _closed(text: str, stack: list[tuple[str, int]], at: int, end: int, mark: str) -> int:
    """Return the depth of the opening mark that a mark closes, -1 if it closes none."""
    if not stack or not _closes(text, at, end):
        return -1
    top = len(stack) - 1
    if mark in CLOSES[stack[top][0]]:
        return top
    if mark in PLAIN:
        while top >= 0 and stack[top][0] in STRAY:
            top -= 1
        if top >= 0 and mark in CLOSES[stack[top][0]]:
            return top
    return -1


def _continued(text: str, start: int, end: int, opening: tuple[str, int]) -> bool:
    """Tell a quotation of several paragraphs: the next one begins with the same mark."""
    mark, at = opening
    if mark not in '“«„‘"' or end - at < 3 or at > start + 8:
        return False
    following = BREAK.match(text, end)
    return following is not None and text[following.end() : following.end() + 1] == mark


def _opens(text: str, at: int, end: int, start: int) -> bool:
    """Tell an opening mark from an apostrophe, by what stands around it."""
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    if text[at] == "«":
        return True
    if text[at] in "“„‹":
        return not before.isalnum() and not after.isspace()
    return not before.isalnum() and before not in ".,’”'\"" and not after.isspace()


def _closes(text: str, at: int, end: int) -> bool:
    """Tell a closing mark from an apostrophe: no letter or digit follows."""
    after = text[at + 1] if at + 1 < end else " "
    return text[at] == "»" or not after.isalnum()


def _plurals(text: str, marks: Sequence[tuple[int, str]], end: int) -> list[bool]:
    """Tell for each mark whether it is a plural's apostrophe: another closes before one opens."""
    plurals = [False] * len(marks)
    following = ""
    for index in range(len(marks) - 1, -1, -1):
        at, mark = marks[index]
        after_s = mark == "’" and at > 0 and text[at - 1] == "s"
        if after_s and text[at + 1 : min(at + 3, end)].strip().islower():
            plurals[index] = following == mark
        if not _apostrophe(text, at):
            following = mark
    return plurals


def _apostrophe(text: str, at: int) -> bool:
    return at > 0 and text[at - 1].isalnum() and text[at + 1 : at + 2].isalnum()


def _quotation(text: str, span: Span, *, nested: bool) -> Quotation:
    words = text[span.start : span.end]
    kinds = tuple(name for name, pattern in ALTERATIONS if pattern.search(words))
    return Quotation(span, nested, kinds)
