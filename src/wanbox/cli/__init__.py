"""The command line: `wanbox video`, `image`, `serve`, `worker`, `tasks`, `demo`, `doctor`."""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    from .app import app

    app()
