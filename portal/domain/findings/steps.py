"""Rules about steps from one period to the next that the numbers make implausible."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from portal.domain.findings.evidence import Finding, PrintedValue, RuleFunctions, noticed
from portal.domain.formatting import number, short_month

# A value this many times the one before and the one after it stands out.
STANDS_OUT = 3.0


def cumulative_leaps(values: Iterable[PrintedValue]) -> Iterator[Finding]:
    """Notice shares from April that one month moves further than all the months before it weigh."""
    runs: dict[tuple[object, ...], list[PrintedValue]] = defaultdict(list)
    of_events = set()
    for value in values:
        dated = value.sure and value.period_start and value.period_end
        if dated and value.unit == "percent" and value.basis == "cumulative":
            runs[(*value.series, value.indicator, value.period_start)].append(value)
        if value.basis in ("month", "rolling_12m"):
            of_events.add(value.series)
    for run in runs.values():
        if run[0].series not in of_events:
            continue
        run.sort(key=lambda value: value.last_day)
        for before, after in pairwise(run):
            start, end, last = after.first_day, before.last_day, after.last_day
            behind = 12 * (end.year - start.year) + end.month - start.month + 1
            if behind < 3 or (last - end).days > 31 or _growth(before, after) <= 2:
                continue
            message = (
                f"from {before.shown} to {after.shown} within a month: {short_month(last)} alone "
                f"would have to count more cases than the {behind} months before it together."
            )
            yield noticed("cumulative-leaps", after, message, before)


def _growth(before: PrintedValue, after: PrintedValue) -> float:
    """Compute by which factor the cases counted must at least have grown."""
    if after.value > before.value:
        left = 100 - before.value - before.half
        return max(0.0, left) / (100 - after.value + after.half)
    return max(0.0, before.value - before.half) / (after.value + after.half)


def stands_out(values: Iterable[PrintedValue]) -> Iterator[Finding]:
    """Notice averages and rates of a month far from the month before and the month after."""
    runs: dict[tuple[object, ...], list[PrintedValue]] = defaultdict(list)
    for value in values:
        if not value.sure or value.period_end is None:
            continue
        if value.unit in ("days", "per_10k", "ratio") and value.basis in ("month", "snapshot", ""):
            runs[(*value.series, value.indicator, value.basis)].append(value)
    for run in runs.values():
        run.sort(key=lambda value: value.last_day)
        for before, value, after in zip(run, run[1:], run[2:], strict=False):
            ends = (before.last_day, value.last_day, after.last_day)
            steps = [(b - a).days for a, b in pairwise(ends)]
            low, high = sorted((before.value, after.value))
            far = value.value > STANDS_OUT * high > 0 or 0 < STANDS_OUT * value.value < low
            if far and all(27 < step < 32 for step in steps):
                than = f"more than {number(STANDS_OUT)} times"
                if value.value < low:
                    than = f"less than 1/{number(STANDS_OUT)} of"
                message = (
                    f"{value.shown} is {than} the month before ({before.shown}) and the month "
                    f"after ({after.shown})."
                )
                yield noticed("stands-out", value, message, before)


RULES: RuleFunctions = {
    "cumulative-leaps": lambda evidence: cumulative_leaps(evidence.values),
    "stands-out": lambda evidence: stands_out(evidence.values),
}
