"""The front itself: where a request goes, what may answer it at once, and the turn of releases."""

import asyncio
import re
import time
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

from server.front import job as jobs
from server.front.cache import Cache, Kept
from server.front.http import Connection
from server.front.incoming import Incoming
from server.front.job import HEADERS, Job, kept
from server.front.limits import CONNECTIONS, Limits
from server.front.log import Log
from server.front.metrics import Metrics
from server.front.pool import Pool
from server.front.template import Template
from server.headers import matches
from server.worker import frames
from server.worker.frames import Request

# Texts of strangers are evaluated here, so these workers may open nothing at all.
QUERIES = {b"/sparql", b"/sparql/", b"/store", b"/readyz"}
# Seconds; what takes no longer is kept only when it is asked for again.
CHEAP = 0.005
Key = tuple[str | bytes | None, ...]
PREFIX = re.compile(rb"(?:/[\w.~%-]+)+/?")
KEYS = (b"accept", b"accept-encoding", b"accept-language", b"content-type", b"content-encoding")


class Front:
    """Joins connections, cache and pools; all of it runs in one thread."""

    def __init__(self, limits: Limits, log: Log, connections: int = CONNECTIONS) -> None:
        """Prepare; `run` begins."""
        self.limits, self.log, self.most_connections = limits, log, connections
        self.connections: set[Connection] = set()
        self.cache = Cache(limits.cache << 20)
        self.loop: asyncio.AbstractEventLoop
        self.template: Template | None = None
        self.queries = Pool(self, frames.QUERY, "queries")
        self.pages = Pool(self, frames.PAGE, "pages")
        self.pools = (self.queries, self.pages)
        self.metrics = Metrics(self, self.pools)
        self.stopping = False
        self.inside = limits.prefix.encode()

    @property
    def ready(self) -> bool:
        """Tell whether there is a template to answer from."""
        return self.template is not None and not self.template.dead

    def handle(self, connection: Connection, incoming: Incoming) -> None:
        """Answer a request at once, or give it to a pool."""
        fields = incoming.fields
        method, prefix = incoming.method, self.inside
        if self.limits.proxies and PREFIX.fullmatch(fields.get(b"x-forwarded-prefix", b"")):
            prefix = fields[b"x-forwarded-prefix"].rstrip(b"/")
        path = routed(incoming.target, prefix)
        key: Key | None = None
        body = bytes(incoming.body)
        short = method == "GET" or (method == "POST" and incoming.size <= 1 << 14)
        if short and b"range" not in fields:
            key = (method, incoming.target, prefix, *map(fields.get, KEYS), body)
            found = self.cache.get(key)
            if found is not None:
                self.hit(connection, incoming, found, fields)
                return
        small = path in {b"/healthz", b"/metrics"} or method == "OPTIONS"
        if small and self.own(connection, incoming, path, fields):
            return
        client = self.client(connection, fields)
        request = Request(
            method,
            target(incoming.target),
            tuple(incoming.headers),
            body,
            incoming.version,
            client,
            prefix.decode("latin-1"),
        )
        asks = path in QUERIES
        job = Job(self, connection, incoming, request, key, "query" if asks else "page")
        connection.job = job
        (self.queries if asks else self.pages).submit(job)

    def client(self, connection: Connection, fields: dict[bytes, bytes]) -> str:
        """Say who asks; the proxies that an operator trusts are believed, and nobody else."""
        if self.limits.proxies:
            chain = fields.get(b"x-forwarded-for", b"").decode("latin-1").split(",")
            if len(chain) >= self.limits.proxies:
                return chain[-self.limits.proxies].strip()[:64] or connection.peer
        return connection.peer

    def hit(
        self, connection: Connection, incoming: Incoming, found: Kept, fields: dict[bytes, bytes]
    ) -> None:
        """Answer with what was kept, or with 304 if the client has it."""
        asked = fields.get(b"if-none-match")
        if asked and matches(asked.decode("latin-1"), found.tag.decode("latin-1")):
            head, body, status = unchanged(found.head), b"", 304
        else:
            head, body, status = found.head, found.body, 200
        self.reply(connection, incoming, "cache", status, head, body)

    def reply(
        self,
        connection: Connection,
        incoming: Incoming,
        kind: str,
        status: int,
        head: bytes,
        body: bytes,
    ) -> None:
        """Send an answer that no worker was asked for; one to HEAD has no body."""
        self.note(kind, incoming, status, len(body), connection.peer)
        connection.whole(incoming, head, b"" if incoming.method == "HEAD" else body)

    def own(
        self, connection: Connection, incoming: Incoming, path: bytes, fields: dict[bytes, bytes]
    ) -> bool:
        """Answer what needs no worker; say whether it was that."""
        kind, body = "text/plain; charset=utf-8", b"ok\n"
        if path == b"/metrics":
            kind, body = "text/plain; version=1.0.0; charset=utf-8", self.metrics.text()
        elif path != b"/healthz":
            if b"access-control-request-method" not in fields:
                return False
            head = b"HTTP/1.1 204 No Content\r\n" + HEADERS
            self.reply(connection, incoming, "own", 204, head, b"")
            return True
        if incoming.method not in {"GET", "HEAD"}:
            head, body = self.problem(405, "method", "Ask with GET or HEAD.")
            head += b"Allow: GET, HEAD\r\n"
            self.reply(connection, incoming, "own", 405, head, body)
            return True
        head = b"HTTP/1.1 200 OK\r\n" + HEADERS
        head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n".encode()
        head += b"Cache-Control: no-store\r\n"
        self.reply(connection, incoming, "own", 200, head, body)
        return True

    def problem(self, status: int, code: str, detail: str) -> tuple[bytes, bytes]:
        """Word a problem as head and body (RFC 9457)."""
        phrase = HTTPStatus(status).phrase
        body = jobs.record(status, phrase, code, detail)
        again = "Retry-After: 2\r\n" if status in {429, 503} else ""
        head = (
            f"HTTP/1.1 {status} {phrase}\r\nContent-Type: application/problem+json\r\n"
            f"Content-Length: {len(body)}\r\nVary: Accept\r\nCache-Control: no-store\r\n{again}"
        )
        return head.encode() + HEADERS, body

    def show_problem(self, job: Job, status: int, code: str, detail: str) -> bool:
        """Have a worker make the page of a problem for who reads pages; say whether one will."""
        accept = dict(job.request.headers).get(b"accept", b"")
        if b"text/html" not in accept or job.request.problem or not self.pages.ready:
            return False
        told: dict[str, str | int] = {"status": status, "code": code, "detail": detail}
        request = job.request._replace(problem=told)
        page = Job(self, job.connection, job.incoming, request, None, job.kind)
        job.connection.job = page
        self.pages.submit(page)
        return True

    def forget(self, job: Job) -> None:
        """Drop a request that still waits."""
        for pool in self.pools:
            pool.forget(job)

    def keep(self, job: Job, head: bytes, body: bytes) -> None:
        """Keep a whole answer, if it may be kept."""
        if job.key is None or job.template is not self.template:
            return
        cheap = time.monotonic() - job.started < CHEAP
        if cheap and self.cache.is_new(job.key):
            return
        if found := kept(head, body):
            self.cache.put(job.key, found, sum(map(len, filter(None, job.key))))

    def finished(self, job: Job, status: int, size: int, code: str = "") -> None:
        """Count and log a request that is over."""
        more = {"fault": code} if code else {}
        self.note(job.kind, job.incoming, status, size, job.client, **more)

    def note(
        self, kind: str, incoming: Incoming, status: int, size: int, client: str, **more: str
    ) -> None:
        """Count and log."""
        seconds = time.monotonic() - incoming.started
        self.metrics.request(kind, status, size, seconds)
        self.log.request(client, incoming, status, size, seconds, by=kind, **more)


def target(raw: bytes) -> bytes:
    """Give path and query of a target, which a proxy may send with scheme and host."""
    if raw.startswith(b"/"):
        return raw
    _, found, rest = raw.partition(b"://")
    return b"/" + rest.partition(b"/")[2] if found else raw


def routed(raw: bytes, prefix: bytes) -> bytes:
    """Give the path that a worker will find in a target, however it is written."""
    path = target(raw).partition(b"?")[0]
    if b"%" in path:
        path = unquote_to_bytes(path)
    return path[len(prefix) :] if prefix and path.startswith(prefix + b"/") else path


def unchanged(head: bytes) -> bytes:
    """Make the head of a 304 of the head of the answer that it stands for."""
    dropped = (b"Content-Type:", b"Content-Length:", b"Content-Encoding:")
    lines = [line for line in head.split(b"\r\n")[1:] if line and not line.startswith(dropped)]
    return b"\r\n".join([b"HTTP/1.1 304 Not Modified", *lines, b""])
