"""What is measured: requests a second, latency, processor time, memory; by wrk and from /proc."""

import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICK = os.sysconf("SC_CLK_TCK")
SCRIPT = Path(__file__).with_name("requests.lua")
SLOWEST = 60
QUIET = 5
MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class Process:
    """A line of /proc/PID/stat; seconds of the processor, those of reaped children included."""

    parent: int
    session: int
    seconds: float


def processes() -> dict[int, Process]:
    """List the processes that run."""
    found = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                words = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            seconds = sum(map(int, words[11:15])) / TICK
            found[int(folder.name)] = Process(int(words[1]), int(words[3]), seconds)
    return found


def tree(root: int) -> dict[int, Process]:
    """List a process that leads a session, what belongs to the session, and all descendants."""
    everything = processes()
    found = {p for p, one in everything.items() if root in {p, one.session}}
    while more := {p for p, one in everything.items() if one.parent in found} - found:
        found |= more
    return {p: everything[p] for p in found}


def seconds(root: int) -> float:
    """Sum up the processor time of a process and its descendants."""
    return sum(one.seconds for one in tree(root).values())


def shares(root: int) -> dict[int, float]:
    """Give the megabytes of a process and of each descendant, shared pages split among them."""
    found = {}
    for process in tree(root):
        # A process may end while it is looked at.
        with suppress(OSError):
            text = (PROC / str(process) / "smaps_rollup").read_text()
            line = next((one for one in text.splitlines() if one.startswith("Pss:")), "Pss: 0 kB")
            found[process] = int(line.split()[1]) * 1024 / MEGABYTE
    return found


def share(root: int) -> float:
    """Sum up the memory of a process and its descendants, in megabytes."""
    return sum(shares(root).values())


@contextmanager
def watching(look, pause: float, most: float = 0.02) -> Iterator[None]:
    """Have something looked at meanwhile, taking no more than a share of a core, and at the end."""
    over = threading.Event()

    def run() -> None:
        while not over.is_set():
            started = time.perf_counter()
            look()
            over.wait(max(pause, (time.perf_counter() - started) / most))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        look()


def working(root: int) -> bool:
    """Say whether any thread of a server runs, or would if others let it."""
    for process in tree(root):
        for stat in (PROC / str(process) / "task").glob("*/stat"):
            with suppress(OSError):
                if stat.read_text().rpartition(")")[2].split()[0] in {"R", "D"}:
                    return True
    return False


def settle(root: int, patience: float = 30.0) -> bool:
    """Wait until a server no longer works on what its clients have given up; say whether it did."""
    until, quiet = time.perf_counter() + patience, 0
    while quiet < QUIET and time.perf_counter() < until:
        time.sleep(0.03)
        quiet = 0 if working(root) else quiet + 1
    return quiet == QUIET


def prefer(nice: int, processes: Iterable[int] = ()) -> None:
    """Give ourselves precedence over other programs, and the sessions of some processes.

    What a process starts has its niceness; but where the kernel groups by session, a group's counts
    instead, and a new session begins with none.
    """
    os.setpriority(os.PRIO_PROCESS, 0, nice)
    for process in (os.getpid(), *processes):
        with suppress(FileNotFoundError, ProcessLookupError):
            (PROC / str(process) / "autogroup").write_text(str(nice))


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of requests gave: times in milliseconds, `others` in shares of the cores."""

    rate: float
    answers: int
    p50: float
    p99: float
    size: float
    refused: int
    broken: int
    processor: float
    others: float


def machine() -> float:
    """Sum up the seconds that our cores were busy with anything, or taken away from us."""
    mine = {f"cpu{core}" for core in os.sched_getaffinity(0)}
    lines = map(str.split, (PROC / "stat").read_text().splitlines())
    # user, nice, system, irq, softirq, steal; not idle and not waiting for input or output.
    return sum(
        int(words[i]) / TICK for words in lines if words[0] in mine for i in (1, 2, 3, 6, 7, 8)
    )


def load(root: int, address: str, raw: str, things: int, connections: int, span: int, seed: int):
    """Have wrk send requests for so many seconds; None if it could not."""
    command = [shutil.which("wrk") or "wrk", "-t1", f"-c{connections}", f"-d{span}s"]
    command += ["--timeout", f"{SLOWEST}s", "-s", str(SCRIPT), f"http://{address}/", "--"]
    before = (seconds(root), machine(), own())
    done = subprocess.run(
        [*command, str(seed), str(things), raw], capture_output=True, text=True, check=False
    )
    after = (seconds(root), machine(), own())
    if done.returncode or not done.stdout.strip():
        raise OSError(f"wrk failed: {done.stderr.strip() or done.stdout.strip()}")
    said = json.loads(done.stdout.strip().splitlines()[-1])
    mine, busy, bench = (b - a for a, b in zip(before, after, strict=True))
    good = max(0, said["requests"] - said["refused"])
    cores = len(os.sched_getaffinity(0)) * said["seconds"]
    return Round(
        rate=good / said["seconds"],
        answers=good,
        p50=said["p50"],
        p99=said["p99"],
        size=said["bytes"] / max(1, said["requests"]),
        refused=said["refused"],
        broken=said["broken"],
        processor=1000 * mine / max(1, said["requests"]),
        others=max(0.0, busy - mine - bench) / cores,
    )


def own() -> float:
    """Sum up our own processor time, wrk's included."""
    return sum(os.times()[:4])
