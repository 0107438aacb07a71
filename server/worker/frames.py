"""How the front and a worker talk: whole packets, the first byte says what each is.

A SEQPACKET socket delivers a packet whole or not at all, so a process killed while it writes
leaves no half packet behind, and its death notice cannot be taken for data.
"""

import json
import marshal
import socket
from collections.abc import Iterator
from typing import NamedTuple

# To a worker: a request in one packet, or in pieces and the last one.
WHOLE, PIECE, LAST = b"W", b"P", b"L"
# To the template: what kind of worker to fork.
QUERY, PAGE = b"q", b"p"
# From a worker. The first is its process id.
BORN, LIMIT, LOG = b"S", b"T", b"G"
ANSWER, BEGIN, DATA, END, BROKEN = b"A", b"B", b"D", b"E", b"X"
# From the template: ready, or why not; and of a worker that died, the signal.
READY, FAILED, DIED = b"R", b"F", b"K"
LARGEST = 60_000
MOST_PACKET = LARGEST + 70_000


class Request(NamedTuple):
    """A request as the front has read it; header names are in lower case."""

    method: str
    target: bytes
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    version: str
    client: str
    prefix: str
    problem: dict[str, str | int] | None = None


def pair() -> tuple[socket.socket, socket.socket]:
    """Open a connected pair of packet sockets."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def packets(request: Request) -> Iterator[bytes]:
    """Write a request; both sides are the same program, so Python's own quick format will do."""
    whole = marshal.dumps(tuple(request))
    if len(whole) <= LARGEST:
        yield WHOLE + whole
        return
    for start in range(0, len(whole), LARGEST):
        yield PIECE + whole[start : start + LARGEST]
    yield LAST


def receive_request(connection: socket.socket) -> Request | None:
    """Receive a request; nothing if the front has hung up."""
    pieces: list[bytes] = []
    while packet := connection.recv(LARGEST + 1):
        kind = packet[:1]
        if kind == WHOLE:
            return Request(*marshal.loads(packet[1:]))
        if kind == LAST:
            return Request(*marshal.loads(b"".join(pieces)))
        pieces.append(packet[1:])
    return None


def answer(kind: bytes, head: bytes, body: bytes | memoryview) -> bytes:
    """Write an answer's head with the first bytes of its body."""
    return b"".join((kind, len(head).to_bytes(3, "big"), head, body))


def read_answer(packet: bytes) -> tuple[bytes, bytes]:
    """Read an answer's head and the first bytes of its body."""
    end = 4 + int.from_bytes(packet[1:4], "big")
    return packet[4:end], packet[end:]


def notice(signal: int) -> bytes:
    """Write a death notice."""
    return DIED + json.dumps({"signal": signal}).encode()
