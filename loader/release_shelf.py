"""The folder in which releases are kept: which there are, in their order, and what each changed.

Each release has a folder under its name; `changes/` has what it added and removed, as N-Triples,
and `index.json` lists all in the order in which they were built. These stand beside the releases,
not in them: what a release holds must not depend on what was there before.
"""

from __future__ import annotations

import fcntl
import json
import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from pyoxigraph import RdfFormat

from loader import release
from loader import vocabulary as v
from loader.model import LoaderError
from loader.release_dumps import Writer
from loader.write import replace_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    Entry = dict[str, Any]

INDEX: Final = "index.json"
CHANGES: Final = "changes"
OURS: Final = re.compile(rf"<({re.escape(v.BASE)}id/[^>]*)>".encode())
# Its counts change with every release; who asks what changed means the rest.
UNCOMPARED: Final = f"<{v.graph('description')}>".encode()


def build(shelf: Path, keep: int, say: Callable[[str], None], *, force: bool = False) -> Path:
    """Return the folder of the release that today's files make, building it if need be.

    `keep` older releases stay, the newest ones; of others what they changed stays. Raises what
    `release.checked` and `release.publish` raise, and LoaderError if the index can't be read.
    """
    try:
        shelf.mkdir(parents=True, exist_ok=True)
        with locked(shelf):
            entries, inputs = read(shelf), release.digest_of_inputs()
            ready = [one["name"] for one in entries if one["inputs"] == inputs]
            for name in reversed(ready):
                if (shelf / name / release.MANIFEST).is_file() and not force:
                    return shelf / str(name)
            store = release.checked(say)
            manifest = release.publish(store, shelf / release.name(store), say)
            entries = shelve(shelf, entries, manifest, inputs)
            discard(shelf, [one["name"] for one in entries], manifest["name"], keep)
    except OSError as error:
        raise LoaderError(f"{shelf}: {error.strerror}: {error.filename}") from None
    return shelf / str(manifest["name"])


@contextmanager
def locked(shelf: Path) -> Iterator[None]:
    """Let one build at a time work on a shelf; others wait."""
    with (shelf / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def read(shelf: Path) -> list[Entry]:
    """Return what the index lists, oldest first; nothing if there is none yet."""
    path = shelf / INDEX
    if not path.is_file():
        return []
    try:
        found: list[Entry] = json.loads(path.read_text(encoding="utf-8"))["releases"]
    except (ValueError, KeyError, TypeError) as error:
        raise LoaderError(f"{path}: can't be understood ({error!r}); move it away") from None
    return found


def shelve(shelf: Path, entries: list[Entry], manifest: Entry, inputs: str) -> list[Entry]:
    """Enter a release into the index, with what it changed, and return all entries.

    One that is there already keeps its place, so that building it again changes nothing.
    """
    name = manifest["name"]
    names = [one["name"] for one in entries]
    known = entries[names.index(name)] if name in names else None
    before = known["previous"] if known else next(reversed(names), None)
    kept = ("name", "date", "digest", "version", "quads", "triples")
    made = {key: manifest[key] for key in kept} | {"inputs": inputs, "previous": before}
    made["changes"] = known["changes"] if known else None
    if before and (shelf / before / release.DATASET).is_file():
        made["changes"] = compare(shelf, before, name)
    entries = [made if one is known else one for one in entries] + ([] if known else [made])
    text = json.dumps({"releases": entries}, indent=1, sort_keys=True)
    replace_file(shelf / INDEX, f"{text}\n".encode())
    return entries


def compare(shelf: Path, before: str, after: str) -> Entry:
    """Write what a release adds to another and removes from it; return counts and files."""
    old, new = (triples(shelf / name / release.DATASET) for name in (before, after))
    folder = shelf / CHANGES / after
    folder.mkdir(parents=True, exist_ok=True)
    writer = Writer(folder)
    for name, changed in (("added", new - old), ("removed", old - new)):
        writer.dump(f"{name}.nt", RdfFormat.N_TRIPLES, b"".join(sorted(changed)), kept=False)
    writer.store(release.THINGS, things((new - old) | (old - new)))
    counts = {"added": len(new - old), "removed": len(old - new)}
    return {**counts, "files": writer.finish()}


def triples(path: Path) -> set[bytes]:
    """Return the triples of sorted N-Quads as lines, but for those by which a release counts."""
    found = set()
    with path.open("rb") as file:
        for line in file:
            triple, _, graph = line.removesuffix(b" .\n").rpartition(b" ")
            if graph != UNCOMPARED:
                found.add(triple + b" .\n")
    return found


def things(changed: Iterable[bytes]) -> bytes:
    """Return the things of ours that some triples speak of, a line each."""
    found = {iri for line in changed for iri in OURS.findall(line)}
    return b"".join(iri + b"\n" for iri in sorted(found))


def discard(shelf: Path, names: list[str], current: str, keep: int) -> None:
    """Remove the oldest releases, but for the current one and `keep` others."""
    others = [one for one in names if one != current and (shelf / one).is_dir()]
    for name in others[: max(0, len(others) - keep)]:
        shutil.rmtree(shelf / name)
