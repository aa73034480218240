"""Logging: one line per event, for people or for machines; never a key, prompts only when asked for."""

from __future__ import annotations

import logging
import sys

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
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_ScrubbingFormatter("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING))


def _scrubbed(renderer: structlog.types.Processor) -> structlog.types.Processor:
    def render(logger: structlog.types.WrappedLogger, method: str, event: structlog.types.EventDict) -> str:
        return scrub(str(renderer(logger, method, event)))

    return render


class _ScrubbingFormatter(logging.Formatter):
    """For what libraries log, tracebacks and all."""

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))


def _without_secrets(
    _logger: structlog.types.WrappedLogger, _method: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    for name in _SECRET.intersection(event):
        event[name] = "…"
    return event
