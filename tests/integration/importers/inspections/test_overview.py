"""`portal import inspections --overview`: a table of grades, beside what reports gave."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine, text

from db.queries.reports import EndedCouncil
from portal.importers.inspections.councils import CouncilNames
from portal.importers.inspections.overview import read_overview, read_rules
from portal.importers.read import BadCatalogue
from tests.support.commanding import Portal, portal_on
from tests.support.open_documents import ods, ods_row
from tests.support.reports import COUNCILS

HEADER = ["Local authority", "Inspection type", "Inspection start date", "Inspection end date",
          "Publication date", "Overall effectiveness", "Leaders", "Help and protection",
          "Children in care", "Care leavers"]  # fmt: skip
NEW = ["York City Council", "ILACS short", "2025-03-03", "07/03/2025", "14 April 2025", "Good",
       "Outstanding", "2", "Requires improvement to be good", ""]  # fmt: skip
# Of an inspection that the plan of Plymouth answers.
OF_A_PAPER = ["Plymouth", "SIF", "", "12 November 2014", "", "Good", "", "", "", ""]
TABLES = ("inspections", "grades", "other_grades", "findings")


def write(path: Path, *rows: Sequence[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


def held(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the tables that an import of a table writes, without their numbers."""
    with engine.connect() as connection:
        tables = {name: connection.execute(text(f"SELECT * FROM {name}")) for name in TABLES}  # noqa: S608
        return {
            name: sorted(
                tuple(
                    str(v) for k, v in row._mapping.items() if k != "id" and not k.endswith("_id")
                )
                for row in result
            )
            for name, result in tables.items()
        }


@pytest.fixture
def portal(
    full_engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Portal:
    """The command over a database that holds the catalogue, once on each kind."""
    url = full_engine.url.render_as_string(hide_password=False)
    return portal_on(url, monkeypatch, capsys)


def test_a_table_adds_what_nobody_gave_and_differs_from_what_is_there(
    portal: Portal, full_engine: Engine, tmp_path: Path
) -> None:
    before = held(full_engine)
    table = write(tmp_path / "overview.csv", NEW, OF_A_PAPER)
    tried = portal("import", "inspections", "--overview", table, "--dry-run")
    assert "inspections: 2 rows read, 1 inspection to add, 0 to change" in tried.out
    assert held(full_engine) == before
    done = portal("import", "inspections", "--overview", table, "--by", "ada")
    assert done.code == 0, done.err
    assert "1 inspection added, 0 changed, 0 removed. Import 1." in done.out
    assert "New: York, ILACS, short, 7 March 2025." in done.out
    assert (
        "1 grade differs from what reports and papers gave, which stays; findings say so:\n"
        "  Plymouth, SIF, 12 November 2014, overall: good in the table, requires improvement shown."
    ) in done.out
    with full_engine.connect() as connection:
        query = text("SELECT * FROM inspections WHERE key = 'york-2025'")
        added = connection.execute(query).mappings().one()
        grades = connection.execute(
            text("SELECT judgement, grade, joint FROM grades WHERE inspection_id = :id"),
            {"id": added["id"]},
        )
        assert {tuple(row) for row in grades} == {
            ("overall", "good", ""),
            ("leaders", "outstanding", ""),
            ("help-protection", "good", ""),
            ("in-care", "requires-improvement", ""),
        }
        # Beside what a paper gave: the rule of findings compares both.
        other = connection.execute(
            text("SELECT o.* FROM other_grades o JOIN inspections i ON i.id = o.inspection_id "
                 "WHERE i.key = 'plymouth-2014'"),
        ).mappings().one()  # fmt: skip
    assert (added["confidence"], added["framework"], added["published"]) == (
        "low", "ilacs-short", "2025-04-14",
    )  # fmt: skip
    assert added["place"] == "Overview table of grades, row 2"
    assert (other["source"], other["judgement"], other["grade"], other["place"]) == (
        "overview.csv", "overall", "good", "row 3",
    )  # fmt: skip
    assert len(held(full_engine)["findings"]) > len(before["findings"])
    again = portal("import", "inspections", "--overview", table)
    assert "nothing changed; these inspections are there already." in again.out
    imported = held(full_engine)
    other = write(tmp_path / "overview.csv", [*NEW[:5], "Inadequate", *NEW[6:]], OF_A_PAPER)
    refused = portal("import", "inspections", "--overview", other)
    assert refused.code == 1
    assert "York, 7 March 2025: Good → Inadequate" in refused.err
    assert held(full_engine) == imported
    assert portal("import", "inspections", "--overview", other, "--reason", "Read anew").code == 0
    portal("import", "undo", "2", "--reason", "a trial")
    assert held(full_engine) == imported
    portal("import", "undo", "1", "--reason", "a trial")
    assert held(full_engine) == before


def test_reports_or_a_table(portal: Portal, tmp_path: Path) -> None:
    assert "not both" in portal("import", "inspections").err
    table = write(tmp_path / "overview.csv", ["Atlantis", *NEW[1:]])
    done = portal("import", "inspections", "--overview", table)
    assert done.code == 1
    for part in ("overview.csv", "row 2", "Local authority", "Atlantis", "as the portal does"):
        assert part in done.err


NAMES = CouncilNames(
    COUNCILS | {"cumbria": "Cumbria"}, {"cumbria": EndedCouncil("2023-03-31", ("cumberland",))}
)
FAULTS: Mapping[str, tuple[int, str, str]] = {
    "a council": (0, "Nowhere", "No council has this name"),
    "a council of then": (0, "Cumbria", "Cumbria was a council until 31 March 2023, before"),
    "a kind": (1, "picnic", "Write one of: SIF"),
    "a first day": (2, "3 Smarch", "Write a date as"),
    "an order": (2, "2025-04-01", "first day is after the last"),
    "a last day": (3, "", "needs the last day"),
    "a grade": (5, "splendid", "Write a grade (outstanding"),
}


@pytest.mark.parametrize(("place", "value", "remedy"), FAULTS.values(), ids=FAULTS)
def test_a_fault_names_its_cell(tmp_path: Path, place: int, value: str, remedy: str) -> None:
    row = [*NEW[:place], value, *NEW[place + 1 :]]
    with pytest.raises(BadCatalogue) as bad:
        read_overview(write(tmp_path / "t.csv", row), NAMES, read_rules())
    (problem,) = bad.value.problems
    assert (problem.row, problem.column, problem.value) == (2, HEADER[place], value)
    assert remedy in problem.remedy


def test_a_row_twice_and_columns_that_are_missing(tmp_path: Path) -> None:
    with pytest.raises(BadCatalogue, match="Row 2 is of the same inspection"):
        read_overview(write(tmp_path / "t.csv", NEW, NEW), NAMES, read_rules())
    (tmp_path / "u.csv").write_text("council,colour\nYork,red\n", encoding="utf-8")
    with pytest.raises(BadCatalogue, match="No column is named for this"):
        read_overview(tmp_path / "u.csv", NAMES, read_rules())


def test_an_open_document_is_read_as_its_sheet_shows_it(tmp_path: Path) -> None:
    rows = [
        ods_row("Council", "Inspected to", "Overall", "Leaders"),
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>',
        ods_row("York", ("date", "2016-03-07"), "Good", "Outstanding"),
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="1024"/></table:table-row>',
    ]
    path = tmp_path / "t.ods"
    path.write_bytes(ods({"Cover": [], "Grades": rows}))
    (row,) = read_overview(path, NAMES, read_rules())
    assert (row.row, row.council, str(row.inspected_to)) == (4, "york", "2016-03-07")
    assert [(g.judgement, g.grade) for g in row.grades] == [
        ("overall", "good"), ("leaders", "outstanding"),
    ]  # fmt: skip
    path.write_bytes(ods({"One": rows, "Two": rows}))
    with pytest.raises(BadCatalogue, match="More than one sheet"):
        read_overview(path, NAMES, read_rules())


def test_other_columns_by_a_mapping_and_workbooks(tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('[columns]\nleaders = "Bosses"\n[grades]\ngood = ["fine"]\n')
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Council", "Inspected to", "Overall", "Bosses"])
    sheet.append(["York", "2016-03-07", "Outstanding", "fine"])
    book.save(tmp_path / "t.xlsx")
    (row,) = read_overview(tmp_path / "t.xlsx", NAMES, read_rules(mapping))
    assert [(g.judgement, g.grade) for g in row.grades] == [
        ("overall", "outstanding"), ("leaders", "good"),
    ]  # fmt: skip
    assert (row.council, row.framework, str(row.inspected_to)) == ("york", "sif", "2016-03-07")
    mapping.write_text('[columns]\nshoes = "Shoes"\n')
    with pytest.raises(BadCatalogue, match="no mapping of overview tables"):
        read_rules(mapping)
