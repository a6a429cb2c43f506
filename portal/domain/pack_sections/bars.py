"""A chart of bars of one panel: the newest figures where too few are printed for a line."""

from __future__ import annotations

from datetime import date

from portal.domain.formatting import sentence_list
from portal.domain.headlines import headline
from portal.domain.indicators import Panel, Value
from portal.domain.pack_model import Chart, Series
from portal.domain.pack_sections.charts import (
    GREY,
    cite,
    most_decimals,
    number_format,
    subtitle,
    verdict_note,
)
from portal.domain.pack_sections.ledger import Ledger
from portal.domain.view_models import IndicatorView


def bar_chart(
    view: IndicatorView, panel: Panel, ledger: Ledger, link: str, only: str = ""
) -> Chart:
    """Draw the newest figure of each series and comparator of a panel as a bar.

    Args:
        panel: what shares the chart; it has at least one dated value.
        only: the council that the others are drawn beside; all alike where none is named.
    """
    lines = [(line.label, line.council, line.values) for line in panel.series]
    lines += [(line.council.name, line.council, line.values) for line in panel.backdrop]
    newest: dict[str, Value] = {}
    for name, _council, values in lines:
        dated = [v for v in values if v.end and v.value is not None]
        if dated:
            newest[name] = max(dated, key=lambda v: v.end or date.min)
    newest |= {f"{v.council.name}, {v.period}": v for v in panel.comparators}
    periods = {value.period for value in newest.values()}
    names = {
        name: name if len(periods) == 1 or value.period in name else f"{name}, {value.period}"
        for name, value in newest.items()
    }
    chosen = {only} if only else {line.council.key for line in panel.series}
    for line in panel.series:
        ledger.define(line.indicator, panel.basis)
    subject = subtitle(view, panel)
    figures = sentence_list([f"{names[name]}: {value.shown}" for name, value in newest.items()])
    return Chart(
        kind="bar",
        headline=headline(panel),
        subtitle=subject,
        categories=tuple(names.values()),
        series=tuple(
            Series(
                names[name],
                tuple(value.value if other == name else None for other in newest),
                colour=value.council.colour if value.council.key in chosen else GREY,
                kind="council" if value.council.key in chosen else "comparator",
                symbol=value.council.symbol,
                doubtful=(place,) if value.reading == "doubtful" or value.symbol == "u" else (),
            )
            for place, (name, value) in enumerate(newest.items())
        ),
        number_format=number_format(panel.unit, most_decimals(panel)),
        alt=f"Bar chart. {subject}. {figures}.",
        source=cite(panel, ledger),
        link=link,
        verdict=verdict_note(view, panel),
    )
