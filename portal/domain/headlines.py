"""The headline of a chart: one neutral sentence on its values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from portal.domain.formatting import month, sentence_list
from portal.domain.indicators import Panel, Value


def headline(panel: Panel) -> str:
    """Sum a chart up in one neutral sentence."""
    if panel.official:
        return _official_headline(panel)
    series = max(panel.series, key=lambda s: len(s.sure))
    values = series.sure
    name = series.council.name
    if not values:
        return f"{name}: no value that is sure"
    if len(values) == 1:
        return f"{name}: {values[0].shown}, {values[0].period}"
    if panel.basis == "cumulative":
        return f"{name} reached {_by_year(values)}"
    low = min(values, key=lambda v: v.value or 0)
    high = max(values, key=lambda v: v.value or 0)
    if low.value == high.value:
        return f"{name} stayed at {low.shown}"
    if len(values) == 2:
        return f"{name} went from {_bare(values[0])} to {values[1].shown}"
    return f"{name} moved between {_bare(low)} and {high.shown}{_against(panel, low, high)}"


def _official_headline(panel: Panel) -> str:
    """Write `On 31 March 2025: Middlesbrough highest at 171, Plymouth lowest at 88; England 67`.

    Where the intervals of highest and lowest overlap, no order is made of what may be chance.
    """
    newest = max((v.end for s in panel.series for v in s.sure if v.end), default=None)
    values = [v for s in panel.series for v in s.sure if v.end == newest]
    if not values:
        names = sentence_list([s.council.name for s in panel.series])
        return f"{names}: no value is published"
    when = values[0].period
    sentence = f"{when[:1].upper()}{when[1:]}: "
    low = min(values, key=lambda v: v.value or 0)
    high = max(values, key=lambda v: v.value or 0)
    if len(values) == 1:
        sentence += f"{high.council.name} {high.shown}"
    elif low.value == high.value:
        sentence += f"{sentence_list([v.council.name for v in values])} alike at {high.shown}"
    elif _overlap(low, high):
        who = _ALL.get(len(values), f"all {len(values)}")
        sentence += f"{who} between {_bare(low)} and {high.shown}, no further apart than chance "
        sentence += "may bring (their 95% intervals overlap)"
    else:
        sentence += f"{high.council.name} highest at {high.shown}, "
        sentence += f"{low.council.name} lowest at {_bare(low)}"
    for beside in panel.backdrop:
        same = [v for v in beside.values if v.end == newest and v.value is not None]
        if beside.council.kind == "country" and same and panel.unit not in ("count", "gbp"):
            sentence += f"; {beside.council.name} {_bare(same[0])}"
    return sentence


_ALL = {2: "both", 3: "all three", 4: "all four"}


def _overlap(low: Value, high: Value) -> bool:
    """Tell if two values lie so close that neither is surely the higher."""
    below, above = low.interval, high.interval
    return below is not None and above is not None and above[0] <= below[1]


def _by_year(values: Sequence[Value]) -> str:
    """Write how far each year's count had come: `15.4% by March 2012, then 0.8% by May 2012`."""
    last: dict[date | None, Value] = {value.start: value for value in values}
    counts = [f"{value.shown} by {month(value.end)}" for value in last.values()]
    return ", then ".join(counts)


def _bare(value: Value) -> str:
    """Write the value without a long unit, which the value after it carries."""
    return value.shown.partition(" ")[0]


# A month, a rolling year or a day may be read beside a year's average, with its year named;
# a count that is still growing may not.
_BESIDE_A_YEAR = ("month", "quarter", "year", "rolling_12m", "snapshot")


def _against(panel: Panel, low: Value, high: Value) -> str:
    if panel.basis not in _BESIDE_A_YEAR:
        return ""
    for comparator in panel.comparators:
        if comparator.council.kind != "country" or comparator.value is None:
            continue
        other = f"{comparator.council.name}’s {_bare(comparator)} ({comparator.period})"
        if (high.value or 0) < comparator.value:
            return f", always below {other}"
        if (low.value or 0) > comparator.value:
            return f", always above {other}"
    return ""
