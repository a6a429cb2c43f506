"""Progress that stands beside items and actions, as in a tracker: it is a row of `progress.csv`."""

from __future__ import annotations

from typing import Any

from portal.importers.schema import BY_NAME, NEW_TARGET, REPORTED


def is_reported(values: dict[str, Any]) -> bool:
    """Tell if a row of items or actions says how far it is on the day of a report."""
    return any(values.get(name) for name in REPORTED)


def progress_of(sheet: str, values: dict[str, Any]) -> dict[str, Any]:
    """Make the row of `progress` out of a row of items or actions; its target is the newest one."""
    of_action = sheet == "actions"
    moved = any(values.get(name) for name in NEW_TARGET)
    text, day = NEW_TARGET if moved else ("target_text", "target_date")
    return {
        **dict.fromkeys((column.name for column in BY_NAME["progress"].fields), ""),
        **{name: values[name] for name in ("plan", "status", "place", "as_printed")},
        **{name: values[name] for name in ("status_printed", "rag", "progress", "report_date")},
        "evidence": values.get("evidence") or "",
        "item_ref": values["item_ref" if of_action else "ref"],
        "action_ref": values["ref"] if of_action else "",
        "target_text": values[text] if of_action else "",
        "target_date": values[day] if of_action else None,
    }
