"""The numbers that the front keeps to; those an operator may want to change are parameters."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What queries may use, in seconds and megabytes, and how many there may be at a time.

    `workers` counts the queries that take long; short ones have places of their own.
    """

    timeout: float = 30.0
    memory: int = 1024
    workers: int = 4
    cache: int = 64
    grace: float = 10.0
    proxies: int = 0
    prefix: str = ""


# Bytes of a request's first line, of all its headers, of its body.
TARGET, HEAD, BODY = 256 << 10, 320 << 10, 4 << 20
# Bytes of a body with what frames it: sizes of chunks, trailers.
FRAMED = 2 * BODY
# Seconds: for a request to come in, for silence between two, for a client to take something.
ARRIVAL, SILENCE, STALLED = 30.0, 75.0, 30.0
# Seconds in which a client that was refused may still send, so that it comes to read why.
LINGER = 2.0
# Bytes that wait for a slow client before the worker has to.
WAITING = 256 << 10
CONNECTIONS = 1000
# Requests read ahead on one connection.
AHEAD = 16
# Places for short requests of each kind: one a core, and one more for what is not short after all.
SHORT = (os.cpu_count() or 2) + 1
# After so many seconds a request may be no short one, and after so many it surely is none.
LONG, SURELY_LONG = 0.1, 2.0
# Requests that may be at a worker at a time, the others behind one that is not older than this.
AT_THE_DOOR, YOUNG = 3, 0.01
# Seconds in the queue; requests in it; requests of one client at work and in it.
PATIENCE, QUEUE, SHARE = 10.0, 512, 64
# Long ones of all clients that wait, stopped, for a place; those that wait for a slow client.
PARKED, SLOW = 16, 32
# Seconds past its deadline that a worker may still show signs of life; seconds for a whole answer
# to reach a slow client.
LATE, LONGEST = 0.5, 600.0
# Bytes of one answer in the cache.
CACHED = 4 << 20
# Seconds between two looks at everything that takes time.
TICK = 0.03
# Answers after which a worker is replaced, which returns the memory that it has gathered.
RETIRE = 200_000
