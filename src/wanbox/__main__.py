"""`python -m wanbox` is the `wanbox` command."""

from __future__ import annotations

from wanbox.cli import main

main()
