"""Editors load folders as a ZIP archive, compare readings, remove a plan, undo; nobody else may."""

from __future__ import annotations

import html
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from db.models import FolderUpload, Import, Plan, table_of
from db.session import make_sessions
from portal.auth.audit import AuditLog
from portal.domain.access import EDITOR, Actor
from portal.importers import load
from portal.importers.stored_folder import stored_sheets
from tests.support.folders import DOCUMENT, PLAN, replace_in, write_region
from tests.support.partners import ROLES, Asking, person, server_over
from tests.support.signing_in import OPERATOR

PAGE = "/imports/folders"
PLYMOUTH = "plymouth-2015-draft-improvement-plan"


@pytest.fixture
def sessions(full_engine: Engine) -> sessionmaker[Session]:
    return make_sessions(full_engine)


@pytest.fixture
def who(sessions: sessionmaker[Session]) -> Actor:
    return person(sessions, EDITOR)


@pytest.fixture
def editor(full_engine: Engine, who: Actor) -> Asking:
    return Asking(server_over(full_engine), who)


def packed(*folders: Path, **more: str) -> bytes:
    """Folders as somebody packs them, with further members perhaps."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder in folders:
            for file in sorted(folder.iterdir()):
                archive.write(file, f"{folder.name}/{file.name}")
        for name, text in more.items():
            archive.writestr(name, text)
    return out.getvalue()


def upload(asking: Asking, raw: bytes, path: str = PAGE, field: str = "file", **fields: Any) -> Any:
    data = {"csrf_token": asking.token, field: (io.BytesIO(raw), "folders.zip"), **fields}
    return asking.client.post(path, data=data, content_type="multipart/form-data")


def problem(page: Any) -> str:
    match = re.search(r'id="problem"><p>(.*?)</p>', page.text, re.S)
    return html.unescape(match[1]) if match else ""


def looked_at(asking: Asking, raw: bytes) -> tuple[str, str]:
    """Send an archive; return the page of what it changes, and the version that it names."""
    sent = upload(asking, raw)
    assert sent.status_code == 303, problem(sent)
    page = asking.get(sent.location).text
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version
    return sent.location, version[1]


def count(sessions: sessionmaker[Session], model: Any) -> int:
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(table_of(model))) or 0


def test_a_look_makes_no_findings(
    editor: Asking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # They are made of the whole catalogue, and taken back with the rest: seconds of a web thread.
    for name in ("renew_findings", "renew_search"):
        monkeypatch.delattr(load, name)
    looked_at(editor, packed(write_region(tmp_path)))


def test_an_archive_is_looked_at_loaded_changed_and_undone(
    editor: Asking, sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    region = write_region(tmp_path)
    raw = packed(region, **{"__MACOSX/x": "", f"{DOCUMENT}/README.md": "hello"})
    address, version = looked_at(editor, raw)
    page = editor.get(address).text
    assert f"<strong>{DOCUMENT}</strong> is new" in page
    assert '<th scope="row">observations</th><td data-label="Added">7</td>' in page
    assert count(sessions, Import) == 0
    assert "to be looked at before" in editor.get(PAGE).text
    done = editor.form(address, do="load", version=version)
    assert "Loaded. Import 1" in done.text
    assert count(sessions, FolderUpload) == 0
    assert editor.get(f"/items/{PLAN}/r1").status_code == 200
    feed = editor.get("/feed.xml").text
    assert "Papers of councils were loaded" in feed
    assert "figures added" not in feed
    assert editor.get(address).status_code == 404

    replace_in(region / "items.csv", "Steady staff", "Steadier staff")
    replace_in(region / "observations.csv", "487.0", "488.0")
    address, version = looked_at(editor, packed(region))
    text = html.unescape(editor.get(address).text)
    assert "2 differences from what is loaded" in text
    for words in ("items.csv, row 2", "title", "Steady staff", "Steadier staff", "487.0", "488.0"):
        assert words in text
    silent = editor.form(address, do="load", version=version)
    assert problem(silent).startswith("Say why")
    stale = editor.form(address, do="load", version=str(int(version) - 1), reason="Second print")
    assert "loaded meanwhile" in problem(stale)
    done = editor.form(address, do="load", version=version, reason="Second print")
    assert "Loaded. Import 2" in done.text
    assert "Steadier staff" in editor.get(f"/items/{PLAN}/r1").text
    newest = AuditLog(sessions).newest(OPERATOR, most=1)[0]
    assert (newest.action, newest.subject) == ("folder loaded", "2")
    assert "came later" in problem(editor.form("/imports/undo", number="1", reason="x"))
    assert "is undone: no rows went" in editor.form("/imports/undo", number="2", reason="x").text
    assert "Steady staff" in editor.get(f"/items/{PLAN}/r1").text
    editor.form("/imports/undo", number="1", reason="x")
    assert editor.get(f"/items/{PLAN}/r1").status_code == 404


def test_a_fault_is_named_and_nothing_is_kept(
    editor: Asking, sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    region = write_region(tmp_path)
    replace_in(region / "items.csv", ",workforce,", ",no-such-area,")
    refused = upload(editor, packed(region))
    assert refused.status_code == 400
    assert problem(refused) == "1 fault; nothing was loaded."
    cells = re.findall(r'<td data-label="(?:File|Row|Column|Value)">([^<]*)</td>', refused.text)
    assert cells == [f"{DOCUMENT}/items.csv", "2", "area", "no-such-area"]
    assert count(sessions, FolderUpload) == count(sessions, Import) == 0


def test_an_archive_of_something_else_is_refused(
    editor: Asking, sessions: sessionmaker[Session]
) -> None:
    """Whatever else an archive may not hold: see tests/unit/importers/test_folder_archive.py."""
    reserved = packed(**{"inspection-reports/councils.csv": "council,name,kind\nx,X,council\n"})
    for raw, words in (
        (reserved, "Something else has this name"),
        (b"plan,ref\n", "no ZIP archive"),
        (packed(**{"a/plan.docx": "x"}), "Unknown file"),
    ):
        refused = upload(editor, raw)
        assert refused.status_code == 400
        assert words in html.unescape(refused.text)
    assert count(sessions, FolderUpload) == 0


def test_two_readings_are_compared(editor: Asking, tmp_path: Path) -> None:
    first, second = write_region(tmp_path / "first"), write_region(tmp_path / "second")
    replace_in(second / "items.csv", "Steady staff", "Stable teams")
    replace_in(second / "actions.csv", "2020-06-30", "2020-07-31")
    path, other = f"{PAGE}/compare", (io.BytesIO(packed(second)), "b.zip")
    answer = upload(editor, packed(first), path, "first", second=other)
    assert "1 difference." in answer.text
    cells = ("actions.csv, row 4", f"{PLAN} / R2 / a", "target_date", "2020-06-30", "2020-07-31")
    for cell in cells:
        assert f">{cell}</t" in answer.text
    other = (io.BytesIO(packed(second)), "b.zip")
    words = upload(editor, packed(first), path, "first", second=other, words="yes", do="csv")
    assert words.mimetype == "text/csv"
    assert "items.csv,2,exeter-test-2020 / R1,title,Steady staff,Stable teams" in words.text
    # Against what is loaded: the portal's own folder, as it gives it.
    archive = editor.get(f"{PAGE}/{PLYMOUTH}.zip").data
    assert "The readings agree." in upload(editor, archive, path, "first", words="yes").text
    nothing = upload(editor, packed(first), path, "first")
    assert "Nothing is loaded as" in problem(nothing)


def test_a_plan_is_removed_with_a_reason_and_returns(
    editor: Asking, sessions: sessionmaker[Session]
) -> None:
    address = f"{PAGE}/{PLYMOUTH}/remove"
    with sessions() as session:
        before = stored_sheets(session, PLYMOUTH)
    page = html.unescape(editor.get(address).text)
    assert "Goes: Draft post-Ofsted children's social care improvement plan" in page
    assert f"{len(before['actions'])} actions" in page
    assert problem(editor.form(address)).startswith("Say why")
    asked = editor.form(address, reason="Superseded")
    assert "Remove it" in asked.text
    assert count(sessions, Plan) == 6
    done = editor.form(address, reason="Superseded", sure="yes")
    assert "is removed. Import 1" in done.text
    assert count(sessions, Plan) == 5
    assert editor.get("/items/plymouth-2015/afi-9").status_code == 404
    assert editor.get(address).status_code == 404
    assert "Superseded" in editor.get("/imports").text
    assert "is undone" in editor.form("/imports/undo", number="1", reason="Needed").text
    with sessions() as session:
        assert stored_sheets(session, PLYMOUTH) == before


def test_a_paper_is_found_by_its_council_plan_or_key(editor: Asking) -> None:
    every, narrowed, empty = (editor.get(f"{PAGE}?q={q}").text for q in ("", "torbay+2011", "<zz"))
    assert "papers, by council." in every
    assert PLYMOUTH in every
    assert "1 paper that holds “torbay 2011”, by council." in narrowed
    assert PLYMOUTH not in narrowed
    assert "0 papers that hold “&lt;zz”" in empty


def test_what_others_use_is_not_removed(editor: Asking) -> None:
    """The inspection that a second plan answers came with the first paper."""
    address = f"{PAGE}/torbay-2011-improvement-plan-report/remove"
    assert "It cannot be removed. Others use" in editor.get(address).text
    refused = editor.form(address, reason="x", sure="yes")
    assert refused.status_code == 400
    assert "1 plan." in problem(refused)


def test_only_editors_come_here_and_only_with_their_token(
    full_engine: Engine, sessions: sessionmaker[Session], editor: Asking, tmp_path: Path
) -> None:
    raw = packed(write_region(tmp_path))
    address, version = looked_at(editor, raw)
    server = server_over(full_engine)
    for role in (*ROLES, None):
        if role == EDITOR:
            continue
        other = Asking(server, person(sessions, role)) if role is not None else Asking(server)
        refused = 401 if role is None else 403
        paths = (PAGE, address, f"{PAGE}/{PLYMOUTH}.zip", f"{PAGE}/{PLYMOUTH}/remove")
        for path in (*paths, f"{PAGE}/compare", f"{PAGE}/new/plan.zip"):
            assert other.get(path).status_code == refused
        assert upload(other, raw).status_code == refused
        assert upload(other, raw, f"{PAGE}/compare", "first").status_code == refused
        assert other.form(address, do="load", version=version).status_code == refused
        gone = other.form(f"{PAGE}/{PLYMOUTH}/remove", reason="x", sure="yes")
        assert gone.status_code == refused
    # Another editor does not see what waits.
    second = Asking(server, person(sessions, EDITOR, "other@partners.example"))
    assert second.get(address).status_code == 404
    for path, field in ((PAGE, "file"), (f"{PAGE}/compare", "first")):
        assert upload(editor, raw, path, field, **{"csrf_token": "x"}).status_code == 400
    assert count(sessions, Plan) == 6
