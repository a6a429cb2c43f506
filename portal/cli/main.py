"""The `portal` command: serve, load, new-plan and check; the other commands join it here.

What a command needs is imported in it, so that it does not wait for what others need.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.cli.database import db_group
from portal.cli.export import export
from portal.cli.imports import import_group
from portal.cli.intake import intake
from portal.cli.opening import Progress, read_settings
from portal.cli.refresh import refresh
from portal.cli.region import region_command
from portal.cli.shared import shared_group
from portal.cli.users import show_audit, users_group

if TYPE_CHECKING:
    from dash import Dash
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session, sessionmaker

    from db.writes.catalogue import Changes
    from portal.importers.read import Catalogue
    from portal.runtime.self_check import Check
    from portal.settings import Settings

FOLDERS = click.argument("folders", nargs=-1, type=click.Path(path_type=Path))


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Compare the improvement plans and indicators of children's services.

    \b
    Exit codes: 0 done; 1 the data or the database are at fault; 2 the call is.
    """


@main.command()
@click.option("--host", help="Address to listen on (default: PORTAL_HOST or 127.0.0.1).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port (default: PORTAL_PORT or 8050).")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes (default 2).")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the portal; at first start the SQLite database is made and filled."""
    from portal.runtime.gunicorn_server import run

    settings = read_settings()
    chosen = {"host": host, "port": port, "workers": workers}
    run(settings, {name: value for name, value in chosen.items() if value is not None})


@main.command()
@FOLDERS
@click.option("-v", "--verbose", is_flag=True, help="Name every row added, changed or removed.")
@click.option(
    "--with-statistics/--without-statistics",
    "statistics",
    default=None,
    help="Bring the official statistics that the project carries, those too whose import was "
    "undone; or leave them out (default: bring what nobody has imported or undone).",
)
def load(folders: tuple[Path, ...], verbose: bool, statistics: bool | None) -> None:
    """Load catalogue FOLDERS, or the project's own catalogue if none is named.

    A folder holds a document.toml and CSV files (see `portal new-plan`), or several such
    folders. The load is one transaction: a fault anywhere leaves the database as it was.
    Loading the same files again changes nothing.

    Without FOLDERS the official statistics that the project carries are brought in too, those data
    sets that nobody has imported, in a transaction of their own. `portal import` replaces them
    data set by data set, and what it brought is never touched here. The same holds for the
    inspections of every council that the project carries.
    """
    from db.engine import open_engine
    from db.revisions import current_revision, newest_revision
    from db.session import make_sessions
    from portal.importers.inspection_list import load_inspections
    from portal.importers.load import load as load_catalogue
    from portal.settings import CATALOGUE, INSPECTIONS

    engine, progress = open_engine(read_settings().database_url), Progress()
    if current_revision(engine) != newest_revision():
        from db.schema import upgrade

        upgrade(engine, progress)
    sessions = make_sessions(engine)
    changes = load_catalogue(sessions, folders or (CATALOGUE,), progress)
    _show_changes(changes, verbose)
    usual = read_settings().statistics == "on" and not folders
    wanted = usual if statistics is None else statistics
    brought = wanted and _load_statistics(sessions, bool(statistics), progress)
    inspections = load_inspections(sessions, INSPECTIONS, progress) if wanted else []
    _show_changes(inspections, verbose)
    if not brought and not any(changes) and not any(inspections):
        click.echo("Nothing changed: the database already holds exactly these rows.")


def _show_changes(changes: Iterable[Changes], verbose: bool) -> None:
    """Print how many rows of each table a load changed, and which, where that is asked for."""
    for change in filter(None, changes):
        click.echo(
            f"{change.table:<16}{change.added:>6} added {change.changed:>6} changed "
            f"{change.removed:>6} removed"
        )
        for name in change.names if verbose else ():
            click.echo(f"    {name}")


def _load_statistics(
    sessions: sessionmaker[Session], again: bool, report: Callable[[str], None]
) -> bool:
    """Bring what the bundle holds; True if something changed."""
    from portal.importers.statistics.bundled import load_bundle
    from portal.importers.statistics.outcome import outcome_lines
    from portal.settings import BUNDLE

    outcomes = load_bundle(sessions, BUNDLE, again=again, report=report)
    for line in outcome_lines(outcomes):
        click.echo(line)
    return any(outcome.number for outcome in outcomes)


main.add_command(db_group)
main.add_command(import_group)
main.add_command(refresh)
main.add_command(intake)
main.add_command(export)
main.add_command(users_group)
main.add_command(show_audit)
main.add_command(region_command)
main.add_command(shared_group)


@main.command("new-plan")
@click.argument("folder", type=click.Path(path_type=Path))
def new_plan(folder: Path) -> None:
    """Make an empty catalogue FOLDER, with every file and column explained.

    Fill it in, then `portal check FOLDER` and `portal load FOLDER`.
    """
    from portal.importers.template import write_template

    try:
        made = write_template(folder)
    except FileExistsError:
        raise click.ClickException(f"{folder} already holds files; name a new folder.") from None
    for path in made:
        click.echo(path)


@main.command()
@FOLDERS
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    help="A second, independent reading of the same folder to compare with.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the portal's checks as JSON.")
def check(folders: tuple[Path, ...], against: Path | None, as_json: bool) -> None:
    """Check catalogue FOLDERS without loading them, or the portal itself.

    Without FOLDERS: settings, files of secrets, database and role, standby, schema, data, clock,
    disk, limits; each is ok, warn or fail, with what to do.
    With --against, list every figure, date and count in which two readings differ.
    """
    if not folders:
        _check_portal(as_json)
        return
    from portal.importers.compare import compare_readings
    from portal.importers.read import BadCatalogue, read_catalogue

    catalogue = _checked(folders)
    if against is not None:
        second = read_catalogue([against])
        if second.problems:
            raise BadCatalogue(second.problems)
        differences = compare_readings(catalogue, second)
        for difference in differences:
            click.echo(difference)
        if differences:
            raise click.ClickException(f"{len(differences)} differences; settle at the source.")
    counts = ", ".join(f"{len(rows)} {name}" for name, rows in catalogue.rows.items() if rows)
    click.echo(f"No faults: {counts}.")


def _checked(folders: tuple[Path, ...]) -> Catalogue:
    """Read the folders and check them together with the project's own vocabulary."""
    from portal.importers.check import check_catalogue
    from portal.importers.inspection_list import keys_of_project
    from portal.importers.read import BadCatalogue, read_catalogue
    from portal.settings import CATALOGUE, INSPECTIONS

    catalogue = read_catalogue(folders)
    project = read_catalogue([CATALOGUE, INSPECTIONS])
    elsewhere = keys_of_project(catalogue, project, INSPECTIONS.name)
    problems = check_catalogue(catalogue, elsewhere)
    if problems:
        raise BadCatalogue(problems)
    return catalogue


def _check_portal(as_json: bool) -> None:
    """Say of each thing an operator should know whether it is well; to fail is exit code 1."""
    from portal.runtime.self_check import FAIL, check_portal
    from portal.settings import SECRETS, SETTINGS, without_password

    settings = read_settings()
    if not as_json:
        for name, meaning in SETTINGS.items():
            value = getattr(settings, name.removeprefix("PORTAL_").lower())
            text = ", ".join(value) if isinstance(value, tuple) else str(value)
            shown = "set, not shown" if name in SECRETS and value else without_password(text)
            click.echo(f"{name:<32}{shown:<49} {meaning}")
    checks = []
    for result in check_portal(settings, _make_app):
        checks.append(result)
        if not as_json:
            remedy = f"; {result.remedy}" if result.remedy else ""
            click.echo(
                f"{result.state:<5}{result.name:<10}{result.message}{remedy}",
                err=result.state == FAIL,
            )
    if as_json:
        click.echo(json.dumps([_as_json(result) for result in checks], indent=1))
    failed = sum(result.state == FAIL for result in checks)
    if failed:
        raise click.ClickException(f"{failed} of {len(checks)} checks failed.")


def _make_app(settings: Settings, engine: Engine) -> Dash:
    from portal.app import create_app

    return create_app(settings, engine)


def _as_json(check: Check) -> dict[str, str]:
    """Lay out a check under the names that other software reads it by."""
    return {
        "name": check.name,
        "state": check.state,
        "told": check.message,
        "remedy": check.remedy,
    }


def run() -> None:
    """Entry point: every expected fault is one clear message, never a trace."""
    try:
        main.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from None
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        raise SystemExit(1) from None
    except Exception as error:
        from portal.cli.faults import explain

        lines = explain(error)
        if not lines:
            raise
        click.echo("\n".join(lines), err=True)
        raise SystemExit(1) from None
