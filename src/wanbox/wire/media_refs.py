"""How a caller names a picture or a sound: URL, `oss://`, data URI, bare base64 (spec 1.6).

Bodies of many megabytes pass here, so nothing walks over the whole text: of base64 only head and tail are looked at.
The decoder judges the rest.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from .errors import Fault
from .requests import MediaKind, MediaRef

#: Shorter text is a mistyped path rather than a picture: the smallest PNG takes 90 characters.
_SHORTEST_BASE64 = 64
_SAMPLE = 64
#: Either alphabet, with or without line breaks.
_BASE64 = re.compile(r"[A-Za-z0-9+/_\r\n-]+={0,2}\s*", re.ASCII)
_URL_FORBIDDEN = re.compile(r"[\x00-\x20\x7f]")
#: A key of the store is no URL: it ends in the name of the uploaded file, which may hold spaces.
_KEY_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f]")
_LONGEST_URL = 8192
#: The longest head of a data URI up to its comma: media type and parameters.
_LONGEST_HEAD = 256


def media_ref(value: str, field: str, *, oss_resolve: bool, invalid: Fault) -> MediaRef:
    """Read a reference.

    Args:
        value: The text as it stood in the body.
        field: Its place there, for messages.
        oss_resolve: Whether the request carried `X-DashScope-OssResourceResolve: enable`.
        invalid: The error for text that names no media.

    Raises:
        WireError: `invalid`, or the vendor's answer to `oss://` without the header (spec 8).
    """
    kind, _, rest = value[:_SAMPLE].partition(":")
    match kind.lower():
        case "http" | "https":
            return MediaRef(MediaKind.URL, _checked_url(value, invalid), field=field)
        case "oss" if rest.startswith("//"):
            return MediaRef(MediaKind.OSS, _checked_oss(value, invalid, resolve=oss_resolve), field=field)
        case "data":
            return _data_uri(value, field, invalid)
        case _ if _looks_like_base64(value):
            return MediaRef(MediaKind.INLINE, value, field=field)
        case _:
            raise invalid.error()


def _checked_url(value: str, invalid: Fault) -> str:
    url = value.strip()
    if len(url) > _LONGEST_URL or _URL_FORBIDDEN.search(url) or not _host(url):
        raise invalid.error()
    return _encodable(url, invalid)


def _host(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises ValueError when it is no number
    except ValueError:
        return None
    return parts.hostname


def _checked_oss(value: str, invalid: Fault, *, resolve: bool) -> str:
    if not resolve:
        raise Fault.MEDIA_UNRESOLVED.error()
    key = value.strip()[len("oss://") :]
    if len(value) > _LONGEST_URL or _KEY_FORBIDDEN.search(key) or not key:
        raise invalid.error()
    return "oss://" + _encodable(key, invalid)


def _data_uri(value: str, field: str, invalid: Fault) -> MediaRef:
    comma = value.find(",", 0, _LONGEST_HEAD)
    head = value[len("data:") : comma].lower().split(";")
    payload = value[comma + 1 :]
    if comma < 0 or head[-1].strip() != "base64" or not _sampled(payload):
        raise invalid.error()
    media_type = head[0].strip() if len(head) > 1 else ""
    return MediaRef(MediaKind.INLINE, payload, media_type=media_type or None, field=field)


def _looks_like_base64(value: str) -> bool:
    return len(value) >= _SHORTEST_BASE64 and _sampled(value)


def _sampled(payload: str) -> bool:
    """Whether head and tail are base64 text; padding may stand at the end only."""
    if len(payload) <= 2 * _SAMPLE:
        return _BASE64.fullmatch(payload) is not None
    head, tail = payload[:_SAMPLE], payload[-_SAMPLE:]
    return "=" not in head and _BASE64.fullmatch(head) is not None and _BASE64.fullmatch(tail) is not None


def _encodable(text: str, invalid: Fault) -> str:
    """The text itself, unless it holds lone surrogates, which no address can."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise invalid.error() from None
    return text
