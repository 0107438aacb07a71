"""Quotations: matching marks, nesting, and what the brackets inside them change."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader.model import Quotation, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

PAIRS: Final = {"‘": "’", "“": "”", "«": "»", '"': '"', "'": "'"}
ALTERATIONS: Final = (
    ("omission", re.compile(r"\[ ?(?:…|\.\.\.) ?\]")),
    ("case-change", re.compile(r"^\[[^\W\d_]\]|(?<!\w)\[[^\W\d_]\](?=\w)")),
    ("insertion", re.compile(r"(?<=\w)\[\w{1,4}\]|\[[^\]\d….]{2,}\]|(?<=\w )\[\w\](?= )(?!\()")),
)


def find(text: str, start: int, end: int) -> tuple[list[Quotation], list[int]]:
    """Return the quotations of one block, outer before inner, and where marks stay unclosed."""
    found: list[Quotation] = []
    unclosed: list[int] = []
    stack: list[tuple[str, int]] = []
    for at, mark in _marks(text, start, end):
        closes = stack and mark == PAIRS[stack[-1][0]] and _closes(text, at, end)
        if closes and not _is_plural(text, at, end, mark):
            opened = stack.pop()[1]
            if opened + 1 < at:
                found.append(_quotation(text, Span(opened + 1, at), nested=bool(stack)))
        elif mark in PAIRS and _opens(text, at, end, start):
            stack.append((mark, at))
    unclosed.extend(at for _, at in stack)
    return sorted(found, key=lambda one: (one.span.start, -one.span.end)), unclosed


def _marks(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    every = set(PAIRS) | set(PAIRS.values())
    return ((at, text[at]) for at in range(start, end) if text[at] in every)


def _opens(text: str, at: int, end: int, start: int) -> bool:
    """Tell an opening mark from an apostrophe, by what stands around it."""
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    return not before.isalnum() and before not in ".,’”'\"" and not after.isspace()


def _closes(text: str, at: int, end: int) -> bool:
    """Tell a closing mark from an apostrophe: no letter or digit follows."""
    after = text[at + 1] if at + 1 < end else " "
    return not after.isalnum()


def _is_plural(text: str, at: int, end: int, mark: str) -> bool:
    """Tell a plural's apostrophe from a closing mark: another mark closes before one opens."""
    if mark != "’" or text[at - 1] != "s" or not text[at + 1 : at + 3].strip().islower():
        return False
    following = next(
        ((i, m) for i, m in _marks(text, at + 1, end) if not _apostrophe(text, i)), None
    )
    return following is not None and following[1] == mark


def _apostrophe(text: str, at: int) -> bool:
    return text[at - 1].isalnum() and text[at + 1 : at + 2].isalnum()


def _quotation(text: str, span: Span, *, nested: bool) -> Quotation:
    words = text[span.start : span.end]
    kinds = tuple(name for name, pattern in ALTERATIONS if pattern.search(words))
    return Quotation(span, nested, kinds)
