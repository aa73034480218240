"""What a client wants, and what it has been told about it so far."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from typing import Any

from wanbox.wire import build
from wanbox.wire.catalogue import Endpoint

#: The smallest that each model makes.
SIZES = {"wan2.6-t2i": "1280*1280", "wan2.6-image": "768*768"}


@dataclass
class Order:
    """One submission, whatever happens to it on the way."""

    number: int
    kind: str
    path: str
    body: dict[str, Any]
    #: Also the Idempotency-Key, and what the result must carry.
    mark: str
    #: Pictures of the result.
    pictures: int = 1
    #: The code it must fail with; None if it should succeed.
    failure: str | None = None
    #: "cancel" or "stop", to be tried after submit.
    withdrawal: str | None = None
    #: Whether the withdrawal was answered with 200.
    withdrawn: bool = False
    accepted: bool = False
    task_id: str | None = None
    request_id: str | None = None
    status: str | None = None
    code: str | None = None
    downloads: int = 0
    submits: int = 0

    @property
    def synchronous(self):
        return self.path == Endpoint.MULTIMODAL.path


@dataclass
class Journal:
    """What all clients together saw."""

    orders: list[Order] = field(default_factory=list)
    #: What must never happen.
    violations: list[str] = field(default_factory=list)
    #: Answers by status, connection errors by type.
    answers: dict[str, int] = field(default_factory=dict)

    def count(self, what):
        self.answers[str(what)] = self.answers.get(str(what), 0) + 1

    def violate(self, order, what):
        self.violations.append(f"order {order.number} ({order.kind}, {order.task_id}): {what}")


def make(number, run, rng):
    """An order of a random kind."""
    mark = f"{run}-{number}"
    kind = rng.choices(tuple(KINDS), [weight for weight, _ in KINDS.values()])[0]
    sleep = f"[sleep={rng.uniform(0.01, 0.3):.2f}]"
    _, maker = KINDS[kind]
    order = maker(number, mark, sleep)
    order.kind = kind
    if rng.random() < 0.15 and not order.synchronous:
        order.withdrawal = rng.choice(("cancel", "stop"))
    return order


def _task(number, mark, text, *, path=Endpoint.IMAGE.path, model="wan2.6-t2i", **more):
    body = build.image_body(model, f"{text}[mark={mark}]", size=more.pop("size", SIZES[model]), **more)
    return Order(number=number, kind="", path=path, body=body, mark=mark, pictures=more.get("n") or 1)


def _picture(number, mark, sleep):
    return _task(number, mark, sleep, n=1)


def _two_pictures(number, mark, sleep):
    return _task(number, mark, sleep, n=2)


def _told(number, mark, sleep):
    """Text and pictures in turn, shown before the task has ended."""
    order = _task(number, mark, sleep, model="wan2.6-image", interleave=True, max_images=2)
    order.pictures = 2
    return order


def _edit(number, mark, sleep):
    """With a picture of the caller's, which is kept until the task has ended."""
    image = build.data_uri(tiny_png(400, 400, number), "image/png")
    return _task(number, mark, sleep, model="wan2.6-image", images=[image], n=1)


def _waited_for(number, mark, sleep):
    return _task(number, mark, sleep, path=Endpoint.MULTIMODAL.path, n=1)


def _refused(number, mark, sleep):
    order = _task(number, mark, f"{sleep}[fail=DataInspectionFailed:as asked for]", n=1)
    order.failure = "DataInspectionFailed"
    return order


def _stumbling(number, mark, sleep):
    return _task(number, mark, f"{sleep}[retry]", n=1)


def _deadly(number, mark, sleep):
    return _task(number, mark, f"{sleep}[crash-once]", n=1)


def _defective(number, mark, sleep):
    """Accepted, and failed a moment later, as on the vendor's service."""
    order = _task(number, mark, sleep, size="1*1")
    order.failure = "InvalidParameter"
    return order


#: Kinds of orders: how often, and how they are made.
KINDS = {
    "picture": (8, _picture),
    "two": (2, _two_pictures),
    "told": (3, _told),
    "edit": (3, _edit),
    "sync": (3, _waited_for),
    "refused": (1, _refused),
    "stumbling": (1, _stumbling),
    "deadly": (0.5, _deadly),
    "defective": (1, _defective),
}


def tiny_png(width, height, number):
    """A small picture that differs from number to number."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    row = b"\0" + bytes(((number * 7) % 256, (number // 256) % 256, 90)) * width
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(row * height, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
