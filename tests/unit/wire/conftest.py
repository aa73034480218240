from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from wanbox.wire.catalogue import Endpoint
from wanbox.wire.errors import WireError
from wanbox.wire.parse import Submission, submission

URL = "https://example.com/a.png"


@pytest.fixture
def send() -> Callable[..., Submission]:
    """Submit a body the right way round, unless told otherwise."""

    def call(endpoint: Endpoint, payload: dict[str, Any], **way: bool) -> Submission:
        defaults = {"asynchronous": endpoint.asynchronous, "sse": False, "oss_resolve": False}
        return submission(endpoint, payload, **(defaults | way))

    return call


@pytest.fixture
def video(send) -> Callable[..., Submission]:
    """Submit a video body; `source` and `parameters` are laid over a good one, None removes."""

    def call(model: str = "wan2.6-t2v", source: dict | None = None, parameters: Any = None, **way: bool) -> Submission:
        good = {"img_url": URL} if "i2v" in model else {"prompt": "a cat"}
        merged = {name: value for name, value in (good | (source or {})).items() if value is not ...}
        return send(Endpoint.VIDEO, {"model": model, "input": merged, "parameters": parameters}, **way)

    return call


@pytest.fixture
def picture(send) -> Callable[..., Submission]:
    """Submit a picture body on E3; `content` is the one message's content."""

    def call(
        model: str = "wan2.6-image",
        content: Any = None,
        parameters: Any = None,
        endpoint: Endpoint = Endpoint.IMAGE,
        **way: bool,
    ) -> Submission:
        if content is None:
            content = [{"text": "paint it"}, {"image": URL}] if model == "wan2.6-image" else [{"text": "a cat"}]
        messages = [{"role": "user", "content": content}]
        payload = {"model": model, "input": {"messages": messages}, "parameters": parameters}
        return send(endpoint, payload, **way)

    return call


@pytest.fixture
def told() -> Callable[[WireError | None], tuple[int, str, str]]:
    """An error as (status, code, message)."""

    def facts(error: WireError | None) -> tuple[int, str, str]:
        assert error is not None, "no error was told"
        return error.status, error.code, error.message

    return facts


@pytest.fixture
def png_base64() -> str:
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(range(256))).decode()
