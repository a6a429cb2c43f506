"""Councils' returns for tests: official figures beside them, files, people who send and check."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from portal.domain.access import Actor
from portal.importers.council_returns.desk import ReturnDesk
from tests.support.statistics import bring_files, row, write_csv, write_mapping

# Nothing else of a portal holds this number or these words: finding them is a leak.
SECRET, TITLE, NOTE = "61.37", "Quillfeather quarter", "Oxenholme note"
ON_TIME, SHARE = "assessments-on-time", "test-share"
COLUMNS = ("measure", "period", "value", "numerator", "denominator", "note")


class Clock:
    """A time that tests move on."""

    def __init__(self) -> None:
        self.time = datetime.fromisoformat("2026-11-30T09:00")

    def __call__(self) -> datetime:
        return self.time

    def later(self, days: int) -> None:
        self.time += timedelta(days=days)


def bring_official(sessions: sessionmaker[Session], folder: Path) -> None:
    """Import two official measures, of Torbay, Plymouth and England in 2025."""
    rows = [
        row(area, "2025", share=share, on_time=on_time)
        for area, share, on_time in (
            ("england", "20", "82.5"),
            ("torbay", "22", "79.1"),
            ("plymouth", "25", "88"),
        )
    ]
    on_time = {"indicator": ON_TIME, "measure": ON_TIME, "name": "On time", "value": "on_time"}
    mapping = write_mapping(
        folder / "map.toml", {}, {**on_time, "polarity": "high", "area": "assessment-planning"}
    )
    bring_files(sessions, mapping, write_csv(folder / "official.csv", rows))


def return_csv(*rows: Sequence[object], columns: Sequence[str] = COLUMNS) -> bytes:
    """Write a return; a row is measure, period, value, numerator, denominator, note."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([columns, *rows])
    return out.getvalue().encode()


USUAL = return_csv(
    (ON_TIME, "Q1 2026/27", SECRET, "", "", NOTE), (SHARE, "Q1 2026/27", "18", "", "", "")
)


def upload(
    desk: ReturnDesk,
    actor: Actor | None,
    content: bytes = USUAL,
    council: str = "torbay",
    **more: Any,
) -> int:
    """Upload a return as a submitter does; gives its number."""
    fields = {"title": TITLE, "audience": "partners", "embargo": "", **more}
    name = fields.pop("name", "return.csv")
    done = desk.upload(actor, council, name, lambda path: path.write_bytes(content), **fields)
    return done.number


def share(
    desk: ReturnDesk, sender: Actor, checker: Actor, content: bytes = USUAL, **more: Any
) -> int:
    """Upload a return, let a second person check it, and share it; gives its number."""
    number = upload(desk, sender, content, **more)
    for state in ("checked", "shared"):
        desk.step(checker, number, state)
    return number
