"""A visit as a whole: what it needs, who is on its team, what it counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from db.models import Account, AuditEntry
from db.writes import visits as writes
from portal.domain.access import NotAllowed, NotSignedIn
from portal.services.visits.access import EditConflict, ValidationError
from tests.integration.services.visits.conftest import Desk
from tests.support.signing_in import make_account, sign_in_client


def test_a_new_visit_has_its_maker_on_the_team_and_cannot_be_guessed(desk: Desk) -> None:
    made = desk.services.visits.create(
        desk.anna, "middlesbrough", "", "2026-12-01", "2026-12-03", ["adoption", "assessment"]
    )
    view = desk.services.visits.visit(desk.anna, made)
    assert view.title == "Peer review of Middlesbrough"
    assert (view.starts, view.ends) == (date(2026, 12, 1), date(2026, 12, 3))
    assert view.themes == ("assessment", "adoption")
    assert [member.name for member in view.team] == ["anna"]
    assert view.status == "preparing"
    assert len(made) >= 24
    assert made in {entry.id for entry in desk.services.visits.mine(desk.anna)}
    assert made not in {entry.id for entry in desk.services.visits.mine(desk.ben)}
    suggested = desk.services.lines.suggested(desk.anna, made)[0]
    assert all(
        {"assessment", "adoption"} & set(suggestion.themes)
        for suggestion in suggested
        if suggestion.themes
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"council": "england"}, "Choose the council"),
        ({"council": "nowhere"}, "Choose the council"),
        ({"title": "x" * 201}, "at most 200"),
        ({"title": "line\u0000break"}, "at most 200"),
        ({"starts": "1.12.2026"}, "not a date"),
        ({"starts": "2026-12-03", "ends": "2026-12-01"}, "ends before it starts"),
        ({"themes": ["cooking"]}, "no theme"),
    ],
)
def test_what_a_visit_cannot_be_is_said(desk: Desk, changes: dict[str, Any], message: str) -> None:
    before = len(desk.services.visits.mine(desk.anna))
    with pytest.raises(ValidationError, match=message):
        desk.services.visits.create(desk.anna, **{"council": "torbay", **changes})
    assert len(desk.services.visits.mine(desk.anna)) == before


def test_dates_title_themes_and_status_can_be_changed(desk: Desk, visit: str) -> None:
    visits = desk.services.visits
    settle(desk, desk.ben, visit, title="New title", starts="2027-01-11", themes=["supervision"],
           status="on_site")  # fmt: skip
    view = visits.visit(desk.anna, visit)
    assert (view.title, view.status, view.themes) == ("New title", "on_site", ("supervision",))
    assert (view.starts, view.ends) == (date(2027, 1, 11), None)
    with pytest.raises(ValidationError, match="status"):
        settle(desk, desk.ben, visit, title="New title", status="cancelled")
    assert visits.visit(desk.anna, visit) == view


OPENED = {
    "title": "Review of the words XYZZY",
    "starts": "",
    "ends": "",
    "themes": [],
    "status": "preparing",
}


def settle(
    desk: Desk, actor: Any, visit: str, opened: dict[str, Any] = OPENED, **changes: Any
) -> None:
    """Send the form of settings as somebody opened it, with some fields changed."""
    desk.services.visits.settle(actor, visit, **{**opened, **changes}, base=opened)


def test_a_form_changes_only_what_was_changed_in_it(desk: Desk, visit: str) -> None:
    # Both opened the form before either saved.
    settle(desk, desk.anna, visit, title="Anna’s title", themes=["adoption"])
    settle(desk, desk.ben, visit, ends="2026-12-04")
    view = desk.services.visits.visit(desk.ben, visit)
    assert (view.title, view.ends) == ("Anna’s title", date(2026, 12, 4))
    assert view.themes == ("adoption",)


@pytest.mark.parametrize(
    ("anna", "ben", "both"),
    [
        ({"title": "A"}, {"title": "B", "status": "closed"}, [("title", "A", "B")]),
        ({"themes": ["adoption"]}, {"themes": ["supervision"]},
         [("themes", ("adoption",), ("supervision",))]),
        ({"status": "on_site"}, {"status": "closed"}, [("status", "on_site", "closed")]),
        ({"starts": "2026-12-01"}, {"starts": "2026-12-02"},
         [("starts", date(2026, 12, 1), date(2026, 12, 2))]),
        # Each alone would stand; together the visit would end before it starts.
        ({"starts": "2026-12-05"}, {"ends": "2026-12-04"},
         [("starts", date(2026, 12, 5), None)]),
    ],
)  # fmt: skip
def test_two_who_change_one_setting_are_told_both_values_and_nothing_is_saved(
    desk: Desk, visit: str, anna: dict[str, Any], ben: dict[str, Any], both: list[Any]
) -> None:
    settle(desk, desk.anna, visit, **anna)
    stands = desk.services.visits.visit(desk.anna, visit)
    with pytest.raises(EditConflict) as differs:
        settle(desk, desk.ben, visit, **ben)
    assert list(differs.value.both) == both
    assert desk.services.visits.visit(desk.anna, visit) == stands


def test_the_same_change_twice_is_no_conflict(desk: Desk, visit: str) -> None:
    for actor in (desk.anna, desk.ben):
        settle(desk, actor, visit, title="One title", starts="2026-12-01")
    assert desk.services.visits.visit(desk.ben, visit).title == "One title"


def test_the_page_is_answered_with_both_values(desk: Desk, portal: Any, visit: str) -> None:
    settle(desk, desk.anna, visit, title="Anna’s", starts="2026-12-01")
    ben = portal.server.test_client()
    headers = {"X-CSRFToken": sign_in_client(ben, "ben")}
    sent = {**OPENED, "title": "Ben’s", "starts": "2026-12-02"}
    address = f"/visits/{visit}/do/settle"
    answer = ben.post(address, json={**sent, "base": OPENED}, headers=headers)
    assert answer.status_code == 409
    assert answer.json["differs"] == [
        {"name": "title", "theirs": "Anna’s", "mine": "Ben’s"},
        {"name": "starts", "theirs": "2026-12-01", "mine": "2026-12-02"},
    ]
    reply = ben.post(address, json=sent, headers=headers)
    assert (reply.status_code, "base" in reply.json["error"]) == (400, True)


def test_the_audit_log_tells_what_was_changed_but_no_free_text(desk: Desk, visit: str) -> None:
    settle(desk, desk.ben, visit, title="Secret XYZZY", ends="2026-12-04", status="on_site",
           themes=["adoption"])  # fmt: skip
    with desk.sessions() as session:
        asked = select(AuditEntry).where(AuditEntry.subject == visit)
        (row,) = [e for e in session.scalars(asked) if e.action == "visit changed"]
    assert row.actor == "ben"
    assert row.detail == ("title; ends not set -> 2026-12-04; themes; status preparing -> on_site")


def test_the_team_grows_and_shrinks_but_never_to_nobody(desk: Desk, visit: str) -> None:
    visits = desk.services.visits
    make_account(desk.sessions, "dora", ["reviewer"])
    visits.add_member(desk.ben, visit, " Dora ")
    visits.add_member(desk.ben, visit, "dora")
    team = visits.visit(desk.anna, visit).team
    assert [member.name for member in team] == ["anna", "ben", "dora"]
    with pytest.raises(ValidationError, match="Nobody who may work on visits is called “nobody”"):
        visits.add_member(desk.ben, visit, "nobody")
    for member in team[1:]:
        visits.remove_member(desk.anna, visit, member.id)
    with pytest.raises(NotAllowed):
        visits.visit(desk.ben, visit)
    with pytest.raises(ValidationError, match="needs somebody"):
        visits.remove_member(desk.anna, visit, team[0].id)


def test_only_who_may_work_on_visits_is_offered_and_put_on_a_team(desk: Desk, visit: str) -> None:
    visits = desk.services.visits
    make_account(desk.sessions, "dora", ["reviewer"])
    make_account(desk.sessions, "eric", ["editor"])
    offered = visits.colleagues(desk.anna, visit)
    names = [member.name for member in offered]
    assert "dora" in names
    assert not {"eric", "anna", "ben"} & set(names)
    with pytest.raises(ValidationError, match="Nobody who may work on visits is called “eric”"):
        visits.add_member(desk.anna, visit, "eric")
    (dora,) = [member for member in offered if member.name == "dora"]
    visits.add_member(desk.anna, visit, f" {dora.display.upper()} ")
    assert "dora" in [member.name for member in visits.visit(desk.anna, visit).team]
    assert "dora" not in [member.name for member in visits.colleagues(desk.anna, visit)]


def test_a_name_that_several_people_have_asks_which_one_is_meant(desk: Desk, visit: str) -> None:
    for name in ("twin.a", "twin.b"):
        make_account(desk.sessions, name, ["reviewer"])
    with desk.sessions() as session, session.begin():
        session.execute(
            update(Account).where(Account.name.startswith("twin.")).values(display="Sam Twin")
        )
    with pytest.raises(ValidationError, match=r"twin\.a and twin\.b"):
        desk.services.visits.add_member(desk.anna, visit, "Sam Twin")
    desk.services.visits.add_member(desk.anna, visit, "twin.b")
    team = desk.services.visits.visit(desk.anna, visit).team
    assert "twin.b" in [member.name for member in team]


def test_who_is_taken_off_the_team_in_between_writes_no_more(
    desk: Desk, visit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = desk.services
    line = services.lines.add_line(desk.anna, visit, "outcomes", "What works?")
    ben = next(m for m in services.visits.visit(desk.anna, visit).team if m.name == "ben")
    touch = writes.touch

    def later(session: Any, visit_id: str) -> None:
        """Ben was let in; before he has his turn, Anna takes him off the team."""
        monkeypatch.setattr(writes, "touch", touch)
        services.visits.remove_member(desk.anna, visit, ben.id)
        touch(session, visit_id)

    monkeypatch.setattr(writes, "touch", later)
    with pytest.raises(NotAllowed):
        services.entries.write(desk.ben, visit, line, "note", "Too late", 0)
    (stands,) = services.visits.visit(desk.anna, visit).lines
    assert stands.note.text == ""


def test_every_change_is_counted(desk: Desk, visit: str) -> None:
    visits, lines = desk.services.visits, desk.services.lines
    counts = [visits.changed(desk.anna, visit)]
    line = lines.add_line(desk.anna, visit, "outcomes", "What works?")
    for change in (
        lambda: desk.services.entries.write(desk.ben, visit, line, "note", "Heard", 0),
        lambda: lines.move(desk.ben, visit, line, "resources"),
        lambda: desk.services.gathering.gather(desk.ben, visit, "chart", "plans"),
        lambda: desk.services.entries.remove(desk.ben, visit, line),
    ):
        counts.append(visits.changed(desk.anna, visit))
        change()
    counts.append(visits.changed(desk.anna, visit))
    assert counts == sorted(set(counts))


def test_the_audit_log_says_who_did_what_but_not_what_the_visit_is_about(
    desk: Desk, visit: str
) -> None:
    desk.services.lines.add_line(desk.ben, visit, "outcomes", "A secret line")
    desk.services.visits.took_pack(desk.ben, visit, "pptx")
    with desk.sessions() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.subject == visit)).all()
    assert [(row.actor, row.action) for row in rows] == [
        ("anna", "visit made"),
        ("anna", "member added"),
        ("ben", "line added"),
        ("ben", "pack made"),
    ]
    assert not [row for row in rows if "XYZZY" in row.detail or "secret" in row.detail]


def test_nobody_and_others_are_refused(desk: Desk, visit: str) -> None:
    for actor, error in ((None, NotSignedIn), (desk.outsider, NotAllowed)):
        for attempt in (
            lambda a: desk.services.visits.visit(a, visit),
            lambda a: desk.services.visits.changed(a, visit),
            lambda a: settle(desk, a, visit, title="x"),
            lambda a: desk.services.visits.took_pack(a, visit, "pptx"),
            lambda a: desk.services.lines.suggested(a, visit),
        ):
            with pytest.raises(error):
                attempt(actor)
