"""What a caller is told of a failure, and whether another attempt may help."""

from __future__ import annotations

import pytest

from wanbox.engines.contract import EngineFault, RequestRefused
from wanbox.ledger.contract import LedgerUnavailable
from wanbox.runner.ending import EngineStuck, ResultNotStored, Verdict, verdict_of
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
