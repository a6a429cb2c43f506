"""`portal db`: tables, roles, backups."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sqlalchemy import Engine

FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
_PASSWORD = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.group("db")
def db_group() -> None:
    """Look after the database: its tables, its roles, its backups."""


@db_group.command("upgrade")
def upgrade() -> None:
    """Bring the tables to the newest schema, all of it or nothing; data stay in place.

    An SQLite file is copied first, to FILE.before-upgrade beside it.
    On a shared database run it as the owner; the roles get their rights on new tables.
    """
    from sqlalchemy.orm import Session

    from db.queries.catalogue import due_folders
    from db.schema import upgrade as upgrade_schema
    from portal.domain.formatting import first_few

    engine = _engine()
    before, after = upgrade_schema(engine, _report)
    if before == after:
        click.echo(f"The schema is already at {after}.")
    else:
        click.echo(f"The schema went from {before or 'nothing'} to {after}.")
        with Session(engine) as session:
            folders = due_folders(session)
        if folders:
            click.echo(
                "Now load the catalogue again: portal load (and every folder of your own); "
                f"until then imports are refused. Due: {first_few(folders)}."
            )


@db_group.command("roles")
@click.option("--owner-password-file", type=_PASSWORD, help="A file with the owner's password.")
@click.option("--writer-password-file", type=_PASSWORD, help="A file with the writer's password.")
@click.option("--reader-password-file", type=_PASSWORD, help="A file with the reader's password.")
def roles(
    owner_password_file: Path | None,
    writer_password_file: Path | None,
    reader_password_file: Path | None,
) -> None:
    """Make the roles of a shared PostgreSQL and grant each what it may do.

    Connect as a superuser (PORTAL_DATABASE_URL) to the portal's database, which must be there:
    `createdb` makes it. The command may be run again, also to set new passwords.

    \b
    portal_owner    owns the tables: portal db upgrade, backup, restore; load; import
    portal_writer   reads and writes rows: the portal of partners
    portal_reader   reads what is public, and nothing else: the public portal
    """
    from sqlalchemy.exc import DBAPIError

    from db.roles import OWNER, READER, ROLES, WRITER, NoRoles, make_roles

    files = {
        OWNER: owner_password_file,
        WRITER: writer_password_file,
        READER: reader_password_file,
    }
    passwords = {}
    for role, file in files.items():
        if file is not None:
            passwords[role] = file.read_text(encoding="utf-8").strip()
            if not passwords[role]:
                raise click.UsageError(f"{file} is empty; it must hold the password of {role}.")
    try:
        made = make_roles(_engine(), passwords)
    except NoRoles as error:
        raise click.ClickException(str(error)) from None
    except DBAPIError as error:
        if error.statement is None:
            raise  # it was not reached, or there is no such database: database_errors says so
        answer = str(error.orig).strip()
        remedy = "Connect as a superuser, or as a role that may create roles and owns the database."
        raise click.ClickException(f"The server refused: {answer}. {remedy}") from None
    for role in ROLES:
        outcome = "made" if role in made else "was there"
        click.echo(f"{role:<14} {outcome}{', password set' if role in passwords else ''}")


@db_group.command("backup")
@FILE
def make_backup(file: Path) -> None:
    """Copy the whole database into FILE while it is in use."""
    from db.backup import CannotCopy, backup
    from db.engine import sqlite_file
    from portal.settings import Settings

    database = sqlite_file(Settings.from_env().database_url)
    if database is not None and not database.exists():  # opening it would make it
        raise click.ClickException(f"There is no database at {database}.")
    try:
        size = backup(_engine(), file)
    except CannotCopy as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:  # a full disk, a folder that is not there
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from None
    click.echo(f"{file}: {size:,} bytes. It holds accounts and visits too: keep it safe.")


@db_group.command("restore")
@FILE
@click.option("--replace", is_flag=True, help="Put it in place of the tables that are there.")
def put_back(file: Path, replace: bool) -> None:
    """Put the backup FILE back, all of it or nothing, and bring it to the newest schema."""
    from db.backup import CannotCopy, restore
    from db.schema import upgrade as upgrade_schema

    engine = _engine()
    try:
        restore(engine, file, replace)
    except CannotCopy as error:
        raise click.ClickException(str(error)) from None
    before, after = upgrade_schema(engine, _report, copy=False)  # FILE is the copy
    newer = f", then from schema {before} to {after}" if before != after else ""
    click.echo(f"Restored from {file}{newer}. Running portals show it at once.")


def _report(text: str) -> None:
    click.echo(f"{text} …", err=True)


def _engine() -> Engine:
    from sqlalchemy import NullPool

    from db.engine import open_engine
    from portal.settings import Settings

    # A command asks once and ends: no connection is worth keeping.
    return open_engine(Settings.from_env().database_url, poolclass=NullPool)
