"""Keys of stored files: the SHA-256 of the content, and a suffix that tells the media type.

Nothing that a caller sends ever becomes part of a file name: a key is made here, or it has exactly this form.
"""

from __future__ import annotations

import re

from .contract import NotStored

UNKNOWN_TYPE = "application/octet-stream"

#: Suffix of each media type that is kept apart; any other is stored as unknown bytes.
SUFFIXES = {
    "video/mp4": "mp4",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/bmp": "bmp",
    "image/gif": "gif",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/aac": "aac",
    "audio/flac": "flac",
    "audio/ogg": "ogg",
    "application/json": "json",
    "text/plain": "txt",
    UNKNOWN_TYPE: "bin",
}
_TYPES = {suffix: media_type for media_type, suffix in SUFFIXES.items()}
_KEY = re.compile(r"[0-9a-f]{64}\.([0-9a-z]{2,4})")


def make_key(digest: str, media_type: str) -> str:
    """The key of content with this hexadecimal SHA-256."""
    essence = media_type.partition(";")[0].strip().lower()
    return f"{digest}.{SUFFIXES.get(essence, SUFFIXES[UNKNOWN_TYPE])}"


def media_type_of(key: str) -> str:
    """The media type that a key tells. Raises NotStored for what is no key at all."""
    if not is_key(key):
        raise NotStored("There is no such file.")
    return _TYPES[key.partition(".")[2]]


def is_key(text: str) -> bool:
    """Whether a text has the form of a key."""
    match = _KEY.fullmatch(text)
    return match is not None and match[1] in _TYPES
