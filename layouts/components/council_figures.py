"""The figures that a council's papers print, as its page shows them."""

from __future__ import annotations

from collections.abc import Sequence

from layouts.components.parts import block, evidence, folded, gap, panel, table
from layouts.markup import Element, element, link
from portal.domain.formatting import plural
from portal.domain.indicators import Value
from portal.domain.view_models import CouncilView, Figure
from portal.urls import indicators_url


def printed_figures(view: CouncilView) -> Element:
    """Tabulate the last sure value of each indicator, with what is printed beside it."""
    title = "Figures that its papers print"
    if not view.figures:
        text = f"The documents of {view.council.name} print no figures that are sure and dated."
        return block(title, gap(text))
    years = _years(view.figures)
    rows = [
        (
            link(
                f"{f.indicator.ref} {f.indicator.name}".strip(),
                indicators_url(query=f"?councils={view.council.key}&measure={f.indicator.measure}"),
            ),
            f.newest.shown,
            f.newest.period,
            _trail(f),
            _target(f),
            _comparator(f.england),
            _comparator(f.neighbours),
        )
        for f in view.figures
    ]
    return block(
        f"{title}, {years}",
        element(
            "P",
            "The last sure value of each indicator in its plans and reports: of their time, not of "
            "today. A comparator’s period is that printed with it; no difference is calculated.",
            "sub",
        ),
        folded(
            f"Show the {plural(len(rows), 'figure')}",
            panel(
                table(
                    (
                        "Indicator",
                        f"Last in its papers, {years}",
                        "Period",
                        "Range",
                        "Target",
                        "England",
                        "Neighbours",
                    ),
                    rows,
                    f"Figures of {view.council.name} that its papers print, {years}",
                    (1,),
                    stacked=True,
                    marks=[
                        evidence("figure", f.indicator.key, view.council.key) for f in view.figures
                    ],
                ),
                className="flush",
            ),
        ),
        id="papers",
    )


def _years(figures: Sequence[Figure]) -> str:
    """Name the years that the figures are of: `2004 to 2015`."""
    ends = [f.newest.end.year for f in figures if f.newest.end]
    first, last = min(ends), max(ends)
    return f"{first} to {last}" if first < last else f"{last}"


def _trail(figure: Figure) -> str:
    if figure.since is not None:
        return f"since then {figure.since.shown}, {figure.since.period}"
    if len(figure.trail) < 2:
        return "one value"
    ordered = sorted(figure.trail, key=lambda v: v.value or 0)
    return f"{ordered[0].shown} to {ordered[-1].shown} ({plural(len(ordered), 'value')})"


def _target(figure: Figure) -> str:
    target = figure.target
    if target is None:
        return "none printed"
    return f"{target.shown(figure.indicator.unit)}, {target.due_text or 'no date'}"


def _comparator(value: Value | None) -> str:
    if value is None:
        return "none printed"
    doubt = " (doubtful reading)" if value.reading == "doubtful" else ""
    return f"{value.shown}, {value.period}{doubt}"
