"""Bring an overview table of grades into the database, in one transaction that can be undone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from db.queries import reports as queries
from db.queries.reports import StoredInspection
from db.writes import reports as writes
from db.writes.import_lock import take_turn
from db.writes.inspections import (
    GradeRecord,
    InspectionRecord,
    OtherGradeRecord,
    other_grades_of,
    store_inspections,
    store_other_grades,
)
from db.writes.statistics import Difference, log_import
from portal.importers.inspections.commit import DOCUMENT, KIND, known_councils, renew
from portal.importers.inspections.overview import (
    DEFAULT_RULES,
    OverviewRow,
    read_overview,
    read_rules,
)
from portal.importers.inspections.published import TITLES, stored_as
from portal.importers.load import REPORTS
from portal.importers.statistics.commit import now
from portal.importers.statistics.outcome import Also, Outcome, nothing_else
from portal.importers.statistics.ready import require_loaded

PLACE = "Overview table of grades"


@dataclass(frozen=True, slots=True)
class BroughtTable:
    """The result of an import: rows read, grades that differ from those shown, its log line."""

    rows: int
    differing: int
    outcome: Outcome


def bring_overview(
    sessions: sessionmaker[Session],
    path: Path,
    *,
    by: str,
    reason: str = "",
    mapping: Path | None = None,
    also: Also = nothing_else,
) -> BroughtTable:
    """Read a table and store what it says.

    An inspection that nobody else described is stored as known from an overview table (`low`);
    one that a report or a paper gave stays as it is. What the table says of either is stored
    beside it under the file's name (`db.models.OtherGrade`), so that the rule of findings
    `report-and-table` notices where they differ, now or once a report comes.

    Raises:
        BadCatalogue: with every fault of the table or its mapping; nothing was stored.
        CannotImport: if the catalogue is not loaded.
    """
    rules = read_rules(mapping or DEFAULT_RULES)
    with sessions() as session:
        require_loaded(session)
        councils = known_councils(session)
    rows = read_overview(path, councils, rules)
    raw = path.read_bytes()
    with sessions.begin() as session:
        take_turn(session)
        require_loaded(session)
        return _store(session, rows, path.name, sha256(raw).hexdigest(), by, reason, also)


def _store(
    session: Session,
    rows: Sequence[OverviewRow],
    file: str,
    digest: str,
    by: str,
    reason: str,
    also: Also,
) -> BroughtTable:
    stored = queries.inspections_of(session, {row.council for row in rows})
    keys = _keys(rows, stored)
    present = dict(_by_key(writes.stored_inspections(session, set(keys))))
    new = [
        _record(row, key, file)
        for key, row in keys.items()
        if key not in present or present[key][1].confidence == "low"
    ]
    replaced = [present[record.key] for record in new if record.key in present]
    counts = store_inspections(session, new, REPORTS)
    source = file[:120]
    others = {key: _others(row) for key, row in keys.items()}
    earlier = other_grades_of(session, source)
    store_other_grades(session, source, others, REPORTS)
    difference = Difference(counts["added"], counts["changed"], 0)
    shown = {key: {g.judgement: g.grade for g in record.grades} for key, (_o, record) in
             present.items() if record.confidence != "low"}  # fmt: skip
    differing = sum(
        shown[key].get(grade.judgement, grade.grade) != grade.grade
        for key, grades in others.items()
        if key in shown
        for grade in grades
    )
    if not any(counts.values()) and _same(earlier, others):
        outcome = Outcome(document=DOCUMENT, number=None, rows=0, difference=difference)
        return BroughtTable(rows=len(rows), differing=differing, outcome=outcome)
    number = log_import(
        session,
        made_at=now(),
        made_by=by,
        kind=KIND,
        document=DOCUMENT,
        file=file,
        sha256=digest,
        rows=len(rows),
        added=counts["added"],
        changed=counts["changed"],
        reason=reason,
        former=json.dumps(
            {
                "created": sorted({record.key for record in new} - present.keys()),
                "former": [[origin, asdict(record)] for origin, record in replaced],
                "new": [],
                "published": [],
                "others": {source: {k: [asdict(grade) for grade in v] for k, v in earlier.items()}},
            }
        ),
    )
    renew(session, f"{len(rows)} rows of an overview table")
    outcome = Outcome(document=DOCUMENT, number=number, rows=len(rows), difference=difference)
    also(session, [outcome])
    return BroughtTable(rows=len(rows), differing=differing, outcome=outcome)


def _by_key(
    stored: Sequence[tuple[str, InspectionRecord]],
) -> list[tuple[str, tuple[str, InspectionRecord]]]:
    return [(record.key, (origin, record)) for origin, record in stored]


def _same(
    earlier: Mapping[str, Sequence[OtherGradeRecord]], others: Mapping[str, list[OtherGradeRecord]]
) -> bool:
    return {k: list(v) for k, v in earlier.items()} == {k: v for k, v in others.items() if v}


def _keys(
    rows: Sequence[OverviewRow], stored: Sequence[StoredInspection]
) -> dict[str, OverviewRow]:
    """Find the inspection of each row, or make its key."""
    inspections = list(stored)
    keys = {}
    for row in rows:
        key = stored_as(row.council, row.framework, row.inspected_to, inspections)
        keys[key] = row
        if all(inspection.key != key for inspection in inspections):
            inspections.append(
                StoredInspection(
                    key=key,
                    council=row.council,
                    framework=row.framework,
                    inspected=row.inspected_to.isoformat(),
                    inspected_from=(row.inspected_from or row.inspected_to).isoformat(),
                )
            )
    return keys


def _record(row: OverviewRow, key: str, file: str) -> InspectionRecord:
    overall = next((g.as_printed for g in row.grades if g.judgement == "overall"), "")
    return InspectionRecord(
        key=key,
        council=row.council,
        inspectorate="Ofsted",
        title=TITLES[row.framework],
        framework=row.framework,
        inspected_from=(row.inspected_from or row.inspected_to).isoformat(),
        inspected=row.inspected_to.isoformat(),
        published=row.published.isoformat() if row.published else "",
        published_source="person" if row.published else "",
        confidence="low",
        judgement=overall.lower(),
        file=file,
        place=f"{PLACE}, row {row.row}",
        grades=tuple(
            GradeRecord(
                judgement=grade.judgement,
                grade=grade.grade,
                as_printed=grade.as_printed,
                joint="yes" if grade.joint else "",
            )
            for grade in row.grades
        ),
    )


def _others(row: OverviewRow) -> list[OtherGradeRecord]:
    return [
        OtherGradeRecord(
            judgement=grade.judgement,
            grade=grade.grade,
            as_printed=grade.as_printed,
            place=f"row {row.row}",
        )
        for grade in row.grades
    ]
