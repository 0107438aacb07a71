"""A request as it comes in over a connection: plain values."""


class Incoming:
    """A request as it comes in."""

    __slots__ = (
        "body",
        "fields",
        "headers",
        "keep",
        "method",
        "size",
        "started",
        "target",
        "version",
    )

    def __init__(self, started: float) -> None:
        """Begin empty."""
        self.method, self.version, self.keep = "", "", True
        self.target, self.size, self.started = b"", 0, started
        self.headers: list[tuple[bytes, bytes]] = []
        self.body: list[bytes] = []
        self.fields: dict[bytes, bytes] = {}
