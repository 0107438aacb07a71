"""The index of names, which the server writes as it alone reads it; here it is only asked to."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

from loader.model import LoaderError

NAME: Final = "search.sqlite"
ROOT: Final = Path(__file__).parent.parent


def write(quads: Path, target: Path) -> None:
    """Have the index of a file of quads written, in a process that may know the server.

    Raises LoaderError with what it said if it fails.
    """
    command = [sys.executable, "-m", "server.names_index", str(quads), str(target)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no reason given"]
        raise LoaderError(f"{quads}: the index of names can't be made ({said[-1]})")
