"""A worker process as the front sees it: given requests, read from, stopped, replaced."""

import contextlib
import json
import os
import signal
import time
from collections import deque
from pathlib import Path

from server.front import limits
from server.front.job import Job
from server.front.roles import Pool
from server.front.template import Template
from server.worker import frames

SHORT, LONG, PARKED = "short", "long", "parked"
NICE = 10
PACKETS_AT_ONCE = 8


class Worker:
    """One worker; its place is short, long, or among those stopped until there is a long one."""

    def __init__(self, pool: Pool, template: Template) -> None:
        """Have one made; it may be given work at once."""
        self.pool, self.template = pool, template
        self.connection = template.fork(pool.kind)
        self.connection.setblocking(False)
        self.descriptor = self.connection.fileno()
        self.pid, self.place, self.answered = 0, SHORT, 0
        # The first is at work; the others wait at the worker's door, so that it need not be woken.
        self.jobs: deque[Job] = deque()
        self.unsent: deque[bytes] = deque()
        self.signal, self.measured = 0, 0.0
        self.paused = self.closed = False
        pool.workers.add(self)
        pool.ready.append(self)
        pool.front.loop.add_reader(self.descriptor, self.read)

    @property
    def job(self) -> Job | None:
        """Give the request at work."""
        return self.jobs[0] if self.jobs else None

    def takes_another(self, now: float) -> bool:
        """Tell whether a request may wait behind the one at work, which is then no long one."""
        jobs = self.jobs
        return len(jobs) < limits.AT_THE_DOOR and now - jobs[0].started < limits.YOUNG

    def give(self, job: Job) -> bool:
        """Give it a request; say whether it could take it."""
        try:
            for packet in frames.packets(job.request):
                self.send(packet)
        except OSError:
            return False
        self.jobs.append(job)
        job.worker, job.template = self, self.template
        if len(self.jobs) == 1:
            self.started(job)
        return True

    def started(self, job: Job) -> None:
        """Note that a request is at work now."""
        job.started, self.measured = time.monotonic(), -1.0

    def send(self, packet: bytes) -> None:
        """Send a packet; one that finds no room waits until the worker has taken another."""
        if not self.unsent:
            try:
                self.connection.send(packet)
            except BlockingIOError:
                self.pool.front.loop.add_writer(self.descriptor, self.send_on)
            else:
                return
        self.unsent.append(packet)

    def send_on(self) -> None:
        """Send what has waited; that there is nobody to take it will be read as well."""
        try:
            while self.unsent:
                self.connection.send(self.unsent[0])
                self.unsent.popleft()
        except BlockingIOError:
            return
        except OSError:
            self.unsent.clear()
        self.pool.front.loop.remove_writer(self.descriptor)

    def read(self) -> None:
        """Take what has come, but no more than a few packets at a time."""
        for _ in range(PACKETS_AT_ONCE):
            try:
                packet = self.connection.recv(frames.MOST_PACKET)
            except BlockingIOError:
                return
            except ConnectionResetError:
                # It has left a request unread; what it said before its end is still there.
                continue
            except OSError:
                packet = b""
            if not packet:
                self.ended()
                return
            self.take(packet[:1], packet)
            if self.closed or self.paused or self.job is None:
                return

    def take(self, kind: bytes, packet: bytes) -> None:
        """Take one packet: of the worker itself, or of the answer that it is at."""
        if kind == frames.BORN:
            self.born(int(packet[1:]))
        elif kind == frames.LOG:
            self.pool.front.log.fault(packet[1:].decode("utf-8", "replace"))
        elif kind == frames.DIED:
            self.signal = json.loads(packet[1:])["signal"]
        elif self.job is None:
            self.kill("out-of-turn")
        else:
            job = self.job
            if kind in {frames.ANSWER, frames.END, frames.BROKEN}:
                self.free()
            job.take(kind, packet)

    def born(self, pid: int) -> None:
        """Learn that it lives; until then the request it was given could not be worked on."""
        self.pid = pid
        if self.job:
            self.started(self.job)

    def free(self) -> None:
        """Turn to the next request; if the one done was long, or the last of many, end instead."""
        self.drop()
        self.answered += 1
        if self.place != SHORT or self.template is not self.pool.template:
            self.close()
        elif self.jobs:
            self.started(self.jobs[0])
            if self.jobs[0].over:
                self.abandon(self.jobs[0])
        elif self.answered >= limits.RETIRE:
            self.close()
            self.pool.spawn()
        self.pool.dispatch()

    def is_long(self, now: float) -> bool:
        """Tell whether its request has used more than its share of a short place.

        What counts is processor time: on a busy machine a short request takes long, too.
        """
        spent = now - self.job.started if self.job else 0.0
        if spent < limits.LONG or not self.job:
            return False
        if self.job.held_since or spent > limits.SURELY_LONG:
            return True
        used = processor_time(self.pid)
        if self.measured < 0.0:
            self.measured = used
        return used - self.measured > limits.LONG / 2

    def pause(self) -> None:
        """Read no further: the worker stops when the way to here is full."""
        if not self.paused and not self.closed:
            self.paused = True
            self.pool.front.loop.remove_reader(self.descriptor)

    def resume(self) -> None:
        """Read on."""
        if self.paused and not self.closed:
            self.paused = False
            self.pool.front.loop.add_reader(self.descriptor, self.read)

    def move(self, place: str) -> None:
        """Move to a place for long ones, or be stopped until there is one."""
        if self.place == SHORT and self.pid:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.pid, NICE)
        if self.pid and PARKED in {place, self.place}:
            with contextlib.suppress(OSError):
                os.kill(self.pid, signal.SIGSTOP if place == PARKED else signal.SIGCONT)
        self.place = place
        self.leave_ready()
        self.send_back()

    def abandon(self, job: Job) -> None:
        """Learn that nobody waits for a request's answer; at the door, its turn is awaited."""
        if self.job is job:
            self.kill("client-gone")

    def fail(self) -> None:
        """Be given no more, as it could not take a request; what it has sent is still read."""
        self.leave_ready()
        if self.jobs:
            self.place = LONG
        else:
            self.close()

    def kill(self, reason: str) -> None:
        """End it now: its template kills who has nobody to talk to."""
        if not self.closed:
            self.pool.front.metrics.killed[reason] += 1
            self.drop()
            self.close()
            self.pool.dispatch()

    def ended(self) -> None:
        """Learn that it has ended."""
        job = self.drop()
        self.close()
        if job:
            name = signal.Signals(self.signal).name if self.signal else "exit"
            self.pool.front.metrics.killed[name] += 1
            job.died(self.signal)
        self.pool.dispatch()

    def drop(self) -> Job | None:
        """Let go of the request at work."""
        if not self.jobs:
            return None
        job = self.jobs.popleft()
        job.worker = None
        self.pool.leave(job)
        return job

    def send_back(self) -> None:
        """Give the requests that wait at the door to others: they were not begun."""
        while len(self.jobs) > (not self.closed):
            self.pool.take_back(self.jobs.pop())

    def close(self) -> None:
        """Hang up."""
        if not self.closed:
            self.closed = True
            self.pool.front.loop.remove_reader(self.descriptor)
            if self.unsent:
                self.pool.front.loop.remove_writer(self.descriptor)
            self.connection.close()
            self.pool.workers.discard(self)
            self.leave_ready()
            self.send_back()
            self.template.left()

    def leave_ready(self) -> None:
        """Be none of those that are given short requests."""
        with contextlib.suppress(ValueError):
            self.pool.ready.remove(self)


def processor_time(pid: int) -> float:
    """Give the seconds that a process has computed for; 0 if it has gone."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0
