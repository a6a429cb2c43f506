"""The use cases of "Compare indicators": one measure's view, and its rows to download."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from db.queries import indicators as queries
from db.queries.rows import Reader
from portal.domain.comparability import Verdict, verdict
from portal.domain.comparison import Comparison, stand
from portal.domain.formatting import number
from portal.domain.indicators import Indicator, Measure, Target, Value, as_panels
from portal.domain.listed_rows import MeasuredItem
from portal.domain.same_definition import agreement, by_definition
from portal.domain.spread import NO_SPREAD
from portal.domain.synonyms import begin_words, readings
from portal.domain.table_rows import TableRow
from portal.domain.view_models import (
    FormerFigure,
    IndicatorMore,
    IndicatorOptions,
    IndicatorView,
    Noticed,
)
from portal.domain.view_state import IndicatorState, understood
from portal.domain.vocabulary import Vocabulary
from portal.services.base import Data, Definitions
from portal.services.figures import comparators, neighbours, official, printed


class IndicatorService:
    """Figures side by side."""

    def __init__(self, data: Data) -> None:
        self._data = data

    def view(self, state: IndicatorState) -> IndicatorView:
        """Make the view of the charts; unknown filter values are reported and left out."""
        with self._data.reading() as (session, vocabulary):
            definitions = self._data.definitions(session, vocabulary)
            state, _problems = _checked_state(state, vocabulary, definitions)
            vocabulary = vocabulary.telling_apart(vocabulary.resolved(state.councils))
            councils = vocabulary.resolved(state.councils)
            indicators = definitions.of(state.measure)
            statistics = [indicator for indicator in indicators if indicator.official]
            documents = [indicator for indicator in indicators if not indicator.official]
            beside = comparators(state.against, councils, vocabulary)
            values = printed(session, documents, vocabulary, councils)
            figures = official(session, statistics, definitions, (*councils, *beside))
            noticed = [i.id for i in indicators if i.id in definitions.noticed]
            findings = queries.findings(session, noticed) if noticed else []
            for key in state.against:
                if key.startswith("neighbours-"):
                    statistic = key.removeprefix("neighbours-")
                    for council in councils:
                        values += neighbours(figures, council, vocabulary, statistic)
            chosen = {council.key for council in councils}
            if any(area.kind == "council" for area in beside):  # neighbours are shown as one
                shown = chosen | {area.key for area in beside if area.kind != "council"}
                figures = [value for value in figures if value.council.key in shown]
            values += figures
            also = tuple(
                agreement(drawn, other, figures)
                for drawn, *others in by_definition(definitions.sources.get(state.measure, ()))
                for other in others
            )
            twice = {pair.other.id for pair in also}
            drawn_values = [v for v in values if v.indicator.id not in twice] if twice else values
            panels = as_panels(drawn_values, councils, split=state.view == "multiples")
            spread = NO_SPREAD
            drawn = next((panel.series[0].indicator for panel in panels if panel.official), None)
            if drawn is not None:
                spread = self._data.spread(session, vocabulary, drawn.id)
            return IndicatorView(
                state=state,
                vocabulary=vocabulary,
                councils=councils,
                measure=definitions.measures.get(state.measure),
                indicators=tuple(
                    i
                    for i in indicators
                    if (i.official or i.council in chosen) and i.id not in twice
                ),
                values=tuple(values),
                also=also,
                panels=tuple(panels),
                targets=tuple(
                    (i, target)
                    for i in indicators
                    for target in i.targets
                    if target.council in chosen
                ),
                verdict=verdict([s for panel in panels for s in panel.series]),
                findings=tuple(Noticed(**f._mapping) for f in findings if f.council in chosen),
                areas=spread,
            )

    def options(self, state: IndicatorState) -> IndicatorOptions:
        """The measures that the filters leave to choose from, the chosen one always among them."""
        with self._data.reading() as (session, vocabulary):
            definitions = self._data.definitions(session, vocabulary)
            state, problems = _checked_state(state, vocabulary, definitions)
            choices = choices_of(state, definitions)
        measure = definitions.measures.get(state.measure)
        fits = measure is None or measure in choices
        if measure is not None and not fits:
            choices = (measure, *choices)
        return IndicatorOptions(
            vocabulary, state, choices=choices, measure=measure, fits=fits, problems=problems
        )

    def more(self, state: IndicatorState) -> IndicatorMore:
        """Make what stands below and beside the charts: standings, signals, plans."""
        with self._data.reading() as (session, vocabulary):
            view = self.view(state)
            definitions = self._data.definitions(session, vocabulary)
            vocabulary = view.vocabulary
            panel = next((p for p in view.panels if p.official), None)
            standing: Comparison | None = None
            if panel is not None and panel.series[0].indicator.latest is not None:
                indicator = panel.series[0].indicator
                period = definitions.periods[indicator.latest or 0]
                benchmark = next(iter(queries.benchmarks(session, [indicator.id])), None)
                standing = stand(
                    indicator,
                    period,
                    dict(zip(view.areas.areas, view.areas.values, strict=True)),
                    benchmark.of if benchmark else 0,
                    (benchmark.q1, benchmark.q2, benchmark.q3) if benchmark else None,
                    _latest(view.values, indicator, period.end),
                    view.councils,
                    vocabulary,
                    view.areas.joint,
                )
            plans = queries.plan_items(session, state.measure or view.state.measure)
            former = _former(session, view)
            marks = self._data.marks(session, vocabulary)
        return IndicatorMore(
            view,
            standing,
            plans=tuple(MeasuredItem(**row._asdict()) for row in plans),
            former=former,
            marks={i.id: marks[i.id] for i in view.indicators if i.id in marks},
            family=definitions.family(view.state.measure),
        )

    def problems(self, state: IndicatorState) -> tuple[str, ...]:
        """List what of an address is not understood, without making the view."""
        with self._data.reading() as (session, vocabulary):
            definitions = self._data.definitions(session, vocabulary)
        return _checked_state(state, vocabulary, definitions)[1]

    def rows(self, state: IndicatorState) -> list[TableRow]:
        """One row a value and a target, exactly as the page shows them."""
        view = self.view(state)
        verdicts = {
            (series.indicator.id, series.basis): judged
            for panel in view.panels
            for judged in [verdict(panel.series)]
            for series in panel.series
        }
        values = (
            {
                **_value_row(value, view),
                **_verdict_cells(verdicts.get((value.indicator.id, value.basis))),
            }
            for value in view.values
        )
        return [
            *values,
            *(_target_row(indicator, target, view) for indicator, target in view.targets),
        ]


def _former(session: Reader, view: IndicatorView) -> tuple[FormerFigure, ...]:
    """The figures of the view's councils that were published and are revised."""
    indicators = {i.id: i for i in view.indicators if i.official}
    councils = {council.id: council for council in view.councils}
    if not indicators or not councils:
        return ()
    former: list[FormerFigure] = []
    newer: dict[tuple[int, int, str], tuple[float | None, str]] = {}
    for row in queries.former_figures(session, list(indicators), list(councils)):
        place = (row.indicator_id, row.council_id, row.label)
        # A change of the numerator alone leaves the value as it was.
        if newer.get(place) != (row.value, row.symbol):
            former.append(
                FormerFigure(
                    indicator=indicators[row.indicator_id],
                    council=councils[row.council_id],
                    period=row.label,
                    value=row.value,
                    symbol=row.symbol,
                    until=row.until.date(),
                )
            )
        newer[place] = (row.value, row.symbol)
    return tuple(former)


def _latest(values: Sequence[Value], indicator: Indicator, end: date | None) -> dict[str, Value]:
    """Each area's value of an indicator in the period that ends on a day."""
    return {
        value.council.key: value
        for value in values
        if value.indicator.id == indicator.id and value.end == end
    }


def _checked_state(
    state: IndicatorState, vocabulary: Vocabulary, definitions: Definitions
) -> tuple[IndicatorState, tuple[str, ...]]:
    state, problems = understood(state, vocabulary, measure=definitions.measures)
    if not state.measure:
        state = replace(state, measure=_first(state, vocabulary, definitions))
    return state, problems


def _first(state: IndicatorState, vocabulary: Vocabulary, definitions: Definitions) -> str:
    """The measure to show: that of the reference searched for, a theme's lead, else the first."""
    leads = (
        key
        for theme in vocabulary.themes.values()
        if state.theme in ("", theme.key)
        for key in theme.lead_measures
    )
    fitting = (k for k in leads if k in definitions.measures and _fits(state, definitions, k))
    usual = next(fitting, "")
    if usual and not state.words:
        return usual
    offered = [measure.key for measure in choices_of(state, definitions)]
    named = (
        indicator.measure
        for indicator in definitions.indicators.values()
        if indicator.ref.lower() == state.words.lower() and indicator.measure in offered
    )
    usual = usual or next(iter(offered), "")
    return next(named, usual) if state.words else usual


def _fits(state: IndicatorState, definitions: Definitions, key: str) -> bool:
    """Tell if theme, area and words leave a measure."""
    measure = definitions.measures[key]
    if state.theme and state.theme not in measure.themes:
        return False
    if state.area and state.area != measure.area:
        return False
    if not state.words:
        return True
    texts = [measure.name]
    for indicator in definitions.of(key):
        texts += (indicator.ref, indicator.name, indicator.definition)
    text = " ".join(texts).lower()
    if all(word in text for word in state.words.lower().split()):
        return True
    return any(begin_words(reading, measure.name) for reading in readings(state.words))


def choices_of(state: IndicatorState, definitions: Definitions) -> tuple[Measure, ...]:
    """The measures that the theme, the area and the words leave."""
    return tuple(
        measure for key, measure in definitions.measures.items() if _fits(state, definitions, key)
    )


DOWNLOAD_COLUMNS = tuple(
    (
        "what measure indicator council period period_start period_end basis value unit numerator "
        "denominator reading printed_as document place note symbol status rank band "
        "definition verdict verdict_reason joint"
    ).split()
)


def _verdict_cells(judged: Verdict | None) -> dict[str, str]:
    """Say if the series that share a value's chart may be compared; nothing where none is drawn."""
    if judged is None:
        return {"verdict": "", "verdict_reason": ""}
    return {"verdict": judged.title, "verdict_reason": " ".join(judged.reasons)}


def _shared(indicator: Indicator, view: IndicatorView) -> TableRow:
    return {
        "measure": view.measure.name if view.measure else "",
        "indicator": f"{indicator.ref} {indicator.name}".strip(),
        "unit": indicator.unit,
        "document": indicator.document,
        "definition": indicator.definition_code,
    }


def _value_row(value: Value, view: IndicatorView) -> TableRow:
    return {
        **_shared(value.indicator, view),
        "what": "value",
        "council": value.council.name,
        "period": value.period,
        "period_start": value.start,
        "period_end": value.end,
        "basis": value.basis,
        "value": value.value,
        "decimals": value.decimals,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "reading": value.reading,
        "printed_as": value.raw_text or number(value.value, value.decimals),
        "place": value.place,
        "note": value.note,
        "symbol": value.symbol,
        "status": value.status,
        "rank": value.rank,
        "band": value.band,
        "joint": value.joint,
    }


def _target_row(indicator: Indicator, target: Target, view: IndicatorView) -> TableRow:
    return {
        **_shared(indicator, view),
        "what": "target",
        "council": view.vocabulary.councils[target.council].name,
        "period": target.due_text,
        "period_end": target.due,
        "value": target.value,
        "decimals": target.decimals,
        "printed_as": target.text or number(target.value, target.decimals),
        "place": target.place,
        "note": target.note,
    }
