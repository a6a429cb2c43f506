"""A folder that is loaded is given back as files that change nothing when they are loaded."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from db.queries.folders import loaded_folders, users_of
from db.session import make_sessions
from portal.importers.load import load, write_catalogue
from portal.importers.restore import before_load, put_back
from portal.importers.stored_folder import read_sheets, stored_sheets
from portal.settings import CATALOGUE
from tests.support.folders import DOCUMENT, PLAN, write_region

FOLDERS = sorted(path.name for path in CATALOGUE.iterdir())


@pytest.fixture
def region(full_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The catalogue, and a region's folder that uses every sheet."""
    load(make_sessions(full_engine), [write_region(tmp_path_factory.mktemp("folder"))])
    return full_engine


def test_every_folder_comes_back_as_it_was(region: Engine) -> None:
    with make_sessions(region)() as session:
        origins = [folder.origin for folder in loaded_folders(session)]
        assert {*origins, "taxonomy"} == {*FOLDERS, DOCUMENT}
        folders = {name: stored_sheets(session, name) for name in ("taxonomy", *origins)}
        changes = write_catalogue(session, read_sheets(folders))
        assert [(change.table, change.names) for change in changes if change] == []


def test_a_folder_goes_and_returns(region: Engine) -> None:
    with make_sessions(region).begin() as session:
        before = before_load(session, [DOCUMENT])
        assert dict(users_of(session, [DOCUMENT])) == {}
        gone = put_back(session, {DOCUMENT: None})
        assert sum(change.removed for change in gone) == sum(
            len(rows) for rows in (before[DOCUMENT] or {}).values()
        )
        assert stored_sheets(session, DOCUMENT)["plans"] == []
        put_back(session, before)
        assert before_load(session, [DOCUMENT]) == before
        assert stored_sheets(session, DOCUMENT)["plans"][0]["plan"] == PLAN


def test_who_uses_the_rows_of_a_folder_is_counted(region: Engine) -> None:
    with make_sessions(region)() as session:
        users = dict(users_of(session, ["taxonomy"]))
        assert users["items"] > 100
        assert users["item_themes"] > 50
        assert "findings" not in users
