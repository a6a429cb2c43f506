"""The migrations give exactly the tables of the models, up and down, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.engine import open_engine
from db.models import Account, Base, DatasetVersion, Indicator, Measure, PartnerNote
from db.queries.catalogue import due_folders
from db.queries.exports import export_rows
from db.queries.search import search
from db.revisions import MIGRATIONS, known_revisions
from db.schema import current_revision, newest_revision, upgrade
from db.session import make_sessions
from db.writes.search import renew_search
from portal.importers.load import load
from portal.importers.statistics.ready import CannotImport
from portal.importers.statistics.undo import undo
from portal.settings import CATALOGUE, ROOT
from tests.support.commanding import portal_on
from tests.support.statistics import bring_files, row, write_csv, write_mapping


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_engine(request: pytest.FixtureRequest, new_database: Any) -> Iterator[Engine]:
    """A database without any tables, once on each kind."""
    engine = open_engine(new_database(request.param))
    yield engine
    engine.dispose()


def is_index(name: str | None) -> bool:
    """Tell if a name belongs to the full-text index, which differs between the databases."""
    return (name or "").startswith(("search_index", "ix_search_texts_index"))


def differences(engine: Engine) -> list[Any]:
    """List the changes that Alembic would make to bring the tables to the models."""
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_name": lambda name, _kind, _parents: not is_index(name),
            },
        )
        return list(compare_metadata(context, Base.metadata))


def downgrade(engine: Engine, to: str = "base") -> None:
    """Take every migration after `to` back."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "db" / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, to)


def tables(engine: Engine) -> set[str]:
    return {name for name in inspect(engine).get_table_names() if not is_index(name)}


def test_an_empty_database_is_told_apart_from_the_models(bare_engine: Engine) -> None:
    assert current_revision(bare_engine) == ""
    assert {change[0] for change in differences(bare_engine)} >= {"add_table"}


def test_upgrading_an_empty_database_gives_exactly_the_tables_of_the_models(
    bare_engine: Engine,
) -> None:
    assert upgrade(bare_engine) == ("", newest_revision())
    assert tables(bare_engine) == {*Base.metadata.tables, "alembic_version"}
    assert differences(bare_engine) == []


def test_a_second_upgrade_changes_nothing(bare_engine: Engine) -> None:
    upgrade(bare_engine)
    with bare_engine.begin() as connection:
        made = datetime.fromisoformat("2026-01-01T12:00:00")
        connection.execute(insert(DatasetVersion), {"made_at": made, "note": "kept"})
    assert upgrade(bare_engine) == (newest_revision(), newest_revision())
    with bare_engine.connect() as connection:
        assert connection.scalar(select(DatasetVersion.note)) == "kept"
    assert differences(bare_engine) == []


def test_every_migration_can_be_taken_back_and_made_again(bare_engine: Engine) -> None:
    upgrade(bare_engine)
    downgrade(bare_engine)
    assert tables(bare_engine) == {"alembic_version"}
    assert current_revision(bare_engine) == ""
    upgrade(bare_engine)
    assert differences(bare_engine) == []


def test_a_reference_must_point_at_something(empty_engine: Engine) -> None:
    assert any(table.foreign_key_constraints for table in Base.metadata.sorted_tables)
    for table in Base.metadata.sorted_tables:
        declared = {tuple(key.columns.keys()) for key in table.foreign_key_constraints}
        foreign_keys = inspect(empty_engine).get_foreign_keys(table.name)
        assert {tuple(key["constrained_columns"]) for key in foreign_keys} == declared


# A row of each kind that a database of revision 0001 could hold, and what it says.
FIRST_ROWS: list[tuple[str, dict[str, Any]]] = [
    ("councils", {"id": 1, "key": "torbay", "name": "Torbay", "kind": "council",
                  "area_code": "E06000027", "region": "south-west", "la_number": "880",
                  "position": 1, "note": "", "origin": "taxonomy"}),
    ("dataset_versions", {"id": 1, "made_at": "2026-01-01 12:00:00", "note": "first"}),
    ("improvement_areas", {"id": 1, "key": "front-door", "name": "Front door",
                           "short_name": "Front door", "holds": "", "position": 1,
                           "origin": "taxonomy"}),
    ("themes", {"id": 1, "key": "assessment", "name": "Assessment", "holds": "", "position": 1,
                "origin": "taxonomy"}),
    ("themes", {"id": 2, "key": "adoption", "name": "Adoption", "holds": "", "position": 2,
                "origin": "taxonomy"}),
    ("documents", {"id": 1, "key": "plan-2011", "council_id": 1, "title": "Plan",
                   "publisher": "Torbay", "published": "2011", "status": "final",
                   "description": "", "licence": "", "origin": "plan-2011"}),
    ("inspections", {"id": 1, "key": "plymouth-ofsted-2014", "council_id": 1, "document_id": 1,
                     "inspectorate": "Ofsted", "title": "inspection", "kind": "",
                     "inspected": "2014-11", "judgement": "", "place": "page 1", "note": "",
                     "origin": "plan-2011"}),
    ("plans", {"id": 1, "key": "torbay-2011", "council_id": 1, "document_id": 1,
               "inspection_id": 1, "title": "Plan", "short": "", "published": "2011",
               "status": "final", "note": "", "origin": "plan-2011"}),
    ("measures", {"id": 1, "key": "visits", "name": "Visits", "area_id": 1, "themes": "",
                  "polarity": "high", "polarity_reason": "Safer", "origin": "taxonomy"}),
    ("indicators", {"id": 1, "key": "plan-2011-visits", "document_id": 1, "ref": "NI 1",
                    "measure_id": 1, "position": 1, "name": "Visits", "unit": "percent",
                    "polarity": "high", "polarity_reason": "Safer", "area_id": 1,
                    "themes": "adoption;assessment", "definition": "",
                    "definition_code": "visits", "population": "",
                    "place": "page 3", "note": "", "origin": "plan-2011"}),
    ("observations", {"id": 1, "indicator_id": 1, "council_id": 1, "basis": "month",
                      "decimals": 1, "symbol": "", "reading": "printed", "raw_text": "66.4",
                      "place": "page 3", "note": "", "position": 1, "origin": "plan-2011"}),
    ("findings", {"id": 1, "check": "not-reproduced", "council_id": 1, "indicator_id": 1,
                  "subject": "Visits", "message": "", "value_a": "", "value_b": "",
                  "document_a": "", "place_a": "", "document_b": "", "place_b": ""}),
]  # fmt: skip
# Keys that a migration changed.
RENAMED: dict[Any, str] = {"plymouth-ofsted-2014": "plymouth-2014"}
TEXTS_OF_0002 = {
    "councils": ("ended", "successors", "former_codes"),
    "documents": ("kind",),
    "indicators": ("unit_text", "breaks"),
}


def make_first_revision(engine: Engine) -> None:
    """Make a database of revision 0001 that holds the first rows."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "db" / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for table, row in FIRST_ROWS:
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join(f":{name}" for name in row)
            statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - above
            connection.execute(text(statement), row)


def test_a_filled_database_of_the_first_revision_keeps_its_rows(bare_engine: Engine) -> None:
    make_first_revision(bare_engine)
    assert upgrade(bare_engine) == ("0001", newest_revision())
    assert differences(bare_engine) == []
    with bare_engine.connect() as connection:
        for table, first in FIRST_ROWS:
            row = {name: RENAMED.get(v, v) for name, v in first.items() if name != "themes"}
            rows = [dict(r) for r in connection.execute(text(f"SELECT * FROM {table}")).mappings()]  # noqa: S608
            if table == "findings":
                assert rows == []  # a load makes them anew
                continue
            (stored,) = (stored for stored in rows if stored["id"] == row["id"])
            assert {name: str(stored[name]) for name in row} == {n: str(v) for n, v in row.items()}
            assert all(stored[name] == "" for name in TEXTS_OF_0002.get(table, ()))
        assert connection.execute(select(Measure.themes)).scalars().all() == [()]
        themes = connection.execute(select(Indicator.themes)).scalars().all()
        assert themes == [("adoption", "assessment")]
        if bare_engine.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    # A reference still holds: what it points at cannot go.
    with pytest.raises(IntegrityError), bare_engine.begin() as connection:
        connection.execute(text("DELETE FROM councils"))


def test_texts_that_are_there_before_the_search_are_found_after_it(bare_engine: Engine) -> None:
    upgrade(bare_engine)
    load(make_sessions(bare_engine), [CATALOGUE])
    downgrade(bare_engine, "0003")
    assert "search_texts" not in inspect(bare_engine).get_table_names()
    assert upgrade(bare_engine) == ("0003", newest_revision())
    with make_sessions(bare_engine)() as session:
        assert search(session, "adopting").hits
        assert not renew_search(session)  # a load has nothing to add


def test_an_upgrade_asks_for_a_load_and_nothing_is_imported_before_it(
    full_engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sessions = make_sessions(full_engine)
    with sessions() as session:
        findings = export_rows(session, "findings")
    downgrade(full_engine, "0004")  # where there are no claims yet
    url = full_engine.url.render_as_string(hide_password=False)
    portal = portal_on(url, monkeypatch, capsys)
    done = portal("db", "upgrade")
    assert done.code == 0
    assert "The schema went from 0004 to " in done.out
    assert "Now load the catalogue again: portal load" in done.out
    with sessions() as session:
        due = due_folders(session)
    assert len(due) == len({path.parent for path in CATALOGUE.rglob("document.toml")})
    assert ", ".join(due) in done.out
    mapping = write_mapping(tmp_path / "m.toml")
    data = write_csv(tmp_path / "d.csv", [row(share=1)])
    command = ("import", "statistics", data, "--mapping", mapping)
    for refused in (portal(*command), portal("import", "undo", 1, "--reason", "x")):
        assert refused.code == 1
        assert "run `portal load` first, with every folder of your own. Due: " in refused.lines[0]
    # The rule holds in the transaction itself, whoever asks.
    with pytest.raises(CannotImport, match="portal load"):
        bring_files(sessions, mapping, data)
    with pytest.raises(CannotImport, match="portal load"):
        undo(sessions, 1, by="Ada")
    assert "not loaded since the upgrade" in portal("check").out
    load(sessions, [CATALOGUE])
    with sessions() as session:
        assert due_folders(session) == []
    (outcome,) = bring_files(sessions, mapping, data)
    assert outcome.number == 1
    with sessions() as session:
        assert export_rows(session, "findings") == findings


def test_links_to_the_plans_follow_them_to_their_address(bare_engine: Engine) -> None:
    former = ["/", "/?theme=adoption&seen=1-0", "/#a", "/indicators?x=/plans?y", "/_?x"]
    links = [f"/plans{link[1:]}" for link in former[:3]] + former[3:]
    upgrade(bare_engine)
    made = {"made_by": 1, "made_at": datetime(2026, 11, 30)}  # noqa: DTZ001 - UTC without its zone
    account = {"id": 1, "name": "ada", "display": "Ada", "active": True, "made_at": made["made_at"]}
    with bare_engine.begin() as connection:
        connection.execute(insert(Account), account)
        connection.execute(
            insert(PartnerNote), [{"link": link, "text": "", **made} for link in links]
        )

    def stored() -> list[str]:
        with bare_engine.connect() as connection:
            query = select(PartnerNote.link).order_by(PartnerNote.id)
            return list(connection.execute(query).scalars())

    downgrade(bare_engine, "0014")
    assert stored() == former
    upgrade(bare_engine)
    assert stored() == links


def test_a_change_of_tables_keeps_nobody_behind_a_slow_reader(
    new_database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gives up after a moment, lets those who wait behind it read, and tries again."""
    engine = open_engine(new_database("postgresql"))
    upgrade(engine)
    downgrade(engine, "0001")
    monkeypatch.setattr("db.schema._PAUSE", 0.0)
    reports: list[str] = []
    with engine.connect() as slow, engine.connect() as other:
        slow.execute(text("LOCK TABLE items IN ACCESS SHARE MODE"))  # as a long SELECT does

        def report(words: str) -> None:
            reports.append(words)
            other.execute(text("LOCK TABLE items IN ACCESS SHARE MODE NOWAIT"))
            other.rollback()
            if len(reports) == 2:
                slow.rollback()

        assert upgrade(engine, report) == ("0001", newest_revision())
    assert reports == ["Waiting for a slow reader of the tables to end"] * 2
    assert differences(engine) == []
    engine.dispose()


def test_the_names_of_the_files_say_the_revisions_that_alembic_finds_in_them() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert known_revisions() == {script.revision for script in scripts.walk_revisions()}
    assert newest_revision() == scripts.get_current_head()


THEMED = ("items", "indicators", "findings")


def without_inspections(session: Session, table: str) -> list[dict[str, Any]]:
    """The rows of a table without what findings say of inspections, which a load makes anew."""
    return [
        {k: v for k, v in row.items() if k != "inspection"} for row in export_rows(session, table)
    ]


def test_themes_are_the_same_as_text_and_as_rows(bare_engine: Engine) -> None:
    upgrade(bare_engine)
    sessions = make_sessions(bare_engine)
    load(sessions, [CATALOGUE])
    with sessions() as session:
        before = {table: without_inspections(session, table) for table in THEMED}
    downgrade(bare_engine, "0005")
    with bare_engine.connect() as connection:
        for table in THEMED:
            stored = connection.execute(text(f"SELECT themes FROM {table}")).scalars().all()  # noqa: S608
            assert sorted(stored) == sorted(row["themes"] for row in before[table])
            assert any(stored)
    assert upgrade(bare_engine) == ("0005", newest_revision())
    assert differences(bare_engine) == []
    with sessions() as session:
        assert {table: without_inspections(session, table) for table in THEMED} == before
    # Nothing is left to write but what came with later revisions: lead measures, that the folders
    # are no longer due, frameworks, grades and recommendations of inspections, what answers those.
    changed = [change.table for change in load(sessions, [CATALOGUE]) if change]
    assert changed == ["areas", "themes", "document", "inspections", "grades", "recommendations",
                       "answers"]  # fmt: skip
