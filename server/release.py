"""What is served: a finished release and its manifest, or bare RDF files; reading only."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from server.errors import WorldFault

BASE = "https://w3id.org/cybernorms/"
DATASET = "cybernorms.nq"


@dataclass(frozen=True, slots=True)
class Graph:
    """A named graph of the release."""

    iri: str
    title: str
    triples: int
    file: str


@dataclass(frozen=True, slots=True)
class Dump:
    """A file of the release that may be downloaded; some lie there in a packed form only."""

    name: str
    sha256: str
    bytes: int
    media_type: str
    packed_in: str = ""
    unpacked: str = ""
    unpacked_media_type: str = ""
    holds: str = ""


@dataclass(frozen=True, slots=True)
class Release:
    """One immutable dataset: the files to load, and what its manifest says of it."""

    sources: tuple[Path, ...]
    digest: str
    version: str = "unreleased"
    name: str = ""
    date: str = ""
    base: str = BASE
    root: Path | None = None
    quads: int = 0
    triples: int = 0
    prefixes: Mapping[str, str] = field(default_factory=dict)
    graphs: tuple[Graph, ...] = ()
    dumps: tuple[Dump, ...] = ()
    modified: datetime | None = None

    def dump(self, name: str) -> Dump | None:
        """Find a file by its name in the manifest; nothing else can be downloaded."""
        return next((d for d in self.dumps if d.name == name), None)


def open_release(root: Path) -> Release:
    """Read the manifest of a release directory."""
    try:
        manifest = json.loads((root / "manifest.json").read_text("utf-8"))
        release = from_manifest(root, manifest)
    except OSError as fault:
        raise WorldFault(f"{root} is no release: {fault.strerror} (manifest.json).") from None
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise WorldFault(f"{root / 'manifest.json'} cannot be understood: {fault!r}.") from None
    if not release.sources[0].is_file():
        raise WorldFault(f"{root} is no release: it has no {DATASET}.")
    return release


def from_manifest(root: Path, manifest: Mapping[str, Any]) -> Release:
    """Make the release of its manifest's words."""
    return Release(
        sources=(root / DATASET,),
        digest=manifest["digest"],
        version=manifest["version"],
        name=manifest.get("name", ""),
        date=manifest.get("date", ""),
        base=manifest["base"],
        root=root,
        quads=manifest["quads"],
        triples=manifest["triples"],
        prefixes=dict(manifest["prefixes"]),
        graphs=tuple(
            Graph(g["iri"], g["title"], g["triples"], g["file"]) for g in manifest["graphs"]
        ),
        dumps=tuple(Dump(**file) for file in manifest["files"]),
        modified=written(root / DATASET),
    )


def written(*files: Path) -> datetime | None:
    """Tell when the newest of these files was written, to the second as HTTP dates are."""
    try:
        latest = max(file.stat().st_mtime for file in files)
    except OSError:
        return None
    return datetime.fromtimestamp(int(latest), UTC)


def of_files(files: Sequence[Path]) -> Release:
    """Serve bare RDF files; their bytes together make the digest."""
    digest = hashlib.sha256()
    for file in files:
        try:
            with file.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
        except OSError as fault:
            raise WorldFault(f"{file} cannot be read: {fault.strerror}.") from None
    return Release(tuple(files), digest.hexdigest(), modified=written(*files))
