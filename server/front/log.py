"""One line of JSON for each request, written in batches; queries by a digest, never in full."""

import json
import time
from hashlib import blake2b
from typing import TextIO

from server.front.incoming import Incoming


class Log:
    """Writes to a file, or to nothing."""

    def __init__(self, file: TextIO | None) -> None:
        """Take the file."""
        self.file = file
        self.lines: list[str] = []

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
        asked = query or b"".join(incoming.body)
        if asked:
            record["asked"] = blake2b(asked, digest_size=8).hexdigest()
            record["length"] = len(asked)
        self.lines.append(json.dumps(record))

    def fault(self, text: str) -> None:
        """Note a fault of ours, with its inside."""
        if self.file is not None:
            self.lines.append(json.dumps({"time": round(time.time(), 3), "fault": text}))

    def flush(self) -> None:
        """Write what has gathered; a log that cannot be written stops nobody."""
        if self.lines and self.file is not None:
            lines, self.lines = self.lines, []
            try:
                self.file.write("\n".join(lines) + "\n")
                self.file.flush()
            except OSError:
                self.file = None
