"""What a server says when it is up: where it is, its first key, and a call to try."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from wanbox.settings import Settings

from . import key_file
from .app import API_PREFIX
from .keys import FirstKey
from .outbox import own_base


def banner(settings: Settings, first_key: FirstKey | None) -> str:
    base = own_base(settings)
    lines = [f"wanbox is ready at {base}{API_PREFIX}"]
    if first_key:
        lines += [f"API key (shown once, kept in {first_key.path}): {first_key.secret}"]
    return "\n".join([*lines, "Try it:", *_curl(base, settings), ""])


def _curl(base: str, settings: Settings) -> Sequence[str]:
    """A call that works as pasted, without the key in it: shells keep histories."""
    prompt = "A red fox walks through a rainy city at night"
    body = f'{{"model":"wan2.6-t2v","input":{{"prompt":"{prompt}"}},"parameters":{{"size":"1280*720"}}}}'
    return [
        f"  curl {base}{API_PREFIX}/services/aigc/video-generation/video-synthesis \\",
        f'    -H "Authorization: Bearer {_key_for_shell(settings)}" \\',
        '    -H "Content-Type: application/json" -H "X-DashScope-Async: enable" \\',
        f"    -d '{body}'",
    ]


def _key_for_shell(settings: Settings) -> str:
    if key_file.stored_key(settings.data):
        return f"$(cat {shlex.quote(str(settings.data / key_file.FILE_NAME))})"
    if not settings.api_keys:
        return "$WANBOX_API_KEY"
    # The last one, which may stand after the name of an account.
    return "${WANBOX_API_KEYS##*:}" if ":" in settings.api_keys[-1] else "${WANBOX_API_KEYS##*,}"
