"""Uncertain readings in charts of lines: marked, never joined.

A line through a reading that a bad scan left uncertain would show a fall or a rise that may not
be there. So the line holds sure values only, and a series beside it, without a line, the others;
together they hold every value.
"""

from __future__ import annotations

from dataclasses import replace

from portal.domain.pack_model import Chart, Series

UNCERTAIN = "uncertain"


def drawn(chart: Chart) -> Chart:
    """The chart as it is drawn: uncertain values of lines are a series of their own."""
    if chart.kind != "line" or not any(series.doubtful for series in chart.series):
        return chart
    made: list[Series] = []
    for series in chart.series:
        places = {n for n in series.doubtful if 0 <= n < len(series.values)}
        if not any(series.values[n] is not None for n in places) or series.kind == UNCERTAIN:
            made.append(series)
            continue
        sure = tuple(None if n in places else value for n, value in enumerate(series.values))
        rest = tuple(value if n in places else None for n, value in enumerate(series.values))
        if any(value is not None for value in sure):
            made.append(replace(series, values=sure, doubtful=()))
        doubtful = tuple(n for n, value in enumerate(rest) if value is not None)
        name = f"{series.name}, uncertain readings"
        made.append(replace(series, name=name, values=rest, kind=UNCERTAIN, doubtful=doubtful))
    return replace(chart, series=tuple(made))
