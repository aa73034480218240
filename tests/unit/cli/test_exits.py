"""Exit codes: what went wrong, told by a number (README)."""

from __future__ import annotations

import json
import sys

import pytest
import typer

from wanbox.cli.exits import Exit, reported
from wanbox.client import AnswerUnreadable, ApiError, ConnectionFailed, KeyRefused, TaskFailed, WaitExpired
from wanbox.ledger.contract import LedgerUnavailable
from wanbox.settings import SettingError
from wanbox.storage import StorageError
from wanbox.wire.errors import WireError
from wanbox.wire.read import Polled
from wanbox.wire.status import TaskStatus


def failed(status=TaskStatus.FAILED, error=None):
    return Polled(task_id="t", status=status, error=error)


CASES = [
    (TaskFailed(failed(error=WireError(400, "IPInfringementSuspect", "Suspected."))), 1, "IPInfringementSuspect"),
    (TaskFailed(failed(TaskStatus.CANCELED)), 1, "CANCELED"),
    (SettingError("WANBOX_PORT: 'x' is not a number."), 2, "Usage"),
    (FileNotFoundError("There is no file 'a.png'."), 2, "Usage"),
    (ValueError("Name it -o something.mp4."), 2, "Usage"),
    (ApiError(400, "InvalidParameter", "Model not exist."), 3, "InvalidParameter"),
    (KeyRefused(401, "InvalidApiKey", "Invalid API-key provided."), 3, "InvalidApiKey"),
    (ConnectionFailed("The server cannot be reached.", sent=False), 4, "ConnectionFailed"),
    (AnswerUnreadable("This is no answer of the Wan API."), 4, "AnswerUnreadable"),
    (LedgerUnavailable("The database does not answer."), 4, "LedgerUnavailable"),
    (StorageError("The store cannot be reached."), 4, "StorageError"),
    (WaitExpired(failed(TaskStatus.RUNNING)), 5, "Timeout"),
    (KeyboardInterrupt(), 130, "Interrupted"),
]


@pytest.mark.parametrize(("error", "number", "code"), CASES, ids=lambda value: type(value).__name__)
def test_each_fault_has_its_number_and_its_code(error, number, code, capsys):
    with pytest.raises(typer.Exit) as left, reported(as_json=True):
        raise error

    out, err = capsys.readouterr()
    told = json.loads(out)["error"]
    assert (number, code) == (left.value.exit_code, told["code"])
    assert f"wanbox: {told['message']}\n" == err


def test_without_json_stdout_stays_empty(capsys):
    with pytest.raises(typer.Exit), reported():
        raise ValueError("Say what should be seen.")

    assert ("", "wanbox: Say what should be seen.\n") == tuple(capsys.readouterr())


def test_nothing_wrong_is_nothing_said(capsys):
    with reported():
        pass

    assert ("", "") == tuple(capsys.readouterr())


def test_what_nobody_foresaw_is_not_hidden():
    with pytest.raises(ZeroDivisionError), reported():
        raise ZeroDivisionError


def test_the_numbers_are_what_the_help_promises():
    assert [0, 1, 2, 3, 4, 5, 130] == [int(one) for one in Exit]


def test_who_reads_no_more_of_the_output_is_no_error(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    with pytest.raises(typer.Exit) as left, reported():
        raise BrokenPipeError
    replaced, sys.stdout = sys.stdout, sys.__stdout__
    replaced.close()

    assert Exit.OK is left.value.exit_code
    assert "" == capsys.readouterr().err
