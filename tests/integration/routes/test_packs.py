"""The routes of public packs: forms, names, progress, refusals, and turns that come back."""

from __future__ import annotations

import dataclasses
import io
import json
import multiprocessing
import re
import time
import zipfile
from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from pptx import Presentation

from db.engine import open_engine
from portal.app import create_app
from portal.domain.pack_model import CONTENTS, Pack
from portal.domain.pack_sections.left_out import LEFT_OUT
from portal.packs.worker import Done, Progress
from portal.routes import packs
from portal.services.packs import PackService
from portal.services.view_packs import PACKED, WITHOUT
from portal.services.views import VIEWS
from portal.settings import Settings
from portal.web.file_store import folder_of
from portal.web.turns import Busy, locked
from tests.support.example_pack import example_pack

LINES = {"Accept": packs.PROGRESS}
# The quickest pack: the sources alone.
QUICK = "/pack/council.xlsx?council=plymouth&contents=sources"


@pytest.fixture
def client(app: Any) -> Any:
    """A browser without an account."""
    return app.server.test_client()


def free_turns() -> int:
    """Count the packs that could be begun now; each turn is given back at once."""
    with ExitStack() as taken:
        for number in range(4):
            try:
                taken.enter_context(packs._places.turn(f"192.0.2.{number}"))
            except Busy:
                return number
    raise AssertionError("there is no end of turns")


# Views with a pack of more than their own page.
LARGER = {"council": "?council=torbay", "compare": "?councils=torbay", "summary": ""}


@pytest.mark.parametrize("view", VIEWS)
def test_each_view_is_taken_along_in_three_forms_or_says_why_not(client: Any, view: str) -> None:
    spec = VIEWS[view]
    assert [view in PACKED, view in LARGER, view in WITHOUT].count(True) == 1
    query = LARGER.get(view, spec.example)
    # An address of its own, since packs are limited by address.
    client.environ_base["REMOTE_ADDR"] = f"198.51.100.{list(VIEWS).index(view)}"
    page = client.get(spec.address(spec.state.from_query(query))).get_data(as_text=True)
    forms = ("pptx", "docx", "html")
    offered = [form for form in forms if f"/pack/{view}.{form}" in page]
    printed = client.get(f"/pack/{view}.html{query}")
    if view in WITHOUT:
        assert len(WITHOUT[view]) > 20
        assert (offered, printed.status_code) == ([], 404)
        return
    assert offered == list(forms)
    assert printed.status_code == 200
    assert "<h1>" in printed.get_data(as_text=True)
    for link in re.findall(rf'"(/pack/{view}\.html[^"]*)', page):
        assert client.get(unescape(link)).status_code == 200, link


@pytest.mark.parametrize("form", sorted(packs.FORMS))
def test_each_form_is_a_file_with_its_type_and_name(client: Any, form: str) -> None:
    answer = client.get(f"/pack/council.{form}?council=torbay&contents=sources")
    assert answer.status_code == 200
    assert answer.mimetype == packs.FORMS[form][1]
    name = f"torbay-improvement-plans-and-figures.{form}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert zipfile.ZipFile(io.BytesIO(answer.data)).testzip() is None
    assert free_turns() == 3


def test_the_print_view_is_a_page(client: Any) -> None:
    answer = client.get("/pack/council.html?council=middlesbrough")
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert "Content-Security-Policy" in answer.headers
    assert "Middlesbrough: improvement plans and figures" in answer.text


def test_everything_is_a_choice(client: Any) -> None:
    brief = client.get("/pack/council.html?council=torbay").text
    whole = client.get("/pack/council.html?council=torbay&everything=yes").text
    assert LEFT_OUT in brief
    assert LEFT_OUT not in whole
    title = "The same events, with their sources"
    assert f"<h3>{title}</h3>" in whole
    assert f"<h3>{title}</h3>" not in brief
    assert title in brief  # it is named, and the Excel file that holds it linked
    assert "/pack/council.xlsx?council=torbay" in brief


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("/", "/pack/overview.pptx"),
        ("/plans?theme=adoption", "/pack/compare.pptx?theme=adoption"),
        ("/indicators?measure=initial-assessments-on-time", "/pack/indicators.pptx?measure="),
        ("/benchmarks?councils=torbay", "/pack/benchmarks.pptx?councils=torbay"),
        ("/summary", "/pack/summary.pptx"),
        ("/inspections/plymouth-2014", "/pack/inspection.pptx?inspection=plymouth-2014"),
        ("/returns", "/pack/returns.pptx"),
        ("/progress", "/pack/progress.pptx"),
        ("/councils/torbay", "/pack/council.pptx?council=torbay"),
    ],
)
def test_a_page_links_to_its_packs_and_they_are_there(client: Any, page: str, link: str) -> None:
    text = client.get(page).text
    (slides,) = (a for a in re.findall(r'href="(/pack/[^"]+)"', text)
                 if a.startswith(link) and "everything" not in a)  # fmt: skip
    assert slides.replace(".pptx", ".docx") in text
    answer = client.get(unescape(slides).replace(".pptx", ".html"))
    assert answer.status_code == 200
    assert "<h1>" in answer.text


def test_a_comparison_is_that_of_its_filters(client: Any) -> None:
    answer = client.get("/pack/compare.html?councils=torbay,plymouth&theme=adoption")
    assert answer.status_code == 200
    assert "Improvement plans side by side: Torbay and Plymouth" in answer.text
    assert "adoption" in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/pack/council.pptx", 404),
        ("/pack/council.pptx?council=atlantis", 404),
        ("/pack/council.pptx?council=england", 404),
        ("/pack/council.exe?council=torbay", 404),
        ("/pack/visit.pptx?council=torbay", 404),
        ("/pack/%00.pptx", 404),
        ("/pack/compare.pptx?councils=atlantis", 400),
        ("/pack/overview.pptx?theme=nonsense", 400),
        ("/pack/benchmarks.html?councils=%27%3B--", 400),
        ("/pack/inspection.pptx?inspection=nowhere-1999", 404),
        ("/pack/inspection.html", 404),
        ("/pack/search.pptx", 404),
        ("/pack/summary.pptx?measures=atlantis", 400),
        ("/pack/compare.pptx?theme=nonsense", 400),
        ("/pack/compare.html?councils=%27%3B--", 400),
        ("/pack/council.html?council=torbay&contents=", 400),
        ("/pack/council.html?council=torbay&contents=,%20,", 400),
        ("/pack/council.html?council=torbay&contents=everything", 400),
        ("/pack/council.html?council=torbay&contents=feedback,agreed", 400),
        (f"/pack/council.html?council=torbay&contents={quote('plan,<script>')}", 400),
        (f"/pack/council.html?council=torbay&contents={'plan,' * 500}", 200),
        ("/pack/council.html?council=torbay&contents=lines,questions", 200),
        ("/pack/council.html?council=torbay&everything=yes", 200),
        ("/pack/council.html?council=torbay&everything=no", 400),
    ],
)
def test_what_is_asked_for_wrongly_is_refused(client: Any, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert "<script>" not in answer.text.replace("<script src", "")
    assert "Confidential" not in answer.text
    assert free_turns() == 3


def test_nothing_of_a_team_is_in_a_public_pack(client: Any) -> None:
    parts = ",".join(CONTENTS)
    answer = client.get(f"/pack/council.html?council=torbay&contents={parts}")
    assert "Lines of enquiry" not in answer.text
    assert "Questions, by interview" not in answer.text


def test_progress_is_told_in_lines_that_end_with_the_file(client: Any) -> None:
    answer = client.get("/pack/council.pptx?council=plymouth", headers=LINES)
    assert answer.status_code == 200
    assert answer.mimetype == packs.PROGRESS
    assert answer.headers["Cache-Control"] == "no-store"
    *steps, last = [json.loads(line) for line in answer.text.splitlines()]
    assert len(steps) > 10
    assert all(set(step) == {"done", "of", "now"} for step in steps)
    assert [step["done"] for step in steps] == sorted(step["done"] for step in steps)
    assert last["name"] == "plymouth-improvement-plans-and-figures.pptx"
    assert last["type"] == packs.FORMS["pptx"][1]
    assert len(Presentation(io.BytesIO(b64decode(last["file"]))).slides) == steps[-1]["of"]
    answer.close()
    assert free_turns() == 3


def test_a_failure_is_told_in_its_words(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = dataclasses.replace(example_pack(1), parts=("no part",))
    monkeypatch.setattr(PackService, "council_pack", lambda *_given, **_named: broken)
    answer = client.get(QUICK, headers=LINES)
    assert "could not be made" in json.loads(answer.text.splitlines()[-1])["error"]
    answer.close()
    refused = client.get(QUICK)
    assert refused.status_code == 503
    assert "could not be made" in refused.text
    assert free_turns() == 3


@pytest.mark.parametrize(
    "addresses",
    [("192.0.2.1", "192.0.2.1", "192.0.2.2"), ("127.0.0.1", "127.0.0.1")],
    ids=["a fourth", "a third of one address"],
)
def test_who_finds_no_place_is_asked_to_come_back(client: Any, addresses: Sequence[str]) -> None:
    with ExitStack() as taken:
        for address in addresses:
            taken.enter_context(packs._places.turn(address))
        for headers in ({}, LINES):
            answer = client.get(QUICK, headers=headers)
            assert answer.status_code == 503
            assert "Try again in a minute" in answer.text
        assert client.get("/pack/council.html?council=plymouth").status_code == 200
    assert client.get(QUICK).status_code == 200


def test_packs_of_all_processes_are_made_one_after_another(
    new_database: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = new_database("sqlite", "catalogue")
    engine = open_engine(url)
    client = create_app(Settings(database_url=url, sign_in="off"), engine).server.test_client()
    with locked(folder_of(engine.url) / "turn-pack"):
        answer = client.get(QUICK, headers=LINES, buffered=False)
        lines = iter(answer.response)
        assert [json.loads(next(lines))["now"] for _ in range(2)] == [packs._WAITING] * 2
        monkeypatch.setattr(packs, "_PATIENCE", 0.0)
        assert "Try again in a minute" in client.get(QUICK).text
    assert "file" in [json.loads(line) for line in lines][-1]
    answer.close()
    engine.dispose()


def test_a_client_that_goes_away_ends_the_work(client: Any) -> None:
    answer = client.get("/pack/council.pptx?council=torbay", headers=LINES, buffered=False)
    lines = iter(answer.response)
    while not multiprocessing.active_children():
        next(lines)
    assert free_turns() == 2
    answer.close()
    assert not multiprocessing.active_children()
    assert free_turns() == 3
    answer.close()
    assert free_turns() == 3


def test_a_client_that_goes_away_before_the_first_line(client: Any) -> None:
    answer = client.get("/pack/council.pptx?council=torbay", headers=LINES, buffered=False)
    answer.close()
    assert free_turns() == 3


def test_a_file_in_one_piece_closes_what_made_it(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[bool] = []

    def made(_pack: Pack, _form: str, template: bytes) -> Iterator[Progress | Done]:
        try:
            yield Progress(0, 1, "Starting")
            yield Done(b"PK" + template)
            time.sleep(0)
        finally:
            closed.append(True)

    monkeypatch.setattr(packs, "make_pack", made)
    assert client.get(QUICK).data == b"PK"
    assert closed == [True]
