"""The catalogue that is made to measure with: the same every time, whole, and loadable."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from portal.importers.check import check_catalogue
from portal.importers.read import read_catalogue
from portal.settings import CATALOGUE
from tools.bench.catalogue import ROWS, councils_without_plan, make

COUNCILS = 5


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders of five councils."""
    path = tmp_path_factory.mktemp("made")
    assert len(make(path, COUNCILS)) == 2 * COUNCILS
    return path


def test_it_passes_the_checks_beside_the_projects_catalogue(folder: Path) -> None:
    assert check_catalogue(read_catalogue([CATALOGUE, folder])) == []


def test_each_council_has_as_many_rows_as_the_projects_catalogue(folder: Path) -> None:
    counts: dict[str, Counter[str]] = {sheet: Counter() for sheet in ROWS}
    catalogue = read_catalogue([folder])
    for sheet, per_council in counts.items():
        per_council.update(row.values["plan"].rpartition("-")[0] for row in catalogue.rows[sheet])
    chosen = [row["council"] for row in councils_without_plan()[:COUNCILS]]
    assert counts == {sheet: Counter(dict.fromkeys(chosen, ROWS[sheet])) for sheet in ROWS}


def test_each_plan_speaks_of_every_area_and_some_council_lacks_a_theme(folder: Path) -> None:
    areas = _keys("areas", "area")
    themes = _keys("themes", "theme")
    items = read_catalogue([folder]).rows["items"]
    plans = {row.values["plan"] for row in items}
    for plan in plans:
        assert {row.values["area"] for row in items if row.values["plan"] == plan} == areas
    by_council: dict[str, set[str]] = {}
    for row in items:
        council = row.values["plan"].rpartition("-")[0]
        by_council.setdefault(council, set()).update(row.values["themes"])
    assert sorted(len(plans) for plans in by_council.values()) == [3, 3, 3, 3, 4]
    assert set.union(*by_council.values()) == themes


def test_it_is_the_same_every_time(folder: Path, tmp_path: Path) -> None:
    make(tmp_path, 2)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.*"))
    assert len(made) == 4 * 5
    for path in made:
        assert (tmp_path / path).read_bytes() == (folder / path).read_bytes()


def test_a_nation_fits_and_more_is_refused(tmp_path: Path) -> None:
    assert len(councils_without_plan()) >= 150
    with pytest.raises(ValueError, match="councils without a plan"):
        make(tmp_path, 400)


def _keys(sheet: str, column: str) -> set[str]:
    with (CATALOGUE / "taxonomy" / f"{sheet}.csv").open(encoding="utf-8") as file:
        return {row[column] for row in csv.DictReader(file)}
