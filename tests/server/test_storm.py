"""Every known way to harm the engine, ten of each, at once; and who asks little meanwhile."""

import json
import os
import socket
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import Server
from hazards import HAZARDS, services
from test_server import wait_until, working

ALLOWED = {200, 400, 403, 406, 413, 429, 503}


def tree(process):
    """Give a process and all below it."""
    found = [process]
    for one in found:
        tasks = Path(f"/proc/{one}/task").glob("*/children")
        found += [int(child) for task in tasks for child in task.read_text().split()]
    return found


def memory(process):
    """Give the megabytes that a process tree has to itself."""
    total = 0
    for one in tree(process):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


@pytest.fixture(scope="module")
def stormed(release_folder):
    options = ("--timeout", "2", "--memory", "150", "--proxies", "1")
    server = Server("--release", str(release_folder), *options)
    yield server
    assert server.stop()[0] == 0


def post(server, query, client):
    headers = {"Content-Type": "application/sparql-query", "X-Forwarded-For": client}
    return server.post("/sparql", query.encode(), **headers)


def test_a_storm_of_hazards_harms_nobody(stormed):
    quiet, latencies, over = [], [], threading.Event()

    def small():
        while not over.is_set():
            begin = time.monotonic()
            status, _, body = stormed.get("/sparql?query=ASK%7B%7D%23" + str(time.time_ns()))
            latencies.append(time.monotonic() - begin)
            quiet.append(status if status == 200 else body)
            time.sleep(0.02)

    before = memory(stormed.process.pid)
    listener = threading.Thread(target=small)
    listener.start()
    with ThreadPoolExecutor(24) as pool:
        asked = [(kind.__name__, kind(n), f"192.0.2.{n}") for n in range(10) for kind in HAZARDS]
        answers = list(pool.map(lambda one: (one[0], post(stormed, *one[1:])), asked))
    over.set()
    listener.join()
    # An answer that broke off has no status to give.
    statuses = Counter((kind, answer[0] if answer else 0) for kind, answer in answers)
    assert {status for _, status in statuses} <= ALLOWED | {0}, statuses
    assert set(quiet) == {200}
    # A bound for hanging, not for speed: how fast it is, `serve_speed.py --hazards` tells.
    assert sorted(latencies)[int(len(latencies) * 0.99)] < 5, sorted(latencies)[-10:]
    for _, answer in answers:
        assert not answer or b"Traceback" not in answer[2]
        if answer and answer[0] != 200:
            assert json.loads(answer[2])["detail"]
    wait_until(lambda: working(stormed) == 0)
    wait_until(lambda: len(tree(stormed.process.pid)) <= 2 + 2 * ((os.cpu_count() or 2) + 1))
    wait_until(lambda: memory(stormed.process.pid) < before + 60)


def test_nobody_is_dialled(stormed):
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(1.5)
        address = f"http://127.0.0.1:{trap.getsockname()[1]}/"
        for query in services(address):
            answer = post(stormed, query, "192.0.2.99")
            assert answer[0] in {200, 400, 403}, query
        with pytest.raises(TimeoutError):
            trap.accept()
