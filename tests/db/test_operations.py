"""What `portal check` says of a shared database, by the role that asks and on a standby."""

from __future__ import annotations

from sqlalchemy import Engine

from db.engine import open_engine
from db.queries.operations import server_state
from db.roles import OWNER, READER, WRITER
from portal.checking import check_portal
from portal.settings import Settings
from tests.clusters import standby_of
from tests.region import Region


def checked(url: str, sign_in: str) -> dict[str, tuple[str, str]]:
    settings = Settings(database_url=url, sign_in=sign_in, secret_key="k" * 40)
    return {one.name: (one.state, one.told) for one in check_portal(settings)}


def test_each_kind_of_database_says_what_it_is(filled_engine: Engine) -> None:
    with filled_engine.connect() as connection:
        state = server_state(connection)
    assert state.product.startswith(("SQLite 3.", "PostgreSQL "))
    assert (state.writes, state.standby, state.lag) == (True, False, None)


def test_a_portal_connects_as_the_role_that_it_needs(region: Region) -> None:
    reader, writer = region.url(READER), region.url(WRITER)
    public, partners = checked(reader, "off"), checked(writer, "on")
    assert {state for state, _told in (public | partners).values()} == {"ok"}
    assert public["database"][1].endswith("as portal_reader, reads only")
    assert partners["database"][1].endswith("as portal_writer, reads and writes")
    assert float(public["clock"][1].split()[0]) < 2
    assert checked(reader, "on")["role"][0] == "fail"
    for url in (writer, region.url(OWNER)):
        assert checked(url, "off")["role"][0] == "warn"
    assert all(region.passwords[READER] not in told for _state, told in public.values())


def test_a_standby_tells_how_late_it_is(region: Region) -> None:
    with standby_of(region.server, "checked") as standby:
        url = region.url(READER).replace(f":{region.server.port}/", f":{standby.port}/")
        found = checked(url, "off")
        assert found["standby"] == ("ok", "the server follows another, 0 s behind")
        writer = region.url(WRITER).replace(f":{region.server.port}/", f":{standby.port}/")
        assert checked(writer, "on")["role"][0] == "fail"
        engine = open_engine(url)
        with engine.connect() as connection:
            assert server_state(connection).standby
        engine.dispose()
