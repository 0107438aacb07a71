"""What the parts of the front expect of each other, so that none has to import the other."""

import asyncio
from collections.abc import MutableMapping, MutableSequence, MutableSet
from typing import Any, Protocol

from server.front.cache import Cache
from server.front.incoming import Incoming
from server.front.limits import Limits
from server.front.template import Template


class Job(Protocol):
    """A request under way, to its connection and its worker."""

    def hold(self) -> None:
        """Stop sending."""

    def release(self) -> None:
        """Send again."""

    def abandon(self) -> None:
        """Stop: the client has gone."""

    def fail(self, status: int, code: str, detail: str) -> None:
        """Answer with a problem, or break off."""


class Connection(Protocol):
    """A client's connection, to a request under way."""

    paused: bool
    job: Job | None
    peer: str

    def whole(self, incoming: Incoming, head: bytes, body: bytes) -> None:
        """Send a whole answer."""

    def begin(self, incoming: Incoming, head: bytes, *, sized: bool) -> bool:
        """Send a head; say whether pieces go in chunks."""

    def piece(self, data: bytes, *, chunked: bool) -> None:
        """Send a piece."""

    def end(self, incoming: Incoming, *, chunked: bool) -> None:
        """Send the end."""

    def abort(self) -> None:
        """Break the connection."""


class Worker(Protocol):
    """A worker, to the request it is at."""

    def pause(self) -> None:
        """Read no further."""

    def resume(self) -> None:
        """Read on."""

    def abandon(self, job: Any) -> None:  # noqa: ANN401
        """Learn that nobody waits for a request's answer any more."""


class Log(Protocol):
    """Where faults are noted."""

    def fault(self, text: str) -> None:
        """Note one."""


class Counts(Protocol):
    """What is counted of workers."""

    @property
    def killed(self) -> MutableMapping[str, int]:
        """Count them by reason."""


class Front(Protocol):
    """The front, to connections and requests."""

    loop: asyncio.AbstractEventLoop
    limits: Limits
    cache: Cache
    stopping: bool
    most_connections: int

    @property
    def log(self) -> Log:
        """Give the log."""

    @property
    def metrics(self) -> Counts:
        """Give the counts."""

    @property
    def ready(self) -> bool:
        """Tell whether it can answer."""

    @property
    def connections(self) -> MutableSet[Any]:
        """Give all open connections."""

    def handle(self, connection: Any, incoming: Incoming) -> None:  # noqa: ANN401 - its own kind
        """Take a request."""

    def problem(self, status: int, code: str, detail: str) -> tuple[bytes, bytes]:
        """Word a problem as head and body."""

    def show_problem(self, job: Any, status: int, code: str, detail: str) -> bool:  # noqa: ANN401
        """Have the page of a problem made; say whether it will be."""

    def forget(self, job: Any) -> None:  # noqa: ANN401
        """Drop a request that waits."""

    def keep(self, job: Any, head: bytes, body: bytes) -> None:  # noqa: ANN401
        """Keep an answer."""

    def finished(self, job: Any, status: int, size: int, code: str = "") -> None:  # noqa: ANN401
        """Note that a request is over."""


class Pool(Protocol):
    """A pool, to its workers."""

    kind: bytes
    template: Template | None
    front: Front

    @property
    def workers(self) -> MutableSet[Any]:
        """Give its workers."""

    @property
    def ready(self) -> MutableSequence[Any]:
        """Give those that are given short requests."""

    def leave(self, job: Any) -> None:  # noqa: ANN401
        """Count a request no more."""

    def spawn(self) -> None:
        """Have a worker made."""

    def take_back(self, job: Any) -> None:  # noqa: ANN401
        """Let a request wait again."""

    def dispatch(self) -> None:
        """Let those who wait begin."""
