"""A folder full of what is broken or meant to break: each a clear line, all else done."""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import hostile
import pytest

COMMAND = shutil.which("cybernorms", path=str(Path(sys.executable).parent))
SECONDS, MEGABYTES = 8, 768
# Either is right: a machine may be quick or slow.
LIMITED = ("the limit; left out",)

pytestmark = pytest.mark.skipif(COMMAND is None, reason="the command is not installed")


def command(folder, cache, *more):
    return subprocess.run(
        [COMMAND, "load", folder, "--out", cache / "out", "--report", "json", *more],
        capture_output=True, check=False, timeout=300, cwd=cache,
        env=os.environ | {"XDG_CACHE_HOME": str(cache), "LC_ALL": "C.UTF-8"},
    )  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """What the command made of the folder: exit code, told on both sides, and the folders."""
    base = tmp_path_factory.mktemp("run")
    folder = tmp_path_factory.mktemp("hostile")
    hostile.fill(folder)
    before = listing(folder)
    begun = time.monotonic()
    limits = ("--max-seconds", str(SECONDS), "--max-megabytes", str(MEGABYTES))
    done = command(folder, base, *limits)
    taken = time.monotonic() - begun
    told = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return done, told[:-1], told[-1]["summary"], base / "out", folder, before, taken


def listing(folder):
    return {path for path in folder.rglob("*") if ".cybernorms" not in path.parts}


def failure(name, outcomes, folder):
    [found] = [one["failure"] for one in outcomes if one["path"] == str(folder / name)]
    return found


def test_the_command_ends_and_says_that_something_was_wrong(run):
    done, outcomes, summary, _, _, _, taken = run
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr and b"fault of the loader" not in done.stderr
    assert len(outcomes) == len(hostile.FILES) + 1 == summary["documents"]
    assert taken < 20 * SECONDS


def test_each_failure_is_one_line(run):
    done, outcomes, _, _, _, _, _ = run
    errors = [x for x in done.stderr.decode().splitlines() if x.startswith("error: ")]
    failed = [one for one in outcomes if one["status"] == "failed"]
    assert len(errors) == len(failed) > 25
    # What is told of each: a failure, or a problem with its place.
    line = re.compile(
        r"(?:error: .+|[\w-]*:\d+: (?:warning|error): [\w-]+: .+|\d+ documents in .+)"
    )
    assert all(line.fullmatch(one) for one in done.stderr.decode().splitlines())
    unsafe = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
    assert not unsafe.search(done.stderr.decode() + done.stdout.decode())


@pytest.mark.parametrize("name", hostile.FILES)
def test_what_is_said_of_it(name, run):
    _, words = hostile.FILES[name]
    found = failure(name, run[1], run[4])
    if words:
        assert words in found
    else:
        assert not found or found.endswith(LIMITED)


def test_what_is_good_is_written_whole(run):
    _, outcomes, _, out, folder, before, _ = run
    written = {one["written"] for one in outcomes if one["status"] == "written"}
    assert written == {str(path) for path in out.iterdir()}
    assert all(path.read_bytes().rstrip().endswith(b".") for path in out.iterdir())
    texts = (out / f"{name}.ttl" for name in ("a-b", "same-txt", "text-called"))
    assert all(b"hasRefused" in path.read_bytes() for path in texts)
    assert listing(folder) == before
    assert not list(folder.rglob("*.part"))


def test_memory_stays_within_limits(run):
    assert run[0]
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert most < MEGABYTES + 300


def test_a_second_run_reads_only_what_failed(run, tmp_path):
    _, first, _, out, folder, _, _ = run
    names = [one["path"] for one in first if one["status"] == "written"][:20]
    names = [one for one in names if "\\udc" not in ascii(one)]
    done = command(names[0], out.parent, *names[1:])
    again = [json.loads(line) for line in done.stdout.decode().splitlines()][:-1]
    assert {one["status"] for one in again} <= {"skipped", "unchanged", "written"}
    assert folder.is_dir() and tmp_path.is_dir()


@pytest.mark.parametrize(
    "name", ["pipe.txt", "dangling.txt", "round.txt", "folder.txt", "/dev/zero"]
)
def test_what_is_no_file_is_refused_at_once(name, run, tmp_path):
    done = command(run[4] / name, tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: ") and done.stderr.count(b"\n") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(tmp_path):
    path = tmp_path / "locked.txt"
    path.write_text(hostile.SAID)
    path.chmod(0)
    done = command(path, tmp_path)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
