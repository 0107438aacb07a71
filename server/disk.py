"""A store on disk, made once of the files of a large release; workers open it read-only.

A store in memory takes some 400 bytes a quad, and twice that where graphs are merged.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import platformdirs
import pyoxigraph as ox

from server.errors import WorldFault
from server.release import Release

LARGE = 1 << 30


def on_disk(release: Release, wish: str) -> bool:
    """Tell whether a release is served from disk: by an operator's wish, or by its size."""
    return wish == "disk" or (wish == "auto" and size(release) > LARGE)


def size(release: Release) -> int:
    """Give the bytes of a release's files."""
    return sum(path.stat().st_size for path in release.sources)


def prepared(release: Release) -> Path:
    """Find the store of a release, or have another process make it; raises WorldFault."""
    stores = platformdirs.user_cache_path("cybernorms") / "stores"
    folder = stores / release.digest[:20]
    if folder.is_dir():
        return folder
    stores.mkdir(parents=True, exist_ok=True)
    sys.stderr.write(f"cybernorms: making a store of {size(release) >> 20} MB, once\n")
    making = stores / f"{folder.name}.{os.getpid()}"
    command = [sys.executable, "-m", "server.disk", str(making), *map(str, release.sources)]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        shutil.rmtree(making, ignore_errors=True)
        raise WorldFault(f"The data cannot be stored: {done.stderr.strip()}")
    try:
        making.rename(folder)
    except OSError:
        # Another service has made the same one in the meantime.
        shutil.rmtree(making, ignore_errors=True)
    return folder


def make(folder: Path, files: Sequence[Path]) -> None:
    """Make a store; the default graph gets the merge of all graphs, as in memory."""
    store = ox.Store(str(folder))
    for path in files:
        store.bulk_load(path=str(path))
        merged = ox.parse(path=str(path))
        store.bulk_extend(ox.Quad(q.subject, q.predicate, q.object) for q in merged)
    store.flush()


def main(arguments: Sequence[str]) -> int:
    """Make a store; a fault is one line."""
    try:
        make(Path(arguments[0]), [Path(name) for name in arguments[1:]])
    except (OSError, SyntaxError, ValueError) as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
