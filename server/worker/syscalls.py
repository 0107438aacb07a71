"""A filter in the kernel: this process opens no socket and starts no program, come what may.

[seccomp(2)](https://man7.org/linux/man-pages/man2/seccomp.2.html), set by the C library that is
loaded anyway. Linux on x86-64 and ARM64; elsewhere, and where the kernel refuses, there is none.
"""

import ctypes
import errno
import os
import struct

NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 38, 22, 2
# By machine: its number in the kernel's audit, and its calls: socket, connect, execve, execveat.
MACHINES = {
    "x86_64": (0xC000003E, (41, 42, 59, 322)),
    "aarch64": (0xC00000B7, (198, 203, 221, 281)),
}
# Instructions of the classic Berkeley packet filter, and where the call's data has what.
LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
NUMBER, MACHINE = 0, 4
# x86-64 knows its calls by a second set of numbers, too.
SECOND_SET = 0x40000000
ALLOW, DENY, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000


class Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def instruction(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
    """Write one instruction; the jumps count the instructions to skip."""
    return struct.pack("=HBBI", code, if_so, if_not, value)


def program(machine: int, calls: tuple[int, ...]) -> bytes:
    """Write the filter: the forbidden calls fail with EPERM, and a foreign machine's kill."""
    checks = [
        instruction(EQUAL, number, if_so=len(calls) - index) for index, number in enumerate(calls)
    ]
    return b"".join(
        [
            instruction(LOAD, MACHINE),
            instruction(EQUAL, machine, if_so=1),
            instruction(RETURN, KILL),
            instruction(LOAD, NUMBER),
            instruction(AT_LEAST, SECOND_SET, if_so=len(calls) + 1),
            *checks,
            instruction(RETURN, ALLOW),
            instruction(RETURN, DENY),
        ]
    )


def forbid() -> bool:
    """Set the filter for the rest of this process's life; say whether it is set."""
    machine = MACHINES.get(os.uname().machine)
    if machine is None:
        return False
    library = ctypes.CDLL(None, use_errno=True)
    written = program(*machine)
    whole = Program(len(written) // 8, written)
    if library.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(library.prctl(SET_SECCOMP, FILTER, ctypes.byref(whole), 0, 0) == 0)
