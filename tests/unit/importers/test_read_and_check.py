"""Broken catalogue files: every fault is told once, with its place, its value and the remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from portal.importers.check import SUMMARY_WORDS, check_catalogue
from portal.importers.read import BadCatalogue, Problem, catalogue_folders, read_catalogue
from tests.support.folders import (
    COUNTS,
    DOCUMENT,
    FILES,
    REGION,
    TAXONOMY,
    replace_in,
    write_region,
)

# What other folders have brought to the database before.
ELSEWHERE = {
    "plans": {"other-2019": "other-plan"},
    "indicators": {"other-2019-ni059": "other-plan"},
    "measures": {"other-measure": "other-plan"},
}
LONG = " ".join(["word"] * (SUMMARY_WORDS + 1))
ITEMS = (REGION / "items.csv").read_text(encoding="utf-8")
R2 = ITEMS.splitlines()[2] + "\n"


@pytest.fixture
def region(tmp_path: Path) -> Path:
    """A whole folder."""
    return write_region(tmp_path)


def faults(*folders: Path) -> list[Problem]:
    """Check folders beside the project's own words and return the faults."""
    return check_catalogue(read_catalogue([TAXONOMY, *folders]), ELSEWHERE)


def test_a_whole_folder_has_no_faults(region: Path) -> None:
    assert faults(region) == []
    catalogue = read_catalogue([region])
    assert {name: len(rows) for name, rows in catalogue.rows.items() if rows} == COUNTS
    assert catalogue.origins == [DOCUMENT]


@pytest.mark.parametrize("file", FILES)
def test_a_byte_order_mark_and_windows_line_ends_make_no_difference(
    region: Path, file: str
) -> None:
    before = read_catalogue([region]).rows
    path = region / file
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_catalogue([region]).rows == before


def test_columns_are_matched_by_name_in_any_order_and_blank_rows_skipped(region: Path) -> None:
    path = region / "councils.csv"
    path.write_text("name,kind,council\n,,\nExeter (test),council,exeter-test\n\n")
    assert faults(region) == []
    (row,) = read_catalogue([region]).rows["councils"]
    assert (row.line, row.values["council"], row.values["note"]) == (3, "exeter-test", "")


@pytest.mark.parametrize(
    ("file", "old", "new", "row", "column", "value", "remedy"),
    [
        pytest.param(*case[1:], id=case[0])
        for case in [
            # The file as a whole
            ("another encoding", "councils.csv", "Exeter", b"Ex\xe9ter", 2, "", "byte e9",
             "save the file as UTF-8"),
            ("a NUL byte", "items.csv", "Sooner adoption", b"Sooner\0adoption", 3, "", "",
             "A NUL character stands here"),
            ("an empty file", "items.csv", ITEMS, "", 1, "", "",
             "The file is empty; give it its header row, or delete it."),
            ("a missing column", "items.csv", ",place,note\n", ",note\n", 1, "place", "",
             "Add this column; it is needed."),
            ("an unknown column", "councils.csv", "position,note", "position,colour", 1, "colour",
             "colour", "Unknown column; the columns are council, name, kind,"),
            ("a column twice", "targets.csv", "due,due_text", "due,due", 1, "due", "due",
             "The column stands there twice."),
            ("TOML that is none", "document.toml", "[document]", "[document", None, "", "",
             "The file cannot be read as TOML: "),
            ("TOML without a document", "document.toml", "[document]", "[paper]", None,
             "document", "", "Add a [document] table"),
            ("an unknown TOML table", "document.toml", "[[plans]]", "[extra]\n[[plans]]", None,
              "extra", "", "Unknown table; there are [document], [[inspections]]"),
            ("an unknown TOML entry", "document.toml", 'licence = "Made up"',
             'licence = "Made up"\ncolour = "red"', 1, "colour", "", "Unknown entry; there are "),
            ("a TOML table that is no list", "document.toml", "[[inspections]]", "[inspections]",
             None, "inspections", "{'inspection': ", "Write it as [[inspections]]"),
            # The shape of a row
            ("a row cut mid-line", "observations.csv", ',,,,as_printed,,"Page 3, text",\n', ",", 8,
             "", "exeter-test-2020-growth", "The row has 7 cells, the header 13; quote commas."),
            ("a comma without quotes", "observations.csv", '"Page 3, text"', "Page 3, text", 8, "",
             "exeter-test-2020-growth", "The row has 14 cells, the header 13; quote commas."),
            ("a file cut inside quotes", "items.csv", 'monthly."', "monthly.", 2, "", "",
             "close its quotation marks"),
            ("a quote inside a cell", "items.csv", 'monthly."', 'monthly" now."', 2, "", "",
             "The row cannot be read as CSV"),
            # One cell
            ("text in a number", "observations.csv", "487.0", "about 487", 6, "value", "about 487",
             "Write a plain number such as 66.4, without %, £ or commas."),
            ("a percent sign", "observations.csv", "75.0", "75%", 2, "value", "75%",
             "Write a plain number"),
            ("thousands commas", "observations.csv", "487.0", '"1,487"', 6, "value", "1,487",
             "Write a plain number"),
            ("not a number", "observations.csv", "487.0", "nan", 6, "value", "nan",
             "Write a plain number"),
            ("an endless number", "observations.csv", "487.0", "9" * 400, 6, "value", "9" * 400,
             "The number is too large."),
            ("pounds in an amount", "actions.csv", "250000", "£250000", 2, "cost_gbp", "£250000",
             "Write a whole number without commas or signs such as £."),
            ("an amount beyond the database", "actions.csv", "250000", "9999999999", 2, "cost_gbp",
             "9999999999", "The cell holds more than 9 characters; shorten it."),
            ("a day that does not exist", "actions.csv", "2020-03-31", "2015-02-30", 2,
             "target_date", "2015-02-30", "Write an existing date as YYYY-MM-DD."),
            ("a date the other way round", "actions.csv", "2020-06-30", "30/06/2020", 4,
             "target_date", "30/06/2020", "Write an existing date as YYYY-MM-DD."),
            ("a date without hyphens", "actions.csv", "2020-06-30", "20200630", 4, "target_date",
             "20200630", "Write an existing date as YYYY-MM-DD."),
            ("a month that does not exist", "document.toml", '"2019-09"', '"2019-13"', 1,
             "inspected", "2019-13", "Write an existing date as YYYY-MM-DD."),
            ("a month in words", "document.toml", '"2019-09"', '"September 2019"', 1, "inspected",
             "September 2019", "Write the date as 2015, 2015-01 or 2015-01-06."),
            ("a choice that is none", "items.csv", "in_progress", "under way", 2, "status",
             "under way", "Use one of: completed, in_progress, not_started, not_stated."),
            ("an empty cell that is needed", "items.csv", "Steady staff", "", 2, "title", "",
             "The cell is empty; it must be filled."),
            ("a key in capitals", "indicators.csv", ",visits-made,", ",Visits_Made,", 3,
             "definition_code", "Visits_Made", "Use lower-case letters, digits and "),
            ("a theme twice", "items.csv", ",supervision,", ",supervision;supervision,", 2,
             "themes", "supervision;supervision", "A key stands there twice; keep it once."),
            ("themes with commas", "items.csv", ",supervision,", ',"supervision,adoption",', 2,
             "themes", "supervision,adoption", "Separate keys by ;"),
            ("a code that is too long", "councils.csv", "E06000999", "E060009990", 2, "area_code",
             "E060009990", "The cell holds more than 9 characters; shorten it."),
            # References
            ("an unknown area", "items.csv", ",workforce,", ",workfroce,", 2, "area", "workfroce",
             "Not among the areas. Did you mean workforce?"),
            ("an unknown theme", "items.csv", ",supervision,", ",supervison,", 2, "themes",
             "supervison", "Not among the themes. Did you mean supervision?"),
            ("an unknown measure", "indicators.csv", "initial-assessments-on-time", "zzz", 2,
             "measure", "zzz", "Not among the measures. Add it, or correct the key."),
            ("an unknown council", "observations.csv", ",england,", ",englnd,", 5, "council",
             "englnd", "Not among the councils. Did you mean england"),
            ("an unknown plan", "statements.csv", "exeter-test-2020,,", "exeter-test-2021,,", 2,
             "plan", "exeter-test-2021", "Not among the plans. Did you mean exeter-test-2020"),
            ("an unknown indicator", "targets.csv", "exeter-test-2020-ia", "exeter-test-2020-ai", 2,
             "indicator", "exeter-test-2020-ai", "Not among the indicators. Did you mean "),
            ("an unknown inspection", "document.toml", 'answers = "exeter-test-ofsted-2019"',
             'answers = "exeter-test-ofsted-2018"', 1, "answers", "exeter-test-ofsted-2018",
             "Not among the inspections. Did you mean exeter-test-ofsted-2019?"),
            ("an action of no item", "actions.csv", ",R2,a,", ",R3,a,", 4, "item_ref", "R3",
             "No item of this plan has this reference; see items.csv."),
            ("a milestone of no action", "milestones.csv", ",R1,a,", ",R1,z,", 2, "action_ref", "z",
             "No action of this item has this reference; see actions.csv."),
            ("a part of no item", "items.csv", ",R2,R1,", ",R2,R9,", 3, "parent_ref", "R9",
             "No item of this plan has this reference."),
            ("a row of another folder's plan", "statements.csv", "exeter-test-2020,,",
             "other-2019,,", 2, "plan", "other-2019",
             "This plan stands in the folder other-plan; its rows belong there."),
            ("a row of another folder's indicator", "targets.csv", "exeter-test-2020-ia",
             "other-2019-ni059", 2, "indicator", "other-2019-ni059",
             "This indicator stands in the folder other-plan; its rows belong there."),
            # Keys
            ("a key twice", "items.csv", R2, R2 + R2, 4, "ref", "exeter-test-2020 / R2",
             f"The same key stands in {DOCUMENT}/items.csv, row 3; keep one of them."),
            ("a council that the taxonomy defines", "councils.csv", "E06000999,south-west,999,4,",
             "E06000999,south-west,999,4,\ntorbay,Torbay,council,,,,,", 3, "council", "torbay",
             "The same key stands in taxonomy/councils.csv, row 2; keep one of them."),
            ("a measure that another folder brought", "measures.csv", ",Children should be seen",
             ",Children should be seen\nother-measure,Other,workforce,,none,None", 3, "measure",
             "other-measure", "The folder other-plan already brings this key; use another."),
            # Rules
            ("a share above 100", "observations.csv", "75.0", "130", 2, "value", "130.0",
             "A share lies between 0 and 100; check the cell or the unit."),
            ("a share below 0", "observations.csv", "75.0", "-1", 2, "value", "-1.0",
             "A share lies between 0 and 100"),
            ("a target above 100", "targets.csv", ",80,", ",180,", 2, "value", "180.0",
             "A share lies between 0 and 100"),
            ("a period that ends first", "observations.csv", "2019-10-01,2019-10-31,month,75.0",
             "2019-10-01,2019-09-30,month,75.0", 2, "period_end", "2019-09-30",
             "The period ends before it starts."),
            ("neither value nor symbol", "observations.csv", ",,,,c,", ",,,,,", 4, "value", "",
             "Give a value, or the symbol that says why not."),
            ("a value and why it is missing", "observations.csv", "75.0,30,40,,", "75.0,30,40,c,",
             2, "symbol", "c", "A missing value has a symbol; this one is there."),
            ("a denominator of 0", "observations.csv", "75.0,30,40", "75.0,30,0", 2, "denominator",
             "0.0", "A denominator cannot be 0."),
            ("a repair without its cell", "observations.csv", "0v.66", "", 3, "reading", "repaired",
             "A repaired cell needs its raw_text and, in note, the proof."),
            ("a repair without proof", "observations.csv", "83 of 125 is 66.40%", "", 3, "reading",
             "repaired", "A repaired cell needs its raw_text and, in note, the proof."),
            ("a target without a value", "targets.csv", ",80,,80%,", ",,,,", 2, "value", "",
             "Give a value, or target_text as printed."),
            ("a range that runs down", "targets.csv", "500.5,450", "400,450", 3, "value_upper",
             "400.0", "The upper end lies below the value."),
            ("a summary that is too long", "actions.csv", "Recruit ten social workers.", LONG, 2,
             "summary", LONG, "The summary has 31 words; say it in at most 30."),
        ]
    ],
)  # fmt: skip
def test_a_fault_is_told_once_with_file_row_column_value_and_remedy(
    region: Path,
    file: str,
    old: str,
    new: bytes | str,
    row: int | None,
    column: str,
    value: str,
    remedy: str,
) -> None:
    replace_in(region / file, old, new)
    (fault,) = faults(region)
    assert (fault.file, fault.row, fault.column) == (f"{DOCUMENT}/{file}", row, column)
    assert fault.value == value or (value.startswith("{") and fault.value.startswith(value))
    assert remedy in fault.remedy


def test_a_symbol_that_qualifies_a_value_may_stand_beside_it(region: Path) -> None:
    replace_in(region / "observations.csv", "75.0,30,40,,", "75.0,30,40,u,")
    assert faults(region) == []


def test_a_percentage_change_may_exceed_100(region: Path) -> None:
    (row,) = [
        row
        for row in read_catalogue([region]).rows["observations"]
        if row.values["indicator"] == "exeter-test-2020-growth"
    ]
    assert row.values["value"] == 230.1
    assert faults(region) == []


def test_all_faults_of_all_files_are_told_at_once(region: Path) -> None:
    for file, old, new in (
        ("councils.csv", "E06000999", "E060009990"),
        ("items.csv", "in_progress", "under way"),
        ("items.csv", ",adoption,", ",adopton,"),
        ("actions.csv", "2020-03-31", "2015-02-30"),
        ("observations.csv", "487.0", "about 487"),
        ("observations.csv", "75.0", "130"),
        ("targets.csv", ",80,,80%,", ",,,,"),
    ):
        replace_in(region / file, old, new)
    assert {(p.file.rpartition("/")[2], p.row, p.column) for p in faults(region)} == {
        ("councils.csv", 2, "area_code"),
        ("items.csv", 2, "status"),
        ("items.csv", 3, "themes"),
        ("actions.csv", 2, "target_date"),
        ("observations.csv", 6, "value"),
        ("observations.csv", 2, "value"),
        ("targets.csv", 2, "value"),
    }
    assert len(faults(region)) == 7


def test_several_faults_of_one_row_are_told_each(region: Path) -> None:
    replace_in(region / "actions.csv", "2020-03-31,completed", "31 March,done")
    assert [p.column for p in faults(region)] == ["target_date", "status"]


def test_a_row_that_runs_over_lines_is_named_by_its_first_line(region: Path) -> None:
    path = region / "items.csv"
    replace_in(path, "stable, and", "stable,\n\nand")
    replace_in(path, ",workforce,", ",workfroce,")
    replace_in(path, "permanence-adoption", "adoption-permanence")
    assert [(p.row, p.column) for p in faults(region)] == [(2, "area"), (5, "area")]


def test_a_message_holds_place_value_and_remedy_and_shortens_a_long_value() -> None:
    short = Problem("a/items.csv", 3, "area", "workfroce", "Use another.")
    assert str(short) == "a/items.csv, row 3, column area: 'workfroce'. Use another."
    assert str(Problem("a/b.csv", None, "", "", "Close it.")) == "a/b.csv: Close it."
    assert len(str(Problem("a/b.csv", 1, "x", "y" * 500, "Shorten."))) < 100


def test_an_unknown_file_is_told(region: Path) -> None:
    (region / "notes.csv").write_text("a,b\n")
    (fault,) = faults(region)
    assert fault.file == f"{DOCUMENT}/notes.csv"
    assert fault.remedy.startswith("Unknown file; the layout has actions.csv, ")


def test_indicators_without_a_document_are_told_once(region: Path) -> None:
    for path in region.iterdir():
        if path.name not in ("councils.csv", "measures.csv", "indicators.csv"):
            path.unlink()
    (fault,) = faults(region)
    assert (fault.file, fault.row) == (f"{DOCUMENT}/indicators.csv", 2)
    assert "describe it in a document.toml" in fault.remedy


def test_two_folders_that_define_the_same_council_are_told(tmp_path: Path) -> None:
    first, other = write_region(tmp_path, "one"), tmp_path / "other"
    other.mkdir()
    shutil.copy(REGION / "councils.csv", other)
    (fault,) = faults(first, other)
    assert (fault.column, fault.value) == ("council", "exeter-test")
    assert {fault.file, fault.remedy.split(",")[0].split()[-1]} == {
        "one/councils.csv",
        "other/councils.csv",
    }


def test_two_folders_of_one_document_are_told_once(tmp_path: Path) -> None:
    (fault,) = faults(write_region(tmp_path, "one"), write_region(tmp_path, "two"))
    assert (fault.file, fault.value) == (str(tmp_path / "two"), DOCUMENT)
    assert "Another folder of this load has the same name or document" in fault.remedy


@pytest.mark.parametrize("name", ["nowhere", "empty", "file.txt"])
def test_a_path_that_holds_no_catalogue_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text("x")
    with pytest.raises(BadCatalogue) as caught:
        catalogue_folders([tmp_path / name])
    (problem,) = caught.value.problems
    assert problem.file == str(tmp_path / name)
    assert "There is no such folder" in problem.remedy or "portal new-plan" in problem.remedy


def test_a_folder_of_folders_is_read_words_first(tmp_path: Path) -> None:
    write_region(tmp_path, "a-plan")
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "themes.csv").write_text("theme,name,holds,position\nx,X,x,9\n")
    (tmp_path / "pictures").mkdir()
    assert [folder.name for folder in catalogue_folders([tmp_path, tmp_path])] == [
        "words",
        "a-plan",
    ]


def test_two_items_that_would_share_an_address_are_told_apart(region: Path) -> None:
    path = region / "items.csv"
    row = path.read_text().splitlines()[1]
    with path.open("a") as file:
        file.write(row.replace(",R1,", ",r-1,", 1) + "\n" + row.replace(",R1,", ",R 1,", 1) + "\n")
    (fault,) = faults(region)
    assert (fault.column, fault.value) == ("ref", "R 1")
    assert "tell them apart" in fault.remedy


ASKED = (
    "inspection,ref,page,paragraphs,addressee,area,themes,summary,as_printed,repeats,place,note\n"
    "exeter-test-ofsted-2019,2,4,,council,workforce,,Keep staff.,,,Page 4,\n"
    "exeter-test-ofsted-2019,10,4,,council,workforce,,Supervise staff.,,,Page 4,\n"
)
ANSWERS = "inspection,addressee,recommendation,plan,item_ref,basis,confirmed,place,note\n"
ANSWER = "exeter-test-ofsted-2019,council,2,exeter-test-2020,R1,both,read,Heading 1,\n"


@pytest.mark.parametrize(
    ("old", "new", "column", "value", "remedy"),
    [
        (",2,exeter", ",3,exeter", "recommendation", "3",
         "The inspection makes no such recommendation to the council. Its numbers are 2, 10."),
        (",council,", ",board,", "recommendation", "2",
         "Nobody has read what it recommends; see recommendations.csv."),
        (",R1,", ",R9,", "item_ref", "R9",
         "No item of this plan has this reference; see items.csv."),
        ("ofsted-2019", "ofsted-2018", "inspection", "exeter-test-ofsted-2018",
         "Not among the inspections. Did you mean exeter-test-ofsted-2019?"),
        (",both,", ",guess,", "basis", "guess", "Use one of: reference, words, both."),
    ],
)  # fmt: skip
def test_an_answer_names_what_is_there(
    region: Path, old: str, new: str, column: str, value: str, remedy: str
) -> None:
    (region / "recommendations.csv").write_text(ASKED, encoding="utf-8")
    path = region / "answers.csv"
    path.write_text(ANSWERS + ANSWER, encoding="utf-8")
    assert faults(region) == []
    path.write_text(ANSWERS + ANSWER.replace(old, new, 1), encoding="utf-8")
    fault = next(fault for fault in faults(region) if fault.column == column)
    assert (fault.file, fault.row, fault.value) == (f"{DOCUMENT}/answers.csv", 2, value)
    assert remedy in fault.remedy
