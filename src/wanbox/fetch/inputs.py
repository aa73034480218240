"""The pictures and sounds of a request as checked local files.

Every way that this can fail is the caller's to hear, in the vendor's own code and words (spec 3.1, 9.2): it ends in
RequestRefused. Faults of our own house (ledger, storage, disk) pass through as what they are.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wanbox.clock import Clock, utc_now
from wanbox.engines.contract import InputFile, RequestRefused
from wanbox.ledger.contract import Ledger
from wanbox.media.sources import MediaError, TooLarge
from wanbox.settings import Settings
from wanbox.storage.contract import NotStored, Storage
from wanbox.wire import catalogue, media_rules
from wanbox.wire.catalogue import Model
from wanbox.wire.errors import WireError
from wanbox.wire.requests import MediaKind, MediaRef, Request, VideoRequest

from .decoder import Decoder
from .guard import Guard
from .kinds import Kind, Picture, Sound

if TYPE_CHECKING:
    from .download import FetchError


async def fetch_inputs(
    request: Request,
    *,
    account: str,
    folder: Path,
    ledger: Ledger,
    storage: Storage,
    settings: Settings,
    decoder: Decoder | None = None,
    guard: Guard | None = None,
    clock: Clock = utc_now,
) -> list[InputFile]:
    """Bring every input of the request into `folder`: pictures in order, then the sound. Raises RequestRefused.

    A `decoder` that is kept from one request to the next saves its start.
    """
    model = catalogue.find(request.model)
    if model is None:
        raise ValueError(f"{request.model} is not in the catalogue.")
    gate = guard or Guard.of(settings)
    async with contextlib.AsyncExitStack() as stack:
        if decoder is None:
            decoder = await stack.enter_async_context(Decoder())
        await decoder.start()  # loads while the first file is on its way
        courier = _Courier(model, account, ledger, storage, settings.fetch_seconds, gate, decoder, clock)
        jobs = [courier.bring(ref, role, folder / f"input-{n}") for n, (role, ref) in enumerate(references(request))]
        return list(await _all(jobs))


def references(request: Request) -> list[tuple[str, MediaRef]]:
    """Role and reference of everything that must be fetched; a silent clip needs no sound (spec 3.3)."""
    if isinstance(request, VideoRequest):
        pictures = [request.image] if request.image else []
        sounds = [request.audio] if request.audio and request.sound else []
        return [("image", ref) for ref in pictures] + [("audio", ref) for ref in sounds]
    return [("image", ref) for ref in request.images]


async def _all(jobs: list[Coroutine[Any, Any, InputFile]]) -> list[InputFile]:
    """Run side by side; the first failure stops the others."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(job) for job in jobs]
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
    return [task.result() for task in tasks]


@dataclass(frozen=True, slots=True)
class _Courier:
    """Fetches and checks the inputs of one task."""

    model: Model
    account: str
    ledger: Ledger
    storage: Storage
    seconds: float
    guard: Guard
    decoder: Decoder
    clock: Clock

    async def bring(self, ref: MediaRef, role: str, target: Path) -> InputFile:
        kind: Kind = Picture(self.model, ref.field) if role == "image" else Sound(self.model, ref.field)
        clean = target.with_suffix(kind.suffix)
        try:
            await self._collect(ref, target, kind)
            facts = await self._inspect(kind, target, clean)
        except WireError as error:
            raise RequestRefused(*error.deferred) from error
        if (objection := kind.objection(facts)) is not None:
            raise RequestRefused(*objection.deferred)
        if not clean.exists():  # a decoder that was taken over, for nothing but a refused file is without
            raise RequestRefused(*kind.unreadable().deferred)
        return kind.describe(facts, target, clean)

    async def _collect(self, ref: MediaRef, target: Path, kind: Kind) -> None:
        match ref.kind:
            case MediaKind.URL:
                await self._download(ref, target, kind)
            case MediaKind.OSS:
                await self._take_upload(ref, target, kind)
            case MediaKind.INLINE:
                await asyncio.to_thread(_decode, ref.value.encode("ascii", "replace"), target, kind)
            case MediaKind.SPOOLED:
                await self._unspool(ref, target, kind)

    async def _download(self, ref: MediaRef, target: Path, kind: Kind) -> None:
        # Loaded when the first URL comes: an HTTP client takes as long to load as all the rest of a worker.
        from .download import FetchError, Limits, download

        limits = Limits(max_bytes=kind.max_bytes, seconds=self.seconds, connect_seconds=min(10.0, self.seconds))
        try:
            await download(ref.value, target, limits=limits, guard=self.guard)
        except FetchError as error:
            raise _download_fault(error, ref, kind) from error

    async def _take_upload(self, ref: MediaRef, target: Path, kind: Kind) -> None:
        upload = await self.ledger.read_upload(ref.value.removeprefix("oss://"), account=self.account)
        # It serves the model that its policy was asked for, and no other (spec 8).
        if upload is None or upload.expires <= self.clock() or upload.model != self.model.name:
            raise media_rules.upload_unknown(ref.field)
        try:
            if (await self.storage.info(upload.storage_key)).bytes > kind.max_bytes:
                raise kind.too_large()
            await self.storage.fetch(upload.storage_key, target)
        except NotStored as error:
            raise media_rules.upload_unknown(ref.field) from error

    async def _unspool(self, ref: MediaRef, target: Path, kind: Kind) -> None:
        text = target.with_suffix(".base64")
        await self.storage.fetch(ref.value, text)
        await asyncio.to_thread(_decode_file, text, target, kind)

    async def _inspect(self, kind: Kind, target: Path, clean: Path) -> Mapping[str, Any]:
        try:
            return await self.decoder.inspect(kind.probe, target, clean)
        except TooLarge as error:
            raise kind.too_many_pixels() from error
        except MediaError as error:
            raise kind.unreadable() from error


def _download_fault(error: FetchError, ref: MediaRef, kind: Kind) -> WireError:
    from .download import AddressError, TooBig, TooSlow, Unreachable

    match error:
        case AddressError():
            return media_rules.address_forbidden(ref.field)
        case TooSlow():
            return media_rules.download_timeout(ref.value, ref.field)
        case Unreachable():
            return media_rules.connection_refused(ref.value, ref.field)
        case TooBig():
            return kind.too_large()
        case _:
            return media_rules.download_failed(ref.value, ref.field)


def _decode_file(text: Path, target: Path, kind: Kind) -> None:
    _decode(text.read_bytes(), target, kind)
    text.unlink()


def _decode(text: bytes, target: Path, kind: Kind) -> None:
    """Base64, with or without line breaks and padding, either alphabet (spec 1.6)."""
    if len(text) * 3 // 4 > kind.max_bytes + len(text) // 50:  # line breaks take two characters in 78 at most
        raise kind.too_large()
    bare = b"".join(text.split()).rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
    try:
        data = base64.b64decode(bare + b"=" * (-len(bare) % 4), validate=True)
    except binascii.Error as error:
        raise kind.unreadable() from error
    if len(data) > kind.max_bytes:
        raise kind.too_large()
    target.write_bytes(data)
