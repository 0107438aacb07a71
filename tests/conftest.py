"""The built release, and the real service over it on a real socket: made once for all tests."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pytest

ROOT = Path(__file__).parent.parent


def command(*words, **options):
    """Run `cybernorms` as a user would, without relying on the script's place."""
    code = "from loader.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        capture_output=True, text=True, check=False, timeout=300, **options,
    )  # fmt: skip


@pytest.fixture(scope="session")
def cybernorms():
    return command


@pytest.fixture(scope="session")
def release(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built") / "release"
    done = command("build", "--out", folder, "--quiet")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def manifest(release):
    return json.loads((release / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def service(release):
    """Serve the release; the address is what the one line on standard output says."""
    code = "from loader.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "serve", "--port", "0", "--release", str(release)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    with process:
        line = process.stdout.readline()
        try:
            yield line.split()[-1].rstrip("/")
        finally:
            process.terminate()


@pytest.fixture(scope="session")
def get(service):
    """Ask the service for a path and return the body's text."""

    def fetch(path, accept="*/*", **parameters):
        query = "?" + urlencode(parameters) if parameters else ""
        request = urllib.request.Request(service + path + query, headers={"Accept": accept})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read().decode("utf-8")

    return fetch
