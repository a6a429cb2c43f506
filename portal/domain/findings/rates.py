"""Rules about rates per 10,000 and the counts and populations that stand apart from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from portal.domain.findings.counts import moment
from portal.domain.findings.evidence import Finding, PrintedValue, RuleFunctions, noticed
from portal.domain.formatting import number, short_month, with_unit

# Rates that must agree on one population before another rate is held against it.
FEWEST_THAT_AGREE = 6
# A population changes: rates further apart than this are not held to one.
LONGEST = timedelta(days=731)
# A printed population this near to the one that the rates fit is taken to be theirs.
NEAR = 0.001


@dataclass(frozen=True, slots=True)
class _Pair:
    """A rate and the count that it is made of, with the populations that give the rate."""

    rate: PrintedValue
    count: PrintedValue
    least: float
    most: float


def rates_and_counts(values: Iterable[PrintedValue]) -> Iterator[Finding]:
    """Notice rates per 10,000 that do not fit the population of the other rates beside them.

    A rate and its count are the measures `x-rate` and `x`.
    """
    counts: dict[tuple[object, ...], PrintedValue] = {}
    populations: dict[str, set[float]] = defaultdict(set)
    rates = []
    for value in values:
        if value.sure and value.period_end and value.value > 0:
            if value.unit == "count":
                if value.measure.startswith("population"):
                    populations[value.council].add(value.value)
                counts.setdefault(moment(value, value.measure), value)
            elif value.unit == "per_10k" and value.measure.endswith("-rate"):
                rates.append(value)
    pairs: dict[tuple[str, ...], list[_Pair]] = defaultdict(list)
    paired = set()
    for rate in sorted(rates, key=lambda rate: rate.basis == "year"):  # a year's repeats a month's
        count = counts.get(moment(rate, rate.measure.removesuffix("-rate")))
        once = (rate.indicator, rate.council, rate.period_end, rate.value)
        if count is not None and once not in paired:
            paired.add(once)
            pairs[rate.council, rate.document, rate.population].append(_pair(rate, count))
    for (council, *_), group in pairs.items():
        base = _shared(group)
        if base is not None:
            yield from _misfits(group, *base, populations[council])


def _pair(rate: PrintedValue, count: PrintedValue) -> _Pair:
    unit = 2 * rate.half
    while rate.decimals == 0 and rate.value % (10 * unit) == 0:
        unit *= 10  # 1,200 may be rounded to hundreds
    slack = count.rounded_to / 2
    least = 1e4 * max(0.0, count.value - slack) / (rate.value + unit)
    return _Pair(
        rate, count, least=least, most=1e4 * (count.value + slack) / max(rate.value - unit, 1e-9)
    )


def _shared(pairs: Sequence[_Pair]) -> tuple[float, float] | None:
    """Find the populations on which most of the rates agree, if enough do."""
    days = [pair.rate.last_day for pair in pairs]
    if max(days) - min(days) > LONGEST:
        return None
    edges = sorted([(p.least, 0) for p in pairs] + [(p.most, 1) for p in pairs])
    open_, best, span = 0, 0, (0.0, 0.0)
    for place, (edge, closes) in enumerate(edges):
        open_ += -1 if closes else 1
        if open_ > best:
            best, span = open_, (edge, edges[place + 1][0])
    return span if best >= FEWEST_THAT_AGREE and 2 * best > len(pairs) else None


def _misfits(
    pairs: Sequence[_Pair], least: float, most: float, populations: Iterable[float]
) -> Iterator[Finding]:
    middle = (least + most) / 2
    near = [n for n in populations if abs(n - middle) <= NEAR * middle]
    base = min(near, key=lambda n: abs(n - middle)) if near else round(middle, -1)
    for run in _runs([p for p in pairs if p.least > least or p.most < most]):
        first = run[0]
        if len(run) > 2:
            population = round((max(p.least for p in run) + min(p.most for p in run)) / 2, -1)
            months = (
                f"{short_month(first.rate.period_end)} to {short_month(run[-1].rate.period_end)}"
            )
            message = (
                f"the rates of {months} fit {number(population)} children; "
                f"most rates of the paper fit {number(base)}."
            )
            yield noticed("rate-and-count", first.rate, message, first.count)
            continue
        for pair in run:
            gives = with_unit(1e4 * pair.count.value / base, 1, "per_10k")
            message = (
                f"{number(pair.count.value)} of {number(base)} children, which most rates fit, "
                f"is {gives}; the paper prints {pair.rate.shown}."
            )
            yield noticed("rate-and-count", pair.rate, message, pair.count)


def _runs(pairs: Sequence[_Pair]) -> list[list[_Pair]]:
    """Gather neighbouring rates of one indicator that fit another population together."""
    runs: list[list[_Pair]] = []
    for pair in pairs:
        last = runs[-1] if runs else []
        if last and _follows(last[-1].rate, pair.rate):
            least = max(pair.least, *(p.least for p in last))
            if least <= min(pair.most, *(p.most for p in last)):
                last.append(pair)
                continue
        runs.append([pair])
    return runs


def _follows(before: PrintedValue, after: PrintedValue) -> bool:
    step = after.last_day - before.last_day
    return before.indicator == after.indicator and timedelta(0) < step <= timedelta(days=31)


RULES: RuleFunctions = {
    "rate-and-count": lambda evidence: rates_and_counts(evidence.values),
}
