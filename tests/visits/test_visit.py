"""A visit as a whole: what it needs, who is on its team, what it counts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from db.models import AuditEntry
from portal.domain.access import NotAllowed, NotSignedIn
from portal.services.visits.teams import Mistake
from tests.signing_in import make_account
from tests.visits.conftest import Desk


def test_a_new_visit_has_its_maker_on_the_team_and_cannot_be_guessed(desk: Desk) -> None:
    made = desk.services.visits.create(
        desk.anna, "middlesbrough", "", "2026-12-01", "2026-12-03", ["adoption", "assessment"]
    )
    found = desk.services.visits.visit(desk.anna, made)
    assert found.title == "Peer review of Middlesbrough"
    assert (found.starts, found.ends) == (date(2026, 12, 1), date(2026, 12, 3))
    assert found.themes == ("assessment", "adoption")
    assert [member.name for member in found.team] == ["anna"]
    assert found.status == "preparing"
    assert len(made) >= 24
    assert made in {one.id for one in desk.services.visits.mine(desk.anna)}
    assert made not in {one.id for one in desk.services.visits.mine(desk.ben)}
    suggested = desk.services.lines.suggested(desk.anna, made)[0]
    assert all({"assessment", "adoption"} & set(one.themes) for one in suggested if one.themes)


@pytest.mark.parametrize(
    ("changes", "told"),
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
def test_what_a_visit_cannot_be_is_said(desk: Desk, changes: dict[str, Any], told: str) -> None:
    before = len(desk.services.visits.mine(desk.anna))
    with pytest.raises(Mistake, match=told):
        desk.services.visits.create(desk.anna, **{"council": "torbay", **changes})
    assert len(desk.services.visits.mine(desk.anna)) == before


def test_dates_title_themes_and_status_can_be_changed(desk: Desk, visit: str) -> None:
    visits = desk.services.visits
    visits.settle(desk.ben, visit, "New title", "2027-01-11", "", ["supervision"], "on_site")
    found = visits.visit(desk.anna, visit)
    assert (found.title, found.status, found.themes) == ("New title", "on_site", ("supervision",))
    assert (found.starts, found.ends) == (date(2027, 1, 11), None)
    with pytest.raises(Mistake, match="status"):
        visits.settle(desk.ben, visit, "New title", "", "", [], "cancelled")
    assert visits.visit(desk.anna, visit) == found


def test_the_team_grows_and_shrinks_but_never_to_nobody(desk: Desk, visit: str) -> None:
    visits = desk.services.visits
    make_account(desk.sessions, "dora", ["reviewer"])
    visits.add_member(desk.ben, visit, " Dora ")
    visits.add_member(desk.ben, visit, "dora")
    team = visits.visit(desk.anna, visit).team
    assert [member.name for member in team] == ["anna", "ben", "dora"]
    with pytest.raises(Mistake, match="No reviewer signs in as “nobody”"):
        visits.add_member(desk.ben, visit, "nobody")
    for member in team[1:]:
        visits.remove_member(desk.anna, visit, member.id)
    with pytest.raises(NotAllowed):
        visits.visit(desk.ben, visit)
    with pytest.raises(Mistake, match="needs somebody"):
        visits.remove_member(desk.anna, visit, team[0].id)


def test_every_change_is_counted(desk: Desk, visit: str) -> None:
    visits, lines = desk.services.visits, desk.services.lines
    counts = [visits.changed(desk.anna, visit)]
    line = lines.add_line(desk.anna, visit, "outcomes", "What works?")
    for change in (
        lambda: lines.write(desk.ben, visit, line, "note", "Heard", 0),
        lambda: lines.move(desk.ben, visit, line, "resources"),
        lambda: desk.services.gathering.gather(desk.ben, visit, "chart", "plans"),
        lambda: lines.remove(desk.ben, visit, line),
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
            lambda a: desk.services.visits.settle(a, visit, "x", "", "", [], "preparing"),
            lambda a: desk.services.visits.took_pack(a, visit, "pptx"),
            lambda a: desk.services.lines.suggested(a, visit),
        ):
            with pytest.raises(error):
                attempt(actor)
