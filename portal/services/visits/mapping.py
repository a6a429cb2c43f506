"""The queried rows of a visit as values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from db.models import VisitEntry, VisitEvidence, VisitText
from portal.domain.visits import Evidence, Line, Question, Reference, Statement, Written
from portal.services.base import NotFound
from portal.services.evidence import EvidenceService

GONE = "The portal does not hold this any more."


def as_written(row: VisitText, by: str) -> Written:
    """One version of a text, and its author's name."""
    return Written(row.text, row.version, by=by, at=row.made_at)


def evidence_of(
    rows: Iterable[tuple[VisitEvidence, str]], version: int, service: EvidenceService
) -> tuple[Evidence, ...]:
    """The pieces that were not removed; where the data changed since, with what they say now."""
    return tuple(_piece(row, by, version, service) for row, by in rows if row.removed_at is None)


def _piece(row: VisitEvidence, by: str, version: int, service: EvidenceService) -> Evidence:
    reference = Reference(row.kind, row.key)
    now = ""
    if row.data_version != version:
        try:
            today = service.say(reference, row.link).statement
        except NotFound:
            today = GONE
        now = today if today != row.statement else ""
    statement = Statement(
        reference,
        row.title,
        statement=row.statement,
        source=row.source,
        document=row.document,
        link=row.link,
    )
    return Evidence(
        row.id,
        statement,
        data_version=row.data_version,
        data_made_at=row.data_made_at,
        added_by=by,
        added_at=row.added_at,
        line=row.entry_id,
        now=now,
    )


def as_lines(
    entries: Sequence[VisitEntry],
    texts: Iterable[tuple[VisitText, str]],
    evidence: Sequence[Evidence],
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines that stand, and those removed, with their questions and evidence."""
    written = {(row.entry_id, row.field): as_written(row, by) for row, by in texts}

    def text(entry: int, field: str) -> Written:
        return written.get((entry, field), Written())

    def line(row: VisitEntry) -> Line:
        return Line(
            id=row.id,
            heading=row.heading,
            suggestion=row.suggestion,
            wording=text(row.id, "wording"),
            note=text(row.id, "note"),
            verdict=text(row.id, "verdict"),
            questions=tuple(
                Question(
                    q.id, text(q.id, "question"), who=text(q.id, "who"), heard=text(q.id, "heard")
                )
                for q in entries
                if q.parent_id == row.id and q.removed_at is None
            ),
            evidence=tuple(piece for piece in evidence if piece.line == row.id),
            why=text(row.id, "why").text,
        )

    lines = [row for row in entries if row.parent_id is None]
    return (
        tuple(line(row) for row in lines if row.removed_at is None),
        tuple(line(row) for row in lines if row.removed_at is not None),
    )
