"""The log: lines of text for a person, of JSON for machines.

No line holds who asked or what for: no name, address, query, cookie or body. A failure is told by
its kind and its place in the code; its message is left out, since it may quote what was typed.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson
import structlog
from flask import has_request_context, request
from gunicorn import glogging
from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

from portal.settings import Settings

# Where a request's environment holds its number.
REQUEST_ID = "portal.request_id"
_MOST_PLACES = 40
# Messages of gunicorn's that quote a request.
_QUOTING = ("Invalid request", "Error handling request")


class _Lines:
    """Where lines go; nowhere until `start`."""

    all: FilteringBoundLogger | None = None
    requests: FilteringBoundLogger | None = None


def start(settings: Settings, stream: BinaryIO | None = None) -> None:
    """Write what is logged from now on, by whatever library, to standard error or a stream."""
    out = stream or sys.stderr.buffer
    _Lines.all = structlog.wrap_logger(
        structlog.BytesLogger(out),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _as_json if settings.log == "json" else _as_text,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        context_class=dict,
        cache_logger_on_first_use=True,
    ).bind()
    _Lines.requests = _Lines.all if settings.log_requests == "on" else None
    root = logging.getLogger()
    if _forward not in root.handlers:
        root.addHandler(_forward)
    root.setLevel(logging.WARNING)


def stop() -> None:
    """Write nothing any more."""
    logging.getLogger().removeHandler(_forward)
    _Lines.all = _Lines.requests = None


def request_lines() -> FilteringBoundLogger | None:
    """Where a line for each request goes, if it goes anywhere."""
    return _Lines.requests


def request_id() -> str:
    """The number of the request that is being answered; people are told it with an error."""
    number: str = request.environ.get(REQUEST_ID, "none")
    return number


class GunicornLog(glogging.Logger):  # type: ignore[misc] # gunicorn is not typed
    """gunicorn's own messages, written as all others are."""

    def setup(self, cfg: Any) -> None:
        """Set the level; the handler is the one of `start`."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Log an error, unless it is a client that stalled: anybody could fill the log so."""
        if not isinstance(sys.exc_info()[1], BlockingIOError):
            super().exception(msg, *args, **kwargs)


class _Forward(logging.Handler):
    """Takes what libraries log, without the values that they put into their messages."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        if _Lines.all is None:
            return
        fields: dict[str, Any] = {"logger": record.name}
        if has_request_context() and REQUEST_ID in request.environ:
            fields["request"] = request_id()
        if record.exc_info and record.exc_info[1] is not None:
            fields.update(error_fields(record.exc_info[1]))
        level = min(max(record.levelno // 10 * 10, logging.DEBUG), logging.CRITICAL)
        _Lines.all.log(level, _message(record), **fields)


_forward = _Forward()


def _message(record: logging.LogRecord) -> str:
    message = str(record.msg)
    for start_of in _QUOTING:
        if message.startswith(start_of):
            return start_of
    if record.name.startswith(("portal", "gunicorn")):
        return record.getMessage()
    return message


def error_fields(error: BaseException) -> dict[str, Any]:
    """Describe a failure as a log may say it: its kind, its code at the database, where it
    happened.
    """
    chain = list(_causes(error))
    fields: dict[str, Any] = {"error": " from ".join(map(_kind, chain))}
    for cause in chain:
        code = getattr(cause, "sqlstate", None) or getattr(cause, "strerror", None)
        if code:
            fields["code"] = code
    root = chain[-1]
    places = traceback.extract_tb(root.__traceback__)
    if root is not error:
        places = [*traceback.extract_tb(error.__traceback__), *places]  # type: ignore[assignment]
    fields["trace"] = [
        f"{place.filename}:{place.lineno} {place.name}" for place in places[-_MOST_PLACES:]
    ]
    return fields


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _as_json(_logger: WrappedLogger, _name: str, fields: EventDict) -> bytes:
    return orjson.dumps(fields, default=str)


def _as_text(_logger: WrappedLogger, _name: str, fields: EventDict) -> bytes:
    """One line: when, how grave, what, then names and values; a trace below it."""
    at, level, event = fields.pop("at"), fields.pop("level"), fields.pop("event")
    trace = "".join(f"\n    {place}" for place in fields.pop("trace", ()))
    values = " ".join(f"{name}={value}" for name, value in fields.items())
    return f"{at[:19]} {level:<8} {event:<10} {values}{trace}".encode(errors="replace")
