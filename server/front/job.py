"""One request on its way through a worker, and what comes of it for the client."""

import json
import re
import signal
import time

from server.front.cache import Kept
from server.front.incoming import Incoming
from server.front.limits import CACHED
from server.front.roles import Connection, Front, Worker
from server.front.template import Template
from server.headers import COMMON
from server.worker import frames
from server.worker.frames import Request

ALL_OF_IT = "The limit for one is {limit:g} seconds; this one had {spent:.1f}."
LONGER = "The query ran longer than it may. " + ALL_OF_IT + " Make it smaller, or add a LIMIT."
LARGER = (
    "The query needs more memory than one query may use, which is {memory} megabytes. "
    "It ran {spent:.1f} seconds."
)
DEEPER = "The query is nested too deep or chained too long for the engine; write it flatter."
LOST = "The process that worked on this was stopped after {spent:.1f} seconds. Try again."
BY_SIGNAL = {
    signal.SIGALRM: (503, "deadline", LONGER),
    signal.SIGABRT: (503, "memory", LARGER),
    signal.SIGSEGV: (400, "too-deep", DEEPER),
    signal.SIGBUS: (400, "too-deep", DEEPER),
    signal.SIGILL: (400, "too-deep", DEEPER),
}
HEADERS = "".join(f"{name}: {value}\r\n" for name, value in COMMON).encode()
OPEN = b"\r\nAccess-Control-Allow-Origin: "
# Seconds.
WORTH_TELLING = 0.001
TIMING = re.compile(rb"\r\nServer-Timing: [^\r\n]*\r\n")


class Job:
    """A request that a worker answers; each packet of the answer is passed on as it comes."""

    __slots__ = (
        "begun", "chunked", "client", "connection", "front", "head", "held", "held_since",
        "incoming", "kept_size", "key", "kind",
        "limit", "over", "parts", "queued", "request", "sent",
        "started", "template", "worker",
    )  # fmt: skip

    def __init__(
        self,
        front: Front,
        connection: Connection,
        incoming: Incoming,
        request: Request,
        key: tuple[str | bytes | None, ...] | None,
        kind: str = "page",
    ) -> None:
        """Take all that is known of it; `key` is what its answer may be kept under."""
        self.kind = kind
        self.front, self.connection, self.incoming = front, connection, incoming
        self.request, self.key, self.client = request, key, request.client
        self.worker: Worker | None = None
        self.template: Template | None = None
        self.queued = self.started = time.monotonic()
        self.limit = front.limits.timeout
        self.head, self.parts = b"", list[bytes]()
        self.kept_size = self.sent = 0
        self.begun = self.chunked = self.over = False
        self.held, self.held_since = 0.0, 0.0

    def hold(self) -> None:
        """Stop the worker's sending while the client does not take it."""
        if self.worker and not self.held_since:
            self.held_since = time.monotonic()
            self.worker.pause()

    def release(self) -> None:
        """Let the worker send again."""
        if self.worker and self.held_since:
            self.held += time.monotonic() - self.held_since
            self.held_since = 0.0
            self.worker.resume()

    def spent(self, now: float) -> float:
        """Give the seconds it was worked on, without those in which the client took nothing."""
        waiting = now - self.held_since if self.held_since else 0.0
        return now - self.started - self.held - waiting

    def abandon(self) -> None:
        """Stop all work on it: the client has gone."""
        if not self.over:
            self.over, self.parts = True, []
            self.front.finished(self, 499, self.sent)
            if self.worker:
                self.worker.abandon(self)
            else:
                self.front.forget(self)

    def take(self, kind: bytes, packet: bytes) -> None:
        """Take a packet of the answer."""
        if self.over:
            return
        if kind == frames.ANSWER:
            self.answer(packet)
        elif kind == frames.BEGIN:
            self.begin(packet)
        elif kind == frames.DATA:
            self.data(packet[1:])
        elif kind == frames.END:
            self.end()
        elif kind == frames.LIMIT:
            self.limit = float(packet[1:])
        elif kind == frames.BROKEN:
            self.fail(500, "internal", "The fault is ours; it is in the log.")

    def answer(self, packet: bytes) -> None:
        """Send an answer that came whole."""
        head, body = frames.read_answer(packet)
        self.over = True
        self.front.keep(self, head, body)
        self.front.finished(self, int(head[9:12]), len(body))
        self.connection.whole(self.incoming, self.complete(head), body)

    def begin(self, packet: bytes) -> None:
        """Send the head of an answer and its first piece."""
        self.head, body = frames.read_answer(packet)
        sized = b"\r\nContent-Length: " in self.head
        self.begun = True
        self.chunked = self.connection.begin(self.incoming, self.complete(self.head), sized=sized)
        self.data(body)
        if self.connection.paused:
            self.hold()

    def data(self, piece: bytes) -> None:
        """Send a piece of the answer."""
        self.sent += len(piece)
        if self.key is not None:
            self.kept_size += len(piece)
            if self.kept_size > CACHED:
                self.key, self.parts = None, []
            else:
                self.parts.append(piece)
        self.connection.piece(piece, chunked=self.chunked)

    def end(self) -> None:
        """Send the end of the answer."""
        self.over = True
        if self.key is not None:
            self.front.keep(self, self.head, b"".join(self.parts))
        self.front.finished(self, int(self.head[9:12]), self.sent)
        self.connection.end(self.incoming, chunked=self.chunked)

    def complete(self, head: bytes) -> bytes:
        """Add what all answers carry, and how long this one waited for its worker."""
        head = opened(head)
        if (waited := self.started - self.queued) < WORTH_TELLING:
            return head
        return head + b"Server-Timing: queue;dur=%.1f\r\n" % (waited * 1000)

    def died(self, number: int) -> None:
        """Word the death of its worker."""
        spent = self.spent(time.monotonic())
        known = BY_SIGNAL.get(signal.Signals(number)) if number else None
        if number == signal.SIGKILL and spent >= self.limit:
            known = BY_SIGNAL[signal.SIGALRM]
        status, code, words = known or (503, "engine", LOST)
        limits = self.front.limits
        detail = words.format(limit=self.limit, spent=spent, memory=limits.memory)
        self.fail(status, code, detail)

    def fail(self, status: int, code: str, detail: str) -> None:
        """Answer with a problem, or break off what has begun."""
        if self.over:
            return
        self.over = True
        if self.begun:
            self.front.finished(self, 599, self.sent, code)
            self.connection.abort()
            return
        if self.front.show_problem(self, status, code, detail):
            return
        head, body = self.front.problem(status, code, detail)
        self.front.finished(self, status, len(body), code)
        self.connection.whole(self.incoming, head, body if self.request.method != "HEAD" else b"")


def opened(head: bytes) -> bytes:
    """Add what all answers carry, unless Flask has."""
    return head if OPEN in head else head + HEADERS


def kept(head: bytes, body: bytes) -> Kept | None:
    """Make an answer that may be kept: good, tagged, and not forbidden to be stored."""
    if not head.startswith(b"HTTP/1.1 200 ") or b"\r\nCache-Control: no-store" in head:
        return None
    _, found, rest = head.partition(b"\r\nETag: ")
    if not found:
        return None
    head = TIMING.sub(b"\r\nServer-Timing: cache;desc=hit\r\n", opened(head))
    if b"\r\nContent-Length: " not in head:
        head += b"Content-Length: %d\r\n" % len(body)
    return Kept(head, body, rest.partition(b"\r\n")[0])


def record(status: int, title: str, code: str, detail: str) -> bytes:
    """Write a problem (RFC 9457)."""
    words = {
        "type": "about:blank",
        "status": status,
        "title": title,
        "detail": detail,
        "code": code,
    }
    return json.dumps(words, ensure_ascii=False).encode()
