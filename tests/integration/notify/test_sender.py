"""Messages to webhooks: at least once each, under one id, whatever receivers and senders do."""

from __future__ import annotations

import asyncio
import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from wanbox.notify import sender as module
from wanbox.wire.status import TaskStatus

ENDS = frozenset({TaskStatus.SUCCEEDED, TaskStatus.FAILED, TaskStatus.CANCELED})
PROGRAM = Path(__file__).parent / "program.py"


async def send(sender):
    """Send what is due now; how many that was."""
    count = await sender.take()
    await sender.idle()
    return count


async def one(ledger, account="alice"):
    (delivery,) = await ledger.deliveries(account)
    return delivery


async def test_a_message_arrives_signed_and_is_not_sent_again(ledger, sender, receiver, end_task, verified):
    hook = await ledger.add_hook("alice", receiver.url, ENDS)
    task_id = await end_task()

    assert 1 == await send(sender)
    assert 0 == await send(sender)
    assert {"task": task_id, "status": "CANCELED"} == verified(receiver.messages[0], hook=hook)
    assert (await one(ledger)).delivered is not None


async def test_an_address_of_a_task_is_signed_for_the_account(ledger, sender, receiver, end_task, verified):
    task_id = await end_task(webhook=receiver.url)
    await send(sender)

    assert task_id == verified(receiver.messages[0])["task"]
    assert (await one(ledger)).hook_id is None


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503, 302, 308])
async def test_any_answer_but_2xx_is_tried_again_under_the_same_id(ledger, sender, receiver, end_task, clock, status):
    receiver.answer = lambda _: status if len(receiver.messages) == 1 else 200
    await ledger.add_hook("alice", receiver.url, ENDS)
    await end_task()
    await send(sender)
    assert f"the address answered {status}" == (await one(ledger)).error
    assert 0 == await send(sender)

    clock.forward(seconds=7)
    assert 1 == await send(sender)
    first, second = receiver.messages
    assert first.id == second.id
    assert first.body == second.body
    assert (await one(ledger)).delivered is not None


async def test_redirects_are_not_followed(ledger, sender, receiver, end_task):
    receiver.answer = lambda _: 307
    await ledger.add_hook("alice", receiver.url, ENDS)
    await end_task()
    await send(sender)

    assert 1 == len(receiver.messages)


@pytest.mark.parametrize(
    ("answer", "seconds", "error"),
    [("hang", 0.3, "there was no answer in time"), ("die", module.SECONDS, "the connection broke off")],
)
async def test_a_receiver_that_hangs_or_dies_is_tried_again(
    ledger, sender, receiver, end_task, clock, monkeypatch, answer, seconds, error
):
    receiver.answer = lambda _: answer
    await ledger.add_hook("alice", receiver.url, ENDS)
    await end_task()
    with monkeypatch.context() as patch:
        patch.setattr(module, "SECONDS", seconds)
        await send(sender)
    assert error == (await one(ledger)).error

    receiver.answer = lambda _: 200
    clock.forward(seconds=7)
    await send(sender)
    assert (await one(ledger)).delivered is not None


async def test_an_endless_answer_is_not_read(ledger, sender, receiver, end_task):
    receiver.answer = lambda _: "endless"
    await ledger.add_hook("alice", receiver.url, ENDS)
    await end_task()
    async with asyncio.timeout(30):
        await send(sender)

    assert (await one(ledger)).delivered is not None


async def test_a_message_that_never_arrives_is_given_up_after_eight_tries(ledger, make_sender, end_task, clock):
    tries = []

    async def post(url, **_):
        tries.append(clock())
        return 500

    await ledger.add_hook("alice", "https://example.com/", ENDS)
    await end_task()
    sender = make_sender(post=post)
    for _ in range(30):
        await send(sender)
        clock.forward(minutes=10)

    assert 6 <= len(tries) <= 9
    assert (await one(ledger)).dead
    assert 3600 < (tries[-1] - tries[0]).total_seconds() < 7300


async def test_what_was_given_up_is_sent_again_on_demand(ledger, sender, receiver, end_task):
    await ledger.add_hook("alice", receiver.url, ENDS)
    await end_task()
    (taken,) = await ledger.take_deliveries(limit=1, lease=60)
    await ledger.undelivered(taken, error="x", retry_in=None)
    assert 0 == await send(sender)

    assert 1 == await ledger.replay("alice")
    assert 1 == await send(sender)
    assert [taken.id] == [message.id for message in receiver.messages]


async def test_an_address_that_is_gone_is_removed_and_hears_no_more(ledger, sender, receiver, end_task):
    receiver.answer = lambda _: 410
    await ledger.add_hook("alice", receiver.url, ENDS)
    await end_task()
    await send(sender)
    await end_task()

    assert 0 == await send(sender)
    assert () == tuple(await ledger.hooks("alice"))
    assert (await one(ledger)).dead


async def test_an_address_of_a_task_that_is_gone_is_given_up(ledger, sender, receiver, end_task):
    receiver.answer = lambda _: 410
    await end_task(webhook=receiver.url)
    await send(sender)

    assert (await one(ledger)).dead


async def test_the_guard_stands_before_every_try(ledger, make_sender, receiver, end_task):
    from wanbox.fetch.guard import Guard
    from wanbox.fetch.post import post

    async def guarded(url, **message):
        return await post(url, guard=Guard(), **message)

    await ledger.add_hook("alice", receiver.url.replace("127.0.0.1", "localhost"), ENDS)
    await end_task()
    await send(make_sender(post=guarded))

    assert [] == receiver.messages
    assert "the address is not one that messages are sent to" == (await one(ledger)).error


async def test_a_forgotten_task_is_no_message(ledger, make_sender, receiver, end_task):
    async def forgotten(_):
        return None

    await ledger.add_hook("alice", receiver.url, ENDS)
    await end_task()
    await send(make_sender(compose=forgotten))

    assert [] == receiver.messages
    assert (await one(ledger)).dead


async def test_a_message_that_cannot_be_made_is_tried_again(ledger, make_sender, receiver, end_task):
    async def broken(_):
        raise RuntimeError("a secret")

    await ledger.add_hook("alice", receiver.url, ENDS)
    await end_task()
    await send(make_sender(compose=broken))

    delivery = await one(ledger)
    assert ("internal error", False) == (delivery.error, delivery.dead)


# --- several at once


async def test_two_senders_send_each_message_once(ledger, make_sender, receiver, end_task):
    await ledger.add_hook("alice", receiver.url, ENDS)
    for _ in range(20):
        await end_task()
    senders = [make_sender() for _ in range(2)]
    for _ in range(100):
        if not sum(await asyncio.gather(*map(send, senders))) and len(receiver.messages) >= 20:
            break
        await asyncio.sleep(0)

    ids = [message.id for message in receiver.messages]
    waiting = [one for one in await ledger.deliveries("alice") if one.delivered is None]
    assert len(ids) == len(set(ids)) == 20 - len(waiting)
    assert all(delivery.error == "the address is busy" for delivery in waiting)


async def test_one_address_never_takes_all_places(ledger, sender, receiver, end_task, clock):
    await ledger.add_hook("alice", receiver.url, ENDS)
    for _ in range(40):
        await end_task()
    for _ in range(100):
        await send(sender)
        if len(receiver.messages) == 40:
            break
        clock.forward(seconds=2)

    assert 40 == len({message.id for message in receiver.messages}) == len(receiver.messages)
    assert receiver.most_at_once <= module.AT_ONCE_TO_ONE


@pytest.fixture
def sent_first(ledger, make_sender, end_task):
    """Have something to send to Bob, too: the address that is told first while all addresses of Alice hang."""

    async def sent_first():
        told, hang = [], asyncio.Event()

        async def post(url, **_):
            if "slow" in url:
                await hang.wait()
            told.append(url)
            return 200

        await ledger.add_hook("bob", "https://example.com/quick", ENDS)
        await end_task("bob")
        running = asyncio.create_task(make_sender(post=post).run())
        async with asyncio.timeout(30):
            while not told:
                await ledger.changed(0.05)
        hang.set()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        return told[0]

    return sent_first


async def test_an_address_that_hangs_does_not_hold_up_the_others(ledger, end_task, sent_first):
    await ledger.add_hook("alice", "https://example.com/slow", ENDS)
    for _ in range(60):
        await end_task()

    assert "https://example.com/quick" == await sent_first()


async def test_an_account_whose_addresses_all_hang_does_not_hold_up_the_others(end_task, sent_first):
    """Each task may name an address of its own: there is no end of those."""
    for n in range(module.AT_ONCE + 10):
        await end_task(webhook=f"https://slow{n}.example/")

    assert "https://example.com/quick" == await sent_first()


# --- senders that end


async def test_what_is_on_its_way_when_a_sender_stops_is_anothers_at_once(
    ledger, make_sender, receiver, end_task, monkeypatch
):
    monkeypatch.setattr(module, "_GRACE_SECONDS", 0.05)
    receiver.answer = lambda _: "hang"
    await ledger.add_hook("alice", receiver.url, ENDS)
    await end_task()
    running = asyncio.create_task(make_sender().run())
    await receiver.received(1)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    receiver.answer = lambda _: 200
    await send(make_sender())
    assert 2 == len(receiver.messages)
    assert receiver.messages[0].id == receiver.messages[1].id


@pytest.mark.parametrize("ledger", ["sqlite"], indirect=True)
async def test_a_sender_killed_between_sending_and_writing_down_leaves_the_message_to_another(
    ledger, make_sender, receiver, end_task, clock, sqlite_settings, verified
):
    hook = await ledger.add_hook("alice", receiver.url, ENDS)
    await end_task()
    words = [sys.executable, str(PROGRAM), str(sqlite_settings.data)]
    killed = await asyncio.to_thread(subprocess.run, words, capture_output=True, timeout=120, check=False)
    assert -9 == killed.returncode, killed.stderr.decode()
    assert 1 == len(receiver.messages)

    assert 0 == await send(make_sender())
    # The process that was killed had a clock of its own.
    clock.now = dt.datetime.now(dt.UTC)
    clock.forward(seconds=module.LEASE_SECONDS + 1)
    assert 1 == await send(make_sender())
    first, second = receiver.messages
    assert (first.id, first.body) == (second.id, second.body)
    assert verified(second, hook=hook)
    assert (await one(ledger)).delivered is not None


async def test_a_message_that_takes_longer_than_a_lease_is_sent_once(
    ledger, make_sender, receiver, end_task, clock, monkeypatch
):
    monkeypatch.setattr(module, "_HOLD_SECONDS", 0.01)
    hang = asyncio.Event()

    async def post(_url, **_):
        await hang.wait()
        return 200

    await ledger.add_hook("alice", receiver.url, ENDS)
    await end_task()
    slow = asyncio.create_task(make_sender(post=post).run())
    async with asyncio.timeout(30):
        while (await one(ledger)).attempt == 0:
            await ledger.changed(0.05)
        for _ in range(3):
            before = (await one(ledger)).due
            clock.forward(seconds=module.LEASE_SECONDS / 2)
            while (await one(ledger)).due == before:
                await ledger.changed(0.05)
    others = await make_sender().take()
    hang.set()
    slow.cancel()
    await asyncio.gather(slow, return_exceptions=True)

    assert 0 == others
    assert (await one(ledger)).delivered is not None


async def test_what_was_given_up_and_is_sent_again_is_tried_as_often_as_a_new_message(
    ledger, sender, receiver, end_task, clock
):
    receiver.answer = lambda _: 500
    await ledger.add_hook("alice", receiver.url, ENDS)
    await end_task()
    clock.forward(hours=3)
    await send(sender)
    assert (await one(ledger)).dead
    await ledger.replay("alice")
    await send(sender)

    assert 4 <= ((await one(ledger)).due - clock()).total_seconds() <= 6


async def test_a_running_sender_sends_what_comes(ledger, sender, receiver, end_task):
    await ledger.add_hook("alice", receiver.url, ENDS)
    running = asyncio.create_task(sender.run())
    await end_task()
    await receiver.received(1)
    await end_task()
    await receiver.received(2)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert 2 == len({message.id for message in receiver.messages})
