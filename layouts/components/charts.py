"""The charts of one measure: headline, lines, notes on what may be read from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from layouts.components.graph import Words, graph, source_of
from layouts.components.parts import evidence, gap, marker
from layouts.figures.series import panel_figure
from layouts.figures.strip import Strokes, strip
from layouts.figures.template import Json
from layouts.markup import Element, Part, element
from portal.domain.comparability import differences
from portal.domain.formatting import BASIS_NAMES, joint_note, month, plural, sentence_list
from portal.domain.headlines import headline
from portal.domain.indicators import (
    MOST_WITH_NEIGHBOURS,
    Indicator,
    Panel,
    Target,
    inspected_before,
)
from portal.domain.view_models import IndicatorView

_MOST_CHARTS = 12
_LOOKS = {
    "country": "dashed for England",
    "region": "dotted or in long dashes for regions",
    "neighbours": "in dashes and dots for neighbours, with the council’s own marker, hollow",
}
# More names than these in a subtitle, or labels beside a chart, need room.
_NAMED = 6


def _subtitle(view: IndicatorView, shown: Panel) -> str:
    ends = [v.end for s in shown.series for v in s.values if v.end]
    first, last = min(ends), max(ends)
    councils = list(dict.fromkeys(s.council.name for s in shown.series))
    names = sentence_list(councils) if len(councils) <= _NAMED else f"{len(councils)} councils"
    basis = BASIS_NAMES.get(shown.basis, "basis not stated")
    basis = f"{basis[:1].upper()}{basis[1:]}"
    if shown.official:
        source = shown.series[0].indicator.document_title
        return f"{basis}, {names}, {first.year} to {last.year}. {source}"
    return f"{basis}, {names}, {month(first)} to {month(last)}"


def _name(view: IndicatorView, shown: Panel) -> str:
    """Name what a chart shows, with its unit said once."""
    indicator = shown.series[0].indicator
    name = view.measure.name if view.measure else ""
    if shown.official and len(view.panels) > 1:
        name = indicator.name
    return indicator.with_unit(name)


def charts(view: IndicatorView, strips: Mapping[int, Strokes]) -> list[Part]:
    """Draw a chart for each panel with enough values for a line.

    Args:
        strips: the strokes of all councils on measures that are shown beside their charts.
    """
    every = [shown for shown in view.panels if shown.drawable]
    if not every:
        return []
    drawable = every[:_MOST_CHARTS]
    noticed: dict[tuple[str, date], str] = {
        (f.indicator, f.period_end): f.message for f in view.findings if f.period_end
    }
    months = view.state.time == "months"
    plans = view.vocabulary.plans.values()
    inspected = inspected_before(view.values, plans) if months else {}
    drawn: list[Part] = []
    tops = _tops(drawable)
    for number, shown in enumerate(drawable):
        keys = {series.indicator.key for series in shown.series}
        targets = _goals(view, shown, keys)
        breaks = _breaks(view, shown)
        lines = len(shown.drawn) + len(shown.backdrop)
        height = (460 if lines > _NAMED else 380) if number == 0 and len(drawable) <= 4 else 280
        top = tops.get(shown.series[0].indicator.key)
        figure = panel_figure(shown, targets, noticed, inspected, months, breaks, height, top)
        title, subtitle, name = headline(shown), _subtitle(view, shown), _name(view, shown)
        marks = _marks(shown, [t for _, t in targets], [why for _day, why in breaks])
        if noticed and any(
            (i, v.end) in noticed for i in keys for s in shown.series for v in s.values if v.end
        ):
            marks.append("Orange rings: the papers disagree or do not add up; see the findings.")
        notes = [_comparator_note(shown)] if shown.comparators else []
        notes += marks
        if shown.backdrop:
            notes.append(_grey_lines(shown))
        left_out = len(shown.series) - len(shown.drawn)
        if len(shown.drawn) > MOST_WITH_NEIGHBOURS and _asked_for_neighbours(view):
            notes.append(
                f"Lines of neighbours are drawn beside at most {MOST_WITH_NEIGHBOURS} councils; "
                "the table holds their figures."
            )
        if left_out:
            notes.append(
                f"Lines of the first {len(shown.drawn)} councils chosen; the other {left_out} are "
                "in the strip and the table, and charts “one per council” draw each."
            )
        joint = joint_note(v.joint for s in shown.series for v in s.values)
        notes += [joint] if joint else []
        if months and not any(trace["x"] for trace in figure["data"]):
            notes = ["The documents do not date the inspection, so months cannot be counted."]
        if number and shown.definition_code != drawable[0].definition_code:
            notes.append(_apart_from(drawable[0], shown))
        elif number and shown.official and _source(shown) != _source(drawable[0]):
            notes.append("The same figures as in the first chart, from another source.")
        drawn.append(
            element(
                "Section",
                [
                    element("H2", name, "chart-name"),
                    element("P", title, "chart-title"),
                    element("P", subtitle, "sub"),
                    _labels(shown),
                    _with_strip(
                        graph(
                            figure,
                            f"{title}. {name}. {subtitle}. The table below holds every value.",
                            Words(
                                name,
                                f"{title}. {subtitle}",
                                " ".join([*marks, source_of(_documents(shown), view.vocabulary)]),
                            ),
                        ),
                        figure,
                        view,
                        shown,
                        strips.get(shown.series[0].indicator.id) if number == 0 else None,
                    ),
                    element("P", " ".join(notes), "chart-note") if notes else None,
                ],
                "panel small" if top else "panel",
                **evidence("chart", view.state.measure),
            )
        )
    if tops:
        drawn = [element("Div", drawn, "multiples")]
    if len(every) > len(drawable):
        rest = len(every) - len(drawable)
        drawn.append(gap(f"{plural(rest, 'more chart')} are left out; the table holds them all."))
    return drawn


def _marks(shown: Panel, targets: Sequence[Target], breaks: Sequence[str]) -> list[str]:
    """Say what the marks of a chart mean, for its page and for a picture of it."""
    values = [value for series in shown.series for value in series.values]
    marks = []
    if any(target.due and target.value is not None for target in targets):
        source = "" if not shown.official else ", by the plans’ own definitions"
        marks.append(f"Crosses: targets{source}.")
    if breaks:
        marks.append(f"Dotted lines: {'; '.join(breaks)}.")
    if any(value.provisional for value in values):
        marks.append("Hollow points: provisional, still to be confirmed by the publisher.")
    if any(value.reading == "doubtful" for value in values):
        marks.append("Hollow points: doubtful readings.")
    return marks


def _with_strip(
    chart: Element, figure: Json, view: IndicatorView, shown: Panel, strokes: Strokes | None
) -> Element:
    """Set all councils of England beside a chart, on its scale."""
    if strokes is None or not shown.official or view.state.view == "multiples":
        return chart
    nation = [s.values[-1].value for s in shown.backdrop if s.council.kind == "country"]
    text = f"All {strokes.councils} councils in the newest period, the chosen ones marked"
    drawn = strip(figure, strokes, view.placed, nation[0] if nation else None, text)
    return element("Div", [chart, element("Div", drawn, "strip-place")], "with-strip")


def _documents(shown: Panel) -> list[str]:
    """List the titles of the documents that a chart's figures come from."""
    indicators = [series.indicator for series in (*shown.series, *shown.backdrop)]
    indicators += [value.indicator for value in shown.comparators]
    return [indicator.document_title for indicator in indicators]


def _source(panel: Panel) -> str:
    return panel.series[0].indicator.document


def _tops(panels: list[Panel]) -> dict[str, float]:
    """Find the highest value of each official indicator that several charts share: one scale."""
    if len(panels) == 1:
        return {}
    highest: dict[str, list[float]] = {}
    for panel in panels:
        if panel.official:
            series = (*panel.series, *panel.backdrop)
            values = [v.value for s in series for v in s.values if v.value is not None]
            highest.setdefault(panel.series[0].indicator.key, []).append(max(values, default=0))
    return {key: max(values) for key, values in highest.items() if len(values) > 1}


def _goals(view: IndicatorView, shown: Panel, keys: set[str]) -> list[tuple[Indicator, Target]]:
    """List the targets to mark: a document's own, or on official figures those in the same unit."""
    if not shown.official:
        return [(i, t) for i, t in view.targets if i.key in keys]
    councils = {series.council.key for series in shown.series}
    return [
        (i, t)
        for i, t in view.targets
        if t.council in councils and i.unit == shown.unit and shown.unit not in ("count", "gbp")
    ]


def _breaks(view: IndicatorView, shown: Panel) -> list[tuple[date, str]]:
    """List the days on which a line stops being one series: new definitions, new councils."""
    breaks: list[tuple[date, str]] = list(shown.series[0].indicator.changes)
    councils = view.vocabulary.councils
    for series in shown.drawn:
        for council in view.vocabulary.reorganised.get(series.council.key, ()):
            names = sentence_list(
                [councils[key].name for key in council.successors if key in councils]
            )
            day = date.fromisoformat(council.ended)
            breaks.append((day, f"{council.name} gave way to {names} after {month(day)}"))
    return sorted(set(breaks))


def _asked_for_neighbours(view: IndicatorView) -> bool:
    return any(key.startswith("neighbours-") for key in view.state.against)


def _grey_lines(shown: Panel) -> str:
    """Name the grey lines, and how they are told apart where they are of several kinds."""
    kinds = {series.council.kind for series in shown.backdrop}
    if kinds == {"country"}:
        return f"Grey dashed lines: {_backdrop(shown)}."
    looks = [look for kind, look in _LOOKS.items() if kind in kinds]
    return f"Grey lines ({sentence_list(looks)}): {_backdrop(shown)}."


def _backdrop(shown: Panel) -> str:
    """Name the comparators that are drawn, with the make-up of their newest figure."""
    names = []
    for series in shown.backdrop:
        note = series.values[-1].note if series.council.kind == "neighbours" else ""
        names.append(f"{series.council.name} ({note})" if note else series.council.name)
    return sentence_list(names)


def _apart_from(first: Panel, shown: Panel) -> str:
    different = differences(first.series[0], shown.series[0])
    aspects = sentence_list([aspect.partition(":")[0].lower() for aspect in different])
    if len(different) < 2:
        return f"Read beside the first chart with caution: {aspects or 'source'} differs."
    return f"Not comparable with the first chart: {aspects} differ."


def _labels(shown: Panel) -> Element:
    """Lay out the labels of the lines for a phone, where there is no room beside them."""
    lines = [
        element(
            "Li",
            [marker(s.council), f"{s.label} {(s.sure or s.values)[-1].shown}"],
            f"label-own {s.council.css}",
        )
        for s in shown.drawn
    ]
    beside = [*shown.comparators, *(s.values[-1] for s in shown.backdrop)]
    others = [
        element("Li", f"{v.council.name} {v.shown}, {v.period}", "label-comparator") for v in beside
    ]
    return element("Ul", [*lines, *others], "chart-labels")


def _comparator_note(shown: Panel) -> str:
    parts = []
    for value in shown.comparators:
        if value.basis == shown.basis:
            continue
        basis = BASIS_NAMES.get(value.basis, "basis not stated")
        parts.append(f"{value.council.name} ({value.period}: {basis})")
    if not parts:
        return "Grey lines: comparators as the document prints them."
    return (
        f"Grey lines: {sentence_list(parts)}, on another basis than the series: "
        "compare with caution."
    )
