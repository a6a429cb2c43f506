"""The removal of a folder's papers: what goes along, and what still refers to them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from db.queries import folders as queries
from db.queries.folders import LoadedFolder
from portal.importers.kept_by_people import councils_in_use
from portal.importers.stored_folder import stored_sheets

# Tables by the words of people; rows of all others are not named one by one.
_THINGS = {
    "statistics": "official figures",
    "observations": "figures of papers",
    "inspections": "inspections",
    "plans": "plans",
    "indicators": "indicators",
    "measures": "measures",
    "documents": "documents",
    "answers": "answers to recommendations",
    "progress": "lines of reports",
}


@dataclass(frozen=True, slots=True)
class Removal:
    """The outcome of removing a folder, beforehand; `obstacles` say what stands in the way."""

    folder: LoadedFolder
    origins: tuple[str, ...]
    effects: tuple[str, ...]
    obstacles: tuple[str, ...]


def removal_of(session: Session, origin: str) -> Removal | None:
    """Say what a removal of a loaded folder takes along; None where there is no such folder."""
    folder = loaded_folder(session, origin)
    if folder is None:
        return None
    papers = queries.report_papers(session, origin)
    origins = (origin, *papers)
    effects = [f"Goes: {title}, with its items and actions." for title in folder.plans]
    sheets = stored_sheets(session, origin)
    rows = {name: len(some) for name, some in sheets.items() if some}
    rows.pop("document", None)
    going = (_counted(count, _THINGS.get(name, name)) for name, count in rows.items())
    effects.append(f"Rows that go: {', '.join(going)}.")
    if papers:
        effects.append(f"The papers of its later reports go with it: {', '.join(papers)}.")
    effects += [
        "Findings are made anew; addresses of its items say that they are gone.",
        "What visits gathered of it keeps its words as they stood; links there lead to nothing.",
        "It can be undone on the page of imports; loading the folder again brings it back too.",
    ]
    users = [
        _counted(count, _THINGS.get(table, f"rows of {table}"))
        for table, count in queries.users_of(session, origins)
    ]
    obstacles: tuple[str, ...] = ()
    if users:
        obstacles += (
            f"Others use councils, measures, inspections or papers of {origin}: "
            f"{', '.join(users)}. Remove those first, or load a folder that brings what they use.",
        )
    if in_use := councils_in_use(session, [row["council"] for row in sheets["councils"]]):
        obstacles += (f"{in_use}.",)
    return Removal(folder, origins, tuple(effects), obstacles)


def _counted(count: int, things: str) -> str:
    """Count things by their name: `1 plan`, `2 plans`."""
    return f"{count:,} {things.removesuffix('s') if count == 1 else things}"


def loaded_folder(session: Session, origin: str) -> LoadedFolder | None:
    """Look up a loaded folder by its origin."""
    folders = queries.loaded_folders(session)
    return next((folder for folder in folders if folder.origin == origin), None)
