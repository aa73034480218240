"""Logging: one line per event, for people or for machines; never a key, prompts only when asked for."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import sys
import threading
import types
from typing import TextIO

from wanbox.scrub import scrub
from wanbox.settings import LogFormat, Settings

# structlog loads rich for the drawing of tracebacks, which we leave plain; that would be a fifth of the server's start.
_spared = "rich" not in sys.modules
if _spared:
    sys.modules["rich"] = None  # type: ignore[assignment]  # the import system's own way to say "not there"
import structlog  # noqa: E402 - see above

if _spared:
    del sys.modules["rich"]


def logger(name: str) -> structlog.typing.FilteringBoundLogger:
    """The log of one part of the house."""
    made: structlog.typing.FilteringBoundLogger = structlog.get_logger(f"wanbox.{name}")
    return made


#: Never written, whoever hands them over.
_SECRET = frozenset({"authorization", "api_key", "secret", "signature", "policy", "img_url", "audio_url", "image"})


def configure(settings: Settings) -> None:
    """Set structlog and the standard library's loggers up, to standard error."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_format is LogFormat.JSON
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_secrets,
            *([structlog.processors.format_exc_info] if settings.log_format is LogFormat.JSON else []),
            _scrubbed(renderer),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(_LossyStream(sys.stderr)),  # type: ignore[arg-type]  # all it needs
        cache_logger_on_first_use=True,
    )
    as_json = settings.log_format is LogFormat.JSON
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonFormatter() if as_json else _ScrubbingFormatter("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING))
    if as_json:
        logging.captureWarnings(capture=True)
        sys.excepthook = _log_end
        threading.excepthook = lambda ended: _log_end(ended.exc_type, ended.exc_value, ended.exc_traceback)


class _LossyStream:
    """A stream that loses lines where they cannot be written: a full disk must not keep the house from working."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            self._stream.flush()


class Trouble:
    """Tells when something begins to fail and when that ends, so that a log need not hold every try."""

    def __init__(self) -> None:
        self._kind: type[BaseException] | None = None

    def begins(self, error: BaseException) -> bool:
        """Whether this failure is news."""
        before, self._kind = self._kind, type(error)
        return before is not self._kind

    def ends(self) -> bool:
        """Whether this success is news."""
        before, self._kind = self._kind, None
        return before is not None


def _scrubbed(renderer: structlog.types.Processor) -> structlog.types.Processor:
    def render(logger: structlog.types.WrappedLogger, method: str, event: structlog.types.EventDict) -> str:
        return scrub(str(renderer(logger, method, event)))

    return render


class _ScrubbingFormatter(logging.Formatter):
    """For what libraries log, tracebacks and all."""

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))


class _JsonFormatter(_ScrubbingFormatter):
    """The lines of libraries in the form of ours."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "timestamp": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat().replace("+00:00", "Z"),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return scrub(json.dumps(line, ensure_ascii=False))


def _log_end(kind: type[BaseException], error: BaseException | None, trace: types.TracebackType | None) -> None:
    """What Python writes when nobody catches an error."""
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("python").critical("nobody caught it", exc_info=(kind, error or kind(), trace))


def _without_secrets(
    _logger: structlog.types.WrappedLogger, _method: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    for name in _SECRET.intersection(event):
        event[name] = "…"
    return event
