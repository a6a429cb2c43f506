"""From a reading to the inspection that is stored: its key, and what stays of the one before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from pydantic import TypeAdapter

from db.queries.reports import StoredInspection
from db.writes.inspections import GradeRecord, InspectionRecord, RecommendationRecord
from portal.importers.inspections import report_kind
from portal.importers.inspections.records import TICK, Grade, Reading

_READING = TypeAdapter(Reading)
TITLES = {
    report_kind.LAC_2013: "inspection of looked after children’s services",
    report_kind.SIF: "inspection of services for children (SIF)",
    report_kind.REINSPECTION: "re-inspection of services for children (SIF)",
    report_kind.BOARD_ALONE: "review of the safeguarding board",
    report_kind.ILACS_STANDARD: "inspection of services for children (ILACS)",
    report_kind.ILACS_SHORT: "inspection of services for children (ILACS)",
}
# An inspection of the same kind that ended within so many days of another is the same.
_SAME_DAYS = 31


def as_json(reading: Reading) -> str:
    """Return a reading as JSON."""
    return _READING.dump_json(reading).decode()


def from_json(text: str) -> Reading:
    """Return a reading from its JSON."""
    return _READING.validate_json(text)


def grade_records(grades: Iterable[Grade]) -> tuple[GradeRecord, ...]:
    """Return grades as they are stored."""
    return tuple(
        GradeRecord(
            judgement=grade.judgement,
            grade=grade.grade,
            as_printed=grade.as_printed,
            joint="yes" if grade.joint else "",
        )
        for grade in grades
    )


def can_be_published(reading: Reading) -> bool:
    """Tell if a reading has what no inspection can be without: a council and a date."""
    return bool(reading.council and reading.inspected_to)


def key_of(reading: Reading, stored: Sequence[StoredInspection]) -> str:
    """Return the key of the stored inspection that a reading is of, or else a new one."""
    last = reading.inspected_to or date.min
    return stored_as(reading.council, reading.framework, last, stored)


def stored_as(council: str, framework: str, last: date, stored: Sequence[StoredInspection]) -> str:
    """Return the key of a council's stored inspection of a framework and last day, or a new one.

    A new key is the council's and the year's, and says more only where that is taken.
    """
    for inspection in stored:
        if inspection.council == council and _same(inspection, framework, last):
            return inspection.key
    keys = {inspection.key for inspection in stored}
    year = f"{council}-{last.year}"
    choices = (year, f"{year}-{framework}", f"{council}-{last.isoformat()}")
    return next((key for key in choices if key not in keys), choices[-1])


def _same(inspection: StoredInspection, framework: str, last: date) -> bool:
    if inspection.inspected == last.isoformat():
        return True
    if inspection.framework != framework:
        return False
    if len(inspection.inspected) < 10:
        return last.isoformat().startswith(inspection.inspected) and bool(inspection.inspected)
    return abs((date.fromisoformat(inspection.inspected) - last).days) <= _SAME_DAYS


def record_of(
    reading: Reading, key: str, file: str, before: InspectionRecord | None
) -> InspectionRecord:
    """Return the inspection to store.

    The paper that speaks of it, and what people wrote of its recommendations (their summaries,
    areas and themes), stay as they are.
    """
    if reading.inspected_to is None or reading.inspected_from is None:
        raise ValueError("an inspection without a date")
    published = reading.published
    overall = next((g.as_printed for g in reading.grades if g.judgement == "overall"), "")
    graded = {grade.judgement for grade in reading.grades}
    proven = all(c.colour == TICK for c in reading.checks if c.field in graded)
    record = InspectionRecord(
        key=key,
        council=reading.council,
        inspectorate="Ofsted",
        title=TITLES[reading.framework],
        framework=reading.framework,
        inspected_from=reading.inspected_from.isoformat(),
        inspected=reading.inspected_to.isoformat(),
        published=published.day.isoformat() if published else "",
        published_source=published.source if published else "",
        confidence="high" if proven else "medium",
        judgement=overall.lower(),
        file=file,
        place="Inspection report",
        grades=grade_records(reading.grades),
        recommendations=_recommendations(reading, before),
    )
    if before is None:
        return record
    return replace(
        record,
        title=before.title,
        kind=before.kind,
        document=before.document,
        note=before.note,
        place=before.place,
    )


def _recommendations(
    reading: Reading, before: InspectionRecord | None
) -> tuple[RecommendationRecord, ...]:
    """Return what to store; what a reviewer wrote stands before what was written earlier."""
    earlier = {(r.addressee, r.ref): r for r in (before.recommendations or ())} if before else {}
    records = []
    for item in reading.recommendations:
        if item.dropped:
            continue
        record = RecommendationRecord(
            ref=item.ref,
            addressee=item.addressee,
            page=item.page,
            paragraphs=item.evidence,
            area=item.area,
            themes=";".join(item.themes),
            summary=item.as_printed if item.summarised else "",
            as_printed="" if item.summarised else item.as_printed,
            repeats="yes" if item.repeats else "",
            place=f"Page {item.page}",
        )
        written = earlier.get((item.addressee, item.ref))
        if written is not None and written.summary:
            record = replace(record, summary=record.summary or written.summary, note=written.note)
            if not reading.reviewed:
                record = replace(record, area=written.area, themes=written.themes)
        records.append(record)
    return tuple(records)
