"""The base of every service: one connection a request, and the vocabulary at the data's version."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from threading import Lock
from typing import TypeVar

from cachetools import LRUCache, cached
from sqlalchemy import Connection
from sqlalchemy.orm import Session, sessionmaker

from db.engine import reading_engine
from db.queries import benchmarks as benchmark_queries
from db.queries import findings as finding_queries
from db.queries import indicators as indicator_queries
from db.queries import plans as plan_queries
from db.queries import region as region_queries
from db.queries import sources as source_queries
from db.queries import vocabulary as queries
from db.queries.rows import AnyRow, Reader
from db.queries.versions import Version, data_version
from portal.domain.formatting import printed_date
from portal.domain.indicators import Indicator, Measure, Target
from portal.domain.measure_marks import MeasureMark, Span, marks
from portal.domain.periods import Period
from portal.domain.region import Region
from portal.domain.same_definition import sources_in_order
from portal.domain.spread import NO_SPREAD, Spread
from portal.domain.vocabulary import (
    DEFAULT_COUNCILS,
    Area,
    Council,
    Nearby,
    Plan,
    Theme,
    Vocabulary,
)
from portal.services.asked import CURRENT, Asked, make_sure
from portal.services.version_cache import until_data_change

_Made = TypeVar("_Made")


class NotFound(LookupError):
    """A council, item or measure that an address names does not exist."""


def council_of(vocabulary: Vocabulary, key: str) -> Council:
    """Find a council by its key.

    Raises:
        NotFound: if there is none, or the key is that of another kind of area.
    """
    council = vocabulary.councils.get(key)
    if council is None or council.kind != "council":
        raise NotFound(key)
    return council


@dataclass(frozen=True)
class Definitions:
    """Every measure and indicator by its key, targets included, at one version of the data."""

    measures: Mapping[str, Measure]
    indicators: Mapping[str, Indicator]
    by_measure: Mapping[str, tuple[Indicator, ...]]
    periods: Mapping[int, Period]
    noticed: frozenset[int]

    def of(self, measure: str) -> tuple[Indicator, ...]:
        """List the indicators that define a measure."""
        return self.by_measure.get(measure, ())

    @cached_property
    def sources(self) -> Mapping[str, tuple[Indicator, ...]]:
        """The official indicators of each measure, the source to draw first."""
        ordered = sources_in_order(
            {
                i: self.periods[i.latest].end or date.min
                for i in self.indicators.values()
                if i.official and i.latest is not None
            }
        )
        by_measure: dict[str, list[Indicator]] = {}
        for indicator in ordered:
            by_measure.setdefault(indicator.measure, []).append(indicator)
        return {measure: tuple(sources) for measure, sources in by_measure.items()}

    def family(self, measure: str) -> tuple[Indicator, ...]:
        """List the other measures of a measure's family as official indicators, by name."""
        newest = self.newest_official
        if measure not in newest:
            return ()
        lead = newest[measure].family or measure
        kin = (i for i in newest.values() if lead in (i.family, i.measure) and i.measure != measure)
        return tuple(sorted(kin, key=lambda indicator: indicator.name))

    @cached_property
    def newest_official(self) -> Mapping[str, Indicator]:
        """The official indicator of each measure whose newest comparable period is the newest."""
        return {measure: sources[0] for measure, sources in self.sources.items()}


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """The number of findings, and the documents they may name, at one version of the data.

    `by_item` is under plan and reference; `documents` holds names in words by key.
    """

    total: int
    by_item: Mapping[tuple[str, str], int]
    documents: Mapping[str, str]


class Data:
    """Access to the data: connections, and the names of things kept until the data change."""

    def __init__(self, sessions: sessionmaker[Session], default: tuple[str, ...] = ()) -> None:
        self._sessions = sessions
        self._engine = reading_engine(sessions.kw["bind"])
        self._vocabulary = cached(LRUCache(maxsize=1), key=_version_alone, lock=Lock())(
            partial(_read_vocabulary, default=default)
        )
        self._definitions = until_data_change(_read_definitions)
        self._finding_counts = until_data_change(_count_findings)
        self._marks = until_data_change(_read_marks)
        self._spreads = until_data_change(_read_spreads)

    @contextmanager
    def asking(self, taken: Version | None = None) -> Iterator[Version]:
        """Hold one connection for a whole request, which answers from one version of the data.

        The use cases inside read through the same connection and do not ask for the version
        again; a change of the data in between shows with the next request.

        Args:
            taken: a version to take for the newest until figures or `make_sure` confirm it.

        Raises:
            Outdated: if they have another by then.
        """
        current = CURRENT.get()
        if current is not None:
            yield current.version
            return
        with self._engine.connect() as connection:
            version = taken or data_version(connection)
            token = CURRENT.set(Asked(connection, version, sure=taken is None))
            try:
                yield version
            finally:
                CURRENT.reset(token)

    @contextmanager
    def reading(self) -> Iterator[tuple[Connection, Vocabulary]]:
        """Give one use case a connection, and the vocabulary that fits the data it sees."""
        with self.asking() as version:
            current = CURRENT.get()
            assert current is not None  # noqa: S101 - asking sets it
            yield current.connection, self._vocabulary(current.connection, version)

    @contextmanager
    def streaming(self) -> Iterator[Session]:
        """Open a session in a transaction, for a table too large to hold in memory."""
        with self._sessions() as session:
            yield session

    def until_change(self, make: Callable[..., _Made], results: int) -> Callable[..., _Made]:
        """Cache what a function of hashable arguments makes, until the data change."""

        def made(_session: Reader, _vocabulary: Vocabulary, *also: object) -> _Made:
            return make(*also)

        cached_results = until_data_change(made, results)

        def looked_up(*also: object) -> _Made:
            with self.reading() as (session, vocabulary):
                return cached_results(session, vocabulary, *also)

        return looked_up

    def definitions(self, session: Reader, vocabulary: Vocabulary) -> Definitions:
        """Look up the measures and indicators that fit the data a session sees."""
        return self._definitions(session, vocabulary)

    def newest(self) -> date | None:
        """Find the end of the newest period of official statistics; None where none are loaded."""
        with self.reading() as (session, vocabulary):
            definitions = self.definitions(session, vocabulary)
        indicators = definitions.indicators.values()
        latest = (definitions.periods[i.latest] for i in indicators if i.latest)
        return max((period.end for period in latest if period.end), default=None)

    def finding_counts(self, session: Reader, vocabulary: Vocabulary) -> FindingCounts:
        """Count the findings by item, in the data that a session sees."""
        return self._finding_counts(session, vocabulary)

    def marks(self, session: Reader, vocabulary: Vocabulary) -> Mapping[int, MeasureMark]:
        """Read the marks of measures that the newest releases begin, revise or end."""
        return self._marks(session, vocabulary)

    def spread(self, session: Reader, vocabulary: Vocabulary, indicator: int) -> Spread:
        """Look up every area's newest value of an indicator."""
        return self._spreads(session, vocabulary).get(indicator, NO_SPREAD)

    def spreads(self) -> Mapping[int, Spread]:
        """Look up every area's newest value of every indicator, by the indicator's number."""
        with self.reading() as (session, vocabulary):
            return self._spreads(session, vocabulary)

    def vocabulary(self) -> Vocabulary:
        """Read the vocabulary alone."""
        with self.reading() as (_session, vocabulary):
            return vocabulary

    def version(self) -> Version:
        """Read the version of the data, in one query."""
        with self.asking() as version:
            return version


def _read_marks(session: Reader, _vocabulary: Vocabulary) -> Mapping[int, MeasureMark]:
    spans = [Span(**row._mapping) for row in source_queries.spans(session)]
    return marks(spans, source_queries.revised(session))


def _read_spreads(session: Reader, _vocabulary: Vocabulary) -> Mapping[int, Spread]:
    spreads = {}
    for number, rows in indicator_queries.newest_of_all(session):
        _numbers, areas, values, denominators, joint = zip(*rows, strict=True)
        spreads[number] = Spread(
            array("l", areas),
            array("d", values),
            denominators if any(of is not None for of in denominators) else (),
            {area: names for area, names in zip(areas, joint, strict=True) if names},
        )
    return spreads


def _version_alone(_reader: Reader, version: Version) -> Version:
    return version


def _read_vocabulary(session: Reader, version: Version, default: tuple[str, ...]) -> Vocabulary:
    make_sure()  # what is read is kept for this version
    councils, number, region = {}, 0, _region(session)
    plans = plan_queries.plans(session)
    planning = {row.council for row in plans}

    def has_plans(row: AnyRow) -> bool:
        return row.position is not None or row.key in planning

    # Councils with plans come first, so that none of them shares a colour with another council.
    for row in sorted(queries.councils(session), key=has_plans, reverse=True):
        councils[row.key] = Council(
            key=row.key,
            name=row.name,
            kind=row.kind,
            area_code=row.area_code,
            region=row.region,
            number=number,
            note=row.note,
            has_plans=has_plans(row),
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
        areas={row.key: Area(**row._mapping) for row in queries.areas(session)},
        themes={row.key: Theme(**row._mapping) for row in queries.themes(session)},
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
            key: tuple(Nearby(other, closeness, model=model) for other, closeness, model in near)
            for key, near in benchmark_queries.neighbours(session).items()
        },
        default=default or region.councils or DEFAULT_COUNCILS,
        region=region,
    )


def _region(session: Reader) -> Region:
    row = region_queries.region(session)
    if row is None:
        return Region()
    return Region(
        name=row.name, welcome=row.welcome, councils=_keys(row.councils), logo=row.logo_hash
    )


def _keys(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


def _count_findings(session: Reader, _vocabulary: Vocabulary) -> FindingCounts:
    documents = {
        row.key: f"{row.council}, {printed_date(row.published[:7])}: {row.title}"
        for row in finding_queries.documents(session)
    }
    return FindingCounts(
        total=finding_queries.count_findings(session),
        by_item=finding_queries.count_by_item(session),
        documents=documents,
    )


def _read_definitions(session: Reader, _vocabulary: Vocabulary) -> Definitions:
    targets: dict[str, list[Target]] = {}
    for row in indicator_queries.targets(session):
        targets.setdefault(row.indicator, []).append(Target(**row._mapping))
    indicators: dict[str, Indicator] = {}
    by_measure: dict[str, list[Indicator]] = {}
    for row in indicator_queries.indicators(session):
        indicator = Indicator(**row._mapping, targets=tuple(targets.get(row.key, ())))
        indicators[row.key] = indicator
        by_measure.setdefault(indicator.measure, []).append(indicator)
    measures = {
        row.key: Measure(
            key=row.key,
            name=row.name,
            area=row.area or "",
            themes=row.themes,
            polarity=row.polarity,
            polarity_reason=row.polarity_reason,
            position=row.position,
        )
        for row in indicator_queries.measures(session)
    }
    return Definitions(
        measures=measures,
        indicators=indicators,
        by_measure={measure: tuple(defining) for measure, defining in by_measure.items()},
        periods={
            row.id: Period(row.label, row.basis, start=row.period_start, end=row.period_end)
            for row in indicator_queries.periods(session)
        },
        noticed=indicator_queries.noticed(session),
    )
