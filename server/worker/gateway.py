"""A WSGI server for one process: a request from the front in, packets of the answer out.

[PEP 3333](https://peps.python.org/pep-3333/). The clock of a request runs while it is worked on;
it stands still while the client does not take what it gets, which is the front's to judge.
"""

import logging
import select
import signal
import socket
import sys
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from server.endpoint import REFUSED, SHORTEN
from server.errors import BY_STATUS, Broken, BrokenStream
from server.worker import frames
from server.worker.coding import Coder, coder
from server.worker.frames import Request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

LOG = logging.getLogger("server")
# Milliseconds that a client may take for one packet; the front hangs up before.
PATIENCE = 120_000
LEAST_LEFT = 0.005
# Of a header's name; longer ones are passed over.
LONGEST_NAME = 100
ALWAYS = {
    "SERVER_NAME": "localhost",
    "SERVER_PORT": "80",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": False,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}


class HeadDone(BaseException):
    """The answer to HEAD is whole; the application need not go on."""


class Gateway:
    """Answers requests one after the other, each within the limit of seconds."""

    def __init__(self, app: "WSGIApplication", connection: socket.socket, limit: float) -> None:
        """Take the application and the connection to the front."""
        self.app, self.connection, self.limit = app, connection, limit
        connection.setblocking(True)

    def run(self) -> None:
        """Answer until the front hangs up."""
        while request := frames.receive_request(self.connection):
            signal.setitimer(signal.ITIMER_REAL, self.limit)
            self.answer(request)
            signal.setitimer(signal.ITIMER_REAL, 0)

    def answer(self, request: Request) -> None:
        """Answer one request."""
        Exchange(self, request).run()

    def shorten(self, seconds: float) -> None:
        """Lower the limit of the request at work, and tell the front."""
        left = signal.getitimer(signal.ITIMER_REAL)[0]
        if seconds < left:
            self.send(frames.LIMIT + f"{seconds:g}".encode())
            signal.setitimer(signal.ITIMER_REAL, max(seconds, LEAST_LEFT))

    def send(self, packet: bytes) -> None:
        """Send a packet, stopping the clock while the front has no room for it."""
        try:
            self.connection.send(packet, socket.MSG_DONTWAIT)
        except BlockingIOError:
            left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
            waiting = select.poll()
            waiting.register(self.connection, select.POLLOUT)
            if not waiting.poll(PATIENCE):
                raise TimeoutError("the client takes nothing") from None
            self.connection.send(packet)
            signal.setitimer(signal.ITIMER_REAL, max(left, LEAST_LEFT))


class Exchange:
    """One request and its answer."""

    def __init__(self, gateway: Gateway, request: Request) -> None:
        """Prepare; nothing is sent yet."""
        self.gateway, self.request = gateway, request
        self.status, self.headers = "", list[tuple[str, str]]()
        self.sent = self.complete = False
        self.coder: Coder | None = None
        self.environ = environment(request)
        self.environ[SHORTEN] = gateway.shorten

    def run(self) -> None:
        """Have the application answer, and tell the front if it could not to the end."""
        try:
            pieces = self.gateway.app(self.environ, self.start)
            try:
                for piece in pieces:
                    self.write(piece)
                self.finish()
            finally:
                if close := getattr(pieces, "close", None):
                    close()
        except HeadDone:
            pass
        except BrokenStream as fault:
            self.gateway.send(frames.BROKEN + str(fault).encode()[:500])
        except OSError:
            raise
        except Exception as fault:
            LOG.exception("fault while answering %s", self.environ["PATH_INFO"])
            self.gateway.send(frames.BROKEN + type(fault).__name__.encode())

    def start(
        self,
        status: str,
        headers: list[tuple[str, str]],
        exc_info: Any = None,  # noqa: ANN401 - as PEP 3333 has it
    ) -> Callable[[bytes], object]:
        """Take status and headers; the last ones count until something was sent."""
        if self.sent and exc_info:
            raise exc_info[1].with_traceback(exc_info[2])
        self.status, self.headers = status, list(headers)
        return self.write

    def write(self, piece: bytes) -> None:
        """Send a piece of the body, the head before the first."""
        if not self.sent:
            self.begin(piece)
        elif piece:
            self.pass_on(self.coder.piece(piece) if self.coder else piece)

    def begin(self, piece: bytes) -> None:
        """Send the head, and with it the first piece, which may be all there is."""
        self.sent = True
        length = next((v for n, v in self.headers if n.lower() == "content-length"), None)
        self.complete = length is not None and int(length) <= len(piece)
        self.coder = coder(self.environ.get("HTTP_ACCEPT_ENCODING", ""), self.status, self.headers)
        if self.coder:
            piece = self.coder.piece(piece)
            if self.complete:
                piece += self.coder.end()
                self.headers.append(("Content-Length", str(len(piece))))
        if self.request.method == "HEAD":
            self.gateway.send(frames.answer(frames.ANSWER, self.head(), b""))
            raise HeadDone
        self.complete = self.complete and len(piece) <= frames.LARGEST
        kind = frames.ANSWER if self.complete else frames.BEGIN
        self.gateway.send(frames.answer(kind, self.head(), piece[: frames.LARGEST]))
        self.pass_on(piece[frames.LARGEST :])

    def head(self) -> bytes:
        """Write status and headers."""
        lines = [f"HTTP/1.1 {self.status}", *(f"{n}: {v}" for n, v in self.headers)]
        return ("\r\n".join(lines) + "\r\n").encode("latin-1", "replace")

    def pass_on(self, data: bytes) -> None:
        """Send data in packets."""
        for start in range(0, len(data), frames.LARGEST):
            self.gateway.send(frames.DATA + data[start : start + frames.LARGEST])

    def finish(self) -> None:
        """Send what is left, and the end."""
        if not self.sent:
            self.begin(b"")
        if not self.complete:
            coded = self.coder and "Content-Length" not in dict(self.headers)
            if self.coder and coded:
                self.pass_on(self.coder.end())
            self.gateway.send(frames.END)


@lru_cache(maxsize=512)
def variable(name: bytes) -> str:
    """Name the variable that a header becomes; none for those that are not passed on.

    An underscore could pose as the hyphen of a header that somebody trusts.
    """
    if b"_" in name or name == b"content-length" or len(name) >= LONGEST_NAME:
        return ""
    return "HTTP_" + name.decode("latin-1").replace("-", "_").upper()


def environment(request: Request) -> "WSGIEnvironment":
    """Describe a request as PEP 3333 says; the host is never taken from it."""
    target, _, query = request.target.partition(b"?")
    path = unquote_to_bytes(target).decode("latin-1")
    prefix = request.prefix
    if prefix and (path == prefix or path.startswith(prefix + "/")):
        path = path[len(prefix) :]
    environ = {
        **ALWAYS,
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": prefix,
        "PATH_INFO": path or "/",
        "QUERY_STRING": query.decode("latin-1"),
        # As it was sent: an IRI may hold %2F.
        "REQUEST_URI": request.target.decode("latin-1"),
        "REMOTE_ADDR": request.client,
        "SERVER_PROTOCOL": f"HTTP/{request.version}",
        "wsgi.input": BytesIO(request.body),
        "CONTENT_LENGTH": str(len(request.body)),
    }
    for name, value in request.headers:
        key, text = variable(name[:LONGEST_NAME]), value.decode("latin-1")
        if key:
            environ[key] = f"{environ[key]},{text}" if key in environ else text
    if "HTTP_CONTENT_TYPE" in environ:
        environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE")
    if request.problem:
        record = request.problem
        kind = BY_STATUS.get(int(record["status"]), Broken)
        environ[REFUSED] = kind(str(record["detail"]), str(record["code"]))
    return environ
