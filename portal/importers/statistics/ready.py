"""The state that a database must be in before official statistics are imported."""

from __future__ import annotations

from sqlalchemy.orm import Session

from db.queries.catalogue import due_folders
from db.queries.versions import data_version
from portal.domain.formatting import first_few


class CannotImport(ValueError):
    """An import that cannot be tried; the message says why and what to do."""


def require_loaded(session: Session) -> None:
    """Refuse a database whose catalogue is missing, or older than the portal.

    An import makes the findings anew. Those that rest on what the version before did not read of
    the catalogue, such as its claims, would be lost.

    Raises:
        CannotImport: with the folders to load.
    """
    if not data_version(session).number:
        raise CannotImport("The database holds no data; run `portal load` first.")
    folders = due_folders(session)
    if folders:
        raise CannotImport(
            "The database was upgraded, and its catalogue was not loaded since; run `portal load` "
            f"first, with every folder of your own. Due: {first_few(folders)}."
        )
