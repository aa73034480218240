"""What becomes of running work when a server is stopped, stopped at once, or killed; and what it counts."""

from __future__ import annotations

import json
import signal

import psutil


def test_a_stop_lets_running_work_end_and_begins_nothing_new(serving):
    serving.start()
    running, waiting = serving.submit(serving.held), serving.submit("fine")
    serving.running(running)
    serving.signal()
    serving.until(lambda: "stopping" in serving.log())
    serving.let_go()

    assert 0 == serving.wait()
    serving.start(WANBOX_WORKERS="0")
    assert ("SUCCEEDED", "PENDING") == tuple(serving.poll(one)["task_status"] for one in (running, waiting))
    assert "Traceback" not in serving.log()


def test_what_does_not_end_in_time_goes_back_at_once_and_a_second_signal_waits_for_nothing(serving):
    serving.start(WANBOX_DRAIN_SECONDS="600")
    task_id = serving.submit("[sleep=60]")
    serving.running(task_id)
    workers = serving.family()
    serving.signal()
    serving.until(lambda: "stopping" in serving.log())
    serving.signal()

    assert 0 == serving.wait()
    assert [] == psutil.wait_procs(workers, 20)[1]
    serving.start(WANBOX_WORKERS="0")
    assert "PENDING" == serving.poll(task_id)["task_status"]


def test_a_server_that_was_killed_with_its_workers_goes_on_without_waiting_for_leases(serving):
    """The lease is ten minutes: whoever waited for it would not see the end of this test."""
    serving.start(WANBOX_LEASE_SECONDS="600")
    task_id = serving.submit(serving.held)
    serving.running(task_id)
    workers = serving.family()
    serving.signal(signal.SIGKILL)
    serving.wait()
    psutil.wait_procs(workers, 20)
    serving.let_go()
    serving.start(WANBOX_LEASE_SECONDS="600")

    assert "SUCCEEDED" == serving.ended(task_id)["task_status"]
    page = serving.ask("/metrics")
    assert 'wanbox_task_seconds_count{engine="own.eater",model="wan2.6-t2v",outcome="succeeded"} 1.0' in page
    route = 'method="GET",route="/api/v1/tasks/{task_id}",status="200"'
    assert f"wanbox_http_requests_total{{{route}}}" in page
    lines = [json.loads(line) for line in serving.log().splitlines() if line.startswith("{")]
    (done,) = [line for line in lines if line["event"] == "task done"]
    (submitted,) = [line for line in lines if line["event"] == "submitted"]
    assert (task_id, "default", submitted["request_id"]) == (done["task_id"], done["account"], done["request_id"])


def test_a_task_that_holds_too_much_memory_loses_its_worker_and_is_begun_again(serving):
    serving.start(WANBOX_TASK_MEMORY="350MB")
    task_id = serving.submit("[eat]")

    assert "SUCCEEDED" == serving.ended(task_id)["task_status"]
    assert "worker holds too much memory" in serving.log()


def test_a_drained_worker_ends_after_its_task_and_is_not_replaced(serving):
    serving.start()
    task_id = serving.submit(serving.held)
    serving.running(task_id)
    (worker,) = serving.until(lambda: serving.ask("/api/v1/admin/workers")["workers"])
    serving.ask(f"/api/v1/admin/workers/{worker['name']}/drain", {}, X_Any="1")
    serving.let_go()

    serving.until(lambda: serving.ask("/readyz")["checks"]["workers"] == "failed: 1 of 1 drained")
    assert "SUCCEEDED" == serving.poll(task_id)["task_status"]
