"""Rules about claims in the text: a course or a bound that the figures do not bear out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from portal.domain.findings.evidence import (
    Claim,
    Finding,
    PrintedEvidence,
    PrintedValue,
    RuleFunctions,
    noticed_in,
)
from portal.domain.formatting import number, sentence_list

# Figures that a course must agree with, and the fewest that disprove a bound.
LAST_FIGURES = 3


def courses(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice figures said to keep falling or rising, of which the newest went the other way."""
    series: dict[tuple[str, ...], list[PrintedValue]] = defaultdict(list)
    for value in evidence.values:
        if value.sure and value.period_end and value.basis in ("month", "quarter", "rolling_12m"):
            key = (value.document, value.council, value.measure, value.indicator, value.basis)
            series[key].append(value)
    for claim in evidence.claimed("keeps_rising", "keeps_falling"):
        sign = 1 if claim.kind == "keeps_rising" else -1
        for (document, council, measure, *_), values in series.items():
            if (document, council, measure) != _about(claim):
                continue
            last = sorted(values, key=lambda v: v.last_day)[-LAST_FIGURES:]
            if len(last) == LAST_FIGURES and sign * (last[-1].value - last[0].value) < 0:
                says = f"the text says that the figures {claim.words}"
                yield contradicted("course-and-figures", claim, says, last)


def bounds(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice a bound in the text on the wrong side of which every printed figure lies."""
    values: dict[tuple[str, str, str | None], list[PrintedValue]] = defaultdict(list)
    for value in evidence.values:
        if value.sure and value.period_end and value.unit == "percent" and value.basis != "year":
            values[value.document, value.council, value.measure].append(value)
    for claim in evidence.claimed("above", "below"):
        figures, bound = values[_about(claim)], claim.value
        if bound is None or len(figures) < LAST_FIGURES:
            continue
        if not any(v.value < bound if claim.kind == "below" else v.value > bound for v in figures):
            says = f"the text says {claim.words}"
            yield contradicted("bound-and-figures", claim, says, figures[-LAST_FIGURES:])


def _about(claim: Claim) -> tuple[str, str, str | None]:
    return claim.document, claim.council, claim.measure


def contradicted(rule: str, claim: Claim, says: str, figures: list[PrintedValue]) -> Finding:
    """Make a finding about a claim and the figures, told in order, that do not bear it out."""
    printed, last = sentence_list([f"{v.shown} ({v.when})" for v in figures]), figures[-1]
    message = f"{says}; the table prints {printed}."
    return replace(
        noticed_in(rule, claim, message, claim.words, number(last.value, last.decimals)),
        indicator=last.indicator,
        period_end=last.period_end,
        area=last.area or "",
        themes=last.themes,
        subject=f"{last.name}, {last.council_name}",
        document_b=last.document,
        place_b=last.place,
    )


RULES: RuleFunctions = {
    "course-and-figures": courses,
    "bound-and-figures": bounds,
}
