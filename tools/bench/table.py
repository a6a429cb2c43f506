"""A table of the shape of LAIT's, made where the real files are not at hand.

434 measures, 170 areas, 641,070 rows; labels of years in the same nine shapes and proportions,
about 15% of the values a bare dash, numbers as a spreadsheet writes them. Every run makes the
same table.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute
import pyarrow.parquet

MEASURES, ROWS = 434, 641_070
_AREAS = (
    "201-213 301-320 330-336 340-344 350-359 370-373 380-384 390-394 420 800-803 805-808 810-813 "
    "815-816 821-823 825-826 830-831 835-841 845-846 850-852 855-857 860-861 865-874 876-896 "
    "908-909 916 919 921 925-926 928-929 931 933 935-938 940-943 970 980-990"
)
_YEAR_TYPES = (
    ("Academic Year", 275),
    ("Financial Year", 398),
    ("Calendar Year", 421),
    ("Annual (end of Sept)", 436),
)
_AXES = (
    "% achieving expected level",
    "Average Score",
    "% CIN",
    "% half days missed",
    "Rate per 10,000",
    "% Children Looked After",
    "Spend",
    "Number of Children Looked After",
    "Unit Cost",
)
_DICTIONARY = (
    "Measure_code", "Topic", "Measure", "Chart_title", "Measure_short", "Polarity", "y_axis_name",
    "Description", "Methodology", "dps", "Year_Type", "No_Quartile",
)  # fmt: skip


def years(measure: int) -> list[str]:
    """The labels of a measure's years; over all measures they make LAIT's 3,771."""
    if measure < 14:
        return [f"{year}-{year % 100 + 1} (OT)" for year in range(2016, 2025)]
    if measure < 26:
        return [f"{year}/{year % 100 + 1}" for year in range(2015, 2024)]
    if measure < 32:
        return [f"{year}-{year % 100 + 1}" for year in range(2016, 2025)]
    if measure < 39:
        labels = "Rev Rev Final Final Rev Rev Rev Rev".split()
        return [f"{2018 + place} ({label})" for place, label in enumerate(labels)]
    if measure == 39:
        pooled = range(2009, 2018)
        return [f"{y}/{y % 100 + 1:02}-{y % 100 + 2}/{y % 100 + 3}" for y in pooled]
    if measure == 40:
        return ["0"]
    if measure < 45:
        return [*map(str, range(2017, 2025)), "2025 (prov)"]
    return [str(year) for year in range(2017 if measure < 314 else 2018, 2026)]


def make(folder: Path) -> tuple[Path, Path]:
    """Write the table and its dictionary; gives their paths."""
    made, described = folder / "synthetic_long.parquet", folder / "synthetic_dictionary.csv"
    random = np.random.default_rng(641_070)
    numbers = _numbers()
    names = [f"Council {number}" for number in numbers]
    codes, labels, values = [], [], []
    for measure in range(MEASURES):
        labelled = years(measure)
        codes += [_code(measure)] * len(labelled) * len(numbers)
        labels += [label for label in labelled for _ in numbers]
        values += _values(random, measure, len(labelled) * len(numbers))
    blocks = len(codes) // len(numbers)
    table = pa.table(
        {
            "Short Desc": codes,
            "Data item": codes,
            "Years": labels,
            "LA and Regions": names * blocks,
            "Values": values,
            "LA Number": np.tile(np.array(numbers, dtype=float), blocks),
        }
    )
    assert table.num_rows == ROWS  # noqa: S101 - the shape is the point
    pa.parquet.write_table(table, made, row_group_size=32_768)
    with described.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _DICTIONARY, restval="NA")
        writer.writeheader()
        writer.writerows(_described(measure) for measure in range(MEASURES))
    return made, described


def tenth(source: Path, target: Path) -> None:
    """Write every tenth measure of a table: 64,000 rows."""
    table = pa.parquet.read_table(source)
    codes = sorted(set(table.column("Short Desc").to_pylist()))[::10]
    mask = pa.compute.is_in(table.column("Short Desc"), pa.array(codes))
    pa.parquet.write_table(table.filter(mask), target)


def _numbers() -> list[int]:
    numbers: list[int] = []
    for part in _AREAS.split():
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    return numbers


def _code(measure: int) -> str:
    return f"Bench{measure:03}"


def _values(random: np.random.Generator, measure: int, count: int) -> list[str]:
    numbers = random.gamma(4, 12, count)
    if measure % 3 == 0:
        texts = [str(int(number)) for number in numbers]
    elif measure % 50 == 1:
        texts = [f"{number / 3:.16g}" for number in numbers]
    else:
        texts = [f"{number:.1f}" for number in numbers]
    missing = random.random(count) < 0.146
    return ["-" if gone else text for text, gone in zip(texts, missing, strict=True)]


def _described(measure: int) -> dict[str, str]:
    axis = _AXES[measure % len(_AXES)]
    return {
        "Measure_code": str(measure),
        "Topic": "Children Looked After",
        "Measure": f"Measure {measure} of a table made for measuring",
        "Measure_short": _code(measure),
        "Polarity": ("High", "High", "Low", "-")[measure % 4],
        "y_axis_name": axis,
        "Description": f"What measure {measure} counts, and whom it leaves out. " * 12,
        "Methodology": f"How measure {measure} is collected and worked out. " * 16,
        "dps": ("NA", "2", "0")[measure % 3],
        "Year_Type": next(name for name, upto in _YEAR_TYPES if measure < upto),
    }
