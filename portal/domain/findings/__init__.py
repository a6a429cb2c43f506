"""General rules that notice where documents contradict themselves or one another.

Each finding names both figures, both places and the arithmetic, and judges nobody. No rule is
written for one known case.
"""

from __future__ import annotations

from portal.domain.findings import (
    bases,
    claims,
    counts,
    order,
    plans,
    rates,
    references,
    stages,
    steps,
    values,
    words,
)
from portal.domain.findings.evidence import Evidence, Finding, PrintedValue, Rule
from portal.domain.findings.values import not_reproduced, printed_differently

RULES: tuple[Rule, ...] = (
    *values.RULES,
    *rates.RULES,
    *counts.RULES,
    *bases.RULES,
    *steps.RULES,
    *words.RULES,
    *plans.RULES,
    *claims.RULES,
    *stages.RULES,
    *references.RULES,
    *order.RULES,
)

__all__ = [
    "RULES",
    "Evidence",
    "Finding",
    "PrintedValue",
    "Rule",
    "find_all",
    "not_reproduced",
    "printed_differently",
]


def find_all(evidence: Evidence) -> list[Finding]:
    """All findings, in the order of the rules; what two rules tell alike is told once."""
    found: dict[str, Finding] = {}
    for rule in RULES:
        for finding in rule.finds(evidence):
            found.setdefault(finding.key, finding)
    return list(found.values())
