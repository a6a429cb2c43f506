"""The use cases of "Compare indicators": one measure's view, and its rows to download."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from db.queries import indicators as queries
from db.queries.rows import Rows
from portal.domain.comparability import verdict
from portal.domain.formatting import number
from portal.domain.indicators import (
    Indicator,
    Measure,
    Target,
    Value,
    as_panels,
)
from portal.domain.state import IndicatorState
from portal.domain.views import IndicatorView, Noticed
from portal.domain.vocabulary import Council, Vocabulary
from portal.services.base import Data, Definitions

# The measure shown when none is asked for: one of the few that two councils report.
FIRST = "initial-assessments-on-time"


class IndicatorService:
    """Figures side by side."""

    def __init__(self, data: Data) -> None:
        self._data = data

    def view(self, state: IndicatorState) -> IndicatorView:
        """What the page shows; a part of the state that is not known is told and left out."""
        with self._data.reading() as (session, vocabulary):
            definitions = self._data.definitions(session, vocabulary)
            state, problems, choices = _known(state, vocabulary, definitions)
            measure = definitions.measures.get(state.measure)
            indicators = definitions.of(state.measure)
            ids = [indicator.id for indicator in indicators]
            rows = queries.observations(session, ids) if ids else []
            findings = queries.findings(session, ids) if ids else []
        councils = vocabulary.chosen(state.councils)
        values = _values(rows, indicators, vocabulary, councils)
        chosen = {council.key for council in councils}
        return IndicatorView(
            state=state,
            vocabulary=vocabulary,
            problems=problems,
            councils=councils,
            choices=choices,
            measure=measure,
            indicators=tuple(i for i in indicators if i.council in chosen),
            values=values,
            panels=tuple(as_panels(values, councils, split=state.view == "multiples")),
            targets=tuple(
                (i, target) for i in indicators for target in i.targets if target.council in chosen
            ),
            verdict=verdict([s for p in as_panels(values, councils) for s in p.series]),
            findings=tuple(Noticed(*tuple(f)) for f in findings if f.council in chosen),
        )

    def problems(self, state: IndicatorState) -> tuple[str, ...]:
        """What of an address is not understood, without making the view."""
        with self._data.reading() as (session, vocabulary):
            definitions = self._data.definitions(session, vocabulary)
        return _known(state, vocabulary, definitions)[1]

    def rows(self, state: IndicatorState) -> list[dict[str, Any]]:
        """One row a value and a target, exactly as the page shows them."""
        view = self.view(state)
        return [_value_row(value, view) for value in view.values] + [
            _target_row(indicator, target, view) for indicator, target in view.targets
        ]


def _known(
    state: IndicatorState, vocabulary: Vocabulary, definitions: Definitions
) -> tuple[IndicatorState, tuple[str, ...], tuple[Measure, ...]]:
    problems = list(state.problems)
    for key in vocabulary.unknown(state.councils):
        problems.append(f"There is no council “{key}” in the portal; it was left out.")
    councils = tuple(c.key for c in vocabulary.with_plans if c.key in state.councils)
    state = replace(state, councils=councils, problems=())
    if state.theme and state.theme not in vocabulary.themes:
        problems.append(f"There is no theme “{state.theme}” in the portal; all are shown.")
        state = replace(state, theme="")
    if state.area and state.area not in vocabulary.areas:
        problems.append(f"There is no area “{state.area}” in the portal; all are shown.")
        state = replace(state, area="")
    if state.measure and state.measure not in definitions.measures:
        problems.append(f"There is no measure “{state.measure}” in the portal.")
        state = replace(state, measure="")
    choices = _choices(state, definitions)
    if not state.measure:
        state = replace(state, measure=_first(state, definitions, choices))
    return state, tuple(problems), choices


def _first(state: IndicatorState, definitions: Definitions, choices: Sequence[Measure]) -> str:
    """The measure to show: that of the reference searched for, the usual one, else the first."""
    offered = [measure.key for measure in choices]
    named = (
        indicator.measure
        for indicator in definitions.indicators.values()
        if indicator.ref.lower() == state.words.lower() and indicator.measure in offered
    )
    usual = FIRST if FIRST in offered else next(iter(offered), "")
    return next(named, usual) if state.words else usual


def _choices(state: IndicatorState, definitions: Definitions) -> tuple[Measure, ...]:
    """The measures that the theme and the words leave."""
    words = state.words.lower().split()
    texts: dict[str, list[str]] = {}
    for indicator in definitions.indicators.values():
        texts.setdefault(indicator.measure, []).extend(
            (indicator.ref, indicator.name, indicator.definition)
        )
    return tuple(
        measure
        for measure in definitions.measures.values()
        if (not state.theme or state.theme in measure.themes)
        and (not state.area or state.area == measure.area)
        and all(
            word in " ".join((measure.name, *texts.get(measure.key, ()))).lower() for word in words
        )
    )


def _values(
    rows: Rows,
    indicators: Sequence[Indicator],
    vocabulary: Vocabulary,
    councils: Sequence[Council],
) -> tuple[Value, ...]:
    by_id = {indicator.id: indicator for indicator in indicators}
    chosen = {council.key for council in councils}
    values = []
    for row in rows:
        council = vocabulary.councils[row.council]
        indicator = by_id[row.indicator_id]
        # A comparator stands with the document that prints it, so it goes with its council.
        printed_beside = not (council.kind == "council" and council.own)
        if council.key in chosen or (printed_beside and indicator.council in chosen):
            values.append(Value(indicator, council, *tuple(row)[2:]))
    return tuple(values)


DOWNLOAD_COLUMNS = (
    "what",
    "measure",
    "indicator",
    "council",
    "period",
    "period_start",
    "period_end",
    "basis",
    "value",
    "unit",
    "numerator",
    "denominator",
    "reading",
    "printed_as",
    "document",
    "place",
    "note",
)


def _shared(indicator: Indicator, view: IndicatorView) -> dict[str, Any]:
    return {
        "measure": view.measure.name if view.measure else "",
        "indicator": f"{indicator.ref} {indicator.name}".strip(),
        "unit": indicator.unit,
        "document": indicator.document,
    }


def _value_row(value: Value, view: IndicatorView) -> dict[str, Any]:
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
    }


def _target_row(indicator: Indicator, target: Target, view: IndicatorView) -> dict[str, Any]:
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
