"""The description for programs held against the real server: schemathesis asks, valid and not.

It runs by its own command, as its plugin for pytest does not work with every pytest.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
COMMAND = (sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()")


@pytest.fixture(scope="module")
def run(server, tmp_path_factory):
    """Try everything once; give how it ended, what was said, and the report."""
    pytest.importorskip("schemathesis", reason="schemathesis is not installed")
    folder = tmp_path_factory.mktemp("schemathesis")
    report = folder / "report.json"
    taken = [f"--report-json-path={report}", "--report=json", "--output-truncate=false"]
    done = subprocess.run(
        [
            *COMMAND,
            f"--config-file={HERE / 'schemathesis.toml'}",
            "run",
            *taken,
            f"{server.url}openapi.json",
        ],
        env={**os.environ, "SCHEMATHESIS_HOOKS": str(HERE / "schemathesis_hooks.py")},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done, json.loads(report.read_text()) if report.is_file() else {}


def test_the_server_does_as_it_says(run):
    done, report = run
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-5_000:]
    tried = report["operations"]
    assert tried["tested"] == tried["selected"] == tried["total"] > 40
    assert report["test_cases"]["generated"] > 1000
    for operation in ("GET /sparql", "POST /sparql", "POST /reconcile", "POST /same-as"):
        assert sum(one["accepted"] for one in report["valid_rates"][operation].values()), operation
