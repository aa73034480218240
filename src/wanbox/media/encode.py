"""Frames and samples to MP4 files (H.264 High + AAC-LC).

The same input gives the same bytes: threads are counted, not guessed, and no date or version is written.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

import av
import numpy as np
from av.video.frame import PictureType
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from numpy.typing import NDArray

from . import bt709

#: (height * 3 // 2, width) uint8: the Y plane, then U, then V at half the size.
I420: TypeAlias = NDArray[np.uint8]

SAMPLE_RATE = 48_000
#: Samples in one AAC frame.
AAC_FRAME = 1024
#: Part of the output's identity: x264 gives other bytes with another number of threads. One suffices beside painters.
ENCODER_THREADS = 1
#: OpenCV's number for the feature (`CV_CPU_AVX_512F`); its Python module has no name for it.
_AVX_512F = 13
#: ultrafast with what costs little and saves much given back: CABAC, the 8x8 transform, deblocking, B-frames at fixed
#: places and the macroblock tree, which looks ahead just to the next P-frame. Cuts are known and need no search.
#: Measured on drawn frames of 1280x720: 4.5 ms of CPU each, against 6 with a search for cuts and six frames ahead, and
#: 5 with plain ultrafast, whose files are three times as large.
VIDEO_OPTIONS = {"preset": "ultrafast", "crf": "20.2", "profile": "high"}
_X264 = (
    "cabac=1:8x8dct=1:no-deblock=0:deblock=0,0:aq-mode=1:mbtree=1:rc-lookahead=4:bframes=3:b-adapt=0:weightp=0:"
    "scenecut=0:no-dct-decimate=1"
)
#: The quick search for scale factors: a quarter of the time of the thorough one, spectra as near to the original.
_AUDIO_OPTIONS = {"b": "192k", "aac_coder": "fast"}


class Mp4Writer:
    """Writes one clip, frame by frame in order; the file is complete when the context ends without an exception.

    `sound` is (2, n) float32, −1…1, at 48 kHz, and is as long as the clip. `metadata` goes into the container
    (`title`, `comment` …). `cuts` are numbers of frames that show something new, and become key frames.
    Both sides must be even. Raises ValueError for wrong shapes and if no frame was written.
    """

    def __init__(
        self,
        path: Path,
        *,
        width: int,
        height: int,
        fps: int = 30,
        sound: NDArray[np.float32] | None = None,
        metadata: Mapping[str, str] | None = None,
        cuts: Collection[int] = (),
    ) -> None:
        if width % 2 or height % 2 or min(width, height) < 2:
            raise ValueError(f"H.264 in 4:2:0 needs even sides, not {width}x{height}.")
        if sound is not None and (sound.ndim != 2 or sound.shape[0] != 2):
            raise ValueError(f"The sound must have the shape (2, n), not {sound.shape}.")
        self.frames = 0
        self._shape = (height * 3 // 2, width)
        self._fps = fps
        self._cuts = frozenset(cuts)
        self._path = path
        self._container = av.open(
            str(path), "w", format="mp4", options={"movflags": "+faststart", "fflags": "+bitexact"}
        )
        self._container.metadata.update(metadata or {})
        self._video = self._add_video(width, height)
        self._track = _SoundTrack(self._container, sound) if sound is not None else None

    def _add_video(self, width: int, height: int) -> av.VideoStream:
        stream = self._container.add_stream("libx264", rate=self._fps, options=VIDEO_OPTIONS | _parameters())
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        context = stream.codec_context
        context.thread_count = ENCODER_THREADS
        context.color_range = ColorRange.MPEG
        context.colorspace = Colorspace.ITU709
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        return stream

    def write(self, i420: I420) -> None:
        """Append a frame (see `bgr_to_i420`); the array may be reused as soon as this returns."""
        if i420.shape != self._shape or i420.dtype != np.uint8:
            raise ValueError(f"A frame must be uint8 of shape {self._shape}, not {i420.dtype} {i420.shape}.")
        # The encoder copies what it keeps, so the frame may share the array's memory.
        frame = av.VideoFrame.from_numpy_buffer(np.ascontiguousarray(i420), format="yuv420p")
        if self.frames in self._cuts:
            frame.pict_type = PictureType.I
        frame.pts, frame.time_base = self.frames, Fraction(1, self._fps)
        self._container.mux(self._video.encode(frame))
        self.frames += 1
        if self._track is not None:
            self._track.advance(self.frames * SAMPLE_RATE // self._fps)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._container.close()
            self._path.unlink(missing_ok=True)
            return
        self._finish()

    def _finish(self) -> None:
        if self.frames == 0:
            self._container.close()
            self._path.unlink(missing_ok=True)
            raise ValueError("A clip needs at least one frame.")
        self._container.mux(self._video.encode(None))
        if self._track is not None:
            self._track.finish(self.frames * SAMPLE_RATE // self._fps)
        self._container.close()


@functools.cache
def _parameters() -> dict[str, str]:
    """x264's own parameters, which keep it off AVX-512: its kernels give other bytes, and not always the same ones.

    Measured: of 40 runs over the same frames under load 1 to 13 differed with AVX-512, of 200 none without; the speed
    is the same.
    """
    import cv2

    return {"x264-params": _X264 + (":asm=avx2" if cv2.checkHardwareSupport(_AVX_512F) else "")}


class _SoundTrack:
    """The sound of a clip, written in step with its frames so that players need not seek."""

    def __init__(self, container: av.container.OutputContainer, sound: NDArray[np.float32]) -> None:
        self._container = container
        self._sound = np.clip(sound, -1.0, 1.0).astype(np.float32)
        self._written = 0
        self._stream = container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo", options=_AUDIO_OPTIONS)

    def advance(self, until: int) -> None:
        """Encode whole AAC frames up to a number of samples."""
        while self._written + AAC_FRAME <= until:
            self._encode(self._written + AAC_FRAME)

    def finish(self, total: int) -> None:
        """End the track at exactly `total` samples, with silence where the sound was shorter."""
        self.advance(total)
        if self._written < total:
            self._encode(total)
        self._container.mux(self._stream.encode(None))

    def _encode(self, until: int) -> None:
        block = np.zeros((2, until - self._written), np.float32)
        piece = self._sound[:, self._written : until]
        block[:, : piece.shape[1]] = piece
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, self._written, Fraction(1, SAMPLE_RATE)
        self._container.mux(self._stream.encode(frame))
        self._written = until


def bgr_to_i420(frame: NDArray[np.uint8]) -> I420:
    """(height, width, 3) BGR to planar Y, U, V: BT.709, limited range, both sides even."""
    import cv2

    height, width = frame.shape[:2]
    # OpenCV's own COLOR_BGR2YUV_I420 is BT.601, which would tint what is tagged as BT.709.
    ycc = cv2.transform(frame, bt709.matrix())
    half = cv2.resize(ycc, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    planes = np.empty((height * 3 // 2, width), np.uint8)
    planes[:height] = ycc[..., 0]
    chroma = planes[height:].reshape(2, height // 2, width // 2)
    chroma[0], chroma[1] = half[..., 1], half[..., 2]
    return planes
