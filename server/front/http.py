"""A client's connection: bytes in, requests out; answers in, bytes out. HTTP/1.1 by RFC 9112.

The parsing is llhttp's, through httptools. What it leaves open is here: sizes, times, order, and
that an answer which broke off can be told from a whole one by any client.
"""

import asyncio
import socket
import struct
import time
from collections import deque
from typing import cast

import httptools

from server.front import limits
from server.front.clock import CLOCK
from server.front.incoming import Incoming
from server.front.roles import Front, Job

RESET_ON_CLOSE = struct.pack("ii", 1, 0)
HEAD_SIZE = f"A head may have {limits.HEAD:,} bytes."
NO_HTTP = "This is not HTTP as RFC 9112 has it: {}."
BODY_SIZE = f"A body may have {limits.BODY:,} bytes."
GOON = b"HTTP/1.1 100 Continue\r\n\r\n"
CHUNKED, CLOSE, KEEP = (
    b"Transfer-Encoding: chunked\r\n",
    b"Connection: close\r\n",
    b"Connection: keep-alive\r\n",
)


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
        self.in_head = self.paused = self.stopped = self.closing = self.expected = False
        # Why no further request is read, told after the answers that are due before.
        self.refusal: tuple[int, str, str] | None = None
        self.size = 0
        self.active, self.ended = time.monotonic(), 0.0
        self.unsent, self.stalled = 0, 0.0

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
        self.job = None  # A cycle would stay until garbage is looked for.

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
        else:
            self.proceed()

    def data_received(self, data: bytes) -> None:
        """Read on."""
        self.active = time.monotonic()
        self.size += len(data)
        rest: bytes | memoryview = data
        while rest and not self.closing and self.refusal is None:
            rest = self.feed(rest)
        if self.in_head and self.size > limits.HEAD:
            self.refuse(431, "headers-too-large", HEAD_SIZE)
        elif self.incoming is not None and self.size > limits.FRAMED:
            self.refuse(413, "too-large", BODY_SIZE)

    def feed(self, data: bytes | memoryview) -> bytes | memoryview:
        """Have the parser read; give what it has left."""
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as stop:
            self.stay()
            return memoryview(data)[stop.args[0] :]
        except httptools.HttpParserError as fault:
            self.refuse(400, "http", NO_HTTP.format(fault.__context__ or fault))
        return b""

    def stay(self) -> None:
        """Read a request as if it asked for no other protocol, as RFC 9110 §7.8 allows."""
        asked, self.incoming = cast(Incoming, self.incoming), None
        if asked.method == "CONNECT":
            self.refuse(400, "http", "No other protocol is spoken here.")
            return
        self.parser = httptools.HttpRequestParser(self)
        first = b"%b %b HTTP/1.1" % (asked.method.encode(), asked.target)
        kept = [b"%b: %b" % h for h in asked.headers if h[0] not in {b"upgrade", b"expect"}]
        self.feed(b"\r\n".join([first, *kept, b"", b""]))

    # What the parser calls.

    def on_message_begin(self) -> None:
        """Begin a request."""
        self.incoming, self.in_head = Incoming(self.active), True

    def on_url(self, target: bytes) -> None:
        """Take a piece of the target."""
        incoming = cast(Incoming, self.incoming)
        incoming.target += target
        if len(incoming.target) > limits.TARGET:
            self.refuse(414, "uri-too-long", f"A URL may have {limits.TARGET:,} bytes; use POST.")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; a trailer, which comes after the body, is none."""
        if self.in_head:
            cast(Incoming, self.incoming).headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Take the head as a whole."""
        size, self.in_head, self.size = self.size, False, 0
        incoming = cast(Incoming, self.incoming)
        incoming.method = self.parser.get_method().decode("ascii", "replace")
        incoming.version = self.parser.get_http_version()
        incoming.keep = self.parser.should_keep_alive()
        incoming.join()
        self.check(incoming, size)

    def check(self, incoming: Incoming, size: int) -> None:
        """Check what the head announces."""
        fields = incoming.fields
        if size > limits.HEAD and incoming.own_size() > limits.HEAD:
            self.refuse(431, "headers-too-large", HEAD_SIZE)
        elif int(fields.get(b"content-length") or 0) > limits.BODY:
            self.refuse(413, "too-large", BODY_SIZE)
        elif b", " in fields.get(b"host", b", ") and incoming.version == "1.1":
            self.refuse(400, "http", "A request names its host, once (RFC 9112, section 3.2).")
        elif b"expect" in fields:
            self.expected = fields[b"expect"].lower() == b"100-continue"
            if not self.expected:
                self.refuse(417, "expectation", "Only 100-continue may be expected.")
            self.give_leave()

    def give_leave(self) -> None:
        """Have the client send its body, if nothing is due before."""
        if self.expected and self.job is None and not self.waiting:
            self.expected = False
            self.transport.write(GOON)

    def on_body(self, piece: bytes) -> None:
        """Take a piece of the body."""
        incoming = cast(Incoming, self.incoming)
        incoming.size += len(piece)
        if incoming.size > limits.BODY:
            self.refuse(413, "too-large", BODY_SIZE)
        elif incoming.body:
            incoming.body += piece
        else:
            incoming.body = bytearray(piece)

    def on_message_complete(self) -> None:
        """Hand the request on, or let it wait for its turn."""
        if self.parser.should_upgrade():
            return
        incoming, self.incoming = cast(Incoming, self.incoming), None
        self.size, self.expected = 0, False
        if self.closing or self.refusal:
            return
        if self.job is None and not self.waiting and not self.paused:
            self.front.handle(self, incoming)
            return
        self.waiting.append(incoming)
        size = sum(one.own_size() + one.size for one in self.waiting)
        if (len(self.waiting) >= limits.AHEAD or size > limits.WAITING) and not self.stopped:
            # Reading ahead is how a client's hanging up is noticed; this far ahead is enough.
            self.stopped = True
            self.transport.pause_reading()

    # What the front calls.

    def whole(self, incoming: Incoming, head: bytes, body: bytes) -> None:
        """Send a whole answer and turn to the next request."""
        self.transport.write(b"".join((head, self.persistence(incoming), CLOCK.date(), body)))
        self.done(incoming)

    def begin(self, incoming: Incoming, head: bytes, *, sized: bool) -> bool:
        """Send the head of a longer answer; say whether its pieces go in chunks."""
        chunked = not sized and incoming.version == "1.1"
        if not sized and not chunked:
            incoming.keep = False
        coding = CHUNKED if chunked else b""
        self.transport.write(b"".join((head, coding, self.persistence(incoming), CLOCK.date())))
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
        if self.waiting:
            self.front.loop.call_soon(self.proceed)
        elif self.refusal:
            self.turn_away(*self.refusal)
        elif self.expected:
            self.give_leave()

    def proceed(self) -> None:
        """Hand on a request that has waited, once the client takes what it gets."""
        if self.closing or self.job or self.paused or not self.waiting:
            return
        following = self.waiting.popleft()
        if self.stopped and not self.waiting:
            self.stopped = False
            self.transport.resume_reading()
        self.front.handle(self, following)

    def abort(self) -> None:
        """Break the connection, so that no client can take what it has for the whole.

        HTTP/1.0 tells the end of a body by the end of the connection: only a reset differs.
        """
        self.closing = True
        if (raw := self.transport.get_extra_info("socket")) is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.transport.abort()

    def refuse(self, status: int, code: str, detail: str) -> None:
        """Say what is wrong with a request that could not even be read, when its turn comes."""
        if self.closing or self.refusal:
            return
        self.refusal = status, code, detail
        if self.job is None and not self.waiting:
            self.turn_away(status, code, detail)

    def turn_away(self, status: int, code: str, detail: str) -> None:
        """Say what is wrong and hang up; to do so at once, while more comes in, would unsay it."""
        head, body = self.front.problem(status, code, detail)
        self.closing, self.ended = True, time.monotonic()
        self.transport.write(b"".join((head, CLOSE, CLOCK.date(), body)))
        many = len(self.front.connections) > self.front.most_connections
        (self.transport.close if many else self.transport.write_eof)()

    def look(self, now: float) -> None:
        """Hang up on who has had their time: silent, sending drop by drop, or not reading."""
        unsent = self.transport.get_write_buffer_size()
        if unsent == 0 or unsent != self.unsent:
            self.unsent, self.stalled = unsent, now
        elif now - self.stalled > limits.STALLED:
            self.abort()
            return
        if self.job is not None or self.closing:
            if self.ended and now - self.ended > limits.LINGER:
                self.transport.close()
            return
        if self.incoming is not None and now - self.incoming.started > limits.ARRIVAL:
            self.refuse(408, "slow", f"A request has {limits.ARRIVAL:.0f} seconds to come in.")
        elif now - self.active > limits.SILENCE:
            self.closing = True
            self.transport.close()

    def persistence(self, incoming: Incoming) -> bytes:
        """Say whether the connection stays, where the version of HTTP does not say so already."""
        if not incoming.keep or self.front.stopping:
            return CLOSE
        return b"" if incoming.version == "1.1" else KEEP
