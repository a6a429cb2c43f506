"""The order of lines of enquiry: by weight across rules, what is current first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from portal.domain.lines_of_enquiry.drawing import Candidate
from portal.domain.lines_of_enquiry.evidence import CouncilEvidence
from portal.domain.lines_of_enquiry.standing import furthest
from portal.domain.visits import Suggestion

# Evidence older than this many years is of an older paper.
YEARS = 5
# What a series that moves for the worse adds to a line on the same figure.
WORSENING = 0.2
# Signals of a greater strength are for the worse.
_LEVEL = 0.5
# The line on the figure furthest from England is one of so many.
_AMONG_FIRST = 3
# Said of "the newest plan", which one of long ago is not.
_NEWEST_PLAN = ("silent-theme", "silent-areas")


def ordered(
    evidence: CouncilEvidence, turns: Sequence[tuple[str, Sequence[Candidate]]]
) -> list[Suggestion]:
    """Order the lines of all rules, each rule's weightiest first.

    Lines on current evidence come first, by strength; of equal ones the first of each rule, then
    the second of each. That on the figure furthest from England is among the first three. A line
    that shares a figure with one before it follows all that do not, marked as `sharing`; then
    come lines on older papers, rule by rule in turn.

    Args:
        evidence: all that is known about the council.
        turns: per rule its name and lines.
    """
    lines = [
        (turn, place, rule, line)
        for place, (rule, drawn) in enumerate(turns)
        for turn, line in enumerate(drawn)
    ]
    lines.sort(key=lambda row: row[:2])
    old = [line for *_, rule, line in lines if _old(evidence, line) and rule not in _NEWEST_PLAN]
    current = [(rule, line) for *_, rule, line in lines if not _old(evidence, line)]
    worsening = frozenset().union(
        *(line.figures for rule, line in current if rule == "signal" and line.strength > _LEVEL)
    )

    def strength(row: tuple[str, Candidate]) -> float:
        rule, line = row
        worse = rule != "signal" and line.figures & worsening
        return line.strength + (WORSENING if worse else 0)

    rows = sorted(current, key=strength, reverse=True)
    far = furthest(evidence)
    lead = next((row for row in rows if far and far.indicator.key in row[1].figures), None)
    if lead in rows[_AMONG_FIRST:]:
        rows.remove(lead)
        rows.insert(_AMONG_FIRST - 1, lead)
    first: list[Suggestion] = []
    sharing: list[Suggestion] = []
    used: set[str] = set()
    for row in rows:
        line = row[1]
        if row is not lead and line.figures & used:
            sharing.append(replace(line.suggestion, sharing=True))
        else:
            first.append(line.suggestion)
        for key in line.figures:
            used |= {key, *evidence.kin.get(key, ())}
    return [*first, *sharing, *(replace(line.suggestion, older=True) for line in old)]


def _old(evidence: CouncilEvidence, line: Candidate) -> bool:
    if evidence.today is None or not line.dated:
        return False
    return line.dated[:4] + line.dated[4:7] < f"{evidence.today.year - YEARS}{evidence.today:-%m}"
