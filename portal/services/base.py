"""What every service shares: one session a use case, and the vocabulary at the data's version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sqlalchemy.orm import Session, sessionmaker

from db.queries import benchmarks as benchmark_queries
from db.queries import indicators as indicator_queries
from db.queries import plans as plan_queries
from db.queries import vocabulary as queries
from db.queries.versions import Version, data_version
from portal.domain.indicators import Indicator, Measure, Target
from portal.domain.vocabulary import Area, Council, Nearby, Plan, Theme, Vocabulary


class Unknown(LookupError):
    """A council, item or measure that an address names does not exist."""


_seen: ContextVar[Version | None] = ContextVar("version_seen", default=None)


@dataclass(frozen=True, slots=True)
class Definitions:
    """Every measure and indicator by its key, targets included, at one version of the data."""

    version: Version
    measures: Mapping[str, Measure]
    indicators: Mapping[str, Indicator]

    def of(self, measure: str) -> tuple[Indicator, ...]:
        """The indicators that define a measure."""
        return tuple(i for i in self.indicators.values() if i.measure == measure)


class Data:
    """Access to the data: sessions, and the names of things kept until the data change."""

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions
        self._vocabulary: Vocabulary | None = None
        self._definitions: Definitions | None = None

    @contextmanager
    def reading(self) -> Iterator[tuple[Session, Vocabulary]]:
        """A session for one use case, and the vocabulary that fits the data it sees."""
        with self._sessions() as session:
            version = _seen.get() or data_version(session)
            kept = self._vocabulary
            if kept is None or kept.version != version.number or kept.made_at != version.made_at:
                kept = self._vocabulary = _read(session, version)
            yield session, kept

    def definitions(self, session: Session, vocabulary: Vocabulary) -> Definitions:
        """The measures and indicators that fit the data a session sees."""
        version = Version(vocabulary.version, vocabulary.made_at)
        kept = self._definitions
        if kept is None or kept.version != version:
            kept = self._definitions = _read_definitions(session, version)
        return kept

    def vocabulary(self) -> Vocabulary:
        """The vocabulary alone."""
        with self.reading() as (_session, vocabulary):
            return vocabulary

    def version(self) -> Version:
        """The version of the data, in one query."""
        with self._sessions() as session:
            return data_version(session)

    @contextmanager
    def at(self, version: Version) -> Iterator[None]:
        """Use a version that was just asked for, so that it is not asked for again.

        A change of the data between the two shows with the next request.
        """
        token = _seen.set(version)
        try:
            yield
        finally:
            _seen.reset(token)


def _read(session: Session, version: Version) -> Vocabulary:
    councils, number = {}, 0
    plans = plan_queries.plans(session)
    planning = {row.council for row in plans}
    for row in queries.councils(session):
        councils[row.key] = Council(
            key=row.key,
            name=row.name,
            kind=row.kind,
            area_code=row.area_code,
            region=row.region,
            number=number,
            note=row.note,
            own=row.position is not None or row.key in planning,
            la_number=row.la_number,
            ended=row.ended,
            successors=_keys(row.successors),
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
    )


def _keys(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


def _read_definitions(session: Session, version: Version) -> Definitions:
    targets: dict[str, list[Target]] = {}
    for row in indicator_queries.targets(session):
        targets.setdefault(row.indicator, []).append(Target(*tuple(row)))
    indicators = {}
    for row in indicator_queries.indicators(session):
        named = dict(row._mapping)
        named["themes"] = _keys(row.themes)
        indicators[row.key] = Indicator(**named, targets=tuple(targets.get(row.key, ())))
    measures = {
        row.key: Measure(
            row.key, row.name, row.area, _keys(row.themes), row.polarity, row.polarity_reason
        )
        for row in indicator_queries.measures(session)
    }
    return Definitions(version, measures, indicators)
