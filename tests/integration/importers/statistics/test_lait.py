"""The long table behind LAIT: labels, statuses, areas, its dictionary, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from portal.importers.read import BadCatalogue
from portal.importers.statistics.bundle import ParsedDataset
from portal.importers.statistics.lait import keys_of, read_lait
from portal.importers.statistics.stored_keys import StoredKeys
from portal.settings import STATISTICS
from tests.support.statistics import (
    LAIT_COLUMNS,
    entry,
    figures,
    lait_row,
    write_dictionary,
    write_lait,
)

ADDITIONS = STATISTICS / "lait.toml"


def lait(
    vocabulary: StoredKeys, tmp_path: Path, rows: list[dict[str, Any]], *entries: dict[str, str]
) -> ParsedDataset:
    """The bundle of some rows and dictionary entries."""
    table = write_lait(tmp_path / "long.parquet", rows)
    return read_lait(table, write_dictionary(tmp_path / "d.csv", *entries), ADDITIONS, vocabulary)


def faults(vocabulary: StoredKeys, tmp_path: Path, *args: Any) -> list[tuple[Any, ...]]:
    """Row, column and value of every fault."""
    with pytest.raises(BadCatalogue) as raised:
        lait(vocabulary, tmp_path, *args)
    assert all(problem.remedy for problem in raised.value.problems)
    return [(p.row, p.column, p.value) for p in raised.value.problems]


@pytest.mark.parametrize(
    ("label", "shown", "status", "basis"),
    [
        ("2025", "2025", "", "year"), ("2025 (prov)", "2025", "provisional", "year"),
        ("2025 (Rev)", "2025", "revised", "year"), ("2020 (Final)", "2020", "final", "year"),
        ("2019/20", "2019/20", "", "year"), ("2019-20", "2019-20", "", "year"),
        ("2019-20 (OT)", "2019-20", "outturn", "year"),
        ("2013/14-15/16", "2013/14-15/16", "", "average_3y"), ("0", "0", "", "year"),
    ],
)  # fmt: skip
def test_the_nine_shapes_of_a_year(
    vocabulary: StoredKeys, tmp_path: Path, label: str, shown: str, status: str, basis: str
) -> None:
    bundle = lait(vocabulary, tmp_path, [lait_row(years=label)])
    (figure,) = figures(bundle)
    assert (figure["period"], figure["status"]) == (shown, status)
    assert bundle.periods[0].basis == basis
    assert (bundle.periods[0].end is None) is (label == "0")


def test_three_calendar_years_are_pooled(vocabulary: StoredKeys, tmp_path: Path) -> None:
    bundle = lait(vocabulary, tmp_path, [lait_row(years="2018-20")],
                  entry(Year_Type="Calendar Year"))  # fmt: skip
    assert bundle.periods[0].basis == "average_3y"


@pytest.mark.parametrize(
    ("text", "value", "symbol", "status"),
    [("12.5", 12.5, "", ""), ("-", None, "missing", ""), (None, None, "missing", ""),
     ("", None, "missing", ""), ("c", None, "c", ""), ("1,234", 1234, "", ""),
     ("3.5p", 3.5, "", "provisional"), ("0", 0, "", "")],
)  # fmt: skip
def test_a_value_or_a_symbol(
    vocabulary: StoredKeys, tmp_path: Path, text: Any, value: Any, symbol: str, status: str
) -> None:
    (figure,) = figures(lait(vocabulary, tmp_path, [lait_row(value=text)]))
    assert (figure["value"], figure["symbol"], figure["status"]) == (value, symbol, status)


def test_a_status_in_the_label_goes_before_one_in_the_cell(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    rows = [lait_row(years="2025 (Rev)", value="1p"), lait_row(years="2024", value="1p")]
    read_figures = figures(lait(vocabulary, tmp_path, rows))
    assert [f["status"] for f in read_figures] == ["revised", "provisional"]


def test_areas_by_number(vocabulary: StoredKeys, tmp_path: Path) -> None:
    numbers = ["970", "980", "990", "880", "999", "995"]
    bundle = lait(vocabulary, tmp_path, [lait_row(number=number) for number in numbers])
    assert [(a.key, a.name) for a in bundle.areas] == [
        ("england", "England"), ("north-east", "North East"), ("south-west", "South West"),
        ("torbay", "Torbay"), ("", "Newtown"), ("", "Somewhere in the north"),
    ]  # fmt: skip
    # The department numbers regions from 980 on; no such area is ever ranked as a council.
    assert [area.kind for area in bundle.areas[4:]] == ["region", "region"]


def test_figures_of_a_joint_service_are_marked_where_they_never_differ(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    values = {"Rate": (("5", "6"), ("5", "6")), "Share": (("5", "7"), ("5", "8"))}
    rows = [
        lait_row(measure, years, number, value)
        for measure, councils in values.items()
        for number, pair in zip(("314", "318"), councils, strict=True)
        for years, value in zip(("2024", "2025"), pair, strict=True)
    ]
    rows += [lait_row("Rate", "2023", "314", "4"), lait_row("Rate", "2025", "880", "6")]
    topic = "Children's Services Workforce"
    bundle = lait(vocabulary, tmp_path, rows, *(entry(name, Topic=topic) for name in values))
    joint = "Kingston upon Thames and Richmond upon Thames"
    marked = {(f["indicator"], f["area"], f["period"]) for f in figures(bundle) if f["joint"]}
    councils = ("kingston-upon-thames", "richmond-upon-thames")
    assert marked == {("lait-rate", key, year) for key in councils for year in ("2024", "2025")}
    assert {f["joint"] for f in figures(bundle)} == {"", joint}
    other = lait(vocabulary, tmp_path, rows, *map(entry, values))
    assert {f["joint"] for f in figures(other)} == {""}


def test_the_portals_own_words_and_polarity_stand_in_place_of_the_dictionarys(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    names = ("CPP_Abuse_Rate", "CPP_Num", "Test")
    bundle = lait(vocabulary, tmp_path, [lait_row(name) for name in names], *map(entry, names))
    rate, number, other = bundle.indicators
    assert rate["name"] == "Child protection plans started in the year, per 10,000 children"
    assert rate["definition"].startswith("Children who became the subject of a child protection")
    assert (rate["polarity"], number["polarity"], other["polarity"]) == ("none", "low", "low")
    assert rate["polarity_reason"] == (
        "A change can mean a change in risk or in thresholds (other than LAIT, which says low)"
    )
    assert (other["name"], other["definition"]) == ("Measure Test", "Made up")


def test_a_measure_under_two_topics_follows_the_data_file(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    first = entry("LAC_Fixed_ Ex", Topic="Other", y_axis_name="% first")
    second = entry("LAC_Fixed_ Ex", Topic="Children Looked After", y_axis_name="% second")
    rows = [lait_row("LAC_Fixed_ Ex")]
    for entries in ((first, second), (second, first)):
        (indicator,) = lait(vocabulary, tmp_path, rows, *entries).indicators
        assert indicator["unit_text"] == "% second"
    (indicator,) = lait(vocabulary, tmp_path, [lait_row()], entry(Measure="A"),
                        entry(Measure="B")).indicators  # fmt: skip
    assert indicator["name"] == "A"


@pytest.mark.parametrize(
    ("cells", "name", "expected"),
    [
        ({"Polarity": "High"}, "polarity", "high"), ({"Polarity": "Low"}, "polarity", "low"),
        ({"Polarity": "NA"}, "polarity", "none"), ({"Polarity": "-"}, "polarity", "none"),
        ({"y_axis_name": "% of children"}, "unit", "percent"),
        ({"y_axis_name": "Number of children"}, "unit", "count"),
        ({"y_axis_name": "Rate per 10,000"}, "unit", "per_10k"),
        ({"y_axis_name": "Average score"}, "unit", "ratio"),
        ({"dps": "2"}, "decimals", 2), ({"dps": "NA"}, "decimals", None),
        ({"dps": "99999"}, "decimals", None), ({"Description": "NA"}, "definition", "Measure Test"),
    ],
)  # fmt: skip
def test_what_the_dictionary_says_of_a_measure(
    vocabulary: StoredKeys, tmp_path: Path, cells: dict[str, str], name: str, expected: Any
) -> None:
    (indicator,) = lait(vocabulary, tmp_path, [lait_row()], entry(**cells)).indicators
    assert indicator[name] == expected


def test_measures_without_figures_are_left_out(vocabulary: StoredKeys, tmp_path: Path) -> None:
    bundle = lait(vocabulary, tmp_path, [lait_row("B")], entry("A"), entry("B"), entry("C"))
    assert [indicator["ref"] for indicator in bundle.indicators] == ["B"]


def test_keys_of_measures_that_differ_in_signs_keep_apart() -> None:
    keys = keys_of(["A 5+", "A 5", "%A", "A<1", "x" * 200])
    assert len(set(keys.values())) == 5
    assert all(len(key) <= 80 for key in keys.values())


def test_every_fault_is_told_with_its_row(vocabulary: StoredKeys, tmp_path: Path) -> None:
    rows = [
        lait_row(), lait_row("Unknown"), lait_row(years="soon"), lait_row(number="970", value="?"),
        lait_row("Unknown", number="970"), lait_row(number="806", value="?"),
        {**lait_row(years="2020"), "LA Number": 12345.0},
    ]  # fmt: skip
    assert faults(vocabulary, tmp_path, rows) == [
        (2, "Short Desc", "Unknown"), (5, "Short Desc", "Unknown"), (3, "Years", "soon"),
        (7, "LA Number", "12345"), (4, "Values", "?"), (6, "Values", "?"),
    ]  # fmt: skip


def test_a_row_that_stands_twice_is_told(vocabulary: StoredKeys, tmp_path: Path) -> None:
    rows = [lait_row(), lait_row(number="970"), lait_row(value="2")]
    assert faults(vocabulary, tmp_path, rows) == [(3, "Values", "Test, Torbay, 2025")]
    # The same year with and without a status is one period.
    rows = [lait_row(), lait_row(years="2025 (prov)")]
    assert faults(vocabulary, tmp_path, rows) == [(2, "Values", "Test, Torbay, 2025")]


@pytest.mark.parametrize("column", [c for c in LAIT_COLUMNS if c not in ("Data item", "Region")])
def test_a_missing_column_is_named(vocabulary: StoredKeys, tmp_path: Path, column: str) -> None:
    columns = [name for name in LAIT_COLUMNS if name != column]
    table = write_lait(tmp_path / "long.parquet", [lait_row()], columns)
    with pytest.raises(BadCatalogue) as raised:
        read_lait(table, write_dictionary(tmp_path / "d.csv"), ADDITIONS, vocabulary)
    assert [problem.column for problem in raised.value.problems] == [column]


@pytest.mark.parametrize(
    ("column", "value"),
    [("Values", [1.5]), ("Values", {"a": 1}), ("Short Desc", b"\xff"), ("Years", True),
     ("LA Number", "Torbay"), ("LA Number", float("inf")), ("Values", float("nan"))],
)  # fmt: skip
def test_a_column_of_another_type_is_read_or_refused(
    vocabulary: StoredKeys, tmp_path: Path, column: str, value: Any
) -> None:
    with pytest.raises(BadCatalogue):
        lait(vocabulary, tmp_path, [{**lait_row(), column: value}])


def test_numbers_in_place_of_texts_are_read(vocabulary: StoredKeys, tmp_path: Path) -> None:
    rows = [{**lait_row(), "Values": 2.5, "Years": 2025, "LA Number": 880}]
    (figure,) = figures(lait(vocabulary, tmp_path, rows))
    assert (figure["value"], figure["period"], figure["area"]) == (2.5, "2025", "torbay")


def test_a_description_of_another_unit_or_period_is_marked_and_not_used(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    text = "Number of children with a plan at 31 March. They are at risk."
    year = {"Description": text, "Year_Type": "Financial Year"}
    entries = [
        entry("CPP_Num", y_axis_name="Number CPP", **year),  # on a day, by the portal's own file
        entry("Plans", y_axis_name="Number of plans", **year),
        entry("Rate", y_axis_name="Rate per 10,000", **year),
        entry("Other", y_axis_name="Number", **{**year, "Description": "Number of referrals."}),
    ]
    rows = [lait_row(each["Measure_short"]) for each in entries]
    read_indicators = lait(vocabulary, tmp_path, rows, *entries).indicators
    words = {i["ref"]: (i["definition"], i["note"]) for i in read_indicators}
    assert words["CPP_Num"][1] == words["Other"][1] == ""
    assert words["Other"][0] == "Number of referrals."
    for code in ("Plans", "Rate"):
        definition, note = words[code]
        assert definition == f"Measure {code}"
        assert "in the words of another, “Measure CPP_Num”" in note
