"""Uploads in parts that nobody finished: a process died in the middle, and the store keeps the parts for ever.

The store's library ends those that fail, but knows no call for those that others have left.
"""

from __future__ import annotations

import datetime as dt
import re
import xml.sax.saxutils
from typing import TYPE_CHECKING, NamedTuple

from .address import Address
from .presign import Credentials, presign

if TYPE_CHECKING:
    from httpx2 import AsyncClient

_UPLOAD = re.compile(r"<Upload>.*?</Upload>", re.DOTALL)
_SECONDS = 60


class PartialUpload(NamedTuple):
    name: str
    id: str
    begun: dt.datetime


async def sweep(address: Address, credentials: Credentials, folder: str, *, before: dt.datetime) -> int:
    """End the uploads below a folder that began before that moment; how many.

    It is 0 where the store does not tell or does not let us: not every store has these calls.
    """
    import httpx2

    async with httpx2.AsyncClient(timeout=_SECONDS) as client:
        listing = await _call(client, address, credentials, "GET", "", {"uploads": "", "prefix": f"{folder}/"})
        # Not every store heeds the prefix.
        ours = [upload for upload in read_listing(listing) if upload.name.startswith(f"{folder}/")]
        old = [upload for upload in ours if upload.begun < before]
        for upload in old:
            await _call(client, address, credentials, "DELETE", f"/{upload.name}", {"uploadId": upload.id})
    return len(old)


def read_listing(text: str) -> list[PartialUpload]:
    """What a ListMultipartUploads answer tells, a page of at most 1,000; what is incomplete is passed over."""
    found = []
    for block in _UPLOAD.findall(text):
        values = [re.search(rf"<{tag}>([^<]+)</{tag}>", block) for tag in ("Key", "UploadId", "Initiated")]
        name, upload, begun = (xml.sax.saxutils.unescape(value[1]) if value else "" for value in values)
        if name and upload and begun:
            found.append(PartialUpload(name, upload, dt.datetime.fromisoformat(begun)))
    return found


async def _call(
    client: AsyncClient, address: Address, credentials: Credentials, method: str, path: str, extra: dict[str, str]
) -> str:
    import httpx2

    url = presign(
        address.base + path,
        credentials,
        region=address.region,
        now=dt.datetime.now(dt.UTC),
        seconds=_SECONDS,
        method=method,
        extra=extra,
    )
    try:
        answer = await client.request(method, url)
    except httpx2.HTTPError:
        return ""
    return answer.text if answer.is_success else ""
