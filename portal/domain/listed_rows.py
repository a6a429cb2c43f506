"""Rows that pages list beside plans and figures: hits, inspections, parts of items, sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A text that fits a search; title and body in pieces, each with whether it is a match."""

    kind: str
    council: str
    key: str
    item_ref: str
    ref: str
    published: str
    under: str
    title: tuple[tuple[str, bool], ...]
    body: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class MeasuredItem:
    """An item that names a measure: its number, how many actions it has, the last day of them."""

    plan: str
    ref: str
    title: str
    item: int
    due: date | None
    actions: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """An inspection or review of a council as stored (`db.models.Inspection`); texts may be empty.

    Without a document it comes from a list of inspections.
    """

    key: str
    inspectorate: str
    title: str
    kind: str
    framework: str
    inspected_from: str
    inspected: str
    published: str
    published_source: str
    confidence: str
    judgement: str
    recommendations_council: int | None
    recommendations_board: int | None
    file: str
    place: str
    note: str
    document: str | None
    document_title: str | None


@dataclass(frozen=True, slots=True)
class StatedItem:
    """An item as its document states it; `parent_ref` is "" where it is part of no other."""

    ref: str
    kind: str
    section: str
    parent_ref: str
    title: str
    summary: str
    status: str
    status_evidence: str
    place: str
    note: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """A stage of an item, with its result where one is reported."""

    action_ref: str
    ref: str
    summary: str
    target_text: str
    target_date: date | None
    outcome: str
    status: str
    place: str
    note: str


@dataclass(frozen=True, slots=True)
class ItemStatement:
    """A text under an item: aim, success measure, risk; `measure` is None where it names none."""

    item_ref: str
    ref: str
    kind: str
    summary: str
    place: str
    note: str
    measure: str | None
    measure_name: str | None


@dataclass(frozen=True, slots=True)
class WorkPackage:
    """An item that is part of another."""

    ref: str
    title: str
    status: str


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document with the numbers of rows taken from it."""

    key: str
    title: str
    publisher: str
    published: str
    status: str
    description: str
    licence: str
    council: str
    items: int
    actions: int
    milestones: int
    statements: int
    observations: int
    targets: int
    repaired: int
    doubtful: int


@dataclass(frozen=True, slots=True)
class StatisticalDataset:
    """A data set of official statistics and its newest import; None where no import is noted.

    `edition` is that of the portal's own bundle, where the figures came with the portal; `added`,
    `changed` and `removed` count the figures of the newest import; `next_expected` is as the
    publisher told `portal refresh` when it asked, at `checked_at`.
    """

    key: str
    title: str
    publisher: str
    published: str
    release: str
    description: str
    licence: str
    indicators: int
    number: int | None
    made_at: datetime | None
    file: str | None
    sha256: str | None
    rows: int | None
    reason: str | None
    edition: int | None
    added: int | None
    changed: int | None
    removed: int | None
    address: str | None
    checked_at: datetime | None
    next_expected: str | None


@dataclass(frozen=True, slots=True)
class NeighbourModel:
    """The model of statistical neighbours that is in use, and the import that brought it."""

    model: str
    number: int
    made_at: datetime
    file: str
    sha256: str
    rows: int
    edition: int | None


@dataclass(frozen=True, slots=True)
class UnplainReading:
    """A value that is not as printed: its text as it stands, and the proof or doubt as note."""

    document: str
    ref: str
    name: str
    unit: str
    indicator: str
    council: str
    period_start: date | None
    period_end: date | None
    basis: str
    value: float | None
    decimals: int
    reading: str
    raw_text: str
    place: str
    note: str


@dataclass(frozen=True, slots=True)
class LoggedImport:
    """A line of the log of imports: who brought which file when, what it did, and why."""

    id: int
    made_at: datetime
    made_by: str
    kind: str
    document: str
    file: str
    sha256: str
    rows: int
    added: int
    changed: int
    removed: int
    reason: str
    undone_by: int | None
    edition: int | None
    address: str
