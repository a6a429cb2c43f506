"""Words and colours of a status or rating, read where the paper has no key."""

from __future__ import annotations

import pytest

from portal.importers.intake.keys import Key
from portal.importers.intake.meaning import standing_of
from portal.importers.intake.paper import Cell
from portal.importers.intake.records import Record
from tests.support.plan_papers import from_csv

DONE, DOING, WAITS, UNSAID = "completed", "in_progress", "not_started", "not_stated"


def _standing(**cells: str) -> tuple[str, str]:
    named = {kind: (("", Cell(text)),) for kind, text in cells.items()}
    standing = standing_of(Record("", "", "", 0, named, ""), Key(), "")
    return standing.status, standing.rag


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        ("Complete - evidence gathered", DONE),
        ("Completed 12/09/25", DONE),
        ("Complete, monitoring ongoing", DONE),
        ("Delivered and embedded", DONE),
        ("Closed", DONE),
        ("BAU", DONE),
        ("Moved to BAU", DONE),
        ("In place", DONE),
        ("100% complete", DONE),
        ("✓", DONE),
        ("On-track", DOING),
        ("On target to complete", DOING),
        ("Slippage", DOING),
        ("Off-track", DOING),
        ("In progress – delayed", DOING),
        ("Partially complete", DOING),
        ("80% complete", DOING),
        ("75%", DOING),
        ("Nearing completion", DOING),
        ("Ready for sign-off", DOING),
        ("Recommended for closure", DOING),
        ("Paused", DOING),
        ("Phase 1 complete, phase 2 under way", DOING),
        ("0% complete", WAITS),
        ("Not-started", WAITS),
        ("Not yet due", WAITS),
        ("Overdue - not started", WAITS),
        ("Delayed (not yet begun)", WAITS),
        ("Not met", WAITS),
        ("New action", WAITS),
        ("Superseded", UNSAID),
        ("Withdrawn", UNSAID),
        ("Merged with 2.3", UNSAID),
        ("3", UNSAID),
        ("N/A", UNSAID),
        ("No update received", UNSAID),
    ],
)
def test_words_say_how_an_action_stands(printed: str, status: str) -> None:
    assert _standing(status=printed)[0] == status


@pytest.mark.parametrize(
    ("printed", "colour"),
    [
        ("G ↑", "green"),
        ("↑ Green", "green"),
        ("A (was R)", "amber"),
        ("Green (previously Amber)", "green"),
        ("R → A", "amber"),
        ("Red to Amber", "amber"),
        ("Was Red now Amber", "amber"),
        ("On track (G)", "green"),
        ("RAG: A", "amber"),
        ("BRAG: B", "blue"),
        ("Red – off track", "red"),
        ("Yellow", "amber"),
        ("Was amber", ""),
        ("A2", ""),
        ("Purple", ""),
    ],
)
def test_the_colour_that_counts_now_is_the_rating(printed: str, colour: str) -> None:
    assert _standing(rag=printed)[1] == colour


@pytest.mark.parametrize(
    ("target", "status", "rated"),
    [
        ("Completed", "", DONE),
        ("Achieved June 2025", "", DONE),
        ("June 2025", "", UNSAID),
        ("Complete by June 2025", "", UNSAID),
        ("Completed June 2025", "Under way", DOING),
        ("To be completed by June 2025", "", UNSAID),
    ],
)
def test_a_date_that_says_completed_tells_it_where_no_status_does(
    target: str, status: str, rated: str
) -> None:
    assert _standing(target=target, status=status)[0] == rated


def test_words_that_name_no_status_are_a_doubt() -> None:
    plan = from_csv(
        ["Ref", "Action", "Lead", "Status"],
        *(
            [f"1.{n}", f"Train team {n}", "Head of A", text]
            for n, text in enumerate(["On track", "Superseded", "TBC?", ""], 1)
        ),
    )
    unknown = ["status: its words name none that is known"]
    assert [list(action.doubts) for action in plan.actions] == [[], unknown, unknown, []]


def test_what_is_not_done_was_begun_where_an_earlier_report_says_so() -> None:
    cells = {
        "tick:completed": (("Done?", Cell("No")),),
        "progress": (("Update July", Cell("Two forms drafted.")), ("Update October", Cell(""))),
    }
    assert standing_of(Record("", "", "", 0, cells, ""), Key(), "").status == DOING
