"""What input pictures and sounds may be, and how a failed download is told (spec 3.2, 3.3, 4.1, 9.2).

Alpha: the vendor documents "PNG (no alpha)" but no error for it. A picture with alpha is therefore taken, and laid
on white by whoever decodes it.
"""

from __future__ import annotations

from dataclasses import dataclass

from .catalogue import Model
from .errors import Fault, WireError, shown_url

PICTURE_FORMATS = frozenset({"jpeg", "png", "bmp", "webp"})
AUDIO_FORMATS = frozenset({"wav", "mp3"})
#: Pixels of each side (spec 3.3, 4.1, 14).
SHORTEST_SIDE, LONGEST_SIDE = 240, 8000
#: Seconds (spec 3.2).
SHORTEST_AUDIO, LONGEST_AUDIO = 3, 30
#: Seconds of grace: an MP3 of 30 s holds up to a frame or two more.
AUDIO_GRACE = 0.1
MEGABYTE = 1024 * 1024
MAX_AUDIO_BYTES = 15 * MEGABYTE


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """What a probe found; `format` in lower case, by content: jpeg, png, bmp, webp, gif."""

    format: str
    width: int
    height: int
    bytes: int
    alpha: bool = False


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """What a probe found; `format` in lower case, by content: wav, mp3, ogg."""

    format: str
    seconds: float
    bytes: int


def max_picture_bytes(model: Model) -> int:
    """20 MB for a first frame, 10 MB for a picture to edit (spec 3.3, 4.1)."""
    return (20 if model.kind.video else 10) * MEGABYTE


def check_picture(model: Model, facts: PictureFacts, field: str) -> WireError | None:
    """The vendor's objection to an input picture, None if it may be used."""
    video = model.kind.video
    if _normal(facts.format) not in PICTURE_FORMATS:
        return _at(field, Fault.URL_INVALID if video else Fault.IMAGE_FORMAT)
    if facts.bytes > max_picture_bytes(model):
        return picture_too_large(field)
    if not all(SHORTEST_SIDE <= side <= LONGEST_SIDE for side in (facts.width, facts.height)):
        return _at(field, Fault.IMAGE_RESOLUTION if video else Fault.IMAGE_SIZE)
    return None


def check_audio(model: Model, facts: AudioFacts, field: str) -> WireError | None:
    """The vendor's objection to an input sound, None if it may be used."""
    del model  # today the limits are the same for all
    if facts.format.lower() not in AUDIO_FORMATS:
        return unreadable_audio(field)
    if facts.bytes > MAX_AUDIO_BYTES:
        return audio_too_large(field)
    if facts.seconds > LONGEST_AUDIO + AUDIO_GRACE:
        return _at(field, Fault.AUDIO_TOO_LONG, seconds=LONGEST_AUDIO)
    if facts.seconds < SHORTEST_AUDIO - AUDIO_GRACE:
        return _at(field, Fault.AUDIO_TOO_SHORT, seconds=SHORTEST_AUDIO)
    return None


def unreadable_picture(model: Model, field: str) -> WireError:
    """For bytes that are no picture at all, or a damaged one."""
    return _at(field, Fault.IMAGE_TYPE if model.kind.video else Fault.IMAGE_FORMAT)


def unreadable_audio(field: str) -> WireError:
    """For bytes that are no sound, or one of another type."""
    return _at(field, Fault.AUDIO_TYPE)


def picture_too_large(field: str) -> WireError:
    """For too many bytes, told before they are decoded."""
    return _at(field, Fault.IMAGE_BEYOND_LIMIT)


def picture_too_many_pixels(model: Model, field: str) -> WireError:
    """For a picture whose header promises more than can be decoded."""
    return _at(field, Fault.IMAGE_RESOLUTION if model.kind.video else Fault.IMAGE_SIZE)


def audio_too_large(field: str) -> WireError:
    return _at(field, Fault.FILE_TOO_LARGE, megabytes=MAX_AUDIO_BYTES // MEGABYTE)


def download_failed(url: str, field: str = "") -> WireError:
    """For an answer that is no success, a broken transfer, an unknown host: the measured text (spec 3.1)."""
    return _at(field, Fault.DOWNLOAD_FAILED, url=shown_url(url))


def download_timeout(url: str, field: str = "") -> WireError:
    """For an address that does not answer in time."""
    return _at(field, Fault.DOWNLOAD_TIMEOUT, url=shown_url(url))


def connection_refused(url: str, field: str = "") -> WireError:
    """For an address where nobody listens."""
    return _at(field, Fault.CONNECTION_REFUSED, url=shown_url(url))


def address_forbidden(field: str = "") -> WireError:
    """For an address that the URL guard does not let through; says nothing about what is there."""
    return _at(field, Fault.URL_MISSING)


def upload_unknown(field: str = "") -> WireError:
    """For an `oss://` name that was never uploaded, has expired, or is another account's."""
    return _at(field, Fault.MEDIA_UNAVAILABLE)


def _normal(name: str) -> str:
    return "jpeg" if name.lower() in ("jpg", "mpo") else name.lower()


def _at(field: str, fault: Fault, **names: object) -> WireError:
    error = fault.error(**names)
    error.field = field
    return error
