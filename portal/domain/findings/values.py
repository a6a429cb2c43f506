"""Rules about single values: what numerator and denominator give, what two places print."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from portal.domain.findings.arithmetic import agree, fits, quotient
from portal.domain.findings.evidence import (
    Finding,
    PrintedEvidence,
    PrintedValue,
    RuleFunctions,
    noticed,
)
from portal.domain.formatting import number, printed_date, with_unit

# Figures whose pair the catalogue turned, by indicator and last day: a claim says so.
_Turned = Collection[tuple[str, str]]
# A percentage of change is no share of a whole.
_CHANGE = re.compile(r"growth|change|increase|decrease|exceed|per 100\b|ratio", re.IGNORECASE)


def not_reproduced(
    values: Iterable[PrintedValue], turned: _Turned = frozenset()
) -> Iterator[Finding]:
    """Notice values that the numerator and denominator printed beside them do not give."""
    for value in values:
        computed = quotient(value)
        if computed is None or not value.sure or fits(value) or _inverted(value, turned):
            continue
        if value.withheld:  # the share knows what the counts beside it leave out
            continue
        of = f"{number(value.numerator)} of {number(value.denominator)}"
        gives = with_unit(computed, max(1, value.decimals), value.unit)
        yield replace(
            noticed(
                "not-reproduced", value, f"{of} is {gives}; the {value.paper} prints {value.shown}."
            ),
            value_b=number(computed, max(1, value.decimals)),
            place_b=f"{value.place}, numerator and denominator",
        )


def inverted_pairs(
    values: Iterable[PrintedValue], turned: _Turned = frozenset()
) -> Iterator[Finding]:
    """Notice pairs that give the printed value only when they are turned over."""
    for value in values:
        printed = _inverted(value, turned)
        if printed is None or not value.sure:
            continue
        top, bottom = number(printed.numerator), number(printed.denominator)
        gives = with_unit(quotient(printed), max(1, value.decimals), value.unit)
        yield replace(
            noticed(
                "inverted-pair",
                value,
                f"the paper prints {top}/{bottom} as numerator and denominator, which is {gives}; "
                f"{bottom}/{top} is the {value.shown} printed.",
            ),
            value_b=f"{top}/{bottom}",
            place_b=f"{value.place}, numerator and denominator",
        )


def _inverted(value: PrintedValue, turned: _Turned) -> PrintedValue | None:
    """Put back the pair as printed, where only the pair turned over gives the value."""
    over = replace(value, numerator=value.denominator, denominator=value.numerator)
    is_turned = (value.indicator, value.last_day.isoformat()) in turned
    printed, other = (over, value) if is_turned else (value, over)
    return printed if fits(printed) is False and fits(other) else None


def _turned(evidence: PrintedEvidence) -> _Turned:
    return {(claim.ref, claim.dated) for claim in evidence.claimed("pair_turned")}


def printed_differently(values: Iterable[PrintedValue]) -> Iterator[Finding]:
    """Notice one definition, area, period and basis with different values in two places.

    Values that agree when rounded to the coarser of the two count as the same. A rate `x-rate`
    that differs as its count `x` does is reported once, as the count.
    """
    groups: dict[tuple[object, ...], list[PrintedValue]] = defaultdict(list)
    for value in values:
        if value.sure and value.period_end is not None:
            key = (value.definition_code, value.unit, value.council, value.basis)
            groups[(*key, value.period_start, value.period_end)].append(value)
    differing = [
        (first, other)
        for first, *others in groups.values()
        for other in others
        if not agree(first, other)
    ]
    counts = {_two_places(*pair, "") for pair in differing if pair[0].unit == "count"}
    for first, other in differing:
        if _two_places(first, other, "-rate") not in counts:
            yield replace(
                noticed("printed-differently", first, _contrast(first, other), other),
                indicator=other.indicator,
                area=other.area or "",
                themes=other.themes,
            )


def _two_places(first: PrintedValue, other: PrintedValue, ending: str) -> tuple[object, ...]:
    """Key a pair by measure, less `ending`, and by the paper that prints more."""
    more, less = sorted((first, other), key=lambda value: value.value, reverse=True)
    measure = first.measure.removesuffix(ending) if first.measure.endswith(ending) else None
    return measure, first.council, first.period_end, more.document, less.document


def _contrast(first: PrintedValue, other: PrintedValue) -> str:
    if first.document == other.document:
        when = printed_date(first.published[:7])
        return f"the {when} paper prints {first.shown} in one place, {other.shown} in another."
    return f"{first.cited}; {other.cited}."


def outside_bounds(values: Iterable[PrintedValue]) -> Iterator[Finding]:
    """Notice shares below nothing or above the whole."""
    for value in values:
        if value.unit != "percent" or not value.sure or 0 <= value.value <= 100:
            continue
        if _CHANGE.search(value.name) or _CHANGE.search(value.definition):
            continue
        yield noticed(
            "outside-0-100", value, f"the paper prints {value.shown}; a share is 0% to 100%."
        )


def unit_contradicted(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice rows that are named a percentage and hold figures that cannot be one."""
    named = {claim.ref for claim in evidence.claimed("named_percentage")}
    highest: dict[tuple[str, str], PrintedValue] = {}
    for value in evidence.values:
        if value.indicator not in named or value.unit == "percent":
            continue
        if value.sure and value.value > 100:
            largest = highest.setdefault((value.indicator, value.council), value)
            if value.value > largest.value:
                highest[value.indicator, value.council] = value
    for value in highest.values():
        yield replace(
            noticed(
                "unit-contradicted",
                value,
                f"the row is named a percentage; it holds {value.shown}.",
            ),
            value_b="%",
            place_b=f"{value.place.rpartition(', column')[0] or value.place}, name of the row",
        )


RULES: RuleFunctions = {
    "not-reproduced": lambda evidence: not_reproduced(
        (*evidence.values, *evidence.official), _turned(evidence)
    ),
    "inverted-pair": lambda evidence: inverted_pairs(evidence.values, _turned(evidence)),
    "unit-contradicted": unit_contradicted,
    "outside-0-100": lambda evidence: outside_bounds(evidence.values),
    "printed-differently": lambda evidence: printed_differently(
        (*evidence.values, *evidence.official)
    ),
}
