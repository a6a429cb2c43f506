"""Scope, programme, cases, feedback and agreed actions of a visit."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from layouts.components.visit_feedback import feedback as feedback_page
from layouts.components.visit_programme import programme
from layouts.html_writer import write_html
from layouts.visits import results as visits_page
from portal.domain.access import NotAllowed, NotSignedIn
from portal.domain.pack_model import Pack, Points, Table
from portal.domain.visit_fields import FIELDS, NEEDED, SCOPE
from portal.services.visits.access import ValidationError
from tests.integration.services.visits.conftest import Desk
from tests.support.components import text_of
from tests.support.signing_in import make_account, sign_in_client

SESSION = {
    "what": "Focus group: personal advisers", "day": "2026-12-08", "starts": "09:30",
    "ends": "10:30", "room": "Room 4", "whom": "Six personal advisers", "leads": "ben",
    "asks": "Ben: who checks pathway plans?",
}  # fmt: skip


def add(desk: Desk, visit: str, kind: str, **fields: str) -> int:
    return desk.services.entries.add_entry(desk.anna, visit, kind, fields)


def page_of(desk: Desk, visit: str, part: Any, *more: Any) -> str:
    shown = part(desk.services.visits.visit(desk.ben, visit), *more)
    return " ".join(text_of(shown).split())


def test_a_timetable_is_in_order_and_moves_with_its_day(desk: Desk, visit: str) -> None:
    late = add(desk, visit, "session", what="Feedback", day="2026-12-10", starts="15:00")
    add(desk, visit, "session", **SESSION)
    add(desk, visit, "session", what="Undated talk")
    page = page_of(desk, visit, programme)
    order = ("8 December 2026", "09:30 to 10:30", "10 December 2026", "Not on a day yet")
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    for words in ("Room 4", "Six personal advisers", "led by ben", "who checks pathway plans?"):
        assert words in page
    desk.services.entries.write(desk.ben, visit, late, "day", "2026-12-07", 1)
    page = page_of(desk, visit, programme)
    assert page.index("7 December 2026") < page.index("8 December 2026")


def test_each_day_of_the_visit_is_there_to_be_dropped_on(desk: Desk) -> None:
    services = desk.services
    days = ("2026-12-08", "2026-12-09", "2026-12-10")
    visit = services.visits.create(desk.anna, "torbay", "Days", days[0], days[2])
    add(desk, visit, "session", what="Undated talk")
    shown = write_html(programme(services.visits.visit(desk.anna, visit)))
    assert re.findall(r'data-day="([^"]*)"', shown) == [*days, ""]
    add(desk, visit, "session", what="Before it", day="2026-12-01")
    shown = write_html(programme(services.visits.visit(desk.anna, visit)))
    assert re.findall(r'data-day="([^"]*)"', shown) == ["2026-12-01", *days, ""]
    assert shown.count("drag-handle") == 2
    long = services.visits.create(desk.anna, "torbay", "Long", "2026-01-01", "2036-12-31")
    add(desk, long, "session", what="One talk", day="2026-01-01")
    shown = write_html(programme(services.visits.visit(desk.anna, long)))
    assert shown.count("data-day=") == 14


def test_a_visit_has_one_scope(desk: Desk, visit: str) -> None:
    first = add(desk, visit, SCOPE, agreed="Pathway plans.")
    assert add(desk, visit, SCOPE, agreed="Something else.") == first
    scopes = desk.services.visits.visit(desk.ben, visit).of_kind(SCOPE)
    assert [scope.text("agreed") for scope in scopes] == ["Pathway plans."]
    desk.services.entries.remove(desk.anna, visit, first)
    assert add(desk, visit, SCOPE, agreed="Something else.") != first


@pytest.mark.parametrize("kind", NEEDED)
def test_what_says_nothing_is_refused(desk: Desk, visit: str, kind: str) -> None:
    needed = FIELDS[kind][NEEDED[kind]].label.split("(")[0]
    with pytest.raises(ValidationError) as refused:
        add(desk, visit, kind, **{NEEDED[kind]: "  "})
    assert needed in str(refused.value)
    assert "is empty" in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "fields", "wrong"),
    [
        ("session", {"what": "x", "day": "8 December"}, "is not a date"),
        ("session", {"what": "x", "starts": "9 o’clock"}, "is not a time"),
        ("session", {"what": "x", "leads": "outsider"}, "is not on the team"),
        ("session", {"what": "x", "starts": "11:30", "ends": "11:00"}, "before it begins"),
        ("case", {"ref": "Case 1", "age": "old"}, "none of the choices"),
        ("case", {"ref": "Sarah"}, "“Sarah” looks like a name"),
        ("case", {"ref": "1", "seen": "The worker saw Jamie twice."}, "“Jamie” looks like a name"),
        ("case", {"ref": "1", "about": "Kowalski family"}, "looks like a name"),
        ("case", {"ref": "1", "seen": "the worker saw jamie twice"}, "“jamie” looks like a name"),
        ("case", {"ref": "1", "about": "boy, 12/03/2014"}, "“12/03/2014” may be a date of birth"),
        ("case", {"ref": "9434765919"}, "“9434765919” looks like an NHS or a pupil’s number"),
    ],
)
def test_what_cannot_stand_is_refused_and_nothing_remains(
    desk: Desk, visit: str, kind: str, fields: dict[str, str], wrong: str
) -> None:
    with pytest.raises(ValidationError, match=wrong):
        add(desk, visit, kind, **fields)
    assert desk.services.visits.visit(desk.anna, visit).others == ()


def test_a_session_is_not_moved_to_end_before_it_begins(desk: Desk, visit: str) -> None:
    entry = add(desk, visit, "session", **SESSION)
    write = desk.services.entries.write
    for field, text in (("starts", "11:00"), ("ends", "09:00")):
        with pytest.raises(ValidationError, match="before it begins"):
            write(desk.ben, visit, entry, field, text, 1)
    write(desk.ben, visit, entry, "ends", "", 1)
    write(desk.ben, visit, entry, "starts", "11:00", 1)
    assert "11:00" in page_of(desk, visit, programme)


def test_a_name_is_refused_while_a_case_is_written_too(desk: Desk, visit: str) -> None:
    case = add(desk, visit, "case", ref="Case 1")
    with pytest.raises(ValidationError, match="Children are never named here"):
        desk.services.entries.write(desk.ben, visit, case, "seen", "Seen by Mrs Brown.", 0)
    assert desk.services.entries.history(desk.ben, visit, case, "seen") == ()


def test_no_kind_but_those_of_the_programme_is_added_so(desk: Desk, visit: str) -> None:
    for kind in ("line", "question", "evidence", "nonsense"):
        with pytest.raises(NotAllowed):
            add(desk, visit, kind, what="x", note="x", wording="x")


def pack_of(desk: Desk, visit: str) -> Pack:
    shown = desk.services.visits.visit(desk.anna, visit)
    return desk.services.packs.visit_pack(shown, ("feedback", "agreed"))


def test_feedback_is_drawn_from_the_lines_on_the_page_and_as_slides(desk: Desk, visit: str) -> None:
    services = desk.services
    strong = services.lines.add_line(desk.anna, visit, "practice", "How are caseloads kept low?")
    weak = services.lines.add_line(desk.anna, visit, "partners", "Do partners know thresholds?")
    dropped = services.lines.add_line(desk.anna, visit, "outcomes", "Is this worth asking?")
    for line, verdict in ((strong, "strength"), (weak, "consideration"), (dropped, "strength")):
        services.entries.write(desk.anna, visit, line, "verdict", verdict, 0)
    services.entries.write(desk.anna, visit, dropped, "status", "dropped", 0)
    services.entries.write(desk.anna, visit, weak, "feedback", "Make thresholds known.", 0)
    services.entries.add_evidence(
        desk.ben, visit, {"what": "interview", "note": "Nobody had the card."}, weak
    )
    add(desk, visit, SCOPE, agreed="Four days on site.")
    page = page_of(desk, visit, feedback_page, date(2026, 11, 30))
    assert page.index("How are caseloads kept low?") < page.index("Make thresholds known.")
    assert "Is this worth asking?" not in page
    assert "rests on people (1)" in page
    assert "one kind of source only" in page
    pack = pack_of(desk, visit)
    assert not pack.confidential  # it is for the council
    slides = {
        shown.title: [point for block in shown.blocks if isinstance(block, Points)
                      for point in block.points]
        for _part, shown in pack.pages
    }  # fmt: skip
    assert [p.text for p in slides["What we were asked"]] == ["Four days on site."]
    assert [p.text for p in slides["Strengths"]] == ["How are caseloads kept low?"]
    assert [(p.text, p.source) for p in slides["Areas for consideration"]] == [
        ("Make thresholds known.", "Rests on people (1).")
    ]


def test_agreed_actions_are_followed_up_and_seen_by_partners_once_agreed(
    desk: Desk, visit: str, portal: Any
) -> None:
    services = desk.services
    services.visits.settle(
        desk.anna, visit, "Review of the words XYZZY", "2026-11-07", "2026-11-10", [],
        "reporting",
        base={"title": "Review of the words XYZZY", "starts": "", "ends": "", "themes": [],
              "status": "preparing"},
    )  # fmt: skip
    line = services.lines.add_line(desk.anna, visit, "practice", "Why are plans late? UNSAID")
    services.entries.write(desk.anna, visit, line, "verdict", "consideration", 0)
    services.entries.write(desk.anna, visit, line, "feedback", "Keep plans up to date.", 0)
    hidden = services.lines.add_line(desk.anna, visit, "practice", "A line of no action")
    agreed = add(desk, visit, "agreed", what="Review pathway plans", owner="Head of service",
                 due="2027-03-31", status="agreed", three="Half are done.",
                 line=str(line))  # fmt: skip
    add(desk, visit, "agreed", what="Only proposed so far", line=str(hidden))
    # What is not fed back is named on the team's own page alone.
    add(desk, visit, "agreed", what="Do it quietly", status="done", three="Seen.", line=str(hidden))
    page = page_of(desk, visit, feedback_page, date(2027, 6, 1))
    assert "Answers: A line of no action" in page
    for words in ("Review pathway plans", "by 31 March 2027", "February 2027 and May 2027",
                  "After three months: Half are done.", "Only proposed so far", "Overdue",
                  "Answers: Keep plans up to date.", "Agreed: Review pathway plans",
                  "After six months: was due in May 2027, nothing written yet Late"):  # fmt: skip
        assert words in page
    early = page_of(desk, visit, feedback_page, date(2027, 3, 31))
    assert "After six months: due in May 2027, nothing written yet" in early
    assert "Overdue" not in early
    assert "Late" not in early
    (table,) = [block for _part, shown in pack_of(desk, visit).pages for block in shown.blocks
                if isinstance(block, Table)]  # fmt: skip
    assert [row[0] for row in table.rows] == [
        "Review pathway plans\nAnswers: Keep plans up to date.", "Only proposed so far",
        "Do it quietly",
    ]  # fmt: skip

    partner = make_account(desk.sessions, "partner-of-torbay", ["partner"])
    mine = [a for a in services.agreed.shared(partner) if a.what == "Review pathway plans"]
    assert [(a.council, a.owner, a.status, a.line) for a in mine] == [
        ("Torbay", "Head of service", "Agreed", "Keep plans up to date.")
    ]
    client = portal.server.test_client()
    sign_in_client(client, "partner-of-torbay")
    shown = client.get("/partnership").get_data(as_text=True)
    assert "Review pathway plans" in shown
    assert "Half are done." in shown
    beside = {
        page: client.get("/partnership/agreed.json", query_string={"page": page}).json["html"]
        for page in ("/councils/torbay", "/plans?councils=plymouth,torbay", "/councils/plymouth",
                     "/plans?councils=plymouth", "/indicators", "/councils/nowhere", "")
    }  # fmt: skip
    assert [page for page, html in beside.items() if "Review pathway plans" in html] == [
        "/councils/torbay", "/plans?councils=plymouth,torbay",
    ]  # fmt: skip
    for html in (shown, *beside.values()):
        for secret in ("Only proposed so far", "XYZZY", visit, "UNSAID", "A line of no action"):
            assert secret not in html
    assert "Answers: Keep plans up to date." in beside["/councils/torbay"]
    # Of a visit long ago all is late but what was looked at, of one to come nothing.
    to_come = services.visits.create(desk.anna, "torbay", "To come", "2126-01-05", "2126-01-08")
    add(desk, to_come, "agreed", what="Do it", status="agreed", due="2126-03-01")
    past = services.visits.create(desk.anna, "torbay", "Past", "2026-01-05", "2026-01-08")
    for fields in ({"due": "2026-03-01"}, {}, {"three": "Seen.", "six": "Seen again."}):
        add(desk, past, "agreed", what="Do it", status="agreed", **fields)
    add(desk, past, "agreed", what="Proposed", due="2026-03-01")
    listed = {v.id: v for v in services.visits.mine(desk.anna)}
    assert (listed[past].late, listed[to_come].late) == (2, 0)
    assert "2 agreed actions to look at again" in text_of(
        visits_page([listed[past]], services.data.vocabulary())
    )
    services.entries.remove(desk.anna, visit, line)  # what stands on no line is told of none
    assert [a.line for a in services.agreed.shared(partner) if a.what.startswith("Review")] == [""]
    services.entries.remove(desk.anna, visit, agreed)
    assert "Review pathway plans" not in client.get("/partnership").get_data(as_text=True)
    with pytest.raises(NotAllowed):
        services.agreed.shared(desk.anna)
    with pytest.raises(NotSignedIn):
        services.agreed.shared(None)
    with pytest.raises(NotAllowed):
        services.agreed.beside(desk.anna, "/councils/torbay", "")
    with pytest.raises(NotSignedIn):
        services.agreed.beside(None, "/councils/torbay", "")


def test_an_action_answers_a_line_of_its_own_visit_alone(desk: Desk, visit: str) -> None:
    other = desk.services.visits.create(desk.outsider, "torbay", "Another team’s")
    theirs = desk.services.lines.add_line(desk.outsider, other, "practice", "Their own line")
    mine = desk.services.lines.add_line(desk.anna, visit, "practice", "Ours")
    question = desk.services.lines.add_question(desk.anna, visit, mine)
    for wrong in (str(theirs), str(question), "0", "-1", "1e3", "x" * 400, "99999999999"):
        with pytest.raises(ValidationError):
            add(desk, visit, "agreed", what="Do it", line=wrong)
    add(desk, visit, "agreed", what="Do it", line=str(mine))
    desk.services.entries.remove(desk.anna, visit, mine)
    with pytest.raises(ValidationError, match="not on the list any more"):
        add(desk, visit, "agreed", what="Do it too", line=str(mine))
    assert "A line removed" in str(
        feedback_page(desk.services.visits.visit(desk.anna, visit), date(2026, 11, 30))
    )
