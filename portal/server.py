"""`portal serve`: gunicorn, set up for this application."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from portal.secret import secret_key
from portal.settings import Settings
from portal.start import ready_engine

OPTIONS: dict[str, Any] = {
    # Threads share one process's kept answers; most time is spent in SQL and compression.
    "worker_class": "gthread",
    "threads": 4,
    "timeout": 60,
    "graceful_timeout": 20,
    "control_socket_disable": True,
    # Long addresses get the portal's own clear answer instead of gunicorn's.
    "limit_request_line": 0,
    "accesslog": None,
    "errorlog": "-",
    "loglevel": "warning",
}


class _Server(BaseApplication):  # type: ignore[misc] # gunicorn is not typed
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        bind = f"{self.settings.host}:{self.settings.port}"
        for name, value in {**OPTIONS, "bind": bind, "workers": self.settings.workers}.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        # In each process after the fork, so that no two share a database connection.
        from portal.app import create_app

        return create_app(self.settings, ready_engine(self.settings)).server


def run(settings: Settings, changes: dict[str, Any]) -> None:
    """Ready the database, say where the portal is, and serve until stopped."""
    settings = replace(settings, **changes)
    if settings.signs_in:
        secret_key(settings)  # says what is missing before there are processes
    ready_engine(settings, lambda text: click.echo(f"{text} …")).dispose()
    click.echo(f"The portal is at http://{settings.host}:{settings.port}/ (Ctrl+C stops it)")
    _Server(settings).run()
