"""The rule about numbers in the text: each is held against the series that it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isclose

from portal.domain.findings.bases import FEWEST_MONTHS
from portal.domain.findings.claims import contradicted
from portal.domain.findings.evidence import (
    Claim,
    Finding,
    PrintedEvidence,
    PrintedValue,
    RuleFunctions,
)
from portal.domain.formatting import number, with_unit


def stated_figures(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice numbers in the text that the series they speak of does not give."""
    kinds = ("states", "states_about", "states_above", "states_below", "averages_about")
    for claim in evidence.claimed(*kinds):
        figures = _figures(claim, evidence.values)
        if claim.value is None or not figures:
            continue
        if claim.kind == "averages_about":
            yield from _average(claim, claim.value, figures)
        elif claim.until:
            # Said of a stretch of time: every figure in it has to bear the number out.
            against = [v for v in figures if not _agrees(claim, claim.value, v.value, v.half)]
            if against:
                yield _finding(claim, against)
        elif not any(_agrees(claim, claim.value, v.value, v.half) for v in figures):
            yield _finding(claim, figures)


def _figures(claim: Claim, values: Sequence[PrintedValue]) -> list[PrintedValue]:
    """List the figures of the claim's series and period; without a date, those of the newest.

    What the sentence itself prints is held as a figure too, and cannot speak for itself.
    """
    series = sorted(
        (
            value
            for value in values
            if value.indicator == claim.about
            and value.council == claim.council
            and value.sure
            and value.period_end
            and (value.document, value.place) != (claim.document, claim.place)
        ),
        key=lambda value: value.last_day,
    )
    if claim.until:
        return [v for v in series if _within(claim, v)]
    if claim.dated:
        return [v for v in series if v.last_day.isoformat().startswith(claim.dated)]
    return [v for v in series if v.last_day == series[-1].last_day]


def _within(claim: Claim, value: PrintedValue) -> bool:
    ends = value.last_day.isoformat()
    return claim.dated <= ends and ends[: len(claim.until)] <= claim.until


def _average(claim: Claim, stated: float, figures: list[PrintedValue]) -> Iterator[Finding]:
    """Hold an average against that of the months, where most of a year is printed."""
    months = [value for value in figures if value.basis == "month"]
    if len(months) < FEWEST_MONTHS:
        return
    mean = sum(value.value for value in months) / len(months)
    last = months[-1]
    if not _agrees(claim, stated, mean, last.half):
        message = (
            f"the text says {claim.words}; the {len(months)} months that the table prints "
            f"average {with_unit(mean, last.decimals, last.unit)}."
        )
        yield replace(_finding(claim, months), message=message, value_b=number(mean, last.decimals))


def _agrees(claim: Claim, stated: float, value: float, half: float) -> bool:
    """Tell if a figure, anywhere within its printed rounding, bears the stated number out."""
    if claim.kind == "states_above":
        return value + half > stated
    if claim.kind == "states_below":
        return value - half < stated
    unit = _last_unit(stated, whole_digits=claim.kind == "states")
    # Floats of one decimal do not add up exactly; a tie counts as agreement.
    apart, allowed = abs(value - stated), unit / 2 + half
    return apart <= allowed or isclose(apart, allowed)


def _last_unit(stated: float, *, whole_digits: bool) -> float:
    """Find the unit that a number is given in: 0.1 for 2.6, 1 for 290.

    Of a number that is only about right, the last digit that is not zero counts: 10 for 290.
    """
    text = f"{stated:.6f}".rstrip("0").rstrip(".")
    decimals = len(text.partition(".")[2])
    if decimals or whole_digits:
        return float(10.0**-decimals)
    return float(10.0 ** (len(text) - len(text.rstrip("0")))) if stated else 1.0


def _finding(claim: Claim, figures: list[PrintedValue]) -> Finding:
    return contradicted("stated-figure", claim, f"the text says {claim.words}", figures)


RULES: RuleFunctions = {"stated-figure": stated_figures}
