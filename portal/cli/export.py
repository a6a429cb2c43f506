"""`portal export`: the open-data tables, the benchmarks and the data package."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portal.cli.opening import read_settings, ready_sessions

if TYPE_CHECKING:
    from sqlalchemy.orm import Session, sessionmaker

    from portal.domain.table_rows import TableRow

PACKAGE = "package"


class _TableName(click.Choice[str]):
    """One of the tables; their names are looked up when a name is read or shown."""

    case_sensitive = True

    def __init__(self) -> None:
        pass

    @cached_property
    def choices(self) -> Sequence[str]:  # type: ignore[override]
        """List the names of the tables."""
        from db.queries.exports import TABLES

        return (*TABLES, "benchmarks", PACKAGE)


@click.command()
@click.argument("table", type=_TableName())
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file.")
@click.option("--measure", "measures", multiple=True, help="Only of this measure (benchmarks).")
@click.option("--council", "councils", multiple=True, help="Only of this council (benchmarks).")
def export(
    table: str,
    form: str,
    output: Path | None,
    measures: tuple[str, ...],
    councils: tuple[str, ...],
) -> None:
    """Print one open-data TABLE as CSV or JSON.

    The table benchmarks holds official statistics: every council's value with its rank, quartile
    band, England, region and neighbours. --measure and --council may be given several times.
    `package` writes all tables as a Frictionless data package, a ZIP file.
    """
    if table != "benchmarks" and (measures or councils):
        raise click.UsageError("--measure and --council narrow the table benchmarks only.")
    if table == PACKAGE:
        _export_package(output)
        return
    from db.queries.exports import export_columns, export_stream
    from portal.exports.tabular import csv_parts, json_parts

    sessions = ready_sessions()
    write = csv_parts if form == "csv" else json_parts
    counted = _Counted()
    with sessions() as session:
        if table == "benchmarks":
            rows, columns = _benchmarks(sessions, measures, councils)
        else:
            rows, columns = export_stream(session, table), export_columns(table)
        parts = write(counted(rows), columns)
        if output is None:
            for part in parts:
                sys.stdout.buffer.write(part.encode())
            return
        with output.open("wb") as file:
            for part in parts:
                file.write(part.encode())
    click.echo(f"{counted.rows} rows written to {output}", err=True)


def _export_package(output: Path | None) -> None:
    if output is None:
        raise click.UsageError("A data package is a ZIP file; name it with --output FILE.")
    from db.queries.exports import TABLES
    from portal.exports import datapackage
    from portal.services import Services

    services = Services.over(ready_sessions())
    with output.open("wb") as file:
        datapackage.write_zip(file, services, read_settings().base_url)
    click.echo(f"{len(TABLES)} tables written to {output}", err=True)


class _Counted:
    """Counts the rows that pass through."""

    def __init__(self) -> None:
        self.rows = 0

    def __call__(self, rows: Iterable[TableRow]) -> Iterator[TableRow]:
        for row in rows:
            self.rows += 1
            yield row


def _benchmarks(
    sessions: sessionmaker[Session], measures: Sequence[str], councils: Sequence[str]
) -> tuple[Iterator[TableRow], list[str]]:
    from portal.services import Services
    from portal.services.benchmark_export import COLUMNS

    services = Services.over(sessions)
    unknown = services.benchmark_export.unknown(measures, councils)
    if unknown:
        raise click.UsageError(
            f"No official statistics of {', '.join(unknown)}; `portal export indicators` lists "
            "measures, `portal import log` what was imported."
        )
    return services.benchmark_export.rows(measures, councils), list(COLUMNS)
