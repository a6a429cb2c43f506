"""`portal serve`: gunicorn, set up for this application."""

from __future__ import annotations

import gc
import shutil
import socket
import struct
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from errno import EACCES, EADDRINUSE
from functools import partial
from pathlib import Path
from selectors import EVENT_WRITE
from threading import Thread
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.http import message
from gunicorn.workers.gthread import _DEFER, ThreadWorker
from sqlalchemy.exc import SQLAlchemyError

from portal.auth.secret_key import secret_key
from portal.runtime.slow_askers import Asking
from portal.runtime.slow_readers import Allowance, Outgoing, Parts
from portal.runtime.startup import check_role, ready_engine
from portal.settings import Settings, SettingsError, has_sockets, keep_metrics_in, metrics_folder
from portal.telemetry import logging
from portal.web import rate_limits
from portal.web.streams import LATER

_MOMENT = 0.001  # seconds
# How long a client may send nothing of a request it began.
_STALL = 10  # seconds
# For how long a thread that computes may hold the interpreter while others wait: Python's own five
# milliseconds are longer than a page takes, and a page asks for it several times.
_TURN = 0.0005  # seconds
# Objects made before Python looks for those that nobody can reach: more than one answer makes.
_ALLOCATED = 20_000
_LATER = 1  # seconds until who is refused for now is told
# Connections and bytes that wait for slow readers in a process; beyond, the oldest is closed.
_MOST_SENDING, _MOST_QUEUED = 256, 64 * 1024 * 1024
# gunicorn allows no more than 8,190 bytes, and says so in its own words.
_LONGEST_LINE = message.MAX_REQUEST_LINE = 64 * 1024
OPTIONS: dict[str, Any] = {
    # Threads share one process's kept answers; most time is spent in SQL and compression.
    "worker_class": "portal.runtime.gunicorn_server.SharingWorker",
    # More than there are cores: one that waits for the database or a pack holds up nobody. With 16
    # a process that is busy answers a third fewer, since threads share one interpreter.
    "threads": 4,
    # A process whose main thread says nothing for a minute hangs; the master replaces it.
    "timeout": 60,
    # Longer than any answer may take (a page 15 s, by the database's own limit).
    "graceful_timeout": 20,
    # Longer than a proxy keeps an idle connection (Caddyfile: 1 s): it is then the proxy that
    # closes, and never sends a request into a connection that closes at that moment. A process
    # that stops closes idle ones after 2 s and says "close" on the others, so the same holds.
    "keepalive": 5,
    # Those who wait while processes start or all threads are busy; the system may allow fewer.
    "backlog": 2048,
    # No process ends after a number of requests: memory does not grow, and kept answers would go.
    "max_requests": 0,
    # The application is made in each process, after the fork (`load`); the modules, which take
    # over a second, are there before it (`run`). A new process so answers almost at once.
    "preload_app": False,
    # Long addresses get the portal's own clear answer; endless ones cost time to read.
    "limit_request_line": _LONGEST_LINE,
    # A browser sends some fifteen headers; a proxy adds a few.
    "limit_request_fields": 50,
    "limit_request_field_size": 8190,
    # Only ProxyFix believes what a proxy says (PORTAL_PROXIES), gunicorn believes nobody.
    "forwarded_allow_ips": "",
    "control_socket_disable": True,
    # The portal writes its own line for each request, without addresses (portal.telemetry).
    "accesslog": None,
    "errorlog": "-",
    "logger_class": logging.GunicornLog,
    "loglevel": "warning",
}


class SharingWorker(ThreadWorker):  # type: ignore[misc] # gunicorn is not typed
    """Threads share one process, and processes share connections; slow clients share no thread.

    Of connections that come together, the process that wakes first would take all, and keep them
    as long as browsers do, while another has nothing to do.
    """

    def init_process(self) -> None:
        """Let no client stall for long; connections have what their listener has."""
        sys.setswitchinterval(_TURN)
        self.sending: dict[Any, Outgoing] = {}  # by connection, the oldest first
        self.allowance = Allowance()
        for listener in self.sockets:
            for way in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                listener.sock.setsockopt(socket.SOL_SOCKET, way, struct.pack("ll", _STALL, 0))
        super().init_process()

    def load_wsgi(self) -> None:
        """Load the application, so that files are sent on by the event loop."""
        super().load_wsgi()
        # What is there now stays. To look through it for what can go takes a fifth of a second,
        # in which nobody is answered.
        gc.collect()
        gc.freeze()
        gc.set_threshold(_ALLOCATED)
        self.wsgi: Any = partial(_in_parts, self.wsgi)

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Answer a request; what the client does not take at once stays queued."""
        sock, conn.sock = conn.sock, Outgoing(conn.sock)
        outgoing = conn.sock
        try:
            goes_on = super().handle_request(req, conn)
            outgoing.flush_head()
        except BaseException:
            outgoing.finish()
            raise
        finally:
            conn.sock = sock
        if outgoing.waits:
            conn.outgoing = outgoing
        return goes_on

    def handle(self, conn: Any) -> Any:
        """Answer a request; a connection that ends lingers here, where it holds up nobody else.

        gunicorn waits up to two seconds for the client's own end in the thread that accepts for
        all: a few clients that never end would stop the process.
        """
        if not self._is_whole(conn):
            if not conn.asking.is_late:
                return _DEFER
            conn.close()
            conn.close = _is_closed
            return False
        goes_on = super().handle(conn)
        outgoing = getattr(conn, "outgoing", None)
        if outgoing is not None:
            outgoing.goes_on = goes_on is True
        elif not goes_on:
            _linger(conn)
        return goes_on

    def _is_whole(self, conn: Any) -> bool:
        """Tell if a thread can answer: all of a question has come, or much, or the end."""
        conn.init()
        conn.data_ready = True
        asking = conn.__dict__.setdefault("asking", Asking())
        try:
            whole = asking.is_whole(conn.sock, conn.parser.unreader.buf) or not self.alive
        except OSError:
            whole = True  # as the parser will find, too
        if whole:
            del conn.asking
        return whole

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Go on with a connection: wait for its next request, or send what it did not take yet."""
        outgoing = conn.__dict__.pop("outgoing", None)
        if outgoing is None:
            super().finish_request(conn, fs)
            if "asking" in conn.__dict__:
                conn.timeout = time.monotonic() + _STALL
                self._leave_askers()
            return
        self.sending[conn] = outgoing
        conn.sock.setblocking(False)
        if not outgoing.not_before:
            self._send_when_taken(conn)
        while (
            len(self.sending) > _MOST_SENDING
            or sum(other.size for other in self.sending.values()) > _MOST_QUEUED
        ):
            self._leave(next(iter(self.sending)))

    def murder_pending(self) -> None:
        """Close connections that sent nothing for long, or take nothing; send what was kept."""
        super().murder_pending()
        now = time.monotonic()
        for conn, outgoing in list(self.sending.items()):
            if outgoing.not_before:
                if now > outgoing.not_before:
                    outgoing.not_before = 0.0
                    self._send_when_taken(conn)
            elif outgoing.is_stalled(now):
                self._leave(conn)

    def _leave_askers(self) -> None:
        """Close the oldest connections that ask slowly, where they sent much together."""
        asked = sum(conn.parser.unreader.buf.tell() for conn in self.pending_conns)
        if asked > _MOST_QUEUED:
            self.pending_conns[0].timeout = 0.0
            super().murder_pending()

    def accept(self, listener: Any) -> None:
        """Take a connection; while all threads are busy, leave it to others for a moment."""
        resting = len(self.keepalived_conns) + len(self.pending_conns) + len(self.sending)
        if self.nr_conns - resting >= self.cfg.threads:
            time.sleep(_MOMENT)
        super().accept(listener)

    def _send_when_taken(self, conn: Any) -> None:
        self.poller.register(conn.sock, EVENT_WRITE, partial(self._send_on, conn))

    def _send_on(self, conn: Any, _sock: Any) -> None:
        """Send what a client takes now; what is read for it is a file, at most."""
        outgoing = self.sending[conn]
        before = outgoing.sent
        try:
            outgoing.send_on()
        except Exception as error:
            if not isinstance(error, ConnectionError):
                self.log.exception("An answer could not be sent on.")
            self._leave(conn)
            return
        if outgoing.waits:
            sent = outgoing.sent - before
            outgoing.not_before = self.allowance.used_until(sent, time.monotonic())
            if outgoing.not_before:
                self.poller.unregister(conn.sock)
            return
        self.poller.unregister(conn.sock)
        del self.sending[conn]
        if outgoing.goes_on:
            done: Future[bool] = Future()
            done.set_result(True)
            super().finish_request(conn, done)
        else:
            ending = self.tpool.submit(_linger, conn)
            ending.add_done_callback(
                lambda done: self.method_queue.defer(
                    super(SharingWorker, self).finish_request, conn, done
                )
            )

    def _leave(self, conn: Any) -> None:
        """Close a connection in the middle of its answer."""
        outgoing = self.sending.pop(conn)
        if not outgoing.not_before:
            self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()
        try:
            outgoing.finish()
        except Exception:
            self.log.exception("An answer could not be ended.")


def _in_parts(app: Any, environ: dict[str, Any], start: Any) -> Parts:
    """Answer a request with parts that can be handed over; a refusal is kept for a moment."""
    parts = Parts(app(environ, start), environ)
    if LATER in environ:
        environ["gunicorn.socket"].not_before = time.monotonic() + _LATER
    return parts


def _linger(conn: Any) -> bool:
    """Close a connection once the client has ended it, too, or after two seconds.

    Returns:
        False: it does not go on.
    """
    conn.close(graceful=True)
    conn.close = _is_closed
    return False


def _is_closed(graceful: bool = False) -> None:
    """A connection's `close` where nothing is left to close."""


class _Server(BaseApplication):  # type: ignore[misc] # gunicorn is not typed
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        settings = self.settings
        from_settings: dict[str, Any] = {
            "bind": [f"{settings.host}:{settings.port}"],
            "workers": settings.workers,
            "when_ready": self.announce,
        }
        if settings.metrics:
            from_settings["bind"].append(settings.metrics)
            from_settings["child_exit"] = _forget
            from_settings["on_exit"] = _clear
        if Path("/dev/shm").is_dir():  # noqa: S108 - gunicorn makes a file of a random name
            # A sign of life is a touched file: on a disk that is slow a process may seem to hang.
            from_settings["worker_tmp_dir"] = "/dev/shm"  # noqa: S108
        for name, value in {**OPTIONS, **from_settings}.items():
            self.cfg.set(name, value)

    def announce(self, _arbiter: Any) -> None:
        """Print the address, which listens now; who asks before a process is up, waits for it."""
        address = f"http://{self.settings.host}:{self.settings.port}/"
        click.echo(f"The portal is at {address} (Ctrl+C stops it)")

    def load(self) -> Any:
        # In each process after the fork, so that no two share a database connection.
        from portal.app import create_app

        app = create_app(self.settings, ready_engine(self.settings))
        Thread(target=_try, args=(app.work_ahead,), daemon=True).start()
        return app.server


def _try(work: Callable[[], None]) -> None:
    """Do some work beside those who ask; without a database they will be told of it."""
    with suppress(SQLAlchemyError):
        work()


def run(settings: Settings, changes: dict[str, Any]) -> None:
    """Ready the database and serve until stopped; the address is printed once it is listened at.

    Raises:
        SettingsError: if nobody can listen where the settings say, a secret is missing, nothing
            can be counted in the store of limits, or the database's role is the wrong one.
    """
    settings = settings.model_copy(update=changes)
    if settings.signs_in:
        secret_key(settings)  # says what is missing before there are processes
    rate_limits.check_store(settings)
    _check_free(settings)
    logging.start(settings)
    engine = ready_engine(settings, lambda text: click.echo(f"{text} …"))
    check_role(settings, engine)
    engine.dispose()  # each process opens its own
    if settings.metrics:
        keep_metrics_in(Path(tempfile.mkdtemp(prefix="portal-metrics-")))
    import portal.app  # noqa: F401 - for all processes, see `preload_app`

    _Server(settings).run()


def _check_free(settings: Settings) -> None:
    """Say which setting names a port that cannot be used; gunicorn would try for long."""
    if has_sockets():
        return
    places = [("PORTAL_PORT", settings.host, settings.port)]
    if settings.metrics:
        host, _, number = settings.metrics.rpartition(":")
        places.append(("PORTAL_METRICS", host, int(number)))
        if int(number) == settings.port:
            raise SettingsError(f"PORTAL_METRICS and the portal both want port {number}.")
    for name, host, port in places:
        host = host.strip("[]")
        kind = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                remedy = (
                    "Stop what listens there (`ss -ltnp` shows it), or set another address or port."
                )
                if error.errno not in (EADDRINUSE, EACCES):  # no matter of the port
                    name = name.replace("PORTAL_PORT", "PORTAL_HOST")
                    remedy = "Set one of this machine's, such as 127.0.0.1, or 0.0.0.0 for all."
                raise SettingsError(
                    f"{name}: nobody can listen at {host}:{port}: {error.strerror}. {remedy}"
                ) from None


def _forget(_arbiter: Any, worker: Any) -> None:
    """A process ended: what it alone could say counts no more."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def _clear(_arbiter: Any) -> None:
    """The portal stops, which only the first process sees: its folder of counts goes."""
    shutil.rmtree(metrics_folder(), ignore_errors=True)
