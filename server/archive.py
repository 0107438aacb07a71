"""The releases that a build kept beside the one served, and what each of them changed; files only.

`index.json` in the folder above a release lists all that were built there, oldest first.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from server.errors import WorldFault
from server.release import Dump, Release, open_release

LOG = logging.getLogger("server")
INDEX = "index.json"
FOLDER = "changes"


@dataclass(frozen=True, slots=True)
class Changes:
    """The triples that a release added to the one before it, and those that it removed."""

    added: int
    removed: int
    dumps: tuple[Dump, ...]
    root: Path


@dataclass(frozen=True, slots=True)
class Edition:
    """A release as the index tells of it; `release` is nothing once its files are discarded."""

    name: str
    date: str
    triples: int
    previous: str | None = None
    changes: Changes | None = None
    release: Release | None = None


@dataclass(frozen=True)
class Archive:
    """Every release known here, the newest first; the current one is always among them."""

    current: Release
    editions: Mapping[str, Edition] = field(default_factory=dict)

    @cached_property
    def newest(self) -> Edition:
        """Give the edition that is served."""
        return self.editions[self.current.name]

    def previous(self) -> list[Edition]:
        """List all others, the newest first."""
        return [one for one in self.editions.values() if one.name != self.current.name]


def archive(current: Release) -> Archive:
    """Find the releases beside the current one; without an index it stands alone."""
    alone = Edition(current.name, current.date, current.triples, release=current)
    try:
        found = listed(current)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, WorldFault) as fault:
        LOG.warning("older releases are not shown: %s: %r", INDEX, fault)
        found = {}
    return Archive(current, found if current.name in found else {current.name: alone})


def listed(current: Release) -> dict[str, Edition]:
    """Read the index beside the current release, if it lists that one."""
    if current.root is None or not (current.root.parent / INDEX).is_file():
        return {}
    shelf = current.root.parent
    entries = json.loads((shelf / INDEX).read_text("utf-8"))["releases"]
    found = [edition(shelf, entry, current) for entry in entries]
    return {one.name: one for one in reversed(found)}


def edition(shelf: Path, entry: Mapping[str, Any], current: Release) -> Edition:
    """Read one entry; nothing outside of the shelf is opened, whatever it says."""
    name = str(entry["name"])
    if Path(name).name != name:
        raise ValueError(f"{name!r} is no name of a release")
    there = (shelf / name / "manifest.json").is_file()
    release = current if name == current.name else open_release(shelf / name) if there else None
    said = entry["changes"]
    changes = said and Changes(
        said["added"],
        said["removed"],
        tuple(Dump(**file) for file in said["files"]),
        shelf / FOLDER / name,
    )
    return Edition(name, entry["date"], entry["triples"], entry["previous"], changes, release)
