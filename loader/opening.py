"""A document as the loader reads it by rules alone: nothing is written, no decision applied."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from loader import reading, work

if TYPE_CHECKING:
    from pathlib import Path

    from loader.findings import Reading
    from loader.knowledge import Knowledge
    from loader.model import Document
    from loader.pipeline import Reader


@dataclass(frozen=True, slots=True)
class Opener:
    """Reads documents one after another with one body of knowledge."""

    known: Knowledge
    reader: Reader

    def document(self, path: Path) -> Document:
        """Return a file's text; LoaderError if it can't be read."""
        return reading.read(path)

    def reading(self, document: Document) -> Reading:
        """Return what the rules find in a document."""
        return self.reader.load(document)


@cache
def opener() -> Opener:
    """Return this process's reader, which knows what `load` knows; documents never add to it."""
    return Opener(*work.shared())
