"""Shapes of the department's files that the portal has not met: their drafts alone load them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from portal.importers.statistics.bundle import ParsedDataset
from portal.importers.statistics.describe import describe
from portal.importers.statistics.stored_keys import StoredKeys
from tests.support.statistics import read, row, write_csv

PLACES = ("england", "south-west", "torbay", "plymouth", "middlesbrough")
Rows = list[dict[str, str]]


def table(
    columns: str, *lines: str, year: str = "2025", identifier: str = "Reporting year"
) -> Rows:
    """Rows of one area each: England, the South West and three councils, in this order."""
    names = columns.split()
    return [
        row(area, year, identifier, **dict(zip(names, line.split("|"), strict=True)))
        for area, line in zip(PLACES, lines, strict=False)
    ]


def by_draft(vocabulary: StoredKeys, path: Path) -> tuple[ParsedDataset, dict[str, Any]]:
    """Draft a mapping of a file, and read it by the untouched draft."""
    draft = describe(path)
    (mapping := path.with_suffix(".toml")).write_text(draft.text, "utf-8")
    (bundle,) = read(vocabulary, mapping, path)
    assert draft.indicators == len(bundle.indicators)
    assert {i["polarity"] for i in bundle.indicators} == {"none"}
    return bundle, tomllib.loads(draft.text)


DURATIONS = table(
    "category ICPC Time_0-10_days Time_11+_days Time_median Time_75th_Percentile",
    "Conferences|700|400|300|11|14", "Conferences|300|170|130|10|13",
    "Conferences|31|20|11|8|12", "Conferences|29|15|14|10|15", "Conferences|25|c|c|9|11",
)  # fmt: skip
LENGTHS = table(
    "CPP_At31 under_3_months under_3_months_percent",
    "4000|1000|25", "800|240|30", "90|30|33.3", "70|14|20", "60|21|35",
)  # fmt: skip
SCHOOLING = [
    {**cells, "group": group}
    for group in ("CINO at 31 March", "All pupils")
    for cells in table(
        "group terms t_pupils t_sess pt_sess avg_score",
        "|six half terms|900|1800000|7.5|40.15", "|six half terms|300|600000|8.1|39",
        "|six half terms|70|c|c|41.5", "|six half terms|80|150000|8|x",
        year="202425", identifier="Academic year",
    )
]  # fmt: skip
LEAVERS = table(
    "Age cohort_avg NEET_percent annual_change_NEET change_ppts_other NEET_quintile Level_3",
    "16-17|900.5|5.6|0.2|0.1|z|57.1", "16-17|300|5.1|-0.7|0.4|z|54", "16-17|30.3|7|1|-2.5|5|50.2",
    identifier="Calendar year",
)  # fmt: skip
IN_FULL = table(
    "num_schools enrolments ehc_pc attendance_perc minor_perc average_elgs",
    "900.25|21425.55|85.700000000000|94.6337128773723|0.57199087219957|14.100000",
    "77.72413793|1986.344827|100.000000000000|94.7863577247953|0.95761547934|14.000000",
    "8.5|305.1|50.100000000000|95.0661234517953|0.36615476157|13.600000",
    identifier="Calendar year",
)  # fmt: skip
# A population beside other figures is what they are a share of.
IN_CARE = table("children_starting population_estimate rate_per_10000",
                "80000|12000000|67", "6000|1100000|55", "331|25400|130")  # fmt: skip
PLANS = table("num_caseload pc_caseload", "500000|100", "50000|10", "1300|2.6")
PAY = table("headcount_pay_reported ehe_on_census_day average_mean score_lower_conf_interval moved"
            " pupils_per_class", "900|7000|43000|-1|-3|26.1", "300|500|42000|-1|4|26.5",
            "70|30|41000|-1|-8|27")  # fmt: skip
DESTINATIONS = [
    {**cells, "data_type": kind}
    for kind, shares in (("Number of pupils", ("900", "270", "63", "72")),
                         ("Percentage", ("90.0", "90.0", "90.0", "c")))
    for cells, share in zip(
        table("cohort ind1 ind2", "1000|x|4", "300|x|5", "70|x|6", "80|x|7",
              year="202223", identifier="Academic year"), shares, strict=True)
    for cells["ind1"] in (share,)
]  # fmt: skip
POPULATION = table("age_group population_estimate", "Children aged 0 to 17|12000000",
                   "Children aged 0 to 17|1100000", "Children aged 0 to 17|25000")  # fmt: skip
FORMER = table("school_type perm_theft", "Total|40", "Total|5", "Total|x", year="201617")
STAGES = [
    row("england", year, age=age, stage=stage, number=number)
    for year in ("2024", "2025")
    for age in ("Aged 1", "Total")
    for stage, number in (("1. Average time to a match", "01:10"), ("Children placed", "1660"),
                          ("2. Average time to a home", "k"))
]  # fmt: skip
SCORECARD = table("period_type a1_entry_days avg_time_to_match a2_pct", "3 year average|480|17|12",
                  "3 year average|455|15|9", "3 year average|c|14|8")  # fmt: skip
RUNAWAYS = [
    row(area, incident=incident, number=number, percentage=share)
    for area in ("england", "torbay")
    for incident, number, share in (("Children who went missing", "80", "11"),
                                    ("Missing incidents", "512", "z"),
                                    ("Average number of incidents per child", "6.4", "z"))
]  # fmt: skip
SEPTEMBER = ("2024-09-01", "2025-08-31")

# Stem, rows; unit and decimals of each column; the periods' basis, first and last day; first name.
SHAPES: list[tuple[str, Rows, dict[str, tuple[str, int]], tuple[str, str, str], str]] = [
    ("stretches of days count, their median is in days", DURATIONS,
     {"ICPC": ("count", 0), "Time_0-10_days": ("count", 0), "Time_11+_days": ("count", 0),
      "Time_median": ("days", 0), "Time_75th_Percentile": ("days", 0)},
     ("year", "2024-04-01", "2025-03-31"), "ICPC, Conferences"),
    ("parts of a snapshot are of its day", LENGTHS,
     {"CPP_At31": ("count", 0), "under_3_months": ("count", 0),
      "under_3_months_percent": ("percent", 1)},
     ("snapshot", "None", "2025-03-31"), "CPP At31"),
    ("absence of a group at 31 March is of the year", SCHOOLING,
     {"t_pupils": ("count", 0), "t_sess": ("count", 0), "pt_sess": ("percent", 1),
      "avg_score": ("ratio", 2)},
     ("year", *SEPTEMBER), "Pupils (total), six half terms, CINO at 31 March"),
    ("changes are points, quintiles no figures", LEAVERS,
     {"cohort_avg": ("count", 1), "NEET_percent": ("percent", 1),
      "annual_change_NEET": ("percent", 1), "change_ppts_other": ("percent", 1),
      "Level_3": ("ratio", 1)},
     ("year", "2025-01-01", "2025-12-31"), "Cohort avg, 16-17"),
    ("quotients in full show three figures", IN_FULL,
     {"num_schools": ("count", 1), "enrolments": ("count", 1), "ehc_pc": ("percent", 1),
      "attendance_perc": ("percent", 1), "minor_perc": ("percent", 3),
      "average_elgs": ("ratio", 1)},
     ("year", "2025-01-01", "2025-12-31"), "Num schools"),
    ("mid-year population", POPULATION, {"population_estimate": ("count", 0)},
     ("year", "2025-01-01", "2025-12-31"), "Population estimate, Children aged 0 to 17"),
    ("a rate and its population", IN_CARE,
     {"children_starting": ("count", 0), "population_estimate": ("count", 0),
      "rate_per_10000": ("per_10k", 0)},
     ("year", "2024-04-01", "2025-03-31"), "Children starting"),
    ("a number of cases is no ratio", PLANS,
     {"num_caseload": ("count", 0), "pc_caseload": ("percent", 1)},
     ("year", "2024-04-01", "2025-03-31"), "Num caseload"),
    ("heads, days of the calendar and limits", PAY,
     {"headcount_pay_reported": ("count", 0), "ehe_on_census_day": ("count", 0),
      "average_mean": ("ratio", 0), "moved": ("ratio", 0), "pupils_per_class": ("ratio", 1)},
     ("year", "2024-04-01", "2025-03-31"), "Headcount pay reported"),
    ("days behind a number, and three years in one", SCORECARD,
     {"a1_entry_days": ("days", 0), "avg_time_to_match": ("ratio", 0), "a2_pct": ("percent", 0)},
     ("average_3y", "2022-04-01", "2025-03-31"), "A1 entry days"),
    ("before 2018", FORMER, {"perm_theft": ("count", 0)},
     ("year", "2016-09-01", "2017-08-31"), "Perm theft"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "units", "period", "name"), [s[1:] for s in SHAPES], ids=[s[0] for s in SHAPES]
)
def test_a_draft_alone_gives_units_decimals_periods_and_names(
    vocabulary: StoredKeys,
    tmp_path: Path,
    rows: Rows,
    units: dict[str, tuple[str, int]],
    period: tuple[str, str, str],
    name: str,
) -> None:
    path = write_csv(tmp_path / "data.csv", rows)
    if rows is FORMER:  # these have no time_identifier
        text = path.read_text().replace(
            "time_period,time_identifier,geographic_level", "year,level"
        )
        path.write_text(text.replace(",Reporting year", ""))
    bundle, _draft = by_draft(vocabulary, path)
    assert {i["ref"]: (i["unit"], i["decimals"]) for i in bundle.indicators} == units
    assert {(p.basis, str(p.start), str(p.end)) for p in bundle.periods} == {period}
    assert bundle.indicators[0]["name"].startswith(name)


def test_units_that_a_filter_or_a_label_tells(vocabulary: StoredKeys, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "destinations.csv", DESTINATIONS)
    (tmp_path / "destinations.meta.csv").write_text(
        "col_name,col_type,label\ndata_type,Filter,Data type\n"
        "cohort,Indicator,Number of pupils in the cohort\nind1,Indicator,Sustained education\n"
        "ind2,Indicator,Average days to decide\n"
    )
    bundle, _draft = by_draft(vocabulary, path)
    assert {i["name"]: (i["unit"], i["decimals"]) for i in bundle.indicators} == {
        "Number of pupils in the cohort, Number of pupils": ("count", 0),
        "Number of pupils in the cohort, Percentage": ("count", 0),
        "Sustained education, Number of pupils": ("count", 0),
        "Sustained education, Percentage": ("percent", 1),
        "Average days to decide, Number of pupils": ("days", 0),
        "Average days to decide, Percentage": ("days", 0),
    }


def test_a_cohort_beside_percentages_is_a_number(vocabulary: StoredKeys, tmp_path: Path) -> None:
    rows = [
        row(area, data_type=kind, cohort=cohort, in_work=share)
        for area, working, cohort in (("england", 900, 1000), ("torbay", 150, 210))
        for kind, cohort, share in (("Number", cohort, working), ("Percentage", cohort - 5, 71.5))
    ]
    bundle, _draft = by_draft(vocabulary, write_csv(tmp_path / "destinations.csv", rows))
    assert [i["unit"] for i in bundle.indicators] == ["count", "count", "count", "percent"]


def test_a_column_of_units_says_the_words_of_a_length_of_time(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    rows = [
        row(area, measure=measure, measure_unit=unit, figure=figure)
        for area in ("england", "torbay")
        for measure, unit, figure in (("Proceedings", "Weeks", 41), ("On time", "Per cent", 32))
    ]
    bundle, _draft = by_draft(vocabulary, write_csv(tmp_path / "proceedings.csv", rows))
    assert [(i["unit"], i["unit_text"]) for i in bundle.indicators] == [
        ("ratio", "weeks"),
        ("percent", ""),
    ]


def test_an_average_among_numbers_is_none_and_what_is_not_applicable_is_no_series(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    bundle, _draft = by_draft(vocabulary, write_csv(tmp_path / "missing.csv", RUNAWAYS))
    assert {i["name"]: (i["unit"], i["decimals"]) for i in bundle.indicators} == {
        "Number, Children who went missing": ("count", 0),
        "Number, Missing incidents": ("count", 0),
        "Number, Average number of incidents per child": ("ratio", 1),
        "Percentage, Children who went missing": ("percent", 0),
    }


def test_whom_figures_are_of_is_told_and_a_guess_is_said(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    bundle, _draft = by_draft(vocabulary, write_csv(tmp_path / "neet.csv", LEAVERS))
    assert {i["population"] for i in bundle.indicators} == {"16-17"}
    draft = describe(tmp_path / "neet.csv")
    text = draft.text
    assert draft.guessed == ("Level_3",)
    assert "# Neither names nor numbers tell the unit of Level_3: it is a guess." in text
    full = by_draft(vocabulary, write_csv(tmp_path / "cpp.csv", LENGTHS))[1]["indicators"]
    assert (full[2]["numerator"], full[2]["denominator"]) == ("under_3_months", "CPP_At31")


def test_years_and_months_are_months_and_national_rows_are_told(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    bundle, _draft = by_draft(vocabulary, write_csv(tmp_path / "stages.csv", STAGES))
    words = {i["name"]: (i["unit"], i["unit_text"]) for i in bundle.indicators}
    assert words["Number, 1. Average time to a match, Total"] == ("ratio", "months")
    assert words["Number, Children placed, Total"] == ("count", "")
    assert set(bundle.figures["value"].dropna()) == {22, 1660}
    assert any("read as years and months" in note for note in bundle.notes)
    assert "Every row is of England: they give nothing to compare councils by." in bundle.notes


def fingertips(*lines: str) -> str:
    head = (
        "Indicator Name,Parent Code,Area Code,Area Name,Sex,Age,Time period,Value,"
        "Lower CI 95.0 limit,Count,Denominator,Compared to England,Time period Sortable"
    )
    return "\n".join([head, *lines]) + "\n"


def admissions(measure: str, factor: int, counts: Sequence[int]) -> list[str]:
    """Rows of England, which stands there twice, and of three councils."""
    england = "E92000001"
    others = ("E06000027,Torbay", "E06000026,Plymouth", "E06000002,Middlesbrough")
    places = {f"{england},England": ("", england), **dict.fromkeys(others, (england,))}
    lines = []
    for (place, parents), count in zip(places.items(), counts, strict=True):
        children = 977 * count - 31
        figures = f"{factor * count / children:.7f},1,{count},{children}"
        lines += [f"{measure},{parent},{place},Persons,<15 yrs,2024/25,{figures},{parent},20240000"
                  for parent in parents]  # fmt: skip
    return lines


def test_rates_of_a_health_profile_are_told_by_their_parts(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    counts = (9_100, 31, 47, 59)
    lines = [*admissions("Admissions of children", 10_000, counts),
             *admissions("Admissions for self-harm (aged 10 to 24)", 100_000, counts)]  # fmt: skip
    (tmp_path / "profile.csv").write_text(fingertips(*lines), "utf-8")
    bundle, draft = by_draft(vocabulary, tmp_path / "profile.csv")
    assert draft["dataset"]["publisher"] == draft["dataset"]["licence"] == "Not stated"
    rates = {i["name"]: (i["unit"], i["unit_text"], i["decimals"]) for i in bundle.indicators
             if i["ref"] == "Value"}  # fmt: skip
    assert rates == {
        "Value, <15 yrs, Admissions of children": ("per_10k", "", 1),
        "Value, <15 yrs, Admissions for self-harm (aged 10 to 24)": (
            "ratio", "per 100,000", 1),
    }  # fmt: skip
    assert len(bundle.figures) == 6 * len(counts)
    assert "profile.csv: 2 rows repeat others, for another area above it." in bundle.notes


def test_a_profile_of_one_measure_is_named_by_it(vocabulary: StoredKeys, tmp_path: Path) -> None:
    head = "Indicator Name,Area Code,Area Name,Age,Category Type,Time period,Value"
    areas = ("E92000001,England", "E06000027,Torbay", "E06000026,Plymouth")
    lines = [f"Children in care,{area},<18 yrs,,2023/24,{n}" for n, area in enumerate(areas)]
    lines.append(f"Children in care,{areas[0]},<18 yrs,Deprivation,2023/24,9")
    (tmp_path / "profile.csv").write_text("\n".join([head, *lines]) + "\n", "utf-8")
    bundle, _draft = by_draft(vocabulary, tmp_path / "profile.csv")
    names = ["Value, Children in care, <18 yrs", "Value, Children in care, <18 yrs, Deprivation"]
    assert [i["name"] for i in bundle.indicators] == names


def test_a_table_of_names_and_joined_years_is_read(vocabulary: StoredKeys, tmp_path: Path) -> None:
    (tmp_path / "clean.csv").write_text(
        "year,level,la_name,school_type,headcount,perm_excl_rate\n"
        "201516,National,England,Total,7916225,0.08\n201516,Local authority,Torbay,Total,90,0.1\n"
        "201617,Regional,South West,Total,600,0.07\n", "utf-8",
    )  # fmt: skip
    bundle, _draft = by_draft(vocabulary, tmp_path / "clean.csv")
    assert {i["ref"]: i["unit"] for i in bundle.indicators} == {
        "headcount": "count", "perm_excl_rate": "percent"}  # fmt: skip
    assert [area.key for area in bundle.areas] == ["england", "torbay", "south-west"]
    assert [(p.label, str(p.end)) for p in bundle.periods] == [
        ("2015/16", "2016-08-31"), ("2016/17", "2017-08-31")]  # fmt: skip
