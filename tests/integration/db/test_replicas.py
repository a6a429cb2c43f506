"""Several servers: a primary, a streaming standby, libpq's own choice between them, PgBouncer."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ArgumentError, OperationalError

from db.engine import open_engine, read_url, reading_engine
from db.roles import OWNER, READER, WRITER
from db.session import make_sessions
from portal.app import create_app
from portal.importers.load import load
from portal.settings import CATALOGUE, Settings
from tests.support.asking import ask
from tests.support.clusters import Server, pgbouncer, standby_of
from tests.support.region import DATABASE, Region

RECOVERY = text("SELECT pg_is_in_recovery()")


def several(region: Region, role: str, standby: Server, wanted: str) -> str:
    """The URL of both servers, in libpq's own spelling."""
    hosts = f"127.0.0.1:{region.server.port},127.0.0.1:{standby.port}"
    secret = region.passwords[role]
    return f"postgresql://{role}:{secret}@{hosts}/{DATABASE}?target_session_attrs={wanted}"


@pytest.fixture
def standby(region: Region) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="portal-standby-", dir=region.folder) as folder:
        name = Path(folder).name
        with standby_of(region.server, name.replace("-", "_")) as server:
            yield server


@pytest.fixture
def opened() -> Iterator[Any]:
    """Opens engines that are closed at the end."""
    engines: list[Engine] = []

    def opening(url: str) -> Engine:
        engines.append(open_engine(url))
        return engines[-1]

    yield opening
    for engine in engines:
        engine.dispose()


@pytest.mark.parametrize(
    ("url", "host", "port", "more"),
    [
        ("postgresql://me@one/x", None, None, {}),
        ("postgresql://me:p%40w@one:1,two:2/x", "one,two", "1,2", {}),
        ("postgresql://me@one,two/x", "one,two", None, {}),
        ("postgresql://me@one:1,two/x?pooler=pgbouncer", "one,two", "1,", {"pooler": "pgbouncer"}),
        ("postgresql+psycopg://me@[::1]:1,two:2/x", "::1,two", "1,2", {}),
        (
            "postgresql://me@one,two/x?target_session_attrs=prefer-standby&sslmode=require",
            "one,two",
            None,
            {"target_session_attrs": "prefer-standby", "sslmode": "require"},
        ),
    ],
)
def test_several_servers_stand_in_a_url_as_libpq_writes_them(
    url: str, host: str | None, port: str | None, more: dict[str, str]
) -> None:
    address = read_url(url)
    assert (address.username, address.database) == ("me", "x")
    expected = {"host": host, "port": port, **more}
    assert dict(address.query) == {name: value for name, value in expected.items() if value}
    assert address.get_backend_name() == "postgresql"


def test_a_url_that_libpq_cannot_read_is_refused() -> None:
    with pytest.raises(ArgumentError, match="cannot be read"):
        read_url("postgresql://me@one:x y,two/x")


@pytest.mark.parametrize(
    ("role", "wanted", "recovering"),
    [(READER, "prefer-standby", True), (WRITER, "read-write", False)],
)
def test_libpq_finds_the_server_that_is_wanted(
    region: Region, standby: Server, opened: Any, role: str, wanted: str, recovering: bool
) -> None:
    engine = opened(several(region, role, standby, wanted))
    with engine.connect() as connection, reading_engine(engine).connect() as pages:
        assert pages.scalar(RECOVERY) is recovering
        assert pages.scalar(text("SHOW statement_timeout")) == "15s"
        assert connection.scalar(RECOVERY) is recovering


def test_the_public_reads_a_standby_sees_an_import_and_outlives_either_server(
    region: Region, standby: Server, opened: Any, tmp_path: Path
) -> None:
    url = several(region, READER, standby, "prefer-standby")
    engine = opened(url)
    client = create_app(Settings(database_url=url, sign_in="off"), engine).server.test_client()

    def councils() -> int:
        response = ask(client, "councils-results", {"_pages_location.pathname": "/councils"})
        assert response.status_code == 200
        return str(response.get_json()).count("Torbay")

    assert councils()
    with reading_engine(engine).connect() as connection:
        assert connection.scalar(RECOVERY) is True
        before = connection.scalar(text("SELECT max(id) FROM dataset_versions"))
    # An import on the primary shows on the standby, and so in the portal, at once.
    owner = opened(region.url(OWNER))
    with owner.begin() as connection:
        connection.execute(text("UPDATE documents SET title = title || ' '"))
        connection.execute(text("DELETE FROM folder_digests"))  # or the load would not read them
    assert any(load(make_sessions(owner), [CATALOGUE]))
    standby.catch_up(region.server)
    with reading_engine(engine).connect() as connection:
        assert connection.scalar(text("SELECT max(id) FROM dataset_versions")) == before + 1
    assert councils()
    # The standby is lost: the next question goes to the primary.
    standby.kill()
    assert councils()
    with reading_engine(engine).connect() as connection:
        assert connection.scalar(RECOVERY) is False
    # It comes back and the primary is lost: the public reads on, and writers are told.
    standby.start()
    standby.catch_up(region.server)
    region.server.kill()
    try:
        assert councils()
        with reading_engine(engine).connect() as connection:
            assert connection.scalar(RECOVERY) is True
        with pytest.raises(OperationalError):
            opened(several(region, WRITER, standby, "read-write")).connect()
    finally:
        region.server.start()


def test_a_promoted_standby_takes_writers(region: Region, opened: Any) -> None:
    with standby_of(region.server, "successor") as successor:
        engine = opened(several(region, WRITER, successor, "read-write"))
        with engine.begin() as connection:
            connection.execute(text("UPDATE councils SET note = 'written before'"))
        successor.catch_up(region.server)
        region.server.kill()
        try:
            successor.promote()
            with engine.begin() as connection:
                assert connection.scalar(text("SELECT min(note) FROM councils")) == "written before"
                connection.execute(text("UPDATE councils SET note = ''"))
        finally:
            successor.kill()
            region.server.start()


def test_the_portal_works_through_pgbouncer(
    region: Region, opened: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Two server connections for all: nothing may be kept on one between transactions."""
    with pgbouncer(
        region.folder, region.server, READER, region.passwords[READER], DATABASE
    ) as plain:
        engine = opened(f"{plain}?pooler=pgbouncer")
        settings = Settings(database_url=f"{plain}?pooler=pgbouncer", sign_in="off")
        client = create_app(settings, engine).server.test_client()
        for _round in range(8):  # psycopg would prepare a statement at its sixth use
            for path in ("/plans", "/download/compare.csv", "/download/indicators.csv"):
                assert client.get(path).status_code == 200
        # Hands the same statement from connection to connection, as busy processes do.
        reader = reading_engine(engine)
        connections = [reader.connect() for _number in range(4)]
        for _round in range(8):
            for connection in connections:
                assert connection.scalar(text("SELECT count(*) FROM councils")) > 3
                assert connection.scalar(text("SHOW statement_timeout")) == "15s"
        for connection in connections:
            connection.close()
