"""Copies of the whole database, made while it is in use, and putting one back.

PostgreSQL's own `pg_dump` and `pg_restore` do the work, and SQLite's online backup: both see one
moment of the data, whoever writes meanwhile.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import DatabaseError

from db.engine import sqlite_file
from db.file_damage import damage_of
from db.roles import grant

_SQLITE = b"SQLite format 3\x00"
_DUMP = b"PGDMP"


class CannotCopy(RuntimeError):
    """A backup or a restore that cannot be done; nothing was changed. The message says why."""


def backup(engine: Engine, file: Path) -> int:
    """Copy the database into a file, which appears only when it is whole.

    Returns:
        The size of the file in bytes.

    Raises:
        CannotCopy: if the file exists, or the database's program is missing, too old or refuses.
    """
    if file.exists():
        raise CannotCopy(f"{file} exists; name a new file, so that no backup is written over.")
    if engine.dialect.name == "sqlite":
        if not _tables_of(engine):
            raise CannotCopy(f"{_file_of(engine)} holds no tables: there is nothing to back up.")
        copy_sqlite(_file_of(engine), file)
    else:
        with _part_of(file) as part:
            # The writer is no owner: it copies guarded tables by the policy that shows it all rows.
            options = ["--format=custom", "--enable-row-security", f"--file={part}"]
            _run([*_dumper(engine), *options], engine)
    return file.stat().st_size


def _file_of(engine: Engine) -> Path:
    file = sqlite_file(engine.url)
    if file is None:
        raise CannotCopy(
            f"{engine.url} does not say plainly which file holds the database; write "
            "sqlite:///FILE, without SQLite's `file:` and its options."
        )
    return file


def _tables_of(engine: Engine) -> list[str]:
    """Name the tables of an SQLite file, which may be damaged where it names them."""
    file = _file_of(engine)
    if not file.stat().st_size:
        raise CannotCopy(
            f"{file} is empty: there is nothing to back up. If it held data, put the last backup "
            "back."
        )
    try:
        return inspect(engine).get_table_names()
    except DatabaseError as error:
        if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
            raise CannotCopy(f"{file} is in use: {error.orig}. Try again in a minute.") from None
        raise CannotCopy(f"{file} is damaged: {error.orig}. Put the last backup back.") from None


def copy_sqlite(database: Path, file: Path) -> None:
    """Copy an SQLite database into a file, which takes its place only when it is whole.

    Raises:
        CannotCopy: if it cannot be read or, as where the disk is full, not be written.
    """
    with _part_of(file) as part:
        try:
            with (
                closing(sqlite3.connect(database, timeout=60)) as source,
                closing(sqlite3.connect(part)) as target,
            ):
                source.backup(target)
                verdict = target.execute("PRAGMA integrity_check(1)").fetchone()[0]
        except sqlite3.Error as error:
            raise CannotCopy(f"{database} cannot be copied to {file}: {error}.") from None
        if verdict != "ok":
            raise CannotCopy(f"{database} is damaged: {verdict}. Put the last backup back.")


@contextmanager
def _part_of(file: Path) -> Iterator[Path]:
    """An empty file beside another, in whose place it comes if all goes well."""
    part = file.with_name(f"{file.name}.part")
    journal = part.with_name(f"{part.name}-journal")  # of a copy that was killed
    try:
        for left in (part, journal):
            left.unlink(missing_ok=True)
        part.touch(mode=0o600)  # it will hold hashes of passwords
        yield part
        part.replace(file)
    finally:
        for left in (part, journal):
            left.unlink(missing_ok=True)


def restore(engine: Engine, file: Path, replace: bool = False) -> None:
    """Put a backup in the place of what the database holds, all of it or nothing.

    Args:
        engine: connected as the owner.
        file: what `backup` made, from the same kind of database.
        replace: whether tables that are there may go.

    Raises:
        CannotCopy: if the file is no backup for this kind of database or is damaged, if there
            are tables and they may not go, or if the database's program is missing or refuses.
    """
    with file.open("rb") as opened:
        start = opened.read(len(_SQLITE))
    if not start.startswith(_SQLITE if engine.dialect.name == "sqlite" else _DUMP):
        raise CannotCopy(f"{file} is no backup of {_NAMES[engine.dialect.name]}.")
    damaged = engine.dialect.name == "sqlite" and _is_damaged(_file_of(engine))
    if damaged and not replace:
        raise CannotCopy("The database is damaged; --replace puts this backup in its place.")
    if not damaged and inspect(engine).get_table_names() and not replace:
        raise CannotCopy(
            "The database holds tables. Back it up first; then --replace puts this backup in "
            "their place."
        )
    if engine.dialect.name == "sqlite":
        _restore_file(engine, file, damaged)
        return
    script = _run([*_program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(file)])
    # Every table goes, one that the backup does not know too, in the transaction that restores.
    tables = ", ".join(f'public."{name}"' for name in inspect(engine).get_table_names())
    empty = f"DROP TABLE {tables} CASCADE;\n" if tables else ""
    # Not psql's --single-transaction: it commits what it got, also where we are killed half-way.
    command = [*_program("psql"), "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    _run(command, engine, f"BEGIN;\n{empty}{script}\nCOMMIT;\n")
    with engine.begin() as connection:
        grant(connection)


_NAMES = {
    "sqlite": "an SQLite portal",
    "postgresql": "a PostgreSQL portal (pg_dump --format=custom)",
}


def _is_damaged(database: Path) -> bool:
    """Tell if an SQLite file is damaged, or was emptied while it was written to."""
    log = database.with_name(f"{database.name}-wal")
    if not database.stat().st_size:
        return log.exists()
    with suppress(sqlite3.OperationalError):  # in use: what comes next says so
        return bool(damage_of(database))
    return False


def _restore_file(engine: Engine, file: Path, damaged: bool) -> None:
    database = _file_of(engine)
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as source:
        try:
            verdict = source.execute("PRAGMA integrity_check").fetchone()[0]
            revisions = source.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")
            ours = revisions.fetchone()
        except sqlite3.DatabaseError as error:
            raise CannotCopy(f"{file} is damaged: {error}.") from None
        if verdict != "ok":
            raise CannotCopy(f"{file} is damaged: {verdict}.")
        if ours is None:
            raise CannotCopy(f"{file} is an SQLite file, but not a portal's.")
        if damaged:  # SQLite writes into no such file: another comes in its place
            for of_former in ("-wal", "-shm"):
                database.with_name(f"{database.name}{of_former}").unlink(missing_ok=True)
            copy_sqlite(file, database)
            return
        try:
            with closing(sqlite3.connect(database, timeout=60)) as target:
                source.backup(target)  # one transaction: readers see the old data, then the new
        except sqlite3.Error as error:
            raise CannotCopy(f"{error}; the database is as it was.") from None


def _program(name: str) -> list[str]:
    path = shutil.which(name)
    if path is None:
        raise CannotCopy(
            f"{name} is not here; install PostgreSQL's client programs (on Debian the package "
            "postgresql-client), of the server's version or newer."
        )
    return [path]


def _dumper(engine: Engine) -> list[str]:
    """`pg_dump`, which reads servers of its own version and older ones."""
    program = _program("pg_dump")
    banner = _run([*program, "--version"])
    version = re.search(r"\) (\d+)", banner)
    with engine.connect() as connection:
        needed = int((connection.dialect.server_version_info or (0,))[0])
    if version is not None and int(version[1]) < needed:
        raise CannotCopy(
            f"{program[0]} is of PostgreSQL {version[1]}, and the server is {needed}: pg_dump must "
            f"be as new as the server. Install postgresql-client-{needed} and put its programs "
            f"first on the PATH (on Debian /usr/lib/postgresql/{needed}/bin)."
        )
    return program


def _run(command: list[str], engine: Engine | None = None, given: str = "") -> str:
    """Run a program of PostgreSQL's, on a database or on a file; what it prints.

    The database's password goes by a file, since a list of processes shows how one was called.
    """
    with TemporaryDirectory() as folder:
        if engine is not None:
            from psycopg.conninfo import make_conninfo

            where = engine.url.get_dialect()().create_connect_args(engine.url)[1]
            where.pop("pooler", None)
            secret = str(where.pop("password", "")).replace("\\", r"\\").replace(":", r"\:")
            passfile = Path(folder) / "password"
            passfile.touch(mode=0o600)
            passfile.write_text(f"*:*:*:*:{secret}\n", encoding="utf-8")
            named = (
                make_conninfo(**where, passfile=str(passfile)) if secret else make_conninfo(**where)
            )
            command = [*command, "--no-password", f"--dbname={named}"]
        done = subprocess.run(  # noqa: S603 - the program's own path, no shell
            command, input=given, capture_output=True, text=True, check=False
        )
    if done.returncode:
        name = Path(command[0]).name
        raise CannotCopy(f"{name} failed; the database is as it was: {done.stderr.strip()}")
    return done.stdout
