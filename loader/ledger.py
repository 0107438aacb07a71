"""What was loaded before, so that what has not changed need not be read again.

A ledger is a file of JSON lines in the user's cache, one for every folder written to; the last
line on a document counts. Losing it costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from loader import __version__, folders
from loader import vocabulary as v


@dataclass(frozen=True, slots=True)
class Entry:
    """One document as it was loaded: from which bytes, with which knowledge, into which bytes."""

    document: str
    source: str
    inputs: str
    output: str
    outcome: dict[str, Any]


class Ledger:
    """The entries of one output folder."""

    def __init__(self, out: Path) -> None:
        """Read what is known of a folder; a file that can't be read is as good as none."""
        self.path = user_cache_path("cybernorms") / "loads" / f"{v.key(str(out.resolve()))}.jsonl"
        self.entries: dict[str, Entry] = {}
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            lines = []
        for line in lines:
            try:
                entry = Entry(**json.loads(line))
            except (ValueError, TypeError):
                continue
            self.entries[entry.document] = entry

    def unchanged(self, document: str, source: str, inputs: str, target: Path) -> Entry | None:
        """Return the entry of a document if reading it again would change nothing."""
        entry = self.entries.get(document)
        if entry and (entry.source, entry.inputs) == (source, inputs):
            return entry if entry.output == digest_of(target) else None
        return None

    def add(self, entry: Entry) -> None:
        """Write an entry down at once; a cache that can't be written is done without."""
        self.entries[entry.document] = entry
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(entry)) + "\n")
        except OSError:
            pass


def digest_of(*paths: Path) -> str:
    """Return the SHA-256 of files' bytes, one after the other; '' if one can't be read."""
    digest = hashlib.sha256()
    try:
        for path in paths:
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    except OSError:
        return ""
    return digest.hexdigest()


def knowledge() -> str:
    """Return a digest of all but the document that a reading depends on: code, rules, facts."""
    code = Path(__file__).parent
    parts = sorted([*code.rglob("*.py"), *code.rglob("*.toml")])
    return digest_of(*parts, *folders.ontology(), *folders.facts()) + __version__
