"""`s3://bucket/prefix?endpoint=…&region=…&style=…&links=…`: files in a bucket of an S3-compatible store."""

from __future__ import annotations

import os

from wanbox import secret
from wanbox.clock import Clock
from wanbox.settings import SettingError, Settings

from .. import address
from ..contract import Storage
from ..s3 import S3Storage
from ..s3bucket import S3Bucket
from ..s3connection import credentials


def create(url: str, settings: Settings, clock: Clock) -> Storage:
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
    try:
        place = address.parse(url, region=region)
    except ValueError as error:
        raise SettingError(f"WANBOX_STORAGE_URL: {error}.") from None
    if bool(settings.storage_key) != bool(settings.storage_secret):
        raise SettingError("WANBOX_STORAGE_KEY and WANBOX_STORAGE_SECRET belong together: set both or neither.")
    held = credentials(settings.storage_key, settings.storage_secret)
    try:
        opened = S3Bucket(place, held)
    except ImportError:
        raise SettingError("WANBOX_STORAGE_URL: buckets need `wanbox[cluster]`, which is not installed.") from None
    return S3Storage(
        opened,
        secret=secret.derive(secret.of(settings), "links"),
        direct=place.links is address.Links.STORE,
        clock=clock,
    )
