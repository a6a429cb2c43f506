"""`portal refresh`: newer releases of the official statistics that are loaded."""

from __future__ import annotations

import click

from portal.cli.importing import BY, loaded_sessions, printable, steps, user
from portal.cli.opening import read_settings
from portal.domain.formatting import plural


@click.command()
@click.option("--check", "check_only", is_flag=True, help="Only ask; download nothing.")
@click.option("--yes", is_flag=True, help="Import what has no fault, without an editor.")
@BY
def refresh(check_only: bool, yes: bool, by: str | None) -> None:
    """Ask the department's open-data service for newer releases of the data sets loaded.

    Each newer file is downloaded, checked as one given by hand, and waits on the page Imports until
    an editor has looked at what changes. Only data sets are asked for whose mapping names their
    publication. Run it at most once a day.
    """
    from portal.importers.statistics.publisher import Publisher
    from portal.importers.statistics.refresh import FAULTY, WAITING, Refresh
    from portal.importers.statistics.service import offered_mappings
    from portal.importers.statistics.stored_keys import stored_keys
    from portal.settings import STATISTICS

    if check_only and yes:
        raise click.UsageError("--check changes nothing; leave it or --yes out.")
    settings, sessions = read_settings(), loaded_sessions()
    with sessions() as session:
        mappings = offered_mappings(session, STATISTICS, stored_keys(session))
    states = []
    agent = _agent(settings.refresh_contact or settings.base_url)
    with Publisher(settings.refresh_content, settings.refresh_api, agent) as publisher:
        run = Refresh(
            sessions=sessions,
            mappings=mappings,
            publisher=publisher,
            by=user(by),
            check_only=check_only,
            publish=yes,
            report=steps(),
        )
        for result in run.run():
            states.append(result.state)
            click.echo(printable(f"{result.document}: {result.lines[0]}"))
            for line in result.lines[1:]:
                click.echo(printable(f"  {line}"))
    if not states:
        click.echo("No data set is loaded whose mapping names a publication.")
    if waiting := states.count(WAITING):
        click.echo(
            f"{plural(waiting, 'new release')}: look at what changes on the page "
            "Imports, or import with --yes."
        )
    if faulty := states.count(FAULTY):
        raise click.ClickException(f"{faulty} of {len(states)} data sets need a person; see above.")


def _agent(contact: str) -> str:
    """Return what the command calls itself to the service, with an address to write to."""
    return f"Alongside (+{contact})" if contact else "Alongside"
