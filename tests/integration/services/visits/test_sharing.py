"""Comments, what is new, archiving, leaving, and what a council is shown for a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from db.models import VisitShare
from layouts import visit as view
from layouts.components.visit_activity import activity as activity_page
from layouts.components.visit_lines import lines
from portal.domain.access import NotAllowed
from portal.domain.visit_activity import Activity
from portal.services.visits.access import ValidationError
from tests.integration.services.visits.conftest import Desk
from tests.support.components import text_of
from tests.support.signing_in import sign_in_client


def in_days(number: int) -> date:
    """The day so many days from today: a run may go past midnight."""
    return datetime.now(UTC).date() + timedelta(days=number)


@pytest.fixture
def line(desk: Desk, visit: str) -> int:
    return desk.services.lines.add_line(desk.anna, visit, "practice", "How are caseloads kept low?")


def new_to(desk: Desk, visit: str, person: Any) -> list[Activity]:
    return [what for what in desk.services.activity.activity(person, visit) if what.new]


def test_comments_stand_under_their_line_and_are_their_authors(
    desk: Desk, visit: str, line: int
) -> None:
    add, question = desk.services.entries.add_entry, None
    first = add(desk.anna, visit, "comment", {"text": "Ask the auditors too."}, line)
    add(desk.ben, visit, "comment", {"text": "Done on Monday."}, line)
    shown = desk.services.visits.visit(desk.ben, visit).lines[0]
    assert [(c.added_by, c.text("text")) for c in shown.comments] == [
        ("anna", "Ask the auditors too."), ("ben", "Done on Monday."),
    ]  # fmt: skip
    assert "2 comments" in text_of(lines(desk.services.visits.visit(desk.ben, visit)))
    desk.services.entries.remove(desk.anna, visit, first)
    assert len(desk.services.visits.visit(desk.ben, visit).lines[0].comments) == 1
    question = desk.services.lines.add_question(desk.anna, visit, line)
    for place in (None, question, 999_999):
        with pytest.raises(NotAllowed):
            add(desk.anna, visit, "comment", {"text": "Nowhere"}, place)


def test_what_others_did_is_new_until_one_has_looked(desk: Desk, visit: str, line: int) -> None:
    services = desk.services
    services.entries.write(desk.anna, visit, line, "note", "Heard on Monday.", 0)
    services.gathering.gather(desk.anna, visit, "item", "plymouth-2015/afi-9", "/plans", line)
    services.entries.add_entry(desk.anna, visit, "comment", {"text": "Look at this."}, line)
    assert new_to(desk, visit, desk.anna) == []
    news = new_to(desk, visit, desk.ben)
    assert {(what.by, what.done) for what in news} >= {
        ("anna", "added a line"), ("anna", "wrote “Notes”"), ("anna", "gathered evidence"),
        ("anna", "commented"),
    }  # fmt: skip
    # The words with which a line was added are told once.
    assert not any(what.done == "wrote “Line of enquiry”" for what in news)
    assert [w.about for w in news if w.done == "wrote “Notes”"] == ["How are caseloads kept low?"]
    assert all(what.place == f"line-{line}" for what in news if what.done == "added a line")
    page = text_of(activity_page(services.activity.activity(desk.ben, visit)))
    assert f"{len(news)} new since you looked" in page
    head = view.head(services.visits.visit(desk.ben, visit), news)
    assert "new since you looked" in text_of(head)
    services.activity.looked(desk.ben, visit)
    assert new_to(desk, visit, desk.ben) == []
    services.entries.write(desk.anna, visit, line, "feedback", "Low in two teams.", 0)
    assert [w.done for w in new_to(desk, visit, desk.ben)] == ["wrote “What we tell the council”"]


def test_the_activity_of_one_visit_tells_nothing_of_another(
    desk: Desk, visit: str, line: int
) -> None:
    other = desk.services.visits.create(desk.outsider, "torbay", "Another visit")
    desk.services.lines.add_line(desk.outsider, other, "practice", "Seen by nobody else?")
    about = [what.about for what in desk.services.activity.activity(desk.anna, visit)]
    assert "Seen by nobody else?" not in about
    with pytest.raises(NotAllowed):
        desk.services.activity.activity(desk.anna, other)


def test_an_archived_visit_is_read_and_not_changed(desk: Desk, visit: str, line: int) -> None:
    services = desk.services
    services.visits.archive(desk.ben, visit)
    shown = services.visits.visit(desk.anna, visit)
    assert shown.status == "archived"
    assert "archived" in text_of(view.head(shown))
    for change in (
        lambda: services.entries.write(desk.anna, visit, line, "note", "Too late", 0),
        lambda: services.lines.add_line(desk.anna, visit, "outcomes", "Too late?"),
        lambda: services.entries.add_evidence(desk.anna, visit, {"note": "Too late"}),
        lambda: services.visits.add_member(desk.anna, visit, "outsider"),
        lambda: services.shares.share(desk.anna, visit, "programme", str(in_days(7))),
    ):
        with pytest.raises(ValidationError, match="is archived"):
            change()
    services.visits.reopen(desk.anna, visit)
    assert services.entries.write(desk.anna, visit, line, "note", "In time", 0).version == 1


def test_who_leaves_sees_the_visit_no_more_and_the_last_one_stays(
    desk: Desk, visit: str, portal: Any
) -> None:
    client = portal.server.test_client()
    token = {"X-CSRFToken": sign_in_client(client, "ben")}
    assert client.post(f"/visits/{visit}/do/leave", json={}, headers=token).json == {
        "done": None, "go": "/visits",
    }  # fmt: skip
    assert client.get(f"/visits/{visit}/changes.json").status_code == 403
    with pytest.raises(ValidationError, match="needs somebody on its team"):
        desk.services.visits.leave(desk.anna, visit)


def fill(desk: Desk, visit: str, line: int) -> None:
    """Write something of every kind, each with a word that tells it."""
    services = desk.services
    entries = services.entries
    secret = services.lines.add_line(desk.anna, visit, "practice", "Unmarkedword")
    for kind, fields in (
        ("scope", {"agreed": "Scopeword", "contact": "Contactword"}),
        ("session", {"what": "Sessionword", "day": "2026-12-08", "asks": "Askedword"}),
        ("request", {"what": "Requestword"}),
        ("case", {"ref": "17", "seen": "caseword"}),
        ("day", {"learnt": "Dayword"}),
        ("agreed", {"what": "Agreedword", "three": "Followword", "line": str(line)}),
        ("agreed", {"what": "Agreedword", "line": str(secret)}),
    ):
        entries.add_entry(desk.anna, visit, kind, fields)
    entries.add_entry(desk.anna, visit, "comment", {"text": "Commentword"}, line)
    entries.add_evidence(desk.anna, visit, {"note": "Evidenceword"}, line)
    question = services.lines.add_question(desk.anna, visit, line)
    for entry, field, text in (
        (line, "note", "Noteword"),
        (line, "verdict", "strength"),
        (line, "feedback", "Feedbackword"),
        (question, "question", "Questionword"),
        (question, "heard", "Heardword"),
    ):
        entries.write(desk.anna, visit, entry, field, text, 0)


PROGRAMME = {"Scopeword", "Sessionword", "Requestword"}
FEEDBACK = {"Feedbackword", "Agreedword"}
TEAMS = {"Contactword", "Askedword", "caseword", "Dayword", "Followword", "Commentword",
         "Evidenceword", "Noteword", "Questionword", "Heardword", "Unmarkedword"}  # fmt: skip


@pytest.mark.parametrize(
    ("holds", "seen"), [("programme", PROGRAMME), ("feedback", PROGRAMME | FEEDBACK)]
)
def test_a_council_sees_what_it_is_shown_and_nothing_else(
    desk: Desk, visit: str, line: int, portal: Any, holds: str, seen: set[str]
) -> None:
    fill(desk, visit, line)
    path = desk.services.shares.share(desk.ben, visit, holds, str(in_days(7)))
    answer = portal.server.test_client().get(path)
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    assert {word for word in PROGRAMME | FEEDBACK | TEAMS if word in text} == seen
    assert text.count("Answers: Feedbackword") == (1 if holds == "feedback" else 0)
    assert visit not in text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_link_ends_with_its_day_or_when_it_is_ended(desk: Desk, visit: str, portal: Any) -> None:
    shares, client = desk.services.shares, portal.server.test_client()
    today = in_days(0)
    first, second = (shares.share(desk.anna, visit, "programme", str(today)) for _ in range(2))
    assert first != second
    assert client.get(first).status_code == 200
    listed = shares.shares(desk.ben, visit)
    assert [(share.holds, share.until, share.by) for share in listed] == [
        ("programme", today, "anna")
    ] * 2
    shares.end_share(desk.ben, visit, listed[0].id)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    with desk.sessions.begin() as session:
        past = {"until": in_days(-1)}
        session.execute(update(VisitShare).where(VisitShare.visit_id == visit).values(past))
    assert client.get(second).status_code == 404
    assert shares.shares(desk.ben, visit) == ()
    assert client.get("/visit-for-council/nonsense").status_code == 404
    other = desk.services.visits.create(desk.outsider, "torbay", "Another visit")
    with pytest.raises(NotAllowed):
        shares.end_share(desk.outsider, other, listed[1].id)
    # The key itself is kept nowhere.
    with desk.sessions() as session:
        hashes = [row.key_hash for row in session.query(VisitShare)]
    assert not any(path.rpartition("/")[2] in hashes for path in (first, second))


def test_a_link_that_is_sent_again_is_made_once(desk: Desk, visit: str) -> None:
    shares, key = desk.services.shares, str(uuid4())

    def share(_number: int) -> str:
        return shares.share(desk.anna, visit, "programme", str(in_days(7)), key)

    with ThreadPoolExecutor(8) as pool:
        (path,) = set(pool.map(share, range(8)))
    (made,) = shares.shares(desk.anna, visit)
    assert shares.shown(path.rpartition("/")[2]) is not None
    other = desk.services.visits.create(desk.anna, "torbay", "Another visit")
    assert shares.share(desk.anna, other, "programme", str(in_days(7)), key) != path
    assert shares.share(desk.ben, visit, "programme", str(in_days(7)), key) != path
    shares.end_share(desk.anna, visit, made.id)
    with pytest.raises(ValidationError, match="has ended"):
        share(0)


@pytest.mark.parametrize(
    ("holds", "until", "wrong"),
    [
        ("everything", 7, "nothing that a council is shown"),
        ("programme", "", "Choose the last day"),
        ("programme", "soon", "Choose the last day"),
        ("programme", -1, "from today"),
        ("programme", 93, "from today"),
        ("programme", str(date.max), "from today"),
    ],
)
def test_a_link_that_cannot_be_made_is_refused(
    desk: Desk, visit: str, holds: str, until: str | int, wrong: str
) -> None:
    last = until if isinstance(until, str) else str(in_days(until))
    with pytest.raises(ValidationError, match=wrong):
        desk.services.shares.share(desk.anna, visit, holds, last)
    assert desk.services.shares.shares(desk.anna, visit) == ()
