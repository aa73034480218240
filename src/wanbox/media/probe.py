"""Facts about a file, found by reading it and not by believing its name.

What strangers sent is probed in a process of its own (`media.nursery`), which also writes the clean copy that engines
read: made anew from pixels and samples, so that nothing of the stranger's bytes goes further.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from .sources import (
    PICTURE_TYPES,
    Damaged,
    Source,
    open_clip,
    open_picture,
    open_sound,
    orientation,
    size_of,
    sniff_sound,
    unpack,
)

if TYPE_CHECKING:
    import av.container

#: Sound beyond this many seconds is not decoded any more: it is too long whatever comes.
LISTEN_SECONDS = 120.0
#: Sides of a clean copy: twice the largest that is drawn.
CLEAN_SIDE = 4096
#: A little more than any sound may have (spec 3.2: 30 s).
CLEAN_SECONDS = 31.0
#: EXIF orientations that turn the picture on its side.
SIDEWAYS = frozenset({5, 6, 7, 8})


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


def probe_picture(source: Source, clean: BinaryIO | None = None) -> PictureFacts:
    """Reads every pixel, so that a cut-off file is found out here. Raises MediaError.

    `clean` gets the picture as a BMP: upright, sRGB, on white, no side over CLEAN_SIDE.
    """
    with open_picture(source) as picture:
        width, height = picture.size
        mode, kind = picture.mode, PICTURE_TYPES.get(picture.format or "", "")
        has_alpha = picture.has_transparency_data
        # A JPEG is unpacked no larger than wanted, or at an eighth of its size: all its bytes are still read.
        wanted = (CLEAN_SIDE, CLEAN_SIDE) if clean else (max(1, width // 8), max(1, height // 8))
        picture.draft(None, wanted)
        unpack(picture)
        texts = getattr(picture, "text", {})
        if orientation(picture) in SIDEWAYS:
            width, height = height, width
        if clean is not None:
            from .pictures import plain

            plain(picture, CLEAN_SIDE).save(clean, "BMP")
    return PictureFacts(
        width=width,
        height=height,
        media_type=kind,
        mode=mode,
        has_alpha=has_alpha,
        bytes=size_of(source),
        metadata={str(key): str(value) for key, value in texts.items()},
    )


def probe_audio(source: Source, clean: BinaryIO | None = None) -> AudioFacts:
    """Decodes the sound to measure it; headers of MP3 files often lie about the length. Raises MediaError.

    `clean` gets the first CLEAN_SECONDS as a WAV: stereo, 48 kHz, 16 bits.
    """
    kind = sniff_sound(source)
    with open_sound(source) as container:
        seconds = _listen(container)
        context = container.streams.audio[0].codec_context
        facts = AudioFacts(
            seconds=round(seconds, 6),
            format=kind.value,
            media_type=kind.media_type,
            codec=context.name,
            sample_rate=context.sample_rate,
            channels=context.channels,
            bytes=size_of(source),
        )
    if clean is not None and seconds <= CLEAN_SECONDS:
        from .sound import load_sound, save_sound

        save_sound(load_sound(source, seconds), clean)
    return facts


def _listen(container: av.container.InputContainer) -> float:
    """Seconds of sound that are really there."""
    import av

    seconds = 0.0
    try:
        for frame in container.decode(container.streams.audio[0]):
            seconds += frame.samples / frame.sample_rate
            if seconds >= LISTEN_SECONDS:
                break
    except (av.FFmpegError, ValueError) as error:
        if seconds == 0:
            raise Damaged("The sound cannot be decoded.") from error
    if seconds == 0:
        raise Damaged("There is no sound in the file.")
    return seconds


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
