"""The figures that the project carries: unchanged, and cell by cell those of the sources.

The recount reads the department's files with pandas alone, by nothing of the importers.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from portal.importers.statistics.bundled import open_bundle
from portal.importers.statistics.files import digest
from portal.settings import BUNDLE, STATISTICS
from tests.support.statistics import SHARED

EDITION = 1
# Of each data set: indicators, figures, those with a number, their sum, and each symbol.
RECORDED: dict[str, tuple[int, int, int, float, dict[str, int]]] = {
    "dfe-care-leavers-activity": (48, 40080, 27116, 2723824.0, {"z": 4716, "c": 8234, "k": 14}),
    "dfe-children-in-need": (8, 17056, 16938, 137571594.0, {"x": 46, "u": 10, "c": 62}),
    "dfe-children-looked-after": (9, 7515, 7357, 568293509.0, {"z": 112, "c": 4, "x": 42}),
    "dfe-lait": (171, 260270, 221712, 689277899448.65, {"missing": 38558}),
    "dfe-placement-stability": (12, 10020, 9737, 3630941.0, {"z": 225, "c": 58}),
    "dfe-referrals": (10, 21320, 20930, 69162298.5, {"x": 68, "u": 26, "c": 296}),
    "dfe-second-child-protection-plans": (
        3,
        6396,
        6301,
        3145211.3,
        {"x": 9, "u": 5, "c": 75, "z": 6},
    ),
    "dfe-social-work-workforce": (
        22,
        32186,
        31936,
        20822133.0,
        {"x": 98, "u": 51, "z": 81, "low": 12, "c": 8},
    ),
}
MISSING = {"": "missing", "-": "missing"}
LAIT = SHARED / "lait"
needs_sources = pytest.mark.skipif(not SHARED.is_dir(), reason="the department's files are away")


@pytest.fixture(scope="module")
def figures() -> pd.DataFrame:
    """Every figure of the bundle, with what describes its indicator, area and period."""
    joined = table("statistics")
    described = {
        "indicator": ["key", "place", "ref"],
        "area": ["name", "la_number"],
        "period": ["label"],
    }
    for name, columns in described.items():
        rows = table(f"{name}s")
        rows = rows.assign(number=rows.groupby("document").cumcount()).set_index(
            ["document", "number"]
        )
        joined = joined.join(rows[columns].add_prefix(f"{name}_"), on=["document", name])
    return joined


def table(name: str) -> pd.DataFrame:
    """Read one table of the bundle."""
    return pq.read_table(BUNDLE / f"{name}.parquet").to_pandas()


def texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Strip every cell of a file."""
    return frame.apply(lambda column: column.str.strip())


def open_data(document: str) -> tuple[dict[str, Any], pd.DataFrame]:
    """Read the mapping of a data set and its file, as plainly as can be."""
    bundle = open_bundle(BUNDLE)
    assert bundle is not None
    (source,) = [source for source in bundle.sources if source.document == document]
    (file,) = source.files
    assert source.files[file] == digest((SHARED / file).read_bytes())
    read = [tomllib.loads(path.read_text("utf-8")) for path in STATISTICS.glob("*.toml")]
    (mapping,) = [each for each in read if each["dataset"]["document"] == document]
    frame = pd.read_csv(SHARED / file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return mapping, texts(frame)


def held_against(figures: pd.DataFrame, cells: pd.DataFrame, keys: list[str]) -> None:
    """Hold figures against the text of the cells that they come from: `keys` name both."""
    both = figures.merge(cells, on=keys, how="outer", indicator=True, validate="1:1")
    assert (both["_merge"] == "both").all()
    numbers = pd.to_numeric(both["text"].str.replace(",", ""), errors="coerce")
    assert (numbers.isna() == both["value"].isna()).all()
    assert (numbers.fillna(0) == both["value"].fillna(0)).all()
    symbols = both["text"].replace(MISSING).where(numbers.isna(), "")
    assert (symbols == both["symbol"]).all()


def test_the_bundle_is_as_it_was_recorded(figures: pd.DataFrame) -> None:
    bundle = open_bundle(BUNDLE)
    assert bundle is not None
    assert (bundle.edition, bundle.damaged()) == (EDITION, [])
    held = {}
    for document, part in figures.groupby("document"):
        symbols = Counter(part["symbol"])
        numbers = symbols.pop("")
        assert numbers == part["value"].notna().sum()
        sums = round(float(part["value"].sum()), 2)
        held[document] = (part["indicator"].nunique(), len(part), numbers, sums, dict(symbols))
    assert held == RECORDED


def test_every_source_is_named_with_its_licence_and_hash() -> None:
    bundle = open_bundle(BUNDLE)
    assert bundle is not None
    assert {source.document for source in bundle.sources} == {*RECORDED, "neighbours"}
    for source in bundle.sources:
        assert source.publisher == "Department for Education"
        assert source.licence == "Open Government Licence v3.0"
        assert source.release
        assert source.published[:4] >= "2025"
        assert all(len(sha256) == 64 for sha256 in source.files.values())
        assert source.rows > 1_000


def test_every_indicator_has_an_improvement_area_and_words() -> None:
    indicators = table("indicators")
    assert len(indicators) == sum(recorded[0] for recorded in RECORDED.values())
    assert indicators["key"].is_unique
    for column in ("area", "name", "definition", "polarity_reason", "unit"):
        assert (indicators[column] != "").all(), column
    assert indicators["definition"].str.len().max() < 260


@needs_sources
@pytest.mark.parametrize("document", sorted({*RECORDED} - {"dfe-lait"}))
def test_every_figure_of_a_file_is_in_the_bundle(figures: pd.DataFrame, document: str) -> None:
    mapping, frame = open_data(document)
    named = {
        "National": frame["country_name"],
        "Regional": frame["region_name"],
        "Local authority": frame["la_name"],
    }
    frame["area_name"] = ""
    for level, names in named.items():
        frame["area_name"] = frame["area_name"].where(frame["geographic_level"] != level, names)
    years = frame["time_period"]
    frame["period_label"] = years.where(years.str.len() == 4, years.str[:4] + "/" + years.str[4:])
    parts = []
    for indicator in mapping["indicators"]:
        fitting = frame
        for column, value in indicator.get("where", {}).items():
            fitting = fitting[fitting[column] == value]
        cells = fitting[["area_name", "period_label"]].assign(
            indicator_key=indicator["indicator"], text=fitting[indicator["value"]]
        )
        parts.append(cells)
    mine = figures[figures["document"] == document]
    held_against(mine, pd.concat(parts), ["indicator_key", "area_name", "period_label"])


@needs_sources
def test_every_figure_of_lait_is_in_the_bundle(figures: pd.DataFrame) -> None:
    mine = figures[figures["document"] == "dfe-lait"]
    mine = mine.assign(code=mine["indicator_place"].str.removeprefix("measure "))
    frame = pd.read_parquet(LAIT / "bds_long.parquet")
    frame = frame[frame["Short Desc"].isin(set(mine["code"]))]
    cells = pd.DataFrame(
        {
            "code": frame["Short Desc"].astype(str),
            "area_la_number": frame["LA Number"].astype(float).astype(int).astype(str),
            "period_label": frame["Years"].str.replace(r" ?\(.*\)", "", regex=True),
            "text": frame["Values"].fillna("").str.strip(),
        }
    )
    held_against(mine, cells, ["code", "area_la_number", "period_label"])


@needs_sources
def test_nothing_of_the_dictionary_is_copied() -> None:
    dictionary = pd.read_csv(LAIT / "lait_data_dictionary.csv", dtype=str, encoding="utf-8-sig")
    copied = set(dictionary["Description"].dropna().str.strip())
    assert not copied & set(table("indicators")["definition"])


@needs_sources
def test_the_neighbours_are_those_of_the_model() -> None:
    (file,) = SHARED.glob("sn_model*.csv")
    wide = texts(pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig"))
    neighbours = table("neighbours")
    assert len(neighbours) == 10 * len(wide)
    near = neighbours["closeness"].value_counts()
    columns = [f"SN_{n}P" for n in range(1, 11)]
    assert near.to_dict() == wide[columns].stack().str.lower().value_counts().to_dict()
