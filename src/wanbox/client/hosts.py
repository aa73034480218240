"""Base URLs: ours, and the vendor's, where calls cost money (spec 1.1)."""

from __future__ import annotations

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
    """A region's name, a bare host or a full base → a base URL that ends in /api/v1."""
    text = REGIONS.get(base_url.strip().lower(), base_url.strip())
    if "://" not in text:
        text = f"http://{text}"
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{base_url!r} is no base URL: use http://host:port/api/v1 or one of {', '.join(REGIONS)}.")
    text = text.rstrip("/")
    return text if parts.path.rstrip("/") else f"{text}/api/v1"


def is_vendor(base_url: str) -> bool:
    """Whether calls to this base reach the vendor's cloud, and so cost money."""
    host = (urlsplit(base_url).hostname or "").lower().rstrip(".")
    return any(host.endswith(suffix) for suffix in _VENDOR)
