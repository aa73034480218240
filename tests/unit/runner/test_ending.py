"""What a caller is told of a failure, and whether another attempt may help."""

from __future__ import annotations

from types import SimpleNamespace
from unittest.mock import AsyncMock

import pytest
from structlog.testing import capture_logs

from wanbox.engines.contract import EngineFault, RequestRefused
from wanbox.ledger.contract import LedgerUnavailable
from wanbox.runner.ending import Ending, EngineStuck, ResultNotStored, Verdict, verdict_of
from wanbox.storage.contract import StorageError
from wanbox.wire.errors import Fault


def test_a_refusal_is_told_in_its_own_words_and_is_final():
    assert Verdict("InvalidParameter", "No.", retry=False) == verdict_of(RequestRefused("InvalidParameter", "No."))


@pytest.mark.parametrize("retry", [True, False])
def test_an_engine_says_itself_whether_another_attempt_may_help(retry):
    assert Verdict.of(Fault.ALGORITHM, retry=retry) == verdict_of(EngineFault("broken pen", retry=retry))


@pytest.mark.parametrize(
    ("verdict", "error"),
    [
        (Verdict.of(Fault.INTERNAL_TIMEOUT, retry=False), EngineStuck("went on")),
        (Verdict.of(Fault.UPLOAD_FAILED, retry=True), ResultNotStored("the store is away")),
    ],
)
def test_trouble_of_the_workers_own_has_its_own_code(verdict, error):
    assert verdict == verdict_of(error)


@pytest.mark.parametrize("error", [OSError(), MemoryError(), LedgerUnavailable("away"), StorageError("away")])
def test_what_may_pass_is_tried_again(error):
    assert verdict_of(error).retry


@pytest.mark.parametrize("error", [ValueError("/home/user/secret"), KeyError("x"), ZeroDivisionError()])
def test_a_defect_is_final_and_its_words_are_not_told(error):
    assert Verdict(Fault.ALGORITHM.code, Fault.ALGORITHM.message, retry=False) == verdict_of(error)


@pytest.mark.parametrize(
    ("level", "event", "error"),
    [
        ("warning", "attempt not settled", LedgerUnavailable("The database cannot be reached.")),
        ("error", "task failed", ValueError("a defect")),
    ],
)
async def test_a_database_that_stays_away_is_no_failure_of_the_task(level, event, error):
    """The task is begun again; a trace would send operators looking for a defect."""
    claim = SimpleNamespace(task=SimpleNamespace(id="t", engine="toy"))
    house = SimpleNamespace(ledger=AsyncMock(), engines=("toy",), settings=SimpleNamespace(lease_seconds=15.0))

    with capture_logs() as lines:
        await Ending(claim, house).fail(error)

    assert (level, event, level == "error") == (lines[0]["log_level"], lines[0]["event"], "exc_info" in lines[0])
