"""The pages of councils' returns: sending one, its way, and what nobody else gets to see."""

from __future__ import annotations

import io
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

import portal.app
from db.session import make_sessions
from db.writes.import_lock import take_turn
from portal.domain.access import EDITOR, PARTNER, SUBMITTER
from portal.importers.council_returns.desk import ReturnDesk
from portal.routes import shared
from portal.settings import Settings
from tests.support.council_returns import (
    ON_TIME,
    SECRET,
    TITLE,
    USUAL,
    Clock,
    bring_official,
    return_csv,
    share,
)
from tests.support.partners import KEY, Asking, person, server_over
from tests.support.signing_in import make_account

PAGE = "/shared"


@pytest.fixture
def server(full_engine: Engine, tmp_path: Path) -> Any:
    bring_official(make_sessions(full_engine), tmp_path)
    return server_over(full_engine)


@pytest.fixture
def people(full_engine: Engine, server: Any) -> dict[str, Asking]:
    sessions = make_sessions(full_engine)
    return {role: Asking(server, person(sessions, role)) for role in (SUBMITTER, EDITOR, PARTNER)}


def upload(asking: Asking, content: bytes = USUAL, **fields: Any) -> Any:
    fields = {"council": "torbay", "title": TITLE, "audience": "partners", **fields}
    file = (io.BytesIO(content), fields.pop("name", "q1.csv"))
    data = {"csrf_token": asking.token, "file": file, **fields}
    return asking.client.post(PAGE, data=data, content_type="multipart/form-data")


def test_a_return_from_the_template_to_the_public(people: dict[str, Asking]) -> None:
    sender, editor, partner = (people[role] for role in (SUBMITTER, EDITOR, PARTNER))
    template = sender.get(f"{PAGE}/template.xlsx?council=torbay")
    assert template.get_data().startswith(b"PK")
    assert "return-torbay.xlsx" in template.headers["Content-Disposition"]
    assert sender.get(f"{PAGE}/template.xlsx?council=plymouth").status_code == 403
    done = upload(sender)
    assert done.status_code == 303
    address = done.headers["Location"]
    assert "somebody else must check it" in sender.get(address).text
    refused = sender.form(address, do="checked", sure="yes")
    assert (refused.status_code, "somebody else must check" in refused.text) == (400, True)
    assert TITLE not in partner.get(PAGE).text
    for path in (address, f"{address}.csv"):
        assert partner.get(path).status_code == 404
    for step, effect in (("checked", "Your name stands beside"), ("shared", "all partners")):
        question = editor.form(address, do=step)
        assert effect in unescape(question.text)
        assert f"{address}?done={step}" == editor.form(address, do=step, sure="yes").location
    assert TITLE in partner.get(PAGE).text
    page = partner.get(address)
    assert f"{SECRET}%" in page.text
    assert "provisional, shared among partners" in page.text
    assert "Withdraw" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    file = partner.get(f"{address}.csv")
    assert file.headers["Cache-Control"] == "no-store"
    row = file.text.splitlines()[1]
    assert row.startswith(f"Torbay,{ON_TIME},Assessments finished on time,2026/27 Q1,2026-04-01,")
    assert "provisional, shared among partners" in row
    stranger = people[EDITOR].client.application.test_client()
    assert stranger.get(f"{address}.csv").status_code == 401
    assert partner.form(address, do="withdrawn", reason="x", sure="yes").status_code == 400
    assert editor.form(address, do="withdrawn", reason=" ").status_code == 400
    assert editor.form(address, do="nonsense").status_code == 400
    assert editor.form(address, do="public", sure="yes").status_code == 303
    assert partner.get(address).status_code == 404  # partners read it where everybody does
    assert "Made public by" in editor.get(address).text
    nobody = people[EDITOR].client.application.test_client()
    file = nobody.get(f"/download/indicators.csv?measure=return-{ON_TIME}").text
    assert SECRET in file
    assert "Councils’ own quarterly returns, provisional, councils’ own figures" in file
    imported = re.search(r'name="number" value="(\d+)"', editor.get("/imports").text)
    assert imported
    undone = editor.form("/imports/undo", number=imported[1], reason="Too early", sure="yes")
    assert undone.status_code in (200, 303)
    assert SECRET not in nobody.get(f"/download/indicators.csv?measure=return-{ON_TIME}").text
    page = editor.get(address).text
    assert "Not public: taken back, it was public until its import was undone" in page
    assert "was public" in editor.get(PAGE).text
    gone = editor.form(address, do="withdrawn", reason="Sent anew", sure="yes")
    assert gone.location == f"{address}?done=withdrawn"


def test_a_chart_stands_beside_official_figures(
    full_engine: Engine, people: dict[str, Asking]
) -> None:
    sessions = make_sessions(full_engine)
    sender, editor = (make_account(sessions, f"{r}-2@a.example", [r]) for r in (SUBMITTER, EDITOR))
    share(ReturnDesk(sessions, Clock()), sender, editor)
    partner = people[PARTNER]
    # A chart is drawn twice, for wide and narrow windows.
    for page, charts in (("/indicators", 2), ("/benchmarks", 0)):
        path = f"/shared/beside.json?page={page}%3Fmeasure={ON_TIME}%26councils=torbay"
        shown = partner.get(path).json["html"]
        assert shown.count("<svg") == charts
        assert ("Lines are official" in shown) == bool(charts)


def test_a_fault_names_its_place_and_nothing_is_kept(people: dict[str, Asking]) -> None:
    bad = upload(people[SUBMITTER], return_csv((ON_TIME, "Q1 2026/27", "lots", "", "", "")))
    assert bad.status_code == 400
    cells = re.findall(r'data-label="(?:File|Row|Column|Value)">([^<]*)<', bad.text)
    assert cells == ["q1.csv", "2", "value", "lots"]
    assert f'value="{TITLE}"' in bad.text  # the form keeps what was typed
    for content, name, words in (
        (b"%PDF-1.7", "a.pdf", "a.pdf: "),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "a.xls", "an old version"),
        (b"PK\x03\x04cut", "a.xlsx", "damaged"),
    ):
        answer = upload(people[SUBMITTER], content, name=name)
        assert (answer.status_code, words in unescape(answer.text)) == (400, True), name
    assert "There is no return and no draft plan that you may see" in people[EDITOR].get(PAGE).text
    assert upload(people[SUBMITTER], csrf_token="").status_code == 400
    assert upload(people[SUBMITTER], council="plymouth").status_code == 403
    assert upload(people[PARTNER]).status_code == 403


def test_names_of_a_councils_own_are_asked_for_on_the_page(people: dict[str, Asking]) -> None:
    printed = return_csv(
        ("Prompt <b>", "Q1 2026/27", SECRET, "", "", ""), ("Ours", "Q1 2026/27", "5", "", "", "")
    )
    answer = upload(people[SUBMITTER], printed)
    assert answer.status_code == 400
    assert re.findall(r'name="printed" value="([^"]*)"', answer.text) == [
        "Prompt &lt;b&gt;",
        "Ours",
    ]
    assert '<option value="Assessments finished on time">' in answer.text
    fields = {"printed": ["Prompt <b>", "Ours"], "meant": [ON_TIME, "nonsense"]}
    answer = upload(people[SUBMITTER], printed, **fields)
    assert "“nonsense” is no measure of the portal" in unescape(answer.text)
    assert re.findall(r'name="meant"[^>]* value="([^"]*)"', answer.text) == [ON_TIME, "nonsense"]
    done = upload(people[SUBMITTER], printed, **{**fields, "meant": [ON_TIME, "leave out"]})
    assert done.location == "/shared/1?left=1"
    assert "1 name of the file was left out" in people[SUBMITTER].get(done.location).text


def test_the_first_request_after_the_embargo_finds_it_public(
    full_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions, clock = make_sessions(full_engine), Clock()
    bring_official(sessions, tmp_path)
    settings = Settings(
        database_url=full_engine.url.render_as_string(hide_password=False), secret_key=KEY
    )
    desk = ReturnDesk(sessions, clock)
    monkeypatch.setattr(shared, "LOOK_EACH", 0.0)
    monkeypatch.setattr(portal.app, "ReturnDesk", lambda _sessions: desk)
    server = portal.app.create_app(settings, full_engine).server
    sender = make_account(sessions, "sender@returns.example", [SUBMITTER])
    editor = make_account(sessions, "editor@returns.example", [EDITOR])
    share(desk, sender, editor, embargo="2026-12-01")
    client = server.test_client()
    asked = f"/download/indicators.csv?measure=return-{ON_TIME}"
    before = client.get(asked)
    assert SECRET not in before.text
    clock.later(days=1)
    client.get("/healthz")
    with sessions.begin() as session:  # an import that runs holds up no page
        take_turn(session)
        assert client.get(asked).get_data() == before.get_data()
    client.get("/about")
    assert SECRET in client.get(asked).text
    with full_engine.connect() as connection:
        row = connection.execute(text("SELECT state, ended_by FROM shared_data_sets")).one()
    assert tuple(row) == ("public", "the end of its embargo")
