"""What is counted in memory: how fast a name may go on, and who is slowed down for wrong keys."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from wanbox.server.throttle import Pace, Question, Questions, Tries
from wanbox.settings import Settings
from wanbox.wire.errors import WireError


class Seconds:
    now = 100.0

    def __call__(self):
        return self.now

    def forward(self, seconds):
        self.now += seconds


@pytest.fixture
def seconds():
    return Seconds()


def settings(**changes):
    return Settings(**changes)


def caller(host):
    return SimpleNamespace(client=host and SimpleNamespace(host=host))


# --- a pace


def test_a_burst_comes_through_at_once_and_the_next_waits_for_its_share(seconds):
    pace = Pace(rate=2, burst=3, seconds=seconds)

    assert [0, 0, 0, 0.5] == [pace.take("a") for _ in range(4)]


def test_what_was_refused_is_not_counted(seconds):
    pace = Pace(rate=2, burst=1, seconds=seconds)
    waits = [pace.take("a") for _ in range(5)]
    seconds.forward(0.5)

    assert [0, 0.5, 0.5, 0.5, 0.5, 0] == [*waits, pace.take("a")]


def test_looking_counts_nothing(seconds):
    pace = Pace(rate=2, burst=1, seconds=seconds)

    assert [0, 0, 0] == [pace.wait("a") for _ in range(3)]


def test_names_do_not_wait_for_each_other(seconds):
    pace = Pace(rate=2, burst=1, seconds=seconds)
    pace.take("a")

    assert 0 == pace.take("b")


@pytest.mark.parametrize("step", [0.05, 0.0625, 1.0])
def test_whoever_keeps_to_the_rate_is_never_refused(seconds, step):
    pace = Pace(rate=20, burst=20, seconds=seconds)
    waits = []
    for _ in range(1000):
        waits.append(pace.take("a"))
        seconds.forward(step)

    assert {0} == set(waits)


def test_whoever_asks_20_times_in_one_moment_of_each_second_is_never_refused(seconds):
    pace = Pace(rate=20, burst=20, seconds=seconds)
    waits = []
    for _ in range(50):
        waits += [pace.take("a") for _ in range(20)]
        seconds.forward(1.0)

    assert {0} == set(waits)


def test_names_are_forgotten_before_they_fill_the_memory(seconds, monkeypatch):
    monkeypatch.setattr("wanbox.server.throttle._NAMES", 3)
    pace = Pace(rate=1, burst=1, seconds=seconds)
    for n in range(10):
        pace.take(str(n))

    assert [0] * 7 + [1] * 3 == [pace.wait(str(n)) for n in range(10)]


# --- questions


def test_questions_are_free_unless_the_vendors_limits_are_switched_on(seconds):
    questions = Questions(settings(), seconds=seconds)

    for _ in range(1000):
        questions.count(Question.POLL, "alice")


@pytest.mark.parametrize(("kind", "rate"), [("POLL", 20), ("LIST", 20), ("CANCEL", 20), ("UPLOAD", 100)])
def test_the_vendors_limits_of_an_account(seconds, kind, rate):
    """Spec 8, 10."""
    questions = Questions(settings(vendor_limits=True), seconds=seconds)
    for _ in range(rate):
        questions.count(Question[kind], "alice")

    with pytest.raises(WireError) as refusal:
        questions.count(Question[kind], "alice")

    assert (429, "Throttling.RateQuota") == (refusal.value.status, refusal.value.code)
    assert 1 / rate == pytest.approx(refusal.value.retry_after)


def test_each_kind_and_each_account_is_counted_for_itself(seconds):
    questions = Questions(settings(vendor_limits=True), seconds=seconds)
    for _ in range(20):
        questions.count(Question.POLL, "alice")

    questions.count(Question.LIST, "alice")
    questions.count(Question.POLL, "bob")


# --- wrong keys


@pytest.fixture
def tries(seconds):
    return Tries(settings(wrong_keys=3), seconds=seconds)


def refused(tries, host, secret="sk-any"):
    try:
        tries.check(caller(host), secret)
    except WireError as error:
        return error.retry_after
    return None


def use_up(tries, host, times=3):
    for _ in range(times):
        tries.wrong(caller(host))


def test_an_address_that_used_up_its_tries_waits(tries, seconds):
    use_up(tries, "203.0.113.9")

    assert 20 == pytest.approx(refused(tries, "203.0.113.9"))
    seconds.forward(20.001)
    assert refused(tries, "203.0.113.9") is None


def test_another_address_does_not(tries):
    use_up(tries, "203.0.113.9")

    assert refused(tries, "203.0.113.10") is None


def test_an_address_of_ipv6_is_its_network(tries):
    use_up(tries, "2001:db8::1")

    assert refused(tries, "2001:db8::ffff:1")
    assert refused(tries, "2001:db8:0:1::1") is None


def test_an_address_written_as_ipv6_is_the_same_address(tries):
    use_up(tries, "::ffff:203.0.113.9")

    assert refused(tries, "203.0.113.9")


def test_a_key_that_opened_from_there_before_goes_on_opening(tries):
    tries.right(caller("203.0.113.9"), "sk-mine")
    use_up(tries, "203.0.113.9")

    assert refused(tries, "203.0.113.9", "sk-mine") is None
    assert refused(tries, "203.0.113.9", "sk-other")


def test_a_key_that_opened_from_elsewhere_does_not_help(tries):
    tries.right(caller("203.0.113.10"), "sk-mine")
    use_up(tries, "203.0.113.9")

    assert refused(tries, "203.0.113.9", "sk-mine")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", None])
def test_this_machine_is_not_counted(tries, host):
    use_up(tries, host, times=100)

    assert refused(tries, host) is None


def test_zero_switches_it_off(seconds):
    tries = Tries(settings(wrong_keys=0), seconds=seconds)
    use_up(tries, "203.0.113.9", times=1000)

    assert refused(tries, "203.0.113.9") is None


def test_a_socket_without_addresses_is_one_caller(tries):
    use_up(tries, "a-name")

    assert refused(tries, "a-name")


def test_what_opened_is_forgotten_before_it_fills_the_memory(tries, monkeypatch):
    monkeypatch.setattr("wanbox.server.throttle._NAMES", 3)
    for n in range(10):
        tries.right(caller("203.0.113.9"), f"sk-{n}")
    use_up(tries, "203.0.113.9")

    assert [7, 8, 9] == [n for n in range(10) if not refused(tries, "203.0.113.9", f"sk-{n}")]
