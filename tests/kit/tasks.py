"""Tasks to be handed in."""

from __future__ import annotations

from wanbox.ledger.contract import NewTask


def new_task(**values):
    """A task of alice's for a clip; named values replace the usual ones."""
    account = values.get("account", "alice")
    usual = {
        "account": account,
        "key_id": f"key of {account}",
        "model": "wan2.6-t2v",
        "engine": "storyboard",
        "group": "video-generation",
        "request": {"prompt": "a cat"},
        "request_id": "r-1",
    }
    return NewTask(**usual | values)
