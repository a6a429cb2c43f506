"""Rules about single values: what numerator and denominator give, what two places print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from portal.domain.findings.evidence import (
    Finding,
    PrintedValue,
    Rule,
    quotient,
    reproduces,
    subject_of,
)
from portal.domain.formatting import number, printed_date, with_unit


def not_reproduced(values: Iterable[PrintedValue]) -> Iterator[Finding]:
    """Values that the numerator and denominator printed beside them do not give."""
    for value in values:
        computed = quotient(value)
        if computed is None or value.reading == "doubtful":
            continue
        if reproduces(value.value, value.decimals, computed):
            continue
        of = f"{number(value.numerator)} of {number(value.denominator)}"
        gives = with_unit(computed, max(1, value.decimals), value.unit)
        yield Finding(
            rule="not-reproduced",
            council=value.council,
            indicator=value.indicator,
            period_end=value.period_end,
            area=value.area or "",
            themes=value.themes,
            subject=subject_of(value),
            message=f"{of} is {gives}; the paper prints {value.shown}.",
            value_a=number(value.value, value.decimals),
            value_b=number(computed, max(1, value.decimals)),
            document_a=value.document,
            place_a=value.place,
            document_b=value.document,
            place_b=f"{value.place}, numerator and denominator",
        )


def printed_differently(values: Iterable[PrintedValue]) -> Iterator[Finding]:
    """The same definition, area, period and basis with different values in two places.

    Values that agree when rounded to the coarser of the two count as the same.
    """
    groups: dict[tuple[Any, ...], list[PrintedValue]] = defaultdict(list)
    for value in values:
        if value.reading != "doubtful" and value.period_end is not None:
            key = (value.definition_code, value.unit, value.council, value.basis)
            groups[(*key, value.period_start, value.period_end)].append(value)
    for group in groups.values():
        first, *others = group
        for other in others:
            if _agree(first, other):
                continue
            yield Finding(
                rule="printed-differently",
                council=first.council,
                indicator=other.indicator,
                period_end=first.period_end,
                area=other.area or "",
                themes=other.themes,
                subject=subject_of(first),
                message=_contrast(first, other),
                value_a=number(first.value, first.decimals),
                value_b=number(other.value, other.decimals),
                document_a=first.document,
                place_a=first.place,
                document_b=other.document,
                place_b=other.place,
            )


def _contrast(first: PrintedValue, other: PrintedValue) -> str:
    if first.document == other.document:
        when = printed_date(first.published[:7])
        return f"the {when} paper prints {first.shown} in one place, {other.shown} in another."
    return f"{first.told}; {other.told}."


def _agree(a: PrintedValue, b: PrintedValue) -> bool:
    return reproduces(a.value, min(a.decimals, b.decimals), b.value)


RULES = (
    Rule(
        "not-reproduced",
        "A share its counts do not give",
        "arithmetic",
        "A percentage or rate is recomputed from the numerator and denominator printed beside "
        "it. It must lie within half a unit of its last printed digit (DOMAIN.md, section 4).",
        lambda evidence: not_reproduced(evidence.values),
    ),
    Rule(
        "printed-differently",
        "One figure, two values",
        "two-places",
        "The same definition, area, period and basis, printed in two places. Values that agree "
        "when rounded to the coarser of the two count as the same.",
        lambda evidence: printed_differently(evidence.values),
    ),
)
