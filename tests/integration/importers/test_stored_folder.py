"""A folder that is loaded is given back as files that change nothing when they are loaded."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from db.queries.folders import loaded_folders, users_of
from db.session import make_sessions
from portal.domain.access import EDITOR, REVIEWER
from portal.importers.folder_desk import FolderDesk
from portal.importers.load import load, write_catalogue
from portal.importers.read import BadCatalogue
from portal.importers.restore import before_load, put_back
from portal.importers.statistics.ready import CannotImport
from portal.importers.stored_folder import read_sheets, stored_sheets
from portal.services import Services
from portal.settings import CATALOGUE
from tests.support.folders import COUNCIL, DOCUMENT, PLAN, write_region
from tests.support.signing_in import make_account

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


def test_a_council_that_a_visit_is_about_stays(region: Engine) -> None:
    sessions = make_sessions(region)
    reviewer = make_account(sessions, "reviewer@folders.example", [REVIEWER])
    visit = Services.over(sessions).visits.create(reviewer, COUNCIL, "A visit")
    editor = make_account(sessions, "editor@folders.example", [EDITOR])
    removal = FolderDesk(sessions).removal(editor, DOCUMENT)
    assert removal is not None
    obstacle = f"1 visit, return or account of people here would lose their council ({COUNCIL})."
    assert removal.obstacles == (obstacle,)
    with pytest.raises(CannotImport, match="1 visit"):
        FolderDesk(sessions).remove(editor, DOCUMENT, "A test")
    # Neither an undo of its load nor a load without the council takes it away.
    with sessions() as session, pytest.raises(BadCatalogue, match="1 visit"):
        put_back(session, {DOCUMENT: None})
    assert Services.over(sessions).visits.visit(reviewer, visit).council.key == COUNCIL
