"""Rounds of requests, the servers taking turns, after each has shown that its answers are right."""

import http.client
import math
import os
import statistics
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from tqdm import tqdm

from .graph import Counts
from .measure import SLOWEST, Round, load, settle, watching
from .peers import DISK, Server
from .workload import Query, counted, filled, request, target

SAMPLES = 3
# A round lasts until each connection has had some answers, within bounds.
ANSWERS, FEW, LONGEST = 3, 2, 5
# An answer is too short if it has less than that part of the one that was counted.
SHORT = 0.5
# Who takes so many seconds for an answer has warmed up when the answers were counted.
SLOW = 0.5
OPENING = 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer of a server, or why there is none."""

    rows: int | None
    size: int = 0
    seconds: float = 0.0
    fault: str = ""


def asked(server: Server, query: Query, thing: int, number: int) -> Answer:
    """Ask one query and count the rows of the answer."""
    line = target(server.path, filled(query.text, thing, number))
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=SLOWEST)
    started = time.perf_counter()
    try:
        connection.request("GET", line, headers={"Accept": query.accept})
        answer = connection.getresponse()
        body = answer.read()
        took = time.perf_counter() - started
        if answer.status != 200:
            return Answer(None, fault=f"status {answer.status}")
        return Answer(counted(body, query.accept), len(body), took)
    except TimeoutError:
        return Answer(None, fault=f"no answer within {SLOWEST} s")
    except (OSError, http.client.HTTPException, ValueError, KeyError) as fault:
        return Answer(None, fault=f"{type(fault).__name__}: {fault}"[:80])
    finally:
        connection.close()


def verified(
    servers: Iterable[Server], query: Query, counts: Counts, number: int
) -> dict[str, Answer]:
    """Give each server's fastest answer, its rows None unless all were as many as they must be.

    Where the graph does not say how many, the native server does, or whoever is first.
    """
    most = query.things(counts)
    things = [most * i // SAMPLES for i in range(SAMPLES)]
    found = {
        server.name: [asked(server, query, k, number + i) for i, k in enumerate(things)]
        for server in servers
    }
    if query.rows:
        right = [query.rows(counts)] * SAMPLES
    else:
        whole = {name: a for name, a in found.items() if not any(one.fault for one in a)}
        first = whole.get(DISK) or next(iter(whole.values()), [])
        right = [one.rows for one in first] or [None] * SAMPLES
    return {name: judged(answers, right) for name, answers in found.items()}


def judged(answers: list[Answer], right: list[int | None]) -> Answer:
    """Give the fastest of some answers, or the fault of one."""
    for answer, rows in zip(answers, right, strict=True):
        if answer.fault:
            return answer
        if answer.rows != rows:
            return Answer(None, fault=f"{answer.rows} rows, not {rows}")
    return min(answers, key=lambda one: one.seconds)


def span(alone: float, connections: int, least: int) -> int:
    """Say how many seconds a round needs, where an answer takes so long when it is the only one."""
    needed = ANSWERS * connections * alone / min(connections, len(os.sched_getaffinity(0)))
    return min(LONGEST * least, max(least, math.ceil(needed)))


@dataclass
class Cell:
    """What one server did with one query at one number of connections."""

    server: str
    query: str
    connections: int
    answer: Answer
    rounds: list[Round] = field(default_factory=list)
    fault: str = ""

    def __post_init__(self) -> None:
        self.fault = self.answer.fault

    @property
    def measured(self) -> bool:
        return bool(self.rounds) and not self.fault

    @property
    def rate(self) -> float:
        return self.middle("rate")

    def middle(self, name: str) -> float:
        return statistics.median(getattr(one, name) for one in self.rounds)

    def ratio(self, other: "Cell") -> float:
        """Compare round with round: what slows both down falls out."""
        pairs = zip(self.rounds, other.rounds, strict=True)
        return statistics.median(a.rate / b.rate if b.rate else math.nan for a, b in pairs)

    def remarks(self) -> str:
        """Mark too few answers (~), refused or broken ones (!), ones that were too short (<)."""
        few = any(one.answers < FEW * self.connections for one in self.rounds)
        bad = any(one.refused or one.broken for one in self.rounds)
        short = any(one.answers and one.size < SHORT * self.answer.size for one in self.rounds)
        return "~" * few + "!" * bad + "<" * short


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    queries: tuple[Query, ...]
    connections: tuple[int, ...]
    rounds: int
    seconds: int
    seed: int


@dataclass(frozen=True, slots=True)
class Trial:
    """One query at one number of connections; `place` is that of the query in the plan."""

    counts: Counts
    plan: Plan
    place: int
    connections: int

    @property
    def query(self) -> Query:
        return self.plan.queries[self.place]

    def seed(self, turn: int) -> int:
        """Give a number that no other trial or turn has."""
        return ((self.plan.seed * 100 + self.place) * 1000 + self.connections) * 100 + 2 * turn


def measured(servers: list[Server], counts: Counts, plan: Plan) -> Iterator[Cell]:
    """Measure every query with every server, and give each result as soon as it is whole."""
    steps = len(plan.queries) * len(plan.connections) * plan.rounds * len(servers)
    with tqdm(total=steps, unit="round", dynamic_ncols=True, mininterval=1) as bar:
        for place, query in enumerate(plan.queries):
            bar.set_description(f"{query.name}: are the answers right?", refresh=False)
            found = verified(servers, query, counts, plan.seed * OPENING + place * 100)
            for connections in plan.connections:
                cells = {
                    name: Cell(name, query.name, connections, answer)
                    for name, answer in found.items()
                }
                turns(servers, Trial(counts, plan, place, connections), cells, bar)
                yield from cells.values()


def turns(servers: list[Server], trial: Trial, cells: dict[str, Cell], bar: tqdm) -> None:
    """Let the servers take turns, each time beginning with another."""
    for turn in range(trial.plan.rounds):
        shift = turn % len(servers)
        for server in servers[shift:] + servers[:shift]:
            cell = cells[server.name]
            words = f"{cell.query}, {cell.connections} at once, {server.name}"
            bar.set_description(words, refresh=False)
            if not cell.fault:
                try:
                    cell.rounds.append(one_round(server, trial, turn, cell.answer.seconds))
                except OSError as fault:
                    cell.fault = str(fault)
            bar.update()


def one_round(server: Server, trial: Trial, turn: int, alone: float) -> Round:
    """Run one round, after a second of warming up."""
    if not server.alive:
        raise OSError("the server has ended")
    query, connections = trial.query, trial.connections
    root, things = server.process.pid, query.things(trial.counts)
    raw = request(server.address, server.path, query)
    sent = partial(load, root, server.address, raw, things, connections)
    if alone < SLOW:
        sent(span=1, seed=trial.seed(turn) + 1)
        settle(root)
    with watching(server.look, pause=1.0):
        done = sent(span=span(alone, connections, trial.plan.seconds), seed=trial.seed(turn))
    settle(root)
    return done
