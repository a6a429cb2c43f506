"""`portal import`: official statistics, LAIT, neighbours, the log, the undo; `portal refresh`."""

from __future__ import annotations

import getpass
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sqlalchemy.orm import Session, sessionmaker

FILE = click.Path(path_type=Path)
BY = click.option("--by", default=None, help="Who imports, for the log (default: your user name).")
REASON = click.option("--reason", default="", help="Why figures that are published are replaced.")
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

    sessions, progress = _sessions(), _progress()
    bundles = read_statistics(sessions, files, STATISTICS, mappings, progress)
    attempt = partial(
        _bring, sessions, bundles, "statistics", by, dry_run, progress, replace_all, changes
    )
    _say(_with_reason(attempt, reason, changes), dry_run)


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

    sessions, progress = _sessions(), _progress()
    progress(f"Reading {file.name}")
    bundle = read_tool(sessions, file, dictionary, STATISTICS)
    attempt = partial(
        _bring, sessions, [bundle], "lait", by, dry_run, progress, replace_all, changes
    )
    _say(_with_reason(attempt, reason, changes), dry_run)


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

    sessions = _sessions()
    model_file = read_model(sessions, file, model)

    def attempt(why: str) -> Any:
        return [bring_neighbours(sessions, model_file, by=_who(by), reason=why, dry_run=dry_run)]

    _say(_with_reason(attempt, reason), dry_run)


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
            bring_overview, _sessions(), overview, by=_who(by), mapping=mapping, dry_run=dry_run
        )
        _say(_with_reason(lambda why: [bring_table(reason=why)], reason), dry_run)
        return
    from portal.importers.inspections.commit import bring_reports
    from portal.importers.inspections.wording import summary_lines

    brought = bring_reports(
        _sessions(), paths, accept=accept, by=_who(by), reason=reason, report=_progress()
    )
    for line in summary_lines(brought):
        click.echo(_printable(line))


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
    if output is None:
        click.echo(draft.text, nl=False)
        return
    output.write_text(draft.text, encoding="utf-8")
    click.echo(f"Draft written to {output}; complete it before you import with it.", err=True)


@import_group.command("log")
def show_log() -> None:
    """List the imports: number, when, who, what, rows, what they did, and why."""
    from db.queries.statistics import import_log

    with _sessions(needs_data=False)() as session:
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

    sessions = _sessions()
    if not reason:
        with sessions() as session:
            click.echo(undo_line(number, import_log(session)), err=True)
        if not sys.stdin.isatty():
            raise click.ClickException("Say why with --reason. Nothing was undone.")
        reason = click.prompt("Reason", err=True)
    try:
        outcome = undo(sessions, number, by=_who(by), reason=reason)
    except CannotUndo as error:
        raise click.ClickException(str(error)) from None
    click.echo(undone_line(number, outcome))


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
    from portal.settings import STATISTICS, Settings

    if check_only and yes:
        raise click.UsageError("--check changes nothing; leave it or --yes out.")
    settings, sessions = Settings.from_env(), _sessions()
    with sessions() as session:
        mappings = offered_mappings(session, STATISTICS, stored_keys(session))
    states = []
    agent = _agent(settings.refresh_contact or settings.base_url)
    with Publisher(settings.refresh_content, settings.refresh_api, agent) as publisher:
        run = Refresh(
            sessions=sessions,
            mappings=mappings,
            publisher=publisher,
            by=_who(by),
            check_only=check_only,
            publish=yes,
            report=_progress(),
        )
        for result in run.run():
            states.append(result.state)
            click.echo(_printable(f"{result.document}: {result.lines[0]}"))
            for line in result.lines[1:]:
                click.echo(_printable(f"  {line}"))
    if not states:
        click.echo("No data set is loaded whose mapping names a publication.")
    if waiting := states.count(WAITING):
        click.echo(
            f"{waiting} new release{'' if waiting == 1 else 's'}: look at what changes on the page "
            "Imports, or import with --yes."
        )
    if faulty := states.count(FAULTY):
        raise click.ClickException(f"{faulty} of {len(states)} data sets need a person; see above.")


def _agent(contact: str) -> str:
    """Return what the command calls itself to the service, with an address to write to."""
    return f"Alongside (+{contact})" if contact else "Alongside"


def _bring(
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
    from portal.importers.statistics.commit import bring
    from portal.importers.statistics.outcome import MOST_CHANGES

    return bring(
        sessions,
        bundles,
        kind=kind,
        by=_who(by),
        reason=why,
        report=progress,
        dry_run=dry_run,
        replace_all=replace_all,
        most_changes=MOST_CHANGES if changes is None else None,
    )


def _with_reason(attempt: Callable[[str], Any], reason: str, changes: Path | None = None) -> Any:
    """Try; where a reason is needed, list what changes and ask, if someone is there to answer."""
    from portal.importers.statistics.outcome import ReasonNeeded, change_lines, period_lines

    try:
        outcomes = attempt(reason)
    except ReasonNeeded as error:
        _write_changes([error.outcome], changes)
        for line in (*period_lines(error.outcome.periods), *change_lines(error.outcome)):
            click.echo(_printable(f"  {line}"), err=True)
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


def _say(outcomes: Sequence[Any], dry_run: bool = False) -> None:
    from portal.importers.statistics.outcome import outcome_lines

    for line in outcome_lines(outcomes, dry_run):
        click.echo(_printable(line))


def _printable(text: str) -> str:
    """A text that names files, whose bytes need not be text that a terminal takes."""
    return text.encode(errors="replace").decode()


def _who(by: str | None) -> str:
    if by:
        return by
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _sessions(needs_data: bool = True) -> sessionmaker[Session]:
    """Sessions over a database that holds the catalogue, to which every import refers."""
    from db.session import make_sessions
    from portal.importers.statistics.ready import require_loaded
    from portal.runtime.startup import ready_engine
    from portal.settings import Settings

    sessions = make_sessions(ready_engine(Settings.from_env(), _progress()))
    if needs_data:
        with sessions() as session:
            require_loaded(session)
    return sessions


def _progress() -> Callable[[str], None]:
    started = time.monotonic()

    def report(text: str) -> None:
        click.echo(f"{time.monotonic() - started:6.1f} s  {_printable(text)} …", err=True)

    return report
