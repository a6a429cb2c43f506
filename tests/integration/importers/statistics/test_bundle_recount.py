"""A recount of the bundle: cell by cell it holds what the department's files hold.

The files are read with pandas alone, by nothing of the importers.
"""

from __future__ import annotations

import tomllib
from typing import Any

import pandas as pd
import pytest

from portal.importers.statistics.bundled import open_bundle
from portal.importers.statistics.files import digest
from portal.settings import BUNDLE, STATISTICS
from tests.support.bundles import figures, table
from tests.support.statistics import SHARED

LAIT = SHARED / "lait"
MISSING = {"": "missing", "-": "missing"}
OPEN_DATA = sorted(path.stem for path in STATISTICS.glob("*.toml") if path.name != "lait.toml")


@pytest.fixture(scope="module")
def held() -> pd.DataFrame:
    return figures()


def texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Strip every cell of a file."""
    return frame.apply(lambda column: column.str.strip())


def open_data(name: str) -> tuple[dict[str, Any], pd.DataFrame]:
    """Read a mapping and the file that it is for, as plainly as can be."""
    mapping = tomllib.loads((STATISTICS / f"{name}.toml").read_text("utf-8"))
    bundle = open_bundle(BUNDLE)
    assert bundle is not None
    document = mapping["dataset"]["document"]
    (source,) = [source for source in bundle.sources if source.document == document]
    (file,) = source.files
    assert source.files[file] == digest((SHARED / file).read_bytes())
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


@pytest.mark.parametrize("name", OPEN_DATA)
def test_every_figure_of_a_file_is_in_the_bundle(held: pd.DataFrame, name: str) -> None:
    mapping, frame = open_data(name)
    # A row of a joint service stands in the bundle under each of its councils.
    frame["la_name"] = frame["la_name"].str.split(" / ")
    frame = frame.explode("la_name", ignore_index=True)
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
    mine = held[held["document"] == mapping["dataset"]["document"]]
    held_against(mine, pd.concat(parts), ["indicator_key", "area_name", "period_label"])


def test_every_figure_of_lait_is_in_the_bundle(held: pd.DataFrame) -> None:
    mine = held[held["document"] == "dfe-lait"]
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


def test_nothing_of_the_dictionary_is_copied() -> None:
    dictionary = pd.read_csv(LAIT / "lait_data_dictionary.csv", dtype=str, encoding="utf-8-sig")
    copied = set(dictionary["Description"].dropna().str.strip())
    assert not copied & set(table("indicators")["definition"])


def test_the_neighbours_are_those_of_the_model() -> None:
    (file,) = SHARED.glob("sn_model*.csv")
    wide = texts(pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig"))
    neighbours = table("neighbours")
    assert len(neighbours) == 10 * len(wide)
    near = neighbours["closeness"].value_counts()
    columns = [f"SN_{n}P" for n in range(1, 11)]
    assert near.to_dict() == wide[columns].stack().str.lower().value_counts().to_dict()
