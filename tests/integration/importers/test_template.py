"""`portal new-plan`: an empty folder that explains itself and, filled in, loads."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.session import make_sessions
from portal.importers.load import load
from portal.importers.read import read_catalogue
from portal.importers.schema import SHEETS, Sheet
from portal.importers.template import write_template
from portal.services import Services
from portal.settings import CATALOGUE

FILLED = {
    "document": {
        "document": "bristol-test-2021",
        "council": "bristol-test",
        "title": "Plan",
        "publisher": "Bristol (test)",
        "status": "draft",
        "description": "Made up.",
        "licence": "Made up",
    },
    "inspections": {
        "inspection": "bristol-test-ofsted-2020",
        "council": "bristol-test",
        "title": "inspection",
        "place": "Cover",
    },
    "plans": {
        "plan": "bristol-test-2021",
        "title": "Plan",
        "answers": "bristol-test-ofsted-2020",
        "status": "draft",
    },
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A new folder."""
    made = write_template(tmp_path / "regions" / "new")
    assert all(path.is_file() for path in made)
    return tmp_path / "regions" / "new"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_the_readme_explains_every_column(folder: Path, sheet: Sheet) -> None:
    title = f"document.toml: {sheet.name}" if sheet.in_toml else sheet.filename
    section = (folder / "README.md").read_text().split(f"## {title}\n")[1].split("\n## ")[0]
    assert sheet.help in section
    for field in sheet.fields:
        (line,) = (row for row in section.splitlines() if row.startswith(f"| `{field.name}` |"))
        assert field.help in line
        assert all(choice in line for choice in field.choices)
        assert ("May stay empty" in line) is not field.required


@pytest.mark.parametrize(
    "sheet",
    [s for s in SHEETS if not s.in_toml and s.name not in ("areas", "themes")],
    ids=lambda sheet: sheet.name,
)
def test_each_csv_file_has_exactly_its_header(folder: Path, sheet: Sheet) -> None:
    with (folder / sheet.filename).open(newline="") as lines:
        assert list(csv.reader(lines)) == [[field.name for field in sheet.fields]]


def test_document_toml_has_every_entry_empty_and_explained(folder: Path) -> None:
    text = (folder / "document.toml").read_text()
    data = tomllib.loads(text)
    tables = {"document": data["document"], "inspections": data["inspections"][0],
              "plans": data["plans"][0]}  # fmt: skip
    for sheet in SHEETS:
        if sheet.in_toml:
            assert tables[sheet.name] == {field.name: "" for field in sheet.fields}
            assert all(f"# {field.help}" in text for field in sheet.fields)


def test_an_unfilled_folder_is_told_what_to_fill_in(folder: Path) -> None:
    problems = {(p.column, p.remedy) for p in read_catalogue([folder]).problems}
    needed = {f.name for sheet in SHEETS if sheet.in_toml for f in sheet.fields if f.required}
    assert problems == {(name, "The cell is empty; it must be filled.") for name in needed}


def test_a_folder_that_holds_something_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError):
        write_template(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_filled_in_minimally_it_loads(empty_engine: Engine, folder: Path) -> None:
    toml = folder / "document.toml"
    filled, table = [], ""
    for line in toml.read_text().splitlines():
        table = line.strip("[]") if line.startswith("[") else table
        name = line.partition(" = ")[0]
        value = FILLED.get(table, {}).get(name)
        filled.append(f'{name} = "{value}"' if value else line)
    toml.write_text("\n".join(filled))
    for file, row in {
        "councils.csv": {"council": "bristol-test", "name": "Bristol (test)", "kind": "council"},
        "items.csv": {
            "plan": "bristol-test-2021",
            "ref": "1",
            "kind": "recommendation",
            "area": "workforce",
            "title": "Staff",
            "summary": "Staff should stay.",
            "status": "not_stated",
            "place": "Page 1",
        },
    }.items():
        with (folder / file).open(newline="") as lines:
            header = next(csv.reader(lines))
        with (folder / file).open("a", newline="") as lines:
            csv.DictWriter(lines, header).writerow(row)
    sessions = make_sessions(empty_engine)
    load(sessions, [CATALOGUE, folder])
    vocabulary = Services.over(sessions).data.vocabulary()
    assert vocabulary.with_plans[-1].name == "Bristol (test)"
    assert vocabulary.plans["bristol-test-2021"].inspection == "bristol-test-ofsted-2020"
