"""Many documents: the same bytes whatever the order, and one bad file spoils no other."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from articles import CASES
from click.testing import CliRunner

from loader import batch, sources
from loader.cli_load import load

COMMAND = shutil.which("cybernorms", path=str(Path(sys.executable).parent))
FAULTS = {
    "missing.txt": (None, "no such file"),
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \r\n\t\n", "empty"),
    "binary.txt": (bytes(range(256)) * 4, "binary"),
    "broken.pdf": (b"%PDF-1.7 and no more", "PDF"),
    "broken.docx": (b"PK\3\4 and no more", "DOCX"),
}
GOOD = "The Paris Call\n\nCuba refused to sign the Paris Call.\n"
needs_command = pytest.mark.skipif(COMMAND is None, reason="the command is not installed")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def sourced(tmp_path):
    """Two good documents in a folder, another folder, and every faulty file."""
    for name, (content, _) in FAULTS.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
    (tmp_path / "folder.txt").mkdir()
    for case in CASES[:2]:
        (tmp_path / f"{case.name}.txt").write_bytes((case / "source.txt").read_bytes())
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    return tmp_path


def two(folder):
    return [folder / f"{case.name}.txt" for case in CASES[:2]]


def loaded(paths, out, jobs=1, **options):
    return list(batch.load(sources.expand(map(str, paths)), out, jobs, **options))


def written(folder):
    """Every file of a folder with its bytes, hidden and half-written ones too."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run(*arguments):
    return CliRunner().invoke(load, [str(one) for one in arguments])


def statuses(done):
    return [json.loads(line).get("status") for line in done.stdout.splitlines()][:-1]


def test_a_second_run_skips_all_and_changes_nothing(sourced, tmp_path):
    out = tmp_path / "out"
    assert [one.status for one in loaded(two(sourced), out)] == ["written", "written"]
    first = written(out)
    again = loaded(two(sourced), out)
    assert [one.status for one in again] == ["skipped", "skipped"]
    assert all(one.triples and one.found for one in again)
    assert [one.status for one in loaded(two(sourced), out, again=True)] == ["unchanged"] * 2
    assert written(out) == first


CHANGES = {
    "the document": lambda source, _: source.write_text(GOOD + "\nIran signed it.\n", "utf-8"),
    "the triples": lambda _, out: (out / "good.ttl").write_text("# edited\n", "utf-8"),
    "the triples, gone": lambda _, out: (out / "good.ttl").unlink(),
    "a decision": lambda _, out: (out / "good.review.toml").write_text(
        '[[reject]]\nsubject = "state/cuba"\npredicate = "hasRefused"\n'
        'object = "instrument/paris-call"\n', "utf-8",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_what_has_changed_is_read_again(what, sourced, tmp_path):
    out = tmp_path / "out"
    loaded([sourced / "good.txt"], out)
    CHANGES[what](sourced / "good.txt", out)
    assert [one.status for one in loaded([sourced / "good.txt"], out)] == ["written"]
    assert [one.status for one in loaded([sourced / "good.txt"], out)] == ["skipped"]


def test_a_ledger_that_is_broken_only_costs_time(sourced, tmp_path):
    out = tmp_path / "out"
    loaded([sourced / "good.txt"], out)
    [path] = Path(os.environ["XDG_CACHE_HOME"]).rglob("*.jsonl")
    path.write_text('{"document": "good"}\nnot json\n\0', "utf-8")
    assert [one.status for one in loaded([sourced / "good.txt"], out)] == ["unchanged"]


def test_order_and_company_make_no_difference(sourced, tmp_path):
    one, other = two(sourced)
    orders = {"a": [one, other], "b": [other, one]}
    for name, paths in orders.items():
        for jobs in (1, 2):
            found = loaded(paths, tmp_path / f"{name}{jobs}", jobs)
            assert [outcome.path for outcome in found] == [str(path) for path in paths]
    loaded([one], tmp_path / "alone")
    loaded([other], tmp_path / "alone")
    trees = [written(tmp_path / name) for name in ("a1", "a2", "b1", "b2", "alone")]
    assert len(trees[0]) == 2
    assert all(tree == trees[0] for tree in trees)


@needs_command
def test_a_process_of_its_own_gives_the_same_bytes(sourced, tmp_path):
    for seed in ("1", "2"):
        subprocess.run(
            [COMMAND, "load", *two(sourced), "--out", tmp_path / seed, "--jobs", seed],
            check=True, capture_output=True, env=os.environ | {"PYTHONHASHSEED": seed},
        )  # fmt: skip
    assert written(tmp_path / "1") == written(tmp_path / "2")


@pytest.mark.parametrize("name", FAULTS)
def test_a_bad_file_is_one_clear_line(name, sourced, tmp_path):
    done = run(sourced / name, sourced / "good.txt", "--out", tmp_path / "out")
    assert done.exit_code == 2
    told = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert len(told) == 1
    assert told[0].startswith(f"error: {sourced / name}: ")
    assert FAULTS[name][1] in told[0]
    assert set(written(tmp_path / "out")) == {"good.ttl"}


@needs_command
def test_the_command_tells_each_bad_file_and_does_the_rest(sourced, tmp_path):
    paths = [sourced / name for name in [*FAULTS, "good.txt"]]
    done = subprocess.run(
        [COMMAND, "load", *paths, "--out", tmp_path / "out", "--jobs", "2"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert [line.split(": ")[1] for line in errors] == [str(path) for path in paths[:-1]]
    assert "Traceback" not in done.stderr
    assert set(written(tmp_path / "out")) == {"good.ttl"}


def test_a_folder_with_nothing_to_read_is_one_clear_line(sourced, tmp_path):
    done = run(sourced / "folder.txt", "--out", tmp_path / "out")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "nothing to read" in done.stderr


def test_a_folder_that_cannot_be_written_is_one_clear_line(sourced):
    done = run(sourced / "good.txt", "--out", sourced / "empty.txt" / "below")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "can't be written" in done.stderr


def test_a_write_that_fails_leaves_the_old_file_whole(sourced, tmp_path, monkeypatch):
    run(sourced / "good.txt", "--out", tmp_path / "out")
    before = written(tmp_path / "out")
    (sourced / "good.txt").write_text(GOOD + "More.\n", encoding="utf-8")
    monkeypatch.setattr(Path, "replace", _full)
    done = run(sourced / "good.txt", "--out", tmp_path / "out")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert written(tmp_path / "out") == before


def _full(*_):
    raise OSError(28, "No space left on device")


# Two sources that would be written to the same file, and what the second is called instead.
SAME = [
    pytest.param("good.txt", "b/good.txt", "good-txt", id="same-name"),
    pytest.param("good.txt", "b/Good!.txt", "good-txt", id="same-slug"),
    pytest.param("good.txt", "good.md", "good-md", id="another-format"),
]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(("one", "other", "called"), SAME)
def test_two_documents_of_one_name_are_not_mixed_up(one, other, called, jobs, tmp_path):
    for name in (one, other):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(GOOD + name + ".\n", encoding="utf-8")
    done = run(tmp_path / one, tmp_path / other, "--out", tmp_path / "out", "--jobs", jobs)
    assert done.exit_code == 0
    assert f"this one is called {called}" in done.stderr
    assert set(written(tmp_path / "out")) == {"good.ttl", f"{called}.ttl"}


def test_a_file_named_twice_is_read_once(sourced, tmp_path):
    good = sourced / "good.txt"
    found = loaded([good, sourced / "." / "good.txt", str(sourced / "g*.txt")], tmp_path / "out")
    assert [one.document for one in found] == ["good"]


def test_copies_are_told(sourced, tmp_path):
    (sourced / "copy.txt").write_text(GOOD, encoding="utf-8")
    done = run(sourced / "good.txt", sourced / "copy.txt", "--out", tmp_path / "out")
    assert "same-content" in done.stderr


def test_a_name_too_long_for_its_triples_is_one_clear_line(tmp_path):
    path = tmp_path / f"{'n' * 250}.txt"
    path.write_text(GOOD, encoding="utf-8")
    done = run(path, "--out", tmp_path / "out")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)


def test_folders_patterns_and_lists_find_the_same(sourced, tmp_path):
    inside = sourced / "more" / "deep"
    inside.mkdir(parents=True)
    (inside / "one.txt").write_text(GOOD, "utf-8")
    (inside / ".hidden.txt").write_text(GOOD, "utf-8")
    (inside / "other.zip").write_bytes(b"PK")
    (inside / "link.txt").symlink_to(sourced / "good.txt")
    listing = tmp_path / "list"
    listing.write_text(f"# a comment\n\n{inside / 'one.txt'}\n", "utf-8")
    for arguments in ([sourced / "more"], [sourced / "more" / "**" / "*.txt"], ["--list", listing]):
        done = run(*arguments, "--out", tmp_path / "out", "--report", "json", "--again")
        assert [json.loads(line)["document"] for line in done.stdout.splitlines()] == ["one"]


def test_the_report_says_what_became_of_each(sourced, tmp_path):
    paths = [sourced / "good.txt", sourced / "empty.txt", *two(sourced)]
    done = run(*paths, "--out", tmp_path / "out", "--report", "json")
    assert statuses(done) == ["written", "failed", "written", "written"]
    *_, last = done.stdout.splitlines()
    counts = json.loads(last)["summary"]
    assert counts.pop("seconds") >= 0
    assert counts == {"documents": 4, "written": 3, "unchanged": 0, "skipped": 0, "failed": 1}


@needs_command
def test_a_document_that_takes_too_long_is_left_out(sourced, tmp_path):
    slow = sourced / "slow.txt"
    slow.write_text("A title\n\n" + "France supports the Paris Call. " * 40_000, "utf-8")
    done = run(slow, sourced / "good.txt", "--out", tmp_path / "out", "--max-seconds", "0.5")
    assert done.exit_code == 2
    assert f"error: {slow}: not done after 0.5 s" in done.stderr
    assert set(written(tmp_path / "out")) == {"good.ttl"}


@needs_command
def test_ctrl_c_leaves_everything_whole(sourced, tmp_path):
    for number in range(300):
        (sourced / f"copy-{number}.txt").write_text(GOOD * 20 + str(number), "utf-8")
    with subprocess.Popen(
        [COMMAND, "load", sourced, "--out", tmp_path / "out", "--jobs", "2"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        told = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert "stopped" in told
    assert "Traceback" not in told
    files = written(tmp_path / "out")
    assert all(
        name.endswith(".ttl") and content.endswith(b".\n") for name, content in files.items()
    )
    assert 0 < len(files) < 300


def test_nothing_named_is_told_how(tmp_path):
    done = run("--out", tmp_path)
    assert done.exit_code == 2
    assert "name a file" in done.stderr
