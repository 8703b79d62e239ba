"""Takes from a process what a query does not need: the network, new programs, memory and files without end.

On Linux (x86-64 and arm64) a seccomp filter makes ``socket``, ``connect`` and their like fail; elsewhere the process
gets no new descriptors at all. See https://www.kernel.org/doc/html/latest/userspace-api/seccomp_filter.html
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import resource
import signal
import struct
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_LOAD_WORD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW = 0x7FFF0000
_DENY = 0x00050000 | errno.EPERM

_DENIED = {
    "x86_64": (0xC000003E, (41, 42, 49, 50, 59, 101, 322, 425)),
    "aarch64": (0xC00000B7, (198, 200, 201, 203, 221, 117, 281, 425)),
}
"""Per machine: its audit architecture; socket, connect, bind, listen, execve, ptrace, execveat, io_uring_setup."""


def die_with_parent() -> None:
    """Ask the kernel to kill this process when the one that started it dies (Linux only)."""
    with contextlib.suppress(OSError):
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def limit_resources(memory_bytes: int, file_bytes: int) -> None:
    """Bound address space and the size of files written; no core dumps; first to go when the machine runs short."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def deny_network() -> str:
    """Deny new sockets to this process for good; gives the means, ``seccomp`` or ``descriptors``."""
    denied = _DENIED.get(platform.machine())
    if sys.platform == "linux" and denied is not None:
        with contextlib.suppress(OSError):
            _install_filter(*denied)
            return "seccomp"
    highest = max(int(name) for name in os.listdir("/dev/fd"))
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest, highest))
    return "descriptors"


def _install_filter(architecture: int, denied: tuple[int, ...]) -> None:
    program = [(_LOAD_WORD, 0, 0, 4), (_JUMP_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _DENY), (_LOAD_WORD, 0, 0, 0)]
    if architecture == _DENIED["x86_64"][0]:
        program += [(_JUMP_AT_LEAST, 0, 1, 0x40000000), (_RETURN, 0, 0, _DENY)]
    for number in denied:
        program += [(_JUMP_EQUAL, 0, 1, number), (_RETURN, 0, 0, _DENY)]
    program.append((_RETURN, 0, 0, _ALLOW))
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program), ctypes.addressof(code)))
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(header))


def _prctl(option: int, first: int, second: int = 0) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    arguments = [ctypes.c_ulong(value) for value in (first, second, 0, 0)]
    if libc.prctl(ctypes.c_int(option), *arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
