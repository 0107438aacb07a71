"""The servers: how each is found, loaded, started on a free port, and ended."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from .graph import GRAPH
from .measure import prefer, share, tree
from .workload import JSON

ROOT = Path(__file__).parents[3]
OURS = "cybernorms"
DISK, MEMORY = "oxigraph, disk", "oxigraph, memory"
LIGHT = "ASK { ?s ?p ?o }"
VIRTUOSO = """\
[Database]
DatabaseFile = {home}/virtuoso.db
ErrorLogFile = {home}/virtuoso.log
LockFile = {home}/virtuoso.lck
TransactionFile = {home}/virtuoso.trx
xa_persistent_file = {home}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {home}/virtuoso-temp.db
TransactionFile = {home}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CheckpointInterval = 0
DirsAllowed = {data}
NumberOfBuffers = 340000
MaxDirtyBuffers = 250000
MaxClientConnections = 64
MaxQueryMem = 2G
AsyncQueueMaxThreads = 10
ThreadsPerQuery = 4
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {home}
ServerThreads = 64
MaxClientConnections = 64
MaxKeepAlives = 64
KeepAliveTimeout = 60
[SPARQL]
ResultSetMaxRows = 3000000
"""


class Unavailable(Exception):
    """A server that is not installed, or does not start; the text says which and why."""


@dataclass
class Server:
    """A server that answers; `path` is that of a query's request, up to the query."""

    name: str
    process: subprocess.Popen
    port: int
    path: str
    loaded: float = 0.0
    ready: float = 0.0
    peak: float = 0.0

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def look(self) -> None:
        """Note the memory that is in use now."""
        self.peak = max(self.peak, share(self.process.pid))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server finds its data, may keep files, and where programs are looked for."""

    data: tuple[Path, ...]
    home: Path
    store: Path
    programs: str
    patience: float

    def program(self, name: str) -> str:
        found = shutil.which(name, path=self.programs)
        if not found:
            raise Unavailable(f"{name} is not installed")
        return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


@contextmanager
def running(command: list[str], home: Path, **more) -> Iterator[subprocess.Popen]:
    """Run a server in a session of its own; end it and all that it started."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "log").open("ab") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **more,
        )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen) -> None:
    """Ask a server to stop, and kill what is left of it after ten seconds."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    for left in tree(process.pid):
        with suppress(ProcessLookupError):
            os.kill(left, signal.SIGKILL)
    process.wait()


def answers(port: int, path: str) -> bool:
    """Ask whether there is any triple."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}{quote(LIGHT)}", headers={"Accept": JSON}
    )
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return b"true" in answer.read()
    except (OSError, urllib.error.URLError):
        return False


def await_answer(server: Server, place: Place, started: float) -> Server:
    """Wait for the first right answer."""
    until = started + place.patience
    while not answers(server.port, server.path):
        if not server.alive or time.perf_counter() > until:
            lines = (place.home / "log").read_text(errors="replace").strip().splitlines()
            why = " / ".join(lines[-3:]) or "it says nothing"
            raise Unavailable(f"{server.name} does not answer: {why}")
        time.sleep(0.02)
    server.ready = time.perf_counter() - started
    if nice := os.getpriority(os.PRIO_PROCESS, 0):
        prefer(nice, tree(server.process.pid))
    server.look()
    return server


@contextmanager
def ours(place: Place, name: str = OURS, options: tuple[str, ...] = ()) -> Iterator[Server]:
    """Serve with this checkout, without a log if it can be told so."""
    base = [sys.executable, "-m", "loader", "serve"]
    settings = {"cwd": ROOT, "env": {**os.environ, "PYTHONPATH": str(ROOT)}}
    told = subprocess.run(
        [*base, "--help"], capture_output=True, text=True, check=False, **settings
    )
    if told.returncode:
        raise Unavailable(f"{name} does not start: {told.stderr.strip()}")
    silent = ["--log", "none"] if "--log " in told.stdout and "--log" not in options else []
    port = free_port()
    command = [*base, "--host", "127.0.0.1", "--port", str(port), *silent, *options]
    for path in place.data:
        command += ["--data", str(path)]
    started = time.perf_counter()
    with running(command, place.home, **settings) as process:
        yield await_answer(Server(name, process, port, "/sparql?query="), place, started)


@contextmanager
def oxigraph_disk(place: Place) -> Iterator[Server]:
    """Serve with the native server from disk, loaded once for each graph."""
    program, took = place.program("oxigraph"), 0.0
    if not place.store.is_dir():
        unfinished = place.store.with_suffix(".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        command = [program, "load", "--location", str(unfinished), "--file"]
        started = time.perf_counter()
        loaded = subprocess.run([*command, *map(str, place.data)], capture_output=True, check=False)
        if loaded.returncode:
            raise Unavailable(f"{DISK} does not load: {loaded.stderr.decode().strip()}")
        unfinished.rename(place.store)
        took = time.perf_counter() - started
    port = free_port()
    command = [program, "serve-read-only", "--location", str(place.store)]
    started = time.perf_counter()
    with running([*command, "--bind", f"127.0.0.1:{port}"], place.home) as process:
        server = Server(DISK, process, port, "/query?query=", loaded=took)
        yield await_answer(server, place, started)


@contextmanager
def oxigraph_memory(place: Place) -> Iterator[Server]:
    """Serve with the native server from memory, loaded over HTTP."""
    port = free_port()
    command = [place.program("oxigraph"), "serve", "--bind", f"127.0.0.1:{port}"]
    started = time.perf_counter()
    with running(command, place.home) as process:
        while process.poll() is None and not listening(port):
            time.sleep(0.02)
        for path in place.data:
            send(path, port, place.patience)
        server = Server(MEMORY, process, port, "/query?query=")
        server.loaded = time.perf_counter() - started
        yield await_answer(server, place, started)


def listening(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def send(path: Path, port: int, patience: float) -> None:
    """Post a file to the native server's store."""
    kind, graph = ("n-quads", "") if path.suffix == ".nq" else ("n-triples", "&default")
    with path.open("rb") as file:
        asked = urllib.request.Request(
            f"http://127.0.0.1:{port}/store?no_transaction{graph}",
            data=file,
            headers={
                "Content-Type": f"application/{kind}",
                "Content-Length": str(path.stat().st_size),
            },
        )
        try:
            urllib.request.urlopen(asked, timeout=patience).close()
        except OSError as fault:
            raise Unavailable(f"{MEMORY} does not load: {fault}") from None


@contextmanager
def rdflib_endpoint(place: Place) -> Iterator[Server]:
    """Serve with rdflib-endpoint, which unites the graphs itself."""
    port = free_port()
    command = [place.program("rdflib-endpoint"), "serve", "--host", "127.0.0.1"]
    started = time.perf_counter()
    with running([*command, "--port", str(port), str(place.data[0])], place.home) as process:
        server = Server("rdflib-endpoint", process, port, "/?query=")
        yield await_answer(server, place, started)


@contextmanager
def virtuoso(place: Place) -> Iterator[Server]:
    """Serve with Virtuoso, asked for our graph alone, for it has graphs of its own."""
    program, client = place.program("virtuoso-t"), place.program("isql-vt")
    home, data, port, sql = place.home, place.data[0], free_port(), free_port()
    home.mkdir(parents=True, exist_ok=True)
    settings = home / "virtuoso.ini"
    settings.write_text(VIRTUOSO.format(home=home, data=data.parent, port=port, sql=sql))
    graph = f"{GRAPH}/benchmark"
    steps = f"ld_dir('{data.parent}', '{data.name}', '{graph}'); rdf_loader_run(); checkpoint;"
    command = [program, "+foreground", "+configfile", str(settings)]
    with running(command, home, cwd=home) as process:
        until = time.perf_counter() + 60
        while process.poll() is None and not listening(sql) and time.perf_counter() < until:
            time.sleep(0.1)
        started = time.perf_counter()
        done = subprocess.run(
            [client, f"127.0.0.1:{sql}", "dba", "dba", "ERRORS=STDOUT", f"exec={steps}"],
            capture_output=True, text=True, check=False, timeout=place.patience,
        )  # fmt: skip
        if done.returncode or "Error" in done.stdout:
            raise Unavailable(f"virtuoso does not load: {done.stdout.strip()[-300:]}")
        united = data.suffix == ".nq"
        only = "" if united else f"default-graph-uri={quote(graph, safe='')}&"
        server = Server("virtuoso", process, port, f"/sparql?{only}query=")
        server.loaded = time.perf_counter() - started
        yield await_answer(server, place, started)


PEERS: dict[str, Callable] = {
    OURS: ours,
    DISK: oxigraph_disk,
    MEMORY: oxigraph_memory,
    "virtuoso": virtuoso,
    "rdflib-endpoint": rdflib_endpoint,
}
