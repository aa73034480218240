"""When a message that did not arrive is sent again: soon at first, then less and less often, for about two hours."""

from __future__ import annotations

import random
from collections.abc import Callable

_FIRST_SECONDS = 5.0
_GROWTH = 3.0
_LONGEST_SECONDS = 3600.0
#: Eight tries fit in, the last an hour and a half after the first.
HORIZON_SECONDS = 7200.0
#: Share by which a wait may be shorter or longer, so that what failed together is not tried again together.
JITTER = 0.2


def next_try(attempt: int, age: float, *, chance: Callable[[], float] = random.random) -> float | None:
    """Seconds until the next try after `attempt` of them; None if the message is to be given up.

    Args:
        attempt: Tries so far.
        age: Seconds since the message was made, or was asked for again.
        chance: Draws a number of [0, 1).
    """
    by_attempt = _FIRST_SECONDS * _GROWTH ** min(attempt - 1, 20)
    # The same from the sum of the waits before: what is asked for again begins anew, whatever its attempt's number.
    by_age = _FIRST_SECONDS + (_GROWTH - 1) * max(age, 0.0)
    wait = min(by_attempt, by_age, _LONGEST_SECONDS)
    wait *= 1 + JITTER * (2 * chance() - 1)
    return wait if age + wait <= HORIZON_SECONDS else None
