"""Traces: one for a request and the task that it made, in whatever processes."""

from __future__ import annotations

import asyncio
import uuid

import pytest
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from wanbox import traces

REQUEST = "0f0e0d0c-0b0a-4908-8706-050403020100"


@pytest.fixture
def spans():
    exporter = InMemorySpanExporter()
    traces.use("test", SimpleSpanProcessor(exporter))
    yield lambda: {span.name: span for span in exporter.get_finished_spans()}
    traces.stop()


def test_they_are_off_unless_an_endpoint_is_named():
    assert [False, True, False] == [
        traces.wanted({}),
        traces.wanted({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318"}),
        traces.wanted({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:4318", "OTEL_SDK_DISABLED": "true"}),
    ]


def test_without_them_everything_runs_as_it_is():
    ledger = object()
    with traces.request("GET", REQUEST, {}) as span, traces.step("x"), traces.task("t", REQUEST):
        span.end_request("/", 200)

    assert traces.around(ledger, "ledger") is ledger


def test_the_trace_of_a_request_has_its_id(spans):
    with traces.request("POST", REQUEST, {}) as span:
        span.end_request("/tasks", 200)

    found = spans()["/tasks"]
    assert (uuid.UUID(REQUEST).int, None) == (found.context.trace_id, found.parent)
    assert 200 == found.attributes["http.response.status_code"]


def test_a_worker_goes_on_with_it(spans):
    with traces.request("POST", REQUEST, {}) as span:
        span.end_request("/tasks", 200)
    with traces.task("task", REQUEST, engine="storyboard"), traces.step("generate"):
        pass

    request, task, step = (spans()[name] for name in ("/tasks", "task", "generate"))
    assert request.context.span_id == task.parent.span_id
    assert task.context.span_id == step.parent.span_id
    assert {request.context.trace_id} == {task.context.trace_id, step.context.trace_id}


def test_a_callers_own_trace_is_linked(spans):
    theirs = {b"traceparent": b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}
    with traces.request("POST", REQUEST, theirs) as span:
        span.end_request("/tasks", 200)

    (link,) = spans()["/tasks"].links
    assert 0x4BF92F3577B34DA6A3CE929D0E0E4736 == link.context.trace_id


@pytest.mark.parametrize("header", [b"", b"rubbish", b"00-0-0-00", b"\xff\xfe"])
def test_a_bad_traceparent_does_no_harm(spans, header):
    with traces.request("POST", REQUEST, {b"traceparent": header}) as span:
        span.end_request("/tasks", 200)

    assert () == tuple(spans()["/tasks"].links)


def test_an_error_is_marked_and_its_text_is_not_kept(spans):
    with pytest.raises(ValueError), traces.task("task", REQUEST):
        raise ValueError("a prompt")

    found = spans()["task"]
    assert ("ValueError", ()) == (found.status.description, tuple(found.events))


async def test_steps_of_an_object_are_spans_within_the_request(spans):
    class Ledger:
        async def read(self, number):
            await asyncio.sleep(0)
            return number

        def link(self):
            return "plain"

    ledger = traces.around(Ledger(), "ledger")
    with traces.request("GET", REQUEST, {}) as span:
        got = (await ledger.read(7), ledger.link())
        span.end_request("/tasks/{task_id}", 200)
    await ledger.read(8)

    assert (7, "plain") == got
    assert spans()["/tasks/{task_id}"].context.span_id == spans()["ledger read"].parent.span_id
    assert 2 == len(spans())
