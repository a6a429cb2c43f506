"""Every request gets a number, is timed, and is told to the log and to the metrics."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from logging import getLogger
from random import Random
from time import perf_counter
from typing import Any

from portal.telemetry import logging
from portal.telemetry.metrics import Metrics

HEADER = "X-Request-ID"
# Where a request's environment says which page it was for.
PAGE = "portal.page"
# What is asked every few seconds by machines is worth a line only when it fails.
QUIET = ("/healthz", "/readyz")
_WELL_FORMED = re.compile(r"[A-Za-z0-9_.-]{8,64}")

log = getLogger("portal")

Environ = dict[str, Any]
App = Callable[[Environ, Callable[..., Any]], Any]


class Watch:
    """Goes around the application; whatever that does with a request, it is seen here."""

    def __init__(
        self, app: App, believes: bool, metrics: Metrics | None, metrics_port: str
    ) -> None:
        """Watch an application.

        Args:
            believes: whether a proxy in front may give a request its number.
            metrics_port: where counts are given out, and nothing else is answered.
        """
        self._app = app
        self._believes = believes
        self._metrics = metrics
        self._port = metrics_port
        # No secret, only unlike others: each process begins elsewhere, as the system gives it.
        self._bits = Random().getrandbits  # noqa: S311

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        metrics = self._metrics
        if metrics is not None:
            if environ["SERVER_PORT"] == self._port:
                return metrics.page(environ, start)
            metrics.begin()
        seen = _Seen(environ, metrics, start)
        number = environ.get("HTTP_X_REQUEST_ID", "") if self._believes else ""
        if not _WELL_FORMED.fullmatch(number):
            number = f"{self._bits(48):012x}"
        environ[logging.REQUEST_ID] = seen.number = number
        try:
            parts: Iterable[bytes] = self._app(environ, seen.begin)
        except BaseException:
            seen.close()
            raise
        seen.parts = parts
        return seen


class _Seen:
    """The answer on its way out; its end is the request's end."""

    __slots__ = (
        "environ",
        "metrics",
        "number",
        "parts",
        "route",
        "sent",
        "start",
        "started",
        "status",
    )

    def __init__(
        self, environ: Environ, metrics: Metrics | None, start: Callable[..., Any]
    ) -> None:
        self.started = perf_counter()
        self.environ = environ
        self.metrics = metrics
        self.start = start
        self.number = ""
        self.route = "none"
        self.parts: Iterable[bytes] = ()
        self.status = 500
        self.sent = 0

    def begin(self, status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        """Pass status and headers on, with the request's number."""
        self.status = int(status[:3])
        self.route = _route(self.environ)  # Flask forgets the request at its end
        headers.append((HEADER, self.number))
        return self.start(status, headers, *rest)

    def __iter__(self) -> Iterator[bytes]:
        try:
            for part in self.parts:
                self.sent += len(part)
                yield part
        except Exception as error:
            self.status = 500  # whatever was promised with the first part
            log.error("answer broke off, number %s", self.number, exc_info=error)
            raise

    def close(self) -> None:
        """Say what became of the request."""
        environ, status, route = self.environ, self.status, self.route
        try:
            end = getattr(self.parts, "close", None)
            if end is not None:
                end()
        finally:
            seconds = perf_counter() - self.started
            if self.metrics is not None:
                self.metrics.end(route, status, seconds)
            lines = logging.request_lines()
            if lines is not None and (route not in QUIET or status >= 400):
                lines.info(
                    "request",
                    method=_method(environ),
                    route=route,
                    status=status,
                    ms=round(seconds * 1000, 2),
                    bytes=self.sent,
                    request=self.number,
                )


_METHODS = frozenset(("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"))


def _method(environ: Environ) -> str:
    method = environ["REQUEST_METHOD"]
    return method if method in _METHODS else "other"


def _route(environ: Environ) -> str:
    """Name the route that answered, as the code does."""
    request = environ.get("werkzeug.request")
    rule = request.url_rule if request is not None else None
    if rule is None:
        return "none"
    text: str = rule.rule
    return str(environ.get(PAGE, "no page")) if text in ("/", "/<path:path>") else text
