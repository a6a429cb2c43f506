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
    if chart.kind != "line" or not any(one.doubtful for one in chart.series):
        return chart
    made: list[Series] = []
    for one in chart.series:
        places = {n for n in one.doubtful if 0 <= n < len(one.values)}
        if not any(one.values[n] is not None for n in places) or one.kind == UNCERTAIN:
            made.append(one)
            continue
        sure = tuple(None if n in places else value for n, value in enumerate(one.values))
        rest = tuple(value if n in places else None for n, value in enumerate(one.values))
        if any(value is not None for value in sure):
            made.append(replace(one, values=sure, doubtful=()))
        found = tuple(n for n, value in enumerate(rest) if value is not None)
        name = f"{one.name}, uncertain readings"
        made.append(replace(one, name=name, values=rest, kind=UNCERTAIN, doubtful=found))
    return replace(chart, series=tuple(made))
