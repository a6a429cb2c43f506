"""Editors read a council's plan, put it right, publish it, take it back; nobody else may."""

from __future__ import annotations

import html
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from db.session import make_sessions
from portal.auth.audit import AuditLog
from portal.domain.access import EDITOR, Actor
from portal.importers.load import load
from portal.importers.stored_folder import stored_sheets
from portal.settings import CATALOGUE
from tests.support.council_plans import LATER, PERSON, SEPTEMBER, let_wait, paper
from tests.support.forms import form_of
from tests.support.partners import ROLES, Asking, person, server_over
from tests.support.signing_in import OPERATOR

PAGE = "/imports/plans"
SURNAMES = ("Thistlewood", "Quillfeather", "Oxenholme")


@pytest.fixture
def sessions(full_engine: Engine) -> sessionmaker[Session]:
    return make_sessions(full_engine)


@pytest.fixture
def who(sessions: sessionmaker[Session]) -> Actor:
    return person(sessions, EDITOR)


@pytest.fixture
def editor(full_engine: Engine, who: Actor) -> Asking:
    return Asking(server_over(full_engine), who)


@pytest.fixture
def address(sessions: sessionmaker[Session], who: Actor) -> str:
    """A paper that waits, as it was read."""
    return f"{PAGE}/{let_wait(sessions, who, paper())}"


def upload(asking: Asking, raw: bytes, name: str = "tracker.csv", **fields: Any) -> Any:
    data = {"csrf_token": asking.token, "file": (io.BytesIO(raw), name), **fields}
    return asking.client.post(PAGE, data=data, content_type="multipart/form-data")


def send(asking: Asking, address: str, do: str, **changes: str) -> Any:
    """Send the page's form with some fields changed (`__` for `-`), by one of its buttons."""
    fields = {
        name: [html.unescape(value) for value in values]
        for name, values in form_of(asking.get(address).text).items()
    }
    fields |= {name.replace("__", "-"): [value] for name, value in changes.items()}
    return asking.client.post(address, data={**fields, "do": do})


def rows(engine: Engine, query: str) -> list[Any]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def everything_kept(engine: Engine) -> str:
    return str(rows(engine, "SELECT * FROM plan_readings") + rows(engine, "SELECT * FROM audit"))


def actions(engine: Engine) -> list[Any]:
    query = (
        "SELECT a.ref, a.lead, a.lead_role, a.status FROM actions a JOIN items i ON i.id = "
        "a.item_id JOIN plans p ON p.id = i.plan_id WHERE p.key = 'torbay-2025' ORDER BY a.ref"
    )
    return rows(engine, query)


def publish(asking: Asking, address: str, **changes: str) -> str:
    send(asking, address, "confirm-shown", **changes)
    page: str = send(asking, address, "confirm").text
    return page


def problem(page: str) -> str:
    match = re.search(r'id="problem"><p>(.*?)</p>', page, re.S)
    return html.unescape(match[1]) if match else ""


def test_a_file_is_read_apart_and_waits_without_its_people(
    editor: Asking, full_engine: Engine
) -> None:
    assert "No plan waits." in editor.get(PAGE).text
    raw = paper()
    sent = upload(editor, raw, f"{PERSON} tracker.csv")
    assert sent.status_code == 303
    page = editor.get(sent.location).text
    assert "2 items, 5 actions" in page
    assert '<option value="torbay" selected>' in page
    for text_ in (page, editor.get(PAGE).text, everything_kept(full_engine)):
        assert not [name for name in SURNAMES if name in text_]
    assert actions(full_engine) == []
    # The same file again is the same review.
    assert upload(editor, raw).location == sent.location
    refused = upload(editor, b"%PDF-1.7\n" + b"x" * 2_000, "plan.pdf")
    assert refused.status_code == 400
    assert problem(refused.text).startswith("plan.pdf: The file was not read: ")
    figures = b"Indicator,Numerator,Denominator\nA,1,2\n"
    assert "return of figures" in problem(upload(editor, figures).text)
    assert len(rows(full_engine, "SELECT id FROM plan_readings")) == 1


def test_only_editors_come_here_and_only_with_their_token(
    full_engine: Engine, sessions: sessionmaker[Session], who: Actor, address: str
) -> None:
    server = server_over(full_engine)
    for role in ROLES:
        if role == EDITOR:
            continue
        other = Asking(server, person(sessions, role))
        for path in (PAGE, address, f"{address}/paper", f"{address}/folder.zip"):
            assert other.get(path).status_code == 403
        assert upload(other, paper()).status_code == 403
        assert other.form(address, do="confirm", revision="0").status_code == 403
    nobody = Asking(server)
    assert nobody.get(address).status_code == 401
    assert upload(nobody, paper()).status_code == 401
    editor = Asking(server, who)
    for forged in ({"csrf_token": "x"}, {"csrf_token": ""}):
        assert upload(editor, paper(), **forged).status_code == 400
        sent = editor.client.post(address, data={"do": "aside", "revision": "0", **forged})
        assert sent.status_code == 400
    assert rows(full_engine, "SELECT state, revision FROM plan_readings") == [("waiting", 0)]


def test_a_column_is_changed_and_the_plan_published_taken_back_and_remembered(
    editor: Asking, address: str, full_engine: Engine, sessions: sessionmaker[Session], who: Actor
) -> None:
    send(editor, address, "save", summary__1="Put each supervision on the file")
    changed = send(editor, address, "columns", column__0__3="lead")
    assert changed.status_code == 303
    page = editor.get(address).text
    assert 'name="leads-0" value="WT (Head of Practice)"' in page
    assert "Put each supervision on the file</textarea>" in page
    answer = problem(send(editor, address, "confirm").text)
    assert "The summaries of 4 actions and 2 items are still as printed" in answer
    assert actions(full_engine) == []
    assert "5 actions published. Import 1;" in publish(editor, address)
    assert actions(full_engine)[:2] == [
        ("1.1", "WT", "Head of Practice", "in_progress"),
        ("1.2", "PQ", "Team Manager", "completed"),
    ]
    item = editor.get("/items/torbay-2025/1").text
    assert "Put each supervision on the file" in item
    assert not [name for name in SURNAMES if name in item + everything_kept(full_engine)]
    assert editor.get(address).status_code == 404
    logged = editor.get("/imports").text
    assert "5 actions of tracker.csv" in logged
    assert "import" in [entry.action for entry in AuditLog(sessions).newest(OPERATOR, most=1)]
    # The next paper of the council is read with the same columns.
    again = f"{PAGE}/{let_wait(sessions, who, paper(LATER, SEPTEMBER))}"
    assert "Columns are read as in this council’s last paper." in editor.get(again).text
    undone = editor.form("/imports/undo", number="1", reason="too early")
    assert "undone" in undone.text
    assert actions(full_engine) == []
    assert "not kept any more" in editor.get(address).text
    assert "5 actions published" in send(editor, address, "confirm").text


def test_the_whole_paper_stands_beside_its_rows(editor: Asking, address: str) -> None:
    page = editor.get(address).text
    assert ('href="#end"' in page, 'id="end"' in page) == (True, True)
    before = re.search(r'class="review-before">(.*?)</div>', page, re.S)
    assert before is not None
    assert "<p>Torbay Council improvement tracker</p>" in before[1]
    assert f'href="{address}/paper#at-record-6" target="paper">record 6</a>' in page
    whole = editor.get(f"{address}/paper").text
    row = re.search(r'<tr id="at-record-6".*?</tr>', whole, re.S)
    assert row is not None
    assert "Audit twenty files of supervision" in row[0]
    link = re.search(r'href="([^"]+)#action-2"', row[0])
    assert link is not None
    assert 'id="action-2"' in editor.get(link[1]).text
    assert not [name for name in SURNAMES if name in whole]


def test_a_doubt_of_many_actions_is_listed_once(
    editor: Asking, sessions: sessionmaker[Session], who: Actor
) -> None:
    rows_ = [(f"Do the thing number {n}", "Head of Practice", "TBC", "Begun") for n in range(9)]
    raw = paper(rows_, header=("Action", "Lead", "By when", "Status"))
    page = html.unescape(editor.get(f"{PAGE}/{let_wait(sessions, who, raw)}").text)
    look = page[page.index('id="look"') : page.index('id="facts"')]
    assert look.count("reference counted, none is printed") == 1
    assert "9 actions, the first of them record 4: reference counted" in look


def test_columns_are_read_again_whatever_the_button_and_by_the_council_chosen(
    editor: Asking, address: str, full_engine: Engine, sessions: sessionmaker[Session], who: Actor
) -> None:
    send(editor, address, "confirm-shown")
    answer = problem(send(editor, address, "confirm", column__0__3="lead").text)
    assert "read again" in answer
    assert actions(full_engine) == []
    assert "5 actions published" in send(editor, address, "confirm").text
    # A paper that names no council is read by its layout once a person says which it is.
    raw = paper(LATER, SEPTEMBER, council="Our")
    again = f"{PAGE}/{let_wait(sessions, who, raw)}"
    assert 'name="leads-0" value=""' in editor.get(again).text
    send(editor, again, "save", council="torbay")
    page = editor.get(again).text
    assert 'name="leads-0" value="WT (Head of Practice)"' in page
    assert "Columns are read as in this council’s last paper." in page


def test_a_new_report_shows_what_moves_and_joins_its_plan(
    editor: Asking, address: str, full_engine: Engine, sessions: sessionmaker[Session], who: Actor
) -> None:
    publish(editor, address)
    stated = f"{SEPTEMBER}. 75% of actions are complete."
    again = f"{PAGE}/{let_wait(sessions, who, paper(LATER, stated), 'later.csv')}"
    page = editor.get(again).text
    assert "What moves: 5 changes" in page
    assert "The paper says “75% of actions are complete”" in page
    moves = re.findall(r'<tr><th scope="row">([^<]+)</th><td data-label="Action">([^:]+):', page)
    assert moves == [
        ("Put off to a later date", "1 / 1.3"),
        ("Gone from the report", "2 / 2.2"),
        ("New", "2 / 2.3"),
        ("Better", "1 / 1.3"),
        ("Completed since", "1 / 1.1"),
        ("Says something else", "1 / 1.1"),
        ("Says something else", "1 / 1.3"),
    ]
    twice = publish(editor, again, same__1="1 / 1.1")
    assert "another action is 1 / 1.1 already" in problem(twice)
    assert "5 actions published" in publish(editor, again, same__1="1 / 1.2")
    assert [row[0] for row in actions(full_engine)] == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3"]
    reports = rows(
        full_engine,
        "SELECT report_date, count(*) FROM progress WHERE origin LIKE 'torbay-tracker%' "
        "GROUP BY report_date ORDER BY report_date",
    )
    assert [(str(day), count) for day, count in reports] == [("2025-06-30", 5), ("2025-09-30", 5)]
    shares = "SELECT message FROM findings WHERE message LIKE 'the text says 75%'"
    assert rows(full_engine, shares) == [
        ("the text says 75% of actions are complete; its own rows give 2 of 5, 40.0%.",)
    ]
    # Undoing the first would take the ground away from the second.
    assert "came later" in problem(editor.form("/imports/undo", number="1", reason="x").text)
    editor.form("/imports/undo", number="2", reason="x")
    assert rows(full_engine, shares) == []
    assert [row[0] for row in actions(full_engine)] == ["1.1", "1.2", "1.3", "2.1", "2.2"]


def test_a_council_is_never_guessed_and_may_be_new(
    editor: Asking, full_engine: Engine, sessions: sessionmaker[Session], who: Actor
) -> None:
    unknown = f"{PAGE}/{let_wait(sessions, who, paper(council='Nowhereshire'))}"
    page = editor.get(unknown).text
    assert "Council (the paper says: Nowhereshire)" in page
    assert "Say which council the paper is of." in page
    assert "Say which council" in problem(publish(editor, unknown))
    both = publish(editor, unknown, council="torbay", new_council="Nowhereshire")
    assert "not both" in problem(both)
    assert "5 actions published" in publish(editor, unknown, council="", new_council="Nowhereshire")
    assert rows(full_engine, "SELECT name FROM councils WHERE key = 'nowhereshire'")
    editor.form("/imports/undo", number="1", reason="x")
    assert not rows(full_engine, "SELECT name FROM councils WHERE key = 'nowhereshire'")


def test_two_reviewers_do_not_overwrite_each_other(
    editor: Asking, address: str, full_engine: Engine, sessions: sessionmaker[Session]
) -> None:
    before = form_of(editor.get(address).text)
    other = Asking(server_over(full_engine), person(sessions, EDITOR, "other@partners.example"))
    send(other, address, "save", summary__0="Theirs")
    mine = {**before, "summary-0": ["Mine"], "do": "save"}
    conflict = editor.client.post(address, data=mine)
    assert conflict.status_code == 409
    assert "other@partners.example saved this plan" in problem(conflict.text)
    assert re.search(r'id="summary-0"[^>]*>Theirs</textarea>', conflict.text)
    assert "<dt>Summary 0</dt><dd>Mine</dd>" in conflict.text
    # As where columns were read again, and gave fewer rows.
    mine |= {"row": [*before["row"], "70"], "summary-70": ["Of a row"], "progress-70": [""]}
    conflict = editor.client.post(address, data=mine)
    assert "<dt>Summary 70 (its row is gone)</dt><dd>Of a row</dd>" in conflict.text
    assert "Progress 70" not in conflict.text


def test_the_folder_is_what_a_load_takes(
    editor: Asking,
    address: str,
    full_engine: Engine,
    sessions: sessionmaker[Session],
    tmp_path: Path,
) -> None:
    archive = zipfile.ZipFile(io.BytesIO(editor.get(f"{address}/folder.zip").data))
    archive.extractall(tmp_path)
    load(sessions, [tmp_path])
    assert len(actions(full_engine)) == 5
    publish(editor, address)
    assert rows(full_engine, "SELECT count(*) FROM plans WHERE key LIKE 'torbay-2025%'") == [(2,)]


def test_three_hundred_rows_come_fifty_a_page(
    editor: Asking, sessions: sessionmaker[Session], who: Actor, full_engine: Engine
) -> None:
    many = [
        (f"{n // 30 + 1}.{n % 30 + 1}", f"{n // 30 + 1} Part {n // 30 + 1}", f"Do thing {n}",
         "Head of Practice", "30 June 2025", "In progress", "Amber", "")
        for n in range(300)
    ]  # fmt: skip
    address = f"{PAGE}/{let_wait(sessions, who, paper(many))}"
    page = editor.get(address).text
    assert page.count('name="row"') == 50
    for number, after in ((1, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 6)):
        answer = send(editor, f"{address}?page={number}", "confirm-shown")
        assert answer.headers["Location"].endswith(f"{address}?page={after}&saved")
    third = editor.get(f"{address}?page=3").text
    assert 'id="action-100"' in third
    assert 'id="action-99"' not in third
    # Whoever moves an action goes on with it, on whichever page it stands by then.
    moved = send(editor, f"{address}?page=2", "up:70").headers["Location"]
    assert moved.endswith(f"{address}?page=2&saved&at=up:69")
    pressed = editor.get(f"{address}?page=2&saved&at=up:69").text
    assert pressed.count(" autofocus") == 1
    assert re.search(r'value="up:69"[^>]* autofocus', pressed)
    over = send(editor, f"{address}?page=1", "down:49").headers["Location"]
    assert over.endswith(f"{address}?page=2&saved&at=down:50")
    send(editor, f"{address}?page=2", "up:50")
    send(editor, f"{address}?page=2", "down:69")
    assert "300 actions published" in send(editor, f"{address}?page=6", "confirm").text


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "other", "revision": "0"},
        {"do": "save", "revision": "1; x"},
        {"do": "drop:x", "revision": "0"},
        {"do": "save", "revision": "0", "row": "-1"},
    ],
)
def test_what_no_form_sends_is_a_bad_request(
    editor: Asking, address: str, fields: dict[str, str]
) -> None:
    assert editor.form(address, **fields).status_code == 400


def test_what_cannot_be_saved_is_told_and_not_lost(editor: Asking, address: str) -> None:
    answer = send(editor, address, "save", target_date__0="31 June", summary__1="Mine")
    assert answer.status_code == 400
    assert "write an existing day" in problem(answer.text)
    assert "<dt>Summary 1</dt><dd>Mine</dd>" in answer.text
    for row in ("drop:99", "as-item:99", "join:99", "take:99", "split:99", "merge:99"):
        assert editor.form(address, do=row, revision="0").status_code == 400, row
    assert editor.form(address, do="confirm-shown", revision="0", row="99").status_code == 400
    gone = editor.form(address, do="drop:99", revision="0")
    assert "not there any more" in problem(gone.text)
    assert editor.client.post(address, data={"x": "y" * 5_000_000}).status_code == 413


def test_a_plan_is_put_aside_with_its_paper(
    editor: Asking, address: str, full_engine: Engine
) -> None:
    assert "Put aside." in send(editor, address, "aside").text
    assert rows(full_engine, "SELECT state, paper FROM plan_readings") == [("aside", "")]
    assert editor.get(address).status_code == 404


def test_a_report_joins_a_plan_of_a_richer_folder_and_outlives_its_files(
    editor: Asking, full_engine: Engine, sessions: sessionmaker[Session], who: Actor
) -> None:
    """Statements, claims, milestones, answers and sources of the folder stay as they are."""
    folder = "plymouth-2015-draft-improvement-plan"
    with sessions() as session:
        before = stored_sheets(session, folder)
    tracker = [
        (f"{row['item_ref']}.{row['ref']}", f"{row['item_ref']} Item", row["summary"], row["lead"],
         row["target_text"], "Complete" if at else "Not started", "", "Seen by the board.")
        for at, row in enumerate(before["actions"][:12])
    ]  # fmt: skip
    raw = paper([*tracker, LATER[-1]], SEPTEMBER, "Plymouth")
    address = f"{PAGE}/{let_wait(sessions, who, raw)}"
    send(editor, address, "save", plan="plymouth-2015")
    assert "What moves" in editor.get(address).text
    assert "13 actions published" in publish(editor, address)

    def held() -> dict[str, list[dict[str, str]]]:
        with sessions() as session:
            return stored_sheets(session, folder)

    after = held()
    same = [name for name in after if name not in ("items", "actions", "progress")]
    assert [name for name in same if after[name] != before[name]] == []
    assert {name for name in same if after[name]} >= {"statements", "claims", "milestones"}
    assert len(after["actions"]) == len(before["actions"]) + 1
    assert len(after["items"]) == len(before["items"]) + 1
    assert len(after["progress"]) == 13
    statuses = [row["status"] for row in after["actions"][:12]]
    assert statuses == ["not_started", *["completed"] * 11]
    # The files of the folder know nothing of the report; loading them keeps it.
    load(sessions, [CATALOGUE])
    assert held() == after
    assert "undone" in editor.form("/imports/undo", number="1", reason="too early").text
    assert held() == before
