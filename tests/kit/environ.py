"""The environment of the processes that tests start."""

from __future__ import annotations

import os

#: Settings of wanbox, of the official SDK, of S3 clients and of servers behind a proxy.
_FOREIGN = ("WANBOX_", "DASHSCOPE_", "AWS_", "FORWARDED_")


def clean_environ(**more):
    """The caller's environment without settings that would change what is tested, and with these."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)} | more
