"""Rules about one thing counted on several bases: month, from April, rolling, year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from math import floor

from portal.domain.findings.arithmetic import agree
from portal.domain.findings.counts import measure_slug
from portal.domain.findings.evidence import Finding, PrintedValue, RuleFunctions, noticed
from portal.domain.formatting import number, short_month, with_unit

# Leeway for the group behind a share, which is not counted exactly as the group printed.
LEEWAY = 1.1
# A year is held against its months when at least so many of the twelve are printed.
FEWEST_MONTHS = 9
# How far beyond 0% and 100% the months not printed would have to lie.
BEYOND = 10.0
_NEXT = timedelta(days=1)


def same_period(values: Iterable[PrintedValue]) -> Iterator[Finding]:
    """Notice values of one thing for exactly the same days, on two bases, that differ.

    Twelve months to March, from April to March and the year are the same days; so are the month
    of April and the count from April to April.
    """
    days: dict[tuple[object, ...], list[PrintedValue]] = defaultdict(list)
    for value in values:
        if value.sure and value.period_start and value.period_end:
            days[(*value.series, value.period_start, value.period_end)].append(value)
    for group in days.values():
        group.sort(key=lambda value: value.basis == "year")  # an outturn repeats one of the others
        printed: set[frozenset[str]] = set()
        for first, other in combinations(group, 2):
            pair = frozenset((first.shown, other.shown))
            if first.basis == other.basis or pair in printed or agree(first, other):
                continue
            printed.add(pair)
            message = (
                f"{first.when} and {other.when} are the same days; the paper prints "
                f"{first.shown} for the one and {other.shown} for the other."
            )
            yield noticed("same-period-two-bases", first, message, other)


def rolling_repeats(values: Iterable[PrintedValue]) -> Iterator[Finding]:
    """Notice twelve-month figures that are, to the last digit, the figure of the month alone."""
    months: dict[tuple[object, ...], PrintedValue] = {}
    rolling: dict[tuple[object, ...], PrintedValue] = {}
    for value in values:
        if value.sure and value.period_end and value.unit != "count" and value.decimals:
            if value.basis == "month":
                months[(*value.series, value.period_end)] = value
            elif value.basis == "rolling_12m":
                rolling[(*value.series, value.period_end)] = value
    for key, value in rolling.items():
        month = months.get(key)
        before = _beside(value, rolling, -1)
        if month is None or before is None or month.value != value.value:
            continue
        if value.value in (0, 100) or before.value == value.value:
            continue
        after = _beside(value, rolling, 1)
        then = f", to {short_month(after.period_end)} {after.shown}" if after else ""
        message = (
            f"the paper prints {value.shown} for the 12 months and for the month alone; "
            f"the 12 months to {short_month(before.period_end)} are {before.shown}{then}."
        )
        yield noticed("rolling-repeats-month", value, message, month)


def _beside(
    value: PrintedValue, rolling: dict[tuple[object, ...], PrintedValue], months: int
) -> PrintedValue | None:
    """Look up the value of the same series that ends so many months later, or earlier."""
    ends = value.last_day.year * 12 + value.last_day.month + months
    last = date(ends // 12, ends % 12 + 1, 1) - _NEXT
    return rolling.get((*value.series, last))


def cumulative_falls(values: Iterable[PrintedValue]) -> Iterator[Finding]:
    """Notice counts from April that fall, and shares that fall more than their group explains."""
    groups: dict[tuple[object, ...], float] = {}
    runs: dict[tuple[object, ...], list[PrintedValue]] = defaultdict(list)
    for value in values:
        if not value.sure or value.period_end is None:
            continue
        if value.unit == "count" and value.basis == "snapshot":
            groups[value.council, value.document, value.measure, value.period_end] = value.value
        if value.basis == "cumulative" and value.period_start:
            runs[(*value.series, value.indicator, value.period_start)].append(value)
    for run in runs.values():
        run.sort(key=lambda value: value.last_day)
        for before, after in pairwise(run):
            if after.value >= before.value:
                continue
            if after.unit == "count":
                if before.value - after.value > before.rounded_to:
                    yield noticed(
                        "cumulative-falls",
                        after,
                        f"counted from April it falls from {before.shown} to {after.shown}.",
                        before,
                    )
            elif after.unit == "percent":
                yield from _share_falls(before, after, groups)


def _share_falls(
    before: PrintedValue, after: PrintedValue, groups: dict[tuple[object, ...], float]
) -> Iterator[Finding]:
    slug = measure_slug(after.population)
    was = groups.get((before.council, before.document, slug, before.period_end))
    now = groups.get((after.council, after.document, slug, after.period_end))
    if not was or not now:
        return
    # With no fewer children counted, the group must have grown by at least this factor.
    factor = (before.value - before.half) / (after.value + after.half)
    if factor <= LEEWAY * now / was:
        return
    grown = number(floor(100 * (factor - 1)))
    message = (
        f"counted from April it falls from {before.shown} to {after.shown}. With no fewer "
        f"counted, the {after.population} would have grown by {grown}% or more; the paper prints "
        f"{number(was)}, then {number(now)}."
    )
    yield noticed("cumulative-falls", after, message, before)


def year_and_months(values: Iterable[PrintedValue]) -> Iterator[Finding]:
    """Notice shares of a year that its months cannot average."""
    years = []
    months: dict[tuple[object, ...], list[PrintedValue]] = defaultdict(list)
    for value in values:
        if not value.sure or value.unit != "percent" or not value.period_end:
            continue
        if value.basis == "month":
            months[value.indicator, value.council, value.march].append(value)
        elif value.basis == "year":
            years.append(value)
    for year in years:
        printed = months.get((year.indicator, year.council, year.period_end), [])
        if not FEWEST_MONTHS <= len(printed) < 12:
            continue
        mean = sum(value.value for value in printed) / len(printed)
        others = 12 - len(printed)
        left = (12 * year.value - len(printed) * mean) / others
        if -BEYOND <= left <= 100 + BEYOND:
            continue
        message = (
            f"the {len(printed)} months printed average {with_unit(mean, 1, 'percent')}; for a "
            f"year of {year.shown} the other {others} would have to be "
            f"{'below 0%' if left < 0 else 'above 100%'}, with months of about equal size."
        )
        same = [month for month in printed if month.value == year.value]
        if same:
            message += f" {short_month(same[-1].period_end)} alone is {same[-1].shown}."
        yield replace(
            noticed("year-and-months", year, message, printed[-1]),
            value_b=number(mean, 1),
            place_b=f"{printed[-1].place} and the {len(printed) - 1} months before it",
        )


RULES: RuleFunctions = {
    "same-period-two-bases": lambda evidence: same_period(evidence.values),
    "rolling-repeats-month": lambda evidence: rolling_repeats(evidence.values),
    "cumulative-falls": lambda evidence: cumulative_falls(evidence.values),
    "year-and-months": lambda evidence: year_and_months(evidence.values),
}
