"""What a researched file gives as the source of a fact, said as cells of dcterms:source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from loader.model import LoaderError
from loader.research.files import mapping

if TYPE_CHECKING:
    from collections.abc import Iterable

# Files of which a search index gives the number only, one or several in a text.
NUMBERED: Final = re.compile(r"(?:public GitHub file, search-index id|code-files) (\d+(?:, \d+)*)")
ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
# What ends an address within a sentence rather than belonging to it.
TRAILING: Final = ".,;:!?"


def cells(texts: Iterable[str]) -> str:
    """Return the cell of dcterms:source for source texts, sorted, each source once.

    Raises LoaderError if a text names no source that is known and holds no web address.

    >>> cells(["ror v1.8/0326v3z14.json", "article", "code-files 7, 12 (Sony)"])
    'document:moulin-2019-paris-call | source:github-file-12 | source:github-file-7 | source:ror'
    """
    return " | ".join(sorted({source for text in texts for source in _sources(text)}))


def _sources(text: str) -> list[str]:
    text = text.strip()
    if numbered := NUMBERED.match(text):
        return [f"source:github-file-{number}" for number in numbered[1].split(", ")] + (
            _sources(rest) if (rest := text.partition("; ")[2]) else []
        )
    known = mapping("sources")
    named = [name for name in known if re.match(re.escape(name) + r"(?![\w-])", text)]
    if named:
        rest = text.partition("; ")[2]
        return [known[max(named, key=len)], *(_sources(rest) if rest else [])]
    if address := ADDRESS.search(text):
        return [_whole(address[0])]
    raise LoaderError(
        f"no source is known as {text!r}; give a web address, or add a line to [sources] in"
        " loader/research/mappings.toml"
    )


def _whole(address: str) -> str:
    """Return an address without the marks of the sentence around it."""
    address = address.rstrip(TRAILING)
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(TRAILING)
    return address
