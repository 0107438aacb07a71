"""Where something stands in a text, and its words, as a terminal may show them.

Words of a document are untrusted: no control character of theirs may reach a terminal raw, nor
one that turns the direction of writing.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from loader.model import Span

UNSAFE: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
LONGEST: Final = 110


def printable(words: str) -> str:
    r"""Return words with every character escaped that could steer a terminal.

    >>> printable("a\x1b[2J\u202eb")
    'a\\x1b[2J\\u202eb'
    """
    return UNSAFE.sub(_escaped, words)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"


def single(words: str) -> str:
    """Return words on one line, white space made single, safe to print."""
    return printable(" ".join(words.split()))


def short(words: str, longest: int = LONGEST) -> str:
    """Return the first of the words on one line, safe to print."""
    line = single(words[: 4 * longest])
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def json_line(value: Mapping[str, Any]) -> str:
    """Return a mapping as one line of JSON that is safe to print and reads as it was."""
    line = json.dumps(value, ensure_ascii=False)
    return UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


class Lines:
    """The lines of a text: which line and column an offset is in, both counted from one."""

    def __init__(self, text: str) -> None:
        """Note where each line begins; a carriage return alone ends one too."""
        self.starts = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


def words(text: str, span: Span) -> str:
    """Return the words of a span, as they are."""
    return text[span.start : span.end]
