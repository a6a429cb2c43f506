"""Open-data files read by a mapping: every figure, symbol and status, and nothing invented."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from portal.importers.read import BadCatalogue
from portal.importers.statistics.mapping import STANDARD
from portal.importers.statistics.stored_keys import StoredKeys
from tests.support.statistics import AREAS, figures, read, row, write_csv, write_mapping


def read_single(
    vocabulary: StoredKeys, tmp_path: Path, *rows: dict[str, str], **indicator: Any
) -> Any:
    """The figures of rows under one indicator."""
    mapping = write_mapping(tmp_path / "m.toml", indicator)
    (bundle,) = read(vocabulary, mapping, write_csv(tmp_path / "data.csv", rows))
    return figures(bundle)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte-order mark"])
@pytest.mark.parametrize("seed", range(4))
def test_columns_are_matched_by_name(
    vocabulary: StoredKeys, tmp_path: Path, newline: str, start: bytes, seed: int
) -> None:
    columns = [*STANDARD, "share", "extra, with a comma"]
    random.Random(seed).shuffle(columns)  # noqa: S311 - an order, not a secret
    rows = [row(area, share=n) for n, area in enumerate(AREAS) if area != "shared"]
    data = write_csv(tmp_path / "data.csv", rows, columns, newline, start)
    (bundle,) = read(vocabulary, write_mapping(tmp_path / "m.toml"), data)
    assert [(f["area"], f["value"]) for f in figures(bundle)] == [
        ("england", 0), ("south-west", 1), ("torbay", 2), ("plymouth", 3), ("middlesbrough", 4),
        ("Newtown", 5), ("Newtown / Oldtown", 6),
    ]  # fmt: skip
    assert bundle.rows == 7
    assert bundle.notes == ["data.csv: the mapping does not take extra, with a comma."]


@pytest.mark.parametrize(
    ("text", "value", "symbol", "status"),
    [
        ("12.3", 12.3, "", ""), ("0", 0.0, "", ""), ("1,234.5", 1234.5, "", ""),
        ("12.3p", 12.3, "", "provisional"), ("7 [r]", 7.0, "", "revised"),
        ("z", None, "z", ""), ("x", None, "x", ""), ("c", None, "c", ""), ("low", None, "low", ""),
        ("k", None, "k", ""), ("u", None, "u", ""), ("-", None, "missing", ""),
        ("", None, "missing", ""), ("C", None, "c", ""), ("[x]", None, "x", ""),
    ],
)  # fmt: skip
def test_value_symbol_and_status_are_three_things(
    vocabulary: StoredKeys, tmp_path: Path, text: str, value: float | None, symbol: str, status: str
) -> None:
    (figure,) = read_single(vocabulary, tmp_path, row(share=text))
    assert (figure["value"], figure["symbol"], figure["status"]) == (value, symbol, status)


@pytest.mark.parametrize(
    ("year", "identifier", "label"),
    [("2025", "Reporting year", "2025"), ("202425", "Academic year", "2024/25"),
     ("202425", "Autumn term", "2024/25 Autumn term"), ("2025", "March", "2025 March"),
     ("202425", "Financial year Q1", "2024/25 Financial year Q1"),
     ("2025", "Week 7", "2025 Week 7")],
)  # fmt: skip
def test_periods_of_four_and_six_digits(
    vocabulary: StoredKeys, tmp_path: Path, year: str, identifier: str, label: str
) -> None:
    (figure,) = read_single(vocabulary, tmp_path, row(year=year, identifier=identifier, share=1))
    assert figure["period"] == label


def test_a_status_column_speaks_where_the_cell_does_not(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    rows = [
        row("torbay", share="1", told="Provisional"),
        row("plymouth", share="2r", told="p"),
        row("middlesbrough", share="c", told=""),
        row("england", share="3", told="[r]"),
    ]
    mapping = write_mapping(tmp_path / "m.toml", status_column="told")
    (bundle,) = read(vocabulary, mapping, write_csv(tmp_path / "data.csv", rows))
    assert [f["status"] for f in figures(bundle)] == ["provisional", "revised", "", "revised"]
    rows[0]["told"] = "perhaps"
    with pytest.raises(BadCatalogue) as raised:
        read(vocabulary, mapping, write_csv(tmp_path / "data.csv", rows))
    (problem,) = raised.value.problems
    assert (problem.row, problem.column, problem.value) == (2, "told", "perhaps")


def test_numerator_and_denominator_of_the_same_row(vocabulary: StoredKeys, tmp_path: Path) -> None:
    read_figures = read_single(
        vocabulary, tmp_path,
        row("torbay", share="50", part="1,000", whole="2000"),
        row("plymouth", share="c", part="c", whole="40"),
        row("middlesbrough", share="0", part="0", whole="z"),
        numerator="part", denominator="whole",
    )  # fmt: skip
    assert [(f["value"], f["numerator"], f["denominator"]) for f in read_figures] == [
        (50, 1000, 2000), (None, None, 40), (0, 0, None),
    ]  # fmt: skip


def test_numerator_and_denominator_of_other_rows(vocabulary: StoredKeys, tmp_path: Path) -> None:
    rows = []
    for area, age, yes, every in (
        ("torbay", "17", 3, 12), ("torbay", "18", 4, 8), ("plymouth", "17", 5, 0),
    ):  # fmt: skip
        rows += [row(area, age=age, activity="Yes", share=100 * yes // (every or 1), count=yes)]
        if every:
            rows += [row(area, age=age, activity="Total", share=100, count=every)]
    random.Random(1).shuffle(rows)  # noqa: S311 - an order, not a secret
    read_figures = read_single(
        vocabulary, tmp_path, *rows,
        indicator="share-{age}", measure="share-{age}", each=["age"], where={"activity": "Yes"},
        numerator="count", denominator={"column": "count", "where": {"activity": "Total"}},
    )  # fmt: skip
    bases = {(f["indicator"], f["area"]): (f["numerator"], f["denominator"]) for f in read_figures}
    assert bases == {
        ("share-17", "torbay"): (3, 12),
        ("share-18", "torbay"): (4, 8),
        ("share-17", "plymouth"): (5, None),
    }


def test_each_value_of_a_filter_is_an_indicator_of_its_own(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    values = ["Under 1", "5", "5+", "<5", "", "Male ", "Total; all", "%", "x" * 10_000]
    rows = [row(share=n, kind=value) for n, value in enumerate(values)]
    mapping = write_mapping(
        tmp_path / "m.toml",
        {"indicator": "t-{kind}", "measure": "t-{kind}", "name": "Of {kind}", "each": ["kind"]},
    )
    (bundle,) = read(vocabulary, mapping, write_csv(tmp_path / "data.csv", rows))
    read_figures = figures(bundle)
    assert sorted(f["value"] for f in read_figures) == list(range(len(values)))
    keys = [f["indicator"] for f in read_figures]
    assert len(set(keys)) == len(values)
    assert all(len(key) <= 80 for key in keys)
    assert {"t-under-1", "t-male", "t-total-all"} <= set(keys)
    # A key does not hang on the order of the rows.
    (turned,) = read(vocabulary, mapping, write_csv(tmp_path / "data.csv", rows[::-1]))
    assert {(f["indicator"], f["value"]) for f in figures(turned)} == {
        (f["indicator"], f["value"]) for f in read_figures
    }
    assert {i["name"] for i in bundle.indicators} >= {"Of 5+", "Of <5", "Of Male"}


def test_spaces_around_a_category_do_not_make_another(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    read_figures = read_single(
        vocabulary, tmp_path,
        row("torbay", share=1, kind="Total"), row("plymouth", share=2, kind=" Total "),
        where={"kind": "Total"},
    )  # fmt: skip
    assert [f["value"] for f in read_figures] == [1, 2]


@pytest.mark.parametrize("indicator", [{"where": {"kind": "Total"}}, {"each": ["kind"]}])
def test_a_category_in_other_capitals_is_the_same(
    vocabulary: StoredKeys, tmp_path: Path, indicator: dict[str, Any]
) -> None:
    if "each" in indicator:
        indicator |= {"indicator": "t-{kind}", "name": "Of {kind}"}
    mapping = write_mapping(tmp_path / "m.toml", indicator)
    first = write_csv(tmp_path / "a.csv", [row(share=1, kind="total")])
    second = write_csv(tmp_path / "b.csv", [row(year="2024", share=2, kind="Total")])
    (bundle,) = read(vocabulary, mapping, first, second)
    assert [f["value"] for f in figures(bundle)] == [1, 2]
    assert len(bundle.indicators) == 1


def test_what_the_mapping_leaves_lying_is_said(vocabulary: StoredKeys, tmp_path: Path) -> None:
    rows = [row(share=n, kind=kind, more=1) for n, kind in enumerate(["A", "B", "C"])]
    mapping = write_mapping(tmp_path / "m.toml", {"where": {"kind": "A"}}, ignore=["more"])
    (bundle,) = read(vocabulary, mapping, write_csv(tmp_path / "data.csv", rows))
    assert bundle.notes == [
        "data.csv: 2 cells of share fit no indicator of the mapping, the first in row 3."
    ]


def test_two_files_of_one_data_set_are_one_table(vocabulary: StoredKeys, tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path / "m.toml")
    first = write_csv(tmp_path / "a.csv", [row(share=1)])
    second = write_csv(tmp_path / "b.csv", [row(year="2024", share=2), row("england", share=3)])
    (bundle,) = read(vocabulary, mapping, first, second)
    assert [f["value"] for f in figures(bundle)] == [1, 2, 3]
    assert (bundle.files, bundle.rows) == (["a.csv", "b.csv"], 3)


def test_a_key_that_stands_twice_is_told_with_its_own_file_and_row(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    mapping = write_mapping(tmp_path / "m.toml")
    first = write_csv(tmp_path / "a.csv", [row(share=1), row("england", share=1)])
    second = write_csv(tmp_path / "b.csv", [row("plymouth", share=2), row(share=3)])
    with pytest.raises(BadCatalogue) as raised:
        read(vocabulary, mapping, first, second)
    (problem,) = raised.value.problems
    assert (problem.file, problem.row, problem.column) == ("b.csv", 3, "test-share")
    assert problem.value == "Torbay, 2025"


def test_definitions_that_claim_the_same_cell_are_refused(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    mapping = write_mapping(
        tmp_path / "m.toml",
        {"indicator": "one", "where": {"kind": "A"}},
        {"indicator": "two"},
    )
    data = write_csv(tmp_path / "data.csv", [row(kind="B", share=1), row(kind="A", share=2)])
    with pytest.raises(BadCatalogue) as raised:
        read(vocabulary, mapping, data)
    (problem,) = raised.value.problems
    assert (problem.row, problem.column) == (3, "share")
    assert "make their `where` differ" in problem.remedy


def test_a_mapping_that_fits_no_row_is_told(vocabulary: StoredKeys, tmp_path: Path) -> None:
    with pytest.raises(BadCatalogue) as raised:
        read_single(vocabulary, tmp_path, row(share=1, kind="A"), where={"kind": "B"})
    assert str(raised.value) == "data.csv: No row of this file fits an indicator of m.toml."


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"geographic_level": "Local autority"}, "geographic_level"),
        ({"geographic_level": ""}, "geographic_level"),
        ({"new_la_code": "", "old_la_code": ""}, "new_la_code"),
        ({"new_la_code": "Torbay", "old_la_code": "eight"}, "new_la_code"),
        # A number of four digits is no council's, even where its first three are.
        ({"new_la_code": "", "old_la_code": "8801"}, "new_la_code"),
        ({"new_la_code": "E06009998", "old_la_code": "", "la_name": ""}, "new_la_code"),
        ({"new_la_code": "E12000009"}, "new_la_code"),
        ({"geographic_level": "Regional", "region_code": ""}, "region_code"),
        ({"geographic_level": "National", "country_code": "England"}, "country_code"),
        ({"new_la_code": "E06000027 / E06000026", "la_name": ""}, "la_name"),
    ],
)
def test_an_area_that_cannot_be_told_is_refused(
    vocabulary: StoredKeys, tmp_path: Path, changed: dict[str, str], column: str
) -> None:
    with pytest.raises(BadCatalogue) as raised:
        read_single(vocabulary, tmp_path, row("england", share=1), {**row(share=1), **changed})
    (problem,) = raised.value.problems
    assert (problem.row, problem.column) == (3, column)
    assert problem.remedy.endswith(".")


@pytest.mark.parametrize(
    ("changed", "area"),
    [({"new_la_code": ""}, "torbay"), ({"old_la_code": ""}, "torbay"),
     ({"old_la_code": "880.0"}, "torbay"), ({"la_name": "Torbay UA"}, "torbay"),
     ({"old_la_code": "z", "region_code": "z"}, "torbay")],
)  # fmt: skip
def test_a_council_is_known_by_code_or_number(
    vocabulary: StoredKeys, tmp_path: Path, changed: dict[str, str], area: str
) -> None:
    (figure,) = read_single(vocabulary, tmp_path, {**row(share=1), **changed})
    assert figure["area"] == area


def test_a_new_area_keeps_what_the_file_says_of_it(vocabulary: StoredKeys, tmp_path: Path) -> None:
    mapping = write_mapping(tmp_path / "m.toml")
    rows = [row(area, year, share=1) for area in ("newtown", "joint") for year in ("2024", "2025")]
    (bundle,) = read(vocabulary, mapping, write_csv(tmp_path / "data.csv", rows))
    new, joint = bundle.areas
    assert (new.key, new.name, new.kind) == ("", "Newtown", "council")
    assert (new.area_code, new.la_number, new.region) == ("E06009999", "999", "south-west")
    assert (joint.key, joint.kind, joint.area_code) == ("", "area", "")


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        ([("shared", 6)], {"torbay": (6, True), "plymouth": (6, True)}),
        ([("torbay", 1), ("shared", 6)], {"torbay": (1, False), "plymouth": (6, True)}),
        ([("torbay", "z"), ("shared", 6)], {"torbay": (6, True), "plymouth": (6, True)}),
        ([("shared", 6), ("torbay", 1), ("plymouth", 2)],
         {"torbay": (1, False), "plymouth": (2, False)}),
    ],
)  # fmt: skip
def test_a_row_of_a_joint_service_is_a_figure_of_each_of_its_councils(
    vocabulary: StoredKeys,
    tmp_path: Path,
    rows: list[tuple[str, object]],
    values: dict[str, tuple[float, bool]],
) -> None:
    mapping = write_mapping(tmp_path / "m.toml")
    england = [row("england", share=9)]
    data = write_csv(tmp_path / "d.csv", england + [row(area, share=n) for area, n in rows])
    (bundle,) = read(vocabulary, mapping, data)
    assert {area.kind for area in bundle.areas} == {"country", "council"}
    shared = {True: "Torbay and Plymouth", False: ""}
    held = {f["area"]: (f["value"], f["joint"]) for f in figures(bundle)}
    assert held.pop("england") == (9, "")
    assert held == {area: (value, shared[joint]) for area, (value, joint) in values.items()}
    assert any("joint services" in note for note in bundle.notes) == (len(rows) > 1)


def test_rows_are_counted_as_a_spreadsheet_shows_them(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    rows = [
        row(share=1, note="two\nlines"),
        row("plymouth", share="one"),
        row("england", share="ten"),
    ]
    data = write_csv(tmp_path / "data.csv", rows, newline="\r\n")
    text = data.read_bytes().replace(b"\r\n2025,Reporting year,National", b"\r\n\r\n\r\n2025,"
                                     b"Reporting year,National")  # fmt: skip
    data.write_bytes(text)
    with pytest.raises(BadCatalogue) as raised:
        read(vocabulary, write_mapping(tmp_path / "m.toml"), data)
    assert [(p.row, p.column, p.value) for p in raised.value.problems] == [
        (3, "share", "one"),
        (6, "share", "ten"),
    ]
    data.write_bytes(text + b"2025,cut\r\n")
    with pytest.raises(BadCatalogue) as cut:
        read(vocabulary, write_mapping(tmp_path / "m.toml"), data)
    # A cut row hides no other fault.
    assert [(p.row, p.value) for p in cut.value.problems] == [
        (7, "2025,cut"), (3, "one"), (6, "ten"),
    ]  # fmt: skip


def test_many_distinct_texts_never_mix_areas(vocabulary: StoredKeys, tmp_path: Path) -> None:
    """The product of the counts of distinct texts outgrows 64 bits; areas keep apart."""
    rows = []
    for n in range(3_000):
        place = {name: f"{name} {n}" for name in ("country_name", "region_code", "region_name")}
        code = f"E069{n:05d}"
        rows.append({**row(share=n), **place, "new_la_code": code, "old_la_code": "",
                     "la_name": f"Place {n}", "country_code": f"c{n}"})  # fmt: skip
    read_figures = read_single(vocabulary, tmp_path, *rows)
    assert len({f["area"] for f in read_figures}) == 3_000
    assert all(f["area"].endswith(f" {f['value']:.0f}") for f in read_figures)
