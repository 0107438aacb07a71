"""The date that answers bear."""

import time
from email.utils import formatdate


class Clock:
    """The date of answers, written once a second."""

    def __init__(self) -> None:
        """Begin with no date."""
        self.second, self.line = 0, b""

    def date(self) -> bytes:
        """Give the Date header, and with it the end of the head."""
        if (now := int(time.time())) != self.second:
            self.second = now
            self.line = f"Date: {formatdate(now, usegmt=True)}\r\n\r\n".encode()
        return self.line


CLOCK = Clock()
