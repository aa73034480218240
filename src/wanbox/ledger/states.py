"""The life of a task.

Rules of this file
==================

1. What may happen to a task, and what becomes of it, is written in `TABLE` and nowhere else. A ledger copies the
   table into its database, where a trigger refuses every step that is not in it; so the SQL that makes the steps
   cannot quietly say something different. The model in the tests walks the same table.

2. The states are the vendor's (spec 6.1), in its spelling. UNKNOWN is never stored: it is the answer for a task that
   is not there, and so stands here as None.

Why it looks like this
======================

A task is held by one worker at a time. Taking it (`CLAIM`) adds one to its attempt number and begins a lease; the
number is the *fence*. A worker can be stopped, paged out or cut off for any length of time and then go on as if
nothing had happened, and there is no way to ask it first. So the ledger never believes a worker that it still holds a
task. Whatever a worker writes carries the attempt number it was given, and takes effect only while the task is
RUNNING under exactly that number. These are the rows marked `fenced`. A write that fails the test changes nothing,
and its writer is told so (`StaleAttempt`).

A lease that ran out is not an error of the task: it goes back to PENDING and another worker takes it. Only when it
has been begun `max_attempts` times does it end, FAILED, for otherwise a task that kills its worker would kill them
all in turn. A heartbeat that comes late, when the lease is over but nobody has noticed, still counts: the fence has
not moved.

A cancel and a result may meet. Both are one conditional update of one row, so one of them is first, and the other
finds a task that has ended and changes nothing. The vendor lets callers cancel only what is PENDING (`CANCEL`); our
own API may stop what runs as well (`STOP`). The task is CANCELED at once, and its worker learns of it at the next
heartbeat.

A task may be born with a defect (spec 3.1: bad fields are accepted and fail a moment later). It never reaches a
worker; the ledger itself fails it.

What has ended never changes again. It is forgotten as a whole when its retention is over.

Change together: `TABLE`, the guard in the migrations of each database (which reads the table when a ledger is
opened), and the model in `tests/unit/ledger/test_model.py`.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from wanbox.wire.status import TERMINAL, TaskStatus

PENDING, RUNNING, SUCCEEDED, FAILED, CANCELED = (
    TaskStatus.PENDING,
    TaskStatus.RUNNING,
    TaskStatus.SUCCEEDED,
    TaskStatus.FAILED,
    TaskStatus.CANCELED,
)


class Event(enum.StrEnum):
    """What can happen to a task."""

    #: A caller hands it in.
    SUBMIT = "submit"
    #: A worker takes it: attempt + 1, the lease begins.
    CLAIM = "claim"
    #: Its worker reports progress, leaves a note or shows a part. Only a heartbeat extends the lease.
    REPORT = "report"
    #: The lease ran out, or its worker is known to be dead.
    LOSE = "lose"
    #: Its worker hands in the result.
    FINISH = "finish"
    #: Its worker hands in an error, which says whether another attempt may help.
    FAIL = "fail"
    #: The defect that it was born with takes effect.
    DEFECT = "defect"
    #: The vendor's cancel.
    CANCEL = "cancel"
    #: Our own cancel.
    STOP = "stop"
    #: Its retention is over.
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class Rule:
    """`source` is None for a task that is not there yet, a target is None for one that is gone."""

    source: TaskStatus | None
    event: Event
    targets: tuple[TaskStatus | None, ...]
    #: Takes effect only under the attempt number that the task has now.
    fenced: bool = False


TABLE = (
    Rule(None, Event.SUBMIT, (PENDING,)),
    Rule(PENDING, Event.CLAIM, (RUNNING,)),
    Rule(PENDING, Event.DEFECT, (FAILED,)),
    Rule(PENDING, Event.CANCEL, (CANCELED,)),
    Rule(PENDING, Event.STOP, (CANCELED,)),
    Rule(RUNNING, Event.REPORT, (RUNNING,), fenced=True),
    Rule(RUNNING, Event.FINISH, (SUCCEEDED,), fenced=True),
    Rule(RUNNING, Event.FAIL, (PENDING, FAILED), fenced=True),
    Rule(RUNNING, Event.LOSE, (PENDING, FAILED)),
    Rule(RUNNING, Event.STOP, (CANCELED,)),
    Rule(SUCCEEDED, Event.FORGET, (None,)),
    Rule(FAILED, Event.FORGET, (None,)),
    Rule(CANCELED, Event.FORGET, (None,)),
)

#: Every step from one state to another that the table allows; a database refuses all others.
STEPS = frozenset((rule.source, target) for rule in TABLE for target in rule.targets)

#: How a task ends whose worker was lost once too often, in the vendor's words (spec 9).
LOST_CODE = "InternalError"
LOST_MESSAGE = "An internal error has occured, please try again later or contact service support."

#: Tasks with a defect stay PENDING this long, so that a caller who polls at once sees the vendor's sequence.
DEFECT_DELAY_SECONDS = 0.3


def targets(source: TaskStatus | None, event: Event) -> tuple[TaskStatus | None, ...]:
    """What an event can make of a task; empty if it changes nothing in this state."""
    return next((rule.targets for rule in TABLE if rule.source is source and rule.event is event), ())


def after_attempt(attempt: int, *, max_attempts: int, retry: bool = True) -> TaskStatus:
    """Where a task goes whose attempt came to nothing."""
    return PENDING if retry and attempt < max_attempts else FAILED


assert {rule.source for rule in TABLE if rule.event is Event.FORGET} == TERMINAL - {TaskStatus.UNKNOWN}
