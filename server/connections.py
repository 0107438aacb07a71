"""What the WSGI server's connections add to its own: time limits, and problem JSON for its errors.

The classes are mixed into waitress's in `cli`; nothing here knows the application. Waitress lets
a client hold a connection by sending a byte now and then, and a thread by never reading; a few
such clients would stop the service for everybody.
"""

import json
import logging
import resource
import socket
import struct
import time
from typing import Any

from server.errors import BrokenStream
from server.formats import PROBLEM

LOG = logging.getLogger("server")
PATIENCE = 30.0
GRACE = 10.0
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
MOST_CONNECTIONS = 1000
# A connection may need a file for its answer beside its socket; the rest is the service's own.
FILES = 2 * MOST_CONNECTIONS + 200
HEADERS = (
    ("Content-Type", PROBLEM),
    ("Access-Control-Allow-Origin", "*"),
    ("Vary", "Accept"),
    ("X-Content-Type-Options", "nosniff"),
)


def most_connections() -> int:
    """Raise the limit of open files as far as is needed and allowed; say what it is enough for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < FILES:
        soft = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(20, min(MOST_CONNECTIONS, (soft - 200) // 2))


class Patient:
    """A channel that is closed when its client takes too long to send, or to read.

    `longest` is how long one answer may hold a thread; its query is killed before.
    """

    requests: list[Any]
    request: Any
    last_activity: float

    def __init__(self, *arguments: object, longest: float, **options: object) -> None:
        """Start as the channel does."""
        self.longest, self.since = longest, time.time()
        super().__init__(*arguments, **options)

    def received(self, data: bytes) -> bool:
        """Note when a request begins to come in, and when it is there."""
        fresh, served = self.request is None, bool(self.requests)
        taken = bool(super().received(data))  # type: ignore[misc]
        if not served and (fresh or self.requests):
            self.since = time.time()
        return taken

    def readable(self) -> bool:
        """Close what is overdue; waitress asks this of every connection in each of its rounds."""
        if self.overdue(time.time()):
            self.handle_close()
            return False
        return bool(super().readable())  # type: ignore[misc]

    def handle_close(self) -> None:
        """Close, which frees a thread that waits for the client."""
        super().handle_close()  # type: ignore[misc]

    def overdue(self, now: float) -> bool:
        """Tell whether the client has had its time: served, silent, or sending drop by drop."""
        if self.requests:
            return now - self.since > self.longest
        if now - self.last_activity > PATIENCE:
            return True
        return self.request is not None and now - self.since > PATIENCE


class Honest:
    """A task that lets a client see when its answer broke off."""

    channel: Any
    request: Any
    wrote_header: bool
    chunked_response: bool
    close_on_finish: bool

    def write(self, body: bytes) -> None:
        """Write a piece of the body, the header before the first."""
        super().write(body)  # type: ignore[misc]

    def execute(self) -> None:
        """Answer; a broken answer has no last chunk, and its connection is reset.

        HTTP/1.0 tells the end of a body by the end of the connection: only a reset differs.
        """
        try:
            super().execute()  # type: ignore[misc]
        except BrokenStream as fault:
            if not self.wrote_header:
                raise
            LOG.warning("an answer broke off: %s", fault)
            self.chunked_response, self.close_on_finish = False, True
            self.channel.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)

    def finish(self) -> None:
        """Finish; an answer to HEAD has no body, so no last chunk either."""
        if self.request.command == "HEAD":
            if not self.wrote_header:
                self.write(b"")
            self.chunked_response = False
        super().finish()  # type: ignore[misc]


class Worded:
    """A task for what waitress itself refuses: the request never reached the application."""

    request: Any
    response_headers: list[tuple[str, str]]
    status: str
    content_length: int

    def execute(self) -> None:
        """Answer with problem JSON (RFC 9457)."""
        fault = self.request.error
        self.status = f"{fault.code} {fault.reason}"
        record = {"type": "about:blank", "status": fault.code, "title": fault.reason}
        body = json.dumps({**record, "code": "http", "detail": str(fault.body)}).encode()
        self.response_headers.extend(HEADERS)
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)

    def set_close_on_finish(self) -> None:
        """Close afterwards."""
        super().set_close_on_finish()  # type: ignore[misc]

    def write(self, body: bytes) -> None:
        """Write the body."""
        super().write(body)  # type: ignore[misc]
