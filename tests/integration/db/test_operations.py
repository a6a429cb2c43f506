"""`portal check` on a shared database, by the role that asks and on a standby."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Engine

from db.engine import open_engine
from db.queries.operations import server_state
from db.roles import OWNER, READER, WRITER
from portal.app import create_app
from portal.runtime.self_check import check_portal
from portal.runtime.startup import check_role
from portal.settings import Settings, SettingsError
from tests.integration.cli.test_main import run_portal
from tests.support.clusters import standby_of
from tests.support.region import DATABASE, Region
from tests.support.serving import free_port, portal_server


def checked(url: str, sign_in: str) -> dict[str, tuple[str, str]]:
    settings = Settings(
        database_url=url, sign_in=sign_in, secret_key="k" * 40, workers=1, statistics="off"
    )
    return {
        check.name: (check.state, check.message) for check in check_portal(settings, create_app)
    }


def serve(url: str, sign_in: str) -> str:
    """Run `portal serve`, which must not start, and return its message."""
    given = {"PORTAL_SIGN_IN": sign_in, "PORTAL_SECRET_KEY": "k" * 40}
    while True:
        done = run_portal(url, "serve", "--port", free_port(), **given)
        assert done.returncode == 1
        if "Address already in use" not in done.stderr:  # another test was quicker to listen there
            return done.stderr


def test_each_kind_of_database_says_what_it_is(filled_engine: Engine) -> None:
    with filled_engine.connect() as connection:
        state = server_state(connection)
    assert state.product.startswith(("SQLite 3.", "PostgreSQL "))
    assert (state.writes, state.standby, state.lag) == (True, False, None)


def test_a_portal_connects_as_the_role_that_it_needs(region: Region) -> None:
    reader, writer = region.url(READER), region.url(WRITER)
    public, partners = checked(reader, "off"), checked(writer, "on")
    assert {state for state, _message in (public | partners).values()} == {"ok"}
    assert public["database"][1].endswith("as portal_reader, reads only")
    assert partners["database"][1].endswith("as portal_writer, reads and writes")
    assert float(public["clock"][1].split()[0]) < 2
    assert checked(reader, "on")["role"][0] == "fail"
    for url in (writer, region.url(OWNER)):
        assert checked(url, "off")["role"][0] == "fail"
    assert checked(region.url(OWNER), "on")["role"][0] == "warn"
    assert all(region.passwords[READER] not in message for _state, message in public.values())


def test_a_portal_does_not_start_as_the_wrong_role(region: Region) -> None:
    message = serve(region.url(READER), "on")
    assert "PORTAL_DATABASE_URL: people sign in, and portal_reader cannot write" in message
    assert "connect as portal_writer, or set PORTAL_SIGN_IN=off" in message
    message = serve(region.url(WRITER), "off")
    assert f"a public portal must not be able to write, as {WRITER} is" in message
    assert "connect as portal_reader" in message
    assert "Traceback" not in message
    for role, url in (
        (OWNER, region.url(OWNER)),
        ("postgres", region.server.url(database=DATABASE)),
    ):
        engine = open_engine(url)
        with pytest.raises(SettingsError, match=f"must not be able to write, as {role} is"):
            check_role(Settings(database_url=url, sign_in="off"), engine)
        engine.dispose()


def test_a_portal_starts_as_the_role_that_it_needs(region: Region) -> None:
    for role, sign_in in ((READER, "off"), (WRITER, "on")):
        with portal_server(region.url(role), PORTAL_SIGN_IN=sign_in) as address:
            assert address


def test_a_server_with_one_role_may_serve_the_public_and_check_warns(filled_engine: Engine) -> None:
    url = filled_engine.url.render_as_string(hide_password=False)
    for sign_in in ("on", "off"):
        check_role(Settings(database_url=url, sign_in=sign_in), filled_engine)
    if filled_engine.dialect.name == "postgresql":
        assert checked(url, "off")["role"][0] == "warn"


def test_check_knows_the_owners_settings_as_those_of_commands(region: Region) -> None:
    """With exactly what compose.yaml gives the service `owner`."""
    done = run_portal(region.url(OWNER), "check", "--json")
    checks = {check["name"]: check for check in json.loads(done.stdout)}
    assert (done.returncode, {check["state"] for check in checks.values()}) == (0, {"ok"})
    assert checks["role"]["told"].startswith("portal_owner is for commands")
    assert not {"sign-in", "routes", "limits", "proxies", "address"} & set(checks)
    assert {"schema", "data", "clock"} <= set(checks)


def test_a_standby_tells_how_late_it_is(region: Region) -> None:
    with standby_of(region.server, "checked") as standby:
        url = region.url(READER).replace(f":{region.server.port}/", f":{standby.port}/")
        checks = checked(url, "off")
        assert checks["standby"] == ("ok", "the server follows another, 0 s behind")
        writer = region.url(WRITER).replace(f":{region.server.port}/", f":{standby.port}/")
        assert checked(writer, "on")["role"][0] == "fail"
        engine = open_engine(url)
        with engine.connect() as connection:
            assert server_state(connection).standby
        engine.dispose()
