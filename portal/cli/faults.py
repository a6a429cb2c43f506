"""Expected faults of a command, in the lines that whoever called it reads."""

from __future__ import annotations

from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from db.schema import CannotUpgrade
from portal.importers.read import BadCatalogue
from portal.importers.statistics.ready import CannotImport
from portal.runtime.database_errors import database_fault
from portal.runtime.startup import NotReady
from portal.settings import SettingsError

# More lines than these no one reads; the count at the end is of all.
MOST_FAULTS = 1_000


def explain(error: Exception) -> list[str]:
    """Put an expected fault into lines for people; no lines where it is a fault of the code."""
    if isinstance(error, BadCatalogue):
        return _catalogue_lines(error)
    if isinstance(error, NotReady | SettingsError | CannotUpgrade | CannotImport):
        return [str(error)]
    if isinstance(error, OSError):
        return [f"{error.filename or 'The file system'}: {error.strerror}."]
    if isinstance(error, SQLAlchemyError):
        cause, remedy = database_fault(error)
        subject = "PORTAL_DATABASE_URL" if isinstance(error, ArgumentError) else "The database"
        lines = [f"{subject} cannot be used: {cause}"]
        return [*lines, f"{remedy[0].upper()}{remedy[1:]}."] if remedy else lines
    return []


def _catalogue_lines(error: BadCatalogue) -> list[str]:
    count = len(error.problems)
    lines = [str(problem) for problem in error.problems[:MOST_FAULTS]]
    if count > MOST_FAULTS:
        lines.append(f"… and {count - MOST_FAULTS:,} more of this kind.")
    return [*lines, f"{count} fault{'s' * (count != 1)}; nothing was loaded."]
