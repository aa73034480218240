"""`wanbox worker`: one more worker on the same ledger."""

from __future__ import annotations


def worker() -> None:
    """Run one worker process until it is stopped; the server's own workers need no call of this."""
    from .exits import reported

    with reported():
        from wanbox.runner.__main__ import main

        main()
