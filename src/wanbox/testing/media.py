"""Pictures, sounds and clips made on the spot, for tests: as bytes, the good and the bad."""

from __future__ import annotations

import io
import struct
import wave
import zlib
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from wanbox.media.encode import SAMPLE_RATE, Mp4Writer, bgr_to_i420


def picture(kind: str = "PNG", size: tuple[int, int] = (320, 240), mode: str = "RGB", **save: Any) -> bytes:
    """A colour ramp in one of Pillow's formats and modes; `save` goes to `Image.save`."""
    ramp = np.linspace(0, 255, size[0] * size[1] * 3).astype(np.uint8).reshape(size[1], size[0], 3)
    out = io.BytesIO()
    Image.fromarray(ramp).convert(mode).save(out, kind, **save)
    return out.getvalue()


def bomb(side: int = 50_000) -> bytes:
    """A valid PNG of side x side white pixels in a few hundred kilobytes."""
    packer = zlib.compressobj(1)
    row = b"\x00" + b"\xff" * ((side + 7) // 8)
    body = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def wav(seconds: float, *, rate: int = 8000) -> bytes:
    """A tone, one channel, 16 bits."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((_tone(seconds, rate) * 32000).astype("<i2").tobytes())
    return out.getvalue()


def mp3(seconds: float, *, rate: int = SAMPLE_RATE) -> bytes:
    """A tone, one channel; a frame or two longer than asked, as MP3 files are."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=rate, layout="mono")
        tone = _tone(seconds, rate)
        for start in range(0, tone.size, 1152):
            frame = av.AudioFrame.from_ndarray(tone[None, start : start + 1152], format="fltp", layout="mono")
            frame.sample_rate, frame.pts = rate, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def clip(path: Path, *, width: int = 64, height: int = 48, frames: int = 30, sound: bool = True) -> Path:
    """A short MP4 whose frames grow lighter one by one."""
    tone = np.tile(_tone(frames / 30, SAMPLE_RATE), (2, 1)) if sound else None
    with Mp4Writer(path, width=width, height=height, sound=tone, metadata={"comment": "a test"}) as writer:
        for index in range(frames):
            writer.write(bgr_to_i420(np.full((height, width, 3), 40 + index, np.uint8)))
    return path


def _tone(seconds: float, rate: int) -> NDArray[np.float32]:
    phase = np.arange(round(seconds * rate), dtype=np.float64) * (2 * np.pi * 440 / rate)
    return np.asarray(np.sin(phase) * 0.3, np.float32)
