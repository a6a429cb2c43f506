"""A panel as an editable chart: formats, runs, repeated periods, doubts, what may share one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.domain.indicators import Panel, Series, Target, Value
from portal.domain.pack_model import Chart
from portal.domain.pack_sections.charts import caveats, drawn_targets, number_format, panel_chart
from portal.domain.pack_sections.ledger import Ledger
from portal.domain.pack_sections.periods import short_periods
from portal.domain.view_models import IndicatorView
from portal.domain.view_state import IndicatorState
from portal.services import Services


def view_of(services: Services, measure: str, *councils: str) -> IndicatorView:
    return services.indicators.view(IndicatorState(councils or ("torbay",), measure=measure))


def chart_of(view: IndicatorView, panel: Panel) -> Chart:
    return panel_chart(view, panel, Ledger({}), "/link")


def basis(view: IndicatorView, name: str) -> Panel:
    return next(panel for panel in view.panels if panel.basis == name)


@pytest.mark.parametrize(
    ("unit", "decimals", "expected"),
    [
        ("percent", 0, '0"%"'),
        ("percent", 1, '0.0"%"'),
        ("percent", 2, '0.00"%"'),
        ("per_10k", 1, "0.0"),
        ("count", 0, "#,##0"),
        ("gbp", 0, '"£"#,##0'),
        ("days", 0, "0"),
        ("ratio", 2, "0.00"),
    ],
)
def test_numbers_are_formatted_as_printed(unit: str, decimals: int, expected: str) -> None:
    assert number_format(unit, decimals) == expected


def test_a_count_that_starts_afresh_is_two_lines(services: Services) -> None:
    view = view_of(services, "adoptions")
    chart = chart_of(view, basis(view, "cumulative"))
    of_councils = [series for series in chart.series if series.kind == "council"]
    assert [series.name for series in of_councils] == [
        "Torbay, T25, from April 2011",
        "Torbay, T25, from April 2012",
    ]
    first, second = ([n for n, v in enumerate(s.values) if v is not None] for s in of_councils)
    assert max(first) < min(second)
    assert {s.colour for s in of_councils} == {view.councils[0].colour}


def test_a_period_printed_twice_is_drawn_twice(services: Services) -> None:
    view = view_of(services, "initial-assessments-on-time")
    chart = chart_of(view, basis(view, "month"))
    names = [series.name for series in chart.series]
    assert "Torbay, NI059, printed again" in names
    again = chart.series[names.index("Torbay, NI059, printed again")]
    place = chart.categories.index("Sep 2011")
    assert again.values[place] == 71.0
    assert again.doubtful == (place,)
    assert "Doubtful readings, drawn hollow" in caveats(view, basis(view, "month"))[0].text


def test_targets_stand_where_they_fall_due(services: Services) -> None:
    view = view_of(services, "initial-assessments-on-time")
    panel = basis(view, "month")
    chart = chart_of(view, panel)
    targets = [series for series in chart.series if series.kind == "target"]
    places = {
        chart.categories[n]: value
        for series in targets
        for n, value in enumerate(series.values)
        if value is not None
    }
    assert places == {"Dec 2012": 79.0, "Jul 2013": 88.0, "Sep 2011": 80.0}
    assert chart.categories[-2:] == ("Dec 2012", "Jul 2013")
    assert len(drawn_targets(view, panel)) == 3
    phrases = {text.kind: text.text for text in caveats(view, panel)}
    assert "Targets not drawn" in phrases["note"]
    assert "Doubtful readings" in phrases["caveat"]


def test_comparators_of_another_basis_are_level_and_said(services: Services) -> None:
    view = view_of(services, "initial-assessments-on-time")
    chart = chart_of(view, basis(view, "month"))
    level = [series for series in chart.series if series.kind == "comparator"]
    assert all(len(set(series.values)) == 1 and "2010/11" in series.name for series in level)
    assert "Compare with caution" in chart.verdict


def test_what_is_not_comparable_shares_no_chart(services: Services) -> None:
    view = view_of(services, "initial-assessments-on-time", "torbay", "middlesbrough")
    assert view.verdict.level == "not-comparable"
    for panel in view.panels:
        chart = chart_of(view, panel)
        councils = {s.name.partition(",")[0] for s in chart.series if s.kind == "council"}
        assert len(councils) == 1


def test_years_stand_in_order_and_gaps_stay_gaps(services: Services) -> None:
    view = view_of(services, "initial-assessments-on-time")
    panel = basis(view, "month")
    series = panel.series[0]
    values = list(series.values)
    values[3] = values[3]._replace(value=None, symbol="c")
    values[5] = values[5]._replace(status="provisional")
    changed = replace(panel, series=(Series(series.indicator, series.council, "month",
                                            tuple(values)),))  # fmt: skip
    chart = chart_of(view, changed)
    assert chart.series[0].values[3] is None
    limits, notes = caveats(view, changed)
    # A gap of long ago limits nothing that is said of the newest figure.
    assert (limits.kind, notes.kind) == ("caveat", "note")
    assert f"No value: {values[3].period} (confidential)." in notes.text
    assert f"Provisional, may still change: {values[5].period}." in limits.text
    values[-1] = values[-1]._replace(value=None, symbol="c")
    changed = replace(panel, series=(replace(changed.series[0], values=tuple(values)),))
    assert f"No value: {values[-1].period} (confidential)." in caveats(view, changed)[0].text
    assert "Line chart." in chart.alt
    assert "12 values" in chart.alt


@pytest.mark.parametrize(
    ("change", "drawn"),
    [
        ({}, 1),
        ({"due": None}, 0),
        ({"value": None}, 0),
        ({"value_upper": 90.0}, 0),
    ],
)
def test_only_clear_and_dated_targets_are_drawn(
    services: Services, change: dict[str, object], drawn: int
) -> None:
    view = view_of(services, "supervision-frequency")
    indicator, target = view.targets[0]
    made: Target = replace(target, **change)  # type: ignore[arg-type]
    panel = view.panels[0]
    assert len(drawn_targets(replace(view, targets=((indicator, made),)), panel)) == drawn


def test_undated_values_are_said_and_not_drawn(services: Services) -> None:
    view = view_of(services, "supervision-frequency")
    panel = view.panels[0]
    line = panel.series[0]
    undated: Value = line.values[0]._replace(end=None, start=None)
    changed = replace(panel, series=(replace(line, values=(undated, *line.values[1:])),))
    chart = chart_of(view, changed)
    drawn = sum(v is not None for s in chart.series if s.kind == "council" for v in s.values)
    assert drawn == len(line.values) - 1
    assert "Not drawn, undated" in caveats(view, changed)[0].text


def test_dates_of_targets_between_values_keep_the_order(services: Services) -> None:
    view = view_of(services, "supervision-frequency")
    indicator, target = view.targets[0]
    early = replace(target, due=date(2000, 1, 31))
    chart = chart_of(replace(view, targets=((indicator, early),)), view.panels[0])
    assert chart.categories[0] == "Jan 2000"


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        ((), ()),
        (("June 2011", "July 2011"), ("Jun 2011", "Jul 2011")),
        (("April 2011 to June 2011", "April 2011 to July 2011"), ("Jun 2011", "Jul 2011")),
        (("12 months to June 2011", "31 July 2013"), ("Jun 2011", "31 Jul 2013")),
        (
            ("to March 2012", "2011/12", "on 31 March 2012"),
            ("Mar 2012", "2011/12", "31 Mar 2012"),
        ),
        (("April 2011 to June 2011", "June 2011"), ("April 2011 to June 2011", "June 2011")),
    ],
)
def test_axes_have_short_periods_where_they_stay_apart(
    periods: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert short_periods(periods) == expected
