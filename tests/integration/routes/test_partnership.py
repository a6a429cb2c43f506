"""Groups and notes of the partnership: services and routes, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session, sessionmaker

from db.models import PartnerGroup, PartnerNote
from portal.auth.accounts import AccountService
from portal.auth.audit import AuditLog
from portal.domain.access import PARTNER, REVIEWER, Actor, NotAllowed, NotSignedIn
from portal.domain.partnership import MAX_NAME, MAX_NAMES, MAX_NOTE
from portal.services import Services
from portal.services.visits.access import ValidationError
from tests.support.partners import ROLES, Asking, person, server_over
from tests.support.signing_in import OPERATOR

SECRET = "a secret of the partnership"  # noqa: S105 - a text that must not leak
NASTY = "<script>alert(1)</script> {{ 7*7 }} '; DROP TABLE partner_notes; --"
LEADING_AWAY = (
    "//evil.example/",
    "https://evil.example/",
    "javascript:alert(1)",
    "/\\evil.example",
    "/a\nb",
    "",
    f"/{'x' * 5000}",
)


@pytest.fixture
def partner(sessions: sessionmaker[Session]) -> Iterator[Actor]:
    yield person(sessions, PARTNER)
    with sessions.begin() as session:
        session.execute(delete(PartnerGroup))
        session.execute(delete(PartnerNote))


@pytest.fixture
def server(filled_engine: Engine) -> Any:
    return server_over(filled_engine)


def actions(sessions: sessionmaker[Session], most: int) -> list[str]:
    return [row.action for row in AuditLog(sessions).newest(OPERATOR, most=most)]


def test_a_group_is_made_removed_and_put_back(
    services: Services, sessions: sessionmaker[Session], partner: Actor
) -> None:
    shared = services.partnership
    wanted = ["South West", " torbay ", "", "north-east", "Torbay"]
    number = shared.add_group(partner, " South  West cohort", wanted)
    (group,) = shared.view(partner).groups
    assert (group.id, group.name, group.by) == (number, "South West cohort", partner.display)
    assert group.names == ("South West (region)", "Torbay", "North East (region)")
    assert {"Torbay", "Plymouth", "Middlesbrough"} <= set(group.councils)
    assert len(group.councils) == len(set(group.councils)) > 10
    assert dict(group.links) == {
        "Benchmarks": "/benchmarks?councils=south-west,torbay,north-east",
        "Indicators": "/indicators?councils=south-west,torbay,north-east",
        "Plans": "/plans?councils=torbay,plymouth,middlesbrough",
    }
    with pytest.raises(ValidationError, match="already"):
        shared.add_group(partner, "SOUTH WEST COHORT", ["Torbay"])
    shared.remove_group(partner, number)
    shared.remove_group(partner, number)
    view = shared.view(partner)
    assert (view.groups, [group.id for group in view.removed]) == ((), [number])
    other = shared.add_group(partner, "South West cohort", ["Leeds"])
    assert dict(shared.view(partner).groups[0].links).keys() == {"Benchmarks", "Indicators"}
    with pytest.raises(ValidationError, match="already"):
        shared.put_group_back(partner, number)
    shared.remove_group(partner, other)
    shared.put_group_back(partner, number)
    assert [group.id for group in shared.view(partner).groups] == [number]
    assert actions(sessions, 5) == [
        "group put back", "group removed", "group made", "group removed", "group made",
    ]  # fmt: skip


def test_a_group_is_changed_and_says_which_councils_have_no_plan(
    services: Services, partner: Actor, server: Any
) -> None:
    shared, asking = services.partnership, Asking(server, partner)
    number = shared.add_group(partner, "Cohort", ["Redcar", "Torbay"])
    (group,) = shared.view(partner).groups
    assert group.names == ("Redcar and Cleveland", "Torbay")
    assert group.without_plans == ("Redcar and Cleveland",)
    assert (
        "leaves out those of which none is here: Redcar and Cleveland."
        in asking.get("/partnership").text
    )
    shared.add_group(partner, "Other", ["Leeds"])
    change = "/partnership/groups/change"
    for name, councils, message in (
        ("Other", "Torbay", "There is a group “Other” already"),
        ("Cohort", "Atlantis", "does not know “Atlantis”"),
    ):
        refused = asking.form(change, group=number, do="edit", name=name, councils=councils)
        assert refused.status_code == 400
        assert message in refused.text
        assert f">{councils}</textarea>" in refused.text
    done = asking.form(change, group=number, do="edit", name="COHORT", councils="Torbay\nPlymouth")
    assert done.headers["Location"] == f"/partnership#group-{number}"
    changed = next(g for g in shared.view(partner).groups if g.id == number)
    assert (changed.name, changed.names) == ("COHORT", ("Torbay", "Plymouth"))
    assert changed.without_plans == ()
    shared.remove_group(partner, number)
    with pytest.raises(NotAllowed):
        shared.edit_group(partner, number, "COHORT", ["Torbay"])


def test_a_note_is_worded_anew_by_its_author(
    services: Services, sessions: sessionmaker[Session], partner: Actor, server: Any
) -> None:
    shared, other = services.partnership, person(sessions, PARTNER, "other@partners.example")
    note = shared.add_note(partner, "/about", "First words")
    with pytest.raises(NotAllowed):
        shared.edit_note(other, note, "Theirs")
    asking = Asking(server, partner)
    assert asking.form("/partnership/notes/edit", note=note, text=" ").status_code == 400
    done = asking.form("/partnership/notes/edit", note=note, text="Better words")
    assert done.status_code == 303
    assert [n.text for n in shared.view(partner).notes] == ["Better words"]
    assert (
        Asking(server, other).form("/partnership/notes/edit", note=note, text="x").status_code
        == 403
    )
    assert "note changed" in actions(sessions, 3)


@pytest.mark.parametrize(
    ("name", "councils", "message"),
    [
        ("", ["Torbay"], "Give the group a name"),
        ("x" * (MAX_NAME + 1), ["Torbay"], "Give the group a name"),
        ("a\0b", ["Torbay"], "Give the group a name"),
        ("Few", [], "Name 1 to"),
        ("Few", ["Torbay"] * (MAX_NAMES + 1), "Name 1 to"),
        ("Few", ["Torby"], "did you mean Torbay"),
        ("Few", ["\0", "Torbay"], "does not know"),
        ("Few", ["england"], "does not know"),
        ("Few", ["neighbours-of-atlantis"], "does not know"),
        ("Few", ["x" * 100_000], "does not know"),
    ],
)
def test_a_group_that_cannot_be_is_told(
    services: Services, partner: Actor, name: str, councils: list[str], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        services.partnership.add_group(partner, name, councils)
    assert services.partnership.view(partner).groups == ()


def test_a_note_is_added_shown_and_removed_by_its_author(
    services: Services, sessions: sessionmaker[Session], partner: Actor
) -> None:
    shared, other = services.partnership, person(sessions, PARTNER, "other@partners.example")
    link = "/councils/torbay?theme=adoption"
    first = shared.add_note(partner, f"{link}#plans", f" {NASTY}\0 ")
    second = shared.add_note(other, link, "Second")
    shared.add_note(other, "/about", "Elsewhere")
    notes = shared.notes(partner, link)
    assert [(n.id, n.text, n.mine) for n in notes] == [
        (second, "Second", False),
        (first, NASTY, True),
    ]
    assert len(shared.view(other).notes) == 3
    for number in (second, 10**9):
        with pytest.raises(NotAllowed):
            shared.remove_note(partner, number)
    shared.remove_note(partner, first)
    with pytest.raises(NotAllowed):
        shared.remove_note(partner, first)
    assert [n.id for n in shared.notes(partner, link)] == [second]
    with sessions() as session:
        assert session.get_one(PartnerNote, first).removed_at is not None
    assert actions(sessions, 1) == ["note removed"]
    for wrong in LEADING_AWAY:
        with pytest.raises(ValidationError, match="a page of this portal"):
            shared.add_note(partner, wrong, "x")
    with pytest.raises(ValidationError, match="Write the note"):
        shared.add_note(partner, "/", " \n ")
    with pytest.raises(ValidationError, match="at most"):
        shared.add_note(partner, "/", "x" * (MAX_NOTE + 1))


@pytest.mark.parametrize("role", [None, *(role for role in ROLES if role != PARTNER)])
def test_others_see_and_change_nothing(
    services: Services,
    sessions: sessionmaker[Session],
    partner: Actor,
    server: Any,
    role: str | None,
) -> None:
    shared = services.partnership
    group = shared.add_group(partner, SECRET, ["Torbay"])
    note = shared.add_note(partner, "/about", SECRET)
    actor = None if role is None else person(sessions, role)
    refusal, status = (NotSignedIn, 401) if actor is None else (NotAllowed, 403)
    for attempt in (
        lambda: shared.view(actor),
        lambda: shared.notes(actor, "/about"),
        lambda: shared.add_group(actor, "x", ["Torbay"]),
        lambda: shared.edit_group(actor, group, "x", ["Torbay"]),
        lambda: shared.edit_note(actor, note, "x"),
        lambda: shared.remove_group(actor, group),
        lambda: shared.put_group_back(actor, group),
        lambda: shared.add_note(actor, "/about", "x"),
        lambda: shared.remove_note(actor, note),
    ):
        with pytest.raises(refusal):
            attempt()
    asking = Asking(server, actor)
    answers = [
        asking.get("/partnership"),
        asking.get("/partnership/notes.json?link=/about"),
        asking.form("/partnership/groups", name="x", councils="Torbay"),
        asking.form("/partnership/groups", name="", councils=""),
        asking.form("/partnership/groups/change", group=group, do="remove"),
        asking.form("/partnership/notes", link="/about", text="x"),
        asking.form("/partnership/notes/remove", note=note),
        asking.form("/partnership/notes/edit", note=note, text="x"),
        asking.form("/partnership/groups/change", group=group, do="edit", name="x", councils="x"),
        asking.json("/partnership/notes.json", {"link": "/about", "text": "x"}),
        asking.json("/partnership/notes/remove.json", {"note": note}),
    ]
    assert [answer.status_code for answer in answers] == [status] * len(answers)
    assert not [answer for answer in answers if SECRET in answer.text]
    view = shared.view(partner)
    assert ([g.id for g in view.groups], [n.id for n in view.notes]) == ([group], [note])


def test_the_page_shows_what_is_shared_as_text(
    services: Services, partner: Actor, server: Any
) -> None:
    asking = Asking(server, partner)
    wrong = asking.form("/partnership/groups", name=NASTY, councils="Atlantis")
    assert wrong.status_code == 400
    assert "The portal does not know" in wrong.text
    assert "Atlantis</textarea>" in wrong.text
    made = asking.form("/partnership/groups", name=NASTY, councils="Torbay\r\nPlymouth\r\n")
    assert (made.status_code, made.headers["Location"]) == (303, "/partnership")
    note = {"link": "http://localhost/councils/torbay", "text": NASTY}
    assert asking.form("/partnership/notes", **note).status_code == 303
    page = asking.get("/partnership")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert "<script>alert" not in page.text
    assert page.text.count("&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }}") >= 2
    assert 'href="/councils/torbay"' in page.text
    (group,) = services.partnership.view(partner).groups
    gone = asking.form("/partnership/groups/change", group=group.id, do="remove")
    assert gone.headers["Location"] == f"/partnership?removed={group.id}"
    assert "is removed" in asking.get(gone.headers["Location"]).text
    asking.form("/partnership/groups/change", group=group.id, do="put back")
    assert services.partnership.view(partner).groups == (group,)
    for values in ({"do": "remove", "group": "x"}, {"do": "odd", "group": group.id}, {}):
        assert asking.form("/partnership/groups/change", **values).status_code == 400
    missing = asking.form("/partnership/groups/change", do="remove", group="9999999999")
    assert missing.status_code == 403


def test_the_page_says_when_it_shows_the_newest_notes_alone(
    services: Services, partner: Actor, server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.services.partnership.MOST_NOTES", 2)
    for text in ("First", "Second"):
        services.partnership.add_note(partner, "/councils/torbay", text)
    sentence = "These are the newest 2 notes"
    assert sentence not in Asking(server, partner).get("/partnership").text
    services.partnership.add_note(partner, "/councils/torbay", "Third")
    assert [note.text for note in services.partnership.view(partner).notes] == ["Third", "Second"]
    assert sentence in Asking(server, partner).get("/partnership").text


def test_a_long_list_of_groups_or_notes_is_folded(
    services: Services, partner: Actor, server: Any
) -> None:
    asking, shared = Asking(server, partner), services.partnership
    for number in range(10):
        shared.add_group(partner, f"Group {number}", ["torbay"])
        shared.add_note(partner, "/councils/torbay", f"Note {number}")
    assert "more</summary>" not in asking.get("/partnership").text
    shared.add_group(partner, "Very last", ["torbay"])
    oldest = min(note.id for note in shared.view(partner).notes)
    shared.add_note(partner, "/councils/torbay", "Newest")
    page = asking.get("/partnership").text
    assert page.count('<details class="folded"><summary>Show 1 more</summary>') == 2
    assert page.count("<details") == page.count("</details>")
    groups, notes = page.split('id="notes"')
    assert groups.index("Show 1 more") < groups.index(">Very last</h3>")
    assert notes.index(">Note 1</p>") < notes.index("Show 1 more") < notes.index(">Note 0</p>")
    # A change that is refused stands open, with what was typed.
    refused = asking.form("/partnership/notes/edit", note=oldest, text="").text
    assert refused.count('<details class="folded" open><summary>Show 1 more</summary>') == 1


def test_scripts_ask_and_write_with_a_token(
    services: Services, partner: Actor, server: Any
) -> None:
    asking, path = Asking(server, partner), "/partnership/notes.json"
    note = {"link": "/plans?theme=adoption", "text": NASTY}
    for token in ("", "x"):
        refused = asking.json(path, note, token)
        assert refused.status_code == 400
        assert "too old" in refused.json["error"]
    assert asking.client.post("/partnership/notes", data=note).status_code == 400
    made = asking.json(path, note)
    assert made.status_code == 200
    answer = asking.get(path, query_string={"link": "/plans?theme=adoption"})
    assert answer.headers["Cache-Control"] == "no-store"
    assert [(n["text"], n["mine"]) for n in answer.json["notes"]] == [(NASTY, True)]
    for body in ({}, [], {"link": 1, "text": "x"}, {"link": "//evil", "text": "x"}, "x", None):
        assert asking.json(path, body).status_code == 400
    for number in ("x", -1, 2**40, True, None):
        assert asking.json("/partnership/notes/remove.json", {"note": number}).status_code == 400
    gone = asking.json("/partnership/notes/remove.json", {"note": made.json["note"]})
    assert gone.json == {"done": True}
    assert services.partnership.view(partner).notes == ()


def test_a_reviewer_who_is_a_partner_sees_both(
    sessions: sessionmaker[Session], partner: Actor, server: Any
) -> None:
    name = person(sessions, REVIEWER, "both@partners.example").name
    AccountService(sessions).set_roles(OPERATOR, name, [PARTNER, REVIEWER])
    page = Asking(server, Actor(0, name, name, frozenset())).get("/partnership").text
    assert 'href="/visits"' in page
    assert 'href="/imports"' not in page
