"""How many files, and so connections, a server may have open."""

from __future__ import annotations

import resource

import pytest

from wanbox.server import main

ANY = resource.RLIM_INFINITY


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ((1024, 4096), (4096, 4096)),
        ((1024, 1_048_576), (65_536, 1_048_576)),
        ((1024, ANY), (65_536, ANY)),
        ((4096, 4096), None),
        ((100_000, 1_048_576), None),
        ((ANY, ANY), None),
    ],
)
def test_a_server_takes_the_handles_that_it_may_have(monkeypatch, limits, expected):
    taken = []
    monkeypatch.setattr(resource, "getrlimit", lambda _what: limits)
    monkeypatch.setattr(resource, "setrlimit", lambda _what, wanted: taken.append(wanted))

    main._take_handles()

    assert ([expected] if expected else []) == taken
