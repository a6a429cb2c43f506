"""Loading catalogue folders into the database: read, check, write, all or nothing."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from db.models import DatasetVersion
from db.queries.catalogue import brought_keys, known_keys, unchanged_folders
from db.writes.catalogue import Changes, Writing, note_folders
from db.writes.import_lock import take_turn
from db.writes.search import renew_search
from portal.importers.check import check_heads, check_rows, recommendation_key
from portal.importers.digests import digest_of
from portal.importers.findings import renew_findings
from portal.importers.kept_by_people import faults_of_gone
from portal.importers.kept_reports import keep_reports
from portal.importers.kept_words import keep_edits
from portal.importers.read import (
    BadCatalogue,
    Catalogue,
    Problem,
    catalogue_folders,
    read_head,
    read_rows,
)
from portal.importers.schema import HEAD_SHEETS, ROW_SHEETS
from portal.importers.table_rows import to_rows

Report = Callable[[str], None]
# The origin of inspections that were read from their reports.
REPORTS = "inspection-reports"
# Per sheet, keys and the folders that brought them.
Elsewhere = Mapping[str, Mapping[str, str]]
Narrow = Callable[[Catalogue, Elsewhere], None]
# The rows of so many folders are held at once.
_AT_ONCE = 20


class _Entangled(Exception):
    """Folders that changed cannot be loaded without those that did not."""


def load(
    sessions: sessionmaker[Session],
    paths: Iterable[Path],
    report: Report = lambda _text: None,
    narrow: Narrow | None = None,
) -> list[Changes]:
    """Load the folders in one transaction; loading the same folders again changes nothing.

    Folders that have not changed since they were loaded are not read again. Where those that
    have touch them or are at fault, all are read: the outcome is always that of reading all.

    Args:
        sessions: where to.
        paths: catalogue folders, or folders that hold such folders.
        report: told what is being done.
        narrow: drops rows that are not to be loaded, given the keys that other folders brought.

    Raises:
        BadCatalogue: if any file is at fault; the database is then as it was.
    """
    folders = catalogue_folders(paths)
    # What `narrow` drops hangs on the database, not on the files alone.
    digests = {folder: digest_of(folder) for folder in folders} if narrow is None else {}
    with _uncollected(), sessions.begin() as session:
        take_turn(session, report)
        held = unchanged_folders(session) if len({*digests.values()}) == len(folders) else {}
        changed = [folder for folder in folders if digests.get(folder) not in held]
        unread = {held[digests[folder]] for folder in folders if folder not in changed}
        try:
            with session.begin_nested():
                changes, heads, homes = _load(session, changed, unread, report, narrow)
        except _Entangled:
            changes, heads, homes = _load(session, folders, set(), report, narrow)
        if digests:
            alone = homes.keys() - _leaning(heads)
            noted = {digest: origin for digest, origin in held.items() if origin not in homes}
            note_folders(session, noted | {digests[homes[origin]]: origin for origin in alone})
        return changes


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python from looking for cycles among the rows, of which none has one: a fifth of all."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _load(
    session: Session,
    folders: Iterable[Path],
    unread: Set[str],
    report: Report,
    narrow: Narrow | None,
) -> tuple[list[Changes], Catalogue, dict[str, Path]]:
    """Load folders; give what changed, all but their many rows, and each folder by its origin.

    Raises:
        _Entangled: if that may come out otherwise than loading those of `unread` with them.
        BadCatalogue: if any file is at fault, and all are read.
    """
    heads, homes = Catalogue(), {}
    for folder in folders:
        report(f"Reading {folder.name}")
        origin = read_head(folder, heads)
        if origin is not None:
            homes[origin] = folder
    if unread and (unread & homes.keys() or _leaning(heads) or _key_gone(session, heads)):
        raise _Entangled
    try:
        batches = _batches(heads, homes, report)
        return write_catalogue(session, heads, report, narrow, batches), heads, homes
    except BadCatalogue:
        if unread:
            raise _Entangled from None
        raise


def _batches(heads: Catalogue, homes: Mapping[str, Path], report: Report) -> Iterator[Catalogue]:
    """Read the rows of a few folders at a time, so that a nation's plans need little memory."""
    origins = list(homes)
    for start in range(0, len(origins), _AT_ONCE):
        batch = heads.without_rows(origins[start : start + _AT_ONCE])
        report(f"Reading the rows of {start + len(batch.origins)} of {len(homes)} folders")
        for origin in batch.origins:
            read_rows(homes[origin], origin, batch)
        yield batch


def _leaning(heads: Catalogue) -> set[str]:
    """List the folders of which one speaks of an inspection that another describes."""
    homes = {row.values["inspection"]: row.origin for row in heads.rows["inspections"]}
    leaning = set()
    for row in (*heads.rows["grades"], *heads.rows["recommendations"]):
        home = homes.get(row.values["inspection"], "")
        if home != row.origin:
            leaning |= {row.origin, home}
    return leaning


def _key_gone(session: Session, heads: Catalogue) -> bool:
    """Tell if the folders no longer bring a key that others may refer to."""
    brought = brought_keys(session, heads.origins)
    made = {"/".join(key) for key in heads.named["recommendations"]}
    return any(
        not keys.keys() <= (made if sheet == "recommendations" else heads.keys(sheet))
        for sheet, keys in brought.items()
    )


def write_catalogue(
    session: Session,
    catalogue: Catalogue,
    report: Report = lambda _text: None,
    narrow: Narrow | None = None,
    batches: Iterable[Catalogue] | None = None,
    keep: bool = True,
    trial: bool = False,
) -> list[Changes]:
    """Check and write folders that were read, in a transaction that the caller ends.

    With `keep`, reports that were published in the browser stay, which files do not hold. A
    `trial`, which the caller takes back, makes no findings and no search anew: most of the time.

    Args:
        session: where to.
        catalogue: what was read; with `batches`, all but the rows of plans and indicators.
        report: told what is being done.
        narrow: as of `load`.
        batches: those rows, some folders at a time.

    Raises:
        BadCatalogue: if any file is at fault.
    """
    elsewhere = known_keys(session, catalogue.origins)
    if narrow is not None:
        narrow(catalogue, elsewhere)
    _leave_reports(catalogue, elsewhere)
    problems = [*check_heads(catalogue, elsewhere), *faults_of_gone(session, catalogue)]
    writing = Writing(session, catalogue.origins)

    try:
        if not problems:
            rows = to_rows(catalogue, HEAD_SHEETS)
            edited = keep_edits(session, rows)
            if edited:
                report(f"Keeping what the browser says: {edited} fields of words and measures")
            writing.write(rows, catalogue.origins, report)
        for batch in [replace(catalogue, problems=[])] if batches is None else batches:
            _leave_answers(batch, elsewhere)
            lines = keep_reports(session, batch) if keep else 0
            if lines:
                report(f"Keeping reports that were published in the browser: {lines} lines")
            problems += [*batch.problems, *check_rows(batch, elsewhere)]
            if not problems:
                writing.write(to_rows(batch, ROW_SHEETS), batch.origins, report)
        if problems:
            raise BadCatalogue(problems)
        changes = writing.finish()
    except IntegrityError as error:
        raise BadCatalogue([_still_used(catalogue)]) from error
    if trial:
        return changes
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


def _leave_answers(catalogue: Catalogue, elsewhere: Elsewhere) -> None:
    """Drop answers to reports that count their recommendations otherwise than the paper did."""
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
