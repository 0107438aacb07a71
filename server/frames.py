"""How the front and a query process talk: whole packets, the first byte says what each is.

A SEQPACKET socket delivers a packet whole or not at all, so a process killed while it writes
leaves no half packet behind, and its death notice cannot be taken for data.
"""

import json
import socket
from typing import Any

HEADER, DATA, END, REFUSED, DIED = b"H", b"D", b"E", b"X", b"K"
REQUEST, LAST = b"Q", b"L"
LARGEST = 60_000

Record = dict[str, Any]


def pair() -> tuple[socket.socket, socket.socket]:
    """Open a connected pair of packet sockets."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def send(connection: socket.socket, kind: bytes, payload: bytes | memoryview = b"") -> None:
    """Send one packet, waiting until the other side has room."""
    connection.sendmsg([kind, payload])


def send_record(connection: socket.socket, kind: bytes, record: Record) -> None:
    """Send a small record as one packet."""
    send(connection, kind, json.dumps(record).encode())


def receive(connection: socket.socket) -> tuple[bytes, bytes]:
    """Receive one packet as its kind and payload; an empty kind means the other side has closed."""
    packet = connection.recv(LARGEST + 1)
    return packet[:1], packet[1:]


def send_request(connection: socket.socket, request: Record) -> None:
    """Send a request of any length, in pieces."""
    whole = json.dumps(request).encode()
    for start in range(0, len(whole), LARGEST):
        send(connection, REQUEST, whole[start : start + LARGEST])
    send(connection, LAST)


def receive_request(connection: socket.socket) -> Record:
    """Receive the pieces of a request until the last one."""
    pieces = []
    while True:
        kind, payload = receive(connection)
        if kind != REQUEST:
            break
        pieces.append(payload)
    if kind != LAST:
        raise ConnectionError("the request was cut off")
    request: Record = json.loads(b"".join(pieces))
    return request
