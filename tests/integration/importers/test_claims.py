"""Claims as data: read and checked with a catalogue, and all that the rules of findings read."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from db.queries.exports import export_rows
from db.session import make_sessions
from portal.importers.check import check_catalogue
from portal.importers.load import load
from portal.importers.read import read_catalogue
from portal.importers.schema import BY_NAME, CLAIMS
from portal.settings import CATALOGUE
from tests.support.folders import COUNCIL, DOCUMENT, PLAN, TAXONOMY, write_region

COLUMNS = [field.name for field in BY_NAME["claims"].fields]
DONE = {"source": "action", "plan": PLAN, "item_ref": "R1", "ref": "a", "kind": "done",
        "dated": "2020-01"}  # fmt: skip
# The portal's own words about what a document says.
WORDING = ("summary", "status_evidence", "outcome", "note")


def write_claims(folder: Path, *claims: dict[str, str]) -> None:
    """Write claims.csv into a folder."""
    with (folder / "claims.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(claims)


def findings(engine: Engine, council: str = "") -> list[dict[str, Any]]:
    """Export the findings, all or those of one council."""
    with make_sessions(engine)() as session:
        rows = list(export_rows(session, "findings"))
    return [row for row in rows if not council or row["council"] == council]


@pytest.mark.parametrize(
    "claim",
    [
        DONE,
        {**DONE, "dated": "2019"},
        {**DONE, "source": "item", "ref": ""},
        {**DONE, "source": "milestone", "ref": "1"},
        {**DONE, "source": "statement", "ref": "1"},
        {**DONE, "source": "statement", "item_ref": "", "ref": "1"},
        {"source": "plan", "plan": PLAN, "kind": "item_count", "about": "recommendation",
         "words": "two recommendations", "value": "2"},
        {"source": "indicator", "ref": "exeter-test-2020-ia", "kind": "on_target",
         "words": "on target"},
        {"source": "plan", "plan": PLAN, "kind": "graded", "about": "exeter-test-ofsted-2019",
         "words": "requires improvement", "subject": "leaders"},
        {"source": "item", "plan": PLAN, "item_ref": "R1", "kind": "answers", "about": "99"},
        {"source": "statement", "plan": PLAN, "item_ref": "", "ref": "1", "kind": "states",
         "words": "60% on time", "about": "exeter-test-2020-ia", "value": "60"},
    ],
)  # fmt: skip
def test_a_claim_of_any_row_passes_the_checks(tmp_path: Path, claim: dict[str, str]) -> None:
    folder = write_region(tmp_path)
    write_claims(folder, claim)
    assert check_catalogue(read_catalogue([TAXONOMY, folder])) == []


@pytest.mark.parametrize(
    ("changes", "column", "value", "remedy"),
    [
        ({"kind": "finished"}, "kind", "finished", "Use one of: done, announced, "),
        ({"source": "report"}, "source", "report", "Use one of: item, action, "),
        ({"dated": "May 2020"}, "dated", "May 2020", "Write the date as 2015, 2015-01 or "),
        ({"dated": ""}, "dated", "", "A claim of kind done needs it; fill it in."),
        ({"kind": "above", "words": "above 40%"}, "value", "", "A claim of kind above needs it"),
        ({"kind": "above", "words": "above 40%", "value": "40%"}, "value", "40%",
         "Write a plain number"),
        ({"plan": ""}, "plan", "", "A claim of a row of kind action needs its plan."),
        ({"plan": "exeter-test-2021"}, "plan", "exeter-test-2021",
         "Not among the plans. Did you mean exeter-test-2020?"),
        ({"ref": "z"}, "ref", "z", "No action has this reference; see actions.csv."),
        ({"source": "item", "item_ref": "R9"}, "item_ref", "R9",
         "No item has this reference; see items.csv."),
        ({"source": "indicator", "ref": "exeter-test-2020-ib"}, "ref", "exeter-test-2020-ib",
         "No indicator has this reference; see indicators.csv."),
        ({"kind": "inspected", "about": "exeter-test-ofsted-2018"}, "about",
         "exeter-test-ofsted-2018", "Did you mean exeter-test-ofsted-2019?"),
        ({"kind": "graded", "about": "exeter-test-ofsted-2019", "words": "fair"}, "words", "fair",
         "Use one of: adequate, good, inadequate, "),
        ({"kind": "graded", "about": "exeter-test-ofsted-2019", "words": "good",
          "subject": "schools"}, "subject", "schools", "Use one of: overall, leaders, "),
        ({"kind": "answers"}, "about", "", "A claim of kind answers needs it; fill it in."),
        ({"kind": "states_about", "words": "about 60%", "about": "exeter-test-2020-ib",
          "value": "60"}, "about", "exeter-test-2020-ib", "Did you mean exeter-test-2020-ia"),
        ({"kind": "averages_about", "words": "about 60%", "about": "exeter-test-2020-ia",
          "value": "60"}, "until", "", "A claim of kind averages_about needs it"),
        ({"kind": "item_count", "words": "two aims", "about": "aim", "value": "2"}, "about", "aim",
         "Use one of: recommendation, "),
    ],
)  # fmt: skip
def test_a_fault_of_a_claim_names_file_row_column_value_and_remedy(
    tmp_path: Path, changes: dict[str, str], column: str, value: str, remedy: str
) -> None:
    folder = write_region(tmp_path)
    write_claims(folder, {**DONE, "dated": "2019-12"}, {**DONE, **changes})
    (problem,) = check_catalogue(read_catalogue([TAXONOMY, folder]))
    assert (problem.file, problem.row, problem.column, problem.value) == (
        f"{DOCUMENT}/claims.csv",
        3,
        column,
        value,
    )
    assert remedy in problem.remedy


def test_a_claim_written_twice_is_a_fault(tmp_path: Path) -> None:
    folder = write_region(tmp_path)
    write_claims(folder, DONE, DONE)
    (problem,) = check_catalogue(read_catalogue([TAXONOMY, folder]))
    assert f"The same key stands in {DOCUMENT}/claims.csv, row 2" in problem.remedy


def test_the_columns_that_a_kind_needs_are_columns_of_the_file() -> None:
    assert {column for needed in CLAIMS.values() for column in needed} <= set(COLUMNS)


def test_a_folder_without_claims_claims_nothing(full_engine: Engine, tmp_path: Path) -> None:
    folder = write_region(tmp_path)
    load(make_sessions(full_engine), [folder])
    assert findings(full_engine, COUNCIL) == []
    write_claims(folder, {**DONE, "dated": "2020-03"})
    load(make_sessions(full_engine), [folder])
    (finding,) = findings(full_engine, COUNCIL)
    assert finding["message"] == (
        "an event of March 2020 is reported as done; the document is dated January 2020."
    )
    assert (finding["item_ref"], finding["place_a"]) == ("R1", "Page 1")
    (folder / "claims.csv").unlink()
    load(make_sessions(full_engine), [folder])
    assert findings(full_engine, COUNCIL) == []


def reword(path: Path) -> int:
    """Replace the portal's own wording in a file by words that say nothing; count the cells."""
    with path.open(newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        header, rows = list(reader.fieldnames or ()), list(reader)
    reworded = 0
    for number, row in enumerate(rows):
        for column in WORDING:
            if row.get(column):
                row[column] = f"Wording {number} of the {column}."
                reworded += 1
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)
    return reworded


def test_rewording_every_summary_changes_no_finding(full_engine: Engine, tmp_path: Path) -> None:
    before = findings(full_engine)
    folder = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE, folder)
    sheets = ("items", "actions", "milestones", "statements", "indicators", "targets")
    files = [path for sheet in sheets for path in folder.rglob(f"{sheet}.csv")]
    assert sum(map(reword, files)) > 1_500
    for path in folder.rglob("document.toml"):
        text = re.sub(r'(?m)^description = ".*"$', 'description = "Reworded."', path.read_text())
        path.write_text(text, encoding="utf-8")
    changes = load(make_sessions(full_engine), [folder])
    changed = {change.table: change.changed for change in changes}
    assert min(changed[sheet] for sheet in ("items", "actions", "statements", "document")) >= 5
    assert len(before) == 63
    assert findings(full_engine) == before
