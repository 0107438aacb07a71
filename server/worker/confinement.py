"""The limits that a worker lives under from its birth: kernel rules, which no query can undo."""

import contextlib
import ctypes
import os
import resource
import signal
import socket
from pathlib import Path

from server.worker import syscalls

# Where a confined worker keeps its only connection.
CONNECTION = 3
STACK = 64 << 20
DIE_WITH_PARENT = 1
LIBC = ctypes.CDLL(None, use_errno=True)


def memory_in_use() -> int:
    """Give the bytes of private writable memory, which RLIMIT_DATA counts."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmData:")) * 1024


def limit(memory: int, parent: int, *, writes: bool = False) -> None:
    """Limit memory, forbid core dumps and, unless it `writes`, files; let the stack grow on demand.

    Signals keep their default action, death: the kernel delivers it even while the engine
    computes, when no Python code can run. The engine's parser recurses on the main thread's stack.
    """
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGALRM, signal.SIGPIPE, signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    LIBC.prctl(DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
    limits = {resource.RLIMIT_CORE: 0, resource.RLIMIT_DATA: memory}
    if not writes:
        limits[resource.RLIMIT_FSIZE] = 0
    for which, most in limits.items():
        resource.setrlimit(which, (most, most))
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    with contextlib.suppress(ValueError, OSError):
        soft = STACK if hard == resource.RLIM_INFINITY else min(STACK, hard)
        resource.setrlimit(resource.RLIMIT_STACK, (soft, hard))


def seal(connection: socket.socket, spare: int, *, dials: bool) -> socket.socket:
    """Leave this process its connection and nothing else: no other socket, no program to start.

    `spare` is how many files it may still open, which a store on disk needs; `dials` leaves it
    sockets, for an operator who allows SERVICE.
    """
    os.dup2(0, 2)
    descriptor = connection.detach()
    if descriptor != CONNECTION:
        os.dup2(descriptor, CONNECTION)
    os.closerange(CONNECTION + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    most = CONNECTION + 1 + spare
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if not dials:
        syscalls.forbid()
    return socket.socket(fileno=CONNECTION)
