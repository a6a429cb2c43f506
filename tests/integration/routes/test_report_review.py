"""Editors put a report right before it is published: fields, checks, recommendations, pictures."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from db.session import make_sessions
from portal.domain.access import EDITOR, PARTNER
from tests.integration.routes.test_report_readings import PAGE, read
from tests.support.forms import form_of
from tests.support.partners import Asking, person, server_over
from tests.support.reports import LEAD, MEMBER, OTHER, pdf, sif

FILE = "list-5-january-2016.pdf"
ITEMS = ["1. Look at caseloads.", "2. Find adopters sooner.", "3. Be kind to others."]


@pytest.fixture
def sessions(full_engine: Engine) -> sessionmaker[Session]:
    return make_sessions(full_engine)


@pytest.fixture
def editor(full_engine: Engine, sessions: sessionmaker[Session]) -> Asking:
    asking = Asking(server_over(full_engine), person(sessions, EDITOR))
    read(asking, (FILE, pdf(sif(ITEMS), LEAD)))
    return asking


@pytest.fixture
def address(editor: Asking) -> str:
    match = re.search(rf'href="({PAGE}/\d+)"', editor.get(PAGE).text)
    assert match
    return match[1]


def send(asking: Asking, address: str, do: str, **changes: Any) -> Any:
    """Send a report's form with some fields changed (`_` for `-`), by one of its buttons."""
    fields = form_of(asking.get(address).text)
    fields |= {name.replace("_", "-"): value for name, value in changes.items()}
    return asking.client.post(address, data={**fields, "do": do})


def words(asking: Asking, address: str) -> list[str]:
    fields = form_of(asking.get(address).text)
    return [value[0] for name, value in sorted(fields.items()) if name.startswith("words-")]


def stored(engine: Engine, query: str) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(text(query)).mappings()]


def test_what_is_put_right_is_kept_and_published_when_confirmed(
    editor: Asking, address: str, full_engine: Engine
) -> None:
    page = editor.get(address).text
    assert "Published, printed in the report" in page
    assert "3 names of inspectors left out" in page
    assert "repeated 1 time in the body" in page
    answer = send(
        editor,
        address,
        "save",
        published="2016-01-19",
        grade_care_leavers="outstanding",
        words_0="Know every social worker’s caseload.",
        kind_0="summary",
        area_0="workforce",
        themes_0=["supervision", "assessment"],
    )
    assert answer.status_code == 303
    page = editor.get(answer.headers["Location"]).text
    assert "Saved. It waits until somebody confirms it." in page
    assert "Published, entered by a person" in page
    assert "care-leavers: entered by a person" in page
    assert not stored(full_engine, "SELECT key FROM inspections WHERE published = '2016-01-19'")
    assert "1 report published" in send(editor, address, "confirm").text
    (inspection,) = stored(
        full_engine, "SELECT * FROM inspections WHERE origin = 'inspection-reports'"
    )
    assert (inspection["published"], inspection["published_source"]) == ("2016-01-19", "person")
    (grade,) = stored(
        full_engine,
        f"SELECT grade FROM grades WHERE inspection_id = {inspection['id']} "  # noqa: S608
        "AND judgement = 'care-leavers'",
    )
    assert grade["grade"] == "outstanding"
    first, *_rest = stored(
        full_engine,
        "SELECT summary, as_printed, a.key FROM recommendations r "  # noqa: S608
        "JOIN improvement_areas a ON a.id = r.area_id "
        f"WHERE inspection_id = {inspection['id']} ORDER BY r.position",
    )
    assert first == {
        "summary": "Know every social worker’s caseload.",
        "as_printed": "",
        "key": "workforce",
    }


def test_recommendations_are_split_merged_dropped_and_added(
    editor: Asking, address: str, full_engine: Engine
) -> None:
    send(editor, address, "split:1", words_1="Find adopters.\r\nFind them sooner.")
    board = ["Test the data.", "Hear from children."]
    assert words(editor, address)[:4] == [
        "Look at caseloads.", "Find adopters.", "Find them sooner.", "Be kind to others.",
    ]  # fmt: skip
    send(editor, address, "merge:1")
    assert words(editor, address)[1] == "Find adopters. Find them sooner."
    send(editor, address, "drop:2")
    page = editor.get(address).text
    assert "number 3, not a recommendation" in page
    assert "recommendations to the council: 2" in page
    send(editor, address, "add:5")
    assert "added-1 has 0 words" in editor.get(address).text
    send(editor, address, "delete:3", words_5="Watch how it goes.", addressee_5="board")
    assert words(editor, address)[-2:] == [board[1], "Watch how it goes."]
    send(editor, address, "confirm")
    made = stored(
        full_engine, "SELECT addressee, as_printed FROM recommendations JOIN inspections ON "
        "inspections.id = inspection_id WHERE inspections.origin = 'inspection-reports' "
        "ORDER BY recommendations.position",
    )  # fmt: skip
    assert [(row["addressee"], row["as_printed"]) for row in made] == [
        ("council", "Look at caseloads."),
        ("council", "Find adopters. Find them sooner."),
        ("board", board[1]),
        ("board", "Watch how it goes."),
    ]


def test_two_reviewers_do_not_overwrite_each_other(
    editor: Asking, address: str, sessions: sessionmaker[Session], full_engine: Engine
) -> None:
    other = Asking(editor.client.application, person(sessions, EDITOR, "other@partners.example"))
    mine = form_of(editor.get(address).text) | {"words-0": ["Mine."], "do": "save"}
    assert send(other, address, "save", words_0="Theirs.").status_code == 303
    answer = editor.client.post(address, data=mine)
    assert answer.status_code == 409
    assert "other@partners.example saved this report while you worked on it" in answer.text
    assert "<dd>Mine.</dd>" in answer.text
    assert words(editor, address)[0] == "Theirs."
    assert editor.client.post(address, data={**mine, "do": "confirm"}).status_code == 409
    assert not stored(
        full_engine, "SELECT key FROM inspections WHERE origin = 'inspection-reports'"
    )
    send(editor, address, "save", words_0="Mine.")
    assert words(editor, address)[0] == "Mine."


def test_a_check_that_a_person_found_right_is_a_tick(editor: Asking) -> None:
    read(editor, ("list-6-january-2016.pdf", pdf(sif(["1. Do more.", "3. Do less."]))))
    match = re.findall(rf'href="({PAGE}/\d+)"', editor.get(PAGE).text)
    address = match[-1]
    page = editor.get(address).text
    numbers = re.findall(r'name="looked" value="(\d+)"', page)
    assert len(numbers) == 2
    send(editor, address, "save", looked=numbers)
    page = editor.get(address).text
    assert page.count("(looked at by a person, and right)") == 2
    assert "2 reports wait, by council and date; 2 pass every check." in editor.get(PAGE).text


def test_pictures_are_for_editors_while_a_report_waits(
    editor: Asking, address: str, sessions: sessionmaker[Session], full_engine: Engine
) -> None:
    picture = f"{address}/pages/3"
    assert f'src="{picture}"' in editor.get(address).text
    answer = editor.get(picture)
    assert (answer.mimetype, answer.data[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert "no-store" in answer.headers["Cache-Control"]
    assert editor.get(f"{address}/pages/2").status_code == 404
    partner = Asking(editor.client.application, person(sessions, PARTNER))
    assert partner.get(picture).status_code == 403
    assert partner.get(address).status_code == 403
    assert send(editor, address, "confirm").status_code == 200
    assert editor.get(picture).status_code == 404
    assert not stored(full_engine, "SELECT page FROM report_pages")


MISTAKES: list[tuple[str, dict[str, str], str]] = [
    ("save", {"inspected_from": "12 October"}, "write an existing day as 2022-03-21"),
    ("save", {"inspected_from": "2016-01-01", "inspected_to": "2015-01-01"}, "is after the"),
    ("save", {"page_0": "99"}, "a page from 1 to 6"),
    ("save", {"area_0": "gardens"}, "choose one of the list"),
    ("save", {"words_0": "x" * 5001}, "at most 5,000 letters"),
    ("split:0", {"words_0": "Mine alone."}, "begin a new line"),
    ("merge:4", {}, "has none after it"),
    ("drop:77", {}, "is gone"),
]


def test_what_cannot_be_saved_is_said_and_nothing_typed_is_lost(
    editor: Asking, address: str
) -> None:
    for do, changes, problem in MISTAKES:
        answer = send(editor, address, do, **{"words_1": "What I typed.", **changes})
        assert (answer.status_code, problem in answer.text) == (400, True), problem
        assert "<dd>What I typed.</dd>" in answer.text
    assert words(editor, address)[1] == "Find adopters sooner."
    assert send(editor, address, "burn").status_code == 400


def test_no_name_of_an_inspector_is_stored_by_an_edit(
    editor: Asking, address: str, full_engine: Engine
) -> None:
    names = (LEAD, MEMBER, OTHER)
    team = f"Look at caseloads.\nLead inspector: {LEAD} HMI\nTeam inspectors: {MEMBER} and {OTHER}"
    send(editor, address, "save", words_0=team)
    assert words(editor, address)[0] == "Look at caseloads."
    send(editor, address, "confirm")
    everything = io.StringIO()
    with full_engine.connect() as connection:
        tables = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'table'")
            if full_engine.dialect.name == "sqlite"
            else text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ).scalars()
        for table in tables.all():
            rows = connection.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608
            csv.writer(everything).writerows(rows.all())
    assert "Look at caseloads." in everything.getvalue()
    assert not [name for name in names if name in everything.getvalue()]
