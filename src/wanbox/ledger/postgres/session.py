"""A connection's statements, sent through libpq's pipeline: what waits for no answer costs no round trip.

Statements are prepared on first use, with the types that the server finds for their parameters. Waiting is done on the
event loop, so all of it must be called within `fibers.start`.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus
from psycopg.pq.abc import PGresult
from psycopg.waiting import Ready, Wait

from .connection import Connection, cut, discard
from .readiness import Readiness
from .rows import Row

_PARAMETER = re.compile(r"%\((\w+)\)s")
_FAILED = (ExecStatus.FATAL_ERROR, ExecStatus.BAD_RESPONSE)
#: "cached plan must not change result type": another version has changed the schema meanwhile.
_OUTDATED = "0A000"

#: Reads until the end of a connection is seen: the server says why first.
_LAST_WORDS = 3

Parameters = Mapping[str, Any]


def _hex(value: bytes) -> bytes:
    return bytes.fromhex(value[2:].decode())


#: By the number of a type; what is not here is text.
_LOADERS: Mapping[int, Callable[[bytes], Any]] = {
    16: lambda value: value == b"t",
    17: _hex,
    20: int,
    21: int,
    23: int,
    700: float,
    701: float,
    1700: lambda value: Decimal(value.decode()),
}


@dataclass(slots=True, eq=False)
class Prepared:
    """A statement under its name at the server."""

    name: bytes
    text: bytes
    parameters: Sequence[str]
    ready: bool = False
    #: Name, reader and place of each column of its answers, known with the first of them.
    columns: Sequence[tuple[str, Callable[[bytes], Any], int]] = ()

    def rows(self, result: PGresult) -> Sequence[Row]:
        if not self.columns:
            self.columns = [
                ((result.fname(at) or b"").decode(), _LOADERS.get(result.ftype(at), bytes.decode), at)
                for at in range(result.nfields)
            ]
        get = result.get_value
        return [
            Row({name: None if (value := get(place, at)) is None else load(value) for name, load, at in self.columns})
            for place in range(result.ntuples)
        ]


@dataclass(slots=True, eq=False)
class Answer:
    """To one statement, in the words of a cursor."""

    prepared: Prepared
    result: PGresult | None = None

    @property
    def rowcount(self) -> int:
        return (self.result and self.result.command_tuples) or 0

    @property
    def statusmessage(self) -> str:
        return ((self.result and self.result.command_status) or b"").decode()

    def fetchall(self) -> Sequence[Row]:
        return self.prepared.rows(self.result) if self.result is not None else ()


class Session:
    """One connection, for one function at a time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._pgconn = connection.pgconn
        self._pgconn.nonblocking = 1
        self._pgconn.enter_pipeline_mode()
        self._readiness = Readiness(self._pgconn.socket)
        self._prepared: dict[Any, Prepared] = {}
        self._kept: list[tuple[Any, Parameters]] = []

    @property
    def dead(self) -> bool:
        return self._pgconn.status != ConnStatus.OK

    def holds(self) -> bool:
        """Whether the server has not ended it while it was not used. What is sent then is not lost for certain."""
        with contextlib.suppress(psycopg.Error):
            for _ in range(_LAST_WORDS):
                if self.dead or not self._readiness.something_came():
                    break
                self._pgconn.consume_input()
        return not self.dead

    def close(self) -> None:
        self._readiness.close()
        discard(self._connection)

    def cut(self) -> None:
        """Whoever waits for an answer is told that the connection is lost."""
        cut(self._connection)

    @property
    def pid(self) -> int:
        """Of the server's process behind it."""
        return self._pgconn.backend_pid

    def notified(self) -> Sequence[int]:
        """Wait for notifications; the processes of the server that sent them. Raises psycopg.Error."""
        found: list[int] = []
        while not found:
            self._readiness.wait(Wait.R)
            self._pgconn.consume_input()
            while (note := self._pgconn.notifies()) is not None:
                found.append(note.be_pid)
        return found

    def keep(self, query: str | bytes, values: Parameters = {}) -> None:  # noqa: B006 - it is only read
        """Send it with the next statement; an error of it is raised there."""
        self._kept.append((query, values))

    def drop_kept(self) -> None:
        self._kept.clear()

    def execute(self, query: str | bytes, values: Parameters = {}) -> Answer:  # noqa: B006 - it is only read
        """The statement's answer, after all that was kept. Raises psycopg.Error."""
        kept, self._kept = self._kept, []
        # Before anything is sent: a value that cannot be must not leave the others without the mark at the end.
        batch = [self._dumped(one, with_values) for one, with_values in (*kept, (query, values))]
        expected: list[Answer | Prepared] = []
        for prepared, texts in batch:
            self._prepare(prepared, expected)
            self._pgconn.send_query_prepared(prepared.name, texts)
            expected.append(Answer(prepared))
        self._pgconn.pipeline_sync()
        self._send()
        self._receive(expected)
        answer = expected[-1]
        assert isinstance(answer, Answer)
        return answer

    def _dumped(self, query: str | bytes, values: Parameters) -> tuple[Prepared, Sequence[bytes | None]]:
        prepared = self._prepared.get(query)
        if prepared is None:
            prepared = self._prepared[query] = _parsed(query, len(self._prepared))
        return prepared, [_dump(values[name]) for name in prepared.parameters]

    def _prepare(self, prepared: Prepared, expected: list[Answer | Prepared]) -> None:
        if not prepared.ready and prepared not in expected:
            self._pgconn.send_prepare(prepared.name, prepared.text)
            expected.append(prepared)

    def _send(self) -> None:
        while self._pgconn.flush():
            if self._readiness.wait(Wait.RW) & Ready.R:
                self._pgconn.consume_input()

    def _receive(self, expected: Sequence[Answer | Prepared]) -> None:
        """Up to the mark that ends what was sent. Raises the first error."""
        error: psycopg.Error | None = None
        waiting = iter(expected)
        while (result := self._next()) is None or result.status != ExecStatus.PIPELINE_SYNC:
            if result is None:
                if self.dead:
                    raise error or psycopg.OperationalError("the connection is lost")
                continue
            one = next(waiting, None)
            if result.status in _FAILED:
                error = error or self._error(result)
            elif isinstance(one, Prepared):
                one.ready = result.status == ExecStatus.COMMAND_OK
            elif one is not None:
                one.result = result
        if error is not None:
            if error.sqlstate == _OUTDATED:
                self.cut()  # a new connection knows the new schema
            raise error

    def _next(self) -> PGresult | None:
        while self._pgconn.is_busy():
            self._readiness.wait(Wait.R)
            self._pgconn.consume_input()
        return self._pgconn.get_result()

    def _error(self, result: PGresult) -> psycopg.Error:
        """Only the first line: the others may hold values of rows."""
        state = (result.error_field(DiagnosticField.SQLSTATE) or b"").decode()
        text = result.error_field(DiagnosticField.MESSAGE_PRIMARY) or result.error_message
        try:
            kind = psycopg.errors.lookup(state)
        except KeyError:
            kind = psycopg.OperationalError if self.dead else psycopg.DatabaseError
        error = kind(text.decode("utf-8", "replace").strip())
        error.sqlstate = state or None
        return error


def _parsed(query: str | bytes, number: int) -> Prepared:
    text = query.decode() if isinstance(query, bytes) else query
    places: dict[str, str] = {}
    numbered = _PARAMETER.sub(lambda found: places.setdefault(found[1], f"${len(places) + 1}"), text)
    return Prepared(f"w{number}".encode(), numbered.replace("%%", "%").encode(), tuple(places))


def _dump(value: Any) -> bytes | None:
    """In the form of the server's texts; it knows the type."""
    if value is None:
        return None
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, bytes):
        return b"\\x" + value.hex().encode()
    if isinstance(value, list):
        texts = (str(one).replace("\\", "\\\\").replace('"', '\\"') for one in value)
        return ("{" + ",".join(f'"{text}"' for text in texts) + "}").encode()
    return repr(value).encode()
