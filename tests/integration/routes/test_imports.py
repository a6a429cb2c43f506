"""The page of imports: who may, what it says, and that a file leaves nothing behind."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

import portal.routes.imports
from db.models import Import
from db.queries.statistics import neighbour_rows
from db.session import make_sessions
from portal.auth.audit import AuditLog
from portal.domain.access import EDITOR, NotAllowed, NotSignedIn
from portal.domain.accounts import AuditFilter
from portal.importers.statistics.outcome import ReasonNeeded
from portal.importers.statistics.service import CannotImport, ImportDesk, safe_name
from portal.settings import STATISTICS
from tests.support.partners import ROLES, Asking, person, server_over
from tests.support.signing_in import OPERATOR
from tests.support.statistics import AREAS, csv_text, lait_row, row, write_dictionary, write_lait

PLANS = {"category": "All", "CPP_start": 200, "CPP_subsequent": 50, "CPP_subsequent_percent": 25}


def plans_csv(**cells: object) -> bytes:
    """A small file of second child protection plans, which a mapping of the portal knows."""
    rows = [
        row(area, "202425", "Financial year", **{**PLANS, **cells})
        for area in ("england", "torbay", "plymouth")
    ]
    return csv_text(rows).encode()


def model_csv() -> bytes:
    head = ["old_la_code", "la_name", *(f"SN_{n}{p}" for n in range(1, 11) for p in ("", "P"))]
    near = ["879", "806", *map(str, range(301, 309))]
    cells = ["880", "", *(cell for council in near for cell in (council, "Close"))]
    return f"{','.join(head)}\n{','.join(cells)}\n".encode()


@pytest.fixture
def desk(full_engine: Engine) -> ImportDesk:
    return ImportDesk(make_sessions(full_engine), STATISTICS)


@pytest.fixture
def sessions(full_engine: Engine) -> sessionmaker[Session]:
    return make_sessions(full_engine)


def saving(content: bytes) -> Any:
    return lambda place: place.write_bytes(content)


def sent(
    asking: Asking,
    content: bytes,
    name: str = "plans.csv",
    mapping: bytes = b"",
    dictionary: bytes = b"",
    **fields: str,
) -> Any:
    """The form with a file, written out: a client's own way of doing it keeps large ones open."""
    values = {"kind": "statistics", "do": "import", "csrf_token": asking.token, **fields}
    parts = [f'form-data; name="{key}"\r\n\r\n{text}'.encode() for key, text in values.items()]
    quoted = name.replace('"', "%22").replace("\n", "%0A")
    parts.append(f'form-data; name="file"; filename="{quoted}"\r\n\r\n'.encode() + content)
    if mapping:
        parts.append(b'form-data; name="mapping"; filename="m.toml"\r\n\r\n' + mapping)
    if dictionary:
        parts.append(b'form-data; name="dictionary"; filename="d.csv"\r\n\r\n' + dictionary)
    body = b"".join(b"--edge\r\nContent-Disposition: " + part + b"\r\n" for part in parts)
    kind = "multipart/form-data; boundary=edge"
    return asking.client.post("/imports", data=body + b"--edge--\r\n", content_type=kind)


def left_in(folder: Path) -> list[Path]:
    """Files that an upload left among temporary files; the folder of turns is the portal's own."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.parent.name.startswith("alongside-")
    ] + [path for path in folder.glob("alongside-*/*") if path.stat().st_size]


def imports(sessions: sessionmaker[Session]) -> int:
    with sessions() as session:
        return session.scalar(select(func.count(Import.id))) or 0


def test_the_page_speaks_in_words_of_people(
    desk: ImportDesk, full_engine: Engine, sessions: sessionmaker[Session]
) -> None:
    asking = Asking(server_over(full_engine), person(sessions, EDITOR))
    assert "--model" not in asking.get("/imports").text
    assert sent(asking, plans_csv()).status_code == 200
    model = sent(asking, model_csv(), "sn_model_2025_wide.csv", kind="neighbours")
    assert model.status_code == 200
    page = asking.get("/imports").text
    assert '<td data-label="What">Statistical neighbours</td>' in page
    assert '<td data-label="What">Official statistics: dfe-' in page


def test_an_editor_checks_imports_and_undoes(
    desk: ImportDesk,
    sessions: sessionmaker[Session],
    full_engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    editor = person(sessions, EDITOR)
    asking = Asking(server_over(full_engine), editor)
    assert "Nothing has been imported yet." in asking.get("/imports").text
    wrong = sent(asking, plans_csv(CPP_subsequent_percent="<i>130"), "../../<b>\n1.csv")
    assert wrong.status_code == 400
    assert "fault" in wrong.text
    assert "nothing was imported." in wrong.text
    for text in ("CPP_subsequent_percent", "&lt;i&gt;130", "What to do"):
        assert text in wrong.text
    assert "<b>" not in wrong.text
    assert "<i>" not in wrong.text
    tried = sent(asking, plans_csv(), do="check")
    assert tried.status_code == 200
    assert "9 figures to add, 0 to change, 0 to remove." in tried.text
    assert "Checked only. Nothing was changed." in tried.text
    assert imports(sessions) == 0
    done = sent(asking, plans_csv())
    assert "9 figures added, 0 changed, 0 removed. Import " in done.text
    again = sent(asking, plans_csv()).text
    assert "nothing changed; these figures are there already." in again
    assert "The file is the one that import " in again
    refused = sent(asking, plans_csv(CPP_start=201))
    assert refused.status_code == 400
    assert "Say why under “Reason”" in refused.text
    listed = sent(asking, plans_csv(CPP_start=201), do="changes")
    for page, was, becomes in (
        (refused, '<td data-label="Was">200</td>', '<td data-label="Becomes">201</td>'),
        (listed, ",Torbay,2024/25,changed,200,,,,,,201,", "﻿document,indicator"),
    ):
        assert was in page.text
        assert becomes in page.text
    assert listed.headers["Content-Disposition"] == "attachment; filename=changes.csv"
    assert imports(sessions) == 1
    sent(asking, plans_csv(CPP_start=201), reason="<i>The council\0 corrected its return")
    log = desk.log(editor)
    assert [entry.made_by for entry in log] == [editor.name] * 2
    page = asking.get("/imports").text
    assert "&lt;i&gt;The council" in page
    assert "<i>" not in page
    newest, oldest = (str(entry.id) for entry in log)
    address = f"/data/imports/{newest}/changes.csv"
    assert f'href="{address}"' in page
    assert f"/data/imports/{oldest}/" not in page
    past = asking.client.get(address)
    assert past.text.startswith("\ufeffdocument,indicator,name,area,period,change,old_value,")
    assert ",Torbay,2024/25,changed,200,,,,,,201," in past.text
    name = f'attachment; filename="changes-of-import-{newest}.csv"'
    assert past.headers["Content-Disposition"] == name
    for other in ("99", "9" * 30, "x"):
        assert asking.client.get(f"/data/imports/{other}/changes.csv").status_code == 404
    silent = asking.form("/imports/undo", number=newest)
    assert (silent.status_code, "Say why the import is undone." in silent.text) == (400, True)
    assert '<p class="sub">0 figures go, 6 return as before.</p>' in page
    later = asking.form("/imports/undo", number=oldest, reason="All of it")
    assert (later.status_code, "undo that first" in later.text) == (400, True)
    undone = asking.form("/imports/undo", number=newest, reason="It was right")
    assert f"Import {newest} of dfe-second-child-protection-plans is undone" in undone.text
    assert f"undone by {int(newest) + 1}" in asking.get("/imports").text
    audit = AuditLog(sessions).newest(OPERATOR, AuditFilter(editor.name), most=4)
    assert [(entry.action, entry.subject) for entry in audit] == [
        ("import undone", newest),
        ("import", newest),
        ("import without change", "dfe-second-child-protection-plans"),
        ("import", oldest),
    ]
    assert audit[1].detail.startswith("dfe-second-child-protection-plans. <i>The council")
    assert left_in(tmp_path) == []
    for number in ("", "x", "0", "-1", "9" * 30, "99"):
        assert asking.form("/imports/undo", number=number, reason="x").status_code == 400


def test_a_table_that_nobody_knows_comes_by_a_draft_of_its_mapping(
    desk: ImportDesk, sessions: sessionmaker[Session], full_engine: Engine, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    asking = Asking(server_over(full_engine), person(sessions, EDITOR))
    table = csv_text([row(area, visits=n, visits_percent=n) for n, area in enumerate(AREAS)])
    unknown = sent(asking, table.encode(), do="check")
    assert "The portal does not know this table." in unknown.text
    draft = sent(asking, table.encode(), "../visits 2025.csv", do="draft")
    assert draft.headers["Content-Disposition"] == "attachment; filename=visits_2025.toml"
    assert 'value = "visits_percent"' in draft.text
    done = sent(asking, table.encode(), mapping=draft.data)
    # A row that councils share is left out where each has a figure of its own.
    assert f"{2 * (len(AREAS) - 1)} figures added" in done.text
    faulty = sent(asking, table.encode(), mapping=draft.data.replace(b"percent", b"per"))
    assert (faulty.status_code, "mapping.toml" in faulty.text) == (400, True)
    huge = sent(asking, table.encode(), mapping=b"#" * 1_000_001)
    assert (huge.status_code, "more than a million" in huge.text) == (400, True)
    broken = sent(asking, b"", do="draft")
    assert (broken.status_code, "The file is empty" in broken.text) == (400, True)
    assert left_in(tmp_path) == []
    with pytest.raises(NotAllowed):
        desk.draft(person(sessions, ROLES[0]), "a.csv", saving(b"x"))


def test_neighbours_are_checked_and_imported(
    desk: ImportDesk, sessions: sessionmaker[Session]
) -> None:
    editor = person(sessions, EDITOR)

    def bring(content: bytes, name: str = "model.csv", **more: Any) -> Any:
        return desk.bring(editor, "neighbours", name, saving(content), **more)

    (tried,) = bring(model_csv(), "model_2025.csv", dry_run=True)
    assert (tried.number, tried.difference.added) == (None, 10)
    with sessions() as session:
        assert not neighbour_rows(session)
    with pytest.raises(ValueError, match="holds no year"):
        bring(model_csv())
    (done,) = bring(model_csv(), model=" 2025 ")
    assert done.number
    with pytest.raises(ReasonNeeded):
        bring(model_csv(), model="2026")
    assert imports(sessions) == 1
    audit = AuditLog(sessions).newest(OPERATOR, most=1)[0]
    assert (audit.action, audit.subject) == ("import", str(done.number))
    for kind, reason in (("", ""), ("../x", ""), ("neighbours", "x" * 501)):
        with pytest.raises(CannotImport):
            desk.bring(editor, kind, "m.csv", saving(b""), reason=reason)


def test_laits_table_comes_with_its_dictionary(
    full_engine: Engine, sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    asking = Asking(server_over(full_engine), person(sessions, EDITOR))
    rows = [lait_row(years=year, number=n) for year in ("2024", "2025") for n in ("970", "880")]
    table = write_lait(tmp_path / "long.parquet", rows).read_bytes()
    dictionary = write_dictionary(tmp_path / "d.csv").read_bytes()

    def bring(do: str, **more: Any) -> Any:
        return sent(asking, table, "long.parquet", kind="lait", do=do, **more)

    alone = bring("import")
    assert (alone.status_code, "needs its dictionary; choose both" in alone.text) == (400, True)
    wrong = sent(asking, dictionary, "d.csv", kind="lait", dictionary=dictionary)
    assert (wrong.status_code, "not a parquet file" in wrong.text) == (400, True)
    assert "Checked only. Nothing was changed." in bring("check", dictionary=dictionary).text
    assert imports(sessions) == 0
    done = bring("import", dictionary=dictionary)
    assert (done.status_code, imports(sessions)) == (200, 1)
    assert '<td data-label="What">LAIT' in done.text


def table_csv(overall: str) -> bytes:
    return f"council,inspected to,overall,leaders\nYork,7 March 2025,{overall},good\n".encode()


def test_an_overview_table_of_grades_is_checked_imported_and_undone(
    full_engine: Engine, sessions: sessionmaker[Session]
) -> None:
    asking = Asking(server_over(full_engine), person(sessions, EDITOR))

    def bring(overall: str, do: str = "import", **fields: str) -> Any:
        name = "grades of 2025.csv"
        return sent(asking, table_csv(overall), name, kind="overview", do=do, **fields)

    bad = bring("splendid")
    assert bad.status_code == 400
    assert '<td data-label="Value">splendid</td>' in bad.text
    tried = bring("good", do="check").text
    assert "inspections: 1 row read, 1 inspection to add" in tried
    assert "New: York, ILACS, standard, 7 March 2025." in tried
    assert "Checked only. Nothing was changed." in tried
    assert imports(sessions) == 0
    assert "1 inspection added, 0 changed, 0 removed. Import 1." in bring("good").text
    # What is published changes only with a reason, and is listed before.
    refused = bring("inadequate")
    assert refused.status_code == 400
    assert "1 published inspection would change" in refused.text
    for page in (refused, bring("inadequate", do="check")):
        assert '<td data-label="Was">Good</td><td data-label="Becomes">Inadequate</td>' in page.text
    listed = bring("inadequate", do="changes").text
    changed = "inspections,york-2025,Overall,York,7 March 2025,changed,,,,Good,,,,,,Inadequate"
    assert changed in listed
    assert imports(sessions) == 1
    assert "Import 2." in bring("inadequate", reason="Read anew").text
    undone = asking.form("/imports/undo", number="2", reason="too early").text
    assert "Import 2 of inspections is undone" in undone
    assert "nothing changed; these inspections are there already." in bring("good").text


def test_nothing_is_imported_before_the_catalogue(empty_engine: Engine, tmp_path: Path) -> None:
    sessions = make_sessions(empty_engine)
    desk = ImportDesk(sessions, STATISTICS)
    with pytest.raises(CannotImport, match="portal load"):
        desk.bring(person(sessions, EDITOR), "statistics", "a.csv", saving(plans_csv()))


@pytest.mark.parametrize("role", [None, *(role for role in ROLES if role != EDITOR)])
def test_others_import_nothing(full_engine: Engine, role: str | None) -> None:
    sessions = make_sessions(full_engine)
    actor = None if role is None else person(sessions, role)
    refusal, status = (NotSignedIn, 401) if actor is None else (NotAllowed, 403)
    desk = ImportDesk(sessions, STATISTICS)
    folders: list[Path] = []
    for attempt in (
        lambda: desk.log(actor),
        lambda: desk.bring(actor, "statistics", "a.csv", folders.append),
        lambda: desk.undo(actor, 1),
    ):
        with pytest.raises(refusal):
            attempt()
    assert folders == []
    asking = Asking(server_over(full_engine), actor)
    answers = [
        asking.get("/imports"),
        sent(asking, plans_csv()),
        sent(asking, b"x" * 2_000_000),
        asking.client.post("/imports"),
        asking.form("/imports/undo", number="1"),
    ]
    assert [answer.status_code for answer in answers] == [status] * len(answers)
    assert not [answer for answer in answers if "sha256" in answer.text]
    assert imports(sessions) == 0


def test_the_token_is_needed_and_large_files_are_for_editors_only(
    empty_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = make_sessions(empty_engine)
    asking = Asking(server_over(empty_engine), person(sessions, EDITOR))
    for token in ("", "x"):
        refused = sent(asking, plans_csv(), csrf_token=token)
        assert refused.status_code == 400
        assert "This form is too old" in refused.text
        assert asking.client.post("/imports/undo", data={"csrf_token": token}).status_code == 400
    large = sent(asking, b"a,b\n" + b"1,2\n" * 200_000)
    assert (large.status_code, "portal load" in large.text) == (400, True)
    monkeypatch.setattr(portal.routes.imports, "MOST_BYTES", 100_000)
    assert sent(asking, b"x" * 200_000).status_code == 413
    assert asking.form("/partnership/notes", text="x" * 300_000).status_code == 413
    assert "Choose a file." in asking.form("/imports", kind="statistics").text


@pytest.mark.parametrize("content", [b"", b"\0\0", b"PK\x03\x04", b"<html>", b'"', b"a\n\xff\n"])
def test_a_file_that_is_no_table_is_told(desk: ImportDesk, sessions: Any, content: bytes) -> None:
    for kind in ("statistics", "neighbours"):
        with pytest.raises(ValueError, match=r"x\.csv"):
            desk.bring(person(sessions, EDITOR), kind, "x.csv", saving(content), model="2025")


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("plans 2025.csv", "plans_2025.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\a.csv", "a.csv"),
        ("..", "file.csv"),
        ("", "file.csv"),
        ("/", "file.csv"),
        (".hidden", "hidden"),
        ("a\0b\n\x1b[31m.csv", "a_b_31m.csv"),
        ("—.csv", "_.csv"),
        ("x" * 500 + ".csv", "x" * 76 + ".csv"),
    ],
)
def test_a_browsers_file_name_is_made_harmless(given: str, safe: str) -> None:
    assert safe_name(given) == safe
