"""General rules that notice where documents contradict themselves or one another.

Each finding names both figures, both places and the arithmetic, and judges nobody. No rule is
written for one known case.
"""

from __future__ import annotations

from functools import lru_cache

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


@lru_cache(maxsize=1)
def find_all(evidence: Evidence) -> tuple[Finding, ...]:
    """Run every rule; findings come in the order of the rules, equal ones once.

    The last result is cached: an import of official statistics seldom changes the evidence.
    """
    found: dict[str, Finding] = {}
    for rule in RULES:
        for finding in rule.finds(evidence):
            found.setdefault(finding.key, finding)
    return tuple(found.values())
