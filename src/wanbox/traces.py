"""OpenTelemetry traces, off unless OTEL_EXPORTER_OTLP_ENDPOINT is set: one for a request and the task that it made.

A request id is as long as a trace id, and the ledger keeps it with the task. So the trace of a request has its id, its
first span an id that is derived from that, and a worker on another machine goes on with the same trace without being
told more. A caller's own trace (`traceparent`) is linked.
"""

from __future__ import annotations

import contextvars
import hashlib
import inspect
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.id_generator import IdGenerator
    from opentelemetry.trace import Span, SpanContext, Tracer

_SWITCHES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_tracer: Tracer | None = None
_provider: TracerProvider | None = None
#: The request whose first span is begun now.
_request: contextvars.ContextVar[str] = contextvars.ContextVar("request", default="")

Value = str | int | float | bool


class TracesMissing(RuntimeError):  # noqa: N818 - reads as the sentence it is
    """Traces are asked for, and the packages for them are not installed."""


def wanted(environ: Mapping[str, str] = os.environ) -> bool:
    disabled = environ.get("OTEL_SDK_DISABLED", "").lower() == "true"
    return not disabled and any(environ.get(name) for name in _SWITCHES)


def configure(service: str) -> None:
    """Send traces from now on if the environment asks for it. Raises TracesMissing."""
    if not wanted():
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise TracesMissing("OTEL_EXPORTER_OTLP_ENDPOINT is set, but `wanbox[traces]` is not installed.") from error
    use(service, BatchSpanProcessor(OTLPSpanExporter()))


def use(service: str, processor: Any) -> None:
    """Hand every span to a span processor of OpenTelemetry's."""
    global _tracer, _provider  # noqa: PLW0603 - one for the process, as the libraries have it
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

    name = os.environ.get("OTEL_SERVICE_NAME") or service
    _provider = TracerProvider(resource=Resource.create({"service.name": name}), id_generator=_ids())
    _provider.add_span_processor(processor)
    _tracer = _provider.get_tracer("wanbox")


def stop() -> None:
    """Send what is not sent yet."""
    global _tracer, _provider  # noqa: PLW0603
    if _provider is not None:
        _provider.shutdown()
    _tracer = _provider = None


class Spot:
    """A span that is open, or nothing."""

    def __init__(self, span: Span | None = None) -> None:
        self._span = span

    def note(self, **values: Value) -> None:
        if self._span is not None:
            for name, value in values.items():
                self._span.set_attribute(f"wanbox.{name}", value)

    def end_request(self, route: str, status: int) -> None:
        if self._span is not None:
            from opentelemetry.trace import Status, StatusCode

            self._span.update_name(route)
            self._span.set_attributes({"http.route": route, "http.response.status_code": status})
            if status >= 500:
                self._span.set_status(Status(StatusCode.ERROR))


_NOTHING = Spot()


@contextmanager
def request(method: str, request_id: str, headers: Mapping[bytes, bytes]) -> Iterator[Spot]:
    """The first span of a request's trace."""
    if _tracer is None:
        yield _NOTHING
        return
    from opentelemetry.context import Context
    from opentelemetry.trace import Link, SpanKind

    theirs = _caller(headers)
    token = _request.set(request_id)
    try:
        span = _tracer.start_span(
            "request",
            context=Context(),
            kind=SpanKind.SERVER,
            links=[Link(theirs)] if theirs else [],
            attributes={"http.request.method": method, "wanbox.request_id": request_id},
        )
    finally:
        _request.reset(token)
    with _current(span):
        yield Spot(span)


@contextmanager
def task(name: str, request_id: str, **values: Value) -> Iterator[Spot]:
    """A span of a worker in the trace of the request that handed its task in."""
    if _tracer is None:
        yield _NOTHING
        return
    from opentelemetry.trace import NonRecordingSpan, SpanKind, set_span_in_context

    parent = set_span_in_context(NonRecordingSpan(_first_span(request_id)))
    span = _tracer.start_span(name, context=parent, kind=SpanKind.CONSUMER)
    with _current(span):
        spot = Spot(span)
        spot.note(request_id=request_id, **values)
        yield spot


@contextmanager
def step(name: str, **values: Value) -> Iterator[Spot]:
    """A span within the one that is open; nothing outside of one."""
    if _tracer is None:
        yield _NOTHING
        return
    from opentelemetry.trace import get_current_span

    if not get_current_span().get_span_context().is_valid:
        yield _NOTHING
        return
    with _current(_tracer.start_span(name)) as span:
        spot = Spot(span)
        spot.note(**values)
        yield spot


T = TypeVar("T")


def around(subject: T, name: str) -> T:
    """The same object with a span around each of its coroutines; itself if nothing is traced."""
    return subject if _tracer is None else cast("T", _Around(subject, name))


class _Around:
    def __init__(self, subject: Any, name: str) -> None:
        self._subject = subject
        self._name = name

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._subject, name)
        # A wait for whatever happens next is no work of anybody's.
        if name == "changed" or not inspect.iscoroutinefunction(found):
            return found

        async def traced(*args: Any, **kwargs: Any) -> Any:
            with step(f"{self._name} {name}"):
                return await found(*args, **kwargs)

        return traced


@contextmanager
def _current(span: Span) -> Iterator[Span]:
    from opentelemetry.trace import Status, StatusCode, use_span

    # Exceptions are not recorded: their texts may hold what no trace should.
    with use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        try:
            yield span
        except Exception as error:
            span.set_status(Status(StatusCode.ERROR, type(error).__name__))
            raise


def _caller(headers: Mapping[bytes, bytes]) -> SpanContext | None:
    from opentelemetry.trace import get_current_span
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier = {"traceparent": headers.get(b"traceparent", b"").decode("latin-1")}
    found = get_current_span(TraceContextTextMapPropagator().extract(carrier)).get_span_context()
    return found if found.is_valid else None


def _first_span(request_id: str) -> SpanContext:
    from opentelemetry.trace import SpanContext, TraceFlags

    return SpanContext(
        trace_id=_trace_number(request_id),
        span_id=_span_number(request_id),
        is_remote=True,
        trace_flags=TraceFlags(TraceFlags.SAMPLED),
    )


def _trace_number(request_id: str) -> int:
    try:
        return uuid.UUID(request_id).int
    except ValueError:
        return int.from_bytes(hashlib.blake2b(request_id.encode(), digest_size=16).digest(), "big")


def _span_number(request_id: str) -> int:
    return int.from_bytes(hashlib.blake2b(request_id.encode(), digest_size=8).digest(), "big") or 1


def _ids() -> IdGenerator:
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator

    class RequestIds(RandomIdGenerator):
        """Random, but for the first span of a request."""

        def generate_trace_id(self) -> int:
            return _trace_number(_request.get()) if _request.get() else super().generate_trace_id()

        def generate_span_id(self) -> int:
            return _span_number(_request.get()) if _request.get() else super().generate_span_id()

    return RequestIds()
