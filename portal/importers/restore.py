"""Folders as they were before a change, and putting them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from db.queries.folders import folder_exists
from db.writes.catalogue import Changes
from portal.importers.load import write_catalogue
from portal.importers.stored_folder import Sheets, read_sheets, stored_sheets


def before_load(session: Session, origins: Sequence[str]) -> dict[str, Sheets | None]:
    """Return folders as they are before they change; None for those that are not there."""
    return {
        origin: stored_sheets(session, origin) if folder_exists(session, origin) else None
        for origin in origins
    }


def put_back(session: Session, before: Mapping[str, Sheets | None]) -> list[Changes]:
    """Make folders again what they were: those that were not there go.

    Raises:
        BadCatalogue: if others refer by now to what would go.
    """
    catalogue = read_sheets({name: sheets for name, sheets in before.items() if sheets is not None})
    catalogue.origins += [name for name, sheets in before.items() if sheets is None]
    return write_catalogue(session, catalogue, keep=False)
