"""Light queries while heavy ones run that never end or want all memory; each client its address."""

import http.client
import socket
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote

from .measure import settle, share, tree, watching
from .peers import Server, end
from .workload import JSON, PREFIXES

EACH = "?a ?b ?c . ?d ?e ?f"
HEAVY = {
    "product": f"SELECT (COUNT(*) AS ?n) {{ {EACH} . ?g ?h ?i }}",
    "sorted": f"SELECT * {{ {EACH} }} ORDER BY ?c ?f LIMIT 10",
    "distinct": f"SELECT DISTINCT ?a ?f {{ {EACH} }}",
    "grouped": f"SELECT ?a ?f (COUNT(*) AS ?n) {{ {EACH} }} GROUP BY ?a ?f",
    "endless": f"SELECT * {{ {EACH} . ?g ?h ?i }}",
    "path": f"{PREFIXES} SELECT (COUNT(*) AS ?n) {{ ?a (cn:endorsed|^cn:endorsed|cn:cites)+ ?b }}",
}
PAUSE, PATIENCE = 0.02, 5.0
AFTERWARDS = 35.0
MOST_MEGABYTES = 6000


@dataclass
class Hazard:
    """How light queries fared: milliseconds when alone and meanwhile, and what became of the rest.

    A light query without an answer counts with all the time that it was waited for.
    """

    server: str
    clients: int
    calm: tuple[float, float, float] = (0.0, 0.0, 0.0)
    meanwhile: tuple[float, float, float] = (0.0, 0.0, 0.0)
    unanswered: int = 0
    answered: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    megabytes: tuple[float, float, float] = (0.0, 0.0, 0.0)
    processes: tuple[int, int] = (0, 0)
    end: str = "lives"


def connected(server: Server, client: int, patience: float) -> http.client.HTTPConnection:
    """Prepare a connection from an address of its own, as other people have it."""
    source = (f"127.0.0.{client + 1}", 0)
    return http.client.HTTPConnection(
        "127.0.0.1", server.port, timeout=patience, source_address=source
    )


def light(server: Server, span: float, result: Hazard) -> tuple[float, float, float]:
    """Ask light queries for so many seconds; give median, p99 and the slowest in milliseconds."""
    taken, number, until = [], time.time_ns(), time.perf_counter() + span
    connection = connected(server, 0, PATIENCE)
    while time.perf_counter() < until and server.alive:
        number += 1
        started = time.perf_counter()
        try:
            text = quote(f"# {number}\nASK {{}}")
            connection.request("GET", server.path + text, headers={"Accept": JSON})
            answer = connection.getresponse()
            whole = answer.status == 200 and b"true" in answer.read()
        except (OSError, http.client.HTTPException):
            whole = False
        if not whole:
            connection.close()
            connection = connected(server, 0, PATIENCE)
        took = time.perf_counter() - started
        result.answered += whole
        result.unanswered += not whole
        taken.append(1000 * (took if whole else PATIENCE))
        time.sleep(max(0.0, PAUSE - took))
    connection.close()
    taken = sorted(taken) or [1000 * PATIENCE]
    return tuple(taken[min(len(taken) - 1, int(len(taken) * part))] for part in (0.5, 0.99, 1))


class Client(threading.Thread):
    """Sends one heavy query after the other and reads what comes, until it is stopped."""

    def __init__(self, server: Server, number: int, outcomes: Counter) -> None:
        super().__init__(daemon=True)
        self.server, self.number, self.outcomes = server, number, outcomes
        self.over, self.socket = threading.Event(), None

    def run(self) -> None:
        turn, names = self.number, list(HEAVY)
        while not self.over.is_set() and self.server.alive:
            name = names[turn % len(names)]
            turn += len(names) + 1
            started = time.perf_counter()
            outcome = self.once(f"# {time.time_ns()}\n{HEAVY[name]}")
            if not self.over.is_set():
                self.outcomes[f"{name}: {outcome}"] += 1
                self.over.wait(max(0.0, 0.1 - (time.perf_counter() - started)))

    def once(self, text: str) -> str:
        """Ask one query; say how it ended."""
        connection = connected(self.server, self.number + 1, 60)
        try:
            connection.connect()
            self.socket = connection.sock
            connection.request("GET", self.server.path + quote(text), headers={"Accept": JSON})
            answer = connection.getresponse()
            while answer.read1(1 << 18):
                pass
            return str(answer.status)
        except (OSError, http.client.HTTPException, ValueError) as fault:
            return type(fault).__name__
        finally:
            connection.close()

    def stop(self) -> None:
        """Leave in the middle of whatever comes."""
        self.over.set()
        with suppress(OSError):
            if self.socket:
                self.socket.shutdown(socket.SHUT_RDWR)


def endured(server: Server, clients: int, span: float) -> Hazard:
    """Put a server to the test; it is ended if it takes more memory than a machine can spare."""
    root, result = server.process.pid, Hazard(server.name, clients)
    outcomes: Counter[str] = Counter()
    result.calm = light(server, min(span, 3.0), result)
    result.answered = result.unanswered = 0
    before, number, peak = share(root), len(tree(root)), 0.0

    def look() -> None:
        nonlocal peak
        peak = max(peak, share(root))
        if peak > MOST_MEGABYTES and server.alive:
            result.end = f"ended by us at {peak:,.0f} MB"
            end(server.process)

    threads = [Client(server, one, outcomes) for one in range(clients)]
    with watching(look, pause=0.1, most=0.5):
        for one in threads:
            one.start()
        result.meanwhile = light(server, span, result)
        for one in threads:
            one.stop()
        for one in threads:
            one.join(2)
        calm = settle(root, AFTERWARDS)
    if not server.alive and result.end == "lives":
        result.end = "died"
    elif server.alive and not calm:
        result.end = f"still busy {AFTERWARDS:.0f} s after its clients left"
    result.outcomes = dict(sorted(outcomes.items()))
    result.megabytes = (before, peak, share(root))
    result.processes = (number, len(tree(root)))
    # What it may still be busy with must not disturb the next server.
    end(server.process)
    return result
