"""Drafts of mappings: every file that can be read has one that loads, with the right units."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal.importers.read import BadCatalogue
from portal.importers.statistics.bundle import ParsedDataset
from portal.importers.statistics.describe import describe
from portal.importers.statistics.stored_keys import StoredKeys
from portal.importers.statistics.units import is_limit, unit_of
from tests.support.statistics import AREAS, figures, read, row, write_csv

PLACES = ("england", "south-west", "torbay", "plymouth", "middlesbrough")
Loaded = tuple[ParsedDataset, dict[str, Any]]


@pytest.fixture
def load(vocabulary: StoredKeys, tmp_path: Path) -> Callable[..., Loaded]:
    """Draft a mapping of some rows, or of a file, and read it by the untouched draft."""

    def bundle_of(rows: list[dict[str, str]] | Path) -> Loaded:
        data = rows if isinstance(rows, Path) else write_csv(tmp_path / "table_2025.csv", rows)
        draft = describe(data)
        (tmp_path / "draft.toml").write_text(draft.text, "utf-8")
        (bundle,) = read(vocabulary, tmp_path / "draft.toml", data)
        assert draft.indicators == len(bundle.indicators)
        return bundle, tomllib.loads(draft.text)

    return bundle_of


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("rereferral_percent", "percent"), ("pt_rwm_met", "percent"), ("share_%", "percent"),
        ("ReferralPct", "percent"), ("gld_perc", "percent"), ("perc_cla", "percent"),
        ("expenditure_percent", "percent"), ("rate_per_10000", "per_10k"), ("rate_10k", "per_10k"),
        ("cpp_rate_per_10_000_children", "per_10k"), ("rate_per_100000", "ratio"),
        ("cost_per_child", "gbp"), ("gross_expenditure", "gbp"), ("unit_cost", "gbp"),
        ("direct_pay_education", "count"), ("avg_hourly_rate", "gbp"), ("CPP_PCNT", "percent"),
        ("a1_entry_to_placement_days", "days"), ("avg_time_to_match", ""),
        ("avg_att8", "ratio"), ("average_elg", "ratio"), ("p8score", "ratio"),
        ("caseload_fte", "ratio"), ("average_days", "days"), ("duration_days", "days"),
        ("referral_count", "count"), ("number", "count"), ("inpost_headcount", "count"),
        ("children_on_free_school_meals", "count"), ("perm_excl_rate", ""), ("proportion", ""),
    ],
)  # fmt: skip
def test_names_of_columns_tell_units(name: str, unit: str) -> None:
    assert unit_of(name) == unit


@pytest.mark.parametrize(
    ("name", "limit"),
    [("p8score_CI_low", True), ("lower_ci", True), ("UpperCI95", True), ("rate_lcl", True),
     ("lower", True), ("confidence_interval_upper", True), ("Lower CI 95.0 limit", True),
     ("lower_tier_count", False), ("cl_17_to_18", False), ("city_count", False),
     ("class_size", False)],
)  # fmt: skip
def test_limits_of_intervals_are_no_figures(name: str, limit: bool) -> None:
    assert is_limit(name) is limit


def test_numbers_tell_the_parts_of_a_share_and_the_unit_of_a_rate(
    load: Callable[..., Loaded],
) -> None:
    rows = []
    for n, (area, year) in enumerate((a, y) for a in PLACES for y in ("2023", "2024", "2025")):
        pupils, excluded, other = 4_000 + 977 * n, 37 + 11 * n, 500 + 3 * n
        rows.append(
            row(
                area, year, headcount=pupils, excluded=excluded, other=other,
                excl_rate=f"{100 * excluded / pupils:.2f}",
                plans_rate=f"{10_000 * other / pupils:.1f}",
                missed_proportion=f"{excluded / other:.3f}",
                spend_rate=f"{300 + 170.5 * n}",
            )
        )  # fmt: skip
    bundle, _draft = load(rows)
    assert {i["ref"]: i["unit"] for i in bundle.indicators} == {
        "headcount": "count", "excluded": "count", "other": "count", "excl_rate": "percent",
        "plans_rate": "per_10k", "missed_proportion": "ratio", "spend_rate": "ratio",
    }  # fmt: skip
    parts = {i["ref"]: n for n, i in enumerate(bundle.indicators)}
    table = bundle.figures[bundle.figures["indicator"] == parts["excl_rate"]]
    assert table["numerator"].tolist() == [37 + 11 * n for n in range(15)]
    assert table["denominator"].tolist() == [4_000 + 977 * n for n in range(15)]


def test_plain_columns_of_an_account_are_pounds(vocabulary: StoredKeys, tmp_path: Path) -> None:
    rows = [row(area, gross_expenditure=n, own_provision=n, per_capita=n / 7, pupil_count=n)
            for n, area in enumerate(PLACES)]  # fmt: skip
    draft = describe(write_csv(tmp_path / "s251_outturn.csv", rows)).text
    units = {i["value"]: i["unit"] for i in tomllib.loads(draft)["indicators"]}
    assert units == {"gross_expenditure": "gbp", "own_provision": "gbp", "per_capita": "gbp",
                     "pupil_count": "count"}  # fmt: skip


def test_the_row_of_a_total_is_the_denominator(load: Callable[..., Loaded]) -> None:
    rows = []
    for n, area in enumerate(PLACES):
        parts = {"Foster": 130 + 10 * n, "Residential": 40 + 7 * n, "Other": 31 + n}
        for kind, number in {**parts, "Total": sum(parts.values())}.items():
            share = 100 * number / sum(parts.values())
            rows.append(row(area, kind=kind, number=number, percentage=f"{share:.1f}"))
    bundle, draft = load(rows)
    percentage = draft["indicators"][1]
    assert percentage["denominator"] == {"column": "number", "where": {"kind": "Total"}}
    foster = next(n for n, i in enumerate(bundle.indicators) if i["name"] == "Percentage, Foster")
    table = bundle.figures[bundle.figures["indicator"] == foster]
    assert table["denominator"].tolist() == [201 + 18 * n for n in range(5)]


def test_levels_labels_and_limits_make_no_indicator(load: Callable[..., Loaded]) -> None:
    rows = [
        row(area, year, la_label=area.title(), kind=kind, version="Provisional", score=n,
            score_lower_ci=n - 1, score_upper_ci=n + 1, note="one")
        for area in PLACES for year in ("2024", "2025") for n, kind in enumerate("AB")
    ]  # fmt: skip
    school = {"geographic_level": "School", "kind": "of a school", "version": "Final"}
    bundle, draft = load([*rows, *({**r, **school} for r in rows[:4])])
    assert draft["dataset"]["status_column"] == "version"
    assert set(draft["dataset"]["ignore"]) == {
        "la_label", "score_lower_ci", "score_upper_ci", "note",
    }  # fmt: skip
    assert len(bundle.indicators) == 2
    assert set(bundle.figures["status"]) == {"provisional"}
    assert bundle.notes == ["table_2025.csv: 4 rows are left out: 4 of level School."]


def test_a_filter_of_many_values_is_a_filter_and_the_draft_says_what_it_makes(
    load: Callable[..., Loaded], tmp_path: Path
) -> None:
    rows = [
        row(area, school_type=f"Type {n}", pupils=n * 3 + m)
        for m, area in enumerate(PLACES[:2]) for n in range(1_100)
    ]  # fmt: skip
    bundle, _draft = load(rows)
    assert len(bundle.indicators) == 1_100
    text = describe(tmp_path / "table_2025.csv").text
    assert "It makes 1,100 indicators of this file." in text
    assert '"school_type" alone has 1,100 values' in text


def test_whole_numbers_may_be_figures_or_ages(load: Callable[..., Loaded]) -> None:
    rows = [
        row(area, age=age, pupils=n * 10 + age)
        for n, area in enumerate(PLACES) for age in (*range(5, 9), 16)
    ]  # fmt: skip
    bundle, draft = load(rows)
    assert [i["value"] for i in draft["indicators"]] == ["pupils"]
    assert len(bundle.indicators) == 5
    with_total = [{**r, "age": r["age"].replace("16", "16 plus")} for r in rows]
    bundle, draft = load(with_total)
    assert draft["indicators"][0]["each"] == ["age"]


@pytest.mark.parametrize(
    ("cells", "basis"),
    [
        ({"group": ("On 31 March", "During the year")}, ["snapshot", ""]),
        ({"group": ("CLA on 31 March", "CLA 2 years on 31 March")}, ["snapshot"]),
        ({"group": ("Boys", "Girls")}, [""]),
    ],
)
def test_a_snapshot_is_a_snapshot(
    load: Callable[..., Loaded], cells: dict[str, tuple[str, ...]], basis: list[str]
) -> None:
    rows = [row(a, group=g, number=n) for n, a in enumerate(PLACES) for g in cells["group"]]
    bundle, draft = load(rows)
    assert [i.get("basis", "") for i in draft["indicators"]] == basis
    assert len(bundle.indicators) == 2


def test_metadata_beside_a_file_give_labels_units_and_decimals(
    load: Callable[..., Loaded], tmp_path: Path
) -> None:
    head = "col_name,col_type,label,indicator_grouping,indicator_unit,indicator_dp,filter_hint\n"
    (tmp_path / "table_2025.meta.csv").write_text(
        "\ufeff" + head + "band,Filter,Age band,,,,\nt_a,Indicator,Share on time,,%,1,\n"
        "t_b,Indicator,Spending,,£,0,\nt_c,Indicator,Children,,,0,\n", "utf-8",
    )  # fmt: skip
    rows = [row(a, band=b, t_a=n, t_b=n, t_c=n) for n, a in enumerate(PLACES) for b in ("1", "2")]
    bundle, _draft = load(rows)
    described = {(i["name"], i["unit"], i["decimals"]) for i in bundle.indicators}
    assert described == {
        (f"{name}, {band}", unit, decimals)
        for name, unit, decimals in (
            ("Share on time", "percent", 1), ("Spending", "gbp", 0), ("Children", "count", 0))
        for band in "12"
    }  # fmt: skip


FINGERTIPS = """\
Indicator ID,Parent Code,Area Code,Area Name,Sex,Time period,Value,Lower CI 95 limit,Count,Sortable
90803,,E92000001,England,Persons,2022/23,71.0,70.1,83840,20220000
90803,E92000001,E12000009,South West region,Persons,2022/23,61.2,60,6540,20220000
90803,E12000009,E06000027,Torbay,Persons,2022/23,128.5,120,330,20220000
90803,E12000009,E06000027,Torbay,Persons,2023/24,*,,,20230000
90803,E12000009,E07000223,Adur,Persons,2023/24,4,,1,20230000
"""
WIDE = """\
Table 4: children helped,,,
Source: a council
Area code,Area,2022-23,2023-24
E92000001,England,5,6
E06000027,Torbay,7,[c]

Note: figures are rounded.
"""
ONS = """\
v4_0,calendar-years,Time,administrative-geography,Geography,single-year-of-age,Age
5,2022,2022,E92000001,ENGLAND,7,7
6,2022,2022,E06000027,Torbay,7,7
7,2022,2022,W92000004,WALES,7,7
8,2023,2023,E06000027,Torbay,7,7
9,2022,2022,E92000001,ENGLAND,8,8
10,2022,2022,E06000027,Torbay,8,8
11,2023,2023,E06000027,Torbay,8,8
"""
NAMES = "LA number;Local authority;Year;Children\n880;Torbay;2024;5\n879;Plymouth;2024;6\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FINGERTIPS, [("england", "2022/23", 71.0, ""), ("south-west", "2022/23", 61.2, ""),
                      ("torbay", "2022/23", 128.5, ""), ("torbay", "2023/24", None, "c")]),
        (WIDE, [("england", "2022-23", 5, ""), ("torbay", "2022-23", 7, ""),
                ("england", "2023-24", 6, ""), ("torbay", "2023-24", None, "c")]),
        (ONS, [("england", "2022", 5, ""), ("torbay", "2022", 6, ""), ("torbay", "2023", 8, "")]),
        (NAMES, [("torbay", "2024", 5, ""), ("plymouth", "2024", 6, "")]),
    ],
    ids=["Fingertips", "a column a year", "ONS", "numbers of councils"],
)  # fmt: skip
def test_tables_of_other_layouts_have_drafts_that_load(
    load: Callable[..., Loaded], tmp_path: Path, text: str, expected: list[Any]
) -> None:
    (tmp_path / "other.csv").write_text(text, "utf-8")
    bundle, draft = load(tmp_path / "other.csv")
    assert {i["value"] for i in draft["indicators"]} <= {
        "Value",
        "Count",
        "value",
        "v4_0",
        "Children",
    }
    first = bundle.indicators[0]["key"]
    assert [
        (f["area"], f["period"], f["value"], f["symbol"])
        for f in figures(bundle) if f["indicator"] == first
    ] == expected  # fmt: skip


def test_each_measure_of_a_tall_table_has_the_unit_of_its_cells(
    load: Callable[..., Loaded],
) -> None:
    kinds = {"Spend": "£1,080", "Visits on time": "33.5%", "Children": "12", "Rate per 10,000": "9"}
    rows = [row(a, Measure=name, figure=cell) for a in PLACES for name, cell in kinds.items()]
    _bundle, draft = load(rows)
    assert {i["where"]["Measure"]: i["unit"] for i in draft["indicators"]} == {
        "Spend": "gbp", "Visits on time": "percent", "Children": "count",
        "Rate per 10,000": "per_10k",
    }  # fmt: skip


def test_a_table_of_no_areas_has_no_draft(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("colour,number\nred,1\nblue,2\n", "utf-8")
    with pytest.raises(BadCatalogue, match="no column of it holds the codes of areas"):
        describe(tmp_path / "a.csv")
    only_schools = [{**AREAS["torbay"], **row(share=1), "geographic_level": "School"}]
    with pytest.raises(BadCatalogue, match="No row of this file is of England"):
        describe(write_csv(tmp_path / "a.csv", only_schools))
