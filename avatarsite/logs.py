"""Structured logs: one JSON line (or a coloured one on a terminal) per event, with request, session and job ids.

Words of a conversation never go to a log: events carry codes, counts and times.
"""

import re
import sys
from typing import Any

import structlog

Chain = list[Any]
SHARED_LINK = re.compile(r"(?<=/talk/)\w+")


def without_links(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Shared pages without their link: who reads it in a log could come in."""
    return {key: SHARED_LINK.sub("…", text) if isinstance(text, str) else text for key, text in event.items()}


def shared_chain() -> Chain:
    """What every line gets, ours and the libraries'."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        without_links,
    ]


def renderer(as_json: bool) -> Any:
    """JSON for machines; for a person at a terminal, colours."""
    if as_json:
        return structlog.processors.JSONRenderer()
    # Plain tracebacks: rich ones, where that package is installed, print every local value, words and keys included.
    plain = structlog.dev.plain_traceback
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)


def logging_config(level: str, as_json: bool) -> dict[str, Any]:
    """Django's LOGGING; also sets structlog up."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared_chain(),
            structlog.processors.format_exc_info if as_json else structlog.processors.UnicodeDecoder(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processor": renderer(as_json),
        "foreign_pre_chain": shared_chain(),
    }
    quiet = {
        name: {"level": "WARNING"}
        for name in ("daphne", "aioice", "aiortc", "httpx2", "openai", "rq", "fontTools", "stripe", "urllib3")
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": quiet,
    }
