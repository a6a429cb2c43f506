"""Shared figures beside a page: of its councils and measures, ranked among those who sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.session import make_sessions
from portal.domain.access import ADMINISTRATOR, EDITOR, PARTNER, SUBMITTER, NotAllowed, NotSignedIn
from portal.domain.shared import ranks
from portal.importers.council_returns.desk import ReturnDesk
from portal.services import Services
from tests.support.council_returns import ON_TIME, SHARE, Clock, bring_official, return_csv, share
from tests.support.signing_in import make_account

MARK = "provisional, shared among partners"


def test_shared_figures_stand_beside_official_ones(full_engine: Engine, tmp_path: Path) -> None:
    sessions = make_sessions(full_engine)
    bring_official(sessions, tmp_path)
    desk, services = ReturnDesk(sessions, Clock()), Services.over(sessions)
    editor = make_account(sessions, "editor@returns.example", [EDITOR])
    partner = make_account(sessions, "partner@returns.example", [PARTNER])
    torbay = make_account(sessions, "torbay@returns.example", [SUBMITTER])
    for council, figures in (
        ("torbay", (("Q1 2026/27", "60"), ("Q2 2026/27", "61.4"))),
        ("plymouth", (("Q2 2026/27", "70"),)),
        ("devon", (("Q2 2026/27", "c"),)),
    ):
        rows = [(ON_TIME, quarter, value, "", "", "") for quarter, value in figures]
        rows += [(SHARE, "Q2 2026/27", "5", "", "", "")] * (council == "torbay")
        content = return_csv(*rows)
        maker = make_account(sessions, f"{council}-2@returns.example", [SUBMITTER], council=council)
        share(desk, maker, editor, content, council=council)
    search = f"?measure={ON_TIME}&councils=torbay,plymouth"
    shown = services.shared.beside(partner, "/indicators", search)
    assert [(m.measure, m.england.partition(" ")[0]) for m in shown] == [(ON_TIME, "82.5%")]
    assert [
        (v.council, v.figure.when, v.shown, v.place, v.official.partition(" ")[0], v.mark)
        for v in shown[0].values
    ] == [
        ("Plymouth", "quarter to September 2026", "70%", "1 of 2 that you see", "88%", MARK),
        ("Torbay", "quarter to September 2026", "61.4%", "2 of 2 that you see", "79.1%", MARK),
        ("Torbay", "quarter to June 2026", "60%", "the only one that you see", "79.1%", MARK),
    ]
    courses = {c.council: (c.official, c.shared) for c in shown[0].courses}
    assert courses.keys() == {"Torbay", "Plymouth", "England"}
    assert [value for _day, value in courses["Torbay"][0]] == [79.1]
    assert [(str(d), v) for d, v in sorted(courses["Torbay"][1])] == [
        ("2026-06-30", 60.0),
        ("2026-09-30", 61.4),
    ]
    assert courses["England"][1] == ()
    # Beside the benchmarks the newest of each measure, and only those that the filters leave.
    every = services.shared.beside(partner, "/benchmarks", "?councils=torbay")
    assert [(m.measure, [v.figure.period for v in m.values]) for m in every] == [
        (ON_TIME, ["2026/27 Q2"]),
        (SHARE, ["2026/27 Q2"]),
    ]
    search = "?councils=torbay&area=workforce"
    some = services.shared.beside(partner, "/benchmarks", search)
    assert [m.measure for m in some] == [SHARE]
    devon = services.shared.beside(partner, "/benchmarks", "?councils=devon")
    assert [(v.shown, v.place) for m in devon for v in m.values] == [("confidential", "not ranked")]
    # The other pages with figures show those of their measures and councils; a league table's, all.
    for path, search, councils in (
        ("/councils/torbay", "", ["Torbay", "Torbay"]),
        ("/", "?councils=torbay,plymouth&area=assessment-planning", ["Plymouth", "Torbay"]),
        ("/summary", f"?measures={ON_TIME}&councils=torbay", ["Torbay"]),
        ("/league", f"?measure={ON_TIME}", ["Devon", "Plymouth", "Torbay"]),
    ):
        there = services.shared.beside(partner, path, search)
        assert [v.council for m in there for v in m.values] == councils, path
    # What counts a day is not held against what counts a year.
    columns = ("measure", "period", "value", "basis")
    on_a_day = return_csv((SHARE, "Q2 2026/27", "7", "at the end of the quarter"), columns=columns)
    plymouth = make_account(sessions, "plymouth-2@returns.example", [SUBMITTER], council="plymouth")
    share(desk, plymouth, editor, on_a_day, council="plymouth")
    search = f"?measure={SHARE}&councils=torbay,plymouth"
    (unlike,) = services.shared.beside(partner, "/indicators", search)
    assert {v.council: v.apart for v in unlike.values} == {
        "Plymouth": "Official figures are not of a day, this one is: not comparable",
        "Torbay": "",
    }
    # A submitter who is no partner sees the council's own, ranked among nobody.
    mine = services.shared.beside(torbay, "/indicators", f"?measure={ON_TIME}&councils=torbay")
    assert {v.place for m in mine for v in m.values} == {"the only one that you see"}
    mine = services.shared.beside(torbay, "/indicators", f"?measure={ON_TIME}&councils=plymouth")
    assert mine == ()
    for path in ("/plans", "/councils", "", "/indicators/x"):
        assert services.shared.beside(partner, path, "") == ()
    chief = make_account(sessions, "chief@returns.example", [ADMINISTRATOR])
    for who, refusal in ((None, NotSignedIn), (chief, NotAllowed)):
        with pytest.raises(refusal):
            services.shared.beside(who, "/indicators", search)


def test_ranks_count_those_who_have_a_value() -> None:
    values: list[tuple[float | None, str]] = [(5.0, ""), (None, "c"), (9.0, ""), (None, "low")]
    assert ranks(values, "low") == [(2, 3), (0, 3), (3, 3), (1, 3)]
    assert ranks(values, "none") == [(0, 3)] * 4
    assert ranks([(None, "x")], "high") == [(0, 0)]
