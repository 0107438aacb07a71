"""A mixed load for a while, with workers killed, releases exchanged and clients that dawdle.

It lasts SOAK seconds, 12 by itself; an hour is `SOAK=3600 pytest tests/server/test_soak.py`.
"""

import http.client
import json
import os
import random
import signal
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from urllib.parse import urlencode

import pyoxigraph as ox
from conftest import BASE, Server
from test_connections import connect
from test_server import ENDLESS, wait_until, working
from test_storm import memory, tree

SECONDS = float(os.environ.get("SOAK", "12"))
QUERIES = [
    "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 50",
    f"SELECT ?o {{ <{BASE}id/state/meadow> ?p ?o }} ORDER BY ?o",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p",
    f"SELECT ?s {{ ?s <{BASE}ontology#near>/a ?o }} ORDER BY ?s",
    "SELECT * { ?a ?b ?c . ?d a ?f } ORDER BY ?a ?b ?c ?d ?f LIMIT 3000",
    "ASK { ?s ?p 'nothing of the kind' }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
]


def expected(release):
    """Evaluate all queries directly, on a store of the same making."""
    store = ox.Store()
    store.load(path=str(release / "cybernorms.nq"))
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    results = [store.query(query) for query in QUERIES]
    return [json.loads(r.serialize(format=ox.QueryResultsFormat.JSON)) for r in results]


class Soak:
    """One server and all who work on it."""

    def __init__(self, server, answers):
        self.server, self.answers = server, answers
        self.over, self.found, self.kills = threading.Event(), Counter(), 0

    def ask(self, seed):
        """Ask one after the other, on connections that are kept, and compare each answer."""
        choice = random.Random(seed)
        while not self.over.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
            with closing(connection), suppress(http.client.HTTPException, ConnectionError):
                for _ in range(20):
                    self.compare(connection, choice)

    def compare(self, connection, choice):
        number = choice.randrange(len(QUERIES))
        # Every other one is new, so that no kept answer can do.
        text = QUERIES[number] + (f" #{choice.random()}" if choice.random() < 0.5 else "")
        self.found["lost"] += 1
        headers = {"X-Forwarded-For": f"192.0.2.{choice.randrange(4)}"}
        connection.request("GET", "/sparql?" + urlencode({"query": text}), None, headers)
        answer = connection.getresponse()
        body = answer.read()
        self.found["lost"] -= 1
        if answer.status == 200:
            self.found["right" if json.loads(body) == self.answers[number] else "wrong"] += 1
        else:
            self.found[json.loads(body)["code"]] += 1

    def kill(self):
        """Kill a worker now and then, as the system might."""
        while not self.over.wait(0.4):
            workers = tree(self.server.process.pid)[2:]
            if workers:
                self.kills += 1
                with suppress(ProcessLookupError):
                    os.kill(random.choice(workers), signal.SIGKILL)

    def exchange(self):
        """Exchange the release now and then."""
        while not self.over.wait(3):
            self.server.process.send_signal(signal.SIGHUP)

    def dawdle(self):
        """Ask for much and read little, or ask for the endless and leave."""
        while not self.over.is_set():
            query = random.choice([ENDLESS, "SELECT * { ?a ?b ?c . ?d ?e ?f }"])
            path = "/sparql?" + urlencode({"query": query})
            client = connect(self.server, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            with closing(client):
                time.sleep(random.random())


def test_a_soak(release_folder):
    server = Server(
        "--release", str(release_folder), "--timeout", "5", "--proxies", "1", "--cache", "16"
    )
    soak = Soak(server, expected(release_folder))
    try:
        before = memory(server.process.pid)
        work = [lambda n=n: soak.ask(n) for n in range(6)]
        work += [soak.kill, soak.exchange, soak.dawdle, soak.dawdle]
        threads = [threading.Thread(target=one) for one in work]
        for thread in threads:
            thread.start()
        time.sleep(SECONDS)
        soak.over.set()
        for thread in threads:
            thread.join()
        assert soak.found["right"] > 5 * SECONDS, soak.found
        assert soak.found["wrong"] == 0
        others = soak.found.total() - soak.found["right"]
        assert others <= soak.kills, (soak.found, soak.kills)
        assert soak.found.keys() <= {"right", "lost", "wrong", "engine", "deadline"}, soak.found
        wait_until(lambda: working(server) == 0 and len(server.children()) == 1)
        wait_until(lambda: memory(server.process.pid) < before + 100)
    finally:
        assert server.stop()[0] == 0
