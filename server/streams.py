"""An answer on its way from a query process to the client, and what its failing means."""

import json
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from server import frames
from server.errors import BY_STATUS, Broken, BrokenStream, Malformed, Overrun, Refusal


@dataclass(frozen=True, slots=True)
class Answer:
    """A query's answer: it is good so far, and its stream may still break."""

    media_type: str
    form: str
    stream: "Stream"


@dataclass(slots=True)
class Stream:
    """The pieces of an answer; closing it early kills the query."""

    connection: socket.socket
    release: Callable[[], None]
    waiting: list[bytes] = field(default_factory=list)
    ended: bool = False
    closed: bool = False

    def __iter__(self) -> Iterator[bytes]:
        """Be its own iterator."""
        return self

    def __next__(self) -> bytes:
        """Give the next piece; raise BrokenStream if the query died before its end."""
        if self.waiting:
            return self.waiting.pop()
        if self.ended or self.closed:
            raise StopIteration
        try:
            kind, payload = frames.receive(self.connection)
        except OSError as fault:
            raise BrokenStream(str(fault)) from None
        if kind == frames.DATA:
            return payload
        self.ended = True
        self.close()
        if kind != frames.END:
            raise BrokenStream(str(refusal(kind, payload)))
        raise StopIteration

    def close(self) -> None:
        """Hang up and let the next query in."""
        if not self.closed:
            self.closed = True
            self.connection.close()
            self.release()


def refusal(kind: bytes, payload: bytes) -> Refusal:
    """Turn the last packet of a failed query into the refusal it stands for."""
    record = json.loads(payload) if payload else {}
    if kind == frames.REFUSED:
        return BY_STATUS.get(record["status"], Broken)(record["detail"], record["code"])
    died_of = record.get("signal", 0)
    if died_of in {signal.SIGALRM, signal.SIGXCPU}:
        return Overrun("The query ran longer than it may. Make it smaller, or add a LIMIT.")
    if died_of in {signal.SIGSEGV, signal.SIGBUS, signal.SIGILL}:
        return Malformed(
            "The query is nested too deep or chained too long for the engine; write it flatter.",
            "too-deep",
        )
    if died_of in {signal.SIGABRT, signal.SIGKILL}:
        return Overrun("The query needs more memory than one query may use.", "memory")
    return Broken("The query process ended without an answer.")
