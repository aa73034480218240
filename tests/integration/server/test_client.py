"""The client against the server: it keeps to what it is told, and gets everything done."""

from __future__ import annotations

import datetime as dt

import httpx2
import pytest

from wanbox.client import ApiError, AsyncClient, KeyRefused
from wanbox.ledger.contract import NewKey, Scope

SECRET = "sk-" + "6" * 32


@pytest.fixture
def client(world):
    """A client whose pauses pass at once, by the world's clock; `pauses` of it says how long they were."""

    async def make(**facts):
        await world.ledger.create_key(SECRET, NewKey(**{"account": "alice"} | facts))
        pauses = []

        async def pause(seconds):
            pauses.append(seconds)
            world.clock.advance(seconds=seconds)

        made = AsyncClient(SECRET, base_url=f"{world.BASE}/api/v1", transport=world._transport, sleep=pause)
        made.pauses = pauses
        return made

    return make


async def test_a_client_over_its_rate_gets_all_its_tasks_in_at_that_rate(world, client):
    caller = await client(rate=2)
    began = world.clock()

    for _ in range(9):
        await caller.submit_video(world.video_body())

    assert {"PENDING": 9} == await world.counts()
    # Two may come at once, the other seven half a second apart; the first pause of the client is half a second too,
    # and up to a quarter more: what the pauses were too long may add up to one that is not needed.
    assert dt.timedelta(seconds=3.5) <= world.clock() - began < dt.timedelta(seconds=3.5 * 1.3)
    assert len(caller.pauses) in (6, 7)


async def test_a_client_without_quota_is_told_at_once(world, client):
    caller = await client(quota=1)
    await caller.submit_video(world.video_body())

    with pytest.raises(ApiError, match=r"Throttling\.AllocationQuota") as refusal:
        await caller.submit_video(world.video_body())

    assert [] == caller.pauses
    assert 3600 < refusal.value.retry_after < 86400


async def test_a_client_whose_key_does_not_open_the_door_is_told_so(world, client):
    caller = await client(scopes=frozenset({Scope.READ}))

    with pytest.raises(ApiError, match=r"AccessDenied: Access denied\."):
        await caller.submit_video(world.video_body())


async def test_a_client_whose_key_was_revoked_is_told_so(world, client):
    caller = await client()
    (key,) = await world.ledger.keys()
    await world.ledger.revoke_key(key.id)

    with pytest.raises(KeyRefused, match="Invalid API-key provided"):
        await caller.poll("any")


class _Cut(httpx2.AsyncBaseTransport):
    """A line that breaks after four bytes of each answer to a download, and keeps what was asked for."""

    def __init__(self, line):
        self._line = line
        self.ranges = []

    async def handle_async_request(self, request):
        self.ranges.append(request.headers.get("range"))
        answer = await self._line.handle_async_request(request)
        content = await answer.aread()

        async def four_bytes():
            yield content[:4]
            if len(content) > 4:
                raise httpx2.ReadError("cut")

        return httpx2.Response(answer.status_code, headers=answer.headers, content=four_bytes())


async def test_a_download_goes_on_where_the_line_broke(world, tmp_path):
    task_id = await world.submit()
    await world.finish_video(b"0123456789")
    url = (await world.poll(task_id))["output"]["video_url"]
    line = _Cut(world._transport)

    async def at_once(_):
        pass

    async with AsyncClient(SECRET, base_url=f"{world.BASE}/api/v1", transport=line, sleep=at_once) as client:
        await client.download(url, tmp_path / "a.mp4")

    assert b"0123456789" == (tmp_path / "a.mp4").read_bytes()
    assert [None, "bytes=4-", "bytes=8-"] == line.ranges
