"""Two independent readings of one document are compared figure by figure, not word by word."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.importers.compare import compare_readings
from portal.importers.read import read_catalogue
from tests.support.folders import drop_line, replace_in, write_region


def differences(tmp_path: Path, file: str = "", old: str = "", new: str = "") -> list[str]:
    """Compare a reading with a copy in which a text was replaced."""
    first, second = write_region(tmp_path / "first"), write_region(tmp_path / "second")
    if file:
        replace_in(second / file, old, new)
    listed = compare_readings(read_catalogue([first]), read_catalogue([second]))
    return [str(difference) for difference in listed]


def test_equal_readings_have_no_differences(tmp_path: Path) -> None:
    assert differences(tmp_path) == []


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("items.csv", "Steady staff", "Stable teams"),
        ("items.csv", "Recruitment began", "Recruiting has begun"),
        ("actions.csv", "Recruit ten social workers.", "Hire ten social workers."),
        ("observations.csv", '"Page 3, England"', '"Third page"'),
        ("observations.csv", "83 of 125 is 66.40%", "the counts prove it"),
        ("targets.csv", "80%,Page 3", "80 %,Page 3"),
    ],
)
def test_the_readers_own_words_may_differ(tmp_path: Path, file: str, old: str, new: str) -> None:
    assert differences(tmp_path, file, old, new) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        ("items.csv", ",workforce,", ",leaving-care,",
         "items exeter-test-2020 / R1, area: workforce against leaving-care"),
        ("items.csv", ",supervision,", ",supervision;adoption,",
         "items exeter-test-2020 / R1, themes: supervision against supervision;adoption"),
        ("actions.csv", ",AB,", ",BA,",
         "actions exeter-test-2020 / R1 / a, lead: AB against BA"),
        ("actions.csv", "2020-06-30", "2020-07-31",
         "actions exeter-test-2020 / R2 / a, target_date: 2020-06-30 against 2020-07-31"),
        ("actions.csv", "250000", "25000",
         "actions exeter-test-2020 / R1 / a, cost_gbp: 250000 against 25000"),
        ("milestones.csv", "Done,completed", "Done,in_progress",
         "milestones exeter-test-2020 / R1 / 1, status: completed against in_progress"),
        ("observations.csv", "487.0", "478.0",
         "observations exeter-test-2020-visits / exeter-test / 2019-10-31 / month, value: "
         "487.0 against 478.0"),
        ("observations.csv", "487.0", "487",
         "observations exeter-test-2020-visits / exeter-test / 2019-10-31 / month, value: "
         "487.0 against 487"),
        ("observations.csv", "75.0,30,40", "75.0,30,4",
         "observations exeter-test-2020-ia / exeter-test / 2019-10-31 / month, denominator: "
         "40 against 4"),
        ("observations.csv", ",,,,c,", ",,,,x,",
         "observations exeter-test-2020-ia / exeter-test / 2019-12-31 / month, symbol: "
         "c against x"),
        ("targets.csv", ",500.5,", ",500,",
         "targets exeter-test-2020-visits / exeter-test / Each month, value_upper: "
         "500.5 against 500"),
    ],
)  # fmt: skip
def test_a_figure_date_or_count_that_differs_is_named(
    tmp_path: Path, file: str, old: str, new: str, line: str
) -> None:
    assert differences(tmp_path, file, old, new) == [line]


def test_rows_that_only_one_reader_found_are_named(tmp_path: Path) -> None:
    first, second = write_region(tmp_path / "first"), write_region(tmp_path / "second")
    drop_line(second / "actions.csv", "exeter-test-2020,R2,a")
    reading, other = read_catalogue([first]), read_catalogue([second])
    (missing,) = map(str, compare_readings(reading, other))
    assert missing.startswith("actions exeter-test-2020 / R2 / a: only in the first reading ")
    (more,) = map(str, compare_readings(other, reading))
    assert more.startswith("actions exeter-test-2020 / R2 / a: only in the second reading ")


def test_a_figure_read_in_two_places_is_compared_as_a_set(tmp_path: Path) -> None:
    first, second = write_region(tmp_path / "first"), write_region(tmp_path / "second")
    twice = (
        "exeter-test-2020-visits,exeter-test,2019-10-01,2019-10-31,month,{},,,,as_printed,,{},\n"
    )
    for folder, rows in (
        (first, [("490", "a"), ("495", "b")]),
        (second, [("495", "c"), ("490", "d")]),
    ):
        with (folder / "observations.csv").open("a") as file:
            file.writelines(twice.format(*row) for row in rows)
    assert compare_readings(read_catalogue([first]), read_catalogue([second])) == []
    replace_in(second / "observations.csv", ",495,", ",496,")
    (line,) = map(str, compare_readings(read_catalogue([first]), read_catalogue([second])))
    assert line.startswith(
        "observations exeter-test-2020-visits / exeter-test / 2019-10-31 / month"
    )


def test_words_are_compared_where_that_is_asked_for(tmp_path: Path) -> None:
    first, second = write_region(tmp_path / "first"), write_region(tmp_path / "second")
    replace_in(second / "items.csv", "Steady staff", "Stable teams")
    replace_in(second / "document.toml", '"2020-01"', '"2020-02"')
    (plan, item) = compare_readings(read_catalogue([first]), read_catalogue([second]), wording=True)
    assert (item.file, item.row, item.key, item.column) == (
        f"{second.name}/items.csv", 2, "exeter-test-2020 / R1", "title",
    )  # fmt: skip
    assert (item.first, item.second) == ("Steady staff", "Stable teams")
    assert str(plan) == "plans exeter-test-2020, published: 2020-01 against 2020-02"
