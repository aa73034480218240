"""A clock for the tests."""

from __future__ import annotations

import datetime as dt


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now):
        self.now = now

    def __call__(self):
        return self.now

    def forward(self, **span):
        self.now += dt.timedelta(**span)
