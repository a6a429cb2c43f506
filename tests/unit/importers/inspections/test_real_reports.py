"""Real reports, where they are at hand, against what a careful reading gives."""

from __future__ import annotations

import csv
from collections.abc import Mapping

import pytest

from portal.importers.inspections.councils import CouncilNames
from portal.importers.inspections.records import Reading, RefusedReport
from portal.importers.inspections.report import read_report
from portal.importers.inspections.report_kind import Kind
from tests.support.reports import REPORTS

ROWS = list(csv.DictReader((REPORTS / "expected.csv").read_text(encoding="utf-8").splitlines()))
READABLE = [row for row in ROWS if row["readable"] == "yes"]
COUNCILS = CouncilNames(
    {row["council"].replace(" ", "-"): row["council"].title() for row in ROWS}
    | {"london-corporation": "City of London"}
)
GRADES = {
    "overall": "overall",
    "leaders": "leaders",
    "help_protection": "help-protection",
    "in_care": "in-care",
    "care_leavers": "care-leavers",
    "adoption": "adoption",
    "lscb": "board",
}


def reading_of(row: Mapping[str, str]) -> Reading:
    path = REPORTS / row["file"]
    return read_report(path.read_bytes(), path.name, path.parent.name, COUNCILS)


def as_row(reading: Reading) -> dict[str, str]:
    """A reading in the columns of the expectation."""
    council = reading.addressed_to("council")
    published = reading.published
    assert published is not None
    return {
        "kind": Kind(reading.framework, reading.with_board).label,
        "council": reading.council.replace("-", " "),
        "name_in_file": reading.name_printed,
        "inspected_from": str(reading.inspected_from),
        "inspected_to": str(reading.inspected_to),
        "published": str(published.day),
        "published_in_text": "yes" if published.source == "text" else "no",
        **{column: reading.grade(key).replace("-", " ") for column, key in GRADES.items()},
        "care_judged_together": "yes" if any(g.joint for g in reading.grades) else "no",
        "n_recs_council": str(len(council)),
        "n_recs_lscb": str(len(reading.addressed_to("board"))),
        "first_rec_page": str(council[0].page) if council else "",
        "last_council_rec_page": str(council[-1].page) if council else "",
    }


@pytest.mark.parametrize("row", READABLE, ids=[row["file"][6:] for row in READABLE])
def test_a_report_is_read_as_a_careful_reader_does(row: dict[str, str]) -> None:
    reading = reading_of(row)
    assert as_row(reading) == {column: row[column] for column in as_row(reading)}
    assert reading.outcome in ("green", "amber")
    assert reading.names_removed > 0


def test_the_web_page_is_refused() -> None:
    (row,) = [row for row in ROWS if row["readable"] != "yes"]
    with pytest.raises(RefusedReport, match="web page saved under the name of a PDF"):
        reading_of(row)
