"""`portal intake`: read a council's own improvement plan into a catalogue folder."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from portal.importers.intake.proposals import Proposal


@click.command("intake")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--output",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="A new folder for what is proposed.",
)
@click.option("-v", "--verbose", is_flag=True, help="Name every row left out and every doubt.")
def intake(file: Path, output: Path, verbose: bool) -> None:
    """Read FILE, a council's improvement plan: Word, Excel, PDF with text, or CSV.

    What is proposed is written as a catalogue folder and nothing is published: look it through,
    complete it, then `portal check FOLDER` and `portal load FOLDER`. Names of people are replaced
    by initials, e-mail addresses and telephone numbers removed. Rows that give no action stand in
    left_out.csv with the reason.
    """
    from portal.importers.intake.folder import write_folder
    from portal.importers.intake.paper import RefusedPaper
    from portal.importers.intake.reader_process import read_apart
    from portal.importers.read import read_catalogue
    from portal.settings import CATALOGUE

    try:
        proposal = read_apart(file.read_bytes(), file.name)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from error
    except RefusedPaper as refused:
        raise click.ClickException(f"{file.name} was not read: {refused}.") from None
    rows = read_catalogue([CATALOGUE / "taxonomy"]).rows["councils"]
    councils = {str(row.values["name"]).lower(): str(row.values["council"]) for row in rows}
    try:
        made = write_folder(proposal, output, councils)
    except FileExistsError:
        raise click.ClickException(f"{output} already holds files; name a new folder.") from None
    _report(proposal, verbose)
    for path in made:
        click.echo(path)


def _report(proposal: Proposal, verbose: bool) -> None:
    """Say what was read and left out, how many people were replaced, what is doubtful."""
    dated = sum(action.target.day is not None for action in proposal.actions)
    statuses = Counter(action.standing.status for action in proposal.actions)
    day = proposal.report_date.isoformat() if proposal.report_date else "no date"
    click.echo(f"{proposal.title} (position: {day})")
    click.echo(f"{len(proposal.items)} items, {len(proposal.actions)} actions, {dated} with a day")
    click.echo("Status: " + ", ".join(f"{n} {status}" for status, n in statuses.most_common()))
    counts = ", ".join(f"{n} {kind}" for kind, n in proposal.replaced.items())
    click.echo(f"Replaced or removed: {counts}")
    reasons = Counter(left.reason for left in proposal.left_out)
    click.echo(f"Left out: {len(proposal.left_out)} rows")
    for reason, number in reasons.most_common():
        click.echo(f"  {number:>4} {reason}")
    if verbose:
        for left in proposal.left_out:
            click.echo(f"    {left.place}: {left.reason}: {left.text[:80]}")
    for note in proposal.notes:
        click.echo(f"Note: {note}")
    doubtful = [action for action in proposal.actions if action.doubts]
    click.echo(f"Doubtful: {len(doubtful)} rows")
    for action in doubtful if verbose else doubtful[:10]:
        click.echo(f"    {action.place}: {'; '.join(action.doubts)}")
