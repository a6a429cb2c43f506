"""Progress of items and actions: from the files to the export, and what is refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from db.queries.exports import export_rows
from portal.importers.load import load
from portal.importers.read import BadCatalogue
from portal.settings import CATALOGUE
from tests.support.folders import write_region

TAXONOMY = CATALOGUE / "taxonomy"
TRACKER = {
    "status": "in_progress",
    "as_printed": "Give every worker supervision once a month.",
    "status_printed": "Amber - awaiting sign-off",
    "rag": "amber",
    "progress": "Sent to the board.",
    "report_date": "2025-12-31",
    "new_target_text": "End of March 2026",
    "new_target_date": "2026-03-31",
}
EARLIER = """\
plan,item_ref,action_ref,report_date,status,status_printed,rag,progress,target_text,target_date,place
{plan},{item},{action},2025-09-30,overdue,Red,red,Not begun.,June 2025,2025-06-30,row 4
"""


def change(path: Path, **values: str) -> dict[str, str]:
    """Fill columns of the first row of a CSV file; return that row."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0] |= values
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0]])
        writer.writeheader()
        writer.writerows({name: row.get(name, "") for name in rows[0]} for row in rows)
    return rows[0]


@pytest.fixture
def region(tmp_path: Path) -> Path:
    return write_region(tmp_path / "region")


def test_a_trackers_columns_and_earlier_reports_become_rows_of_progress(
    sessions: sessionmaker[Session], region: Path
) -> None:
    action = change(region / "actions.csv", **TRACKER)
    (region / "progress.csv").write_text(
        EARLIER.format(plan=action["plan"], item=action["item_ref"], action=action["ref"]),
        encoding="utf-8",
    )
    load(sessions, [TAXONOMY, region])
    with sessions() as session:
        rows = [r for r in export_rows(session, "progress") if r["plan"] == action["plan"]]
        (stored,) = [
            a
            for a in export_rows(session, "actions")
            if (a["item_ref"], a["ref"]) == (action["item_ref"], action["ref"])
            and a["plan"] == action["plan"]
        ]
    said = [
        (str(r["report_date"]), r["status"], r["rag"], r["progress"], r["target_text"])
        for r in sorted(rows, key=lambda r: r["report_date"])
    ]
    assert said == [
        ("2025-09-30", "overdue", "red", "Not begun.", "June 2025"),
        ("2025-12-31", "in_progress", "amber", "Sent to the board.", "End of March 2026"),
    ]
    assert {r["document"] for r in rows} == {stored["document"]}
    assert stored["as_printed"] == TRACKER["as_printed"]
    assert stored["target_text"] == action["target_text"]  # the plan's date, not the newer one
    assert not any(load(sessions, [TAXONOMY, region]))


@pytest.mark.parametrize(
    ("tracker", "earlier", "said"),
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
    sessions: sessionmaker[Session],
    region: Path,
    tracker: dict[str, str],
    earlier: str,
    said: str,
) -> None:
    action = change(region / "actions.csv", **(TRACKER | tracker))
    (region / "progress.csv").write_text(
        EARLIER.splitlines()[0]
        + "\n"
        + earlier.format(plan=action["plan"], item=action["item_ref"], action=action["ref"])
        + "\n",
        encoding="utf-8",
    )
    with sessions() as session:
        before = export_rows(session, "progress")
    with pytest.raises(BadCatalogue) as refused:
        load(sessions, [TAXONOMY, region])
    assert said in str(refused.value)
    with sessions() as session:
        assert export_rows(session, "progress") == before
