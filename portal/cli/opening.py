"""The settings and the database that commands work on; both are loaded once a command runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sqlalchemy.orm import Session, sessionmaker

    from portal.settings import Settings


class Progress:
    """Says on standard error what is being done, once the work has taken over a second."""

    def __init__(self) -> None:
        self.started = time.monotonic()

    def __call__(self, text: str) -> None:
        """Report one step."""
        if time.monotonic() - self.started > 1:
            click.echo(f"{text} …", err=True)


def read_settings() -> Settings:
    """Read the settings from the environment."""
    from portal.settings import Settings

    return Settings.from_env()


def ready_sessions(report: Callable[[str], None] | None = None) -> sessionmaker[Session]:
    """Open the database, made and filled where it is a new SQLite file."""
    from db.session import make_sessions
    from portal.runtime.startup import ready_engine

    return make_sessions(ready_engine(read_settings(), report or Progress()))
