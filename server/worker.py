"""The template process: it holds the store, and forks one limited child for every query.

It is single-threaded, so that forking is safe, and imports neither Flask nor anything of the
front. Start it as `python -m server.worker FD OPTIONS`; it is told to stop by closing FD.
"""

import contextlib
import gc
import json
import os
import resource
import select
import signal
import socket
import sys
from pathlib import Path
from typing import NoReturn

import pyoxigraph as ox

from server import frames
from server.evaluation import respond

CONNECTION = 3
STACK = 64 << 20
# Every graph is also copied into the default graph. The engine's own union of graphs lays them
# side by side: a triple in two graphs would be counted twice, which the RDF merge forbids.
MERGE = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }"


def load(files: list[str]) -> ox.Store:
    """Load RDF files into memory; `load` and not the bulk loader, which starts threads."""
    store = ox.Store()
    for name in files:
        syntax = ox.RdfFormat.from_extension(Path(name).suffix.lstrip("."))
        if syntax is None:
            raise ValueError(f"{name}: no RDF format is known for this file's ending")
        try:
            store.load(path=name, format=syntax)
        except SyntaxError as fault:
            raise ValueError(f"{name}: {fault}") from None
    store.update(MERGE)
    return store


def memory_in_use() -> int:
    """Give the bytes of private writable memory, which RLIMIT_DATA counts."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmData:")) * 1024


def confine(connection: socket.socket, timeout: float, most_memory: int) -> socket.socket:
    """Put this process under its limits: time, memory, no file, no socket but its own.

    Alarm and pipe signals keep their default action, death: the kernel delivers it even while
    the engine computes, when no Python code can run.
    """
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGALRM, signal.SIGPIPE, signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, timeout)
    os.dup2(0, 2)
    descriptor = connection.detach()
    if descriptor != CONNECTION:
        os.dup2(descriptor, CONNECTION)
    os.closerange(CONNECTION + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    seconds = int(timeout) + 2
    for limit, most in (
        (resource.RLIMIT_NOFILE, CONNECTION + 1),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_DATA, most_memory),
    ):
        resource.setrlimit(limit, (most, most))
    return socket.socket(fileno=CONNECTION)


class Template:
    """The store, the children that answer from copies of it, and the connections they write to."""

    def __init__(self, control: socket.socket, store: ox.Store, options: frames.Record) -> None:
        """Prepare for forking: no garbage collection may touch the shared pages."""
        self.control, self.store, self.options = control, store, options
        self.connections: dict[int, socket.socket] = {}
        self.woken, waker = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
        gc.collect()
        gc.freeze()
        gc.disable()
        self.most_memory = memory_in_use() + options["memory"] * (1 << 20)

    def run(self) -> None:
        """Serve until the front goes away, then take the children along."""
        while self.step():
            self.reap()
        for child in self.connections:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def step(self) -> bool:
        """Wait for a query, a death or a client's hanging up; say whether to go on."""
        poll = select.poll()
        poll.register(self.control, select.POLLIN)
        poll.register(self.woken, select.POLLIN)
        children = {c.fileno(): pid for pid, c in self.connections.items()}
        for descriptor in children:
            poll.register(descriptor, 0)
        for descriptor, event in poll.poll():
            if descriptor == self.woken:
                os.read(self.woken, 4096)
            elif descriptor in children:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(children[descriptor], signal.SIGKILL)
                # Death is told by SIGCHLD; watching on would only spin until then.
                self.await_death(children[descriptor])
            elif not event & select.POLLIN or not self.accept():
                return False
        return True

    def accept(self) -> bool:
        """Take one connection from the front and fork the child that answers on it."""
        message, descriptors, _, _ = socket.recv_fds(self.control, 16, 1)
        if not message:
            return False
        if descriptors:
            self.fork(socket.socket(fileno=descriptors[0]))
        return True

    def fork(self, connection: socket.socket) -> None:
        """Start a child; the template keeps the connection to report an unnatural death on."""
        try:
            child = os.fork()
        except OSError:
            connection.close()
            return
        if child == 0:
            live(self, connection)
        self.connections[child] = connection

    def reap(self) -> None:
        """Collect the children that have ended."""
        while self.connections:
            child, status = os.waitpid(-1, os.WNOHANG)
            if child == 0:
                return
            self.bury(child, status)

    def await_death(self, child: int) -> None:
        """Collect one child that was just killed."""
        _, status = os.waitpid(child, 0)
        self.bury(child, status)

    def bury(self, child: int, status: int) -> None:
        """Close a dead child's connection, telling the front the signal if one killed it."""
        connection = self.connections.pop(child)
        code = os.waitstatus_to_exitcode(status)
        if code != 0:
            # A full or closed socket loses the notice; the front then sees a bare end, which
            # it takes for a death as well.
            connection.setblocking(False)
            with contextlib.suppress(OSError):
                frames.send_record(connection, frames.DIED, {"signal": max(-code, 0)})
        connection.close()


def live(template: "Template", connection: socket.socket) -> NoReturn:
    """Be the child: answer and end, without any clean-up of the parent's things."""
    code = 1
    try:
        confined = confine(connection, template.options["timeout"], template.most_memory)
        # The main thread's stack may grow on demand; the engine's parser recurses.
        hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
        if hard == resource.RLIM_INFINITY or hard >= STACK:
            resource.setrlimit(resource.RLIMIT_STACK, (STACK, hard))
        respond(template.store, confined, template.options["prefixes"])
        code = 0
    finally:
        os._exit(code)


def main(arguments: list[str]) -> int:
    """Load, report readiness or the fault, and serve."""
    control = socket.socket(fileno=int(arguments[0]))
    options = json.loads(arguments[1])
    try:
        store = load(options["files"])
    except (OSError, ValueError) as fault:
        frames.send_record(control, frames.REFUSED, {"detail": str(fault)})
        return 2
    template = Template(control, store, options)
    frames.send_record(control, frames.HEADER, {"quads": len(store)})
    template.run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
