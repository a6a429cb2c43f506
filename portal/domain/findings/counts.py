"""Rules about counts that stand apart and must fit together: groups, sums, parts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from portal.domain.findings.evidence import Finding, PrintedValue, RuleFunctions, noticed
from portal.domain.formatting import number, short_month

# A denominator further than this from the count is taken to be of another, narrower group.
SAME_GROUP = 0.05
# Smaller counts often agree by chance.
FEWEST_COUNTED = 30
# What a population may say beside the name of a count and still mean the same number.
_SAME = ("", "-in-the-period", "-in-the-year", "-in-the-month", "-received")


def measure_slug(text: str) -> str:
    """Turn a population in words into the key of a measure: `children-looked-after`."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def moment(value: PrintedValue, measure: str) -> tuple[object, ...]:
    """Key the count of a measure at one time: area, paper, measure, basis, last day.

    A year's count may be the state at its end: it is not held against a month's rate.
    """
    return value.council, value.document, measure, value.basis, value.period_end


def denominators_and_counts(values: Sequence[PrintedValue]) -> Iterator[Finding]:
    """Notice denominators that are nearly, but not quite, the number printed for the same group."""
    counts: dict[tuple[object, ...], PrintedValue] = {}
    for value in values:
        if value.unit == "count" and value.sure and value.period_end:
            counts.setdefault(moment(value, value.measure), value)
    for value in values:
        if value.denominator is None or not value.basis or not value.sure:
            continue
        count = _count_of(value, counts)
        if count is None or abs(count.value - value.denominator) <= value.rounded_to:
            continue
        if abs(count.value - value.denominator) <= SAME_GROUP * count.value:
            of = f"{number(value.numerator)} of {number(value.denominator)}"
            message = (
                f"{value.shown} is printed as {of} {value.population}; "
                f"the same paper counts {number(count.value)}."
            )
            yield replace(
                noticed("denominator-and-count", value, message, count),
                value_a=number(value.denominator),
                place_a=f"{value.place}, denominator",
            )


def _count_of(
    value: PrintedValue, counts: dict[tuple[object, ...], PrintedValue]
) -> PrintedValue | None:
    slug = measure_slug(value.population)
    for basis in (value.basis, "snapshot"):
        for ending in _SAME:
            if slug.endswith(ending):
                measure = slug.removesuffix(ending) if ending else slug
                key = (value.council, value.document, measure, basis, value.period_end)
                if key in counts:
                    return counts[key]
    return None


def sums_of_months(values: Iterable[PrintedValue]) -> Iterator[Finding]:
    """Notice counts to a month that the next month does not bring to the counts to its end."""
    months = []
    cumulative: dict[tuple[tuple[str, ...], date, date], PrintedValue] = {}
    for value in values:
        if value.sure and value.period_end and value.period_start and _parts(value):
            if value.basis == "month":
                months.append(value)
            elif value.basis == "cumulative":
                key = (value.series, value.period_start, value.period_end)
                cumulative.setdefault(key, value)
    starts: dict[tuple[object, ...], list[date]] = defaultdict(list)
    for series, start, end in cumulative:
        starts[series, end].append(start)
    for month in months:
        for start in starts[month.series, month.last_day]:
            before = cumulative.get((month.series, start, month.first_day - timedelta(days=1)))
            after = cumulative[month.series, start, month.last_day]
            if before is None:
                continue
            made = tuple(a + b for a, b in zip(_parts(before), _parts(month), strict=True))
            if all(
                abs(a - b) <= 1.5 * after.rounded_to
                for a, b in zip(made, _parts(after), strict=True)
            ):
                continue
            message = (
                f"{_of(_parts(before))} to {short_month(before.period_end)} and "
                f"{_of(_parts(month))} in {short_month(month.period_end)} make {_of(made)}; "
                f"the paper prints {_of(_parts(after))}."
            )
            yield replace(
                noticed("months-and-total", after, message, month),
                value_a=_of(_parts(after)),
                value_b=_of(made),
            )


def _parts(value: PrintedValue) -> tuple[float, ...]:
    if value.unit == "count":
        return (value.value,)
    if value.numerator is None or value.denominator is None:
        return ()
    return value.numerator, value.denominator


def _of(parts: Sequence[float]) -> str:
    return " of ".join(number(part) for part in parts)


def parts_and_whole(values: Iterable[PrintedValue]) -> Iterator[Finding]:
    """Notice months or quarters of a year that add up to more than the year."""
    years: dict[tuple[object, ...], PrintedValue] = {}
    parts: dict[tuple[object, ...], list[PrintedValue]] = defaultdict(list)
    for value in values:
        if value.unit == "count" and value.sure and value.period_start and value.period_end:
            if value.basis == "year":
                years[value.indicator, value.council, value.period_end] = value
            elif value.basis in ("month", "quarter"):
                parts[value.indicator, value.council, value.march, value.basis].append(value)
    for (*year, basis), group in parts.items():
        whole = years.get(tuple(year))
        total = sum(part.value for part in group)
        if whole is not None and total > whole.value + len(group) * whole.rounded_to:
            message = (
                f"{len(group)} {basis}s of the year add up to {number(total)}; "
                f"the paper prints {whole.shown} for the whole of it."
            )
            yield replace(
                noticed("parts-and-whole", whole, message, group[-1]), value_b=number(total)
            )


def same_figures_twice(values: Iterable[PrintedValue]) -> Iterator[Finding]:
    """Notice two different counts with the same figures in one paper, period after period."""
    same: dict[tuple[object, ...], list[PrintedValue]] = defaultdict(list)
    for value in values:
        if _unlikely_twice(value):
            key = (value.document, value.council, value.period_start, value.period_end)
            same[(*key, value.value)].append(value)
    pairs: dict[tuple[str, str], list[tuple[PrintedValue, PrintedValue]]] = defaultdict(list)
    for group in same.values():
        first = group[0]
        for other in group[1:]:
            if other.measure != first.measure:
                pairs[first.indicator, other.indicator].append((first, other))
    for both in pairs.values():
        if len({v.value for v, _ in both}) < 2 or len({v.when for v, _ in both}) < 2:
            continue
        first, other = both[-1]
        figures = " and ".join(f"{number(v.value, v.decimals)} ({v.when})" for v, _ in both)
        yield replace(
            noticed("same-figures-twice", first, f"the paper prints {figures} for both.", other),
            subject=f"{first.name} and {_lower(other.name)}, {first.council_name}",
        )


def _unlikely_twice(value: PrintedValue) -> bool:
    """Test if a count is large, and not of official statistics, which hold groups in groups."""
    large = value.unit == "count" and value.value >= FEWEST_COUNTED
    return large and value.legible and bool(value.period_end) and not value.document_kind


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


RULES: RuleFunctions = {
    "denominator-and-count": lambda evidence: denominators_and_counts(evidence.values),
    "months-and-total": lambda evidence: sums_of_months(evidence.values),
    "parts-and-whole": lambda evidence: parts_and_whole(evidence.values),
    "same-figures-twice": lambda evidence: same_figures_twice(evidence.values),
}
