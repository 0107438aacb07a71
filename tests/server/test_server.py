"""The real server over a real socket: what only a running one can show."""

import http.client
import io
import json
import os
import signal
import socket
import threading
import time
from contextlib import closing

import pytest
import rdflib
from conftest import BASE, Server
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.formats import RESULTS, TRIPLES

EVERYTHING = " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(12))
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {EVERYTHING} }}"
SORTED = f"SELECT * {{ {EVERYTHING} }} ORDER BY ?s1 ?o2 ?p3"
STREAM = f"SELECT * {{ {EVERYTHING} }}"
CHAIN = "ASK { FILTER(1" + "+1" * 100_000 + ") }"
JSON = "application/sparql-results+json"


def alive(server):
    status, _, body = server.ask("ASK {}")
    return status == 200 and json.loads(body)["boolean"] is True


def problem(answer):
    status, headers, body = answer
    assert headers["Content-Type"] == "application/problem+json"
    return status, json.loads(body)["code"]


def test_the_deadline_kills(server):
    begin = time.monotonic()
    assert problem(server.ask(ENDLESS)) == (503, "deadline")
    assert 1.5 < time.monotonic() - begin < 5
    assert alive(server)


def test_memory_is_capped(server):
    assert problem(server.ask(SORTED))[0] == 503
    doubling = "".join(f"BIND(CONCAT(?a{n},?a{n}) AS ?a{n + 1}) " for n in range(31))
    query = f'SELECT (STRLEN(?a31) AS ?n) {{ BIND("abcdefgh" AS ?a0) {doubling} }}'
    assert problem(server.ask(query)) == (503, "memory")
    assert alive(server)


@pytest.mark.parametrize("query", ["SELECT * " + "{" * 5000 + "}" * 5000, CHAIN], ids=len)
def test_deep_queries_do_no_harm(server, query):
    body = query.encode()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    with closing(connection):
        connection.request("POST", "/sparql", body, {"Content-Type": "application/sparql-query"})
        answer = connection.getresponse()
        assert answer.status == 400
        assert json.loads(answer.read())["code"] == "too-deep"
    assert alive(server)


def listening_trap():
    trap = socket.create_server(("127.0.0.1", 0))
    trap.settimeout(1.5)
    return trap


def test_no_query_reaches_another_host(server, release_folder):
    with listening_trap() as trap:
        address = f"http://127.0.0.1:{trap.getsockname()[1]}/"
        query = f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"
        assert problem(server.ask(query)) == (403, "service")
        with pytest.raises(TimeoutError):
            trap.accept()


@pytest.mark.parametrize("offer", RESULTS, ids=lambda o: o.extension)
def test_results_read_back(server, offer):
    query = "SELECT ?o { <https://w3id.org/cybernorms/id/norm/gentle-rule> ?p ?o } ORDER BY ?o"
    status, headers, body = server.ask(query, offer.media_type)
    assert (status, headers["Content-Type"]) == (200, offer.media_type)
    if offer.extension == "csv":
        assert body.count(b"\r\n") == 5
        return
    result = rdflib.query.Result.parse(
        source=io.BytesIO(body), content_type=offer.media_type.partition(";")[0]
    )
    assert {str(row[0]) for row in result} >= {"gentle rule", '<b>bold</b> & "quoted"'}


@pytest.mark.parametrize("offer", TRIPLES, ids=lambda o: o.extension)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_triples_read_back(server, offer):
    query = f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{BASE}graph/fox> {{ ?s ?p ?o }} }}"
    status, headers, body = server.ask(query, offer.media_type)
    assert (status, headers["Content-Type"]) == (200, offer.media_type)
    data = rdflib.Dataset(default_union=True)
    data.parse(data=body, format=offer.media_type)
    assert len(set(data.triples((None, None, None)))) == 30


def test_a_broken_answer_is_seen_to_be_broken(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    with closing(connection):
        connection.request("GET", "/sparql?query=" + STREAM.replace(" ", "+").replace("?", "%3F"))
        answer = connection.getresponse()
        assert answer.status == 200
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            # Slow enough for the deadline to come first, whatever the machine.
            while answer.read(1 << 20):
                time.sleep(0.05)
    assert alive(server)


def test_a_client_that_hangs_up_stops_its_query(release_folder):
    server = Server("--release", str(release_folder), "--timeout", "60", "--workers", "1")
    try:
        for query in (ENDLESS, STREAM):
            client = socket.create_connection(("127.0.0.1", server.port))
            encoded = query.replace(" ", "+").replace("?", "%3F").replace("*", "%2A")
            client.sendall(f"GET /sparql?query={encoded} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            wait_until(lambda: working(server))
            client.close()
            wait_until(lambda: not working(server))
        assert alive(server)
    finally:
        assert server.stop()[0] == 0


def working(server):
    """Count the query workers that are at work."""
    lines = server.get("/metrics")[2].decode().splitlines()
    kept = [line for line in lines if line.startswith("cybernorms_workers{") and "idle" not in line]
    return sum(float(line.split()[-1]) for line in kept if 'pool="queries"' in line)


def wait_until(condition):
    last_moment = time.monotonic() + 15
    while not condition():
        assert time.monotonic() < last_moment
        time.sleep(0.05)


def test_many_long_queries_leave_room_for_short_ones(release_folder):
    options = ("--timeout", "4", "--workers", "2", "--proxies", "1")
    server = Server("--release", str(release_folder), *options)
    try:
        answers = []
        threads = [
            threading.Thread(target=lambda: answers.append(server.ask(ENDLESS))) for _ in range(24)
        ]
        for thread in threads:
            thread.start()
        time.sleep(1)
        for _ in range(20):
            begin = time.monotonic()
            assert server.get("/readyz", **{"X-Forwarded-For": "192.0.2.1"})[0] == 200
            assert time.monotonic() - begin < 3
            time.sleep(0.1)
        for thread in threads:
            thread.join()
        codes = {problem(answer) for answer in answers}
        # As many wait as there is memory for; those beyond are told to come back.
        assert (503, "deadline") in codes <= {(503, "deadline"), (429, "too-many-long")}
        assert all(headers["Retry-After"] for _, headers, _ in answers)
    finally:
        assert server.stop()[0] == 0


def test_a_dead_template_is_replaced(server):
    before = server.template()
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: alive(server) and server.template() != before)


@given(st.text(alphabet=st.characters(codec="utf-8")))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_query_text_makes_the_endpoint_answer_500(server, text):
    for query in (text, f"SELECT * {{ {text} }}"):
        assert server.ask(query)[0] in {200, 400, 403}
