"""The use case of suggested lines of enquiry: gathers what is known, and asks the rules."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from datetime import UTC, datetime

from db.queries import benchmarks as benchmark_queries
from db.queries import findings as finding_queries
from db.queries import plans as plan_queries
from db.queries import suggestions as queries
from db.queries.rows import Reader, Rows
from portal.domain.comparison import too_few, withheld
from portal.domain.formatting import period as told_period
from portal.domain.indicators import Series, as_series
from portal.domain.lines_of_enquiry import CouncilEvidence, series, standing, suggest
from portal.domain.lines_of_enquiry.evidence import (
    Noticed,
    PeerValue,
    Planned,
    PlanStatement,
    Position,
    Stage,
)
from portal.domain.lines_of_enquiry.families import RelatedIndicators, Spread, families
from portal.domain.plans import Item
from portal.domain.ranking import distance
from portal.domain.view_state import BenchmarkState, CompareState, FindingsState
from portal.domain.visits import Suggestion
from portal.domain.vocabulary import Council, Vocabulary
from portal.services.base import Data, Definitions, council_of
from portal.services.compare import as_items
from portal.services.figures import official, printed
from portal.services.findings import rules, shown_findings
from portal.services.returns import ReturnService
from portal.services.version_cache import until_data_change
from portal.urls import benchmarks_url, compare_url, council_url, findings_url, slug

# Statements of these kinds say by what an item's success will be known.
_MEASURING = ("measured_by", "outcome", "success_criterion")
# Rules whose evidence stands on the benchmarks, and on the council's page.
_STANDING = tuple(standing.RULES)
_FIGURES = tuple(series.RULES)
# Councils, with themes, whose suggestions are cached: a page asks anew after every change.
_TEAMS = 16


class SuggestionService:
    """Lines of enquiry for a peer review of one council."""

    def __init__(self, data: Data, returns: ReturnService) -> None:
        self._data = data
        self._returns = returns
        self._families = until_data_change(self._read_families)
        self._suggestions = until_data_change(self._make, results=_TEAMS)

    def suggest(self, council: str, themes: tuple[str, ...] = ()) -> tuple[Suggestion, ...]:
        """Suggest what a peer review of a council might ask, the most telling first.

        Args:
            council: key of a council, with or without plans.
            themes: keys of themes; only lines that touch one, or a plan as a whole, are given.

        Raises:
            NotFound: if there is no such council.
        """
        with self._data.reading() as (session, vocabulary):
            return self._suggestions(session, vocabulary, council_of(vocabulary, council), themes)

    def _make(
        self, session: Reader, vocabulary: Vocabulary, council: Council, themes: tuple[str, ...]
    ) -> tuple[Suggestion, ...]:
        return tuple(
            replace(suggestion, view=_view(suggestion.rule, council.key))
            if suggestion.held > len(suggestion.evidence)
            else suggestion
            for suggestion in suggest(self._evidence(session, vocabulary, council), themes)
        )

    def _read_families(self, session: Reader, vocabulary: Vocabulary) -> RelatedIndicators:
        return _families(session, vocabulary, self._data.definitions(session, vocabulary))

    def _evidence(
        self, session: Reader, vocabulary: Vocabulary, council: Council
    ) -> CouncilEvidence:
        definitions = self._data.definitions(session, vocabulary)
        plans = tuple(p for p in vocabulary.plans.values() if p.council == council.key)
        rows = plan_queries.items(session)
        mine = [row for row in rows if row.council == council.key]
        items = as_items(mine, plan_queries.actions_of(session, [row.id for row in mine]))
        # Of others only the references of actions are wanted: a nation has tens of thousands.
        others = as_items([row for row in rows if row.council != council.key], ())
        refs: dict[int, list[str]] = {}
        for item, ref in plan_queries.action_refs(session):
            refs.setdefault(item, []).append(ref)
        statements = queries.statements(session, council.key) if plans else []
        stages = queries.stages(session, council.key) if plans else []
        figured = {(i.measure, i.document) for i in definitions.indicators.values()}
        measured = {(s.plan, s.item_ref) for s in statements if s.item_ref and s.kind in _MEASURING}
        series_of, beside = _printed(session, vocabulary, definitions, council)
        placings, official_series = _official(session, vocabulary, definitions, council)
        documents = {p.document for p in plans}
        documents |= {
            i.document for i in definitions.indicators.values() if i.council == council.key
        }
        return CouncilEvidence(
            council=council,
            areas=vocabulary.areas,
            themes=vocabulary.themes,
            plans=plans,
            items=tuple(_planned(i, [action.ref for action in i.actions], measured) for i in items),
            elsewhere={p.key: p for p in vocabulary.plans.values() if p.council != council.key},
            others=tuple(_planned(i, refs.get(i.id, ())) for i in others),
            councils=vocabulary.councils,
            measures=definitions.measures,
            printed=series_of,
            beside=beside,
            official=official_series,
            placings=placings,
            statements=tuple(
                PlanStatement(
                    plan=s.plan,
                    kind=s.kind,
                    item=f"{s.plan}/{slug(s.item_ref)}" if s.item_ref else "",
                    measure=s.measure or "",
                    name=s.name or "",
                    area=s.area or "",
                    themes=s.themes,
                    figured=(s.measure, s.document) in figured,
                )
                for s in statements
            ),
            stages=tuple(
                Stage(
                    s.plan,
                    f"{s.plan}/{slug(s.item_ref)}",
                    reported=bool(s.outcome) or s.status == "completed",
                )
                for s in stages
            ),
            measuring={
                plan.key: _measuring(plan.document, plan.key, statements, definitions)
                for plan in plans
            },
            findings=_findings(session, council, documents),
            kin=self._families(session, vocabulary) if placings else {},
            history=self._returns.of_council(council.key),
            today=datetime.now(UTC).date(),
        )


def _planned(
    item: Item, actions: Iterable[str], measured: Container[tuple[str, str]] = ()
) -> Planned:
    key = f"{item.plan}/{slug(item.ref)}"
    return Planned(
        item=item,
        key=key,
        actions=tuple(f"{key}/{slug(ref)}" for ref in actions),
        measured=(item.plan, item.ref) in measured,
    )


def _measuring(
    document: str, plan: str, statements: Rows, definitions: Definitions
) -> frozenset[str]:
    """The areas in which a plan's document prints an indicator or sets a success criterion."""
    areas = {
        definitions.measures[i.measure].area
        for i in definitions.indicators.values()
        if i.document == document
    }
    areas |= {s.area for s in statements if s.plan == plan and s.kind in _MEASURING and s.area}
    return frozenset(areas)


def _printed(
    session: Reader, vocabulary: Vocabulary, definitions: Definitions, council: Council
) -> tuple[tuple[Series, ...], tuple[Series, ...]]:
    """The series of the council's documents, and those of the same measures about others."""
    documents = [i for i in definitions.indicators.values() if not i.official]
    measures = {i.measure for i in documents if i.council == council.key}
    among = [i for i in documents if i.measure in measures]
    every = as_series(printed(session, among, vocabulary, vocabulary.every_council))
    mine = [s for s in every if s.council == council and s.indicator.council == council.key]
    beside = [s for s in every if s.council != council and s.council.kind == "council"]
    return tuple(mine), tuple(beside)


def _official(
    session: Reader, vocabulary: Vocabulary, definitions: Definitions, council: Council
) -> tuple[tuple[Position, ...], tuple[Series, ...]]:
    """Where the council stands on each measure of official statistics, and its series of them."""
    chosen = list(definitions.newest_official.values())
    if not chosen:
        return (), ()
    near = [vocabulary.councils[n.key] for n in vocabulary.neighbours.get(council.key, ())]
    planning = [vocabulary.councils[p.council] for p in vocabulary.plans.values()]
    areas = {c.id: c for c in (council, *near, *planning)}
    ids = [i.id for i in chosen]
    held: dict[int, dict[int, PeerValue]] = {}
    by_id = {i.id: i for i in chosen}
    marks = {row.indicator_id: row for row in benchmark_queries.newest_benchmarks(session)}
    for row in benchmark_queries.newest_figures(session, ids, list(areas)):
        indicator, area, value, symbol, _status, rank, band, _joint = row
        # A figure of low reliability, or perhaps of too few cases, counts as none: it must not
        # be ranked or subtracted.
        mark = marks.get(indicator)
        quartiles = (mark.q1, mark.q2, mark.q3) if mark else None
        few = mark and too_few(by_id[indicator], value, mark.england, quartiles)
        if value is not None and symbol != "u" and not few:
            placing = PeerValue(areas[area], value, rank=rank, band=band)
            held.setdefault(indicator, {})[area] = placing
    model = vocabulary.neighbours[council.key][0].model if near else ""
    placings = []
    for indicator in chosen:
        figures = held.get(indicator.id, {})
        period = definitions.periods[indicator.latest or 0]
        mine, mark = figures.get(council.id), marks.get(indicator.id)
        if mine is None or mark is None or period.end is None:
            continue
        same = [i for i in definitions.of(indicator.measure) if i.official]
        placings.append(
            Position(
                indicator=indicator,
                measure=definitions.measures[indicator.measure],
                when=told_period(period.start, period.end, period.basis),
                end=period.end,
                of=mark.of,
                england=mark.england,
                withheld=withheld(indicator, mark.of, (mark.q1, mark.q2, mark.q3)),
                figure=mine,
                near=_of(figures, near),
                asked=len(near),
                model=model,
                planning=_of(figures, [c for c in planning if c != council]),
                basis=period.basis,
                single=len(same) == 1,
                away=distance(mine.value, mark.england, mark.q1, mark.q3, indicator.polarity) or 0,
            )
        )
    # Nor does a series say anything whose newest figure counts as none.
    chosen = [placing for placing in chosen if council.id in held.get(placing.id, {})]
    values = official(session, chosen, definitions, [council])
    sure = [v for v in values if v.symbol != "u"]
    return tuple(placings), tuple(as_series(sure))


def _of(figures: dict[int, PeerValue], councils: Iterable[Council]) -> tuple[PeerValue, ...]:
    return tuple(figures[c.id] for c in dict.fromkeys(councils) if c.id in figures)


def _families(
    session: Reader, vocabulary: Vocabulary, definitions: Definitions
) -> RelatedIndicators:
    chosen = {
        indicator.id: indicator
        for indicator in definitions.newest_official.values()
        if indicator.unit not in ("count", "gbp")
        and definitions.measures[indicator.measure].area in vocabulary.areas
    }
    councils = [c.id for c in vocabulary.councils.values() if c.kind == "council"]
    values: dict[int, dict[int, float]] = {}
    for row in benchmark_queries.newest_figures(session, list(chosen), councils):
        indicator, area, value, symbol, *_ = row
        if value is not None and symbol != "u":
            values.setdefault(indicator, {})[area] = value
    marks = {row.indicator_id: row for row in benchmark_queries.newest_benchmarks(session)}
    return families(
        [
            Spread(chosen[key], spread_values, england=marks[key].england if key in marks else None)
            for key, spread_values in values.items()
        ]
    )


def _view(rule: str, council: str) -> str:
    """The page that shows all that a rule draws on."""
    if rule in _STANDING:
        return benchmarks_url(BenchmarkState((council,)).query())
    if rule == "findings":
        return findings_url(FindingsState((council,)).query())
    if rule in _FIGURES:
        return council_url(council)
    return compare_url(CompareState((council,)).query())


def _findings(session: Reader, council: Council, documents: set[str]) -> tuple[Noticed, ...]:
    """The findings about what the council's own documents say."""
    listed_rules = rules()
    return tuple(
        Noticed(
            key=finding.key,
            title=listed_rules[finding.rule].title,
            kind=listed_rules[finding.rule].kind,
            subject=finding.subject,
            message=finding.message,
            published=finding.published_a,
            themes=finding.themes,
        )
        for finding in shown_findings(finding_queries.findings_of_council(session, council.key))
        if finding.rule in listed_rules and documents & {finding.document_a, finding.document_b}
    )
