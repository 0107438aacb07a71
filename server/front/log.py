"""One line of JSON for each request, written in batches; queries by a digest, never in full."""

import json
import os
import time
from hashlib import blake2b
from queue import SimpleQueue
from threading import Thread
from typing import TextIO

from server.front.incoming import Incoming

# Batches that may wait for a log that takes its time, and seconds that the end waits for it.
BATCHES, LAST = 1000, 2.0


class Log:
    """Writes to a file, or to nothing; in a thread, as a pipe that nobody reads would block."""

    def __init__(self, file: TextIO | None) -> None:
        """Take the file."""
        self.file = file
        self.lines: list[str] = []
        self.batches: SimpleQueue[bytes] = SimpleQueue()
        self.writer = Thread(target=self.write, daemon=True)
        if file is not None:
            self.writer.start()

    def request(
        self, client: str, incoming: Incoming, status: int, size: int, seconds: float, **more: str
    ) -> None:
        """Note a request: the path as it was sent, what was asked by its digest alone."""
        if self.file is None:
            return
        path, _, query = incoming.target.partition(b"?")
        record = {
            "time": round(time.time(), 3),
            "client": client,
            "method": incoming.method,
            "path": path.decode("latin-1"),
            "status": status,
            "bytes": size,
            "ms": round(seconds * 1000, 2),
            **more,
        }
        asked = query or incoming.body
        if asked:
            record["asked"] = blake2b(asked, digest_size=8).hexdigest()
            record["length"] = len(asked)
        self.lines.append(json.dumps(record))

    def fault(self, text: str) -> None:
        """Note a fault of ours, with its inside."""
        if self.file is not None:
            self.lines.append(json.dumps({"time": round(time.time(), 3), "fault": text}))

    def flush(self) -> None:
        """Have what has gathered written; a log that cannot be written stops nobody."""
        if self.lines:
            lines, self.lines = self.lines, []
            if self.batches.qsize() < BATCHES:
                self.batches.put(("\n".join(lines) + "\n").encode())

    def write(self) -> None:
        """Write what comes until the end; not through the file's buffer, which could lock it."""
        while self.file is not None and (left := self.batches.get()):
            try:
                while left:
                    left = left[os.write(self.file.fileno(), left) :]
            except OSError:
                self.file = None

    def close(self) -> None:
        """Write the rest, if it can be."""
        self.flush()
        self.batches.put(b"")
        if self.writer.is_alive():
            self.writer.join(LAST)
