"""General rules that suggest what a peer review of one council might ask, and from what.

Each suggestion is an open question with its evidence; none is written for one known council.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from portal.domain.lines_of_enquiry import actions, inspections, plans, series, standing
from portal.domain.lines_of_enquiry.drawing import Candidate, Rule, RuleFunction
from portal.domain.lines_of_enquiry.evidence import CouncilEvidence
from portal.domain.lines_of_enquiry.weighing import ordered
from portal.domain.rule_texts import RuleModule, rules_with_texts
from portal.domain.visits import Suggestion

# More lines than these are no help to a team of six on a visit of three days.
MOST = 40
_MODULES: tuple[RuleModule[RuleFunction], ...] = (
    series,
    standing,
    plans,
    actions,
    inspections,
)
RULES = tuple(
    Rule(
        name=text.name,
        title=text.title,
        heading=text.heading,
        explains=text.explains,
        most=text.most,
        lines=lines,
    )
    for lines, text in rules_with_texts(Path(__file__).parent, _MODULES)
)

__all__ = ["MOST", "RULES", "Candidate", "CouncilEvidence", "Rule", "suggest"]


def suggest(evidence: CouncilEvidence, themes: Collection[str] = ()) -> tuple[Suggestion, ...]:
    """Draw the lines of enquiry, current evidence first, the weightiest before the others.

    Args:
        evidence: all that is known about the council.
        themes: keys of themes; only lines that touch one, or a plan as a whole, are suggested.
    """
    turns = []
    for rule in RULES:
        drawn = [d for d in rule.draws(evidence) if fits(d, themes)]
        # Sorting is stable: lines of equal weight stay in the order of plans and areas.
        drawn.sort(key=lambda d: -d.weight)
        turns.append((rule.name, drawn[: rule.most]))
    return tuple(ordered(evidence, turns)[:MOST])


def fits(drawn: Candidate, themes: Collection[str]) -> bool:
    """Test if a line touches one of the themes, or is about a plan as a whole."""
    return not themes or drawn.whole or bool(set(drawn.suggestion.themes) & set(themes))
