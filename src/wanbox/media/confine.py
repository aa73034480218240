"""Bounds that a process lays on itself before it reads what a stranger made. None of them can be taken off again.

Memory, processor time, file size and wall clock are bounded everywhere. On Linux the process also loses the calls that
open files, make connections, start programs or touch other processes (seccomp): a file that takes a decoder over finds
nothing to do with it but to answer nonsense. What the process needs, it must have opened before.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import functools
import platform
import resource
import signal
import struct
import sys
from collections.abc import Sequence

#: Numbers of the forbidden calls, by machine: open, openat, openat2, creat, socket, connect, bind, listen, accept,
#: sendto, sendmsg, socketpair, fork, vfork, execve, execveat, kill, ptrace, rename*, mkdir*, unlink*, link*, chmod*,
#: chown*, truncate, mount, unshare, setns, bpf, keyctl, perf_event_open, userfaultfd, io_uring, pidfd, process_vm.
_FORBIDDEN = {
    "x86_64": (
        *(2, 41, 42, 43, 44, 46, 49, 50, 53, 57, 58, 59, 62, 76, 82, 83, 84, 85, 86, 87, 88, 90, 92, 94, 101, 165),
        *(250, 257, 258, 260, 263, 264, 265, 266, 268, 272, 288, 298, 304, 308, 310, 311, 316, 321, 322, 323, 424),
        *(425, 426, 427, 434, 437, 438, 452),
    ),
    "aarch64": (
        *(34, 35, 36, 37, 38, 40, 45, 53, 54, 56, 97, 117, 129, 198, 199, 200, 201, 202, 203, 206, 211, 219, 221),
        *(241, 242, 265, 268, 270, 271, 276, 280, 281, 282, 424, 425, 426, 427, 434, 437, 438, 452),
    ),
}
#: Making a thread is allowed, making a process is not; clone3 hides which it is, and libraries do without it.
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435
_CLONE_THREAD = 0x00010000
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
#: From here on, calls of x86_64 are those of another calling convention.
_X32 = 0x40000000
_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _SECCOMP_FILTER = 1, 22, 38, 2
_LOAD, _EQUAL, _AT_LEAST, _HAS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _REFUSE, _UNKNOWN = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
#: Where the kernel puts the call's number, the machine and the first argument.
_NUMBER, _MACHINE, _FIRST = 0, 4, 16


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def confine(*, memory: int, cpu_seconds: int, file_bytes: int, seconds: float) -> None:
    """Lay every bound on this process that the machine knows; `memory` is what it may take beyond what it has."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    # Where memory runs short, this process goes first.
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "wb", buffering=0) as score:
        score.write(b"1000")
    _limit(resource.RLIMIT_AS, _address_space() + memory)
    _limit(resource.RLIMIT_CPU, cpu_seconds)
    _limit(resource.RLIMIT_FSIZE, file_bytes)
    _limit(resource.RLIMIT_CORE, 0)
    forbid_calls()


def die_with_parent() -> None:
    """End this process as soon as the one that started it has ended (Linux)."""
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def forbid_calls() -> bool:
    """Give up files, connections and programs; whether the system took it."""
    if (instructions := prepare()) is None:
        return False
    program = _Program(len(instructions) // 8, instructions)
    if _libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(_libc().prctl(_PR_SET_SECCOMP, _SECCOMP_FILTER, ctypes.byref(program)) == 0)


@functools.cache
def prepare() -> bytes | None:
    """The kernel's program for `forbid_calls`, if it knows this machine; whoever forks often asks for it before."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in _FORBIDDEN or struct.calcsize("P") != 8:
        return None
    return _filter(_ARCHITECTURES[machine], _CLONE[machine], _FORBIDDEN[machine])


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None)


def _filter(architecture: int, clone: int, calls: Sequence[int]) -> bytes:
    """A program for the kernel: refuse these calls, new processes and all of foreign conventions, allow the rest."""
    end = len(calls) + 3  # where the verdicts begin, counted from the first test of the number
    lines = [(_LOAD, 0, 0, _MACHINE), (_EQUAL, 0, end + 2, architecture), (_LOAD, 0, 0, _NUMBER)]
    tests = [(_AT_LEAST, _X32, end + 1), *((_EQUAL, call, end + 1) for call in calls)]
    tests += [(_EQUAL, _CLONE3, end + 2), (_EQUAL, clone, end + 3)]
    lines += [(code, target - at - 1, 0, value) for at, (code, value, target) in enumerate(tests)]
    lines += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _UNKNOWN)]
    lines += [(_LOAD, 0, 0, _FIRST), (_HAS, 0, 1, _CLONE_THREAD), (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    return b"".join(struct.pack("HBBI", *line) for line in lines)


def _limit(kind: int, most: int) -> None:
    with contextlib.suppress(ValueError, OSError):
        hard = resource.getrlimit(kind)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (bound, bound))


def _address_space() -> int:
    """Bytes of address space that this process has already; 1 GiB where that cannot be read."""
    try:
        with open("/proc/self/statm", "rb", buffering=0) as file:
            return int(file.read(64).split()[0]) * resource.getpagesize()
    except OSError:
        return 1 << 30
