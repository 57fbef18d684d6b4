"""What a child process that opens a stranger's file may use: no network, and limits on memory, time and file size."""

import ctypes
import errno
import platform
import resource
import struct
import sys

_SOCKET = {
    "x86_64": (0xC000003E, 41),
    "aarch64": (0xC00000B7, 198),
}  # audit architecture, number of socket(2)
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES


def confine(memory_mb: int, cpu_s: int, file_mb: int) -> None:
    """Call first in the child, before any library is loaded. Memory is address space: threads' stacks count."""
    _limit(resource.RLIMIT_AS, memory_mb << 20)
    _limit(resource.RLIMIT_CPU, cpu_s)
    _limit(resource.RLIMIT_FSIZE, file_mb << 20)
    _limit(resource.RLIMIT_CORE, 0)
    _close_network()


def _limit(what: int, value: int) -> None:
    """Lower only: an operator's own limit stays. macOS knows RLIMIT_AS but refuses it."""
    hard = resource.getrlimit(what)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:
        resource.setrlimit(what, (value, value))
    except (ValueError, OSError):
        if sys.platform == "linux":
            raise


def _close_network() -> bool:
    """socket(2) fails from now on, by a seccomp filter; False where the system has none (then FFmpeg's list of
    protocols is the only wall)."""
    if sys.platform != "linux" or platform.machine() not in _SOCKET:
        return False
    architecture, socket = _SOCKET[platform.machine()]
    program = b"".join(
        struct.pack("HBBI", *row)
        for row in (
            (0x20, 0, 0, 4),  # load the architecture
            (
                0x15,
                0,
                3,
                architecture,
            ),  # another one: allow (its calls have other numbers, and Python makes none)
            (0x20, 0, 0, 0),  # load the call's number
            (0x15, 0, 1, socket),
            (0x06, 0, 0, _REFUSE),
            (0x06, 0, 0, _ALLOW),
        )
    )
    code = ctypes.create_string_buffer(program)
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxP", 6, ctypes.addressof(code)))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    return prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 and prctl(_PR_SET_SECCOMP, _FILTER, head, 0, 0) == 0
