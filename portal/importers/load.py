"""Loading catalogue folders into the database: read, check, write, all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from db.models import DatasetVersion
from db.queries.catalogue import known_keys
from db.writes.catalogue import Changes, sync
from db.writes.import_lock import take_turn
from db.writes.search import renew_search
from portal.importers.check import check_catalogue, recommendation_key
from portal.importers.findings import renew_findings
from portal.importers.kept_reports import keep_reports
from portal.importers.kept_words import keep_edits
from portal.importers.read import BadCatalogue, Catalogue, Problem, Row, read_catalogue
from portal.importers.schema import BY_NAME, NOT_STORED, RENAMED

Report = Callable[[str], None]
# The origin of inspections that were read from their reports.
REPORTS = "inspection-reports"
# Per sheet, keys and the folders that brought them.
Elsewhere = Mapping[str, Mapping[str, str]]


def load(
    sessions: sessionmaker[Session],
    paths: Iterable[Path],
    report: Report = lambda _text: None,
    narrow: Callable[[Catalogue, Elsewhere], None] = lambda _catalogue, _elsewhere: None,
) -> list[Changes]:
    """Load the folders in one transaction; loading the same folders again changes nothing.

    Args:
        sessions: where to.
        paths: catalogue folders, or folders that hold such folders.
        report: told what is being done.
        narrow: drops rows that are not to be loaded, given the keys that other folders brought.

    Raises:
        BadCatalogue: if any file is at fault; the database is then as it was.
    """
    catalogue = read_catalogue(paths, lambda name: report(f"Reading {name}"))
    with sessions.begin() as session:
        take_turn(session, report)
        return write_catalogue(session, catalogue, report, narrow)


def write_catalogue(
    session: Session,
    catalogue: Catalogue,
    report: Report = lambda _text: None,
    narrow: Callable[[Catalogue, Elsewhere], None] = lambda _catalogue, _elsewhere: None,
    keep: bool = True,
) -> list[Changes]:
    """Check and write folders that were read, in a transaction that the caller ends.

    With `keep`, reports that were published in the browser stay, which files do not hold.

    Raises:
        BadCatalogue: if any file is at fault.
    """
    elsewhere = known_keys(session, catalogue.origins)
    narrow(catalogue, elsewhere)
    _leave_reports(catalogue, elsewhere)
    lines = keep_reports(session, catalogue) if keep else 0
    if lines:
        report(f"Keeping reports that were published in the browser: {lines} lines")
    problems = check_catalogue(catalogue, elsewhere)
    if problems:
        raise BadCatalogue(problems)
    rows = to_rows(catalogue)
    edited = keep_edits(session, rows)
    if edited:
        report(
            f"Keeping what the browser says: {edited} fields of councils, areas, themes, measures"
        )
    try:
        changes = sync(session, rows, catalogue.origins, lambda name: report(f"Writing {name}"))
    except IntegrityError as error:
        raise BadCatalogue([_still_used(catalogue)]) from error
    report("Recomputing findings")
    # A newer version of the portal may know other rules: then the findings alone change.
    renewed = [renew_findings(session), renew_search(session)]
    if any(renewed) or any(changes):
        note = ", ".join(catalogue.origins)
        now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        session.add(DatasetVersion(made_at=now, note=note))
    return changes


def _leave_reports(catalogue: Catalogue, elsewhere: Elsewhere) -> None:
    """Drop what concerns inspections whose reports were imported: those say more than a paper."""
    for sheet in ("inspections", "grades", "recommendations"):
        catalogue.rows[sheet] = [
            row
            for row in catalogue.rows[sheet]
            if elsewhere["inspections"].get(row.values["inspection"]) != REPORTS
        ]
    # A report may count its recommendations otherwise than the paper did.
    catalogue.rows["answers"] = [
        row
        for row in catalogue.rows["answers"]
        if elsewhere["inspections"].get(row.values["inspection"]) != REPORTS
        or recommendation_key(row) in elsewhere["recommendations"]
    ]


def _still_used(catalogue: Catalogue) -> Problem:
    remedy = (
        "Another folder still uses a council, measure or other key that these files no longer "
        "hold; put it back, or load both folders together."
    )
    return Problem(", ".join(catalogue.origins), None, "", "", remedy)


_COUNTED = {
    "grades", "recommendations", "items", "actions", "progress", "milestones", "statements",
    "answers", "claims", "indicators", "observations", "targets",
}  # fmt: skip


def to_rows(catalogue: Catalogue) -> dict[str, list[dict[str, Any]]]:
    """The checked rows under the names of the tables' columns, keys still unresolved."""
    council_of = {row.origin: row.values["council"] for row in catalogue.rows["document"]}
    document_of = {row.origin: row.values["document"] for row in catalogue.rows["document"]}
    words = _search_words(catalogue)
    counts = Counter(
        (row.values["inspection"], row.values["addressee"])
        for row in catalogue.rows["recommendations"]
    )
    rows: dict[str, list[dict[str, Any]]] = {}
    for sheet in BY_NAME:
        rows[sheet] = []
        # Counted within each folder, so that a folder loaded alone keeps its rows' places.
        seen: Counter[str] = Counter()
        for row in catalogue.rows[sheet]:
            stored = _stored(sheet, row)
            if sheet in _COUNTED:
                stored["position"] = seen[row.origin]
                seen[row.origin] += 1
            if sheet == "document":
                stored["due"] = False
            if sheet in ("inspections", "plans", "indicators"):
                stored["document_id"] = document_of.get(row.origin, "")
            if sheet == "inspections":
                stored |= _recommended(counts, row.values["inspection"])
            if sheet == "plans":
                stored["council_id"] = council_of[row.origin]
            if sheet == "items":
                stored["words"] = words[row.values["plan"], row.values["ref"]]
            rows[sheet].append(stored)
    return rows


def _recommended(counts: Counter[tuple[str, str]], inspection: str) -> dict[str, int | None]:
    """Count an inspection's recommendations; nobody has read them where there are none at all."""
    numbers = {name: counts[inspection, name] for name in ("council", "board")}
    read = any(numbers.values())
    return {f"recommendations_{name}": n if read else None for name, n in numbers.items()}


def _stored(sheet: str, row: Row) -> dict[str, Any]:
    renamed = RENAMED.get(sheet, {})
    stored: dict[str, Any] = {"origin": row.origin}
    for column in BY_NAME[sheet].fields:
        if (sheet, column.name) in NOT_STORED:
            continue
        value = row.values[column.name]
        name = renamed.get(column.name, column.name)
        stored[name] = ";".join(value) if column.kind == "keys" else value
    if sheet in ("observations", "targets"):
        stored["decimals"] = row.values["value_decimals"]
    if sheet in ("actions", "progress", "milestones", "answers"):
        stored["item_id"] = (stored.pop("plan"), stored.pop("item_ref"))
    return stored


def _search_words(catalogue: Catalogue) -> dict[tuple[str, str], str]:
    words: dict[tuple[str, str], list[str]] = {}
    for row in catalogue.rows["items"]:
        values = row.values
        words[values["plan"], values["ref"]] = [
            values[name] for name in ("ref", "title", "summary", "section")
        ]
    for sheet in ("actions", "milestones", "statements"):
        for row in catalogue.rows[sheet]:
            values = row.values
            texts = words.get((values["plan"], values["item_ref"]))
            if texts is not None:
                texts += [values["summary"], values.get("lead", ""), values.get("lead_role", "")]
    return {key: " ".join(filter(None, texts)).lower() for key, texts in words.items()}
