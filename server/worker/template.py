"""The template process: it holds the application with its store, and forks workers from itself.

It is single-threaded, so that forking is safe. Start it as `python -m server.worker.template FD
OPTIONS`; it is told to stop by closing FD.
"""

import contextlib
import gc
import json
import logging
import os
import select
import signal
import socket
import sys
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

from flask import Flask
from pyoxigraph import NamedNode

from server.application import create_app
from server.errors import WorldFault
from server.release import of_files, open_release
from server.site import Settings, site
from server.worker import frames
from server.worker.confinement import limit, memory_in_use, seal
from server.worker.frames import Request
from server.worker.gateway import Gateway

# Asked before the first fork, so that what they import and compile is there for all workers, and
# need not be opened by those that may open nothing.
SOME = "SELECT%20*%7B%3Fs%20a%20%3Fo%7DLIMIT%201"
REHEARSAL = [
    (path, accept)
    for path in ("/", "/x", "/sparql", "/sparql?query=x", f"/sparql?query={SOME}")
    for accept in ("text/html", "application/json", "text/turtle", "application/rdf+xml")
]
SPARE, GARBAGE = 1024, 50_000
MOST_LOOKED_AT = 100_000


class Template:
    """The application, the workers forked from it, and the connections they answer on."""

    def __init__(self, control: socket.socket, app: Flask, options: dict[str, Any]) -> None:
        """Prepare for forking: no garbage collection may touch the shared pages."""
        self.control, self.app, self.options = control, app, options
        with app.app_context():
            self.engine = site().engine
        self.engine.close()
        self.connections: dict[int, socket.socket] = {}
        self.woken, waker = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        gc.collect()
        gc.freeze()
        # What a request leaves is little, and looking for it often costs more than keeping it.
        gc.set_threshold(GARBAGE, 10, 10)
        self.memory = memory_in_use() + options["memory"] * (1 << 20)

    def run(self) -> None:
        """Serve until the front goes away, then take the workers along."""
        while self.step():
            self.reap()
        for worker in self.connections:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)

    def step(self) -> bool:
        """Wait for an order, a death or a hanging up on a worker; say whether to go on."""
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        poll.register(self.woken, select.POLLIN)
        workers = {c.fileno(): pid for pid, c in self.connections.items()}
        for descriptor in workers:
            poll.register(descriptor, 0)
        for descriptor, event in poll.poll():
            if descriptor == self.woken:
                os.read(self.woken, 4096)
            elif descriptor in workers:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(workers[descriptor], signal.SIGKILL)
                # Death is told by SIGCHLD; watching on would only spin until then.
                self.await_death(workers[descriptor])
            elif not event & select.POLLIN or not self.obey():
                return False
        return True

    def obey(self) -> bool:
        """Take one connection from the front and fork the worker that answers on it."""
        message, descriptors, _, _ = socket.recv_fds(self.control, 16, 1)
        if not message:
            return False
        if descriptors:
            self.fork(message, socket.socket(fileno=descriptors[0]))
        return True

    def fork(self, kind: bytes, connection: socket.socket) -> None:
        """Start a worker; the template keeps the connection to report an unnatural death on."""
        parent = os.getpid()
        try:
            worker = os.fork()
        except OSError:
            connection.close()
            return
        if worker == 0:
            live(self, kind, connection, parent)
        self.connections[worker] = connection

    def reap(self) -> None:
        """Collect the workers that have ended."""
        while self.connections:
            worker, status = os.waitpid(-1, os.WNOHANG)
            if worker == 0:
                return
            self.bury(worker, status)

    def await_death(self, worker: int) -> None:
        """Collect one worker that was just killed."""
        _, status = os.waitpid(worker, 0)
        self.bury(worker, status)

    def bury(self, worker: int, status: int) -> None:
        """Close a dead worker's connection, telling the front the signal if one killed it."""
        connection = self.connections.pop(worker)
        code = os.waitstatus_to_exitcode(status)
        if code != 0:
            # A full or closed socket loses the notice; the front then sees a bare end, which
            # it takes for a death as well.
            connection.setblocking(False)
            with contextlib.suppress(OSError):
                connection.send(frames.notice(max(-code, 0)))
        connection.close()


class Told(logging.Handler):
    """Passes log records to the front, as a worker has no file to write them to."""

    def __init__(self, connection: socket.socket) -> None:
        """Take the connection."""
        super().__init__()
        self.connection = connection

    def emit(self, record: logging.LogRecord) -> None:
        """Pass a record on; what finds no room is lost."""
        with contextlib.suppress(OSError):
            text = self.format(record).encode("utf-8", "replace")[: frames.LARGEST]
            self.connection.send(frames.LOG + text, socket.MSG_DONTWAIT)


def live(template: Template, kind: bytes, connection: socket.socket, parent: int) -> NoReturn:
    """Be the worker: answer and end, without any clean-up of the parent's things."""
    code = 1
    try:
        limit(template.memory, parent)
        if kind == frames.QUERY:
            dials = bool(template.options["services"])
            # A store on disk opens its files as it needs them; a name is looked up through files.
            spare = SPARE if template.options["disk"] or dials else 0
            connection = seal(connection, spare, dials=dials)
        else:
            # A copy of another's connection would keep it open after its death.
            for other in (template.control, *template.connections.values()):
                other.close()
        template.engine.reopen()
        logging.getLogger().handlers = [Told(connection)]
        connection.send(frames.BORN + str(os.getpid()).encode())
        Gateway(template.app.wsgi_app, connection, template.options["timeout"]).run()
        code = 0
    except (OSError, MemoryError):
        # The front has hung up, or there is no going on: it sees the end.
        code = 1
    finally:
        os._exit(code)


def application(options: dict[str, Any]) -> Flask:
    """Make the application that an operator has asked for."""
    data, documents = options["data"], options["documents"]
    release = of_files([Path(p) for p in data]) if data else open_release(Path(options["release"]))
    settings = Settings(
        release,
        Path(documents) if documents else None,
        options["public_base"],
        services=frozenset(options["services"]),
        address=options["address"],
        disk=Path(options["disk"]) if options["disk"] else None,
    )
    return create_app(settings)


def rehearse(app: Flask) -> None:
    """Answer some requests as a worker would, so that all find their templates and tables made."""
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
    ours, theirs = frames.pair()
    with ours, theirs:
        gateway = Gateway(app.wsgi_app, theirs, 0)
        gateway.send = lambda _: None  # type: ignore[assignment, method-assign]
        for path, accept in [*REHEARSAL, *[(path, "text/html") for path in a_thing(app)]]:
            headers = ((b"accept", accept.encode()), (b"accept-encoding", b"gzip"))
            gateway.answer(Request("GET", path.encode(), headers, b"", "1.1", "", ""))


def a_thing(app: Flask) -> list[str]:
    """Give the path of some thing's page, if the data has a thing of ours."""
    with app.app_context():
        start, store = f"{site().base}id/", site().engine.store
        subjects = (q.subject for q in islice(store, MOST_LOOKED_AT))
        found = (s.value for s in subjects if isinstance(s, NamedNode))
        return [f"/id/{iri[len(start) :]}.html" for iri in found if iri.startswith(start)][:1]


def main(arguments: list[str]) -> int:
    """Load, report readiness or the fault, and serve."""
    control = socket.socket(fileno=int(arguments[0]))
    options = json.loads(arguments[1])
    try:
        app = application(options)
    except WorldFault as fault:
        control.send(frames.FAILED + str(fault).encode())
        return 2
    rehearse(app)
    template = Template(control, app, options)
    # The front may have been told to stop in the meantime.
    with contextlib.suppress(OSError):
        control.send(frames.READY)
    template.run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
