"""Signal or noise: each series' reading, with chance allowed for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dash import html

from layouts.components.glossary import explained
from layouts.components.graph import Words, graph, source_of
from layouts.components.parts import evidence, marker, panel
from layouts.figures.control import control_figure
from layouts.markup import Element, Part
from portal.domain.formatting import month
from portal.domain.indicators import Indicator, Series, Value
from portal.domain.signals import Reading
from portal.domain.travel import reading_of
from portal.domain.view_models import IndicatorView
from portal.domain.vocabulary import Vocabulary

_MOST = 6
_CHARTED = 4
# A count that grows from April cannot be stable, and a rolling year hardly moves: neither is a
# process whose points vary on their own.
_BASES = ("month", "quarter", "year", "snapshot")


@dataclass(frozen=True, slots=True)
class _SeriesReading:
    """A series with its dated values and their reading, from the value `first` on."""

    series: Series
    values: list[Value]
    first: int
    target: float | None
    reading: Reading


def signal_section(view: IndicatorView) -> Element | None:
    """Write a sentence per series, with a control chart where it has twelve points or more."""
    readings: list[_SeriesReading] = []
    seen: set[tuple[str, str, str]] = set()
    for series in (series for panel_ in view.panels for series in panel_.series):
        # Another source of the same figures would say the same again.
        key = (series.indicator.definition_code, series.council.key, series.basis)
        if series.basis not in _BASES or key in seen or len(readings) == _MOST:
            continue
        result = _read(series, view)
        if result is not None:
            readings.append(result)
            seen.add(key)
    if not readings:
        return None
    charts = 0
    parts: list[Part] = []
    for result in readings:
        series, sentence = result.series, result.reading.sentence
        name = f"{series.label}: " if len(readings) > 1 else ""
        parts.append(
            html.P([marker(series.council), html.Strong(name), sentence], className="signal")
        )
        if result.reading.kind == "xmr" and charts < _CHARTED:
            charts += 1
            parts.append(_chart(result, view.vocabulary))
    return panel(
        html.H2("Signal or noise?"),
        html.P(
            explained(
                "With twelve points or more, limits show how far a figure moves by chance alone "
                "(an XmR chart); with fewer, only a median is drawn."
            ),
            className="sub",
        ),
        *parts,
        **evidence("chart", view.state.measure),
    )


def _read(series: Series, view: IndicatorView) -> _SeriesReading | None:
    values = [v for v in series.sure if v.month]
    if len(values) < 3 or len({v.month for v in values}) < len(values):
        return None
    first = _since_break(values, series.indicator)
    target = _target(series, view)
    reading = reading_of(series, values[first:], target)
    return _SeriesReading(series, values, first, target, reading)


def _since_break(values: list[Value], indicator: Indicator) -> int:
    """Find the first value after the last change of definition: limits must not span it."""
    days = [day for day, _why in indicator.changes]
    last = max(days, default=date.min)
    return next((n for n, v in enumerate(values) if v.end and v.end >= last), 0)


def _target(series: Series, view: IndicatorView) -> float | None:
    """Find the newest target that the indicator's own document sets for the council."""
    targets = [
        target.value
        for indicator, target in view.targets
        if (indicator.key, target.council) == (series.indicator.key, series.council.key)
        and target.value is not None
    ]
    return targets[-1] if targets else None


def _chart(result: _SeriesReading, vocabulary: Vocabulary) -> Element:
    series, values = result.series, result.values
    indicator, sentence = series.indicator, result.reading.sentence
    figure = control_figure(
        [v.month for v in values if v.month],
        [v.value or 0.0 for v in values],
        result.reading,
        series.council,
        target=result.target,
        breaks=[day for day, _why in series.indicator.changes],
        unit=series.indicator.unit,
        height=240,
        provisional=frozenset(n for n, v in enumerate(values) if v.provisional),
        hover=[f"{month(v.end)}: {v.shown}" for v in values],
        first=result.first,
    )
    source = source_of([indicator.document_title], vocabulary)
    words = Words(f"{indicator.name}: {series.label}", sentence, source)
    return graph(figure, f"{series.label}. {sentence}", words)
