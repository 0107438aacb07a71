"""A file of decisions as text: one more, one fewer, and all that others wrote stays as it is.

A decision is put at the end or cut out by its lines, so that comments, order and spelling of the
rest are kept to the letter; what comes out is read again before it may replace the file.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Final

from loader.model import LoaderError

if TYPE_CHECKING:
    from loader.review import Decision

HEAD: Final = (
    "# A reader's decisions on the machine's reading of {slug}. Applied by `cybernorms load`.\n"
    "# The form of this file is described in loader/review.py.\n"
)
LEFT: Final = "the file of decisions is written so that only a person can change it"
HEADER: Final = re.compile(r"^[ \t]*\[\[[ \t]*([\w-]+)[ \t]*\]\]", re.MULTILINE)
ORDER: Final = (
    "phrase", "subject", "predicate", "object", "datatype", "stance", "label", "type",
    "according_to", "concerns", "set", "reason", "by",
)  # fmt: skip


def with_decision(text: str, slug: str, kind: str, row: Decision) -> str:
    """Return a file's text with one more decision at its end."""
    body = text or HEAD.format(slug=slug)
    if not body.endswith("\n"):
        body += "\n"
    lines = [f"{name} = {_value(row[name])}" for name in ORDER if name in row]
    after = body + "\n" + "\n".join([f"[[{kind}]]", *lines]) + "\n"
    expected = _table(text)
    expected.setdefault(kind, []).append(row)
    return _sure(after, expected)


def without(text: str, kind: str, index: int) -> str:
    """Return a file's text without one decision, counted among those of its kind."""
    expected = _table(text)
    del expected[kind][index]
    if not expected[kind]:
        del expected[kind]
    headers = list(HEADER.finditer(text))
    own = [at for at, header in enumerate(headers) if header[1] == kind]
    if index >= len(own):
        raise LoaderError(LEFT)
    start = headers[own[index]].start()
    after = own[index] + 1
    end = headers[after].start() if after < len(headers) else len(text)
    return _sure(text[:start] + _left(text[start:end]) + text[end:], expected)


def _left(block: str) -> str:
    """Return the comments and blank lines after a decision, which are the next one's."""
    lines = block.splitlines(keepends=True)
    last = max(at for at, line in enumerate(lines) if line.strip() and line.strip()[0] != "#")
    rest = lines[last + 1 :]
    return "".join(rest[1:] if rest and not rest[0].strip() else rest)


def _sure(text: str, expected: dict[str, list[Decision]]) -> str:
    """Return a text that says what it should; text that hides its decisions is left to people."""
    try:
        if tomllib.loads(text) == expected:
            return text
    except tomllib.TOMLDecodeError:
        pass
    raise LoaderError(LEFT)


def _table(text: str) -> dict[str, list[Decision]]:
    return tomllib.loads(text)


def _value(value: object) -> str:
    if isinstance(value, dict):
        inside = ", ".join(f"{name} = {_value(one)}" for name, one in value.items())
        return "{ " + inside + " }"
    # A JSON string is a TOML basic string, but for a character that TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
