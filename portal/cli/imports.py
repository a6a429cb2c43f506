"""`portal import`: official statistics, LAIT, neighbours, the log, the undo; `portal refresh`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click

from portal.cli.importing import (
    BY,
    REASON,
    bring_files,
    loaded_sessions,
    printable,
    say,
    steps,
    user,
    with_reason,
)

FILE = click.Path(path_type=Path)
REPLACE = click.option(
    "--replace", "replace_all", is_flag=True, help="Remove the periods that the files do not hold."
)
CHANGES = click.option(
    "--changes",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write every published figure that changes to this CSV file.",
)
DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")


@click.group("import")
def import_group() -> None:
    """Bring in official statistics; each import is one transaction and can be undone."""


@import_group.command("statistics")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option(
    "--mapping", "mappings", multiple=True, type=FILE, help="A mapping of your own (see describe)."
)
@REASON
@REPLACE
@CHANGES
@BY
@DRY_RUN
def import_statistics(
    files: tuple[Path, ...],
    mappings: tuple[Path, ...],
    reason: str,
    replace_all: bool,
    changes: Path | None,
    by: str | None,
    dry_run: bool,
) -> None:
    """Import FILES of statistics as downloaded: open-data CSV, ZIP, gzip, Excel.

    Each file is known by its columns; for one that is not, `portal import describe FILE` drafts
    a mapping. Files of one data set given together are one table. A file renews the periods that
    it holds and leaves others as they are (but see --replace); --reason is asked for before
    figures that are published change or go.
    """
    from portal.importers.statistics.service import read_statistics
    from portal.settings import STATISTICS

    sessions, progress = loaded_sessions(), steps()
    bundles = read_statistics(sessions, files, STATISTICS, mappings, progress)
    attempt = partial(
        bring_files, sessions, bundles, "statistics", by, dry_run, progress, replace_all, changes
    )
    say(with_reason(attempt, reason, changes), dry_run)


@import_group.command("lait")
@click.argument("file", type=FILE)
@click.option("--dictionary", required=True, type=FILE, help="The CSV file of its measures.")
@REASON
@REPLACE
@CHANGES
@BY
@DRY_RUN
def import_lait(
    file: Path,
    dictionary: Path,
    reason: str,
    replace_all: bool,
    changes: Path | None,
    by: str | None,
    dry_run: bool,
) -> None:
    """Import FILE, the long parquet table behind the Local Authority Interactive Tool."""
    from portal.importers.statistics.service import read_tool
    from portal.settings import STATISTICS

    sessions, progress = loaded_sessions(), steps()
    progress(f"Reading {file.name}")
    bundle = read_tool(sessions, file, dictionary, STATISTICS)
    attempt = partial(
        bring_files, sessions, [bundle], "lait", by, dry_run, progress, replace_all, changes
    )
    say(with_reason(attempt, reason, changes), dry_run)


@import_group.command("neighbours")
@click.argument("file", type=FILE)
@click.option("--model", default="", help="Year of the model (default: the year in FILE's name).")
@REASON
@BY
@DRY_RUN
def import_neighbours(file: Path, model: str, reason: str, by: str | None, dry_run: bool) -> None:
    """Import FILE, the statistical neighbour model: ten neighbours of every council."""
    from portal.importers.statistics.commit_neighbours import bring_neighbours
    from portal.importers.statistics.service import read_model

    sessions = loaded_sessions()
    model_file = read_model(sessions, file, model)

    def attempt(why: str) -> Any:
        return [bring_neighbours(sessions, model_file, by=user(by), reason=why, dry_run=dry_run)]

    say(with_reason(attempt, reason), dry_run)


@import_group.command("inspections")
@click.argument("paths", nargs=-1, type=FILE)
@click.option("--overview", type=FILE, help="Read a table of grades (.csv, .xlsx, .ods) instead.")
@click.option("--mapping", type=FILE, help="What the table's columns are called (TOML).")
@click.option(
    "--accept",
    type=click.Choice(["none", "checked", "all"]),
    default="none",
    show_default=True,
    help="Publish nothing (a person confirms), what passes every check, or all that was read.",
)
@click.option("--reason", default="", help="Why, for the log.")
@BY
@click.option("--dry-run", is_flag=True, help="Say what a table would change, and change nothing.")
def import_inspections(
    paths: tuple[Path, ...],
    overview: Path | None,
    mapping: Path | None,
    accept: str,
    reason: str,
    by: str | None,
    dry_run: bool,
) -> None:
    """Read Ofsted's inspection reports: PDF files, or folders of them.

    Prints a line a file: green where every check agrees, amber or red with the reason, or refused
    where the file is no report. What is not accepted waits on the page of imports. The names of
    inspectors and the metadata of the files are not stored.

    --overview reads a table of grades, for councils whose report is not at hand: a row an
    inspection. What reports and papers gave stays; where the table differs, a finding says so.
    """
    if bool(paths) == bool(overview):
        raise click.UsageError("Name reports, or a table by --overview, not both.")
    if dry_run and not overview:
        raise click.UsageError("--dry-run is for --overview; --accept none publishes no report.")
    if overview:
        from portal.importers.inspections.overview_commit import bring_overview

        bring_table = partial(
            bring_overview,
            loaded_sessions(),
            overview,
            by=user(by),
            mapping=mapping,
            dry_run=dry_run,
        )
        say(with_reason(lambda why: [bring_table(reason=why)], reason), dry_run)
        return
    from portal.importers.inspections.commit import bring_reports
    from portal.importers.inspections.wording import summary_lines

    brought = bring_reports(
        loaded_sessions(), paths, accept=accept, by=user(by), reason=reason, report=steps()
    )
    for line in summary_lines(brought):
        click.echo(printable(line))


@import_group.command("describe")
@click.argument("file", type=FILE)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
def import_describe(file: Path, output: Path | None) -> None:
    """Draft a mapping for FILE, a table of statistics that the portal does not know.

    It reads FILE's metadata (NAME.meta.csv) where they lie beside it.

    Complete the draft (what the measures are called, which way is better and why), then
    `portal import statistics FILE --mapping DRAFT`.
    """
    from portal.importers.statistics.describe import describe
    from portal.importers.statistics.drafts import MANY

    if output is not None and output.exists():
        raise click.ClickException(f"{output} is there already; name a new file.")
    draft = describe(file)
    many = "; see the draft for how to make fewer" if draft.indicators > MANY else ""
    click.echo(f"The draft makes {draft.indicators:,} indicators of {file.name}{many}.", err=True)
    if draft.guessed:
        unsure = ", ".join(draft.guessed)
        click.echo(printable(f"The unit of {unsure} is a guess; look at it."), err=True)
    if output is None:
        click.echo(draft.text, nl=False)
        return
    output.write_text(draft.text, encoding="utf-8")
    click.echo(f"Draft written to {output}; complete it before you import with it.", err=True)


@import_group.command("log")
def show_log() -> None:
    """List the imports: number, when, who, what, rows, what they did, and why."""
    from db.queries.statistics import import_log

    with loaded_sessions(needs_data=False)() as session:
        rows = import_log(session)
    if not rows:
        click.echo("Nothing has been imported yet.")
    for row in rows:
        undone = f"; undone by {row.undone_by}" if row.undone_by else ""
        click.echo(
            f"{row.id:>4}  {row.made_at:%Y-%m-%d %H:%M}  {row.made_by}  {row.kind} {row.document}: "
            f"{row.rows:,} rows of {row.file} (sha256 {row.sha256[:12]}), {row.added:,} added, "
            f"{row.changed:,} changed, {row.removed:,} removed{undone}"
            + (f". {row.reason}" if row.reason else "")
        )


@import_group.command("undo")
@click.argument("number", type=click.IntRange(1, 2**31 - 1))
@click.option("--reason", default="", help="Why it is undone, for the log; needed.")
@BY
def import_undo(number: int, reason: str, by: str | None) -> None:
    """Undo import NUMBER (see log): the figures are again as they were before it."""
    from db.queries.statistics import import_log
    from portal.importers.statistics.outcome import undo_line, undone_line
    from portal.importers.statistics.undo import CannotUndo, undo

    sessions = loaded_sessions()
    if not reason:
        with sessions() as session:
            click.echo(undo_line(number, import_log(session)), err=True)
        if not sys.stdin.isatty():
            raise click.ClickException("Say why with --reason. Nothing was undone.")
        reason = click.prompt("Reason", err=True)
    try:
        outcome = undo(sessions, number, by=user(by), reason=reason)
    except CannotUndo as error:
        raise click.ClickException(str(error)) from None
    click.echo(undone_line(number, outcome))
