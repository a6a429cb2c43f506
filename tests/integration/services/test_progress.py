"""Progress of plans: from two reports to the page, its rows and an item's history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from callbacks.item import show as show_item
from callbacks.views import PROGRESS
from db.engine import open_engine
from db.session import make_sessions
from portal.domain.pack_model import Table
from portal.domain.progress import courses
from portal.domain.progress_state import ProgressState
from portal.domain.visits import Reference
from portal.importers.load import load
from portal.services import Services
from portal.services.progress import rows_of
from portal.settings import CATALOGUE
from portal.urls import slug
from tests.support.pack_checks import check
from tests.support.trackers import write_tracker
from tests.unit.domain.test_progress import COUNCIL, DECEMBER, LINE
from tests.unit.domain.test_progress import PLAN as PLAN_OF_LINE

PLAN = "torbay-2011"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def tracked(
    request: pytest.FixtureRequest, new_database: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Services, dict[str, str]]]:
    """The catalogue with two reports of one action of Torbay's plan of 2011."""
    engine = open_engine(new_database(request.param, "catalogue"))
    folder: Path = tmp_path_factory.mktemp("tracker")
    tracker, action = write_tracker(folder, CATALOGUE / "torbay-2011-improvement-plan-report")
    load(make_sessions(engine), [tracker])
    yield Services.over(make_sessions(engine)), action
    engine.dispose()


def test_a_plan_with_reports_says_how_far_it_is_and_what_moved(
    tracked: tuple[Services, dict[str, str]],
) -> None:
    services, action = tracked
    view = services.progress.view(ProgressState(councils=("torbay", "plymouth")))
    (course,) = view.courses
    assert course.plan.key == PLAN
    assert course.sentence == (
        "0 of 1 action completed by 31 December 2025; 0 of 1 by 30 September 2025."
    )
    assert [(change.kind, change.before, change.after) for change in course.changes] == [
        ("slipped", "June 2025", "End of March 2026"),
        ("better", "Red, red", "Amber - awaiting sign-off, amber"),
    ]
    assert [report.late for report in course.reports] == [1, 0]
    # Plans without reports say what their papers state.
    papers = {paper.plan.key: paper.sentence for paper in view.papers}
    assert PLAN not in papers
    assert papers["plymouth-2015"] == (
        "The paper of 6 January 2015 reports no status for any of its 48 actions."
    )
    assert papers["torbay-2005"] == (
        "The paper of January 2005 reports a status for 34 of 99 actions, 10 of them completed."
    )

    page = PROGRESS.show(services, "?councils=torbay,plymouth")
    assert "What moved since 30 September 2025" in page["results"]
    assert "End of March 2026" in page["results"]
    late = 'class="gap" data-due="2026-03-31" data-late="0" data-report="2025-12-31"'
    assert late in page["results"]
    assert "By improvement area: 1" in page["results"]
    assert "By lead role: 1" in page["results"]

    rows = services.progress.rows(ProgressState(councils=("torbay",)))
    assert [(str(r["report_date"]), r["status"], r["late"], r["moved"]) for r in rows] == [
        ("2025-09-30", "Overdue", "yes", ""),
        ("2025-12-31", "In progress", "", "slipped;better"),
    ]
    assert rows[1]["moved_from"] == "slipped: June 2025; better: Red, red"
    # What a visit gathers of the item and the action says it, and so does the feed.
    key = f"{PLAN}/{slug(action['item_ref'])}"
    statement = services.evidence.say(Reference("item", key)).statement
    assert statement.endswith("Report of 31 December 2025: 0 of 1 action completed.")
    statement = services.evidence.say(Reference("action", f"{key}/{slug(action['ref'])}")).statement
    assert statement.endswith(
        "Report of 31 December 2025: Amber - awaiting sign-off, amber; target date End of March "
        "2026."
    )
    entries = {change.title: change.text for change in services.feed.changes("torbay")}
    assert entries["Torbay: Children's Partnership Improvement Plan (CPIP), 31 December 2025"] == (
        "0 of 1 action completed. Since 30 September 2025: 1 put off to a later date; 1 better."
    )
    item = show_item(services, {"plan": PLAN, "ref": action["item_ref"].lower()})
    assert "Report by report" in item
    assert "Sent to the board." in item


def test_an_action_that_a_report_has_no_more_is_a_row_of_that_report() -> None:
    gone = replace(LINE, action_ref="FD2", status_printed="On track", rag="green")
    lines = [LINE, gone, replace(LINE, report_date=DECEMBER)]
    (course,) = courses(lines, {PLAN_OF_LINE.key: PLAN_OF_LINE}, {COUNCIL.key: COUNCIL})
    rows = [row for row in rows_of(course) if row["report_date"] == DECEMBER]
    shown = [[row[name] for name in ("action", "status", "moved", "moved_from")] for row in rows]
    assert shown == [["FD2", None, "gone", "gone: On track, green"], ["FD1", "In progress", "", ""]]


def test_packs_know_how_far_a_plan_is(tracked: tuple[Services, dict[str, str]]) -> None:
    services, _action = tracked
    state = services.view_packs.read("progress", "?councils=torbay,plymouth")
    pack = services.view_packs.pack("progress", state, "https://portal.example")
    check(pack)
    first, moved, papers, *_ = (page for _part, page in pack.pages)
    assert first.title == (
        "Torbay, plan 2011: 0 of 1 action completed by 31 December 2025; "
        "0 of 1 by 30 September 2025"
    )
    (reports,) = (block for block in first.blocks if isinstance(block, Table))
    assert reports.rows == (
        ("30 September 2025", 1, 0, 1, 0, 0, 1),
        ("31 December 2025", 1, 0, 1, 0, 0, 0),
    )
    assert moved.title == "Torbay, plan 2011: 2 changes since the report before"
    (changes,) = (block for block in moved.blocks if isinstance(block, Table))
    assert [row[3:] for row in changes.rows] == [
        ("June 2025", "End of March 2026"),
        ("Red, red", "Amber - awaiting sign-off, amber"),
    ]
    assert papers.title == "4 plans with no later report on progress"
    # The council's pack holds the same pages, after its plans.
    council = services.packs.council_pack("torbay", ["plan"], "https://portal.example")
    check(council)
    assert {first.title, moved.title} <= {page.title for _part, page in council.pages}


def test_filters_narrow_the_lines_and_a_plan_without_any_is_left_out(
    tracked: tuple[Services, dict[str, str]],
) -> None:
    services, _action = tracked
    rows = services.progress.rows(ProgressState(councils=("torbay",)))
    (area,) = {row["improvement_area"] for row in rows}
    assert services.progress.view(ProgressState(councils=("torbay",), area=area)).courses
    other = services.progress.view(ProgressState(councils=("torbay",), area="front-door"))
    assert (other.courses, other.papers) == ((), ())
    assert services.progress.view(ProgressState(councils=("plymouth",))).courses == ()


def test_a_burn_up_and_what_moved_stand_on_the_page(
    tracked: tuple[Services, dict[str, str]], tmp_path: Path
) -> None:
    services, _action = tracked
    page = PROGRESS.show(services, "?councils=torbay,plymouth")["results"]
    assert "0 completed by 31 December 2025, as many as were due by then (0)" in page
    assert page.count('class="burn-up') == 2
    assert "1 with a date" in page
    assert "What moved since the last report" not in page  # there is one plan alone
    # Of a region, all plans with reports stand in one table, whatever page of councils is shown.
    tracker, _row = write_tracker(tmp_path, CATALOGUE / "plymouth-2015-draft-improvement-plan")
    sessions = services.progress._data._sessions
    load(sessions, [tracker])
    for search, silent in (("", "Bath and North East Somerset, "), ("&page=2", "")):
        page = PROGRESS.show(services, f"?councils=south-west{search}")["results"]
        # What is silent is named once.
        assert f"The portal holds no report of a plan of {silent}" in page
        moved = page[page.index("What moved since the last report") :]
        moved = moved[: moved.index("</table>")]
        assert "Torbay" in moved
        assert "Plymouth" in moved
        assert "1 put off to a later date; 1 better, against 30 September 2025" in moved
