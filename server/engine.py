"""The front's side of the query processes: put a query, get a stream or a refusal; no HTTP."""

import contextlib
import json
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from server import frames
from server.errors import Busy
from server.guard import Dataset
from server.streams import Answer, Stream, refusal
from server.supervisor import CLOSING, GRACE, Limits, Supervisor

PATIENCE = 2.0
LOOK_UP = 0.25
SHOWN_ROWS = 1000
# Our own questions have places of their own: pages and /readyz answer while queries queue.
OWN = 2

Table = dict[str, Any]


class Engine:
    """Puts queries to processes of their own, a bounded number at a time."""

    def __init__(
        self, files: Sequence[Path], limits: Limits, prefixes: Mapping[str, str] | None = None
    ) -> None:
        """Start the template and wait until it has loaded the files."""
        self.limits = limits
        self.slots = threading.BoundedSemaphore(limits.workers)
        self.queue = threading.BoundedSemaphore(limits.workers)
        self.own = threading.BoundedSemaphore(OWN)
        self.supervisor = Supervisor(files, limits, prefixes)

    def close(self) -> None:
        """End for good: running queries are killed, later ones refused."""
        self.supervisor.close()

    def admit(self) -> None:
        """Wait for a place, a short while and with few others, so that threads stay free."""
        if self.slots.acquire(blocking=False):
            return
        if self.queue.acquire(blocking=False):
            try:
                if self.slots.acquire(timeout=PATIENCE):
                    return
            finally:
                self.queue.release()
        raise Busy(f"All {self.limits.workers} query processes are at work; try again shortly.")

    def ask(
        self,
        request: frames.Record,
        leave: Callable[[], None],
        wanted: Callable[[], bool] = lambda: True,
    ) -> Answer:
        """Put a request and wait for its first piece, giving up when it is no longer wanted."""
        try:
            stream = Stream(self.supervisor.connect(), leave)
        except BaseException:
            leave()
            raise
        try:
            return self.begin(stream, request, wanted)
        except BaseException:
            stream.close()
            raise

    def begin(self, stream: Stream, request: frames.Record, wanted: Callable[[], bool]) -> Answer:
        """Send the request; the answer's status is settled once data or the end has come."""
        # A child that dies while it reads breaks the pipe; its notice is still to be read.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            frames.send_request(stream.connection, request)
        kind, payload = self.patiently(stream.connection, wanted)
        if not kind and self.supervisor.closed:
            raise Busy(CLOSING)
        if kind != frames.HEADER:
            raise refusal(kind, payload)
        header = json.loads(payload)
        kind, payload = self.patiently(stream.connection, wanted)
        if kind != frames.DATA:
            raise refusal(kind, payload)
        stream.waiting.append(payload)
        stream.connection.settimeout(self.limits.timeout + GRACE)
        return Answer(header["media_type"], header["form"], stream)

    def patiently(
        self, connection: socket.socket, wanted: Callable[[], bool]
    ) -> tuple[bytes, bytes]:
        """Receive a packet, looking up now and then whether anybody still waits for it."""
        connection.settimeout(LOOK_UP)
        last_moment = time.monotonic() + self.limits.timeout + GRACE
        while time.monotonic() < last_moment and wanted():
            try:
                return frames.receive(connection)
            except TimeoutError:
                continue
            except ConnectionResetError:
                return b"", b""
        return frames.DIED, json.dumps({"signal": int(signal.SIGALRM)}).encode()

    def answer(
        self,
        query: str,
        choices: Mapping[str, str | None],
        dataset: Dataset | None = None,
        *,
        wanted: Callable[[], bool] = lambda: True,
    ) -> Answer:
        """Answer a query, in the media type chosen for whatever form its answer has."""
        self.admit()
        graphs = dataset and {"default": dataset.default, "named": dataset.named}
        return self.ask(
            {
                "kind": "answer",
                "query": query,
                "choices": choices,
                "dataset": graphs,
                "limit": SHOWN_ROWS,
            },
            self.slots.release,
            wanted,
        )

    def tables(self, queries: Sequence[str], limit: int = 1000) -> list[Table]:
        """Answer several of our own questions at once, unguarded, each with its first rows."""
        if not self.own.acquire(timeout=PATIENCE):
            raise Busy("Too many pages are being made; try again shortly.")
        request = {"kind": "tables", "queries": list(queries), "limit": limit}
        found = self.ask(request, self.own.release)
        with contextlib.closing(found.stream):
            tables: list[Table] = json.loads(b"".join(found.stream))
        return tables
