"""Sound files as samples of the one kind that everything here uses: stereo, 48 kHz, float32."""

from __future__ import annotations

import wave
from typing import BinaryIO

import av
import numpy as np
from numpy.typing import NDArray

from .encode import SAMPLE_RATE
from .sources import Damaged, Source, open_sound

#: Length of the fade at the end of a sound that had to be cut.
FADE_SECONDS = 0.25


def load_sound(source: Source, seconds: float) -> NDArray[np.float32]:
    """(2, n) float32, −1…1, with n exactly `seconds` at 48 kHz (spec 3.2).

    A longer sound is cut, with a short fade; a shorter one gets a silent tail. Raises MediaError.
    """
    length = round(seconds * SAMPLE_RATE)
    # One sample more than wanted tells a sound that just fits from one that goes on.
    decoded = _decode(source, length + 1)
    samples = np.zeros((2, length), np.float32)
    kept = min(length, decoded.shape[1])
    samples[:, :kept] = decoded[:, :kept]
    if decoded.shape[1] > length:
        fade = min(length, round(FADE_SECONDS * SAMPLE_RATE))
        samples[:, length - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
    return samples


def save_sound(samples: NDArray[np.float32], file: BinaryIO) -> None:
    """Write (2, n) float32 at 48 kHz as a WAV of 16 bits."""
    with wave.open(file, "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        out.writeframes(np.round(np.clip(samples.T, -1, 1) * 32767).astype("<i2").tobytes())


def _decode(source: Source, enough: int) -> NDArray[np.float32]:
    """The first samples of the file, at most about `enough`."""
    blocks: list[NDArray[np.float32]] = []
    count = 0
    with open_sound(source) as container:
        stream = container.streams.audio[0]
        # One channel is doubled below: the resampler would make it 3 dB softer on the way to two.
        layout = "mono" if stream.codec_context.channels == 1 else "stereo"
        resampler = av.AudioResampler(format="fltp", layout=layout, rate=SAMPLE_RATE)
        try:
            for frame in container.decode(stream):
                for piece in resampler.resample(frame):
                    blocks.append(piece.to_ndarray().astype(np.float32))
                    count += piece.samples
                if count >= enough:
                    break
            else:
                blocks.extend(piece.to_ndarray().astype(np.float32) for piece in resampler.resample(None))
        except (av.FFmpegError, ValueError) as error:
            # A stream that breaks off is used as far as it goes.
            if not blocks:
                raise Damaged("The sound cannot be decoded.") from error
    if not blocks:
        raise Damaged("There is no sound in the file.")
    samples = np.concatenate(blocks, axis=1)[:, :enough]
    return np.repeat(samples, 2, axis=0) if samples.shape[0] == 1 else samples
