"""Loading the inspections that the project carries: every council's grades and dates.

They are a folder of the catalogue's layout without a document (`python -m tools.inspections` makes
it). What a folder with a document or an import of reports brought stands before them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from db.queries.catalogue import known_keys
from db.writes.catalogue import Changes
from portal.importers.check import recommendation_key
from portal.importers.load import Report, load
from portal.importers.read import Catalogue
from portal.importers.schema import SHEETS


def load_inspections(
    sessions: sessionmaker[Session], folder: Path, report: Report = lambda _text: None
) -> list[Changes]:
    """Load the folder's inspections that nobody else brought, in one transaction.

    Raises:
        BadCatalogue: if a file is at fault; the database is then as it was.
    """
    return load(sessions, [folder], report, leave_others_out)


def leave_others_out(catalogue: Catalogue, elsewhere: Mapping[str, Mapping[str, str]]) -> None:
    """Drop what concerns inspections that other folders or imports brought."""
    held = elsewhere["inspections"]
    for sheet in ("inspections", "grades", "recommendations"):
        catalogue.rows[sheet] = [
            row for row in catalogue.rows[sheet] if row.values["inspection"] not in held
        ]


def keys_of_project(
    catalogue: Catalogue, project: Catalogue, inspections: str
) -> dict[str, dict[str, str]]:
    """Per sheet, the keys of the project's other folders, and which folder brings each.

    Whatever brings an inspection stands before the list of all councils, which leaves it out.

    Args:
        catalogue: the folders that are checked; where the list is one, it is narrowed.
        project: all folders that the project carries.
        inspections: the name of the list's folder.
    """
    brought = catalogue.keys("inspections")
    elsewhere: dict[str, dict[str, str]] = {}
    for sheet in SHEETS:
        if len(sheet.unique) == 1:
            keys = {
                row.values[sheet.unique[0]]: row.origin
                for row in project.rows[sheet.name]
                if row.origin not in catalogue.origins
            }
            elsewhere[sheet.name] = {
                key: origin
                for key, origin in keys.items()
                if origin != inspections or key not in brought
            }
    elsewhere["recommendations"] = {
        recommendation_key(row): row.origin
        for row in project.rows["recommendations"]
        if row.origin not in catalogue.origins
    }
    if inspections in catalogue.origins:
        leave_others_out(catalogue, elsewhere)
    return elsewhere


def missing_inspections(session: Session, folder: Path) -> list[str]:
    """List the keys of the folder's inspections that the database does not hold."""
    with (folder / "inspections.csv").open(encoding="utf-8", newline="") as file:
        keys = [row["inspection"] for row in csv.DictReader(file)]
    present = known_keys(session, ())["inspections"]
    return [key for key in keys if key not in present]
