"""`portal shared`: what those who run the portal do with councils' returns."""

from __future__ import annotations

import click

from portal.cli.opening import ready_sessions
from portal.domain.formatting import plural


@click.group("shared")
def shared_group() -> None:
    """Look after councils' returns, which partners see before they are public."""


@shared_group.command("publish")
def publish_due() -> None:
    """Make public the shared returns whose day has come; run it once a day.

    The portal that partners use does so by itself, at the first request after that day. Where only
    the public portal runs, whose processes cannot write, this command does.
    """
    from portal.importers.council_returns.desk import ReturnDesk

    due = ReturnDesk(ready_sessions()).publish_due()
    count = len(due.done)
    things = plural(count, "return or draft plan", "returns or draft plans")
    click.echo(f"{things} became public.")
    for problem in due.problems:
        click.echo(problem, err=True)
    if due.problems:
        raise SystemExit(1)
