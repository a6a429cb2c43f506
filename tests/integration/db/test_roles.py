"""The rights of each role, shown by SQL on a real server, and the portal run as each of them."""

# ruff: noqa: S608 - the names in statements are those of the models

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner
from psycopg import errors
from sqlalchemy import create_engine

from db.engine import open_engine
from db.models import Base
from db.roles import GUARDED, OWNER, PARTLY, PUBLIC, READER, WRITER, NoRoles, loose_ends, make_roles
from db.session import make_sessions
from db.writes.import_lock import take_turn
from portal.app import create_app
from portal.cli.main import main
from portal.exports.contract import tables
from portal.importers.load import load
from portal.pages import served
from portal.settings import CATALOGUE, Settings
from portal.urls import item_key
from tests.integration.cli.test_main import run_portal
from tests.support.asking import ask, callback_body
from tests.support.region import DATABASE, Region
from tests.support.signing_in import make_account, sign_in_client

TABLES = sorted(Base.metadata.tables)
PRIVATE = {*TABLES} - PUBLIC - PARTLY.keys()
KEY = "k" * 64
DENIED = errors.InsufficientPrivilege


@pytest.fixture(scope="module")
def reader(region: Region) -> Iterator[psycopg.Connection]:
    """The public portal's connection, in the hands of someone who took it over."""
    with psycopg.connect(region.url(READER), autocommit=True) as connection:
        # A default that whoever is connected can set back; the rights must hold without it.
        connection.execute("SET default_transaction_read_only = off")
        yield connection


@pytest.fixture(scope="module")
def writer(region: Region) -> Iterator[psycopg.Connection]:
    with psycopg.connect(region.url(WRITER), autocommit=True) as connection:
        yield connection


def columns(table: str) -> list[str]:
    return list(Base.metadata.tables[table].c.keys())


def test_every_table_is_public_or_private() -> None:
    assert PUBLIC - {"alembic_version"} < {*TABLES}
    assert not PUBLIC & PARTLY.keys()
    for table, some in PARTLY.items():
        assert set(some) < set(columns(table))


def test_people_and_what_they_write_are_private() -> None:
    people = re.compile("account|sign_in|audit|visit|partner|shared")
    assert {table for table in TABLES if people.search(table)} <= PRIVATE
    for table in PUBLIC - {"alembic_version"}:
        reaches = {key.column.table.name for key in Base.metadata.tables[table].foreign_keys}
        assert not reaches & PRIVATE, table


@pytest.mark.parametrize("table", sorted(PUBLIC))
def test_the_reader_reads_what_is_public(reader: psycopg.Connection, table: str) -> None:
    reader.execute(f"SELECT * FROM {table} LIMIT 1")


@pytest.mark.parametrize("table", sorted(PRIVATE))
def test_the_reader_cannot_read_private_tables(reader: psycopg.Connection, table: str) -> None:
    for what in ("*", "count(*)", columns(table)[0]):
        with pytest.raises(DENIED):
            reader.execute(f"SELECT {what} FROM {table}")


def test_row_level_security_hides_figures_with_an_audience_even_where_a_right_was_given(
    reader: psycopg.Connection, writer: psycopg.Connection, region: Region
) -> None:
    guarded = sorted(table for table in TABLES if table.startswith("shared_"))
    assert guarded == ["shared_data_sets", "shared_figures", "shared_plans"]
    sessions = make_sessions(open_engine(region.url(WRITER)))
    rita = make_account(sessions, "rita", ["editor"])
    number = writer.execute(
        "INSERT INTO shared_data_sets (council, title, audience, state, file, sha256, made_by, "
        "made_at, ended_by, reason) VALUES ('torbay', 'Q1', 'partners', 'shared', 'a.csv', '', "
        "%s, now(), '', '') RETURNING id",
        (rita.id,),
    ).fetchone()
    assert number is not None
    writer.execute(
        "INSERT INTO shared_figures (data_set_id, measure, period, period_start, period_end, "
        "basis, value, symbol, printed, note, place) VALUES (%s, 'm', 'Q1', '2026-04-01', "
        "'2026-06-30', 'quarter', 61.5, '', '61.5', '', '')",
        (number[0],),
    )
    writer.execute(
        "INSERT INTO shared_plans (data_set_id, reading_id, items, actions, completed, "
        "report_date, draft) VALUES (%s, 1, 1, 1, 0, '2026-06-30', '{}')",
        (number[0],),
    )
    # Nor does what PostgreSQL notes of tables for itself tell anything.
    for asked in (
        "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND relkind = 'r' AND reltuples >= 0",
        "SELECT attname FROM pg_stats WHERE tablename = ANY(%s)",
        "SELECT last_value FROM pg_sequences WHERE sequencename = ANY(%s) AND last_value > 0",
    ):
        rows = reader.execute(asked, ([*GUARDED, "shared_data_sets_id_seq"],)).fetchall()
        assert rows == [], asked
    assert set(guarded) < GUARDED
    names = ", ".join(guarded)
    region.server.run(f"GRANT SELECT ON {names} TO {READER}", database=DATABASE)
    try:
        for table in guarded:
            seen = [
                connection.execute(f"SELECT count(*) FROM {table}").fetchone()
                for connection in (reader, writer)
            ]
            assert seen == [(0,), (1,)], table
    finally:
        region.server.run(f"REVOKE SELECT ON {names} FROM {READER}", database=DATABASE)
        writer.execute("DELETE FROM shared_data_sets WHERE id = %s", number)
    for table in guarded:
        with pytest.raises(DENIED):
            reader.execute(f"SELECT count(*) FROM {table}")


@pytest.mark.parametrize("table", sorted(PARTLY))
def test_the_reader_reads_some_columns_and_never_who(
    reader: psycopg.Connection, table: str
) -> None:
    reader.execute(f"SELECT {', '.join(PARTLY[table])} FROM {table}")
    for column in sorted({*columns(table)} - {*PARTLY[table]}):
        with pytest.raises(DENIED):
            reader.execute(f"SELECT {column} FROM {table}")
    assert {"made_by", "content"} & ({*columns(table)} - {*PARTLY[table]})


@pytest.mark.parametrize("table", [*TABLES, "alembic_version"])
def test_the_reader_cannot_write_any_table(reader: psycopg.Connection, table: str) -> None:
    column = "version_num" if table == "alembic_version" else columns(table)[0]
    for statement in (
        f"INSERT INTO {table} DEFAULT VALUES",
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        f"TRUNCATE {table} CASCADE",
        f"DROP TABLE {table}",
        f"ALTER TABLE {table} ADD COLUMN more text",
        f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
    ):
        with pytest.raises((DENIED, errors.NoActiveSqlTransaction)) as refused:
            reader.execute(statement)
        assert refused.type is DENIED or statement.startswith("LOCK")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (a int)",
        "CREATE TEMPORARY TABLE mine (a int)",
        "CREATE SCHEMA mine",
        "CREATE ROLE another SUPERUSER",
        f"SET ROLE {OWNER}",
        f"SET ROLE {WRITER}",
        f"ALTER ROLE {READER} SUPERUSER",
        "SELECT nextval('visit_entries_id_seq')",
        "SELECT pg_read_file('/etc/hostname')",
        "COPY councils TO '/tmp/councils'",
        "COPY councils TO PROGRAM 'cat'",
        "SELECT rolpassword FROM pg_authid",
        "SELECT lo_creat(-1)",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT lo_import('/etc/hostname')",
        "SELECT lo_put(1, 0, 'x')",
        "SELECT lo_unlink(1)",
        "SELECT pg_logical_emit_message(false, 'x', 'y')",
        "SELECT n_live_tup FROM pg_stat_user_tables WHERE relname = 'shared_figures'",
        "SELECT seq_tup_read FROM pg_stat_all_tables WHERE relname = 'shared_data_sets'",
        "SELECT heap_blks_hit FROM pg_statio_all_tables WHERE relname = 'shared_plans'",
        "SELECT pg_stat_get_tuples_inserted('shared_figures'::regclass)",
        "SELECT pg_relation_size('shared_figures')",
        "SELECT pg_total_relation_size('shared_data_sets')",
    ],
)
def test_the_reader_cannot_get_further(reader: psycopg.Connection, statement: str) -> None:
    with pytest.raises(DENIED):
        reader.execute(statement)


def test_the_reader_cannot_hold_up_an_import(reader: psycopg.Connection, region: Region) -> None:
    with pytest.raises(DENIED), reader.transaction():
        reader.execute("LOCK TABLE imports IN SHARE ROW EXCLUSIVE MODE")
    messages: list[str] = []
    engine = open_engine(region.url(WRITER))
    # What it may do: begin, read and take a lock of any number.
    with reader.transaction(), make_sessions(engine).begin() as session:
        reader.execute("SELECT id FROM imports")
        reader.execute("SELECT pg_advisory_xact_lock(7041999)")
        take_turn(session, messages.append)
    engine.dispose()
    assert messages == []


def test_the_reader_is_held_to_reading_and_to_a_time(region: Region) -> None:
    with psycopg.connect(region.url(READER)) as connection:
        shown = [
            connection.execute(f"SHOW {name}").fetchone()
            for name in ("default_transaction_read_only", "statement_timeout")
        ]
    assert shown == [("on",), ("15s",)]


def test_what_the_reader_loosened_for_itself_is_told_and_mended(region: Region) -> None:
    url = region.url(READER)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")
        for name in ("default_transaction_read_only = off", "statement_timeout = 0"):
            connection.execute(f"ALTER ROLE {READER} SET {name}")
    admin = open_engine(region.server.url(database=DATABASE))
    with admin.connect() as connection:
        faults = loose_ends(connection)
        assert [fault.split(" has ")[1] for fault in faults] == [
            "default_transaction_read_only 'off' instead of 'on'",
            "statement_timeout '0' instead of '15s'",
        ]
    make_roles(admin, {})
    with admin.connect() as connection:
        assert loose_ends(connection) == []
    admin.dispose()


def test_the_writer_writes_rows_and_changes_no_table(writer: psycopg.Connection) -> None:
    writer.execute("UPDATE councils SET note = note")
    for statement in (
        "CREATE TABLE mine (a int)",
        "ALTER TABLE councils ADD COLUMN more text",
        "DROP TABLE visits",
        "TRUNCATE councils CASCADE",
        "UPDATE alembic_version SET version_num = '0001'",
        "DELETE FROM audit",
        "UPDATE audit SET actor = 'nobody'",
        f"SET ROLE {OWNER}",
    ):
        with pytest.raises(DENIED):
            writer.execute(statement)


def test_nobody_else_may_even_connect(region: Region) -> None:
    region.server.run("DROP ROLE IF EXISTS stranger")
    region.server.run("CREATE ROLE stranger LOGIN PASSWORD 'stranger'")
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(region.server.url("stranger", "stranger", DATABASE))


def test_no_log_of_statements_holds_a_password(region: Region) -> None:
    log = (region.folder / "primary.log").read_text()
    assert "ALTER ROLE" in log  # the server was told to log every statement
    assert not [password for password in region.passwords.values() if password in log]


def test_roles_may_be_made_again_with_new_passwords(region: Region, tmp_path: Path) -> None:
    region.passwords[READER] = "another-word-entirely"
    secret = tmp_path / "reader"
    secret.write_text(region.passwords[READER] + "\n")
    environ = {"PORTAL_DATABASE_URL": region.server.url(database=DATABASE)}
    asked = ["db", "roles", "--reader-password-file", str(secret)]
    done = CliRunner().invoke(main, asked, env=environ)
    assert done.exit_code == 0, done.output
    assert done.output.splitlines() == [
        "portal_owner   was there",
        "portal_writer  was there",
        "portal_reader  was there, password set",
    ]
    psycopg.connect(region.url(READER)).close()


def test_whoever_may_not_make_roles_is_told_who_may(region: Region) -> None:
    environ = {"PORTAL_DATABASE_URL": region.url(READER)}
    done = CliRunner().invoke(main, ["db", "roles"], env=environ)
    assert done.exit_code == 1
    assert "Connect as a superuser" in done.output
    missing = run_portal(region.server.url(database="not_made"), "db", "roles")
    assert missing.returncode == 1
    assert (
        "Make it first, as a superuser: `createdb -h HOST -U postgres not_made`" in missing.stderr
    )
    assert "Connect as a superuser" not in missing.stderr
    with pytest.raises(NoRoles, match="permissions"):
        make_roles(create_engine("sqlite://"), {})


# The portal as each role ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def public(region: Region) -> Iterator[Any]:
    """The public portal, connected as the reader."""
    engine = open_engine(region.url(READER))
    settings = Settings(database_url=region.url(READER), sign_in="off")
    yield create_app(settings, engine).server.test_client()
    engine.dispose()


def test_the_public_portal_shows_every_page_as_the_reader(public: Any) -> None:
    for page in served(signs_in=False):
        if "<" not in page.path:
            assert public.get(page.path).status_code == 200, page.path
    assert public.get("/councils/torbay").status_code == 200
    api = [f"/api/v1/tables/{table.name}" for table in tables()]
    api += [f"/api/v1/views/{name}" for name in ("compare", "indicators", "findings", "benchmarks")]
    files = ("/download/dataset.zip", "/download/compare.csv", "/download/indicators.xlsx")
    more = ("/data/datapackage.json", "/embed/compare", "/embed/indicators", "/search?q=adoption")
    for path in (*api, "/api/v1/openapi.json", *files, *more, "/readyz"):
        response = public.get(path)
        assert (response.status_code, bool(response.get_data())) == (200, True), path
    assert public.get("/pack/council.docx?council=torbay").status_code == 200
    for name in ("items", "findings", "observations"):
        assert public.get(f"/data/{name}.csv").status_code == 200, name


def test_every_public_callback_answers_as_the_reader(public: Any) -> None:
    values = {
        "_pages_location.pathname": "/plans",
        "council-key.data": "torbay",
        "councils-url.search": "",
    }
    asked = 0
    for callback in public.get("/_dash-dependencies").json:
        if callback["clientside_function"] or "MATCH" in callback["output"]:
            continue
        body = callback_body(public, callback["output"], values)
        response = public.post("/_dash-update-component", json=body)
        assert response.status_code in (200, 204), callback["output"]
        assert b"Something went wrong" not in response.get_data(), callback["output"]
        asked += 1
    assert asked >= 10


def test_an_item_opens_as_the_reader(public: Any) -> None:
    item = public.get("/data/items.json").json[0]
    values = {"app-item.data": item_key(item["plan"], item["ref"])}
    response = ask(public, "app-panel-content-html", values)
    assert response.status_code == 200
    assert "Open as a page" in response.json["response"]["app-panel-content-html"]["data"]


def test_partners_work_as_the_writer(region: Region) -> None:
    engine = open_engine(region.url(WRITER))
    sessions = make_sessions(engine)
    make_account(sessions, "rolf", ["reviewer", "editor", "partner"])
    settings = Settings(database_url=region.url(WRITER), secret_key=KEY)
    client = create_app(settings, engine).server.test_client()
    token = {"X-CSRFToken": sign_in_client(client, "rolf")}
    form = {"council": "torbay", "title": "As the writer", "starts": "", "ends": "", "themes": []}
    made = client.post("/visits/new", json=form, headers=token)
    assert made.status_code in (200, 201), made.get_data()
    assert not any(load(sessions, [CATALOGUE]))
    status = client.get("/findings").status_code
    assert status == 200
    engine.dispose()
