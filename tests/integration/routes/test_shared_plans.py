"""Plans that are shared as drafts: given, checked, shown beside pages, published, undone."""

from __future__ import annotations

from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from db.session import make_sessions
from portal.domain.access import EDITOR, PARTNER, REVIEWER, SUBMITTER, Actor
from portal.domain.shared import CannotShare
from portal.importers.council_returns.desk import ReturnDesk
from portal.importers.plan_review.sharing import PlanSharing
from tests.integration.routes.test_plan_readings import SURNAMES, publish, send
from tests.support.council_plans import let_wait, paper, share_draft
from tests.support.council_returns import Clock
from tests.support.partners import Asking, person, server_over
from tests.support.signing_in import OPERATOR

READINGS, SHARED = "/imports/plans", "/shared"
BESIDE = ("/plans?councils=torbay", "/councils/torbay", "/progress?councils=torbay")
WORDS = "Appoint six more social workers"


@pytest.fixture
def sessions(full_engine: Engine) -> sessionmaker[Session]:
    return make_sessions(full_engine)


@pytest.fixture
def people(sessions: sessionmaker[Session]) -> dict[str, Actor]:
    named = {role: person(sessions, role) for role in (EDITOR, PARTNER, REVIEWER)}
    return {**named, "second": person(sessions, EDITOR, "second@partners.example")}


@pytest.fixture
def server(full_engine: Engine) -> Any:
    return server_over(full_engine)


@pytest.fixture
def number(sessions: sessionmaker[Session], people: dict[str, Actor]) -> int:
    """The reading of a plan that waits."""
    return let_wait(sessions, people[EDITOR], paper())


def beside(asking: Asking, page: str) -> Any:
    return asking.get(f"{SHARED}/plans.json?page={quote(page)}")


def test_a_plan_is_given_from_its_review_checked_by_another_and_seen_by_partners(
    server: Any, people: dict[str, Actor], number: int
) -> None:
    editor, second, partner = (Asking(server, people[who]) for who in (EDITOR, "second", PARTNER))
    review = f"{READINGS}/{number}"
    assert "Share as a draft" in editor.get(review).text
    given = editor.form(f"{review}/share", audience="partners", embargo="")
    assert given.status_code == 303
    address = given.location
    assert address.removeprefix(f"{SHARED}/") in editor.get(review).text
    again = editor.form(f"{review}/share", audience="partners", embargo="")
    assert (again.status_code, "withdraw that first" in again.text) == (400, True)
    assert "somebody else must check it" in unescape(editor.get(address).text)
    assert partner.get(address).status_code == 404
    assert beside(partner, BESIDE[0]).json == {"html": ""}
    for step, effect in (("checked", "5 actions of Torbay"), ("shared", "all partners")):
        assert effect in unescape(second.form(address, do=step).text)
        assert second.form(address, do=step, sure="yes").status_code == 303
    assert second.form(address, do="shared", sure="yes").status_code == 400
    for page in BESIDE:
        answer = beside(partner, page)
        assert "draft, provisional, shared among partners" in answer.json["html"]
        assert address in answer.json["html"]
        assert answer.headers["Cache-Control"] == "no-store"
    assert beside(partner, "/councils/plymouth").json == {"html": ""}
    page = partner.get(address).text
    assert all(
        words in page for words in (WORDS, "as printed", "Overdue", "in progress, amber")[:2]
    )
    assert not [name for name in SURNAMES if name in page]
    assert "Its review" not in page
    assert "Its review" in second.get(address).text
    rows = partner.get(f"{address}.csv").text.splitlines()
    assert len(rows) == 6
    assert rows[1].startswith("Torbay,1,Supervise social workers,1.1,")
    assert "provisional, shared among partners" in rows[1]
    assert "Draft plan, 5 actions" in partner.get(SHARED).text


def test_nobody_else_sees_a_draft_or_that_it_is_there(
    server: Any, sessions: sessionmaker[Session], people: dict[str, Actor], number: int
) -> None:
    given = share_draft(sessions, people[EDITOR], people["second"], number)
    for who, code in ((None, 401), (people[REVIEWER], 403), (person(sessions, ""), 403)):
        asking = Asking(server, who)
        for path in (f"{SHARED}/{given}", f"{SHARED}/{given}.csv", f"{SHARED}/plans.json"):
            assert asking.get(path).status_code == code
        assert asking.form(f"{READINGS}/{number}/share", audience="partners").status_code == code
    for page in ("/plans", "/councils/torbay", "/progress", "/search?q=Appoint+six", "/feed.xml"):
        assert WORDS not in Asking(server).get(page).text
    forged = Asking(server, people[EDITOR]).client.post(f"{READINGS}/{number}/share")
    assert forged.status_code == 400


def test_a_draft_is_withdrawn_or_published_and_an_undo_is_told(
    server: Any, full_engine: Engine, sessions: sessionmaker[Session], people: dict[str, Actor],
    number: int,
) -> None:  # fmt: skip
    editor, partner = Asking(server, people[EDITOR]), Asking(server, people[PARTNER])
    review = f"{READINGS}/{number}"
    first = share_draft(sessions, people[EDITOR], people["second"], number)
    aside = send(editor, review, "aside")
    assert (aside.status_code, f"as draft {first}" in aside.text) == (400, True)
    reason = editor.form(f"{SHARED}/{first}", do="withdrawn", reason="Wrong paper", sure="yes")
    assert reason.status_code == 303
    assert "Its actions are gone." in editor.get(f"{SHARED}/{first}").text
    assert beside(partner, BESIDE[0]).json == {"html": ""}
    with full_engine.connect() as connection:
        drafts = connection.execute(text("SELECT draft FROM shared_plans")).scalars().all()
    assert drafts == [""]
    # Shared anew, and changed since: partners saw something else than what would be published.
    given = share_draft(sessions, people[EDITOR], people["second"], number)
    send(editor, review, "confirm-shown")
    refused = editor.form(f"{SHARED}/{given}", do="public", sure="yes")
    assert (refused.status_code, "was changed since" in refused.text) == (400, True)
    assert "actions published" in publish(editor, review)
    assert "Public." in editor.get(f"{SHARED}/{given}").text
    assert partner.get(f"{SHARED}/{given}").status_code == 404
    assert beside(partner, BESIDE[0]).json == {"html": ""}
    with full_engine.connect() as connection:
        imported = connection.execute(text("SELECT max(id) FROM imports")).scalar()
    undone = editor.form("/imports/undo", number=imported, reason="Too early", sure="yes")
    assert undone.status_code in (200, 303)
    page = editor.get(f"{SHARED}/{given}").text
    assert "Not public: taken back, it was public until its import was undone" in page
    assert "taken back" in editor.get(SHARED).text
    assert "Withdraw this draft plan" in page


def test_a_draft_with_an_embargo_is_confirmed_first_and_published_on_its_day(
    server: Any, sessions: sessionmaker[Session], people: dict[str, Actor], number: int
) -> None:
    editor, clock = Asking(server, people[EDITOR]), Clock()
    sharing = PlanSharing(sessions, clock)
    with pytest.raises(CannotShare, match="are still as printed"):
        sharing.share(people[EDITOR], number, "partners", "2026-12-24")
    send(editor, f"{READINGS}/{number}", "confirm-shown")
    for audience, embargo, words in (
        ("Nobody’s", "", "Choose from the list"),
        ("partners", "2026-13-01", "is no day"),
        ("partners", "2020-01-01", "after today"),
    ):
        with pytest.raises(CannotShare, match=words):
            sharing.share(people[EDITOR], number, audience, embargo)
    given = sharing.share(people[EDITOR], number, "partners", "2026-12-24")
    returns = ReturnDesk(sessions, clock)
    with pytest.raises(CannotShare, match="somebody else must check"):
        returns.step(people[EDITOR], given, "checked")
    returns.step(people["second"], given, "checked")
    returns.step(people["second"], given, "shared")
    clock.later(10)
    assert returns.publish_due().done == ()
    clock.later(20)
    assert returns.publish_due().done == (given,)
    assert WORDS in Asking(server).get("/items/torbay-2025/2").text
    assert "Public." in editor.get(f"{SHARED}/{given}").text
    log = [e for e in server_log(sessions) if e.startswith("draft plan")]
    assert log == ["draft plan public", "draft plan shared", "draft plan checked",
                   "draft plan uploaded"]  # fmt: skip


def test_a_group_alone_sees_what_is_shared_with_it(
    server: Any, sessions: sessionmaker[Session], people: dict[str, Actor], number: int
) -> None:
    from portal.auth.accounts import AccountService

    member = person(sessions, "", "member@partners.example")
    AccountService(sessions).set_groups(OPERATOR, member.name, ["Directors"])
    given = share_draft(sessions, people[EDITOR], people["second"], number, audience="Directors")
    sender = person(sessions, SUBMITTER)
    assert WORDS in Asking(server, member).get(f"{SHARED}/{given}").text
    assert Asking(server, people[PARTNER]).get(f"{SHARED}/{given}").status_code == 404
    # A submitter sees what concerns the council that it sends for, and nothing of others.
    sees = Asking(server, sender).get(f"{SHARED}/{given}").status_code
    assert sees == (200 if sender.council == "torbay" else 404 if sender.council else 403)


def server_log(sessions: sessionmaker[Session]) -> list[str]:
    from portal.auth.audit import AuditLog

    return [entry.action for entry in AuditLog(sessions).newest(OPERATOR, most=40)]
