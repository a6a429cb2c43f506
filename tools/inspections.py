"""Make the list of inspections that the project carries from a table of grades.

`python -m tools.inspections GRADES.csv` writes `inspections.csv` and `grades.csv` of
`db/inspections`; `recommendations.csv` beside them holds what was recommended (of an inspection
that a catalogue folder describes, it stands in that folder). Which items answer them is
`answers.csv` in the plan's folder, for what was read in both papers.

The table has a row an inspection: council, kind, dates, a column a judgement, and how sure the
reading is. Councils are named as the bundle of official statistics knows them; one that it does
not know is refused. The same table gives the same files.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow.parquet as pq

from portal.importers.schema import BY_NAME
from portal.settings import BUNDLE, INSPECTIONS
from portal.urls import slug

Row = Mapping[str, str]

# Names under which no council is known elsewhere.
ALIASES = {"london-corporation": "city-of-london"}
# What the table calls a kind: the framework, and how such an inspection is called.
KINDS = {
    "SIF with LSCB review": ("sif", "inspection of services for children (SIF)"),
    "SIF without LSCB review": ("sif", "inspection of services for children (SIF)"),
    "SIF re-inspection": ("sif-reinspection", "re-inspection of services for children (SIF)"),
    "LSCB review only": ("board", "review of the safeguarding board"),
    "looked after children 2013": ("lac-2013", "inspection of services for looked after children"),
    "ILACS standard": ("ilacs-standard", "inspection of services for children (ILACS)"),
    "ILACS short": ("ilacs-short", "short inspection of services for children (ILACS)"),
}
JUDGEMENTS = {
    "overall": "overall",
    "leaders": "leaders",
    "help_protection": "help-protection",
    "in_care": "in-care",
    "care_leavers": "care-leavers",
    "adoption": "adoption",
    "lscb": "board",
}
SOURCES = {"text": "text", "file name": "file_name", "workbook": "person"}
PLACES = {"low": "Overview table of grades"}


def main(arguments: list[str] | None = None) -> None:
    """Write inspections.csv and grades.csv, and say how many rows they have."""
    parser = argparse.ArgumentParser(
        "python -m tools.inspections",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("table", type=Path, metavar="GRADES.csv")
    parser.add_argument("--output", type=Path, default=INSPECTIONS, help="default: %(default)s")
    chosen = parser.parse_args(arguments)
    with chosen.table.open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    councils = {
        area["key"]
        for area in pq.read_table(BUNDLE / "areas.parquet").to_pylist()
        if area["kind"] == "council"
    }
    keys = {row["council"]: council_of(row["council"]) for row in table}
    unknown = sorted(name for name, key in keys.items() if key not in councils)
    if unknown:
        sys.exit(f"The bundle knows no council of the name {', '.join(unknown)}.")
    rows = sorted(table, key=lambda row: (keys[row["council"]], row["inspected_from"]))
    chosen.output.mkdir(parents=True, exist_ok=True)
    for sheet, written in (
        ("inspections", [inspection(row, keys[row["council"]]) for row in rows]),
        ("grades", [grade for row in rows for grade in grades(row, keys[row["council"]])]),
    ):
        path = chosen.output / f"{sheet}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            names = [field.name for field in BY_NAME[sheet].fields]
            writer = csv.DictWriter(file, names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(written)
        sys.stdout.write(f"{path.name}: {len(written)} rows\n")


def council_of(name: str) -> str:
    """Make a council's key of its name."""
    key = slug(name.replace("&", "and"))
    return ALIASES.get(key, key)


def key_of(row: Row, council: str) -> str:
    """Make an inspection's key: the council and the year in which it began."""
    return f"{council}-{row['inspected_from'][:4]}"


def inspection(row: Row, council: str) -> dict[str, str]:
    """Describe an inspection as a row of inspections.csv."""
    framework, title = KINDS[row["kind"]]
    return {
        "inspection": key_of(row, council),
        "council": council,
        "inspectorate": "Ofsted",
        "title": title,
        "framework": framework,
        "inspected_from": row["inspected_from"],
        "inspected": row["inspected_to"],
        "published": row["published"],
        "published_source": SOURCES[row["published_source"]],
        "confidence": row["confidence"],
        "judgement": row["overall"],
        "place": PLACES.get(row["confidence"], "Inspection report"),
    }


def grades(row: Row, council: str) -> Iterator[dict[str, str]]:
    """Yield an inspection's grades; an overall one also where a report of all services has none."""
    for column, judgement in JUDGEMENTS.items():
        printed = row[column]
        if not printed and (judgement != "overall" or row["kind"] == "LSCB review only"):
            continue
        joint = judgement == "in-care" and row["care_judged_together"] == "yes"
        yield {
            "inspection": key_of(row, council),
            "judgement": judgement,
            "grade": printed.replace(" ", "-"),
            "as_printed": printed,
            "joint": "yes" if joint else "",
        }


if __name__ == "__main__":
    main()
