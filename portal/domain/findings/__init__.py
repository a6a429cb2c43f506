"""General rules that notice where documents contradict themselves or one another.

Each finding names both figures, both places and the arithmetic, and judges nobody. No rule is
written for one known case.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from portal.domain.findings import (
    bases,
    claims,
    counts,
    dates,
    plans,
    rates,
    reported,
    reports,
    stages,
    stated,
    steps,
    values,
    words,
)
from portal.domain.findings.evidence import (
    Finding,
    PrintedEvidence,
    PrintedValue,
    Rule,
    RuleFunction,
)
from portal.domain.rule_texts import RuleModule, rules_with_texts

_MODULES: tuple[RuleModule[RuleFunction], ...] = (
    values,
    rates,
    counts,
    bases,
    steps,
    words,
    dates,
    plans,
    claims,
    stated,
    stages,
    reports,
    reported,
)
RULES = tuple(
    Rule(name=text.name, title=text.title, kind=text.kind, explains=text.explains, finds=finds)
    for finds, text in rules_with_texts(Path(__file__).parent, _MODULES)
)

__all__ = ["RULES", "Finding", "PrintedEvidence", "PrintedValue", "Rule", "find_all"]


@lru_cache(maxsize=1)
def find_all(evidence: PrintedEvidence) -> tuple[Finding, ...]:
    """Run every rule; findings come in the order of the rules, equal ones once.

    The last result is cached: an import of official statistics seldom changes the evidence.
    """
    findings: dict[str, Finding] = {}
    for rule in RULES:
        for finding in rule.finds(evidence):
            findings.setdefault(finding.key, finding)
    return tuple(findings.values())
