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
        self.body: bytes | bytearray = b""
        self.fields: dict[bytes, bytes] = {}

    def join(self) -> None:
        """Find headers by name; what stands in several lines is one list (RFC 9110 §5.3)."""
        self.fields = dict(self.headers)
        if len(self.fields) != len(self.headers):
            found: dict[bytes, list[bytes]] = {}
            for name, value in self.headers:
                found.setdefault(name, []).append(value)
            self.fields = {name: b", ".join(values) for name, values in found.items()}

    def own_size(self) -> int:
        """Count the bytes of the head, without what came after it in the same piece."""
        return len(self.target) + sum(len(n) + len(v) + 4 for n, v in self.headers)
