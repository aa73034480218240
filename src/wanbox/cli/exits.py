"""Exit codes, the same for every command, and how an error is shown."""

from __future__ import annotations

import enum
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer


class Exit(enum.IntEnum):
    OK = 0
    #: The task ended without a result.
    FAILED = 1
    #: Wrong use: an option, a file that is not there, a setting.
    USAGE = 2
    #: The server refused the request (key, parameters, limits).
    REFUSED = 3
    #: The server, or the database, could not be reached.
    UNREACHABLE = 4
    #: Still running when `--timeout` was over.
    TIMEOUT = 5
    #: Ctrl-C.
    INTERRUPTED = 130


def leave(exit_code: Exit, message: str, *, as_json: bool = False, code: str = "") -> NoReturn:
    """Say why on stderr (and, for programs, as JSON on stdout) and end the command."""
    if as_json:
        print(json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False))
    print(f"wanbox: {message}", file=sys.stderr)
    raise typer.Exit(exit_code)


@contextmanager
def reported(*, as_json: bool = False) -> Iterator[None]:
    """Turn what can go wrong in a call into a message and the right exit code."""
    from wanbox.client import errors
    from wanbox.engines.registry import UnknownEngine
    from wanbox.ledger.contract import LedgerError, LedgerUnavailable
    from wanbox.secret import SecretError
    from wanbox.settings import SettingError
    from wanbox.storage.contract import StorageError

    try:
        yield
    except errors.TaskFailed as error:
        leave(
            Exit.FAILED,
            str(error),
            as_json=as_json,
            code=error.task.error.code if error.task.error else str(error.task.status),
        )
    except errors.ApiError as error:
        leave(Exit.REFUSED, str(error), as_json=as_json, code=error.code)
    except errors.WaitExpired as error:
        leave(Exit.TIMEOUT, str(error), as_json=as_json, code="Timeout")
    except (errors.ConnectionFailed, errors.AnswerUnreadable, LedgerUnavailable, StorageError) as error:
        leave(Exit.UNREACHABLE, str(error), as_json=as_json, code=type(error).__name__)
    except BrokenPipeError:
        # Whoever read our output has had enough, such as `head`; what is still in the buffer must not be tried again.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - open until the process ends
        raise typer.Exit(Exit.OK) from None
    except (SettingError, UnknownEngine, LedgerError, SecretError, OSError, ValueError) as error:
        leave(Exit.USAGE, str(error), as_json=as_json, code="Usage")
    except KeyboardInterrupt:
        leave(Exit.INTERRUPTED, "stopped", as_json=as_json, code="Interrupted")
