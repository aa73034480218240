"""Opening files that strangers made: by content, never by name, and only the few formats that are wanted.

    MediaError
     ├─ WrongKind   the content is no picture, sound or clip of an accepted format
     ├─ Damaged     it begins like one but cannot be read to its end
     └─ TooLarge    more pixels than anybody may ask us to unpack

Nothing here follows a reference to another file or address, whatever the content says.
"""

from __future__ import annotations

import enum
import struct
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeAlias

if TYPE_CHECKING:
    import av.container
    from PIL import Image

#: A file by its path, or open and seekable.
Source: TypeAlias = Path | BinaryIO

#: Pixels that are unpacked at most: the largest side of the wire (spec 3.3: 8000) squared.
MAX_PIXELS = 8000 * 8000
#: Picture formats by Pillow's name (spec 3.3); MPO is the JPEG with a preview that phones write.
PICTURE_TYPES = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "BMP": "image/bmp",
    "WEBP": "image/webp",
}

_EXIF_ORIENTATION = 0x0112
#: Codecs in the two sound formats; a WAV can name any of FFmpeg's hundreds, most of them old and seldom tried.
SOUND_CODECS = frozenset({"mp3", "mp3float", "mp2", "mp2float", "mp1", "mp1float", "adpcm_ms", "adpcm_ima_wav"})
MOST_CHANNELS = 16
SAMPLE_RATES = range(2_000, 768_001)
#: The name of an answer that says nothing about the file: the machine failed.
OUR_FAULT = "OurFault"


class MediaError(Exception):
    """The file cannot be used."""


class WrongKind(MediaError):  # noqa: N818 - reads as the sentence it is
    """The content is of no accepted format."""


class Damaged(MediaError):  # noqa: N818
    """The file cannot be read to its end."""


class TooLarge(MediaError):  # noqa: N818
    """The picture has more pixels than may be unpacked."""


class SoundFormat(enum.StrEnum):
    """What callers may send as sound (spec 3.2), by the demuxer's name."""

    WAV = "wav"
    MP3 = "mp3"

    @property
    def media_type(self) -> str:
        return {SoundFormat.WAV: "audio/wav", SoundFormat.MP3: "audio/mpeg"}[self]


def size_of(source: Source) -> int:
    """Bytes of a file."""
    if isinstance(source, Path):
        return source.stat().st_size
    size = source.seek(0, 2)
    source.seek(0)
    return size


def _head(source: Source, size: int) -> bytes:
    if isinstance(source, Path):
        with source.open("rb") as file:
            return file.read(size)
    source.seek(0)
    head = source.read(size)
    source.seek(0)
    return head


def open_picture(source: Source) -> Image.Image:
    """The header of a picture, its pixels not yet unpacked. Raises MediaError."""
    from PIL import Image, UnidentifiedImageError

    try:
        picture = Image.open(source, formats=("JPEG", "PNG", "BMP", "WEBP"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooLarge("The picture has too many pixels.") from error
    except UnidentifiedImageError as error:
        raise WrongKind("The file is no JPEG, PNG, BMP or WEBP picture.") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise Damaged("The picture's header cannot be read.") from error
    width, height = picture.size
    if width * height > MAX_PIXELS:
        picture.close()
        raise TooLarge(f"The picture has {width}x{height} pixels.")
    return picture


def unpack(picture: Image.Image) -> None:
    """Read all pixels. Raises Damaged when the file ends early or is corrupt."""
    try:
        picture.load()
    except (OSError, ValueError, SyntaxError, IndexError, EOFError) as error:
        raise Damaged("The picture cannot be read to its end.") from error


def orientation(picture: Image.Image) -> int:
    """The EXIF orientation of an unpacked picture, 1 to 8; 1 where EXIF is missing or broken, as viewers do."""
    try:
        return int(picture.getexif().get(_EXIF_ORIENTATION, 1))
    except (ArithmeticError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error):
        return 1


def sniff_sound(source: Source) -> SoundFormat:
    """WAV or MP3, by the first bytes. Raises WrongKind."""
    head = _head(source, 12)
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return SoundFormat.WAV
    if head[:3] == b"ID3" or _is_mpeg_frame(head):
        return SoundFormat.MP3
    raise WrongKind("The file is neither WAV nor MP3.")


def _is_mpeg_frame(head: bytes) -> bool:
    """Eleven set bits, then an MPEG audio layer, bit rate and sample rate that exist (ISO 11172-3, 2.4.1.3)."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    rate, sampling = head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer != 0 and rate not in (0, 15) and sampling != 3


def open_sound(source: Source) -> av.container.InputContainer:
    """A WAV or MP3, ready to be decoded. The demuxer is named, so no playlist or reference is ever followed."""
    import av

    kind = sniff_sound(source)
    file = str(source) if isinstance(source, Path) else source
    try:
        container = av.open(file, "r", format=kind.value, options={"protocol_whitelist": "file"})
    except (av.FFmpegError, ValueError) as error:
        raise Damaged("The sound's header cannot be read.") from error
    try:
        _check_sound(container)
    except BaseException:
        container.close()
        raise
    return container


def _check_sound(container: av.container.InputContainer) -> None:
    if not container.streams.audio:
        raise Damaged("The file has no sound in it.")
    context = container.streams.audio[0].codec_context
    if context.name not in SOUND_CODECS and not context.name.startswith("pcm_"):
        raise WrongKind(f"The codec {context.name} is not taken.")
    if not 1 <= context.channels <= MOST_CHANNELS or context.sample_rate not in SAMPLE_RATES:
        raise Damaged("The sound's channels or sample rate are none.")


def open_clip(path: Path) -> av.container.InputContainer:
    """An MP4 of ours, ready to be demuxed. Raises MediaError."""
    import av

    with path.open("rb") as file:
        if file.read(8)[4:8] != b"ftyp":
            raise WrongKind("The file is no MP4.")
    try:
        container = av.open(str(path), "r", format="mp4", options={"protocol_whitelist": "file"})
    except (av.FFmpegError, ValueError) as error:
        raise Damaged("The clip's header cannot be read.") from error
    if not container.streams.video:
        container.close()
        raise Damaged("The clip has no pictures in it.")
    return container
