"""Chinese by espeak-ng, where that program is installed: a robotic voice, but the one that needs no weights.

It is a program of its own (GPL-3) and only ever started, never linked.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import wave

import numpy as np

from ..dsp import Mono

LANGUAGES = frozenset({"zh"})
_PROGRAM = "espeak-ng"
#: Words a minute at speed 1; its own default of 175 is hard to follow in Chinese.
_PACE = 150
_PATIENCE = 20.0


def available() -> bool:
    return shutil.which(_PROGRAM) is not None


def say(text: str, speed: float) -> tuple[Mono, int]:
    pace = str(round(_PACE * min(max(speed, 0.5), 2.0)))
    command = [shutil.which(_PROGRAM) or _PROGRAM, "-v", "cmn", "-s", pace, "--stdin", "--stdout"]
    # No word of the text can become an option: it goes in as data, and no shell reads it.
    said = subprocess.run(command, input=text.encode(), capture_output=True, timeout=_PATIENCE, check=True)  # noqa: S603
    return decoded(said.stdout)


def decoded(stream: bytes) -> tuple[Mono, int]:
    """The samples of a 16-bit WAV stream, whose header may not know its length, and its rate in Hz."""
    with wave.open(io.BytesIO(stream)) as file:
        rate = file.getframerate()
    data = stream[stream.index(b"data") + 8 :]
    values = np.frombuffer(data[: len(data) // 2 * 2], "<i2")
    return (values / np.float32(32768)).astype(np.float32), rate
