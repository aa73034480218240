"""The form that brings a file (spec 8): its fields first, and the file only when they have been found good.

The form carries no key, so anybody can send one: what is not allowed must not cost disk, memory or time.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Generic, TypeVar, cast

from python_multipart.multipart import parse_options_header
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

T = TypeVar("T")

#: Fields of a policy take a kilobyte or two.
_LARGEST_FIELD = 64 << 10
_MOST_FIELDS = 32
#: A small file is kept in memory.
_SPOOLED = 1 << 20
#: RFC 2046, 5.1.1.
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{1,70}")


@dataclass(frozen=True, slots=True)
class Sent(Generic[T]):
    """A file that arrived whole, and what its fields came to. Close the file after use."""

    file: UploadFile
    checked: T


async def read_form(
    content_type: str, stream: AsyncGenerator[bytes], *, check: Callable[[Mapping[str, str], str], T], folder: Path
) -> Sent[T] | None:
    """The file of a form, or None if there is none. Raises MultiPartException, and whatever `check` raises.

    Args:
        content_type: The header of the request.
        stream: Its body.
        check: Called with the fields before the file and the file's name, before a byte of the file is kept; what
            follows the file is read and ignored, as the vendor's store does.
        folder: Where a file waits that is too large for memory.
    """
    parser = _Parser(_plain(content_type), stream, check=check, folder=folder)
    form = await parser.parse()
    file = form.get("file")
    if not isinstance(file, UploadFile) or not parser.checked:
        await form.close()
        return None
    return Sent(file, parser.checked[0])


def _plain(content_type: str) -> Headers:
    """The header with nothing but its boundary: a `charset` would choose among all of Python's decoders."""
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"").decode("latin-1")
    if kind.lower() != b"multipart/form-data" or not _BOUNDARY.fullmatch(boundary):
        raise MultiPartException("The body of your POST request is not well-formed multipart/form-data.")
    return Headers({"content-type": f'multipart/form-data; boundary="{boundary}"'})


class _Parser(MultiPartParser, Generic[T]):
    def __init__(
        self,
        headers: Headers,
        stream: AsyncGenerator[bytes],
        *,
        check: Callable[[Mapping[str, str], str], T],
        folder: Path,
    ) -> None:
        super().__init__(headers, stream, max_files=1, max_fields=_MOST_FIELDS, max_part_size=_LARGEST_FIELD)
        self._check = check
        self._folder = folder
        #: What the check came to, once there is a file.
        self.checked: list[T] = []

    def on_headers_finished(self) -> None:
        super().on_headers_finished()
        file = self._current_part.file
        if file is None:
            return
        fields = {name: value for name, value in self.items if isinstance(value, str)}
        self.checked.append(self._check(fields, file.filename or ""))
        # Not where temporary files usually are: that may be memory.
        self._files_to_close_on_error.pop().close()
        spool: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(  # noqa: SIM115 - closed with the form
            max_size=_SPOOLED, dir=str(self._folder)
        )
        file.file = cast("BinaryIO", spool)
        self._files_to_close_on_error.append(spool)
