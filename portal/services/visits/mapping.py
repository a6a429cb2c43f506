"""The queried rows of a visit as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from db.models import VisitEntry, VisitEvidence, VisitText
from portal.domain.visit_fields import COMMENT, EVIDENCE, FIELDS, LINE, QUESTION
from portal.domain.visits import (
    Entry,
    Evidence,
    File,
    Line,
    Question,
    Reference,
    Statement,
    Written,
)
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
        weighs=row.weighs,
    )


class FileRow(Protocol):
    """A file of a visit as it is queried, with or without its content."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def entry_id(self) -> int: ...


def as_file(row: FileRow) -> File:
    """A file without its content."""
    return File(id=row.id, name=row.name, type=row.type, size=row.size)


@dataclass(frozen=True, slots=True)
class Rows:
    """The queried rows that a visit is made of, removed ones too; names are of its accounts."""

    entries: Sequence[VisitEntry]
    texts: Sequence[tuple[VisitText, str]]
    files: Sequence[FileRow]
    names: Mapping[int, str]


def as_entries(rows: Rows) -> tuple[Entry, ...]:
    """The entries that were not removed, whatever their kind, in the team's order."""
    written: dict[int, dict[str, Written]] = {}
    for row, by in rows.texts:
        written.setdefault(row.entry_id, {})[row.field] = as_written(row, by)
    files = {row.entry_id: as_file(row) for row in rows.files}
    return tuple(
        Entry(
            id=row.id,
            kind=row.kind,
            parent=row.parent_id,
            fields=written.get(row.id, {}),
            added_by=rows.names.get(row.made_by, ""),
            added_at=row.made_at,
            file=files.get(row.id),
        )
        for row in rows.entries
        if row.removed_at is None
    )


def as_lines(
    rows: Rows, entries: Sequence[Entry], evidence: Sequence[Evidence]
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines that stand, and those removed, with their questions and evidence."""
    written = {(row.entry_id, row.field): as_written(row, by) for row, by in rows.texts}
    own_under: dict[int | None, list[Entry]] = {}
    questions_under: dict[int | None, list[Entry]] = {}
    comments_on: dict[int | None, list[Entry]] = {}
    for entry in entries:
        if entry.kind == EVIDENCE:
            own_under.setdefault(entry.parent, []).append(entry)
        elif entry.kind == QUESTION:
            questions_under.setdefault(entry.parent, []).append(entry)
        elif entry.kind == COMMENT:
            comments_on.setdefault(entry.parent, []).append(entry)

    def line(row: VisitEntry) -> Line:
        def text(field: str) -> Written:
            return written.get((row.id, field), Written())

        return Line(
            id=row.id,
            heading=row.heading,
            suggestion=row.suggestion,
            **{name: text(name) for name in FIELDS[LINE]},
            questions=tuple(
                Question(
                    q.id,
                    q.written("question"),
                    who=q.written("who"),
                    heard=q.written("heard"),
                    answers=tuple(own_under.get(q.id, ())),
                )
                for q in questions_under.get(row.id, ())
            ),
            evidence=tuple(piece for piece in evidence if piece.line == row.id),
            why=text("why").text,
            own_evidence=tuple(own_under.get(row.id, ())),
            comments=tuple(comments_on.get(row.id, ())),
        )

    lines = [row for row in rows.entries if row.kind == LINE]
    return (
        tuple(line(row) for row in lines if row.removed_at is None),
        tuple(line(row) for row in lines if row.removed_at is not None),
    )
