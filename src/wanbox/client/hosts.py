"""Base URLs: ours, and the vendor's, where calls cost money (spec 1.1)."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from wanbox.wire.build import BASE_URLS

#: Where `wanbox serve` listens unless told otherwise.
LOCAL = "http://127.0.0.1:8026/api/v1"

#: Short names for `--base-url`.
REGIONS = {
    "beijing": BASE_URLS["cn-beijing"],
    "singapore": BASE_URLS["ap-southeast-1"],
    "virginia": BASE_URLS["us-east-1"],
    "hongkong": BASE_URLS["cn-hongkong"],
}

_VENDOR = (".aliyuncs.com",)


def resolve(base_url: str) -> str:
    """A region's name, a bare host or a full base → a base URL that ends in /api/v1.

    Raises:
        ValueError: It is none, or it would send the vendor's key over an open line.
    """
    text = REGIONS.get(base_url.strip().lower(), base_url.strip())
    if "://" not in text:
        text = f"https://{text}" if is_vendor(f"https://{text}") else f"http://{text}"
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{base_url!r} is no base URL: use http://host:port/api/v1 or one of {', '.join(REGIONS)}.")
    if parts.scheme == "http" and is_vendor(text):
        raise ValueError(f"{base_url!r}: the vendor's cloud is reached over https only.")
    text = text.rstrip("/")
    return text if parts.path.rstrip("/") else f"{text}/api/v1"


def is_vendor(base_url: str) -> bool:
    """Whether calls to this base reach the vendor's cloud, and so cost money."""
    host = _host(base_url)
    return any(host.endswith(suffix) for suffix in _VENDOR)


def is_local(base_url: str) -> bool:
    """Whether calls to this base stay on this machine."""
    host = _host(base_url)
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _host(base_url: str) -> str:
    return (urlsplit(base_url).hostname or "").lower().rstrip(".")
