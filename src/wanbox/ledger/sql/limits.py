"""How much a key may hand in, counted in the transaction of the submission itself: exact over all processes.

A bucket is one moment, `due`, at which it would be full again. A submission moves it on by the time that one is worth;
it is refused if that would take it further ahead than a full bucket is worth (the generic cell rate algorithm). The
rows are written after the task, so a refusal undoes it with them.
"""

from __future__ import annotations

import math

from ..contract import NewTask, QuotaExceeded, RateExceeded
from .work import Work

#: Submissions that may come at once.
BURST = 5
_SECOND = 1_000_000
_DAY = 24 * 3600 * _SECOND


def count(work: Work, new: NewTask) -> None:
    """One more submission. Raises RateExceeded and QuotaExceeded."""
    today = work.now // _DAY
    if new.limited:
        _count_limited(work, new, today)
    else:
        # Nothing depends on an answer, so it may travel with other statements.
        work.later("use_tenant_freely", key_id=new.key_id, day=today, now=work.now)
    if work.rules.model_rate is not None:
        room = work.one("read_room", account=new.account, model=new.model)
        filled = _fill(work.now, room["due"], work.rules.model_rate, burst=max(1, math.floor(work.rules.model_rate)))
        work.later("use_room", account=new.account, model=new.model, due=filled)


def _count_limited(work: Work, new: NewTask, today: int) -> None:
    tenant = work.one("read_tenant", key_id=new.key_id, number=_number_of(new.key_id))
    rate, quota, running = tenant["rate"], tenant["quota"], tenant["running"]
    used = tenant["used"] + 1 if tenant["day"] == today else 1
    if quota is not None and used > quota:
        raise QuotaExceeded("The key has used up its submissions of today.", ((today + 1) * _DAY - work.now) / _SECOND)
    due = _fill(work.now, tenant["due"], rate, burst=max(1, min(BURST, math.ceil(rate)))) if rate else tenant["due"]
    work.later("use_tenant", key_id=new.key_id, due=due, day=today, used=used, now=work.now, running_limit=running)


def _number_of(key_id: str) -> int | None:
    """The row number of a key that the ledger keeps; keys of the configuration have none, and so no limits."""
    return int(key_id) if key_id.isascii() and key_id.isdigit() and len(key_id) < 19 else None


def _fill(now: int, due: int, rate: float, *, burst: int) -> int:
    """The bucket's moment after one more. Raises RateExceeded."""
    worth = round(_SECOND / rate)
    after = max(now, due) + worth
    wait = after - now - burst * worth
    if wait > 0:
        raise RateExceeded("Too many submissions at a time.", wait / _SECOND)
    return after
