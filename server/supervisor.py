"""Keeps the template process alive and has it make query processes; asks nothing itself."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from server import frames
from server.errors import Busy, WorldFault

GRACE = 5.0
CLOSING = "The server is shutting down."
HERE = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use, and how many run at once."""

    timeout: float = 30.0
    memory: int = 1024
    workers: int = 4


class Supervisor:
    """Starts the template process, replaces it when it has died, ends it."""

    def __init__(
        self, files: Sequence[Path], limits: Limits, prefixes: Mapping[str, str] | None = None
    ) -> None:
        """Start the template and wait until it has loaded the files."""
        self.lock = threading.Lock()
        self.options = json.dumps(
            {
                "files": [str(f) for f in files],
                "timeout": limits.timeout,
                "memory": limits.memory,
                "prefixes": dict(prefixes or {}),
            }
        )
        self.closed = False
        self.process, self.control = self.start()

    def start(self) -> tuple["subprocess.Popen[bytes]", socket.socket]:
        """Start a template process."""
        ours, theirs = frames.pair()
        path = os.pathsep.join(filter(None, [str(HERE), os.environ.get("PYTHONPATH")]))
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", "server.worker", str(theirs.fileno()), self.options],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
                start_new_session=True,
            )
        kind, payload = frames.receive(ours)
        if kind != frames.HEADER:
            ours.close()
            process.wait()
            said = json.loads(payload)["detail"] if payload else "the query process did not start"
            raise WorldFault(f"The data cannot be loaded: {said}")
        return process, ours

    def restart(self, failed: socket.socket) -> None:
        """Replace a template that has died, once for all who noticed."""
        with self.lock:
            if self.closed:
                raise Busy(CLOSING)
            if self.control is failed:
                self.stop()
                self.process, self.control = self.start()

    def connect(self) -> socket.socket:
        """Have a child made and give the connection to it."""
        ours, theirs = frames.pair()
        with theirs:
            control = self.control
            try:
                socket.send_fds(control, [frames.REQUEST], [theirs.fileno()])
            except OSError:
                self.restart(control)
                socket.send_fds(self.control, [frames.REQUEST], [theirs.fileno()])
        return ours

    def stop(self) -> None:
        """Let the template end, and make it end if it does not."""
        self.control.close()
        try:
            self.process.wait(timeout=GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def close(self) -> None:
        """End for good: running queries are killed, later ones refused."""
        self.closed = True
        self.stop()
