"""Facts about a file, found by reading it and not by believing its name.

`python -m wanbox.media.probe picture|audio|video PATH` prints them as JSON, or `{"error": …, "message": …}`: the fetch
room runs it so, in a process with limits, on what strangers sent.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .sources import PICTURE_TYPES, Damaged, MediaError, open_clip, open_picture, open_sound, sniff_sound, unpack

#: Sound beyond this many seconds is not decoded any more: it is too long whatever comes.
LISTEN_SECONDS = 120.0
#: Bounds of the probing process; 64 megapixels of RGBA take 256 MB.
MEMORY_LIMIT = 2 << 30
CPU_SECONDS = 20
#: EXIF orientations that turn the picture on its side.
SIDEWAYS = frozenset({5, 6, 7, 8})
EXIF_ORIENTATION = 0x0112


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFacts:
    #: Pixels as shown, that is after the EXIF rotation.
    width: int
    height: int
    media_type: str
    #: Pillow's mode: "RGB", "L", "CMYK", "P", "I;16" …
    mode: str
    has_alpha: bool
    bytes: int
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioFacts:
    #: Seconds of sound; a lower bound from LISTEN_SECONDS on.
    seconds: float
    #: "wav" or "mp3".
    format: str
    media_type: str
    codec: str
    sample_rate: int
    channels: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoFacts:
    width: int
    height: int
    frames: int
    fps: float
    #: Length of the picture track.
    seconds: float
    codec: str
    profile: str
    pix_fmt: str
    #: Empty and 0 without a sound track.
    audio_codec: str
    audio_seconds: float
    sample_rate: int
    channels: int
    #: Whether the index stands before the media, so that playing can begin before all is loaded.
    faststart: bool
    bytes: int
    metadata: Mapping[str, str] = field(default_factory=dict)


def probe_picture(path: Path) -> PictureFacts:
    """Reads every pixel, so that a cut-off file is found out here. Raises MediaError."""
    with open_picture(path) as picture:
        width, height = picture.size
        mode, kind = picture.mode, PICTURE_TYPES.get(picture.format or "", "")
        has_alpha = picture.has_transparency_data
        # A JPEG is unpacked at an eighth of its size: all its bytes are still read.
        picture.draft(None, (max(1, width // 8), max(1, height // 8)))
        unpack(picture)
        texts = getattr(picture, "text", {})
        if picture.getexif().get(EXIF_ORIENTATION) in SIDEWAYS:
            width, height = height, width
    return PictureFacts(
        width=width,
        height=height,
        media_type=kind,
        mode=mode,
        has_alpha=has_alpha,
        bytes=path.stat().st_size,
        metadata={str(key): str(value) for key, value in texts.items()},
    )


def probe_audio(path: Path) -> AudioFacts:
    """Decodes the sound to measure it; headers of MP3 files often lie about the length. Raises MediaError."""
    import av

    kind = sniff_sound(path)
    with open_sound(path) as container:
        stream = container.streams.audio[0]
        context = stream.codec_context
        seconds = 0.0
        try:
            for frame in container.decode(stream):
                seconds += frame.samples / frame.sample_rate
                if seconds >= LISTEN_SECONDS:
                    break
        except (av.FFmpegError, ValueError) as error:
            if seconds == 0:
                raise Damaged("The sound cannot be decoded.") from error
        if seconds == 0:
            raise Damaged("There is no sound in the file.")
        return AudioFacts(
            seconds=round(seconds, 6),
            format=kind.value,
            media_type=kind.media_type,
            codec=context.name,
            sample_rate=context.sample_rate,
            channels=context.channels,
            bytes=path.stat().st_size,
        )


def probe_video(path: Path) -> VideoFacts:
    """Counts the frames that are really in the file. Raises MediaError."""
    import av

    with open_clip(path) as container:
        video = container.streams.video[0]
        audio = container.streams.audio[0] if container.streams.audio else None
        try:
            frames = sum(1 for packet in container.demux(video) if packet.size)
        except av.FFmpegError as error:
            raise Damaged("The clip cannot be read to its end.") from error
        context = video.codec_context
        return VideoFacts(
            width=context.width,
            height=context.height,
            frames=frames,
            fps=float(video.average_rate or 0),
            seconds=_track_seconds(video),
            codec=context.name,
            profile=context.profile or "",
            pix_fmt=context.pix_fmt or "",
            audio_codec=audio.codec_context.name if audio else "",
            audio_seconds=_track_seconds(audio) if audio else 0.0,
            sample_rate=audio.codec_context.sample_rate if audio else 0,
            channels=audio.codec_context.channels if audio else 0,
            faststart=_is_faststart(path),
            bytes=path.stat().st_size,
            metadata=dict(container.metadata),
        )


def _track_seconds(stream: Any) -> float:
    return float(stream.duration * stream.time_base) if stream.duration else 0.0


def _is_faststart(path: Path) -> bool:
    """Whether the box `moov` comes before `mdat` (ISO 14496-12, 4.2)."""
    with path.open("rb") as file:
        while len(head := file.read(8)) == 8:
            size, kind = int.from_bytes(head[:4]), head[4:]
            if kind in (b"moov", b"mdat"):
                return kind == b"moov"
            skip = int.from_bytes(file.read(8)) - 16 if size == 1 else size - 8
            if skip < 0:
                return False
            file.seek(skip, 1)
    return False


PROBES: Mapping[str, Callable[[Path], Any]] = {
    "picture": probe_picture,
    "audio": probe_audio,
    "video": probe_video,
}


def main(arguments: list[str]) -> int:
    kind, path = arguments
    _limit_ourselves()
    try:
        answer = asdict(PROBES[kind](Path(path)))
    except MediaError as error:
        answer = {"error": type(error).__name__, "message": str(error)}
    sys.stdout.write(json.dumps(answer))
    return 0


def _limit_ourselves() -> None:
    """A bomb that the checks above did not foresee ends this process, not the machine."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
