"""Files that could be read to the letter and yet wrongly: each is read rightly or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.importers.read import BadCatalogue
from portal.importers.statistics.bundle import ParsedDataset
from portal.importers.statistics.describe import describe
from portal.importers.statistics.mapping_file import parse_mapping
from portal.importers.statistics.open_data import read_open_data
from portal.importers.statistics.stored_keys import StoredKeys
from tests.support.statistics import csv_text, figures, read, row

AREAS = ("england", "south-west", "torbay", "plymouth", "middlesbrough")
Rows = list[dict[str, str]]


def drafted(vocabulary: StoredKeys, path: Path, text: str) -> ParsedDataset:
    """Read a file by its draft alone."""
    path.write_text(text, "utf-8")
    (mapping := path.with_suffix(".toml")).write_text(describe(path).text, "utf-8")
    (bundle,) = read(vocabulary, mapping, path)
    return bundle


def units(bundle: ParsedDataset) -> dict[str, str]:
    return {indicator["ref"]: indicator["unit"] for indicator in bundle.indicators}


def rows_of(*years: str, **columns: tuple[object, ...]) -> Rows:
    """A row for each area and year, columns by year: those of all areas one after another."""
    return [
        row(area, year, **{name: cells[n * len(AREAS) + place] for name, cells in columns.items()})
        for n, year in enumerate(years)
        for place, area in enumerate(AREAS)
    ]


REFUSED: dict[str, tuple[Rows, str]] = {
    "a row twice makes no filter of a column of numbers": (
        [*rows_of("2025", number=(900, 70, 8, 9, 10), share_percent=(1.5, 2.5, 3.5, 4.5, 5.5)),
         row("torbay", "2025", number=11, share_percent=6.5)],
        "stand in another row; keep one of them"),
    "a provisional figure beside the revised one": (
        [{**cells, "version": version, "number": cells["number"] + extra}
         for version, extra in (("Provisional", ""), ("Revised", "1"))
         for cells in rows_of("2025", number=(900, 70, 8, 9, 10))],
        "stand in another row; keep one of them"),
    "percentages in one year and shares of one in the next": (
        rows_of("2024", "2025", share_percent=(22.6, 21.4, 31.5, 28.2, 35.3,
                                               0.226, 0.214, 0.315, 0.282, 0.353)),
        "is one of them a share of one and the other a percentage"),
    "shares of one of one council among percentages": (
        rows_of("2023", "2024", "2025", share_percent=(22.6, 21.4, 31.5, 0.282, 35.3, 23.6, 22.4,
                                                       33.5, 0.272, 34.3, 21.6, 20.4, 30.5, 0.264,
                                                       33.3)),
        "is this 28.2% or 0.282%"),
    "nines where there is no figure": (
        rows_of("2025", number=(123456, 7000, 800, 9999999, 100)),
        "No other figure is above 123,456"),
    "a number among percentages": (
        rows_of("2024", "2025", share_percent=(22.6, 21.4, 31.5, 28.2, 35.3,
                                               22.5, 21.4, 1080, 28.1, 35.1)),
        "No other figure of this column is above 35.3%"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "remedy"), REFUSED.values(), ids=REFUSED)
def test_what_would_be_read_wrongly_is_refused(
    vocabulary: StoredKeys, tmp_path: Path, rows: Rows, remedy: str
) -> None:
    with pytest.raises(BadCatalogue) as raised:
        drafted(vocabulary, tmp_path / "data.csv", csv_text(rows))
    assert remedy in str(raised.value.problems[0])


def test_percentages_that_are_equal_by_chance_are_both_figures(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    years = ("2023", "2024", "2025")
    same = (20, 20, 30, 30, 20) * 3
    text = csv_text(rows_of(*years, fte_percent=same, headcount_percent=same))
    assert set(units(drafted(vocabulary, tmp_path / "a.csv", text))) == {
        "fte_percent", "headcount_percent"}  # fmt: skip


def test_nines_among_numbers_like_them_and_rates_that_grow_are_figures(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    rows = rows_of("2024", "2025", number=(9999, 900, 80, 9998, 9999) * 2,
                   rate_per_10000=(1, 2, 3, 4, 5, 50, 80, 90, 99, 120))  # fmt: skip
    bundle = drafted(vocabulary, tmp_path / "data.csv", csv_text(rows))
    assert len(figures(bundle)) == 2 * len(rows)


def test_a_number_of_cases_is_a_count_and_cases_of_a_worker_are_none(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    rows = rows_of(
        "2025", ehcp_caseload=(480000, 39000, 800, 900, 700), caseload=(15, 14, 17, 18, 16)
    )
    bundle = drafted(vocabulary, tmp_path / "cases.csv", csv_text(rows))
    assert units(bundle) == {"ehcp_caseload": "count", "caseload": "ratio"}


def test_social_workers_are_counted_in_september_and_children_on_one_day(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    text = csv_text(rows_of("2025", workers=(9, 8, 7, 6, 5)))
    bundle = drafted(vocabulary, tmp_path / "csww_by_role.csv", text)
    assert {str(p.end) for p in bundle.periods} == {"2025-09-30"}
    rows = [{**cells, "cla_group": "Children looked after on 31 March"}
            for cells in rows_of("2025", number=(9, 8, 7, 6, 5))]  # fmt: skip
    bundle = drafted(vocabulary, tmp_path / "uasc.csv", csv_text(rows))
    assert {p.basis for p in bundle.periods} == {"snapshot"}


def test_columns_that_say_what_they_hold_before_the_year_are_periods(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    head = "ONS code,Area,Rate per 10000 2023/24,Rate per 10000 2024/25"
    text = f"{head}\nE06000027,Torbay,120,130\nE06000026,Plymouth,90,[c]\n"
    bundle = drafted(vocabulary, tmp_path / "inform.csv", text)
    assert [(f["period"], f["value"]) for f in figures(bundle)] == [
        ("2023/24", 120), ("2023/24", 90), ("2024/25", 130), ("2024/25", None)]  # fmt: skip
    assert units(bundle) == {"value": "per_10k"}
    with pytest.raises(BadCatalogue):  # places among others are no figures
        drafted(vocabulary, tmp_path / "ranks.csv", text.replace("Rate per 10000", "Rank"))


UNITS = {
    "n": ("n", "count"),
    "percent": ("%", "percent"),
    "rate": ("Rate per 10,000 children", "per_10k"),
    "time": ("Days", "days"),
    "money": ("£", "gbp"),
}


def test_a_column_of_units_tells_them_as_a_filter_or_beside_measures(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    long = [
        {**cells, "indicator": name, "unit": unit}
        for name, (unit, _unit) in UNITS.items()
        for cells in rows_of(
            "2025", value=(101, 52.5, 33, 24, 15) if name == "percent" else (101, 52, 33, 24, 15)
        )
    ]
    beside = drafted(vocabulary, tmp_path / "beside.csv", csv_text(long))
    assert {i["name"].split(", ")[1]: i["unit"] for i in beside.indicators} == {
        name: unit for name, (_text, unit) in UNITS.items()
    }
    alone = [{name: text for name, text in cells.items() if name != "indicator"} for cells in long]
    filtered = drafted(vocabulary, tmp_path / "filter.csv", csv_text(alone))
    assert sorted(i["unit"] for i in filtered.indicators) == sorted(u for _t, u in UNITS.values())


def test_a_table_of_other_figures_is_not_taken_for_one_with_the_same_columns(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    text = "Area code,Area,2024,2025\nE06000027,Torbay,120,130\nE06000026,Plymouth,90,80\n"
    mappings = []
    for name in ("children_in_need", "agency_workers"):
        path = tmp_path / f"{name}_2025.csv"
        path.write_text(text, "utf-8")
        drawn = describe(path).text
        mappings.append(parse_mapping(path.with_suffix(".toml"), drawn, vocabulary))
    path = tmp_path / "children_in_need_2026.csv"
    path.write_text(text.replace("2024", "2026"), "utf-8")
    (bundle,) = read_open_data([path], mappings[::-1], vocabulary)
    assert bundle.document["key"].startswith("children-in-need")
    other = path.rename(tmp_path / "children_excluded_2026.csv")
    with pytest.raises(BadCatalogue, match="and so may any table"):
        read_open_data([other], mappings, vocabulary)
    assert read_open_data([other], mappings[:1], vocabulary)  # the mapping was given for it


def test_two_marks_of_utf_8_before_the_header_are_none_of_it(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    text = "\ufeff\ufeff" + csv_text(rows_of("2025", number=(9, 8, 7, 6, 5)))
    assert len(figures(drafted(vocabulary, tmp_path / "data.csv", text))) == len(AREAS)


@pytest.mark.parametrize("other", ["2025", "2024-25"])
def test_one_year_written_in_two_ways_is_refused(
    vocabulary: StoredKeys, tmp_path: Path, other: str
) -> None:
    lines = [
        "Area Code,Area Name,Time period,Value",
        "E06000027,Torbay,2024/25,12.1",
        f"E06000026,Plymouth,{other},13.4",
        "E06000002,Middlesbrough,2024/25,15.2",
    ]
    with pytest.raises(BadCatalogue) as raised:
        drafted(vocabulary, tmp_path / "mixed.csv", "\n".join(lines))
    (problem,) = raised.value.problems
    assert (problem.row, problem.column) == (3, "Time period")
    assert "read as the same time as 2024/25 in another row" in problem.remedy
