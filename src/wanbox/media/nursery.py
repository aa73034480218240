"""A process whose children read what strangers made, one file each.

`python -m wanbox.media.nursery` takes orders as lines of JSON on its standard input and answers each with one line on
its standard output: the facts of `media.probe`, or `{"error": …, "message": …}`. It never reads a stranger's file
itself. It has everything loaded that reading takes and makes a child for each order by fork, which costs milliseconds:
the child opens its two files, gives up all else (`media.confine`), reads, answers and ends. So one caller's file can
neither crash the worker nor change how the next caller's is read. At the end of its input the process ends.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import gc
import io
import json
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, BinaryIO

from . import probe
from .confine import confine, die_with_parent, prepare
from .sources import OUR_FAULT, Damaged, MediaError

#: What a child may take beyond what the nursery has; 64 megapixels of RGBA take 256 MB, and some steps need them twice.
MEMORY = 1536 << 20
CPU_SECONDS = 20
#: A clean copy of 4096 x 4096 pixels takes 48 MiB.
FILE_BYTES = 64 << 20
MAX_ANSWER = 64 * 1024

_MACHINE_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE})

Answer = Mapping[str, Any]


def _picture(source: BinaryIO, clean: BinaryIO | None) -> Answer:
    # Texts in the file are nobody's business here, and may be long.
    return asdict(replace(probe.probe_picture(source, clean), metadata={}))


def _audio(source: BinaryIO, clean: BinaryIO | None) -> Answer:
    return asdict(probe.probe_audio(source, clean))


WORK: Mapping[str, Callable[[BinaryIO, BinaryIO | None], Answer]] = {"picture": _picture, "audio": _audio}


def main() -> int:
    # Whoever started this process says by closing the pipe when it is over; Ctrl-C is meant for them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    prepare()
    _load_pictures()
    # Children share this process's memory until somebody writes to it: a collection would write to all of it.
    gc.freeze()
    for line in sys.stdin.buffer:
        order = json.loads(line)
        if order["kind"] == "audio":
            _load_sounds()
        answer = _delegate(order)
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()
    return 0


def _load_pictures() -> None:
    """Load what a child could not load any more: read one picture of each kind, with a profile and a turn."""
    from PIL import Image, ImageCms

    Image.init()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x0112] = 6
    for kind, mode in (("JPEG", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGB"), ("BMP", "RGB")):
        sample = io.BytesIO()
        Image.new(mode, (16, 16)).save(sample, kind, icc_profile=profile, exif=exif)
        _picture(sample, io.BytesIO())
    with contextlib.suppress(MediaError):
        _picture(io.BytesIO(b"none"), None)


@functools.cache
def _load_sounds() -> None:
    import numpy as np

    from .sound import save_sound

    sample = io.BytesIO()
    save_sound(np.zeros((2, 4800), np.float32), sample)
    _audio(sample, io.BytesIO())
    with contextlib.suppress(MediaError):
        _audio(io.BytesIO(b"none"), None)


def _delegate(order: Mapping[str, Any]) -> Answer:
    """The answer of a child; a child that dies, stalls or babbles is the file's fault."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _serve(order, writing)
    os.close(writing)
    try:
        output, ended = _collect(reading, order["seconds"])
    finally:
        os.close(reading)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if not ended:
        return _error(Damaged("Reading took too long, or the answer has no end."))
    return _parse(output) or _error(Damaged(f"The decoder ended with {os.waitstatus_to_exitcode(status)}."))


def _collect(pipe: int, seconds: float) -> tuple[bytes, bool]:
    """What comes through a pipe, and whether it came to its end in time."""
    deadline, output = time.monotonic() + seconds, b""
    while len(output) <= MAX_ANSWER:
        if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
            return output, False
        data = os.read(pipe, MAX_ANSWER)
        if not data:
            return output, True
        output += data
    return output, False


def _parse(output: bytes) -> Answer | None:
    try:
        answer = json.loads(output)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _error(error: MediaError) -> Answer:
    return {"error": type(error).__name__, "message": str(error)}


def _serve(order: Mapping[str, Any], pipe: int) -> None:
    """One order, in a process of its own, which ends here."""
    status = 1
    try:
        die_with_parent()
        _keep_only(pipe)
        try:
            with open(order["path"], "rb") as source, _open_clean(order["clean"]) as clean:
                confine(memory=MEMORY, cpu_seconds=CPU_SECONDS, file_bytes=FILE_BYTES, seconds=order["seconds"] + 1)
                answer = _work(order["kind"], source, clean)
        except OSError as error:
            if not _is_ours(error, order["clean"]):
                raise
            answer = {"error": OUR_FAULT, "message": os.strerror(error.errno or 0)}
        os.write(pipe, json.dumps(answer).encode())
        status = 0
    finally:
        # Not sys.exit: nothing of the nursery's is to be closed, flushed or printed by its child.
        os._exit(status)


def _is_ours(error: OSError, clean: str) -> bool:
    """Whether the machine failed, and not the file: no room, no handles, a broken disk."""
    if error.errno == errno.EFBIG:  # the bound on a clean copy, or a smaller one of the machine's
        return Path(clean).stat().st_size < FILE_BYTES // 2
    return error.errno in _MACHINE_ERRORS


def _work(kind: str, source: BinaryIO, clean: BinaryIO | None) -> Answer:
    try:
        return WORK[kind](source, clean)
    except MediaError as error:
        return _error(error)
    except MemoryError:
        return _error(Damaged("Reading takes more memory than there is for one file."))


def _open_clean(path: str) -> contextlib.AbstractContextManager[BinaryIO | None]:
    return open(path, "xb") if path else contextlib.nullcontext()


def _keep_only(pipe: int) -> None:
    """Close every other file: the pipes to the worker first of all, for an answer could be forged through them."""
    os.closerange(0, pipe)
    os.closerange(pipe + 1, os.sysconf("SC_OPEN_MAX"))


if __name__ == "__main__":
    sys.exit(main())
