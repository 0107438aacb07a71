"""The two commands as others call them: output, exit codes, one line for a fault."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from conftest import ROOT, Server

from server.formats import HTML


def command(*arguments):
    code = "from server.cli import {0}; {0}(prog_name='{0}')".format(arguments[0])
    return subprocess.run(
        [sys.executable, "-c", code, *arguments[1:]],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_faults_of_the_world_are_one_line(server, tmp_path):
    taken = command("serve", "--port", str(server.port), "--release", str(tmp_path))
    no_release = command("serve", "--port", "0", "--release", str(tmp_path))
    broken = tmp_path / "broken.ttl"
    broken.write_text("<a")
    unreadable = command("serve", "--port", "0", "--data", str(broken))
    for done in (taken, no_release, unreadable):
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("cybernorms: ")
        assert done.stderr.count("\n") == 1


def test_bare_files_are_served(tmp_path):
    (tmp_path / "a.ttl").write_text("<http://x/s> <http://x/p> 1 .")
    (tmp_path / "b.trig").write_text("<http://x/g> { <http://x/s> <http://x/p> 1, 2 }")
    server = Server("--data", str(tmp_path / "a.ttl"), "--data", str(tmp_path / "b.trig"))
    try:
        rows = json.loads(server.ask("SELECT ?o { ?s ?p ?o }")[2])["results"]["bindings"]
        assert len(rows) == 2
        named = json.loads(server.ask("SELECT ?o { GRAPH ?g { ?s ?p ?o } }")[2])
        assert len(named["results"]["bindings"]) == 2
        assert server.get("/", Accept=HTML)[0] == 200
    finally:
        assert server.stop()[0] == 0


def test_one_query_without_a_server(release_folder):
    release = ["--release", str(release_folder)]
    asked = command("query", "ASK {}", *release)
    assert (asked.returncode, asked.stdout) == (0, '{"head":{},"boolean":true}')
    counted = command("query", "SELECT (COUNT(*) AS ?n) { ?s a ?t }", "--format", "tsv", *release)
    assert counted.stdout.startswith("?n\n")
    for text, format_name, code in (
        ("SELECT", "csv", 1),
        ("ASK {}", "csv", 1),
        ("ASK {}", "docx", 1),
        ("ASK { SERVICE <http://x/> {} }", "json", 1),
        ("no/such/file.rq", "json", 2),
    ):
        done = command("query", text, "--format", format_name, *release)
        assert (done.returncode, done.stdout) == (code, "")
        assert done.stderr.startswith("cybernorms: ")
        assert "Traceback" not in done.stderr


def test_an_answer_goes_into_a_file_too(release_folder, tmp_path):
    release, answer = ["--release", str(release_folder)], tmp_path / "answer.json"
    program = [sys.executable, "-c", "from server.cli import query; query()", "ASK {}", *release]
    with answer.open("wb") as out:
        subprocess.run(program, stdout=out, check=True, cwd=ROOT)
    assert answer.read_text() == '{"head":{},"boolean":true}'
    told = {"stderr": subprocess.PIPE, "text": True, "cwd": ROOT}
    with Path("/dev/full").open("wb", buffering=0) as out:
        full = subprocess.run(program, stdout=out, check=False, **told)
    assert full.returncode
    assert full.stderr.startswith("cybernorms: ") and full.stderr.count("\n") == 1


def test_stopping_ends_running_queries(release_folder):
    server = Server("--release", str(release_folder), "--timeout", "60", "--grace", "1")
    answers = []
    endless = "SELECT (COUNT(*) AS ?n) {" + "".join(f"?a{n} ?b{n} ?c{n} ." for n in range(9)) + "}"
    thread = threading.Thread(target=lambda: answers.append(server.ask(endless)))
    thread.start()
    time.sleep(1)
    code, rest, errors = server.stop()
    thread.join()
    assert (code, rest, errors) == (0, "", "")
    assert answers[0][0] == 503


def test_interrupting_ends_cleanly(release_folder):
    server = Server("--release", str(release_folder))
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(timeout=20) == 0
    server.process.communicate()
    with socket.socket() as again:
        assert again.connect_ex(("127.0.0.1", server.port)) != 0
