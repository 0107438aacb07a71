"""Clients that are slow, silent, old or broken, against the real server."""

import json
import os
import signal
import socket
import time
from contextlib import closing
from urllib.parse import quote

import pytest
from conftest import Server
from test_server import STREAM, alive, wait_until

LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"
CHOICES = {"solutions": "application/sparql-results+json"}


def connect(server, data=b""):
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(20)
    connection.connect(("127.0.0.1", server.port))
    connection.sendall(data)
    return connection


def read_all(connection):
    with closing(connection):
        return b"".join(iter(lambda: connection.recv(65536), b""))


def asked(query, method="GET", version="1.1"):
    head = f"{method} /sparql?query={quote(query)} HTTP/{version}\r\nHost: x\r\n"
    return f"{head}Connection: close\r\n\r\n".encode()


def test_who_does_not_read_stops_nobody_else(server):
    slow = [connect(server, asked(LARGE)) for _ in range(12)]
    wait_until(lambda: alive(server))
    time.sleep(1)
    begin = time.monotonic()
    assert all(alive(server) for _ in range(5))
    assert time.monotonic() - begin < 2
    for connection in slow:
        connection.close()


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nX: ", b"POST /sparql HTTP/1.1\r\n"])
def test_many_connections_that_ask_nothing_stop_nobody(server, sent):
    idle = [connect(server, sent) for _ in range(150)]
    assert alive(server)
    for connection in idle:
        connection.close()


def test_a_broken_answer_is_seen_in_http_1_0_too(server):
    connection = connect(server, asked(STREAM, version="1.0"))
    time.sleep(3)
    with pytest.raises(ConnectionResetError):
        read_all(connection)


@pytest.mark.parametrize("path", ["ASK {}", LARGE])
def test_an_answer_to_head_ends_with_its_header(server, path):
    answer = read_all(connect(server, asked(path, "HEAD")))
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert answer.endswith(b"\r\n\r\n")
    assert answer.count(b"\r\n\r\n") == 1


@pytest.mark.parametrize(
    ("request_head", "status"),
    [
        (b"GET /id/caf\xe9 HTTP/1.1\r\n\r\n", 400),
        (b"\x16\x03\x01\r\n\r\n", 400),
        (b"POST /sparql HTTP/1.1\r\nContent-Length: -5\r\n\r\n", 400),
        (b"POST /sparql HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", 413),
    ],
    ids=["path", "tls", "length", "body"],
)
def test_what_is_no_request_gets_a_problem_too(server, request_head, status):
    head, _, body = read_all(connect(server, request_head)).partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    assert b"Access-Control-Allow-Origin: *" in head
    assert json.loads(body)["status"] == status


def test_a_killed_front_leaves_nothing_behind(release_folder):
    server = Server("--release", str(release_folder), "--timeout", "60")
    template = server.template()
    connection = connect(server, asked(STREAM))
    connection.recv(10)
    server.process.send_signal(signal.SIGKILL)
    server.process.communicate()
    wait_until(lambda: gone(template))
    connection.close()


def gone(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False
