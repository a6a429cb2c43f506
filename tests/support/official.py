"""Official statistics made up for tests: an open-data file, its mapping, and their import.

Thirty councils with easy numbers: Middlesbrough comes first, Plymouth in the middle, Torbay last,
so that quartiles, ranks and distances can be checked by hand.
"""

from __future__ import annotations

import csv
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from portal.importers.statistics.commit import bring
from portal.importers.statistics.commit_neighbours import bring_neighbours
from portal.importers.statistics.mapping_file import read_mapping
from portal.importers.statistics.neighbours import Neighbours
from portal.importers.statistics.open_data import read_open_data
from portal.importers.statistics.stored_keys import stored_keys
from portal.settings import CATALOGUE

HEAD = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name",
    "region_code", "region_name", "old_la_code", "new_la_code", "la_name",
)  # fmt: skip
VALUES = ("turnover", "eet", "visits", "starts", "few", "rate")
MAPPING = """
[dataset]
document = "made-up"
title = "Made-up statistics"
publisher = "Nobody"
licence = "None"
description = "Numbers for tests."
published = "2025"

[[indicators]]
indicator = "made-turnover"
measure = "made-turnover"
name = "Turnover of social workers"
value = "turnover"
unit = "percent"
decimals = 1
area = "workforce"
themes = []
polarity = "low"
polarity_reason = "Leavers break continuity"

[[indicators]]
indicator = "made-eet"
measure = "made-eet"
name = "Care leavers in work or training"
value = "eet"
unit = "percent"
area = "leaving-care"
themes = ["care-leavers"]
polarity = "high"
polarity_reason = "Work gives a footing"

[[indicators]]
indicator = "made-visits"
measure = "made-visits"
name = "Visits on time"
value = "visits"
unit = "percent"
area = "looked-after"
themes = []
polarity = "high"
polarity_reason = "A late visit is a risk"

[[indicators]]
indicator = "made-starts"
measure = "made-starts"
name = "Children who started"
value = "starts"
unit = "count"
area = "looked-after"
themes = []
polarity = "none"
polarity_reason = "A count of demand"

[[indicators]]
indicator = "made-few"
measure = "made-few"
name = "Rarely reported share"
value = "few"
unit = "percent"
area = ""
themes = []
polarity = "high"
polarity_reason = "More is better"

[[indicators]]
indicator = "made-rate"
measure = "made-rate"
name = "Referred, a rate"
value = "rate"
unit = "per_10k"
area = ""
themes = []
polarity = "none"
polarity_reason = "Demand is neither good nor bad"
"""


def thirty() -> list[dict[str, str]]:
    """Thirty councils of the catalogue: those of two regions first."""
    with (CATALOGUE / "taxonomy" / "councils.csv").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["kind"] == "council" and not r["ended"]]
    rows = [r for r in rows if r["area_code"] and r["region"]]
    near = [r for r in rows if r["region"] in ("south-west", "north-east")]
    row_of = {r["council"]: r for r in near}
    first, middle, last = (row_of.pop(key) for key in ("middlesbrough", "plymouth", "torbay"))
    others = [*row_of.values(), *[r for r in rows if r not in near]][:27]
    return [first, *others[:14], middle, *others[14:], last]


def rows(year: str, shift: float) -> list[dict[str, str]]:
    """The rows of one year: England, then the councils."""
    place = {"time_period": year, "time_identifier": "Financial year", "country_name": "England"}
    place["country_code"] = "E92000001"
    england = {"turnover": "15", "eet": "50", "visits": "80", "starts": "9000", "few": "40"}
    rows = [{**place, **england, "rate": "100", "geographic_level": "National"}]
    special = {"middlesbrough": "z", "plymouth": "c", "torbay": "u"}
    for number, council in enumerate(thirty()):
        cells = {
            "turnover": f"{10 + number / 2 + shift}",
            "eet": f"{40 + number}" + ("p" if council["council"] == "middlesbrough" else ""),
            "visits": special.get(council["council"], f"{60 + number}"),
            "starts": f"{100 + number}",
            "few": f"{30 + number}" if number < 10 else "x",
            "rate": f"{90 + number}" if number else "low",
        }
        area = {
            "geographic_level": "Local authority",
            "old_la_code": council["la_number"],
            "new_la_code": council["area_code"],
            "la_name": council["name"],
        }
        rows.append({**place, **cells, **area})
    return rows


def write(folder: Path, earlier: int = 0) -> tuple[Path, Path]:
    """The file and its mapping in a folder; `earlier` years come before the usual two."""
    data, mapping = folder / "made_up.csv", folder / "made_up.toml"
    with data.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [*HEAD, *VALUES], restval="")
        writer.writeheader()
        for year in range(23 - earlier, 23):
            writer.writerows(rows(f"20{year}{year + 1}", (year % 3) / 2))
        writer.writerows(rows("202324", 100) + rows("202425", 0))
    mapping.write_text(MAPPING, encoding="utf-8")
    return data, mapping


def bring_in(sessions: sessionmaker[Session], folder: Path, earlier: int = 0) -> None:
    """Import the made-up statistics, and ten neighbours of Torbay."""
    data, mapping = write(folder, earlier)
    with sessions() as session:
        vocabulary = stored_keys(session)
    bundles = read_open_data([data], [read_mapping(mapping, vocabulary)], vocabulary)
    bring(sessions, bundles, kind="statistics", by="test")
    near = [council["council"] for council in thirty()[18:28]]
    rows = tuple(("torbay", place, key, "Close") for place, key in enumerate(near, start=1))
    bring_neighbours(sessions, Neighbours("2025", rows, "made_up.csv", "0" * 64), by="test")
