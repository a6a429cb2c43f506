"""Editors read reports, look through what waits, and confirm many at once."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from db.session import make_sessions
from portal.auth.audit import AuditLog
from portal.domain.access import EDITOR, PARTNER
from tests.support.partners import Asking, person, server_over
from tests.support.reports import LEAD, ilacs, pdf, sif
from tests.support.signing_in import OPERATOR

PAGE = "/imports/reports"
GREEN, AMBER = "report-18-may-2022.pdf", "list-5-january-2016.pdf"
WEB_PAGE = b"<!DOCTYPE html><html>Not here</html>"


@pytest.fixture
def sessions(full_engine: Engine) -> sessionmaker[Session]:
    return make_sessions(full_engine)


@pytest.fixture
def editor(full_engine: Engine, sessions: sessionmaker[Session]) -> Asking:
    return Asking(server_over(full_engine), person(sessions, EDITOR))


def read(asking: Asking, *files: tuple[str, bytes]) -> Any:
    data = {
        "csrf_token": asking.token,
        "file": [(BytesIO(content), name) for name, content in files],
    }
    return asking.client.post(f"{PAGE}/upload", data=data, content_type="multipart/form-data")


def read_both(asking: Asking) -> str:
    files = ((GREEN, pdf(ilacs(), LEAD)), (AMBER, pdf(sif([]), LEAD)), ("gone.pdf", WEB_PAGE))
    page: str = read(asking, *files).text
    return page


def numbers(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT file, id FROM report_readings"))
        return {row.file: row.id for row in rows}


def published(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        query = "SELECT key FROM inspections WHERE origin = 'inspection-reports' ORDER BY key"
        return list(connection.execute(text(query)).scalars())


def test_what_is_read_waits_with_its_checks(editor: Asking, full_engine: Engine) -> None:
    assert "No report waits." in editor.get(PAGE).text
    page = read_both(editor)
    assert "refused gone.pdf: this is a web page saved under the name of a PDF" in page
    assert "2 reports wait, by council and date; 1 passes every check." in page
    titles = re.findall(r'reports/\d+">([^<]+)</a><br><span class="sub">([^<]+)</span>', page)
    assert titles == [
        ("Torbay, SIF with LSCB review, 12 October 2015 to 5 November 2015", AMBER),
        ("Torbay, ILACS standard, 21 March 2022 to 1 April 2022", GREEN),
    ]
    assert "published 18 May 2022 (by the file’s name), good, 2 recommendations" in page
    assert published(full_engine) == []
    report = editor.get(f"{PAGE}/{numbers(full_engine)[AMBER]}").text
    assert "amber: recommendations to the council: none under the heading on page 3" in report
    assert "tick: help-protection: the body repeats the grade" in report
    assert LEAD not in page + report


def test_all_that_pass_every_check_are_confirmed_at_once(
    editor: Asking, full_engine: Engine, sessions: sessionmaker[Session]
) -> None:
    read_both(editor)
    page = editor.form(PAGE, do="checked").text
    assert "1 report published, 1 of inspections that are new. Import 2;" in page
    assert published(full_engine) == ["torbay-2022"]
    assert "1 report waits" in page
    audit = AuditLog(sessions).newest(OPERATOR, most=2)
    assert [(entry.action, entry.detail) for entry in audit] == [
        ("import", "inspections: 1 confirmed"),
        ("import", "inspections: 2 read"),
    ]
    assert "No report that waits passes every check." in editor.form(PAGE, do="checked").text
    editor.form("/imports/undo", number="2", reason="too early")
    assert published(full_engine) == []
    assert "2 reports wait" in editor.get(PAGE).text


def test_the_chosen_are_confirmed_or_put_aside(editor: Asking, full_engine: Engine) -> None:
    read_both(editor)
    by_file = numbers(full_engine)
    assert "Choose a report." in editor.form(PAGE, do="confirm").text
    assert "1 report put aside." in editor.form(PAGE, do="aside", report=str(by_file[GREEN])).text
    assert "waits no more" in editor.form(PAGE, do="confirm", report=str(by_file[GREEN])).text
    confirmed = editor.form(PAGE, do="confirm", report=str(by_file[AMBER])).text
    assert "1 report published" in confirmed
    assert published(full_engine) == ["torbay-2015"]
    assert editor.get(f"{PAGE}/{by_file[AMBER]}").status_code == 404
    # The same file again is not read twice, whatever became of it.
    assert "Nothing changed; these reports were read before." in read_both(editor)


def test_only_editors_come_here(full_engine: Engine, sessions: sessionmaker[Session]) -> None:
    partner = Asking(server_over(full_engine), person(sessions, PARTNER))
    assert partner.get(PAGE).status_code == 403
    assert read(partner, (GREEN, pdf(ilacs()))).status_code == 403
    assert partner.form(PAGE, do="checked").status_code == 403
    assert numbers(full_engine) == {}


@pytest.mark.parametrize("fields", [{"do": "other"}, {"do": "confirm", "report": "1; x"}])
def test_what_no_form_sends_is_a_bad_request(editor: Asking, fields: dict[str, str]) -> None:
    assert editor.form(PAGE, **fields).status_code == 400
