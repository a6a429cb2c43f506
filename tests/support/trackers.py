"""A catalogue folder whose first action stands in two reports of its plan."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from tests.support.folders import REGION

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
HEAD = (
    "plan,item_ref,action_ref,report_date,status,status_printed,rag,progress,target_text,"
    "target_date,place"
)
EARLIER = "{plan},{item},{action},2025-09-30,overdue,Red,red,Not begun.,June 2025,2025-06-30,row 4"


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


def write_tracker(parent: Path, source: Path = REGION) -> tuple[Path, dict[str, str]]:
    """Copy a catalogue folder into `parent`; give its path and the row of its first action."""
    folder = parent / source.name
    shutil.copytree(source, folder)
    action = change(folder / "actions.csv", **TRACKER)
    write_earlier(folder, action, EARLIER)
    return folder, action


def write_earlier(folder: Path, action: dict[str, str], line: str) -> None:
    """Write a report before the newest into the folder."""
    row = line.format(plan=action["plan"], item=action["item_ref"], action=action["ref"])
    (folder / "progress.csv").write_text(f"{HEAD}\n{row}\n", encoding="utf-8")
