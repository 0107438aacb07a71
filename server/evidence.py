"""The passages behind claims: texts that the operator may show, found by their checksum."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from server.errors import WorldFault

AROUND = 240
# Where the loader keeps the text of a PDF, a page or the like, beside its file.
KEPT = ".cybernorms"


@dataclass(frozen=True, slots=True)
class Passage:
    """A phrase and what stands around it."""

    before: str
    phrase: str
    after: str


class Library:
    """The texts of a folder by the SHA-256 of their bytes; empty without a folder.

    They are its `.txt` files, and what the loader extracted from other formats and kept there.
    """

    def __init__(self, folder: Path | None) -> None:
        """Take the checksum of every text once."""
        self.paths = dict(checksums(folder)) if folder else {}

    def passage(self, sha256: str, start: int, end: int) -> Passage | None:
        """Show the characters from `start` to `end`, or nothing if the text is not at hand."""
        path = self.paths.get(sha256.lower())
        text = read_text(path) if path else ""
        if not 0 <= start < end <= len(text):
            return None
        before, after = max(0, start - AROUND), min(len(text), end + AROUND)
        return Passage(
            ("…" if before else "") + text[before:start],
            text[start:end],
            text[end:after] + ("…" if after < len(text) else ""),
        )


def checksums(folder: Path) -> Iterator[tuple[str, Path]]:
    """Give the checksum and the path of each text."""
    if not folder.is_dir():
        raise WorldFault(f"{folder} is not a folder of documents.")
    for path in sorted([*folder.glob("*.txt"), *folder.glob(f"{KEPT}/*.txt")]):
        if path.is_file():
            yield hashlib.sha256(path.read_bytes()).hexdigest(), path


@lru_cache(maxsize=32)
def read_text(path: Path) -> str:
    """Decode a text; offsets count code points of exactly this, so newlines stay as they are."""
    return path.read_bytes().decode("utf-8", "replace")
