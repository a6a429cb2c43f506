"""Rules about one step told in two places: its date, and how far it has come.

That two rows tell of the same step is what the reader of the document noted: their claims name
the same step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from portal.domain.findings.evidence import (
    Claim,
    Finding,
    PrintedEvidence,
    RuleFunctions,
    later,
    noticed_in,
)
from portal.domain.formatting import printed_date

_OPEN = ("tbc", "to be confirmed")
# How far a step has come: each is a kind of claim, and the further on, the later in this list.
STAGES = ("to_come", "considered", "drafted", "being_introduced", "in_place")


def _pairs(evidence: PrintedEvidence, *kinds: str) -> Iterator[list[tuple[Claim, Claim]]]:
    """Pair the claims about each step that stand in different places."""
    steps: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in evidence.claimed(*kinds):
        steps[claim.plan, claim.about].append(claim)
    for claims in steps.values():
        yield [(a, b) for a, b in combinations(claims, 2) if a.place != b.place]


def two_dates(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice a step with two dates, or with a date in one place and none yet in the other."""
    for pairs in _pairs(evidence, "step"):
        for first, other in pairs:
            (a, a_date), (b, b_date) = _due(first), _due(other)
            if a_date and b_date:
                differ = later(a_date, b_date) or later(b_date, a_date)
            else:
                differ = bool(a_date) != bool(b_date) and (b if a_date else a).lower() in _OPEN
            if differ:
                message = (
                    f"the same step is dated {a} under {first.label} and {b} under {other.label}."
                )
                yield _in_two_places("two-dates", first, other, message, a, b)


def _due(step: Claim) -> tuple[str, str]:
    """Give the date of a step as printed and in ISO 8601: its row's target, or what it claims."""
    if step.dated:
        return printed_date(step.dated), step.dated
    return step.target_text, step.target_date.isoformat() if step.target_date else ""


def two_stages(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice a step that has come further in one place than in the other."""
    for pairs in _pairs(evidence, *STAGES):
        a, b = max(pairs, key=_apart, default=(None, None))
        if a and b and _apart((a, b)):
            message = f"one place says: {a.words}; another: {b.words}."
            yield _in_two_places("two-stages", a, b, message, a.words, b.words)


def _apart(pair: tuple[Claim, Claim]) -> int:
    first, other = (STAGES.index(claim.kind) for claim in pair)
    return abs(first - other)


def _in_two_places(rule: str, first: Claim, other: Claim, message: str, a: str, b: str) -> Finding:
    # The item that the finding stands on: that of a numbered row before that of a passage.
    row = other if not first.item and other.item else first
    return replace(
        noticed_in(rule, row, message, a, b, first.subject or first.words),
        document_a=first.document,
        place_a=first.place,
        document_b=other.document,
        place_b=other.place,
    )


RULES: RuleFunctions = {
    "two-dates": two_dates,
    "two-stages": two_stages,
}
