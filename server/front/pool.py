"""Workers of one kind: who works on what, who waits, and who has had enough.

A request begins in one of a few places for short ones. What turns out to be long moves, with its
worker, to the places for long ones, of which no client gets all; if none is free it is stopped
(SIGSTOP) until one is. So short requests keep their pace whatever else is asked.
"""

import contextlib
import signal
import time
from collections import OrderedDict, deque
from collections.abc import Iterator

from server.front import limits
from server.front.job import Job
from server.front.process import LONG, PARKED, SHORT, Worker
from server.front.roles import Front
from server.front.template import Template

BUSY = "All places for {kind} are taken; try again shortly."
TOO_MANY = "You have {number} requests under way, which is the most for one client."
TOO_LONG = "Too many long queries are under way; this one would have had to wait too long."


class Pool:
    """The workers of one kind and the requests for them."""

    def __init__(self, front: Front, kind: bytes, name: str) -> None:
        """Begin with no worker; the first come with the template."""
        self.front, self.kind, self.name = front, kind, name
        self.most_long = front.limits.workers
        # One client may take all places but one.
        self.share = max(1, self.most_long - 1)
        self.template: Template | None = None
        self.workers: set[Worker] = set()
        # Those in places for short requests, idle or not.
        self.ready: list[Worker] = []
        self.waiting: OrderedDict[str, deque[Job]] = OrderedDict()
        self.queued = 0
        self.clients: dict[str, int] = {}

    def switch(self, template: Template | None) -> None:
        """Turn to another template; workers of the old one end with the request they are at."""
        self.template = template
        for worker in list(self.ready):
            worker.leave_ready()
            if not worker.jobs:
                worker.close()
        for _ in range(limits.SHORT):
            self.spawn()
        self.dispatch()

    def submit(self, job: Job) -> None:
        """Give a request to an idle worker, or have it wait, or send it away."""
        number = self.clients.get(job.client, 0)
        if number >= limits.SHARE:
            job.fail(429, "too-many", TOO_MANY.format(number=number))
            return
        if self.queued >= limits.QUEUE:
            job.fail(503, "busy", BUSY.format(kind=self.name))
            return
        self.clients[job.client] = number + 1
        if not self.queued and self.begin(job, job.queued):
            return
        self.waiting.setdefault(job.client, deque()).append(job)
        self.queued += 1

    def begin(self, job: Job, now: float) -> bool:
        """Give a request to the worker that has least to do, if one may be given it."""
        while self.ready:
            worker = min(self.ready, key=load)
            if worker.jobs and not worker.takes_another(now):
                return False
            if worker.give(job):
                return True
            worker.fail()
        return False

    def spawn(self) -> None:
        """Have a worker made, if there is a template that can."""
        if self.template is not None and not self.template.dead:
            with contextlib.suppress(OSError):
                Worker(self, self.template)

    def take_back(self, job: Job) -> None:
        """Let a request that was given to a worker wait again, before all others."""
        job.worker = None
        if job.over:
            self.leave(job)
            return
        self.waiting.setdefault(job.client, deque()).appendleft(job)
        self.waiting.move_to_end(job.client, last=False)
        self.queued += 1

    def leave(self, job: Job) -> None:
        """Count a client's request no more."""
        if (left := self.clients.get(job.client, 1) - 1) > 0:
            self.clients[job.client] = left
        else:
            self.clients.pop(job.client, None)

    def forget(self, job: Job) -> None:
        """Drop a request that waits."""
        own = self.waiting.get(job.client)
        if own and job in own:
            own.remove(job)
            self.queued -= 1
            self.leave(job)
            if not own:
                del self.waiting[job.client]

    def dispatch(self) -> None:
        """Let those who wait begin, each client in its turn."""
        while self.queued:
            client, own = next(iter(self.waiting.items()))
            if not self.begin(own[0], time.monotonic()):
                return
            own.popleft()
            self.queued -= 1
            del self.waiting[client]
            if own:
                self.waiting[client] = own

    def look(self, now: float) -> None:
        """Look after all that takes time: the long, the parked, the overdue, those who wait."""
        for worker in list(self.workers):
            if worker.job is not None and worker.pid:
                self.look_at(worker, worker.job, now)
        # The next one is to find a worker that is there already.
        if self.template:
            for _ in range(limits.SHORT - len(self.ready)):
                self.spawn()
            self.dispatch()
        while self.waiting:
            oldest = min((own[0] for own in self.waiting.values()), key=lambda job: job.queued)
            if now - oldest.queued <= limits.PATIENCE:
                break
            self.forget(oldest)
            oldest.fail(503, "busy", BUSY.format(kind=self.name))

    def look_at(self, worker: Worker, job: Job, now: float) -> None:
        """Look after one that works: it may be overdue, or no short one, or have a place now."""
        late = 0.0 if worker.place == PARKED else limits.LATE
        if job.spent(now) > job.limit + late or now - job.started > limits.LONGEST:
            worker.kill("overdue")
            job.died(int(signal.SIGALRM))
        elif worker.place == SHORT and worker.is_long(now):
            self.promote(worker, job)
        elif worker.place == PARKED and self.has_place(job):
            worker.move(LONG)

    def promote(self, worker: Worker, job: Job) -> None:
        """Move a worker whose request is long after all; another takes its place."""
        slow = [w.job.client for w in self.slow() if w.job]
        parked = [w.job.client for w in self.workers if w.place == PARKED and w.job]
        if job.held_since and crowded(slow, job.client, limits.SLOW):
            worker.kill("slow")
            job.fail(503, "busy", "Too many clients are reading slowly.")
            return
        if job.held_since or self.has_place(job):
            worker.move(LONG)
        elif not crowded(parked, job.client, limits.PARKED):
            worker.move(PARKED)
        else:
            worker.kill("crowded")
            job.fail(429, "too-many-long", TOO_LONG)
        self.dispatch()

    def slow(self) -> Iterator[Worker]:
        """Give those that wait for their client."""
        return (w for w in self.workers if w.job and w.job.held_since)

    def has_place(self, job: Job) -> bool:
        """Tell whether a long place is free, and not the client's last but one."""
        taken = [w.job.client for w in self.workers if self.computes(w) and w.job]
        return len(taken) < self.most_long and taken.count(job.client) < self.share

    @staticmethod
    def computes(worker: Worker) -> bool:
        """Tell whether a worker takes up a long place: not while it waits for its client."""
        return worker.place == LONG and worker.job is not None and not worker.job.held_since


def crowded(clients: list[str], client: str, most: int) -> bool:
    """Tell whether no more find room, or no more of this client, who is not to take it all."""
    return len(clients) >= most or clients.count(client) >= most - most // 4


def load(worker: Worker) -> int:
    """Count what a worker has to do."""
    return len(worker.jobs)
