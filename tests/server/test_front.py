"""What may go wrong between a client and a worker: each test is a fault that was there once."""

import asyncio
import http.client
import signal
import subprocess
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote, urlencode

import pytest
from conftest import Server
from test_connections import connect, read_all
from test_server import STREAM

from server import endpoint
from server.errors import WorldFault
from server.front import limits, service
from server.front.front import Front
from server.front.http import Connection
from server.front.incoming import Incoming
from server.front.job import Job
from server.front.limits import Limits
from server.front.log import Log
from server.front.pool import Pool
from server.front.template import Template
from server.worker import coding, frames, gateway
from server.worker.frames import Request

GET = b"GET /x HTTP/1.1\r\nHost: x\r\n%b\r\n"
JSON = "application/sparql-results+json"


PAIRS = []


@pytest.fixture(autouse=True)
def tidy():
    yield
    while PAIRS:
        PAIRS.pop().close()


class Loop:
    """An event loop that only notes what it is given."""

    def __init__(self):
        self.soon, self.writers = [], {}

    def add_reader(self, *_):
        pass

    remove_reader = add_reader

    def add_writer(self, descriptor, call):
        self.writers[descriptor] = call

    def remove_writer(self, descriptor):
        self.writers.pop(descriptor, None)

    def call_soon(self, call, *arguments):
        self.soon.append((call, arguments))

    def run(self):
        while self.soon:
            call, arguments = self.soon.pop(0)
            call(*arguments)


class Transport:
    """A client's end that keeps all it gets."""

    def __init__(self):
        self.sent, self.closed, self.reading = b"", False, True

    def write(self, data):
        self.sent += data

    def close(self):
        self.closed = True

    def abort(self):
        self.closed = True

    def write_eof(self):
        pass

    def can_write_eof(self):
        return False

    def pause_reading(self):
        self.reading = False

    def resume_reading(self):
        self.reading = True

    def get_extra_info(self, _):
        return None

    def set_write_buffer_limits(self, **_):
        pass

    def get_write_buffer_size(self):
        return 0


def template():
    theirs = []

    def fork(_):
        ours, other = frames.pair()
        PAIRS.extend((ours, other))
        theirs.append(other)
        return ours

    return SimpleNamespace(fork=fork, left=lambda: None, dead=False, theirs=theirs)


def fake_front():
    front = SimpleNamespace(
        limits=Limits(), loop=Loop(), connections=set(), most_connections=9, stopping=False,
        metrics=SimpleNamespace(killed=Counter()), log=Log(None), ended=[], handled=[],
        problem=lambda status, *_: (b"HTTP/1.1 %d no\r\n" % status, b""),
        show_problem=lambda *_: False, keep=lambda *_: None,
    )  # fmt: skip
    front.finished = lambda job, status, *_: front.ended.append((job, status))
    front.handle = lambda _, incoming: front.handled.append(incoming.target)
    return front


def pool_of(front):
    pool = Pool(front, frames.QUERY, "queries")
    front.forget = pool.forget
    pool.switch(template())
    return pool


def job_of(front, client="a", body=b""):
    connection = Connection(front)
    connection.transport = Transport()
    incoming = Incoming(0.0)
    incoming.method, incoming.version = "GET", "1.1"
    request = Request("GET", b"/", (), body, "1.1", client, "")
    job = connection.job = Job(front, connection, incoming, request, None)
    return job


def answer(pool, worker, kind=frames.ANSWER, body=b"ok"):
    other = pool.template.theirs[sorted(pool.numbers[w] for w in [worker])[0]]
    other.send(frames.answer(kind, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", body))
    worker.read()


@pytest.fixture
def crowd(monkeypatch):
    """One worker with a request at work and two at its door."""
    monkeypatch.setattr(limits, "SHORT", 1)
    monkeypatch.setattr(limits, "YOUNG", 60.0)
    front = fake_front()
    pool = pool_of(front)
    pool.numbers = {worker: number for number, worker in enumerate(pool.ready)}
    jobs = [job_of(front, client) for client in "abc"]
    for job in jobs:
        pool.submit(job)
    assert list(pool.ready[0].jobs) == jobs
    return front, pool, jobs


def test_who_leaves_from_a_door_takes_nobody_along(crowd):
    _, pool, jobs = crowd
    worker = pool.ready[0]
    jobs[1].abandon()
    answer(pool, worker)
    assert b"ok" in jobs[0].connection.transport.sent
    assert not jobs[1].connection.transport.sent
    # The next worker has what was not begun, and nothing of who has gone.
    waiting = [job for worker in pool.ready for job in worker.jobs]
    waiting += [job for own in pool.waiting.values() for job in own]
    assert waiting == [jobs[2]]
    assert pool.clients == {"c": 1}


def test_who_leaves_a_long_one_behind_is_not_given_to_others(crowd):
    _, pool, jobs = crowd
    jobs[2].abandon()
    pool.ready[0].kill("test")
    assert pool.clients == {"b": 1}


def test_a_dead_worker_given_more_does_not_have_its_answer_begun_twice(crowd):
    front, pool, jobs = crowd
    answer(pool, pool.ready[0], frames.BEGIN)
    for job in jobs[1:]:
        pool.ready[0].jobs.remove(job)
    for other in pool.template.theirs:
        other.close()
    pool.submit(job_of(front, "d"))
    assert jobs[0] not in [job for own in pool.waiting.values() for job in own]


def test_who_dies_with_requests_unread_is_told_by_what_it_died_of(crowd):
    front, pool, jobs = crowd
    other = pool.template.theirs[0]
    other.send(frames.notice(signal.SIGALRM))
    other.close()
    pool.ready[0].read()
    assert front.ended == [(jobs[0], 503)]
    assert front.metrics.killed == {"SIGALRM": 1}


def test_what_was_sent_to_who_left_is_not_held(crowd):
    _, _, jobs = crowd
    jobs[0].parts = [b"x"]
    connection = jobs[0].connection
    connection.connection_lost(None)
    assert (connection.job, jobs[0].parts) == (None, [])


def test_a_large_request_keeps_nobody_waiting(monkeypatch):
    monkeypatch.setattr(limits, "SHORT", 1)
    front = fake_front()
    pool = pool_of(front)
    job = job_of(front, body=b"x" * limits.BODY)
    begin = time.monotonic()
    pool.submit(job)
    assert time.monotonic() - begin < 0.5
    worker, theirs = pool.ready[0], pool.template.theirs[0]
    theirs.setblocking(False)
    pieces = []
    while not pieces or pieces[-1][:1] != frames.LAST:
        try:
            pieces.append(theirs.recv(frames.LARGEST + 1))
        except BlockingIOError:
            front.loop.writers[worker.descriptor]()
    assert sum(map(len, pieces)) > limits.BODY
    assert not front.loop.writers


def test_who_has_waited_long_does_not_go_to_the_door_of_a_long_one(monkeypatch):
    monkeypatch.setattr(limits, "SHORT", 1)
    front = fake_front()
    pool = pool_of(front)
    jobs = [job_of(front, "a") for _ in range(5)]
    for job in jobs:
        job.queued = 1.0
        pool.submit(job)
    pool.ready[0].jobs[0].started = time.monotonic() - 0.05
    while len(pool.ready[0].jobs) > 1:
        pool.take_back(pool.ready[0].jobs.pop())
    pool.dispatch()
    assert len(pool.ready[0].jobs) == 1


def connection_to(front):
    connection = Connection(front)
    connection.connection_made(Transport())
    return connection


def test_requests_sent_ahead_keep_their_order_whenever_they_come():
    front = fake_front()
    connection = connection_to(front)
    connection.data_received(GET.replace(b"/x", b"/1") % b"")
    connection.job = job_of(front)
    connection.data_received(GET.replace(b"/x", b"/2") % b"")
    connection.done(connection.job.incoming)
    connection.data_received(GET.replace(b"/x", b"/3") % b"")
    front.loop.run()
    assert front.handled[:2] == [b"/1", b"/2"]


def test_who_does_not_read_is_answered_no_further():
    front = fake_front()
    connection = connection_to(front)
    connection.pause_writing()
    connection.data_received(GET % b"")
    front.loop.run()
    assert not front.handled
    connection.resume_writing()
    front.loop.run()
    assert front.handled == [b"/x"]


def test_large_requests_are_not_gathered():
    front = fake_front()
    connection = connection_to(front)
    connection.job = job_of(front)
    body = b"x" * (1 << 20)
    connection.data_received(
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body)
    )
    connection.data_received(body)
    assert not connection.transport.reading


def test_leave_to_send_is_not_given_within_an_answer():
    front = fake_front()
    connection = connection_to(front)
    connection.job = job_of(front)
    head = b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    connection.data_received(head)
    assert connection.transport.sent == b""
    connection.done(connection.job.incoming)
    assert connection.transport.sent == b"HTTP/1.1 100 Continue\r\n\r\n"


def test_trailers_are_no_headers():
    front = fake_front()
    seen = []
    front.handle = lambda _, incoming: seen.append(incoming)
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    connection_to(front).data_received(head + b"1\r\na\r\n0\r\nAccept: text/csv\r\n\r\n")
    assert [name for name, _ in seen[0].headers] == [b"host", b"transfer-encoding"]


def test_trailers_have_an_end():
    connection = connection_to(fake_front())
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: "
    connection.data_received(head)
    for _ in range(200):
        connection.data_received(b"x" * (1 << 16))
    assert b" 413 " in connection.transport.sent


@pytest.fixture
def front():
    """A front that only notes where requests go."""
    front = Front(Limits(), Log(None))
    front.loop = Loop()
    front.given = []
    for pool in front.pools:
        pool.submit = lambda job, name=pool.name: front.given.append((name, job))
    return front


def put(front, target=b"/x", *headers, method="GET"):
    incoming = Incoming(time.monotonic())
    incoming.method, incoming.version, incoming.target = method, "1.1", target
    incoming.headers = list(headers)
    incoming.fields = dict(headers)
    connection = SimpleNamespace(peer="", job=None, whole=lambda *sent: sent)
    front.handle(connection, incoming)
    return front.given[-1]


@pytest.mark.parametrize(
    "target", [b"/%73parql?query=x", b"http://x/sparql?query=x", b"/sp%61rql/", b"/sparql?a"]
)
def test_however_it_is_written_a_query_goes_where_nothing_can_be_opened(front, target):
    assert put(front, target)[0] == "queries"


@pytest.mark.parametrize("sent", [b"//evil.example", b'/a"b', b"evil", b"/a b"])
def test_a_prefix_that_is_no_path_is_not_believed(sent):
    front = Front(Limits(proxies=1), Log(None))
    front.given = []
    front.pages.submit = lambda job: front.given.append(("pages", job))
    assert put(front, b"/x", (b"x-forwarded-prefix", sent))[1].request.prefix == ""
    assert put(front, b"/x", (b"x-forwarded-prefix", b"/a-b/c/"))[1].request.prefix == "/a-b/c"


def test_a_part_is_not_kept_and_not_answered_with_the_whole(front):
    assert put(front, b"/x", (b"range", b"bytes=0-1"))[1].key is None


def test_long_keys_count_as_what_they_take(front):
    _, job = put(front, b"/x", (b"accept", b"x" * 100_000))
    job.started -= 1
    front.keep(job, b'HTTP/1.1 200 OK\r\nETag: "a"\r\n', b"body")
    assert front.cache.size > 100_000


def test_long_strange_texts_are_not_remembered():
    assert gateway.variable(b"x" * 100_000) == ""
    for remembering in (gateway.variable, endpoint.choices, endpoint.signature, coding.chosen):
        remembering.cache_clear()
    headers = ((b"accept", b"x/y," * 30_000), (b"y" * 99_999, b"z"))
    gateway.environment(Request("GET", b"/", headers, b"", "1.1", "", ""))
    assert gateway.variable.cache_info().currsize <= 2
    assert endpoint.accepted({"HTTP_ACCEPT": "x" * 99_999}) == "x" * 4096


def test_a_304_varies_as_its_200_does():
    headers = []
    assert coding.coder("gzip", "304 Not Modified", headers) is None
    assert headers == [("Vary", "Accept-Encoding")]


def test_a_template_that_cannot_be_started_is_a_fault_of_the_world(monkeypatch):
    def fail(*_, **__):
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", fail)
    with pytest.raises(WorldFault):
        Template({})


def test_the_last_of_two_reloads_holds(monkeypatch):
    made, releases = [], iter(["old", "new"])

    def slow(options):
        time.sleep(0.3 if options["release"] == "old" else 0.0)
        made.append(options["release"])
        return SimpleNamespace(
            watch=lambda *_: None,
            retire=lambda: None,
            wait=lambda: None,
            dead=False,
            options=options,
        )

    async def run():
        front = Front(Limits(), Log(None))
        for pool in front.pools:
            pool.switch = lambda _: None

        async def renewed():
            return {"release": next(releases)}

        turning = service.Service(front, renewed)
        turning.loop = front.loop = asyncio.get_running_loop()
        await asyncio.gather(turning.reload(), turning.reload())
        return front.template

    monkeypatch.setattr(service, "Template", slow)
    assert asyncio.run(run()).options["release"] == "new"


# Against the real server.


def told(connection):
    with closing(http.client.HTTPResponse(connection)) as answer:
        answer.begin()
        return answer.status, answer.read()


def test_the_death_of_a_worker_at_head_has_no_body(server):
    head = f"HEAD /sparql?{urlencode({'query': STREAM + ' ', 'timeout': '0.2'})} HTTP/1.1\r\n"
    count = quote("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    head = f"HEAD /sparql?timeout=0.2&query={count} HTTP/1.1\r\nHost: x\r\n\r\n"
    with closing(connect(server, head.encode())) as client:
        said = client.recv(4096)
        assert b" 503 " in said
        assert said.endswith(b"\r\n\r\n")
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert client.recv(15) == b"HTTP/1.1 200 OK"


H2C = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAM\r\n"


def test_who_would_rather_speak_http_2_is_answered_in_1_1(server):
    direct = "Content-Type: application/sparql-query\r\nContent-Length: 6\r\n"
    get = f"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n{H2C}\r\n"
    post = f"POST /sparql HTTP/1.1\r\nHost: x\r\n{H2C}{direct}\r\nASK {{}}"
    for sent in (get + post, post + get):
        with closing(connect(server, sent.encode())) as client:
            answers = b""
            while answers.count(b"HTTP/1.1 200 OK") < 2:
                piece = client.recv(65536)
                assert piece, answers
                answers += piece


def test_the_fault_of_the_next_request_does_not_take_the_answer_before(server):
    target = f"/sparql?query={quote('SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 3000')}"
    sent = f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\nNONSENSE \x01\r\n\r\n".encode()
    answers = read_all(connect(server, sent))
    assert answers.startswith(b"HTTP/1.1 200 OK")
    assert answers.count(b"HTTP/1.1 400 ") == 1


def test_a_request_without_a_host_is_refused(server):
    for hosts in (b"", b"Host: a\r\nHost: b\r\n"):
        answer = read_all(connect(server, b"GET / HTTP/1.1\r\n" + hosts + b"\r\n"))
        assert answer.startswith(b"HTTP/1.1 400 ")


def test_who_sends_on_can_read_why_not(server):
    for _ in range(5):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        body = b"x" * (limits.BODY * 3)
        try:
            connection.request("POST", "/sparql", body)
            assert connection.getresponse().status == 413
        except OSError:
            pytest.fail("the connection was reset while sending")
        finally:
            connection.close()


def test_headers_in_several_lines_do_not_pose_as_the_last_of_them(server):
    target = f"/sparql?query={quote('SELECT (4711 AS ?n) {}')}"
    both = f"GET {target} HTTP/1.1\r\nAccept-Encoding: identity\r\nHost: x\r\n"
    both += f"Accept: {JSON}\r\nAccept: text/csv;q=0.5\r\n\r\n"
    for _ in range(3):
        with closing(connect(server, both.encode())) as client:
            assert told(client)[1].startswith(b"{")
    assert server.get(target, Accept="text/csv;q=0.5")[2].startswith(b"n\r\n")


def memory_of(process):
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) >> 10


def test_who_asks_for_kept_answers_without_reading_fills_no_memory(server):
    target = f"/sparql?query={quote('SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 4000')}"
    for _ in range(3):
        assert len(server.get(target, Accept=JSON)[2]) > 500_000
    before = memory_of(server.process)
    one = f"GET {target} HTTP/1.1\r\nHost: x\r\nAccept: {JSON}\r\n\r\n".encode()
    with closing(connect(server, one * 200)):
        time.sleep(1)
        assert memory_of(server.process) - before < 30


def test_a_log_that_nobody_reads_stops_nobody(release_folder):
    server = Server("--release", str(release_folder), "--log", "-")
    try:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        for _ in range(800):
            connection.request("GET", "/healthz?" + "x" * 100)
            assert connection.getresponse().read() == b"ok\n"
        connection.close()
    finally:
        server.process.terminate()
        begin = time.monotonic()
        server.process.wait(timeout=15)
        server.process.communicate()
    assert time.monotonic() - begin < 10
    assert server.process.returncode == 0
