"""A return's way from draft to public, on both databases: who may, what is told, what is undone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, text

from db.roles import PUBLIC as PUBLIC_TABLES
from db.session import make_sessions
from portal.auth.accounts import AccountService
from portal.auth.audit import AuditLog
from portal.domain.access import (
    ADMINISTRATOR,
    EDITOR,
    PARTNER,
    REVIEWER,
    SUBMITTER,
    Actor,
    NotAllowed,
    NotSignedIn,
)
from portal.domain.shared import CannotShare, seen_by
from portal.importers.council_returns import desk
from portal.importers.council_returns.desk import ReturnDesk
from portal.importers.council_returns.reading import UnknownNames
from portal.importers.intake.paper import Paper
from portal.importers.intake.reader_process import open_apart
from portal.importers.read import BadCatalogue
from portal.importers.statistics.undo import undo
from tests.support.council_returns import (
    NOTE,
    ON_TIME,
    SECRET,
    SHARE,
    TITLE,
    USUAL,
    Clock,
    bring_official,
    return_csv,
    share,
    upload,
)
from tests.support.patience import SECONDS
from tests.support.signing_in import OPERATOR, make_account, new_key
from tests.support.statistics import bring_files, dump, row, write_csv, write_mapping


class People:
    """A desk, and somebody of each kind."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.clock = engine, Clock()
        self.sessions = make_sessions(engine)
        bring_official(self.sessions, folder)
        self.desk = ReturnDesk(self.sessions, self.clock)
        self.sender = self.make("sender", SUBMITTER)
        self.colleague = self.make("colleague", SUBMITTER)
        self.neighbour = self.make("neighbour", SUBMITTER, council="plymouth")
        self.editor, self.partner = self.make("editor", EDITOR), self.make("partner", PARTNER)
        self.member = self.make("member")
        self.others = [self.make("chief", ADMINISTRATOR), self.make("reviewer", REVIEWER)]

    def make(self, name: str, *roles: str, **more: Any) -> Actor:
        return make_account(self.sessions, f"{name}@returns.example", roles, **more)

    def sees(self, actor: Actor | None) -> list[int]:
        return [each.id for each in self.desk.listing(actor).data_sets]


@pytest.fixture
def people(full_engine: Engine, tmp_path: Path) -> People:
    return People(full_engine, tmp_path)


def public_rows(engine: Engine) -> dict[str, Any]:
    """Every row that the reader of a public portal may read, and its sequences' numbers."""
    return {name: rows for name, rows in dump(engine).items() if name in PUBLIC_TABLES}


def test_a_file_that_is_sent_twice_at_once_is_one_return(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = return_csv(("On our time", "Q1 2026/27", "61", "", "", ""))
    together = Barrier(4)

    def read(raw: bytes, name: str) -> Paper:
        paper = open_apart(raw, name)
        together.wait(SECONDS)
        return paper

    def send(_turn: int) -> str:
        try:
            upload(people.desk, people.sender, content, names={"On our time": ON_TIME})
        except CannotShare as refused:
            return str(refused)
        return "sent"

    monkeypatch.setattr(desk, "open_apart", read)
    with ThreadPoolExecutor(4) as senders:
        answers = sorted(senders.map(send, range(4)))
    assert answers == ["Return 1 was read from the very same file."] * 3 + ["sent"]
    assert people.sees(people.sender) == [1]


def test_a_return_goes_its_way_and_each_step_is_logged(people: People) -> None:
    desk, before = people.desk, public_rows(people.engine)
    number = upload(desk, people.sender)
    shown = desk.shown(people.sender, number)
    assert shown is not None
    assert [(f.measure, f.value, f.note) for f, _definition in shown.rows] == [
        (ON_TIME, 61.37, NOTE),
        (SHARE, 18.0, ""),
    ]
    assert people.sees(people.partner) == people.sees(people.neighbour) == []
    with pytest.raises(CannotShare, match="somebody else must check"):
        desk.step(people.sender, number, "checked")
    with pytest.raises(CannotShare):
        desk.step(people.colleague, number, "shared")
    desk.step(people.colleague, number, "checked")
    assert people.sees(people.partner) == []
    desk.step(people.sender, number, "shared")
    assert people.sees(people.partner) == people.sees(people.editor) == [number]
    assert people.sees(people.neighbour) == []
    for person in (people.sender, people.partner):
        with pytest.raises(CannotShare):
            desk.step(person, number, "public")
    assert public_rows(people.engine) == before
    desk.step(people.editor, number, "public")
    assert public_rows(people.engine) != before
    log = AuditLog(people.sessions).newest(OPERATOR)
    steps = [(row.actor.partition("@")[0], row.action, row.subject) for row in log]
    assert steps[:4] == [
        ("editor", "return public", f"return {number}"),
        ("sender", "return shared", f"return {number}"),
        ("colleague", "return checked", f"return {number}"),
        ("sender", "return uploaded", f"return {number}"),
    ]
    assert TITLE not in str(log)


def test_nothing_public_changes_before_the_day(people: People) -> None:
    before = public_rows(people.engine)
    number = share(people.desk, people.sender, people.editor, embargo="2026-12-15")
    assert people.desk.publish_due().done == ()
    people.clock.later(days=14)
    assert people.desk.publish_due().done == ()
    assert public_rows(people.engine) == before
    people.clock.later(days=1)
    assert people.desk.publish_due().done == (number,)
    assert people.desk.publish_due().done == ()
    query = text(
        "SELECT c.key, i.key, s.value, s.status, s.rank, b.of FROM statistics s "
        "JOIN indicators i ON i.id = s.indicator_id JOIN councils c ON c.id = s.council_id "
        "JOIN benchmarks b ON b.indicator_id = i.id AND b.period_id = s.period_id "
        "WHERE i.key LIKE 'return-%' ORDER BY i.key, c.key"
    )
    with people.engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(query)] == [
            ("torbay", f"return-{ON_TIME}", 61.37, "provisional", 1, 1),
            ("torbay", f"return-{SHARE}", 18.0, "provisional", 1, 1),
        ]
    # Another council's keeps what is public, and both are ranked among those who sent.
    plymouth = return_csv((ON_TIME, "Q1 2026/27", "70", "", "", ""))
    other = share(people.desk, people.neighbour, people.editor, plymouth, council="plymouth")
    people.desk.step(people.editor, other, "public")
    with people.engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(query)] == [
            ("plymouth", f"return-{ON_TIME}", 70.0, "provisional", 1, 2),
            ("torbay", f"return-{ON_TIME}", 61.37, "provisional", 2, 2),
            ("torbay", f"return-{SHARE}", 18.0, "provisional", 1, 1),
        ]
        last = connection.scalar(text("SELECT max(id) FROM imports"))
    published = public_rows(people.engine)
    assert NOTE not in str(published)
    assert TITLE not in str(published)
    # The page of imports takes each back.
    undo(people.sessions, last, by="Ada")
    with people.engine.connect() as connection:
        assert [row.key for row in connection.execute(query)] == [
            f"return-{ON_TIME}",
            f"return-{SHARE}",
        ]
        first = connection.scalar(
            text("SELECT import_id FROM shared_data_sets WHERE id = :number"), {"number": number}
        )
    undo(people.sessions, first, by="Ada")
    left = ("imports", "dataset_versions", "periods", "findings")
    after = public_rows(people.engine)
    assert {n: r for n, r in after.items() if n not in left} == {
        n: r for n, r in before.items() if n not in left
    }


def test_one_that_cannot_be_published_holds_up_no_other(people: People) -> None:
    first = share(people.desk, people.sender, people.editor, embargo="2026-12-01")
    plymouth = return_csv((SHARE, "Q1 2026/27", "21", "", "", ""))
    second = share(
        people.desk, people.neighbour, people.editor, plymouth, council="plymouth",
        embargo="2026-12-01",
    )  # fmt: skip
    with people.engine.begin() as connection:
        connection.execute(
            text("UPDATE shared_figures SET measure = 'gone' WHERE data_set_id = :n AND measure = "
                 ":m"), {"n": first, "m": ON_TIME},
        )  # fmt: skip
    people.clock.later(days=1)
    due = people.desk.publish_due()
    assert due.done == (second,)
    assert [first] == [int(problem.split()[1].strip(":")) for problem in due.problems]
    assert people.sees(people.partner) == [first]
    with pytest.raises(CannotShare, match="no official statistics of gone any more"):
        people.desk.step(people.editor, first, "public")


def test_who_may_see_nothing_is_refused_and_what_may_not_be_seen_is_not_there(
    people: People,
) -> None:
    number = share(people.desk, people.sender, people.editor)
    for who in people.others:
        with pytest.raises(NotAllowed):
            people.desk.listing(who)
        with pytest.raises(NotAllowed):
            people.desk.shown(who, number)
    with pytest.raises(NotSignedIn):
        people.desk.listing(None)
    assert people.desk.shown(people.neighbour, number) is None
    assert people.desk.shown(people.neighbour, 999) is None
    for missing in (number, 999):
        with pytest.raises(NotAllowed):
            people.desk.step(people.neighbour, missing, "withdrawn", "x")


def test_a_groups_members_alone_see_what_is_shared_with_the_group(people: People) -> None:
    AccountService(people.sessions).set_groups(OPERATOR, people.member.name, ["Directors"])
    AccountService(people.sessions).set_groups(OPERATOR, people.others[1].name, ["Analysts"])
    number = share(people.desk, people.sender, people.editor, audience="Directors")
    people.member = people.make("member", PARTNER)
    assert people.member.groups == {"Directors"}
    assert people.sees(people.member) == [number]
    assert people.sees(people.partner) == people.sees(people.neighbour) == []
    reviewer = people.make("reviewer", REVIEWER)
    assert people.sees(reviewer) == []
    assert new_key(people.member.name)


def test_what_is_for_everybody_is_seen_by_nobody_before_its_day(people: People) -> None:
    number = share(
        people.desk, people.sender, people.editor, audience="public", embargo="2026-12-01"
    )
    assert people.sees(people.partner) == people.sees(people.neighbour) == []
    # A group of that name may be left from before there was such an audience.
    member = replace(people.member, groups=frozenset({"public"}))
    assert seen_by(member).nothing
    shown = people.desk.shown(people.sender, number)
    assert shown is not None
    assert (shown.data_set.mark, shown.data_set.meaning) == (
        "provisional, not public yet",
        "signed off; nobody else sees it before it is public",
    )
    people.clock.later(days=1)
    assert people.desk.publish_due().done == (number,)


def test_a_submitter_sends_for_one_council_alone(people: People) -> None:
    desk = people.desk
    assert list(desk.listing(people.sender).councils) == ["torbay"]
    assert len(desk.listing(people.editor).councils) > 100
    assert not desk.listing(people.partner).councils
    for who in (people.neighbour, people.partner, *people.others):
        with pytest.raises(NotAllowed):
            upload(desk, who)
        with pytest.raises(NotAllowed):
            desk.template(who, "torbay")
    with pytest.raises(NotSignedIn):
        upload(desk, None)
    wrong = return_csv(
        ("Torbay", ON_TIME, "Q1 2026/27", "60"),
        ("Plymouth", SHARE, "Q1 2026/27", "60"),
        columns=("council", "measure", "period", "value"),
    )
    with pytest.raises(BadCatalogue, match="row 3, column council: 'Plymouth'"):
        upload(desk, people.sender, wrong)
    assert people.sees(people.editor) == []
    number = upload(desk, people.sender)
    with pytest.raises(NotAllowed):
        desk.step(people.neighbour, number, "checked")
    with pytest.raises(CannotShare, match="very same file"):
        upload(desk, people.sender)


def test_an_embargo_ends_at_midnight_in_the_united_kingdom(people: People) -> None:
    number = share(people.desk, people.sender, people.editor, embargo="2027-06-15")
    people.clock.time = datetime.fromisoformat("2027-06-14T22:59")
    assert people.desk.publish_due().done == ()
    people.clock.time = datetime.fromisoformat("2027-06-14T23:01")  # summer time
    assert people.desk.publish_due().done == (number,)


def test_a_council_that_has_ended_sends_what_was_until_then(people: People) -> None:
    clerk = people.make("clerk", SUBMITTER, council="cumbria")
    assert list(people.desk.listing(clerk).councils) == ["cumbria"]
    late = return_csv((ON_TIME, "Q1 2023/24", "60", "", "", ""))
    with pytest.raises(BadCatalogue, match=r"row 2, column period.*ended on 31 March 2023"):
        upload(people.desk, clerk, late, council="cumbria")
    last = return_csv((ON_TIME, "Q4 2022/23", "60", "", "", ""))
    number = share(people.desk, clerk, people.editor, last, council="cumbria")
    people.desk.step(people.editor, number, "public")
    assert people.desk.listing(clerk).data_sets[0].council_name == "Cumbria"


def test_withdrawing_needs_a_reason_and_takes_the_figures_away(people: People) -> None:
    number = share(people.desk, people.sender, people.editor)
    second = return_csv((ON_TIME, "Q1 2026/27", "62", "", "", ""))
    again = upload(people.desk, people.sender, second)
    people.desk.step(people.colleague, again, "checked")
    with pytest.raises(CannotShare, match=f"Return {number} of Torbay is shared and holds"):
        people.desk.step(people.sender, again, "shared")
    with pytest.raises(CannotShare, match="Say why"):
        people.desk.step(people.sender, number, "withdrawn", " ")
    people.desk.step(people.sender, number, "withdrawn", "Wrong quarter")
    with people.engine.connect() as connection:
        assert SECRET not in str(connection.execute(text("SELECT * FROM shared_figures")).all())
    people.desk.step(people.sender, again, "shared")
    assert people.sees(people.partner) == [again]
    for to in ("checked", "shared", "public", "withdrawn", "draft", "nonsense"):
        with pytest.raises(CannotShare):
            people.desk.step(people.editor, number, to, "x")


def test_what_a_council_calls_measures_is_asked_once(people: People) -> None:
    printed = return_csv(
        ("Prompt assessments", "Q1 2026/27", SECRET, "", "", ""),
        ("Our secret sauce", "Q1 2026/27", "5", "", "", ""),
    )
    with pytest.raises(UnknownNames) as unknown:
        upload(people.desk, people.sender, printed)
    assert list(unknown.value.names) == ["Prompt assessments", "Our secret sauce"]
    names = {"Prompt assessments": "Assessments finished on time", "Our secret sauce": "what?"}
    with pytest.raises(CannotShare, match="“what\\?” is no measure of the portal"):
        upload(people.desk, people.sender, printed, names=names)
    names["Our secret sauce"] = "Leave out"
    assert upload(people.desk, people.sender, printed, names=names) == 1
    shown = people.desk.shown(people.sender, 1)
    assert shown is not None
    assert [figure.measure for figure, _definition in shown.rows] == [ON_TIME]
    again = printed.replace(b"Q1 2026/27", b"Q2 2026/27")
    assert upload(people.desk, people.colleague, again) == 2
    with pytest.raises(UnknownNames):  # another council's names are its own
        upload(people.desk, people.neighbour, printed, council="plymouth")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": " "}, "Give the return a title"),
        ({"title": "x" * 121}, "at most 120"),
        ({"embargo": "soon"}, "is no day"),
        ({"embargo": "2026-11-30"}, "must lie after today"),
        ({"audience": "Nobody knows"}, "who may see it"),
        ({"council": "atlantis"}, "no such council"),
        ({"content": b""}, "return.csv: the file is empty"),
        ({"content": b"%PDF-1.4 x", "name": "a.pdf"}, "a.pdf: "),
    ],
)
def test_what_cannot_be_taken_is_told(people: People, fields: dict[str, Any], message: str) -> None:
    with pytest.raises(CannotShare, match=message):
        upload(people.desk, people.editor, **{"content": USUAL, **fields})
    assert people.sees(people.editor) == []


def test_the_template_comes_back_filled_in(people: People) -> None:
    book = load_workbook(BytesIO(people.desk.template(people.sender, "torbay")))
    sheet = book["Return"]
    header = [cell.value for cell in sheet[1]]
    rows = {row[1].value: row for row in sheet.iter_rows(min_row=2)}
    assert set(rows) == {ON_TIME}  # a lead measure with official figures
    assert [cell.value for cell in rows[ON_TIME]][:6] == [
        "Torbay", ON_TIME, "Assessments finished on time", "percent", "Q2 2026/27",
        "in the quarter",
    ]  # fmt: skip
    rows[ON_TIME][header.index("value")].value = 0.615
    rows[ON_TIME][header.index("value")].number_format = "0.0%"
    content = BytesIO()
    book.save(content)
    number = upload(people.desk, people.sender, content.getvalue(), name="filled.xlsx")
    shown = people.desk.shown(people.sender, number)
    assert shown is not None
    figure = shown.rows[0][0]
    assert (figure.value, figure.period, figure.place) == (
        61.5,
        "2026/27 Q2",
        "sheet Return, row 2, column value",
    )


def test_one_whose_keys_another_data_set_has_taken_holds_up_no_other(
    people: People, tmp_path: Path
) -> None:
    key = f"return-{ON_TIME}"
    taken = {"indicator": key, "measure": ON_TIME, "name": "On time", "value": "on_time"}
    mapping = write_mapping(tmp_path / "taken.toml", taken, document="other")
    table = write_csv(tmp_path / "other.csv", [row("england", "2025", on_time="80")])
    bring_files(people.sessions, mapping, table)
    first = share(people.desk, people.sender, people.editor, embargo="2026-12-01")
    plymouth = return_csv((SHARE, "Q1 2026/27", "21", "", "", ""))
    second = share(
        people.desk, people.neighbour, people.editor, plymouth, council="plymouth",
        embargo="2026-12-01",
    )  # fmt: skip
    people.clock.later(days=1)
    due = people.desk.publish_due()
    assert due.done == (second,)
    assert len(due.problems) == 1
    assert key in due.problems[0]
    with pytest.raises(CannotShare, match=f"{key}.*belongs to other already"):
        people.desk.step(people.editor, first, "public")
