"""A million rows in one answer: when its first byte comes, when its last, and what it costs."""

import http.client
import statistics
import time
from dataclasses import dataclass, field

from .graph import Counts
from .measure import PROC, settle, shares, watching
from .peers import Server
from .workload import EVERYTHING, filled, target

PIECE = 1 << 18
ROW = b'"s":'
LONGEST = 300


@dataclass
class Large:
    """Milliseconds to the first byte, seconds to the last; megabytes above those before.

    `front` is the growth of the main process; `front_pss` is the same with shared pages split
    among those who share them; `all_pss` is that of all processes of the server together.
    `each` has the share of every process before, and at its highest.
    """

    server: str
    first: float = 0.0
    total: float = 0.0
    size: float = 0.0
    front: float = 0.0
    front_pss: float = 0.0
    all_pss: float = 0.0
    each: dict[int, tuple[float, float]] = field(default_factory=dict)
    fault: str = ""


def streamed(server: Server, number: int, right: int) -> tuple[float, float, float]:
    """Read the answer as it comes: milliseconds to its first byte, seconds, megabytes."""
    line = target(server.path, filled(EVERYTHING.text, 0, number))
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=LONGEST)
    connection.connect()
    started = time.perf_counter()
    try:
        connection.request("GET", line, headers={"Accept": EVERYTHING.accept})
        answer = connection.getresponse()
        piece = answer.read1(PIECE)
        first, size, rows, rest = time.perf_counter() - started, 0, 0, b""
        while piece:
            size += len(piece)
            rest += piece
            rows += rest.count(ROW)
            rest = rest[-len(ROW) + 1 :]
            piece = answer.read1(PIECE)
        if answer.status != 200 or not rest.rstrip().endswith(b"}"):
            raise ValueError(f"status {answer.status}, or no whole answer")
        if rows != right:
            raise ValueError(f"{rows} rows, not {right}")
        return first * 1000, time.perf_counter() - started, size / 1e6
    finally:
        connection.close()


def highest(process: int) -> float:
    """Read the most memory that a process ever had at once, since it was told to forget."""
    for line in (PROC / str(process) / "status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def grown(server: Server, number: int, right: int) -> Large:
    """Read the answer once for the sake of memory, looked at too often for taking the time."""
    root, result = server.process.pid, Large(server.name)
    settle(root)
    (PROC / str(root) / "clear_refs").write_text("5")
    top, before = highest(root), shares(root)
    peaks, together = dict(before), [sum(before.values())]

    def look() -> None:
        now = shares(root)
        together.append(sum(now.values()))
        peaks.update({p: max(mb, peaks.get(p, 0.0)) for p, mb in now.items()})

    with watching(look, pause=0.02, most=0.3):
        streamed(server, number, right)
    result.front = highest(root) - top
    result.front_pss = peaks[root] - before[root]
    result.all_pss = max(together) - together[0]
    result.each = {p: (before.get(p, 0.0), mb) for p, mb in peaks.items()}
    server.peak = max(server.peak, *together)
    return result


def large(servers: list[Server], counts: Counts, times: int, seed: int, tell) -> list[Large]:
    """Read the answer from each server, first for the memory, then for the time, in turns."""
    right = EVERYTHING.rows(counts)
    results = {server.name: Large(server.name) for server in servers}
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in results}
    for turn in range(times + 1):
        for server in (one for one in servers if not results[one.name].fault):
            name, number = server.name, seed * 1000 + turn
            tell(f"{EVERYTHING.name}, {name}, {turn} of {times}")
            try:
                if turn:
                    found[name].append(streamed(server, number, right))
                else:
                    results[name] = grown(server, number, right)
            except (OSError, http.client.HTTPException, ValueError) as fault:
                results[name].fault = f"{type(fault).__name__}: {fault}"[:80]
            settle(server.process.pid)
    for name, result in results.items():
        if not result.fault:
            middle = map(statistics.median, zip(*found[name], strict=True))
            result.first, result.total, result.size = middle
    return list(results.values())
