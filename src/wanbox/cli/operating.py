"""The operator's calls, to a server that is named or straight on the ledger of this installation.

Who can read the database needs no key, and must be able to drain and requeue while no server answers; who operates an
installation from elsewhere has a key with the scope `admin`. Both are told the same facts.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from wanbox.clock import utc_now
from wanbox.server import facts

from .installation import on_ledger, settings

if TYPE_CHECKING:
    from wanbox.settings import Settings


class Office(Protocol):
    def status(self) -> Mapping[str, Any]: ...
    def workers(self) -> Sequence[Mapping[str, Any]]: ...
    def tasks(self, asked: Mapping[str, str]) -> Mapping[str, Any]: ...
    def drain(self, worker: str) -> None: ...
    def pause(self, engine: str, *, paused: bool) -> None: ...
    def requeue(self, task_id: str) -> None: ...


def office(base_url: str | None, api_key: str | None) -> Office:
    """Of the named server, or else of the installation that the settings name."""
    chosen = settings()
    address = base_url or chosen.base_url
    return _Remote(address, api_key, chosen) if address else _Local(chosen)


@contextmanager
def refusals() -> Iterator[None]:
    """What is not there is a wrong use of the command."""
    try:
        yield
    except facts.Unknown as error:
        raise ValueError(str(error)) from None


class _Local:
    def __init__(self, chosen: Settings) -> None:
        self._settings = chosen
        self._lease = chosen.lease_seconds

    def status(self) -> Mapping[str, Any]:
        return on_ledger(lambda ledger: facts.status(ledger, lease=self._lease))

    def workers(self) -> Sequence[Mapping[str, Any]]:
        return on_ledger(lambda ledger: facts.workers(ledger, lease=self._lease))

    def tasks(self, asked: Mapping[str, str]) -> Mapping[str, Any]:
        return on_ledger(lambda ledger: facts.tasks(ledger, asked, utc_now()))

    def drain(self, worker: str) -> None:
        on_ledger(lambda ledger: facts.drain(ledger, worker))

    def pause(self, engine: str, *, paused: bool) -> None:
        routed = {name for _, name in self._settings.routes}
        on_ledger(lambda ledger: facts.pause(ledger, engine, paused=paused, routed=routed, lease=self._lease))

    def requeue(self, task_id: str) -> None:
        on_ledger(lambda ledger: facts.requeue(ledger, task_id))


class _Remote:
    def __init__(self, address: str, api_key: str | None, chosen: Settings) -> None:
        self._address = address
        self._api_key = api_key
        self._settings = chosen

    def status(self) -> Mapping[str, Any]:
        return self._call("GET", "/status")

    def workers(self) -> Sequence[Mapping[str, Any]]:
        found: Sequence[Mapping[str, Any]] = self._call("GET", "/workers")["workers"]
        return found

    def tasks(self, asked: Mapping[str, str]) -> Mapping[str, Any]:
        return self._call("GET", f"/tasks?{urllib.parse.urlencode(asked)}")

    def drain(self, worker: str) -> None:
        self._call("POST", f"/workers/{urllib.parse.quote(worker, safe='')}/drain")

    def pause(self, engine: str, *, paused: bool) -> None:
        self._call("POST", f"/engines/{urllib.parse.quote(engine, safe='')}/{'pause' if paused else 'resume'}")

    def requeue(self, task_id: str) -> None:
        self._call("POST", f"/tasks/{urllib.parse.quote(task_id, safe='')}/requeue")

    def _call(self, method: str, path: str) -> Mapping[str, Any]:
        """Raises ApiError and ConnectionFailed."""
        import httpx2

        from wanbox.client.brain import refusal
        from wanbox.client.errors import AnswerUnreadable, ApiError
        from wanbox.client.hosts import resolve
        from wanbox.client.transport import line_errors, reply_of

        from .connection import key_for, named_if_unreached

        base = resolve(self._address)
        key = self._api_key or key_for(base, self._settings)
        with named_if_unreached(base), line_errors():
            answer = httpx2.request(
                method, f"{base}/admin{path}", headers={"Authorization": f"Bearer {key}"}, timeout=30
            )
        reply = reply_of(answer)
        if reply.status == 403:
            refused = refusal(reply)
            advice = "Set WANBOX_API_KEY to a key with the scope admin."
            raise ApiError(403, refused.code, f"{refused.message} {advice}", refused.request_id)
        if reply.status != 200:
            raise refusal(reply)
        found = reply.json()
        if not isinstance(found, Mapping):
            raise AnswerUnreadable(f"This is no answer of a wanbox server: {base}/admin{path}")
        return found
