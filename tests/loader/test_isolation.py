"""Work in processes of its own: what one does, takes or breaks touches no other."""

import faulthandler
import os
import signal
import time
from pathlib import Path

import pytest

from loader import isolation
from loader.isolation import Fault, Limits

LIMITS = Limits(seconds=5, megabytes=200)


def work(name):
    return DOINGS[name]()


def nested(depth=0):
    return nested(depth + 1)


def sleeping():
    time.sleep(600)


def crashing():
    faulthandler.disable()  # its report would look like one of the tests
    os.kill(os.getpid(), signal.SIGSEGV)


DOINGS = {
    "well": lambda: "done",
    "large": lambda: "x" * 5_000_000,
    "sleeps": sleeping,
    "hungry": lambda: len(bytearray(2_000_000_000)),
    "crashes": crashing,
    "leaves": lambda: os._exit(3),
    "nested": nested,
    "faulty": lambda: 1 / 0,
    "ignores Ctrl-C": lambda: os.kill(os.getpid(), signal.SIGINT) or "done",
}
FAULTS = {
    "sleeps": "not done after 5 s",
    "hungry": "more than 200 MB",
    "crashes": "SIGSEGV",
    "leaves": "exit code 3",
    "nested": "nested too deeply",
    "faulty": "ZeroDivisionError: division by zero",
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_in_words(name):
    [(number, result)] = isolation.run(work, [name], 1, LIMITS)
    assert number == 0
    assert isinstance(result, Fault)
    assert FAULTS[name] in result.message


@pytest.mark.parametrize("jobs", [1, 3])
def test_the_others_are_done_all_the_same(jobs):
    names = ["well", "crashes", "large", "leaves", "ignores Ctrl-C", "faulty", "well"]
    results = dict(isolation.run(work, names, jobs, LIMITS))
    assert sorted(results) == list(range(len(names)))
    fine = {names[number] for number, one in results.items() if not isinstance(one, Fault)}
    assert fine == {"well", "large", "ignores Ctrl-C"}
    assert len(results[2]) == 5_000_000


def test_no_more_than_so_many_at_once(tmp_path):
    def counted(name):
        mark = tmp_path / str(name)
        mark.touch()
        time.sleep(0.05)
        together = len(list(tmp_path.iterdir()))
        mark.unlink()
        return together

    assert max(found for _, found in isolation.run(counted, range(9), 3, LIMITS)) <= 3


def test_whoever_stops_asking_stops_the_processes(tmp_path):
    def tell(name):
        (tmp_path / str(os.getpid())).touch()
        if name:
            time.sleep(600)

    results = isolation.run(tell, [0, 1, 2], 3, Limits(seconds=600))
    next(results)
    while len(list(tmp_path.iterdir())) < 3:
        time.sleep(0.01)
    results.close()
    for path in tmp_path.iterdir():
        assert not alive(int(path.name))


def alive(pid):
    return Path(f"/proc/{pid}").exists()


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_nothing_is_left_open():
    before = len(list(Path("/proc/self/fd").iterdir()))
    list(isolation.run(work, ["well", "crashes", "faulty"] * 5, 2, LIMITS))
    assert len(list(Path("/proc/self/fd").iterdir())) == before
