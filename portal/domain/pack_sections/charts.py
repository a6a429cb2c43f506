"""A chart of one panel: the values of the indicator page, as an editable chart holds them.

Only what a panel holds shares a chart, so that no two series in one are "not comparable".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from portal.domain.comparability import differences, verdict
from portal.domain.formatting import day, month, plural, sentence_list, with_unit
from portal.domain.headlines import headline
from portal.domain.indicators import COMPARATOR_DASHES, Indicator, Panel, Target, Value
from portal.domain.indicators import Series as Line
from portal.domain.pack_model import Chart, Series, Text
from portal.domain.pack_sections.ledger import Ledger, basis_name
from portal.domain.pack_sections.periods import short_periods
from portal.domain.view_models import IndicatorView

GREY = "#6b7783"
_DASHES = ("solid", "dot", "dash", "dashdot")
_MOST_NOTES = 2
_Goals = Sequence[tuple[Indicator, Target]]


def number_format(unit: str, decimals: int) -> str:
    """Write Excel's format of values as they are printed: `0.0"%"`, `#,##0`, `"£"#,##0`."""
    zeros = f"0.{'0' * decimals}" if decimals else "0"
    match unit:
        case "percent":
            return f'{zeros}"%"'
        case "count":
            return f"#,##{zeros}"
        case "gbp":
            return f'"£"#,##{zeros}'
    return zeros


def subtitle(view: IndicatorView, panel: Panel) -> str:
    """Name measure, unit, basis, councils and the span of time of a panel."""
    ends = sorted(v.end for s in panel.series for v in s.values if v.end)
    names = sentence_list(list(dict.fromkeys(s.council.name for s in panel.series)))
    indicator = panel.series[0].indicator
    name = view.measure.name if view.measure else indicator.name
    if panel.official and len(view.panels) > 1:
        name = indicator.name
    span = "period not stated"
    if ends and panel.official:
        span = " to ".join(dict.fromkeys((str(ends[0].year), str(ends[-1].year))))
    elif ends:
        span = " to ".join(dict.fromkeys((month(ends[0]), month(ends[-1]))))
    return f"{indicator.with_unit(name)}, {basis_name(panel.basis)}, {names}, {span}"


def panel_chart(view: IndicatorView, panel: Panel, ledger: Ledger, link: str) -> Chart:
    """Draw the chart of a panel, and enter its indicators and its source in the ledger.

    Args:
        panel: what shares the chart; it has at least one dated value.
    """
    panel = replace(panel, series=panel.drawn)
    goals = drawn_targets(view, panel)
    days = _categories(panel, goals)
    labels = tuple(days)
    before: Counter[str] = Counter()
    series: list[Series] = []
    for line in panel.series:
        # A council has its colour and mark; dashes tell apart several lines of one.
        dash = _DASHES[before[line.council.key] % len(_DASHES)]
        before[line.council.key] += 1
        series += _lines(line, labels, dash)
    series += [made for line in panel.backdrop for made in _behind(line, labels)]
    series += [_level(value, len(labels)) for value in panel.comparators]
    series += _goal_series(panel, goals, labels)
    for line in panel.series:
        ledger.define(line.indicator, panel.basis)
    subject = subtitle(view, panel)
    return Chart(
        kind="line",
        headline=headline(panel),
        subtitle=subject,
        categories=short_periods(labels),
        dates=tuple(days.values()),
        series=tuple(series),
        number_format=number_format(panel.unit, most_decimals(panel)),
        alt=_alt(panel, goals, subject),
        source=cite(panel, ledger),
        link=link,
        verdict=verdict_note(view, panel),
    )


def caveats(view: IndicatorView, panel: Panel) -> tuple[Text, ...]:
    """List the limits of a chart's figures (doubts, gaps, changes), then notes on reading it."""
    limits = []
    values = [(line, v) for line in panel.series for v in line.values]
    several = len(panel.series) > 1

    def named(affected: Sequence[tuple[Line, Value]], shown: bool = True) -> str:
        words = []
        for line, value in affected[:6]:
            who = f"{line.label}, " if several else ""
            words.append(f"{who}{value.period}" + (f" ({value.shown})" if shown else ""))
        more = f" and {len(affected) - 6} more" if len(affected) > 6 else ""
        return "; ".join(words) + more

    for affected, before, shown in (
        (
            [x for x in values if x[1].reading == "doubtful"],
            "Doubtful readings, drawn hollow",
            True,
        ),
        ([x for x in values if x[1].symbol == "u"], "Of low reliability, drawn hollow", True),
        ([x for x in values if x[1].reading == "repaired"], "Readings repaired with proof", False),
        ([x for x in values if x[1].provisional], "Provisional, may still change", False),
        ([x for x in values if x[1].value is None and x[1] is x[0].values[-1]], "No value", True),
        (
            [x for x in values if x[1].value is not None and not x[1].end],
            "Not drawn, undated",
            True,
        ),
    ):
        if affected:
            limits.append(f"{before}: {named(affected, shown)}.")
    limits += _changes(view, panel)
    gaps = [x for x in values if x[1].value is None and x[1] is not x[0].values[-1]]
    notes = [f"No value: {named(gaps)}."] if gaps else []
    notes += [_neighbours(line) for line in panel.backdrop if line.council.kind == "neighbours"]
    if panel.comparators:
        notes.append("Level lines: one printed value each.")
    aside = _targets_aside(view, panel)
    if aside:
        notes.append(aside)
    keys = {line.indicator.key for line in panel.series}
    noticed = sum(1 for finding in view.findings if finding.indicator in keys)
    if noticed:
        notes.append(
            f"The portal noticed {plural(noticed, 'finding')} about these figures; the link shows "
            "what."
        )
    phrases = ((limits, "caveat"), (notes, "note"))
    return tuple(Text(" ".join(texts), kind) for texts, kind in phrases if texts)


def _neighbours(line: Line) -> str:
    """Describe the mean of neighbours in its newest period and, where it differs, before."""
    newest, others = line.values[-1].note, dict[str, list[str]]()
    for value in line.values:
        if value.note != newest:
            others.setdefault(value.note, []).append(value.period)
    notes = [f"{', '.join(periods)}: {note}" for note, periods in others.items()]
    if len(notes) > _MOST_NOTES:
        notes = [f"others in {plural(sum(map(len, others.values())), 'earlier period')}"]
    return f"{line.council.name}: {'. '.join([newest, *notes])}."


def drawn_targets(view: IndicatorView, panel: Panel) -> list[tuple[Indicator, Target]]:
    """List the targets in a chart: dated, clear, and of an indicator of the panel itself.

    Targets of a plan follow its own definition, so official statistics are drawn without them.
    """
    keys = {line.indicator.key for line in panel.series}
    return [
        (indicator, target)
        for indicator, target in view.targets
        if indicator.key in keys
        and target.due
        and target.value is not None
        and target.value_upper is None
    ]


def _due(target: Target) -> str:
    return target.due_text or (month(target.due) if target.due else "no date")


def _targets_aside(view: IndicatorView, panel: Panel) -> str:
    """Put the targets that are not drawn in words."""
    drawn = {id(target) for _, target in drawn_targets(view, panel)}
    councils = {line.council.key for line in panel.series}
    keys = {line.indicator.key for line in panel.series}
    left = [
        f"{target.shown(indicator.unit)} ({', '.join(filter(None, (indicator.ref, _due(target))))})"
        for indicator, target in view.targets
        if target.council in councils
        and id(target) not in drawn
        and (panel.official or indicator.key in keys)
    ]
    if not left:
        return ""
    why = "by the plan’s own definition" if panel.official else "no single dated value"
    return f"Targets not drawn, {why}: {'; '.join(left)}."


def _categories(panel: Panel, goals: _Goals) -> dict[str, date]:
    """Order by time the printed periods of all series, and the days of targets.

    Under each the day that it ends on, where a drawing to the scale of time places it.
    """
    lines = (*panel.series, *panel.backdrop)
    spots = {(v.end, v.start or date.min, v.period) for line in lines for v in line.values if v.end}
    days: dict[str, date] = {}
    for end, _, label in sorted(spots):
        days.setdefault(label, end)
    for _, target in goals:
        days.setdefault(_goal_label(panel, target), target.due or date.min)
    return dict(sorted(days.items(), key=lambda entry: entry[1]))


def _goal_label(panel: Panel, target: Target) -> str:
    """Name the period of a target's due date: that of a value of the same month, else its own."""
    due = target.due or date.min
    for line in panel.series:
        for value in line.values:
            if value.end and (value.end.year, value.end.month) == (due.year, due.month):
                return value.period
    return month(due) if panel.basis == "month" else day(due)


def _lines(line: Line, labels: Sequence[str], dash: str) -> Iterator[Series]:
    """Yield one series, or several where a count starts afresh or a period is printed twice."""
    runs: dict[tuple[date | None, int], dict[str, Value]] = {}
    for value in line.values:
        if not value.end:
            continue
        start = value.start if line.basis == "cumulative" else None
        turn = 0
        while value.period in runs.get((start, turn), {}):
            turn += 1
        runs.setdefault((start, turn), {})[value.period] = value
    runs = {key: run for key, run in runs.items() if any(v.value is not None for v in run.values())}
    starts = {start for start, _ in runs}
    for (start, turn), run in runs.items():
        name = line.label
        name += f", from {month(start)}" if len(starts) > 1 and start else ""
        name += ", printed again" if turn else ""
        values = [run.get(label) for label in labels]
        yield Series(
            name,
            tuple(v.value if v else None for v in values),
            colour=line.council.colour,
            symbol=line.council.symbol,
            doubtful=tuple(
                n
                for n, v in enumerate(values)
                if v and v.value is not None and (v.reading == "doubtful" or v.symbol == "u")
            ),
            dash=dash,
        )


def _behind(line: Line, labels: Sequence[str]) -> Iterator[Series]:
    by_period = {v.period: v.value for v in line.values if v.end}
    if any(value is not None for value in by_period.values()):
        values = tuple(by_period.get(label) for label in labels)
        yield Series(
            line.council.name,
            values,
            colour=GREY,
            kind="comparator",
            symbol="line-ns",
            dash=COMPARATOR_DASHES.get(line.council.kind, "dash"),
        )


def _level(value: Value, width: int) -> Series:
    name = f"{value.council.name}, {value.period}"
    return Series(
        name, (value.value,) * width, colour=GREY, kind="comparator", symbol="line-ns", dash="dash"
    )


def _goal_series(panel: Panel, goals: _Goals, labels: Sequence[str]) -> list[Series]:
    runs: dict[tuple[str, int], dict[str, float]] = {}
    for indicator, target in goals:
        label, turn = _goal_label(panel, target), 0
        if target.value is None:
            continue
        while label in runs.get((indicator.key, turn), {}):
            turn += 1
        runs.setdefault((indicator.key, turn), {})[label] = target.value
    refs = {indicator.key: indicator.ref for indicator, _ in goals}
    many = len(refs) > 1
    return [
        Series(
            f"Target, {refs[key]}" if many and refs[key] else "Target",
            tuple(run.get(label) for label in labels),
            colour=GREY,
            kind="target",
            symbol="x-thin",
        )
        for (key, _turn), run in runs.items()
    ]


def most_decimals(panel: Panel) -> int:
    """Find the most decimals that a value of a panel is printed with."""
    return max(
        (v.decimals for s in panel.series for v in s.values if v.value is not None), default=0
    )


def _alt(panel: Panel, goals: _Goals, subject: str) -> str:
    """Describe the chart in words: span, range and newest value of each line, then comparators."""
    parts = [f"Line chart. {subject}."]
    for line in panel.series:
        sure = line.sure
        unsure = sum(v.reading == "doubtful" for v in line.values)
        if not sure:
            text = f"{plural(unsure, 'doubtful reading')} only" if unsure else "no value"
            parts.append(f"{line.label}: {text}.")
            continue
        low = min(sure, key=lambda v: v.value or 0)
        high = max(sure, key=lambda v: v.value or 0)
        parts.append(
            f"{line.label}: {plural(len(sure), 'value')}, lowest {low.shown} ({low.period}), "
            f"highest {high.shown} ({high.period}), newest {sure[-1].shown} ({sure[-1].period})"
            + (f", and {plural(unsure, 'doubtful reading')}." if unsure else ".")
        )
    beside = [v for line in panel.backdrop for v in line.values[-1:]] + list(panel.comparators)
    if beside:
        shown = [f"{v.council.name} {v.shown} ({v.period})" for v in beside]
        parts.append(f"Beside it: {'; '.join(shown)}.")
    if goals:
        shown = [f"{with_unit(t.value, t.decimals, panel.unit)} ({_due(t)})" for _, t in goals]
        parts.append(f"Targets: {'; '.join(shown)}.")
    return " ".join(parts)


def cite(panel: Panel, ledger: Ledger) -> str:
    """Cite every paper that a value or comparator comes from, with its places."""
    places: dict[str, list[str]] = {}
    values = [v for line in (*panel.series, *panel.backdrop) for v in line.values]
    for value in (*values, *panel.comparators):
        places.setdefault(value.indicator.document, []).append(value.place)
    return ". ".join(ledger.source(paper, cited) for paper, cited in places.items())


def verdict_note(view: IndicatorView, panel: Panel) -> str:
    """Say why series are not, or only with caution, comparable; "" where nothing limits them."""
    sentences = []
    comparison = verdict(panel.series)
    if comparison.level in ("caution", "not-comparable"):
        sentences.append(f"{comparison.title}. {' '.join(comparison.reasons)}")
    other = [
        f"{v.council.name} ({v.period}: {basis_name(v.basis)})"
        for v in panel.comparators
        if v.basis != panel.basis
    ]
    if other:
        sentences.append(f"Compare with caution: {sentence_list(other)}, on another basis.")
    first = view.panels[0]
    if panel is not first:
        apart = differences(first.series[0], panel.series[0])
        aspects = sentence_list([aspect.partition(":")[0].lower() for aspect in apart])
        if len(apart) > 1:
            sentences.append(f"Not comparable with the measure’s other chart: {aspects} differ.")
        elif aspects:
            sentences.append(
                f"Read beside the measure’s other chart with caution: {aspects} differs."
            )
    return " ".join(sentences)


def _changes(view: IndicatorView, panel: Panel) -> list[str]:
    """List the breaks in lines: changed definitions, reorganised councils."""
    ends = [v.end for line in panel.series for v in line.values if v.end]
    if not ends:
        return []
    changes = panel.series[0].indicator.changes
    sentences = [f"Since {day(on)}: {why}." for on, why in changes if min(ends) < on < max(ends)]
    councils = view.vocabulary.councils
    for line in panel.series:
        for council in view.vocabulary.reorganised.get(line.council.key, ()):
            names = sentence_list(
                [councils[key].name for key in council.successors if key in councils]
            )
            when = month(date.fromisoformat(council.ended))
            sentences.append(f"{council.name} gave way to {names} after {when}.")
    return sentences
