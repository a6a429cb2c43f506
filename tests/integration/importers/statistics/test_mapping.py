"""Mappings: what they may say, how a file finds its own, and drafts that load untouched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from portal.importers.read import BadCatalogue
from portal.importers.statistics.describe import describe
from portal.importers.statistics.mapping import STANDARD, fit, slug
from portal.importers.statistics.mapping_file import read_mapping
from portal.importers.statistics.stored_keys import StoredKeys
from portal.settings import STATISTICS
from tests.support.statistics import figures, read, row, write_csv, write_mapping

PROJECT_MAPPINGS = sorted(path for path in STATISTICS.glob("*.toml") if path.name != "lait.toml")


@pytest.mark.parametrize("path", PROJECT_MAPPINGS, ids=lambda path: path.stem)
def test_the_projects_own_mappings_have_no_fault(vocabulary: StoredKeys, path: Path) -> None:
    mapping = read_mapping(path, vocabulary)
    keys = [definition.indicator for definition in mapping.definitions]
    assert len(keys) == len(set(keys)) > 0
    for definition in mapping.definitions:
        assert definition.polarity_reason or definition.measure in vocabulary.measures


@pytest.mark.parametrize(
    ("indicator", "dataset", "entry"),
    [
        ({"unit": "percents"}, {}, "test-share unit"),
        ({"polarity": "up"}, {}, "test-share polarity"),
        ({"polarity_reason": ""}, {}, "test-share polarity_reason"),
        ({"area": "nowhere"}, {}, "test-share area"),
        ({"themes": ["football"]}, {}, "test-share themes"),
        ({"basis": "decade"}, {}, "test-share basis"),
        ({"breaks": ["2021 because"]}, {}, "test-share breaks"),
        ({"indicator": "Test Share"}, {}, "Test Share indicator"),
        ({"indicator": "test-{kind}"}, {}, "test-{kind} indicator"),
        ({"each": ["kind"]}, {}, "test-share indicator"),
        ({"name": "Of {kind}"}, {}, "test-share name"),
        ({"value": ""}, {}, "indicators 1 value"),
        ({"name": None}, {}, "indicators 1 name"),
        ({"polarity": None}, {}, "test-share polarity"),
        ({"themes": "workforce"}, {}, "indicators 1 themes"),
        ({"where": "kind"}, {}, "indicators 1 where"),
        ({"numerator": 5}, {}, "indicators 1 numerator"),
        ({"numerator": {"where": {"a": "b"}}}, {}, "indicators 1 numerator"),
        ({"denominator": {"column": "a"}}, {}, "indicators 1 denominator"),
        ({"denominator": {"column": "a", "where": "b"}}, {}, "indicators 1 denominator"),
        ({"name": ["a"]}, {}, "indicators 1 name"),
        ({"decimals": "two"}, {}, "indicators 1 decimals"),
        ({"polarty": "low"}, {}, "indicators 1 polarty"),
        ({}, {"document": "Test data"}, "dataset document"),
        ({}, {"document": "x" * 121}, "dataset document"),
        ({}, {"year": "leap"}, "dataset year"),
        ({}, {"basis": "leap"}, "dataset basis"),
        ({}, {"published": "November 2025"}, "dataset published"),
        ({}, {"title": ""}, "dataset title"),
        ({}, {"licence": None}, "dataset licence"),
        ({}, {"colour": "blue"}, "dataset colour"),
    ],
)
def test_a_faulty_entry_is_named(
    vocabulary: StoredKeys, tmp_path: Path, indicator: Any, dataset: Any, entry: str
) -> None:
    path = write_mapping(tmp_path / "m.toml", indicator, **dataset)
    with pytest.raises(BadCatalogue) as raised:
        read_mapping(path, vocabulary)
    assert entry in {problem.column for problem in raised.value.problems}
    assert all(problem.remedy for problem in raised.value.problems)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"[dataset\n", "cannot be read as TOML"),
        (b"\xff\xfe", "cannot be read as TOML"),
        (b"", "[[indicators]]"),
        (b"dataset = 3\nindicators = [4]\n", "Write it as a table."),
        (b"indicators = 4\n", "Write it as a table."),
    ],
)
def test_a_file_that_is_no_mapping(
    vocabulary: StoredKeys, tmp_path: Path, text: bytes, message: str
) -> None:
    (tmp_path / "m.toml").write_bytes(text)
    with pytest.raises(BadCatalogue) as error:
        read_mapping(tmp_path / "m.toml", vocabulary)
    assert message in str(error.value)


def test_an_indicator_takes_area_theme_and_polarity_from_its_measure(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    measure, shared = next((k, m) for k, m in vocabulary.measures.items() if m["themes"])
    left_out = dict.fromkeys(("area", "themes", "polarity", "polarity_reason"))
    path = write_mapping(tmp_path / "m.toml", {"measure": measure, **left_out})
    (bundle,) = read(vocabulary, path, write_csv(tmp_path / "data.csv", [row(share=1)]))
    (indicator,) = bundle.indicators
    assert {name: indicator[name] for name in left_out} == {n: shared[n] for n in left_out}
    assert bundle.measures == []


def test_the_mapping_with_most_columns_takes_a_file(vocabulary: StoredKeys, tmp_path: Path) -> None:
    narrow = write_mapping(tmp_path / "a.toml", document="narrow")
    wide = write_mapping(tmp_path / "b.toml", document="wide", columns=["part"])
    data = write_csv(tmp_path / "data.csv", [row(share=1, part=1)])
    (bundle,) = read(vocabulary, [narrow, wide], data)
    assert bundle.document["key"] == "wide"


def test_a_file_that_nearly_fits_is_told_which_columns_it_lacks(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    path = write_mapping(tmp_path / "m.toml", columns=["part", "whole"])
    with pytest.raises(BadCatalogue) as raised:
        read(vocabulary, path, write_csv(tmp_path / "data.csv", [row(share=1, part=1)]))
    assert str(raised.value) == (
        "data.csv, row 1, column whole: “Test data” needs this column; is the file cut or another "
        "table?"
    )
    with pytest.raises(BadCatalogue, match=r"portal import describe data\.csv"):
        read(vocabulary, path, write_csv(tmp_path / "data.csv", [row(other=1)]))


@pytest.mark.parametrize("long", [79, 80, 81, 500])
def test_a_long_key_is_cut_and_keeps_apart(long: int) -> None:
    first, other = "a" * long, "a" * (long - 1) + "b"
    assert len(fit(first)) <= 80
    assert fit(first) != fit(other)
    assert (fit(first) == first) is (long <= 80)


def test_a_slug_is_a_key() -> None:
    assert slug(" Total, of those: <5 % ") == "total-of-those-5"
    assert slug("") == slug("—%") == ""


# Drafts --------------------------------------------------------------------------------------


def drafted(vocabulary: StoredKeys, tmp_path: Path, *rows: dict[str, str]) -> Any:
    """Read a file by an untouched draft of its mapping."""
    data = write_csv(tmp_path / "some_table_2025.csv", rows)
    draft = tmp_path / "draft.toml"
    draft.write_text(describe(data).text, "utf-8")
    (bundle,) = read(vocabulary, draft, data)
    return bundle


def test_a_draft_takes_every_number_and_symbol(vocabulary: StoredKeys, tmp_path: Path) -> None:
    cells = ["1", "2.55", "c", "z", "", "-", "1,000"]
    areas = ["torbay", "plymouth", "england"]
    rows = [
        row(area, year, kind=kind, sex=sex, count=cells[n % 7], rate_per_10000=cells[(n + 1) % 7])
        for n, (area, year, kind, sex) in enumerate(
            (a, y, k, s)
            for a in areas for y in ("2024", "2025") for k in ("A & B", "A / B", "")
            for s in ("Male", "Female")
        )
    ]  # fmt: skip
    bundle = drafted(vocabulary, tmp_path, *rows)
    read_figures = figures(bundle)
    assert len(read_figures) == 2 * len(rows)
    assert len({f["indicator"] for f in read_figures}) == 12
    assert bundle.notes == []
    assert sum(f["symbol"] == "c" for f in read_figures) == sum(
        r[name] == "c" for r in rows for name in ("count", "rate_per_10000")
    )
    units = {i["key"].split("-")[3]: i["unit"] for i in bundle.indicators}
    assert units == {"count": "count", "rate": "per_10k"}


def test_a_draft_tells_numbers_that_are_categories(vocabulary: StoredKeys, tmp_path: Path) -> None:
    rows = [row(age=age, year_group=age - 5, share=age * 2.5) for age in range(10, 16)]
    bundle = drafted(vocabulary, tmp_path, *rows, *({**r, **{"time_period": "2024"}} for r in rows))
    assert len(bundle.figures) == 24
    assert sorted({f["value"] for f in figures(bundle)} & {25.0, 37.5}) == [25.0, 37.5]


def test_a_draft_keeps_a_column_of_symbols_only(vocabulary: StoredKeys, tmp_path: Path) -> None:
    rows = [row(share="1", hidden="c"), row("plymouth", share="2", hidden="c")]
    read_figures = figures(drafted(vocabulary, tmp_path, *rows))
    assert [f["symbol"] for f in read_figures if f["indicator"].endswith("hidden")] == ["c", "c"]


@pytest.mark.parametrize(
    "name", ["%", "a{b}c", 'say "x"', "x" * 300, "tab\tbed", "Ünïcode", "a\\b", "=cmd()"]
)
def test_a_draft_of_an_odd_column_loads(vocabulary: StoredKeys, tmp_path: Path, name: str) -> None:
    bundle = drafted(vocabulary, tmp_path, row(**{name: "1"}), row("plymouth", **{name: "2"}))
    assert [f["value"] for f in figures(bundle)] == [1, 2]


def test_drafts_of_files_with_like_names_have_keys_of_their_own(tmp_path: Path) -> None:
    texts = []
    for year in ("2024", "2025"):
        path = write_csv(tmp_path / f"children_in_need_of_help_and_care_{year}.csv", [row(share=1)])
        texts.append(describe(path).text)
    keys = [line for text in texts for line in text.splitlines() if line.startswith("indicator = ")]
    assert len(set(keys)) == 2


def test_a_file_without_numbers_or_layout_has_no_draft(tmp_path: Path) -> None:
    with pytest.raises(BadCatalogue, match="No column of this file holds numbers"):
        describe(write_csv(tmp_path / "a.csv", [row(kind="A"), row(kind="B")]))
    with pytest.raises(BadCatalogue, match="no open-data file: it has no time_period"):
        describe(write_csv(tmp_path / "a.csv", [{"a": "1"}], ["a"]))
    assert len(STANDARD) == 10
