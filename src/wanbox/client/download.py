"""A file that is saved over lines that break: what has arrived is kept, and only the rest is asked for again."""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx2

from . import retry
from .errors import AnswerUnreadable, ApiError, ConnectionFailed
from .steps import Call, Reply

#: Seconds that a download may take, all its attempts together.
LIMIT = 3600.0
#: A line that brings nothing for a minute is broken.
TIMEOUT = httpx2.Timeout(connect=10, read=60, write=30, pool=30)

_ATTEMPTS = 5
#: So many bytes further than ever before, and failures are counted anew: a bad line still brings a large file.
_PROGRESS = 1 << 20
#: The vendor's longest clip has some fifty megabytes; what is larger than this does not end, or is no result.
_MOST_BYTES = 2 << 30
_PART = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18}|\*)")


class Download:
    """What both faces share of saving a file; the partial one lies beside the target, and goes with this object.

    Args:
        now: A monotonic clock.
        limit: Seconds for all attempts together.

    Raises:
        ValueError: the address is none of HTTP.
        OSError: there is no place for the file.
    """

    def __init__(self, url: str, target: Path, *, now: Callable[[], float], limit: float) -> None:
        if not url.lower().startswith(("http://", "https://")):
            raise ValueError("The address of a result begins with http:// or https://.")
        self._url = url
        self._target = target
        self._now = now
        self._limit = limit
        self._deadline = now() + limit
        self._attempts = retry.Attempts(_ATTEMPTS)
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
        # A name may have 255 bytes, and no more.
        self._partial = target.with_name(f"{target.name[:40]}.{secrets.token_hex(8)}.part")
        self._file = self._partial.open("xb")  # closed by `keep` or `__exit__`
        self._length: int | None = None
        #: The strong ETag of the content that is being saved: without one, another try begins at the first byte.
        self._tag: str | None = None
        self._arrived = self._furthest = 0
        #: All of it has arrived.
        self.whole = False
        #: Seconds until the next call.
        self.pause = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.close()  # writes what is left, for which a full disk has no place
        finally:
            self._partial.unlink(missing_ok=True)

    def call(self) -> Call:
        """The file, or what is still missing of it (RFC 9110, 13.1.5 and 14.2)."""
        # Lengths and ranges are those of the bytes on the line, so these must be the file's own.
        headers = {"Accept-Encoding": "identity"}
        if self._resuming and self._tag is not None:
            headers |= {"Range": f"bytes={self._arrived}-", "If-Range": self._tag}
        return Call(method="GET", url=self._url, headers=headers, keyed=False)

    def begin(self, head: Reply) -> bool:
        """Whether the content that follows is wanted; else `pause` says when to come back. Raises ApiError."""
        if head.status == 200:
            self._start(head)
            return True
        if head.status == 206 and self._continues(head):
            return True
        error = ApiError(
            head.status,
            "",
            f"The result could not be fetched: HTTP {head.status}.",
            retry_after=retry.advised(head),
        )
        if head.status in {206, 416} and self._resuming:
            # The rest of some other content: it is begun again.
            self._empty()
        elif not retry.worth_it(head):
            raise error
        self._failed(error, error.retry_after)
        return False

    def take(self, chunk: bytes) -> None:
        """The next bytes.

        Raises:
            AnswerUnreadable: there are more than there can be.
            ConnectionFailed: the time is over.
        """
        self._arrived += len(chunk)
        if self._arrived > (_MOST_BYTES if self._length is None else self._length):
            raise AnswerUnreadable("The file is longer than it can be.")
        if self._now() >= self._deadline:
            raise ConnectionFailed(f"The download did not end within {self._limit:g} s.", sent=True)
        self._file.write(chunk)
        if self._arrived >= self._furthest + _PROGRESS:
            self._furthest = self._arrived
            self._attempts.succeeded()

    def end(self) -> None:
        """No more bytes come. Raises ConnectionFailed if some are missing."""
        if self._length not in (None, self._arrived):
            raise ConnectionFailed(f"The connection broke: {self._arrived} of {self._length} bytes arrived.", sent=True)
        self.whole = True

    def broken(self, error: ConnectionFailed) -> None:
        """The line broke: come back, or raise the error if that has happened too often, or the time is over."""
        if self._arrived == self._length:
            self.whole = True
        else:
            self._failed(error)

    def keep(self) -> Path:
        """Give the file its name."""
        self._file.close()
        return self._partial.replace(self._target)

    @property
    def _resuming(self) -> bool:
        return self._arrived > 0 and self._tag is not None

    def _start(self, head: Reply) -> None:
        """What follows is the whole file, whatever was asked for."""
        self._empty()
        if head.headers.get("content-encoding", "identity") != "identity":
            return
        length, tag = head.headers.get("content-length", ""), head.headers.get("etag", "")
        self._length = int(length) if length.isascii() and length.isdigit() else None
        self._tag = tag if tag.startswith('"') else None
        if self._length is not None and self._length > _MOST_BYTES:
            raise AnswerUnreadable(f"The file has {self._length} bytes, which no result has.")

    def _continues(self, head: Reply) -> bool:
        """Whether it is the missing rest of the same content; not every server heeds `If-Range`."""
        part = _PART.fullmatch(head.headers.get("content-range", ""))
        if not self._resuming or part is None or int(part[1]) != self._arrived:
            return False
        if head.headers.get("etag", self._tag) != self._tag:
            return False
        total = self._length if part[2] == "*" else int(part[2])
        if self._length is None:
            self._length = total
        return total == self._length

    def _empty(self) -> None:
        self._file.seek(0)
        self._file.truncate()
        self._arrived = 0
        self._length = self._tag = None

    def _failed(self, error: ApiError | ConnectionFailed, advice: float | None = None) -> None:
        self.pause = self._attempts.failed(error, advice)
        if self._now() + self.pause >= self._deadline:
            raise error
