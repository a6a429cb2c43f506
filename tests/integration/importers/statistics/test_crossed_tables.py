"""Tables that run across: two rows of header, councils as columns, quotation marks after spaces."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.importers.read import BadCatalogue
from portal.importers.statistics.bundle import ParsedDataset
from portal.importers.statistics.describe import describe
from portal.importers.statistics.stored_keys import StoredKeys
from tests.support.statistics import read

AREAS = {"Torbay": "E06000027", "Plymouth": "E06000026", "Middlesbrough": "E06000002"}
SHARES = {"Torbay": (12.3, 14.9), "Plymouth": (22.4, 20.2), "Middlesbrough": (31.5, 29.8)}
YEARS = ("2024", "2025")


def rows(*header: str, cells: str) -> str:
    """A table of the three councils, a row each, beneath rows of header."""
    lines = [
        cells.format(code=code, name=name, a=SHARES[name][0], b=SHARES[name][1])
        for name, code in AREAS.items()
    ]
    return "\n".join([*header, *lines]) + "\n"


BOTH = "{code},{name},1{a:.0f},{a},1{b:.0f},{b}"
DOWN = "\n".join(
    f"{year}," + ",".join(str(SHARES[name][n]) for name in AREAS) for n, year in enumerate(YEARS)
)
READ = {
    "years over numbers and percentages": rows(
        "Re-referrals,,,,,", "Area code,Area,2024,,2025,", ",,Number,%,Number,%", cells=BOTH),
    "measures over years": rows(
        "Area code,Area,Number,,%,", ",,2024,2025,2024,2025",
        cells="{code},{name},1{a:.0f},1{b:.0f},{a},{b}"),
    "a title over both, names of areas below": rows(
        ",,Re-referrals,,,", ",,2024,,2025,", "Area code,Area,Number,%,Number,%", cells=BOTH),
    "councils across": f"Year,{','.join(AREAS)}\n{DOWN}\n",
    "codes across": f"Year,{','.join(AREAS.values())}\n{DOWN}\n",
    "codes across, names under them":
        f"Year,{','.join(AREAS.values())}\n,{','.join(AREAS)}\n{DOWN}\n",
    "councils over years": "Measure,Torbay,,Plymouth,,Middlesbrough,\n"
                           ",2024,2025,2024,2025,2024,2025\nCases,1,2,3,4,5,6\n"
                           "Re-referrals (%),12.3,14.9,22.4,20.2,31.5,29.8\n",
    "spaces before quotation marks": '"Area code", "Area", "Year", "%"\n' + "".join(
        f'"{code}", "{name}, council of", "{year}", "{SHARES[name][n]}"\n'
        for n, year in enumerate(YEARS) for name, code in AREAS.items()),
    "comparators beside councils": "Area code,Area,Year,%,England\n" + "".join(
        f"{code},{name},{year},{SHARES[name][n]},20.1\n"
        for n, year in enumerate(YEARS) for name, code in AREAS.items()),
}  # fmt: skip
REFUSED = {
    "cells above that are not where they belong": (rows(
        "Area code,Area,,2024,,2025", ",,Number,%,Number,%", cells=BOTH),
        "The column stands there twice"),
    "a council's name that is misspelt": (
        f"Year,Torbay,Plymuth,Middlesbrough\n{DOWN}\n", "Is it Plymouth?"),
    "a council twice": ("Year,Torbay,Torbay,Plymouth\n2024,1,2,3\n", "stands there twice"),
    "no period": ("Measure,Torbay,Plymouth\nRe-referrals (%),1.5,2.5\n", "one of periods"),
}  # fmt: skip


def drafted(vocabulary: StoredKeys, path: Path, text: str) -> ParsedDataset:
    path.write_text(text, "utf-8")
    (mapping := path.with_suffix(".toml")).write_text(describe(path).text, "utf-8")
    (bundle,) = read(vocabulary, mapping, path)
    return bundle


@pytest.mark.parametrize("text", READ.values(), ids=READ)
def test_each_cell_comes_to_its_council_and_year(
    vocabulary: StoredKeys, tmp_path: Path, text: str
) -> None:
    bundle = drafted(vocabulary, tmp_path / "re_referrals.csv", text)
    names = [i["name"] for i in bundle.indicators]
    place = next((n for n, name in enumerate(names) if "%" in name), 0)
    if "%" in text:
        assert bundle.indicators[place]["unit"] == "percent"
    read_cells = {
        (bundle.areas[row.area].key, bundle.periods[row.period].label): row.value
        for row in bundle.figures.itertuples()
        if row.indicator == place
    }
    assert read_cells == {
        (name.lower(), year): SHARES[name][n] for name in AREAS for n, year in enumerate(YEARS)
    }


@pytest.mark.parametrize(("text", "remedy"), REFUSED.values(), ids=REFUSED)
def test_a_table_that_can_be_read_in_two_ways_is_refused(
    vocabulary: StoredKeys, tmp_path: Path, text: str, remedy: str
) -> None:
    with pytest.raises(BadCatalogue) as refused:
        drafted(vocabulary, tmp_path / "re_referrals.csv", text)
    assert any(remedy in problem.remedy for problem in refused.value.problems)


def test_a_fault_under_a_header_of_two_rows_names_its_row(
    vocabulary: StoredKeys, tmp_path: Path
) -> None:
    text = READ["years over numbers and percentages"].replace("29.8", "29,8x")
    text = text.replace("29,8x", '"29,8x"')
    with pytest.raises(BadCatalogue) as refused:
        drafted(vocabulary, tmp_path / "re_referrals.csv", text)
    assert {(p.row, p.column, p.value) for p in refused.value.problems} == {(6, "%", "29,8x")}
