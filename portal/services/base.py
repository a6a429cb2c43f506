"""The base of every service: one connection a request, and the vocabulary at the data's version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row
from sqlalchemy.orm import Session, sessionmaker

from db.engine import reading_engine
from db.queries import benchmarks as benchmark_queries
from db.queries import findings as finding_queries
from db.queries import indicators as indicator_queries
from db.queries import plans as plan_queries
from db.queries import vocabulary as queries
from db.queries.rows import Reader
from db.queries.versions import Version, data_version
from portal.domain.formatting import printed_date
from portal.domain.indicators import Indicator, Measure, Target
from portal.domain.periods import Period
from portal.domain.vocabulary import (
    DEFAULT_COUNCILS,
    Area,
    Council,
    Nearby,
    Plan,
    Theme,
    Vocabulary,
)


class NotFound(LookupError):
    """A council, item or measure that an address names does not exist."""


_held: ContextVar[tuple[Connection, Version] | None] = ContextVar("held", default=None)


@dataclass(frozen=True, slots=True)
class Definitions:
    """Every measure and indicator by its key, targets included, at one version of the data."""

    version: Version
    measures: Mapping[str, Measure]
    indicators: Mapping[str, Indicator]
    by_measure: Mapping[str, tuple[Indicator, ...]]
    periods: Mapping[int, Period]
    noticed: frozenset[int]

    def of(self, measure: str) -> tuple[Indicator, ...]:
        """The indicators that define a measure."""
        return self.by_measure.get(measure, ())


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """The number of findings, and the documents they may name, at one version of the data.

    `by_item` is under plan and reference; `documents` holds names in words by key.
    """

    version: Version
    total: int
    by_item: Mapping[tuple[str, str], int]
    documents: Mapping[str, str]


class Data:
    """Access to the data: connections, and the names of things kept until the data change."""

    def __init__(
        self, sessions: sessionmaker[Session], default: tuple[str, ...] = DEFAULT_COUNCILS
    ) -> None:
        self._sessions = sessions
        self._default = default
        self._engine = reading_engine(sessions.kw["bind"])
        self._vocabulary: Vocabulary | None = None
        self._definitions: Definitions | None = None
        self._finding_counts: FindingCounts | None = None

    @contextmanager
    def asking(self) -> Iterator[Version]:
        """One connection for a whole request, and the version of the data that it answers from.

        The use cases inside read through the same connection and do not ask for the version
        again; a change of the data in between shows with the next request.
        """
        held = _held.get()
        if held is not None:
            yield held[1]
            return
        with self._engine.connect() as connection:
            version = data_version(connection)
            token = _held.set((connection, version))
            try:
                yield version
            finally:
                _held.reset(token)

    @contextmanager
    def reading(self) -> Iterator[tuple[Connection, Vocabulary]]:
        """A connection for one use case, and the vocabulary that fits the data it sees."""
        with self.asking() as version:
            held = _held.get()
            assert held is not None  # noqa: S101 - asking holds it
            kept = self._vocabulary
            if kept is None or kept.version != version.number or kept.made_at != version.made_at:
                kept = self._vocabulary = _read(held[0], version, self._default)
            yield held[0], kept

    @contextmanager
    def streaming(self) -> Iterator[Session]:
        """A session of its own, in a transaction, for a table too large to hold in memory."""
        with self._sessions() as session:
            yield session

    def definitions(self, session: Reader, vocabulary: Vocabulary) -> Definitions:
        """The measures and indicators that fit the data a session sees."""
        version = Version(vocabulary.version, vocabulary.made_at)
        kept = self._definitions
        if kept is None or kept.version != version:
            kept = self._definitions = _read_definitions(session, version)
        return kept

    def newest(self) -> date | None:
        """The end of the newest period of official statistics; None where none are loaded."""
        with self.reading() as (session, vocabulary):
            known = self.definitions(session, vocabulary)
        latest = (known.periods[i.latest] for i in known.indicators.values() if i.latest)
        return max((period.end for period in latest if period.end), default=None)

    def finding_counts(self, session: Reader, vocabulary: Vocabulary) -> FindingCounts:
        """Return how many findings concern what, in the data that a session sees."""
        version = Version(vocabulary.version, vocabulary.made_at)
        kept = self._finding_counts
        if kept is None or kept.version != version:
            kept = self._finding_counts = _count_findings(session, version)
        return kept

    def vocabulary(self) -> Vocabulary:
        """The vocabulary alone."""
        with self.reading() as (_session, vocabulary):
            return vocabulary

    def version(self) -> Version:
        """The version of the data, in one query."""
        with self.asking() as version:
            return version


def _read(session: Reader, version: Version, default: tuple[str, ...]) -> Vocabulary:
    councils, number = {}, 0
    plans = plan_queries.plans(session)
    planning = {row.council for row in plans}

    def own(row: Row[Any]) -> bool:
        return row.position is not None or row.key in planning

    # Councils with plans come first, so that none of them shares a colour with another council.
    for row in sorted(queries.councils(session), key=own, reverse=True):
        councils[row.key] = Council(
            key=row.key,
            name=row.name,
            kind=row.kind,
            area_code=row.area_code,
            region=row.region,
            number=number,
            note=row.note,
            own=own(row),
            la_number=row.la_number,
            ended=row.ended,
            successors=_keys(row.successors),
            id=row.id,
        )
        number += row.kind == "council"
    return Vocabulary(
        version=version.number,
        made_at=version.made_at,
        councils=councils,
        areas={row.key: Area(*tuple(row)) for row in queries.areas(session)},
        themes={row.key: Theme(*tuple(row)) for row in queries.themes(session)},
        plans={
            row.plan: Plan(
                key=row.plan,
                council=row.council,
                title=row.title,
                short_name=row.short,
                published=row.published,
                status=row.status,
                note=row.note,
                document=row.document,
                document_title=row.document_title,
                inspection=row.inspection or "",
                inspectorate=row.inspectorate or "",
                inspection_title=row.inspection_title or "",
                inspected=row.inspected or "",
                judgement=row.judgement or "",
            )
            for row in plans
        },
        neighbours={
            key: tuple(Nearby(*one) for one in near)
            for key, near in benchmark_queries.neighbours(session).items()
        },
        default=default,
    )


def _keys(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


def _count_findings(session: Reader, version: Version) -> FindingCounts:
    documents = {
        row.key: f"{row.council}, {printed_date(row.published[:7])}: {row.title}"
        for row in finding_queries.documents(session)
    }
    return FindingCounts(
        version,
        finding_queries.count_findings(session),
        finding_queries.count_by_item(session),
        documents,
    )


def _read_definitions(session: Reader, version: Version) -> Definitions:
    targets: dict[str, list[Target]] = {}
    for row in indicator_queries.targets(session):
        targets.setdefault(row.indicator, []).append(Target(*tuple(row)))
    indicators: dict[str, Indicator] = {}
    by_measure: dict[str, list[Indicator]] = {}
    for row in indicator_queries.indicators(session):
        named = dict(row._mapping)
        named["themes"] = _keys(row.themes)
        one = Indicator(**named, targets=tuple(targets.get(row.key, ())))
        indicators[row.key] = one
        by_measure.setdefault(one.measure, []).append(one)
    measures = {
        row.key: Measure(
            row.key, row.name, row.area or "", _keys(row.themes), row.polarity, row.polarity_reason
        )
        for row in indicator_queries.measures(session)
    }
    return Definitions(
        version,
        measures,
        indicators,
        {measure: tuple(found) for measure, found in by_measure.items()},
        {row.id: Period(*tuple(row)[1:]) for row in indicator_queries.periods(session)},
        indicator_queries.noticed(session),
    )
