"""The editor of the SPARQL page: fetched as a package when the server is installed, never vendored.

Only the standard library is imported here, as a build has nothing else yet. Without the editor the
page is a plain form, so nothing else may depend on it. `python -m server.editor` installs it later.
"""

import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

FOLDER = Path(__file__).parent
WANTED = FOLDER / "npm"
PLACE = FOLDER / "static" / "editor"
PACKAGE = Path("node_modules/@zazuko/yasqe/build")
FILES = {"yasqe.esm.js": "editor.js", "yasqe.min.css": "editor.css"}
STAMP = "package.sha256"
SECONDS = 120


class EditorMissing(Exception):
    """The package cannot be had here; the page works without it."""


def installed(place: Path = PLACE) -> bool:
    """Tell whether the version that the lock file names is in its place."""
    stamp = place / STAMP
    return stamp.is_file() and stamp.read_text("ascii") == wanted()


def wanted() -> str:
    """Give the checksum of the lock file, which has those of all packages."""
    return sha256((WANTED / "package-lock.json").read_bytes()).hexdigest()


def install(place: Path = PLACE) -> None:
    """Put the editor into its place unless it is there; no script of a package is run."""
    if installed(place):
        return
    npm = shutil.which("npm")
    if npm is None:
        raise EditorMissing("npm is not installed here")
    with TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(WANTED / name, folder)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise EditorMissing(f"npm could not be run to its end: {fault}") from None
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise EditorMissing(f"npm ended with exit code {done.returncode}: {last}")
        place.mkdir(parents=True, exist_ok=True)
        for source, name in FILES.items():
            text = (Path(folder) / PACKAGE / source).read_text("utf-8")
            # The map of the sources stays behind, so its address would lead nowhere.
            kept = [line for line in text.splitlines() if "sourceMappingURL=" not in line[:40]]
            (place / name).write_text("\n".join(kept) + "\n", "utf-8")
    (place / STAMP).write_text(wanted(), "ascii")


if __name__ == "__main__":
    try:
        install()
    except EditorMissing as fault:
        sys.exit(f"The SPARQL page stays a plain form: {fault}.")
