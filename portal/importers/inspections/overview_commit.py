"""Bring an overview table of grades into the database, in one transaction that can be undone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from db.queries import reports as queries
from db.queries.changes import FigureChange, stated_word
from db.queries.reports import StoredInspection
from db.writes import reports as writes
from db.writes.import_lock import take_turn
from db.writes.inspections import (
    InspectionRecord,
    OtherGradeRecord,
    other_grades_of,
    store_inspections,
    store_other_grades,
)
from db.writes.statistics import Difference, log_import
from portal.domain.formatting import first_few, plural, printed_date
from portal.domain.inspections import FRAMEWORK_NAMES, GRADE_NAMES, JUDGEMENT_NAMES
from portal.importers.inspections.commit import DOCUMENT, KIND, known_councils, renew
from portal.importers.inspections.councils import CouncilNames
from portal.importers.inspections.overview import (
    DEFAULT_RULES,
    OverviewRow,
    read_overview,
    read_rules,
)
from portal.importers.inspections.published import TITLES, grade_records, stored_as
from portal.importers.load import REPORTS
from portal.importers.statistics.commit import now
from portal.importers.statistics.files import digest
from portal.importers.statistics.outcome import Also, Outcome, ReasonNeeded, nothing_else
from portal.importers.statistics.ready import require_loaded

PLACE = "Overview table of grades"


def bring_overview(
    sessions: sessionmaker[Session],
    path: Path,
    *,
    by: str,
    reason: str = "",
    mapping: Path | None = None,
    dry_run: bool = False,
    also: Also = nothing_else,
) -> Outcome:
    """Read a table and store what it says, or say what that would change.

    An inspection that nobody else described is stored as known from an overview table (`low`);
    one that a report or a paper gave stays as it is. What the table says of either is stored
    beside it under the file's name (`db.models.OtherGrade`), so that the rule of findings
    `report-and-table` notices where they differ, now or once a report comes.

    Raises:
        BadCatalogue: with every fault of the table or its mapping; nothing was stored.
        CannotImport: if the catalogue is not loaded.
        ReasonNeeded: if what is published changes, and no reason is given.
    """
    rules = read_rules(mapping or DEFAULT_RULES)
    with sessions() as session:
        require_loaded(session)
        councils = known_councils(session)
    rows = read_overview(path, councils, rules)
    with sessions() as session:
        take_turn(session)
        require_loaded(session)
        table = _Table(rows=rows, file=path.name, sha256=digest(path.read_bytes()))
        outcome = _store(session, table, councils, by, reason, dry_run, also)
        if dry_run:
            session.rollback()
        else:
            session.commit()
    return outcome


@dataclass(frozen=True, slots=True)
class _Table:
    rows: Sequence[OverviewRow]
    file: str
    sha256: str


def _store(
    session: Session,
    table: _Table,
    councils: CouncilNames,
    by: str,
    reason: str,
    dry_run: bool,
    also: Also,
) -> Outcome:
    rows, source = table.rows, table.file[:120]
    stored = queries.inspections_of(session, {row.council for row in rows})
    keys = _keys(rows, stored)
    present = {
        record.key: (origin, record)
        for origin, record in writes.stored_inspections(session, set(keys))
    }
    new = [
        _record(row, key, table.file)
        for key, row in keys.items()
        if key not in present or present[key][1].confidence == "low"
    ]
    replaced = [present[record.key] for record in new if record.key in present]
    former = {record.key: record for _origin, record in replaced}
    counts = store_inspections(session, new, REPORTS)
    others = {key: _others(row) for key, row in keys.items()}
    earlier = other_grades_of(session, source)
    store_other_grades(session, source, others, REPORTS)
    staying = {key: r for key, (_origin, r) in present.items() if r.confidence != "low"}
    outcome = Outcome(
        document=DOCUMENT,
        number=None,
        rows=len(rows),
        difference=Difference(counts["added"], counts["changed"], 0),
        notes=tuple(_notes([r for r in new if r.key not in present], staying, others, councils)),
        changes=tuple(
            change
            for r in new
            if r.key in former
            for change in _changes(former[r.key], r, councils)
        ),
    )
    if dry_run or (not any(counts.values()) and _same(earlier, others)):
        return outcome
    if outcome.difference.replaces and not reason:
        raise ReasonNeeded(outcome)
    number = log_import(
        session,
        made_at=now(),
        made_by=by,
        kind=KIND,
        document=DOCUMENT,
        file=table.file,
        sha256=table.sha256,
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
    outcome = replace(outcome, number=number)
    also(session, [outcome])
    return outcome


def _notes(
    added: Sequence[InspectionRecord],
    staying: Mapping[str, InspectionRecord],
    others: Mapping[str, Sequence[OtherGradeRecord]],
    councils: CouncilNames,
) -> Iterator[str]:
    """Say which inspections are new, and which grades differ from those that stay."""
    if added:
        yield f"New: {first_few([_named(record, councils) for record in added], most=10)}."
    differing = [
        f"{_named(staying[key], councils)}, {JUDGEMENT_NAMES[grade.judgement].lower()}: "
        f"{GRADE_NAMES[grade.grade].lower()} in the table, {GRADE_NAMES[shown].lower()} shown"
        for key, grades in others.items()
        if key in staying
        for grade in grades
        for shown in [_grades(staying[key]).get(grade.judgement, grade.grade)]
        if shown != grade.grade
    ]
    if differing:
        count = plural(len(differing), "grade differs", "grades differ")
        yield f"{count} from what reports and papers gave, which stays; findings say so:"
        yield f"{first_few(differing, most=10)}."


def _changes(
    before: InspectionRecord, after: InspectionRecord, councils: CouncilNames
) -> Iterator[FigureChange]:
    """Yield what is shown of an inspection otherwise than before."""
    old, new = _shown(before), _shown(after)
    for name in dict.fromkeys((*old, *new)):
        if old.get(name, "") != new.get(name, ""):
            yield FigureChange(
                indicator=after.key,
                name=name,
                area=councils.named(after.council),
                period=printed_date(after.inspected),
                old=stated_word(old.get(name) or "–"),
                new=stated_word(new[name]) if new.get(name) else None,
            )


def _shown(record: InspectionRecord) -> dict[str, str]:
    facts = {
        "Kind": FRAMEWORK_NAMES.get(record.framework, ""),
        "Inspected from": record.inspected_from,
        "Inspected to": record.inspected,
        "Published": record.published,
    }
    grades = _grades(record).items()
    return facts | {JUDGEMENT_NAMES[key]: GRADE_NAMES[grade] for key, grade in grades}


def _grades(record: InspectionRecord) -> dict[str, str]:
    return {grade.judgement: grade.grade for grade in record.grades}


def _named(record: InspectionRecord, councils: CouncilNames) -> str:
    kind = FRAMEWORK_NAMES.get(record.framework, "")
    return f"{councils.named(record.council)}, {kind}, {printed_date(record.inspected)}"


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
        grades=grade_records(row.grades),
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
