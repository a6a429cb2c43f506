"""Bring readings of reports into the database, publish them, take them back; all or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from db.models import ReportReading
from db.queries import reports as queries
from db.writes import reports as writes
from db.writes.import_lock import take_turn
from db.writes.inspections import (
    GradeRecord,
    InspectionRecord,
    OtherGradeRecord,
    RecommendationRecord,
    store_inspections,
    store_other_grades,
)
from db.writes.search import renew_search
from db.writes.statistics import Difference, log_import
from portal.importers.findings import renew_findings
from portal.importers.inspections.councils import CouncilNames
from portal.importers.inspections.files import ReadFile, read_files, report_files
from portal.importers.inspections.published import (
    as_json,
    can_be_published,
    from_json,
    key_of,
    record_of,
)
from portal.importers.inspections.records import GREEN, Reading
from portal.importers.load import REPORTS
from portal.importers.statistics.commit import new_version, now
from portal.importers.statistics.outcome import Also, Outcome, nothing_else
from portal.importers.statistics.ready import CannotImport, require_loaded

ACCEPT_NONE, ACCEPT_CHECKED = "none", "checked"
# In the log of imports.
KIND = DOCUMENT = "inspections"
WAITING, PUBLISHED, ASIDE = "waiting", "published", "aside"


@dataclass(frozen=True, slots=True)
class Brought:
    """The result of an import of reports: the files as read, and its line in the log.

    `published` are the hashes of the files whose inspections were published now; `outcome` has
    no number where nothing changed. `councils` are the names of all by key.
    """

    files: tuple[ReadFile, ...]
    councils: Mapping[str, str]
    published: frozenset[str]
    outcome: Outcome


def bring_reports(
    sessions: sessionmaker[Session],
    paths: Sequence[Path],
    *,
    accept: str,
    by: str,
    reason: str = "",
    report: Callable[[str], None] = lambda _text: None,
) -> Brought:
    """Read the reports of files and folders, and publish those that are accepted.

    Args:
        sessions: where to.
        paths: files, and folders whose PDF files are read with those of the folders in them.
        accept: `none` (all wait for a person), `checked` (the green are published), `all`.
        by: who imports.
        reason: why, for the log.
        report: takes each line of progress.

    Raises:
        CannotImport: if a path is not there, or the catalogue is not loaded.
    """
    try:
        files = report_files(paths)
    except FileNotFoundError as error:
        raise CannotImport(str(error)) from error
    with sessions() as session:
        require_loaded(session)
        councils = known_councils(session)
    read = read_files(files, councils, report, draw_green=accept == ACCEPT_NONE)
    report("Writing what was read")
    return store_readings(sessions, read, accept=accept, by=by, reason=reason)


def known_councils(session: Session) -> CouncilNames:
    """Return the councils that reports and tables may name."""
    return CouncilNames(queries.council_names(session), queries.ended_councils(session))


def store_readings(
    sessions: sessionmaker[Session],
    read: Sequence[ReadFile],
    *,
    accept: str,
    by: str,
    reason: str = "",
    also: Also = nothing_else,
) -> Brought:
    """Store readings, and publish those that are accepted, in one transaction.

    A file that is there already is not stored twice; it is published if it still waits.
    """
    with sessions.begin() as session:
        take_turn(session)
        require_loaded(session)
        by_hash = {item.sha256: item for item in read if item.reading}
        present = queries.readings_by_hash(session, by_hash)
        new = [item for item in by_hash.values() if item.sha256 not in present]
        writes.save_readings(session, [_row(item, by) for item in new])
        writes.keep_pictures(session, {h: i.pictures for h, i in by_hash.items() if i.pictures})
        waiting = [
            reading
            for reading in queries.readings_by_hash(session, by_hash).values()
            if reading.state == WAITING and _accepts(accept, reading)
        ]
        outcome = _publish(session, waiting, [item.sha256 for item in new], by, reason, also)
        return Brought(
            files=tuple(read),
            councils=queries.council_names(session),
            published=frozenset(r.sha256 for r in waiting),
            outcome=outcome,
        )


def confirm(
    sessions: sessionmaker[Session],
    numbers: Collection[int],
    *,
    by: str,
    also: Also = nothing_else,
) -> Outcome:
    """Publish readings that wait, by number, in one transaction.

    Raises:
        CannotImport: if one waits no more, or lacks a council or a date.
    """
    with sessions.begin() as session:
        take_turn(session)
        require_loaded(session)
        waiting = queries.readings_of(session, numbers)
        if not waiting or len(waiting) < len(set(numbers)):
            raise CannotImport("A report of these waits no more; somebody may have taken it.")
        lacking = [r.file for r in waiting if not can_be_published(from_json(r.reading))]
        if lacking:
            raise CannotImport(f"{lacking[0]} has no council or no date; nothing was published.")
        return _publish(session, waiting, [], by, "", also)


def _accepts(accept: str, reading: ReportReading) -> bool:
    if accept == ACCEPT_NONE or (accept == ACCEPT_CHECKED and reading.outcome != GREEN):
        return False
    return can_be_published(from_json(reading.reading))


def _row(item: ReadFile, by: str) -> dict[str, Any]:
    reading = item.reading
    if reading is None:
        raise ValueError("a file that was refused has no reading")
    return {
        "sha256": item.sha256,
        "file": item.file,
        **summary_of(reading),
        "reading": as_json(reading),
        "state": WAITING,
        "inspection": "",
        "made_at": now(),
        "made_by": by[:80],
    }


def summary_of(reading: Reading) -> dict[str, str]:
    """Return what the columns of a reading's row say of it."""
    return {
        "council": reading.council,
        "framework": reading.framework,
        "inspected": reading.inspected_to.isoformat() if reading.inspected_to else "",
        "outcome": reading.outcome,
        "reason": reading.reason,
    }


def _publish(
    session: Session,
    waiting: Sequence[ReportReading],
    new: Sequence[str],
    by: str,
    reason: str,
    also: Also,
) -> Outcome:
    """Store the inspections of readings, log it with what undoes it, renew what rests on them."""
    if not waiting and not new:
        return Outcome(document=DOCUMENT, number=None, rows=0, difference=Difference(0, 0, 0))
    keys = _keys(session, waiting)
    before = {
        record.key: (origin, record)
        for origin, record in writes.stored_inspections(session, set(keys.values()))
    }
    records = {}
    for reading in waiting:
        key, file = keys[reading.sha256], Path(reading.file).name
        old = before[key][1] if key in before else None
        records[key] = record_of(from_json(reading.reading), key, file, old)
        writes.set_state(session, [reading.sha256], PUBLISHED, key)
    counts = store_inspections(session, list(records.values()), REPORTS)
    hashes = sorted({*new, *(r.sha256 for r in waiting)})
    files = [r.file for r in queries.readings_by_hash(session, hashes).values()]
    number = log_import(
        session,
        made_at=now(),
        made_by=by,
        kind=KIND,
        document=DOCUMENT,
        file=files[0] if len(files) == 1 else f"{len(files)} reports",
        sha256=hashes[0] if len(hashes) == 1 else sha256("".join(hashes).encode()).hexdigest(),
        rows=len(hashes),
        added=counts["added"],
        changed=counts["changed"],
        reason=reason,
        former=json.dumps(
            {
                "created": sorted(records.keys() - before.keys()),
                "former": [[origin, asdict(record)] for origin, record in before.values()],
                "new": sorted(new),
                "published": sorted(r.sha256 for r in waiting),
            }
        ),
    )
    if waiting:
        renew(session, f"{len(waiting)} inspection reports")
    difference = Difference(counts["added"], counts["changed"], 0)
    outcome = Outcome(document=DOCUMENT, number=number, rows=len(hashes), difference=difference)
    also(session, [outcome])
    return outcome


def _keys(session: Session, waiting: Sequence[ReportReading]) -> dict[str, str]:
    """Find the inspection of each reading, by the hash of its file."""
    stored = queries.inspections_of(session, {reading.council for reading in waiting})
    keys = {}
    for reading in waiting:
        key = keys[reading.sha256] = key_of(from_json(reading.reading), stored)
        if all(inspection.key != key for inspection in stored):
            stored.append(
                queries.StoredInspection(
                    key=key,
                    council=reading.council,
                    framework=reading.framework,
                    inspected=reading.inspected,
                    inspected_from=reading.inspected,
                )
            )
    return keys


def take_back(session: Session, former: Mapping[str, Any]) -> int:
    """Put inspections back as they were before an import; its readings wait again, or go.

    Returns:
        How many inspections were put back.
    """
    for source, grades in former.get("others", {}).items():
        given = {key: [OtherGradeRecord(**grade) for grade in rows] for key, rows in grades.items()}
        store_other_grades(session, source, given, REPORTS)
    writes.remove_inspections(session, former["created"])
    unread = [stored["key"] for _o, stored in former["former"] if stored["recommendations"] is None]
    writes.forget_recommendations(session, unread)
    for origin, stored in former["former"]:
        store_inspections(session, [_record(stored)], origin)
    writes.set_state(session, former["published"], WAITING)
    writes.remove_readings(session, former["new"])
    return len(former["former"])


def _record(stored: Mapping[str, Any]) -> InspectionRecord:
    made = stored["recommendations"]
    return InspectionRecord(
        **{
            **stored,
            "grades": tuple(GradeRecord(**grade) for grade in stored["grades"]),
            "recommendations": (
                None if made is None else tuple(RecommendationRecord(**item) for item in made)
            ),
        }
    )


def renew(session: Session, note: str) -> None:
    """Make anew what rests on inspections: findings, search, the data's version."""
    renew_findings(session)
    renew_search(session)
    new_version(session, note)
