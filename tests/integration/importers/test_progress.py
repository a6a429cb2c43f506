"""Progress of items and actions: from the files to the export, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.queries.exports import export_rows
from db.session import make_sessions
from portal.importers.load import load
from portal.importers.read import BadCatalogue
from tests.support.folders import TAXONOMY, write_region
from tests.support.trackers import TRACKER, change, write_earlier, write_tracker


def test_a_trackers_columns_and_earlier_reports_become_rows_of_progress(
    full_engine: Engine, tmp_path: Path
) -> None:
    sessions = make_sessions(full_engine)
    region, action = write_tracker(tmp_path)
    load(sessions, [TAXONOMY, region])
    with sessions() as session:
        rows = [r for r in export_rows(session, "progress") if r["plan"] == action["plan"]]
        (stored,) = [
            a
            for a in export_rows(session, "actions")
            if (a["item_ref"], a["ref"]) == (action["item_ref"], action["ref"])
            and a["plan"] == action["plan"]
        ]
    lines = [
        (str(r["report_date"]), r["status"], r["rag"], r["progress"], r["target_text"])
        for r in sorted(rows, key=lambda r: r["report_date"])
    ]
    assert lines == [
        ("2025-09-30", "overdue", "red", "Not begun.", "June 2025"),
        ("2025-12-31", "in_progress", "amber", "Sent to the board.", "End of March 2026"),
    ]
    assert {r["document"] for r in rows} == {stored["document"]}
    assert stored["as_printed"] == TRACKER["as_printed"]
    assert stored["target_text"] == action["target_text"]  # the plan's date, not the newer one
    assert not any(load(sessions, [TAXONOMY, region]))


@pytest.mark.parametrize(
    ("tracker", "earlier", "message"),
    [
        ({"report_date": ""}, "", "Say on which day"),
        ({"status": "completed", "report_date": ""}, "", "Say on which day"),
        ({}, "{plan},{item},zz,2025-09-30,overdue,,,,,,", "'zz'. No action of this item"),
        ({}, "{plan},{item},{action},2025-12-31,overdue,,,,,,", "The same key stands in"),
        ({}, "{plan},{item},{action},2026-03-31,completed,,,,,,", "says completed; make them"),
        ({}, "{plan},{item},{action},2026-03-31,late,,,,,,", "'late'. Use one of: completed"),
        ({"rag": "orange"}, "", "'orange'. Use one of: blue"),
    ],
)
def test_a_fault_is_told_with_its_place_and_nothing_is_loaded(
    full_engine: Engine,
    tmp_path: Path,
    tracker: dict[str, str],
    earlier: str,
    message: str,
) -> None:
    sessions = make_sessions(full_engine)
    region = write_region(tmp_path)
    action = change(region / "actions.csv", **(TRACKER | tracker))
    write_earlier(region, action, earlier)
    with sessions() as session:
        before = export_rows(session, "progress")
    with pytest.raises(BadCatalogue) as refused:
        load(sessions, [TAXONOMY, region])
    assert message in str(refused.value)
    with sessions() as session:
        assert export_rows(session, "progress") == before
