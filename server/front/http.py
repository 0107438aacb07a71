"""A client's connection: bytes in, requests out; answers in, bytes out. HTTP/1.1 by RFC 9112.

The parsing is llhttp's, through httptools. What it leaves open is here: sizes, times, order, and
that an answer which broke off can be told from a whole one by any client.
"""

import asyncio
import socket
import struct
import time
from collections import deque
from email.utils import formatdate
from typing import cast

import httptools

from server.front import limits
from server.front.incoming import Incoming
from server.front.roles import Front, Job

RESET_ON_CLOSE = struct.pack("ii", 1, 0)
GOON = b"HTTP/1.1 100 Continue\r\n\r\n"
CHUNKED, CLOSE, KEEP = (
    b"Transfer-Encoding: chunked\r\n",
    b"Connection: close\r\n",
    b"Connection: keep-alive\r\n",
)


class Clock:
    """The date of answers, written once a second."""

    def __init__(self) -> None:
        """Begin with no date."""
        self.second, self.line = 0, b""

    def date(self) -> bytes:
        """Give the Date header, and with it the end of the head."""
        if (now := int(time.time())) != self.second:
            self.second = now
            self.line = f"Date: {formatdate(now, usegmt=True)}\r\n\r\n".encode()
        return self.line


CLOCK = Clock()


class Connection(asyncio.Protocol):
    """One client's connection; its requests are answered one after the other."""

    transport: asyncio.Transport

    def __init__(self, front: Front) -> None:
        """Take the front that requests go to."""
        self.front = front
        self.parser = httptools.HttpRequestParser(self)
        self.incoming: Incoming | None = None
        self.waiting: deque[Incoming] = deque()
        self.job: Job | None = None
        self.peer = ""
        self.in_head = self.paused = self.stopped = self.closing = False
        self.head_size = 0
        self.active = time.monotonic()
        self.unsent, self.stalled = 0, 0.0

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note a new client."""
        self.transport = cast(asyncio.Transport, transport)
        name = transport.get_extra_info("peername")
        self.peer = name[0] if isinstance(name, tuple) else ""
        self.transport.set_write_buffer_limits(high=limits.WAITING)
        self.front.connections.add(self)
        if len(self.front.connections) > self.front.most_connections:
            self.refuse(503, "busy", "Too many connections are open; try again shortly.")

    def connection_lost(self, _: Exception | None) -> None:
        """Forget the client; what it waited for is no longer wanted."""
        self.front.connections.discard(self)
        self.closing = True
        if self.job:
            self.job.abandon()

    def pause_writing(self) -> None:
        """Have the worker wait while the client does not read."""
        self.paused = True
        self.stalled = time.monotonic()
        if self.job:
            self.job.hold()

    def resume_writing(self) -> None:
        """Let the worker go on."""
        self.paused = False
        if self.job:
            self.job.release()

    def data_received(self, data: bytes) -> None:
        """Read on."""
        self.active = time.monotonic()
        if self.in_head or self.incoming is None:
            self.head_size += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self.refuse(400, "http", "No other protocol is spoken here.")
        except httptools.HttpParserError as fault:
            if not self.closing:
                said = str(fault.__context__ or fault)
                self.refuse(400, "http", f"This is not HTTP as RFC 9112 has it: {said}.")
        if self.in_head and self.head_size > limits.HEAD and not self.closing:
            self.refuse(431, "headers-too-large", f"A head may have {limits.HEAD:,} bytes.")

    # What the parser calls.

    def on_message_begin(self) -> None:
        """Begin a request."""
        self.incoming, self.in_head = Incoming(self.active), True

    def on_url(self, target: bytes) -> None:
        """Take a piece of the target."""
        incoming = cast(Incoming, self.incoming)
        incoming.target += target
        if len(incoming.target) > limits.TARGET and not self.closing:
            self.refuse(414, "uri-too-long", f"A URL may have {limits.TARGET:,} bytes; use POST.")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        cast(Incoming, self.incoming).headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Check what the head announces."""
        size, self.in_head, self.head_size = self.head_size, False, 0
        incoming = cast(Incoming, self.incoming)
        incoming.method = self.parser.get_method().decode("ascii", "replace")
        incoming.version = self.parser.get_http_version()
        incoming.keep = self.parser.should_keep_alive()
        incoming.fields = fields = dict(incoming.headers)
        if size > limits.HEAD and own_size(incoming) > limits.HEAD and not self.closing:
            self.refuse(431, "headers-too-large", f"A head may have {limits.HEAD:,} bytes.")
        elif int(fields.get(b"content-length") or 0) > limits.BODY and not self.closing:
            self.refuse(413, "too-large", f"A body may have {limits.BODY:,} bytes.")
        elif b"expect" in fields and not self.closing:
            if fields[b"expect"].lower() == b"100-continue":
                self.transport.write(GOON)
            else:
                self.refuse(417, "expectation", "Only 100-continue may be expected.")

    def on_body(self, piece: bytes) -> None:
        """Take a piece of the body."""
        incoming = cast(Incoming, self.incoming)
        incoming.size += len(piece)
        if incoming.size > limits.BODY:
            if not self.closing:
                self.refuse(413, "too-large", f"A body may have {limits.BODY:,} bytes.")
            return
        incoming.body.append(piece)

    def on_message_complete(self) -> None:
        """Hand the request on, or let it wait for its turn."""
        incoming, self.incoming = cast(Incoming, self.incoming), None
        if self.closing:
            return
        if self.job is None:
            self.front.handle(self, incoming)
            return
        self.waiting.append(incoming)
        if len(self.waiting) >= limits.AHEAD and not self.stopped:
            # Reading ahead is how a client's hanging up is noticed; this far ahead is enough.
            self.stopped = True
            self.transport.pause_reading()

    # What the front calls.

    def whole(self, incoming: Incoming, head: bytes, body: bytes) -> None:
        """Send a whole answer and turn to the next request."""
        self.transport.write(b"".join((head, persistence(incoming), CLOCK.date(), body)))
        self.done(incoming)

    def begin(self, incoming: Incoming, head: bytes, *, sized: bool) -> bool:
        """Send the head of a longer answer; say whether its pieces go in chunks."""
        chunked = not sized and incoming.version == "1.1"
        if not sized and not chunked:
            incoming.keep = False
        coding = CHUNKED if chunked else b""
        self.transport.write(b"".join((head, coding, persistence(incoming), CLOCK.date())))
        return chunked

    def piece(self, data: bytes, *, chunked: bool) -> None:
        """Send a piece."""
        if not chunked:
            self.transport.write(data)
        elif data:
            self.transport.write(b"%x\r\n%b\r\n" % (len(data), data))

    def end(self, incoming: Incoming, *, chunked: bool) -> None:
        """Send the end of a longer answer."""
        if chunked:
            self.transport.write(b"0\r\n\r\n")
        self.done(incoming)

    def done(self, incoming: Incoming) -> None:
        """Turn to the next request, or close after the last one."""
        self.job = None
        if not incoming.keep or self.front.stopping:
            self.closing = True
            self.transport.close()
            return
        if self.stopped and len(self.waiting) < limits.AHEAD:
            self.stopped = False
            self.transport.resume_reading()
        if self.waiting:
            following = self.waiting.popleft()
            self.front.loop.call_soon(self.proceed, following)

    def proceed(self, incoming: Incoming) -> None:
        """Hand on a request that has waited."""
        if not self.closing:
            self.front.handle(self, incoming)

    def abort(self) -> None:
        """Break the connection, so that no client can take what it has for the whole.

        HTTP/1.0 tells the end of a body by the end of the connection: only a reset differs.
        """
        self.closing = True
        if (raw := self.transport.get_extra_info("socket")) is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.transport.abort()

    def refuse(self, status: int, code: str, detail: str) -> None:
        """Say what is wrong with a request that could not even be read, and hang up."""
        if self.job is not None:
            self.abort()
            return
        head, body = self.front.problem(status, code, detail)
        self.closing = True
        self.transport.write(b"".join((head, CLOSE, CLOCK.date(), body)))
        self.transport.close()

    def look(self, now: float) -> None:
        """Hang up on who has had their time: silent, sending drop by drop, or not reading."""
        unsent = self.transport.get_write_buffer_size()
        if unsent == 0 or unsent != self.unsent:
            self.unsent, self.stalled = unsent, now
        elif now - self.stalled > limits.STALLED:
            self.abort()
            return
        if self.job is not None or self.closing:
            return
        if self.incoming is not None and now - self.incoming.started > limits.ARRIVAL:
            self.refuse(408, "slow", f"A request has {limits.ARRIVAL:.0f} seconds to come in.")
        elif now - self.active > limits.SILENCE:
            self.closing = True
            self.transport.close()


def persistence(incoming: Incoming) -> bytes:
    """Say whether the connection stays, where the version of HTTP does not say so already."""
    if not incoming.keep:
        return CLOSE
    return b"" if incoming.version == "1.1" else KEEP


def own_size(incoming: Incoming) -> int:
    """Count the bytes of a head, without what came after it in the same piece."""
    return len(incoming.target) + sum(len(n) + len(v) + 4 for n, v in incoming.headers)
