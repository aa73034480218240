"""The benchmarks: their arithmetic, their output, and that every topic can still be imported."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
import uuid

import pytest

from kit.listening import listening
from wanbox.ledger import open_ledger
from wanbox.settings import load
from wanbox.wire.status import TaskStatus


@pytest.fixture
def rows(bench):
    return bench("rows")


@pytest.fixture
def row(rows):
    def make(**changes):
        facts = {"topic": "api", "what": "poll", "figure": 3.0, "unit": "ms", "bare": 2.0, "beside": "bare route"}
        return rows.Row(**facts | changes)

    return make


# --- arithmetic


def test_ratio_says_how_many_times_worse_than_bare(row):
    assert 1.5 == row().ratio


def test_ratio_of_a_rate_is_the_other_way_round(row):
    assert 2.0 == row(figure=50.0, bare=100.0, more_is_better=True).ratio


def test_no_bare_figure_is_no_ratio(row):
    assert row(bare=None).ratio is None


@pytest.mark.parametrize(("target", "met"), [(3.0, True), (2.9, False), (None, None)])
def test_a_figure_meets_its_target_up_to_it(row, target, met):
    assert met is row(target=target).met


@pytest.mark.parametrize(("target", "met"), [(3.0, True), (3.1, False)])
def test_a_rate_meets_its_target_from_it_on(row, target, met):
    assert met is row(target=target, more_is_better=True).met


@pytest.mark.parametrize(("target", "met"), [(1.5, True), (1.4, False)])
def test_a_target_may_be_about_the_ratio(row, rows, target, met):
    assert met is row(target=target, target_on=rows.Measured.RATIO).met


@pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.5, 2), (0.75, 3), (0.99, 4), (1.0, 4)])
def test_percentile_is_the_nearest_rank(rows, share, value):
    assert value == rows.percentile([4, 2, 1, 3], share)


def test_percentile_of_nothing_is_an_error(rows):
    with pytest.raises(ValueError, match="nothing"):
        rows.percentile([], 0.5)


@pytest.mark.parametrize(("value", "shown"), [(0.0123456, 0.01235), (123456.0, 123500.0), (0.0, 0.0)])
def test_figures_are_kept_to_four_digits(rows, value, shown):
    assert shown == rows.rounded(value)


# --- output


def test_table_shows_figure_bare_ratio_target_and_verdict(row, rows):
    (line,) = [line for line in rows.table([row(target=1.0)]).splitlines() if "poll" in line]

    assert ["poll", "3.00", "ms", "2.00", "ms", "1.50x", "≤", "1.00", "ms", "NO", "bare", "route"] == line.split()


def test_json_holds_every_row_and_where_it_was_measured(bench, row, tmp_path):
    where = bench("machine").Machine(cores=2, load_before=0.1, load_after=0.2)

    bench("__main__").write(tmp_path / "deep" / "bench.json", where, [row(), row(what="submit")])

    written = json.loads((tmp_path / "deep" / "bench.json").read_text("utf-8"))
    assert ["poll", "submit"] == [one["what"] for one in written["rows"]]
    assert (2, 0.1, False) == tuple(written["machine"][name] for name in ("cores", "load_before", "busy"))


def test_a_busy_machine_is_named_as_such(bench):
    quiet = bench("machine").Machine(cores=2, load_before=0.2, load_after=2.0)

    assert "BUSY" not in str(quiet)
    assert "BUSY" in str(dataclasses.replace(quiet, load_before=3.0))


# --- topics


def test_topics_are_the_modules_of_the_folder(bench):
    assert ("api", "engine", "pickup", "postgres", "start", "tasks", "upload", "waiting") == bench("topics").names()


@pytest.mark.parametrize("name", ["api", "engine", "pickup", "postgres", "start", "tasks", "upload", "waiting"])
def test_every_topic_can_be_loaded(bench, name):
    assert callable(bench("topics").load(name))


def test_an_unknown_topic_is_refused_by_name(bench, capsys):
    with pytest.raises(SystemExit):
        bench("__main__").main(["engines"])

    assert "no topic engines" in capsys.readouterr().err


def test_the_engine_still_has_every_stage_that_is_measured(bench):
    stages = bench("stages")

    assert [] == [name for _, owner, name in stages.PROBES if not callable(getattr(owner, name, None))]


def test_a_stage_within_another_is_taken_out_of_it(bench):
    stages = bench("stages").Stages()
    inner = stages.charge("build", lambda: sum(range(2_000_000)))
    outer = stages.charge("paint", inner)

    outer()

    assert {"build", "paint"} == set(stages.spent)
    assert 0 <= stages.spent["paint"] < stages.spent["build"]


# --- a ledger filled in bulk


@pytest.fixture
def filled(bench, tmp_path):
    return bench("stored").fill(tmp_path, 50)


async def test_the_ledger_reads_what_was_filled_in(bench, filled, tmp_path):
    ledger = open_ledger(load(bench("servers").environment(tmp_path), tmp_path))
    await ledger.open()
    task = await ledger.read(filled[0], account="default")
    counts = await ledger.counts()
    await ledger.close()

    assert task is not None
    assert (TaskStatus.SUCCEEDED, 1) == (task.status, len(task.parts))
    assert {"SUCCEEDED": 50} == dict(counts)


def test_filling_leaves_the_rules_of_the_ledger_in_place(filled, tmp_path):
    connection = sqlite3.connect(tmp_path / "ledger.sqlite3")

    with pytest.raises(sqlite3.IntegrityError, match="state table"):
        connection.execute("UPDATE task SET status = 'PENDING'")
    connection.close()


def test_ids_are_those_of_random_tasks(filled):
    assert 50 == len({uuid.UUID(one) for one in filled})


# --- the load generator


@pytest.fixture
async def port():
    """A server that answers everything alike."""
    body = b'{"a": 1}'

    async def answer(reader, writer):
        while head := await reader.readuntil(b"\r\n\r\n"):
            await reader.readexactly(int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0]))
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body))

    async with listening(answer) as port:
        yield port


async def test_load_generator_sends_as_many_as_the_rate_asks_for(bench, port):
    wire = bench("wire")

    times = await wire.at_rate(port, lambda _: wire.Request("GET", "/"), rate=500, seconds=0.1)

    assert 50 == len(times)
    assert min(times) > 0


async def test_an_answer_can_be_read_as_json(bench, port):
    wire = bench("wire")
    async with wire.connected(port) as line:
        answer = await line.send(wire.Request("POST", "/", body=b"xyz").encode())

    assert (200, {"a": 1}) == (answer.status, answer.json())
