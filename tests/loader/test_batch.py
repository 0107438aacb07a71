"""Many documents: the same bytes whatever the order, and one bad file spoils no other."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from articles import CASES
from click.testing import CliRunner

from loader import batch
from loader.cli import load

COMMAND = shutil.which("cybernorms", path=str(Path(sys.executable).parent))
FAULTS = {
    "missing.txt": (None, "no such file"),
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \r\n\t\n", "empty"),
    "binary.txt": (b"a\0b", "binary"),
    "latin.txt": (b"caf\xe9", "not UTF-8"),
    "surrogate.txt": (b"a \xed\xa0\x80", "not UTF-8"),
    "cut.txt": ("é".encode()[:1], "not UTF-8"),
}
GOOD = "The Paris Call\n\nCuba refused to sign the Paris Call.\n"
needs_command = pytest.mark.skipif(COMMAND is None, reason="the command is not installed")


@pytest.fixture
def sources(tmp_path):
    """Two good documents in a folder, another folder, and every faulty file."""
    for name, (content, _) in FAULTS.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
    (tmp_path / "folder.txt").mkdir()
    for case in CASES[:2]:
        (tmp_path / f"{case.name}.txt").write_bytes((case / "source.txt").read_bytes())
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    return tmp_path


def two(sources):
    return [sources / f"{case.name}.txt" for case in CASES[:2]]


def written(folder):
    """Every file of a folder with its bytes, hidden and half-written ones too."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run(*arguments):
    return CliRunner().invoke(load, [str(one) for one in arguments])


def test_a_second_run_changes_nothing(sources, tmp_path):
    out = tmp_path / "out"
    assert [one.changed for one in batch.load(two(sources), out, 1)] == [True, True]
    first = written(out)
    assert [one.changed for one in batch.load(two(sources), out, 1)] == [False, False]
    assert written(out) == first


def test_order_and_company_make_no_difference(sources, tmp_path):
    one, other = two(sources)
    orders = {"a": [one, other], "b": [other, one]}
    for name, paths in orders.items():
        for jobs in (1, 2):
            list(batch.load(paths, tmp_path / f"{name}{jobs}", jobs))
    list(batch.load([one], tmp_path / "alone", 1))
    list(batch.load([other], tmp_path / "alone", 1))
    trees = [written(tmp_path / name) for name in ("a1", "a2", "b1", "b2", "alone")]
    assert len(trees[0]) == 2
    assert all(tree == trees[0] for tree in trees)


@needs_command
def test_a_process_of_its_own_gives_the_same_bytes(sources, tmp_path):
    for seed in ("1", "2"):
        subprocess.run(
            [COMMAND, "load", *two(sources), "--out", tmp_path / seed, "--jobs", seed],
            check=True, capture_output=True, env={"PYTHONHASHSEED": seed},
        )  # fmt: skip
    assert written(tmp_path / "1") == written(tmp_path / "2")


@pytest.mark.parametrize("name", FAULTS)
def test_a_bad_file_is_one_clear_line(name, sources, tmp_path):
    done = run(sources / name, sources / "good.txt", "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert done.stderr.startswith(f"error: {sources / name}: ")
    assert FAULTS[name][1] in done.stderr
    assert done.stderr.count("\n") == 1
    assert set(written(tmp_path / "out")) == {"good.ttl"}


@needs_command
def test_the_command_tells_each_bad_file_and_does_the_rest(sources, tmp_path):
    paths = [sources / name for name in [*FAULTS, "folder.txt", "good.txt"]]
    done = subprocess.run(
        [COMMAND, "load", *paths, "--out", tmp_path / "out", "--jobs", "2"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    told = [line.split(": ")[1] for line in done.stderr.splitlines()]
    assert told == [str(path) for path in paths[:-1]]
    assert set(written(tmp_path / "out")) == {"good.ttl"}


def test_a_folder_is_one_clear_line(sources, tmp_path):
    done = run(sources / "folder.txt", "--out", tmp_path / "out")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "folder" in done.stderr


def test_a_folder_that_cannot_be_written_is_one_clear_line(sources):
    done = run(sources / "good.txt", "--out", sources / "empty.txt" / "below")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "can't be written" in done.stderr


def test_a_write_that_fails_leaves_the_old_file_whole(sources, tmp_path, monkeypatch):
    run(sources / "good.txt", "--out", tmp_path / "out")
    before = written(tmp_path / "out")
    (sources / "good.txt").write_text(GOOD + "More.\n", encoding="utf-8")
    monkeypatch.setattr(Path, "replace", _full)
    done = run(sources / "good.txt", "--out", tmp_path / "out")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert written(tmp_path / "out") == before


def _full(*_):
    raise OSError(28, "No space left on device")


# Two paths that would be written to the same file.
SAME = [
    pytest.param("good.txt", "b/good.txt", id="same-name"),
    pytest.param("good.txt", "b/Good!.txt", id="same-slug"),
    pytest.param("good.txt", "good.txt", id="same-file"),
    pytest.param("文.txt", "b/文.txt", id="without-ascii"),
]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_documents_of_one_name_are_not_mixed_up(one, other, jobs, tmp_path):
    for name in (one, other):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    done = run(tmp_path / one, tmp_path / other, "--out", tmp_path / "out", "--jobs", jobs)
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert "same document" in done.stderr
    assert len(written(tmp_path / "out")) == 1


def test_a_name_too_long_for_its_triples_is_one_clear_line(tmp_path):
    path = tmp_path / f"{'n' * 250}.txt"
    path.write_text(GOOD, encoding="utf-8")
    done = run(path, "--out", tmp_path / "out")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
