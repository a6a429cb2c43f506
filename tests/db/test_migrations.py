"""The migrations give exactly the tables of the models, up and down, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, insert, inspect, select

from db.engine import open_engine
from db.models import Base, DatasetVersion
from db.schema import current_revision, newest_revision, upgrade
from portal.settings import ROOT


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_engine(request: pytest.FixtureRequest, new_database: Any) -> Iterator[Engine]:
    """A database without any tables, once on each kind."""
    engine = open_engine(new_database(request.param))
    yield engine
    engine.dispose()


def differences(engine: Engine) -> list[Any]:
    """What Alembic would change to make the tables those of the models."""
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, Base.metadata))


def downgrade(engine: Engine) -> None:
    """Take every migration back."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "db" / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


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
    for table in Base.metadata.sorted_tables:
        declared = {tuple(key.columns.keys()) for key in table.foreign_key_constraints}
        found = inspect(empty_engine).get_foreign_keys(table.name)
        assert {tuple(key["constrained_columns"]) for key in found} == declared
