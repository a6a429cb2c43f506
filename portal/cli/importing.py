"""Shared by the commands that import: who imports and why, the steps, the outcome in words."""

from __future__ import annotations

import getpass
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portal.cli.opening import ready_sessions

if TYPE_CHECKING:
    from sqlalchemy.orm import Session, sessionmaker

BY = click.option("--by", default=None, help="Who imports, for the log (default: your user name).")
REASON = click.option("--reason", default="", help="Why figures that are published are replaced.")


def bring_files(
    sessions: sessionmaker[Session],
    bundles: Sequence[Any],
    kind: str,
    by: str | None,
    dry_run: bool,
    progress: Callable[[str], None],
    replace_all: bool,
    changes: Path | None,
    why: str,
) -> Any:
    """Bring what files hold, or say what would change; all changes where a file takes them."""
    from portal.importers.statistics.commit import bring
    from portal.importers.statistics.outcome import MOST_CHANGES

    return bring(
        sessions,
        bundles,
        kind=kind,
        by=user(by),
        reason=why,
        report=progress,
        dry_run=dry_run,
        replace_all=replace_all,
        most_changes=MOST_CHANGES if changes is None else None,
    )


def with_reason(attempt: Callable[[str], Any], reason: str, changes: Path | None = None) -> Any:
    """Try; where a reason is needed, list what changes and ask, if someone is there to answer."""
    from portal.importers.statistics.outcome import ReasonNeeded, change_lines, period_lines

    try:
        outcomes = attempt(reason)
    except ReasonNeeded as error:
        _write_changes([error.outcome], changes)
        for line in (*period_lines(error.outcome.periods), *change_lines(error.outcome)):
            click.echo(printable(f"  {line}"), err=True)
        if not sys.stdin.isatty():
            raise click.ClickException(f"{error} Nothing was imported.") from None
        click.echo(str(error), err=True)
        return attempt(click.prompt("Reason", err=True))
    _write_changes(outcomes, changes)
    return outcomes


def _write_changes(outcomes: Sequence[Any], file: Path | None) -> None:
    """Write the figures that change to the file asked for."""
    from portal.importers.statistics.outcome import changes_csv

    if file is not None:
        file.write_text(changes_csv(outcomes), encoding="utf-8-sig")
        click.echo(f"Changes written to {file}.", err=True)


def say(outcomes: Sequence[Any], dry_run: bool = False) -> None:
    """Print the outcome of each file."""
    from portal.importers.statistics.outcome import outcome_lines

    for line in outcome_lines(outcomes, dry_run):
        click.echo(printable(line))


def printable(text: str) -> str:
    """A text that names files, whose bytes need not be text that a terminal takes."""
    return text.encode(errors="replace").decode()


def user(by: str | None) -> str:
    """Name who imports, for the log."""
    if by:
        return by
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def loaded_sessions(needs_data: bool = True) -> sessionmaker[Session]:
    """Sessions over a database that holds the catalogue, to which every import refers."""
    from portal.importers.statistics.ready import require_loaded

    sessions = ready_sessions(steps())
    if needs_data:
        with sessions() as session:
            require_loaded(session)
    return sessions


def steps() -> Callable[[str], None]:
    """Report each step on standard error, with the seconds since the start."""
    started = time.monotonic()

    def report(text: str) -> None:
        click.echo(f"{time.monotonic() - started:6.1f} s  {printable(text)} …", err=True)

    return report
