"""The front's side of the template process: start it, have it fork, notice its death."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from server.errors import WorldFault
from server.worker import frames

HERE = Path(__file__).parents[2]
ENDING = 5.0


class Template:
    """One template process; it ends when it is retired and its last worker has left."""

    def __init__(self, options: dict[str, Any]) -> None:
        """Start it; raises WorldFault if it cannot be."""
        self.unwatch: Callable[[], object] = bool
        self.workers, self.retired, self.dead = 0, False, False
        try:
            self.start(options)
        except OSError as fault:
            words = f"The template process cannot be started: {fault.strerror}."
            raise WorldFault(words) from None

    def start(self, options: dict[str, Any]) -> None:
        """Start the process."""
        path = os.pathsep.join(filter(None, [str(HERE), os.environ.get("PYTHONPATH")]))
        self.control, theirs = frames.pair()
        with ExitStack() as fault, theirs:
            fault.callback(self.control.close)
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "server.worker.template",
                    str(theirs.fileno()),
                    json.dumps(options),
                ],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
                start_new_session=True,
            )
            fault.pop_all()

    def wait(self) -> None:
        """Wait until it has loaded everything; raises WorldFault if it cannot."""
        said = self.control.recv(frames.MOST_PACKET)
        if said[:1] != frames.READY:
            self.control.close()
            self.process.wait()
            raise WorldFault(said[1:].decode() or "The template process did not start.")
        self.control.setblocking(False)

    def watch(self, loop: asyncio.AbstractEventLoop, died: Callable[["Template"], None]) -> None:
        """Have its death told."""

        def notice() -> None:
            loop.remove_reader(self.control.fileno())
            self.dead = True
            self.end()
            died(self)

        loop.add_reader(self.control.fileno(), notice)
        self.unwatch = lambda: loop.remove_reader(self.control.fileno())

    def fork(self, kind: bytes) -> socket.socket:
        """Have a worker made and give the connection to it; raises OSError if it is dead."""
        ours, theirs = frames.pair()
        with theirs:
            try:
                socket.send_fds(self.control, [kind], [theirs.fileno()])
            except OSError:
                ours.close()
                raise
        self.workers += 1
        return ours

    def left(self) -> None:
        """Learn that a worker has gone."""
        self.workers -= 1
        self.end_if_done()

    def retire(self) -> None:
        """Make no more workers; end after the last one."""
        self.retired = True
        self.end_if_done()

    def end_if_done(self) -> None:
        """End a retired one that nobody works for any more."""
        if self.retired and self.workers <= 0 and not self.dead:
            self.dead = True
            self.unwatch()
            self.end()

    def end(self) -> None:
        """Hang up, whereupon it ends and takes all its workers along."""
        self.control.close()

    def close(self) -> None:
        """End it, and make sure."""
        if not self.dead:
            self.dead = True
            self.unwatch()
            self.end()
        try:
            self.process.wait(timeout=ENDING)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
