"""The pages of administrators: who sees them, and what is done with accounts from the browser."""

from __future__ import annotations

import csv
import errno
import html
import io
import os
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import docx
import pytest
from PIL import Image
from pptx import Presentation
from pptx.dml.color import RGBColor
from sqlalchemy import Engine, insert

from db.engine import open_engine
from db.models import Council
from db.session import make_sessions
from portal.app import create_app
from portal.auth.accounts import AccountService
from portal.auth.attempts import MOST_FAILURES
from portal.domain.access import ADMINISTRATOR, EDITOR, REVIEWER
from portal.domain.view_state import CompareState
from portal.services import Services
from portal.settings import Settings
from portal.web import turns
from portal.web.file_store import FileStore, folder_of
from portal.web.turns import locked
from tests.support.clusters import BINARIES
from tests.support.partners import KEY, ROLES, Asking, person, server_over
from tests.support.signing_in import CHEAP, OPERATOR, PASSWORD, make_account

OURS = ("administration.", "upkeep.", "region.")
PAGES = (
    ("GET", "/accounts"),
    ("GET", "/audit"),
    ("GET", "/audit.csv"),
    ("GET", "/check"),
    ("POST", "/check/backup"),
    ("GET", "/region"),
    ("POST", "/region"),
    ("POST", "/region/templates"),
    ("GET", "/region/template.pptx"),
    ("GET", "/region/template.docx"),
)
ANN = "ann@admin.example"


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's client programs are those of the server of the tests."""
    monkeypatch.setenv("PATH", f"{BINARIES}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, new_database: Any) -> Iterator[Engine]:
    made = open_engine(new_database(request.param, "words"))
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def server(engine: Engine) -> Any:
    return server_over(engine)


@pytest.fixture(scope="module")
def people(engine: Engine, server: Any) -> dict[str, Asking]:
    """Somebody of each role, and nobody."""
    sessions = make_sessions(engine)
    asking = {role: Asking(server, person(sessions, role)) for role in ROLES}
    return {**asking, "nobody signed in": Asking(server)}


@pytest.fixture
def chief(people: dict[str, Asking]) -> Asking:
    return people[ADMINISTRATOR]


@pytest.fixture
def ann(engine: Engine) -> str:
    """The address of an account's page."""
    return f"/accounts/{make_account(make_sessions(engine), ANN, [REVIEWER]).id}"


def test_each_route_is_an_administrators_alone(people: dict[str, Asking], ann: str) -> None:
    asked = [*PAGES, ("GET", ann), ("POST", ann), ("POST", "/accounts")]
    rules = people[""].client.application.url_map.iter_rules()
    ours = {rule.rule for rule in rules if rule.endpoint.startswith(OURS)}
    assert {re.sub(r"<.*?>", "1", rule) for rule in ours} == {
        re.sub(r"/\d+$", "/1", path) for _method, path in asked
    }
    for role, asking in people.items():
        for method, path in asked:
            data = {"csrf_token": asking.token, "name": "", "do": "disable"}
            answer = asking.client.open(path, method=method, data=data if method == "POST" else {})
            text = answer.text if role != ADMINISTRATOR else ""
            answer.close()
            if role == ADMINISTRATOR:
                assert answer.status_code in (200, 303, 400), path  # the name to add is none
            else:
                assert answer.status_code == (401 if role == "nobody signed in" else 403), path
                assert ANN not in text


def test_who_is_refused_is_led_to_what_the_role_can_do(people: dict[str, Asking]) -> None:
    answer = people[EDITOR].get("/accounts")
    assert answer.status_code == 403
    assert "This is not for your account" in answer.text
    assert '<a href="/imports">Imports</a>' in answer.text
    assert 'action="/sign-out"' in answer.text  # the account's menu
    assert 'href="/audit"' not in answer.text
    assert '<a href="/plans">' in people[""].get("/accounts").text


def link_in(text: str) -> str:
    """The address that a page shows once."""
    match = re.search(r'id="link" value="http://localhost(/sign-in/link[^"]+)"', text)
    assert match, text
    return unescape(match[1])


def test_somebody_is_invited_and_comes_in(chief: Asking, server: Any) -> None:
    name = "new@admin.example"
    refused = chief.form("/accounts", name="two words", role=["editor"])
    assert refused.status_code == 400
    assert "cannot be used" in refused.text
    assert re.search(r'value="editor" checked', refused.text)
    answer = chief.form("/accounts", name=name, display="New <b>", role=["editor", "partner"])
    address = link_in(answer.text)
    assert answer.headers["Cache-Control"] == "no-store"
    key = address.partition("key=")[2]
    assert key not in chief.get("/accounts").text
    guest = Asking(server)
    page = guest.get(address)
    assert "New &lt;b&gt;" in page.text
    assert guest.get(address).status_code == 200  # a program that looks at links uses none up
    for passwords, problem in (
        ((PASSWORD, PASSWORD + "x"), "The two passwords differ"),
        (("short", "short"), "at least 12"),
    ):
        new, again = passwords
        answer = guest.form("/sign-in/link", key=key, new=new, again=again)
        assert answer.status_code == 400
        assert problem in answer.text
    answer = guest.form("/sign-in/link", key=key, new=PASSWORD, again=PASSWORD)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account")
    assert guest.client.get("/me").json["roles"] == ["editor", "partner"]
    late = Asking(server)
    assert late.get(address).status_code == 410
    answer = late.form("/sign-in/link", key=key, new=PASSWORD, again=PASSWORD)
    assert answer.status_code == 410
    assert "This link has ended" in answer.text
    assert not late.client.get("/me").json["signed_in"]
    for odd in ("", "x", "%00", "%ff"):
        assert late.get(f"/sign-in/link?key={odd}").status_code == 410


def test_a_submitter_is_bound_and_put_into_groups(chief: Asking, engine: Engine) -> None:
    fields = {"name": "cat@admin.example", "role": ["submitter"]}
    refused = chief.form("/accounts", **fields, council="Atlantis")
    assert (refused.status_code, "no council “Atlantis”" in refused.text) == (400, True)
    with engine.begin() as connection:
        connection.execute(
            insert(Council).values(
                key="harrow-hill", name="Harrow Hill", kind="council", area_code="", region="",
                la_number="", note="", origin="tests",
            )
        )  # fmt: skip
    link_in(chief.form("/accounts", **fields, council="harrow hill").text)
    listed = chief.get("/accounts?q=cat@admin")
    assert "submitter of Harrow Hill" in listed.text
    match = re.search(r'href="(/accounts/\d+)">cat@', listed.text)
    assert match
    question = chief.form(match[1], do="groups", groups="Directors")
    assert "sees what is shared with the group “Directors”" in unescape(question.text)
    assert chief.form(match[1], do="groups", groups="Directors", sure="yes").status_code == 303
    assert ">Directors</textarea>" in chief.get(match[1]).text
    assert chief.form(match[1], do="groups", groups="partners").status_code == 400


def test_a_link_needs_the_token_of_its_page(chief: Asking, server: Any, ann: str) -> None:
    link = link_in(chief.form(ann, do="link", sure="yes").text)
    data = {"key": link.partition("key=")[2], "new": PASSWORD, "again": PASSWORD}
    assert server.test_client().post("/sign-in/link", data=data).status_code == 400
    assert Asking(server).get(link).status_code == 200


def test_what_happens_is_said_before_it_does(
    chief: Asking, server: Any, ann: str, engine: Engine
) -> None:
    accounts = AccountService(make_sessions(engine), hasher=CHEAP)
    accounts.reset(OPERATOR, ANN, PASSWORD)
    browser = Asking(server, make_account(accounts._sessions, ANN, [REVIEWER]))
    for do, fields, said_first in (
        ("roles", {"role": ["editor"]}, "becomes editor: imports data"),
        ("roles", {"role": ["editor"]}, "stops being reviewer"),
        ("disable", {}, "signed out everywhere at once"),
        ("link", {}, "The present password stops working now"),
    ):
        question = chief.form(ann, do=do, **fields)
        assert question.status_code == 200
        assert said_first in unescape(question.text)
    assert browser.client.get("/me").json["roles"] == [REVIEWER]
    done = chief.form(ann, do="roles", role=["editor"], sure="yes")
    assert done.headers["Location"] == f"{ann}?done=roles"
    assert "The roles are changed" in chief.get(f"{ann}?done=roles").text
    assert browser.client.get("/me").json["roles"] == [EDITOR]
    assert chief.form(ann, do="disable", sure="yes").status_code == 303
    assert not browser.client.get("/me").json["signed_in"]
    assert "disabled" in chief.get(ann).text
    assert "enable it first" in chief.form(ann, do="link", sure="yes").text
    assert chief.form(ann, do="enable", sure="yes").status_code == 303
    for wrong, code in ((ann, 400), ("/accounts/2147483647", 404), ("/accounts/99999999999", 405)):
        assert chief.form(wrong, do="other", sure="yes").status_code == code


def test_ones_own_account_stays(chief: Asking) -> None:
    me = re.search(r'href="(/accounts/\d+)">administrator@', chief.get("/accounts").text)
    assert me
    assert "This is your own account" in chief.get(me[1]).text
    for do in ("disable", "link", "roles"):
        assert chief.form(me[1], do=do, sure="yes").status_code == 400


def test_a_locked_account_says_until_when_and_is_unlocked(
    chief: Asking, server: Any, ann: str, engine: Engine
) -> None:
    AccountService(make_sessions(engine), hasher=CHEAP).reset(OPERATOR, ANN, PASSWORD)
    guest = Asking(server)
    for _ in range(MOST_FAILURES):
        assert guest.form("/sign-in", name=ANN, password=ANN).status_code == 401
    shut = guest.form("/sign-in", name=ANN, password=PASSWORD)
    assert shut.status_code == 429
    until = re.search(r"Try again at (\d\d:\d\d) UTC", shut.text)
    assert until
    assert f"locked until {until[1]}" in chief.get(f"/accounts?q={ANN}").text
    assert "Unlock now" in chief.get(ann).text
    assert chief.form(ann, do="unlock", sure="yes").status_code == 303
    assert guest.form("/sign-in", name=ANN, password=PASSWORD).status_code == 303


def test_the_log_is_filtered_and_downloaded(chief: Asking, ann: str) -> None:
    chief.form(ann, do="unlock", sure="yes")
    answer = chief.get(f"/audit?account={ANN}&action=account unlocked&since=2026-01-01")
    body = answer.text.partition("<tbody>")[2]
    assert body.count("<tr>") == len(re.findall("account unlocked</td>", body)) >= 1
    file = re.search(r'href="(/audit\.csv[^"]*)"', answer.text)
    assert file
    download = chief.get(unescape(file[1]))
    assert download.headers["Content-Disposition"] == "attachment; filename=audit.csv"
    assert download.headers["Cache-Control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(download.text)))
    assert list(rows[0]) == ["at", "actor", "action", "subject", "detail"]
    assert {(row["subject"], row["action"]) for row in rows} == {(ANN, "account unlocked")}
    assert chief.get("/audit.csv?until=2020-01-01").text.count("\n") == 1
    wrong = chief.get("/audit?since=soon")
    assert wrong.status_code == 400
    assert "“soon” is no day" in wrong.text
    assert chief.get("/audit.csv?since=soon").status_code == 400


def test_the_check_is_a_page(chief: Asking, engine: Engine) -> None:
    page = chief.get("/check")
    assert page.status_code == 200
    assert "checks" in page.text
    assert re.search(r"data version \d", page.text)
    assert KEY not in page.text
    password = engine.url.password
    assert not password or password not in page.text


def test_a_backup_is_downloaded_whole_and_left_nowhere(
    chief: Asking, engine: Engine, tmp_path: Path
) -> None:
    answer = chief.form("/check/backup")
    assert answer.status_code == 200, answer.text
    kind = "db" if engine.dialect.name == "sqlite" else "dump"
    disposition = answer.headers["Content-Disposition"]
    assert re.fullmatch(rf"attachment; filename=alongside-[-\d]+\.{kind}", disposition)
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.data) == answer.content_length
    file = tmp_path / "copy"
    file.write_bytes(answer.data)
    if kind == "db":
        with closing(sqlite3.connect(file)) as copy:
            names = [row[0] for row in copy.execute("SELECT name FROM accounts")]
        assert "administrator@partners.example" in names
    else:
        assert answer.data.startswith(b"PGDMP")
        listed = subprocess.run(
            [f"{BINARIES}/pg_restore", "--list", file], capture_output=True, text=True, check=True
        )
        assert "TABLE DATA public accounts" in listed.stdout
    assert list(folder_of(engine.url).glob("backup-*")) == []
    assert "backup downloaded" in chief.get("/audit").text


def test_one_backup_is_made_at_a_time(
    chief: Asking, people: dict[str, Asking], engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.0)
    with locked(folder_of(engine.url) / "turn-backup"):
        busy = chief.form("/check/backup")
        assert busy.status_code == 503
        assert busy.headers["Retry-After"]
        assert people[EDITOR].form("/check/backup").status_code == 403
        assert chief.get("/check").status_code == 200
    left = folder_of(engine.url) / "backup-killed"  # of a process that was killed
    left.mkdir()
    chief.form("/check/backup").close()
    assert not left.exists()


def test_why_there_is_no_backup_is_said(
    chief: Asking, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine.dialect.name == "sqlite":
        monkeypatch.setattr(FileStore, "_make_folder", refuse)
        reason = "No space left"
    else:
        monkeypatch.setenv("PATH", "/nowhere")
        reason = "pg_dump is not here; install"
    answer = chief.form("/check/backup")
    assert answer.status_code == 503
    assert reason in answer.text


def test_packs_are_made_on_a_regions_own_templates(
    chief: Asking, people: dict[str, Asking]
) -> None:
    anybody = people["nobody signed in"]
    begun = chief.get("/region/template.pptx")
    assert begun.status_code == 200
    deck = Presentation(io.BytesIO(begun.data))
    deck.slide_layouts.get_by_name("Page").background.fill.solid()
    deck.slide_layouts.get_by_name("Page").background.fill.fore_color.rgb = RGBColor(250, 240, 230)
    deck.core_properties.keywords = "ours"
    out = io.BytesIO()
    deck.save(out)
    # What is missing is told, and nothing changed, though the other file is right.
    words = docx.Document(io.BytesIO(chief.get("/region/template.docx").data))
    right = io.BytesIO()
    words.save(right)
    for paragraph in words.paragraphs:
        paragraph.text = ""
    bare = io.BytesIO()
    words.save(bare)
    answer = chief.form(
        "/region/templates",
        pptx=(io.BytesIO(out.getvalue()), "Our slides.pptx"),
        docx=(io.BytesIO(bare.getvalue()), "Ours.docx"),
    )
    assert answer.status_code == 400
    assert "{{title}} stands nowhere" in unescape(answer.text)
    assert "Our slides.pptx" not in answer.text
    answer = chief.form(
        "/region/templates",
        pptx=(io.BytesIO(out.getvalue()), "Our slides.pptx"),
        docx=(io.BytesIO(right.getvalue()), "Ours.docx"),
    )
    assert answer.headers["Location"] == "/region?done=templates"
    assert "Our slides.pptx" in chief.get("/region").text
    assert chief.get("/region/template.pptx").data == out.getvalue()
    made = Presentation(io.BytesIO(anybody.get("/pack/progress.pptx").data))
    assert made.core_properties.keywords == ""
    assert made.slides[1].slide_layout.background.fill.fore_color.rgb == RGBColor(250, 240, 230)
    assert made.slides[0].shapes.title.text_frame.text.startswith("Progress of plans")
    text = docx.Document(io.BytesIO(anybody.get("/pack/progress.docx").data)).paragraphs
    assert text[0].text.startswith("Progress of plans")
    assert not [p.text for p in text if "{{" in p.text]
    assert chief.form("/region/templates", remove_pptx="yes", remove_docx="yes").status_code == 303
    assert "Our slides.pptx" not in chief.get("/region").text
    assert chief.get("/region/template.xlsx").status_code == 404


def refuse(_store: FileStore) -> None:
    """Fail as a full disk does."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_region_names_itself(engine: Engine, chief: Asking, people: dict[str, Asking]) -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 20)).save(out, "PNG")
    out.seek(0)
    anybody = people["nobody signed in"]
    assert anybody.get("/region/logo.png").status_code == 404
    asked = chief.form(
        "/region",
        name="South <West>",
        welcome="Hello & welcome.",
        councils="Redcar",
        logo=(out, "a.png"),
    )
    effects = re.findall(r"<li>(.*?)</li>", asked.text)
    for effect in ("“none” becomes “South &lt;West&gt;”.", "The logo becomes another."):
        assert [line for line in effects if line.endswith(effect)]
    assert [line for line in effects if line.startswith("No plan is here yet of Redcar and Clev")]
    assert "brand-region" not in anybody.get("/about").text
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', asked.text))
    sure = {name: html.unescape(value) for name, value in fields.items()}
    answer = chief.form("/region", **{**sure, "councils": ""})
    assert "The region is changed." in answer.text
    again = chief.form("/region", name="South <West>", welcome="Hello & welcome.", councils="")
    assert again.status_code == 400
    assert "Nothing is changed." in again.text
    for path in ("/about", "/sign-in"):
        assert '<span class="brand-region">South &lt;West&gt;</span>' in anybody.get(path).text
    first = anybody.get("/").text
    assert "Hello &amp; welcome." in first
    # Titles, previews of links and feeds name the region; so does the cover of a pack.
    for path in ("/sign-in", "/plans"):
        page = anybody.get(path).text
        assert " · Alongside, South &lt;West&gt;</title>" in page
    assert 'property="og:site_name" content="Alongside, South &lt;West&gt;"' in page
    assert "Alongside, South &lt;West&gt;: what changed" in anybody.get("/feed.xml").text
    cover = Services.over(make_sessions(engine)).packs.compare_pack(CompareState())
    assert cover.data.startswith("South <West>. Data of ")
    source = re.search(r'<img[^>]*src="(/region/logo\.png\?v=\w+)"', first)
    assert source
    logo = anybody.get(source[1])
    assert logo.mimetype == "image/png"
    assert logo.headers["X-Content-Type-Options"] == "nosniff"
    assert logo.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "immutable" in logo.headers["Cache-Control"]
    assert anybody.get("/region/logo.png?v=other").headers["Cache-Control"] == "no-cache"
    wrong = chief.form("/region", name="Kept as typed", welcome="", councils="Atlantis")
    assert wrong.status_code == 400
    assert "does not know “Atlantis”" in wrong.text
    assert 'value="Kept as typed"' in wrong.text
    change = {"name": "", "welcome": "", "councils": "Plymouth", "remove_logo": "yes"}
    removed = chief.form("/region", **change, sure="yes")
    assert "brand-region" not in anybody.get("/about").text
    # What there was before is put back, its logo with it.
    back = re.search(
        r'<form method="post" action="/region" class="panel">(.*?)</form>', removed.text, re.S
    )
    assert back
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', back[1])
    chief.form("/region", **{name: html.unescape(value) for name, value in fields})
    assert "South &lt;West&gt;" in anybody.get("/about").text
    assert "Hello &amp; welcome." in anybody.get("/").text
    assert anybody.get(source[1]).data == logo.data
    for no_picture in ("A", "é"):
        assert chief.form("/region", name="x", logo_sent=no_picture).status_code == 400


def test_the_environment_wins_over_the_page(engine: Engine, chief: Asking) -> None:
    url = engine.url.render_as_string(hide_password=False)
    settings = Settings(database_url=url, secret_key=KEY, councils=("torbay",))
    forced = Asking(
        create_app(settings, engine).server, person(make_sessions(engine), ADMINISTRATOR)
    )
    page = forced.get("/region").text
    assert "PORTAL_COUNCILS</code> of the machine names these" in page
    assert "readonly" in page
    change = {"name": "Wessex", "welcome": "", "councils": "Plymouth"}
    assert forced.form("/region", **change, sure="yes").status_code == 200
    page = forced.get("/region").text
    assert 'value="Wessex"' in page
    councils = re.search(r'<textarea[^>]*name="councils"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert councils
    assert councils[1] == "Torbay"
    assert "readonly" not in chief.get("/region").text


def test_words_are_an_editors_and_say_what_a_change_touches(people: dict[str, Asking]) -> None:
    theme = "/words/themes/adoption"
    for role, asking in people.items():
        for answer in (
            asking.get("/words"),
            asking.get(theme),
            asking.form(theme, do="undo"),
            asking.get("/words/areas"),
            asking.form("/words/areas", name=""),
        ):
            allowed = answer.status_code in (200, 400)
            assert allowed == (role == EDITOR)
    editor = people[EDITOR]
    given = {"do": "change", "name": "Adopting <b>", "reason": "The region says so"}
    question = editor.form(theme, **given)
    assert "Change Adoption?" in question.text
    assert "becomes “Adopting &lt;b&gt;”" in question.text
    assert "<h1>Adoption</h1>" in editor.get(theme).text
    assert editor.form(theme, **given, sure="yes").headers["Location"] == f"{theme}?done=change"
    page = editor.get(f"{theme}?done=change").text
    assert "<h1>Adopting &lt;b&gt;</h1>" in page
    assert "The file says “Adoption”" in page
    assert "Adopting &lt;b&gt;" in people["nobody signed in"].get("/").text
    assert editor.form(theme, do="change", name="", reason="x").status_code == 400
    assert "Say why" in editor.form(theme, do="undo").text
    back = {"do": "undo", "reason": "It was a trial"}
    assert "becomes “Adoption” again" in editor.form(theme, **back).text
    assert editor.form(theme, **back, sure="yes").status_code == 303
    assert "<h1>Adoption</h1>" in editor.get(theme).text
    assert editor.get("/words/themes/nothing").status_code == 404
    assert editor.get("/words/nothing").status_code == 404
    page = editor.get("/words?q=torB").text
    assert "/words/councils/torbay" in page
    assert "/words/councils/plymouth" not in page
    new = {"name": "Kin <b>", "holds": "kinship care", "position": "9"}
    assert "Add Kin &lt;b&gt;?" in editor.form("/words/themes", **new).text
    assert editor.get("/words/themes/kin-b").status_code == 404
    assert editor.form("/words/themes", **new, sure="yes").status_code == 303
    assert "Remove Kin &lt;b&gt; …" in editor.get("/words/themes/kin-b").text
    assert "Remove it" in editor.form("/words/themes/kin-b", do="remove").text
    gone = editor.form("/words/themes/kin-b", do="remove", sure="yes")
    assert "It is removed." in editor.get(gone.location).text
    assert editor.get("/words/themes/kin-b").status_code == 404
    assert editor.form(theme, do="other").status_code == 400
