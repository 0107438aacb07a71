"""Each piece of work in a process of its own: with a deadline, a memory cap, no harm to others.

A process is forked from this one, so that it starts with all that is loaded here, and ends with
its piece: nothing it leaks, breaks or forgets to close outlives it.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import time
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

Task = TypeVar("Task")
Result = TypeVar("Result")
FORK: Final = multiprocessing.get_context("fork")
MEGABYTE: Final = 1024 * 1024
# How often, in seconds, we look whether to stop.
HEED: Final = 0.2


@dataclass(frozen=True, slots=True)
class Limits:
    """What one piece of work may take: seconds by the clock, and megabytes beyond the start."""

    seconds: float = 120
    megabytes: int = 2048


@dataclass(frozen=True, slots=True)
class Fault:
    """A piece of work that came to no result, and why, in words."""

    message: str


@dataclass(slots=True)
class Running:
    """A process at work on a task, and until when it may be."""

    number: int
    process: ForkProcess
    results: Connection
    deadline: float


def run(
    work: Callable[[Task], Result], tasks: Iterable[Task], jobs: int, limits: Limits,
    stopped: Callable[[], bool] = bool,
) -> Iterator[tuple[int, Result | Fault]]:  # fmt: skip
    """Yield the result of every task with its number, as each is done, `jobs` at a time.

    Whatever stops the caller stops the processes too. Raises KeyboardInterrupt soon after
    `stopped` says so: one raised by a signal is lost where Python clears an object away.
    """
    waiting = enumerate(tasks)
    running: list[Running] = []
    try:
        while True:
            while len(running) < jobs and (following := next(waiting, None)) is not None:
                running.append(_start(work, *following, limits))
            if not running:
                return
            left = min(one.deadline for one in running) - time.monotonic()
            wait([one.results for one in running], min(HEED, max(0.0, left)))
            if stopped():
                raise KeyboardInterrupt
            for one in list(running):
                if one.results.poll() or time.monotonic() >= one.deadline:
                    running.remove(one)
                    yield one.number, _finish(one, limits)
    finally:
        for one in running:
            one.process.kill()
            one.process.join()


def _start(work: Callable[[Any], Any], number: int, task: object, limits: Limits) -> Running:
    results, answer = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_child, args=(work, task, answer, limits), daemon=True)
    gc.freeze()  # or a collection in the child would copy every page that it looks at
    process.start()
    gc.unfreeze()
    answer.close()
    return Running(number, process, results, time.monotonic() + limits.seconds)


def _finish(one: Running, limits: Limits) -> Any:  # noqa: ANN401  # what came through the pipe
    """Return what a process sent, or why it sent nothing."""
    try:
        if not one.results.poll():
            one.process.kill()
            return Fault(f"not done after {limits.seconds:g} s, the limit; left out")
        return one.results.recv()
    except (EOFError, OSError):
        one.process.join()
        return Fault(_ended(one.process.exitcode or 0))
    finally:
        one.results.close()
        one.process.join()


def _ended(code: int) -> str:
    if code < 0:
        return f"the process that read it was ended by {signal.Signals(-code).name}; left out"
    return f"the process that read it ended with exit code {code}; left out"


def _child(work: Callable[[Any], Any], task: object, answer: Connection, limits: Limits) -> None:
    """Do one piece of work and send what came of it; the parent alone minds Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    size = _address_space() + limits.megabytes * MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        result = work(task)
    except MemoryError:
        result = Fault(f"needs more than {limits.megabytes} MB of memory, the limit; left out")
    except RecursionError:
        result = Fault("nested too deeply to be read; left out")
    except Exception as error:  # the last wall: a fault of ours in one document spares the others
        result = Fault(f"a fault of the loader ({type(error).__name__}: {error}); left out")
    answer.send(result)
    answer.close()


def _address_space() -> int:
    """Return how many bytes of address space this process has; proc(5), statm."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
