"""The same work on a Dask cluster: its workers need this package, not our files.

The bytes of each document are sent and its Turtle comes back, so that nothing but the scheduler
has to be shared: https://distributed.dask.org/en/stable/client.html. Each worker keeps one plain
process of this package, which reads each document in a fork of its own, as on one machine.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from loader import isolation, reading
from loader.isolation import Fault, Limits
from loader.model import LoaderError
from loader.work import Done, Task, perform, prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

AHEAD: Final = 4
WAIT: Final = "10s"
LENGTH: Final = 8
local = threading.local()


def engine(address: str, limits: Limits) -> Callable[[Sequence[Task]], Iterator[Any]]:
    """Return what reads tasks on the cluster whose scheduler has the address.

    Raises LoaderError if Dask is not installed or the scheduler doesn't answer.
    """
    try:
        from distributed import Client  # noqa: PLC0415  # an extra, needed here only
    except ImportError:
        raise LoaderError("--cluster needs Dask: pip install 'cybernorms[cluster]'") from None
    try:
        client = Client(address, timeout=WAIT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise LoaderError(f"{address}: no Dask scheduler answers there ({error})") from None
    return lambda tasks: _spread(client, tasks, limits)


def _spread(client: Any, tasks: Sequence[Task], limits: Limits) -> Iterator[Any]:  # noqa: ANN401
    """Yield each task's number and result, keeping a few more under way than there are threads."""
    from distributed import as_completed  # noqa: PLC0415

    waiting = iter(enumerate(tasks))
    width = AHEAD * max(1, sum(client.nthreads().values()))

    def submit() -> Iterator[Any]:
        for number, task in waiting:
            content = _bytes(task)
            decisions = task.decisions.read_bytes() if task.decisions else None
            future = client.submit(remote, task, content, decisions, limits, pure=False)
            future.number = number
            yield future

    fresh = submit()
    with client:
        first = [one for _, one in zip(range(width), fresh, strict=False)]
        under_way = as_completed(first, loop=client.loop)
        for future in under_way:
            failed = future.exception()
            yield future.number, Fault(f"the cluster: {failed}") if failed else future.result()
            under_way.update([one for _, one in zip(range(1), fresh, strict=False)])


def _bytes(task: Task) -> bytes | LoaderError:
    """Return what is to be read; what came from an address is in the cache by now."""
    try:
        return reading.content(task.source, redirects=task.redirects, private=task.private)
    except LoaderError as error:
        return error


def remote(
    task: Task, content: bytes | LoaderError, decisions: bytes | None, limits: Limits
) -> Done | Fault:
    """Read one document on a worker, in the process that this thread keeps for it."""
    if isinstance(content, LoaderError):
        return Done(failure=str(content))
    process: subprocess.Popen[bytes] | None = getattr(local, "process", None)
    if process is None or process.poll() is not None:
        process = local.process = subprocess.Popen(
            [sys.executable, "-m", "loader.cluster"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
    if process.stdin is None or process.stdout is None:
        return Fault("the worker's process has no pipes; left out")
    send(process.stdin, (task, content, decisions, limits))
    result: Done | Fault = receive(process.stdout)
    return result


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Read documents one after the other until nobody asks any more."""
    prepare()
    while True:
        try:
            task, content, decisions, limits = receive(requests)
        except EOFError:
            return
        with tempfile.TemporaryDirectory() as folder:
            placed = _placed(Path(folder), task, content, decisions)
            [(_, result)] = isolation.run(perform, [placed], 1, limits)
        if isinstance(result, Done) and result.failure:
            # The user knows the document by its own name, not by where it lay here.
            result = replace(result, failure=result.failure.replace(placed.source, task.name))
        try:
            send(answers, result)
        except BrokenPipeError:
            return  # whoever asked has gone


def _placed(folder: Path, task: Task, content: bytes, decisions: bytes | None) -> Task:
    path = folder / (Path(task.source).name or "document")
    path.write_bytes(content)
    if decisions is None:
        return replace(task, source=str(path))
    beside = folder / f"{task.slug}.review.toml"
    beside.write_bytes(decisions)
    return replace(task, source=str(path), decisions=beside)


def send(stream: IO[bytes], value: object) -> None:
    """Write a value with its length before it."""
    data = pickle.dumps(value)
    stream.write(len(data).to_bytes(LENGTH, "big") + data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:  # noqa: ANN401
    """Return the next value; raises EOFError at the end."""
    head = stream.read(LENGTH)
    if len(head) < LENGTH:
        raise EOFError
    return pickle.loads(stream.read(int.from_bytes(head, "big")))


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
