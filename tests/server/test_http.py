"""HTTP as it should be, over a real socket: methods, codings, caching, limits, proxies, the log."""

import http.client
import json
import signal
import time
import zlib
from contextlib import closing
from urllib.parse import quote, urlencode

import pytest
import zstandard
from conftest import BASE, Server, write_release
from test_connections import connect, read_all
from test_server import ENDLESS, wait_until

JSON = "application/sparql-results+json"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
ASK = "/sparql?query=ASK%7B%7D"
ROWS = "/sparql?" + urlencode({"query": "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 200"})


def ask(server, method, path, body=None, **headers):
    """Give status, headers and body as they come, with nothing decoded."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    with closing(connection):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


ASKED = [
    ("GET", ASK, None, {}, 200),
    ("GET", "/sparql/?query=ASK%7B%7D", None, {}, 200),
    ("POST", "/sparql", "query=ASK%7B%7D", {"Content_Type": FORM}, 200),
    ("POST", "/sparql", "query=ASK%7B%7D", {"Content_Type": FORM + "; charset=UTF-8"}, 200),
    ("POST", "/sparql", "ASK{}", {"Content_Type": DIRECT}, 200),
    ("POST", "/sparql?format=xml", "ASK{}", {"Content_Type": DIRECT}, 200),
    ("QUERY", "/sparql", "ASK{}", {"Content_Type": DIRECT}, 200),
    ("QUERY", "/sparql", "query=ASK%7B%7D", {"Content_Type": FORM}, 200),
    ("GET", ASK + "&timeout=5", None, {}, 200),
    ("GET", ASK + "&timeout=99999", None, {}, 200),
    ("GET", ASK + "&timeout=soon", None, {}, 400),
    ("GET", ASK + "&output=json", None, {}, 200),
    ("GET", ASK + "&format=nonsense", None, {}, 400),
    ("GET", ASK, None, {"Accept": "image/png"}, 406),
    ("GET", ASK + ASK[7:], None, {}, 400),
    ("GET", "/sparql?query=SELEKT", None, {}, 400),
    ("GET", "/sparql?query=", None, {}, 400),
    ("GET", "/sparql?update=CLEAR+ALL", None, {}, 403),
    ("POST", "/sparql", "CLEAR ALL", {"Content_Type": "application/sparql-update"}, 403),
    ("POST", "/sparql", "ASK{}", {"Content_Type": "text/plain"}, 415),
    ("POST", "/sparql", "ASK{}", {"Content_Type": DIRECT + "; charset=latin-1"}, 415),
    ("POST", "/sparql", b"\xff", {"Content_Type": DIRECT}, 400),
    ("POST", "/sparql", "ASK{}", {"Content_Type": DIRECT, "Content_Encoding": "gzip"}, 415),
    ("PUT", "/sparql", "x", {}, 405),
    ("DELETE", "/store?default", None, {}, 405),
    ("GET", "/store?default", None, {}, 200),
    ("GET", f"/store?graph={BASE}graph/fox", None, {}, 200),
    ("GET", "/store?graph=urn:x", None, {}, 404),
    ("GET", "/store", None, {}, 400),
    ("GET", "/store?default&graph=urn:x", None, {}, 400),
    ("GET", "/sparql", None, {"Accept": "application/n-quads"}, 200),
    ("GET", "/x" * 200_000, None, {}, 414),
    ("GET", "/", None, {"X_Long": "y" * 400_000}, 431),
    ("POST", "/sparql", "ASK{}", {"Content_Type": DIRECT, "Expect": "tea"}, 417),
    ("GET", "/healthz", None, {}, 200),
    ("POST", "/healthz", "", {}, 405),
    ("GET", "/readyz", None, {}, 200),
]


@pytest.mark.parametrize("asked", ASKED, ids=lambda a: f"{a[0]} {a[1][:40]} {a[3]}"[:80])
def test_status_and_shape(server, asked):
    method, path, body, headers, status = asked
    found, head, content = ask(server, method, path, body, **headers)
    assert found == status
    assert head["Access-Control-Allow-Origin"] == "*"
    assert head["X-Content-Type-Options"] == "nosniff"
    if status >= 400:
        assert head["Content-Type"] == "application/problem+json"
        problem = json.loads(content)
        assert problem["status"] == status
        assert problem["detail"]
    if status == 405:
        assert head["Allow"]


def test_a_syntax_error_has_its_place(server):
    query = urlencode({"query": "SELECT *\nWHERE { ?s ?p }"})
    assert "line 2, column" in json.loads(ask(server, "GET", f"/sparql?{query}")[2])["detail"]


@pytest.mark.parametrize(
    "path", [ASK, ROWS, "/", "/id/state/meadow.ttl", "/nothing", "/store?default"]
)
def test_head_is_get_without_a_body(server, path):
    status, headers, body = ask(server, "HEAD", path)
    wanted, other, _ = ask(server, "GET", path)
    assert (status, body) == (wanted, b"")
    assert headers["Content-Type"] == other["Content-Type"]
    assert headers.get("ETag") == other.get("ETag")


def test_any_origin_may_ask_anything(server):
    asked = {"Origin": "https://example.org", "Access_Control_Request_Method": "QUERY"}
    status, headers, _ = ask(server, "OPTIONS", "/sparql", **asked)
    assert status == 204
    assert "QUERY" in headers["Access-Control-Allow-Methods"]
    assert "GET" in ask(server, "OPTIONS", "/sparql")[1]["Allow"]


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("zstd;q=0, gzip;q=0.3", "gzip"),
        ("*", "zstd"),
        ("br", None),
        ("identity", None),
    ],
)
def test_codings(server, accepted, coding):
    plain = ask(server, "GET", ROWS)[2]
    status, headers, body = ask(server, "GET", ROWS, Accept_Encoding=accepted)
    assert (status, headers["Content-Encoding"]) == (200, coding)
    assert "Accept-Encoding" in ", ".join(headers.get_all("Vary"))
    decoders = {
        "gzip": lambda data: zlib.decompress(data, 31),
        "zstd": lambda data: zstandard.ZstdDecompressor().decompressobj().decompress(data),
        None: bytes,
    }
    assert decoders[coding](body) == plain


def test_long_answers_are_coded_as_they_pass(server):
    path = "/sparql?" + urlencode({"query": "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"})
    for accepted in ("gzip", "zstd"):
        status, headers, body = ask(server, "GET", path, Accept_Encoding=accepted)
        assert (status, headers["Transfer-Encoding"]) == (200, "chunked")
        if accepted == "gzip":
            assert len(json.loads(zlib.decompress(body, 31))["results"]["bindings"]) == 20000
        else:
            whole = zstandard.ZstdDecompressor().decompressobj().decompress(body)
            assert len(json.loads(whole)["results"]["bindings"]) == 20000


@pytest.mark.parametrize("path", [ROWS, ASK, "/id/state/meadow.ttl", "/sparql"])
def test_what_the_client_has_is_not_sent_again(server, path):
    for coding in ("identity", "gzip"):
        first = ask(server, "GET", path, Accept_Encoding=coding, Accept="*/*")
        tag = first[1]["ETag"]
        for _ in range(2):
            status, headers, body = ask(
                server, "GET", path, Accept="*/*", Accept_Encoding=coding, If_None_Match=tag
            )
            assert (status, body) == (304, b"")
            assert headers["ETag"].removeprefix("W/") == tag.removeprefix("W/")
            assert headers["Vary"]
        other = ask(server, "GET", path, Accept_Encoding=coding, If_None_Match='"other"')
        assert other[0] == 200


def test_tags_tell_queries_and_formats_apart(server):
    paths = [ASK, ASK + "&format=xml", ROWS, ROWS + "&default-graph-uri=urn:x"]
    tags = {ask(server, "GET", path)[1]["ETag"] for path in paths}
    assert len(tags) == len(paths)


def test_answers_are_kept_and_those_that_change_are_not(server):
    for query, kept in (("ASK { }  #kept", True), ("SELECT (NOW() AS ?n) {}", False)):
        path = "/sparql?" + urlencode({"query": query})
        # What is cheap is kept when it is asked for again.
        first, _, second = (ask(server, "GET", path) for _ in range(3))
        assert ("hit" in second[1]["Server-Timing"]) is kept
        assert (first[2] == second[2]) is kept
        assert ("ETag" in second[1]) is kept


def test_requests_sent_ahead_are_answered_in_their_order(server):
    asked = b"".join(
        f"GET /sparql?query={quote(f'SELECT ({n} AS ?n) {{}}')} HTTP/1.1\r\nHost: x\r\n"
        f"Accept: text/csv\r\n{'Connection: close' if n == 29 else 'X: y'}\r\n\r\n".encode()
        for n in range(30)
    )
    answers = read_all(connect(server, asked))
    found = [one.rpartition(b"\r\n\r\n")[2].split() for one in answers.split(b"HTTP/1.1 200")[1:]]
    assert found == [[b"n", str(n).encode()] for n in range(30)]


def test_a_body_may_come_in_chunks(server):
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {DIRECT}\r\nConnection: close\r\n"
    sent = head + "Transfer-Encoding: chunked\r\n\r\n3\r\nASK\r\n2\r\n{}\r\n0\r\n\r\n"
    assert read_all(connect(server, sent.encode())).endswith(b'"boolean":true}')


def test_a_client_may_wait_for_leave_to_send(server):
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {DIRECT}\r\nContent-Length: 5\r\n"
    with closing(connect(server, (head + "Expect: 100-continue\r\n\r\n").encode())) as client:
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"ASK{}")
        assert client.recv(20).startswith(b"HTTP/1.1 200")


def test_old_clients_are_served(server):
    for line, kept in (("Connection: keep-alive\r\n", True), ("", False)):
        answer = connect(server, f"GET {ASK} HTTP/1.0\r\n{line}\r\n".encode())
        with closing(answer):
            head = answer.recv(65536).decode()
            assert head.startswith("HTTP/1.1 200")
            assert ("Connection: keep-alive" in head) is kept
            if not kept:
                assert answer.recv(10) == b""


def test_behind_a_proxy(release_folder, tmp_path):
    log = tmp_path / "log.jsonl"
    options = ("--release", str(release_folder), "--proxies", "1", "--log", str(log))
    server = Server(*options)
    try:
        headers = {"X_Forwarded_For": "198.51.100.7, 203.0.113.5", "X_Forwarded_Prefix": "/norms"}
        page = ask(server, "GET", "/id/state/meadow.html", **headers)[2].decode()
        assert 'href="/norms/id/norm/gentle-rule"' in page
        assert "127.0.0.1" not in page
        moved = ask(server, "GET", "/id/state/meadow", Accept="text/turtle", **headers)
        assert (moved[0], moved[1]["Location"]) == (303, "/norms/id/state/meadow.ttl")
        secret = "/sparql?" + urlencode({"query": 'ASK { FILTER("my secret" = "x") }'})
        assert ask(server, "GET", secret, **headers)[0] == 200
        posted = ask(server, "POST", "/sparql", "ASK{}", Content_Type=DIRECT, **headers)
        assert posted[0] == 200
    finally:
        assert server.stop()[0] == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert [line["path"] for line in lines] == [
        "/id/state/meadow.html", "/id/state/meadow", "/sparql", "/sparql",
    ]  # fmt: skip
    assert {line["client"] for line in lines} == {"203.0.113.5"}
    assert lines[-1]["status"] == 200 and len(lines[-1]["asked"]) == 16
    assert "secret" not in log.read_text()


def test_under_a_path_of_its_own(release_folder):
    server = Server("--release", str(release_folder), "--prefix", "/norms")
    try:
        assert server.line.rstrip().endswith("/norms/")
        assert 'href="/norms/' in ask(server, "GET", "/norms/")[2].decode()
        assert ask(server, "GET", "/norms" + ASK)[0] == 200
    finally:
        assert server.stop()[0] == 0


def test_configuration_by_file_and_environment(release_folder, tmp_path, monkeypatch):
    config = tmp_path / "cybernorms.toml"
    config.write_text(f'release = "{release_folder}"\ntimeout = 0.5\nworkers = 2\n')
    monkeypatch.setenv("CYBERNORMS_MEMORY", "100")
    server = Server("--config", str(config))
    try:
        endless = (
            "SELECT (COUNT(*) AS ?n) {" + "".join(f"?a{n} ?b{n} ?c{n}." for n in range(9)) + "}"
        )
        status, _, body = server.ask(endless)
        assert status == 503
        assert "The limit for one is 0.5 seconds" in json.loads(body)["detail"]
    finally:
        assert server.stop()[0] == 0
    config.write_text("tiemout = 5\n")
    with pytest.raises(AssertionError, match="there is no option tiemout"):
        Server("--config", str(config))


def test_a_request_may_lower_its_limit_and_not_raise_it(server):
    for asked, least, most in (("300ms", 0.2, 1.5), ("60", 1.5, 5)):
        begin = time.monotonic()
        path = "/sparql?" + urlencode({"query": ENDLESS, "timeout": asked})
        assert ask(server, "GET", path)[0] == 503
        assert least < time.monotonic() - begin < most


def test_the_release_is_exchanged_without_losing_a_request(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        write_release(folder)
    manifest = json.loads((two / "manifest.json").read_text())
    (two / "manifest.json").write_text(json.dumps({**manifest, "digest": "f" * 64}))
    current = tmp_path / "current"
    current.symlink_to(one)
    server = Server("--release", str(current))
    try:
        tags, last = [], time.monotonic() + 30
        current.unlink()
        current.symlink_to(two)
        server.process.send_signal(signal.SIGHUP)
        while time.monotonic() < last and not (tags and "ffff" in tags[-1]):
            status, headers, _ = ask(server, "GET", ASK)
            assert status == 200
            tags.append(headers["ETag"])
        assert "ffff" in tags[-1] and "ffff" not in tags[0]
        # A release that is none changes nothing.
        current.unlink()
        server.process.send_signal(signal.SIGHUP)
        time.sleep(0.5)
        assert "ffff" in ask(server, "GET", ASK)[1]["ETag"]
        wait_until(lambda: len(server.children()) == 1)
    finally:
        assert server.stop()[0] == 0


def test_metrics_count_what_happened(release_folder):
    server = Server("--release", str(release_folder))
    try:
        for _ in range(4):
            ask(server, "GET", ASK)
        ask(server, "GET", "/sparql?query=x")
        text = ask(server, "GET", "/metrics")[2].decode()
        counted = {
            kind: float(text.partition(f'total{{kind="{kind}",status="200"}} ')[2].split()[0])
            for kind in ("query", "cache")
        }
        # Whether an answer was cheap decides whether the first or the second one is kept.
        assert counted["query"] in {1, 2} and sum(counted.values()) == 4
        assert 'cybernorms_requests_total{kind="query",status="400"} 1.0' in text
        assert f"cybernorms_cache_hits_total {counted['cache']}" in text
        assert "cybernorms_ready 1.0" in text
    finally:
        assert server.stop()[0] == 0


def test_a_large_answer_takes_no_memory_and_a_slow_reader_no_more(server):
    def peak():
        text = ask(server, "GET", "/metrics")[2].decode()
        line = next(x for x in text.splitlines() if x.startswith("cybernorms_front_peak_bytes "))
        return float(line.split()[-1])

    path = "/sparql?" + urlencode({"query": "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 150000"})
    before = peak()
    with closing(connect(server, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())) as slow:
        slow.recv(1000)
        time.sleep(0.5)
        status, _, body = ask(server, "GET", path)
        assert (status, len(body) > 20_000_000) == (200, True)
        assert peak() - before < 20 << 20
