"""Questions about official figures as a reviewer would ask them: about people, not measures."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from portal.domain.indicators import Indicator
from portal.domain.lines_of_enquiry.evidence import CouncilEvidence, Position
from portal.domain.lines_of_enquiry.phrases import MOST_OF_TWO_NAMES, area_name, brief

# So many words a question may have.
MOST_ASKED = 26
# A share so many times lower than England's may show how a thing is recorded.
_LOW = 5
RECORDING = "So low a figure may come from recording: ask how it is recorded first"
_DOUBT = ", or is it how this is recorded"
_SIDES = {
    True: {"more": "more", "higher": "higher", "larger": "larger"},
    False: {"more": "fewer", "higher": "lower", "larger": "smaller"},
}


def _phrases() -> Mapping[str, str]:
    path = Path(__file__).parent / "asked.toml"
    phrases: dict[str, str] = tomllib.loads(path.read_text(encoding="utf-8"))
    return phrases


ASKED = _phrases()


def clause(indicator: Indicator, higher: bool) -> str:
    """Ask about a measure in people, without "why" and "than"; "" where no words are written.

    Args:
        higher: whether the figure is above, or below, those it is held against.
    """
    phrase = ASKED.get(indicator.measure, "")
    return phrase.format_map(_SIDES[higher])


def maybe_recorded(position: Position) -> bool:
    """Tell if a figure is so low that it may show how a thing is recorded."""
    value, england = position.figure.value, position.england
    if position.indicator.unit in ("count", "gbp"):
        return False
    return value == 0 or (
        position.indicator.unit == "percent" and england is not None and value < england / _LOW
    )


def worst(evidence: CouncilEvidence, subject: str, positions: Sequence[Position]) -> str:
    """Ask why a council does worse than others; of several figures the first is named."""
    council, first = evidence.council.name, positions[0]
    asked = clause(first.indicator, first.indicator.polarity != "high")
    if not asked:
        question = f"Why is {council} in the worst quarter of councils on {{asked}}?"
        return by_name(question, evidence, subject, positions)
    doubt = _DOUBT if maybe_recorded(first) else ""
    return _first_that_fits(
        f"Why {asked} in {council} than elsewhere", doubt, evidence, subject, positions
    )


def apart(
    evidence: CouncilEvidence, subject: str, positions: Sequence[Position], higher: bool, good: bool
) -> str:
    """Ask why a council lies outside the range of its neighbours."""
    council, first = evidence.council.name, positions[0]
    neighbour = "any statistical neighbour"
    if any(len(p.near) < p.asked for p in positions):
        neighbour += " with a figure"
    asked = clause(first.indicator, higher)
    doubt = _DOUBT if maybe_recorded(first) else ""
    if asked and good:
        ways = [
            f"Why {asked} in {council} than in {who}{end}?"
            for end in (doubt or ", and can others learn from it", doubt, "")
            for who in (neighbour, "its neighbours")
        ]
        return next((way for way in ways if len(way.split()) <= MOST_ASKED), ways[-1])
    if asked and not good:
        begun = f"Why {asked} in {council} than in {neighbour}"
        if len(begun.split()) > MOST_ASKED:
            begun = f"Why {asked} in {council} than in its neighbours"
        return _first_that_fits(begun, doubt, evidence, subject, positions)
    if good:
        ways = [
            by_name(
                f"What lies behind {{asked}}, better in {council} than in {who}, and can others "
                "learn from it?",
                evidence,
                subject,
                positions,
            )
            for who in (neighbour, "its neighbours")
        ]
        return next((way for way in ways if len(way.split()) <= MOST_ASKED), ways[-1])
    if len(positions) == 1:
        side = "higher" if higher else "lower"
        question = f"Why is the figure for {{asked}} {side} in {council} than in {neighbour}?"
    else:
        question = f"Why does {council} lie outside the range of its neighbours on {{asked}}?"
    return by_name(question, evidence, subject, positions)


def far(evidence: CouncilEvidence, position: Position, good: bool) -> str:
    """Ask why a figure lies so far from England's."""
    council, higher = evidence.council.name, position.figure.value > (position.england or 0)
    asked = clause(position.indicator, higher)
    begun = f"Why {asked} in {council} than in England"
    if not asked:
        side = "higher" if higher else "lower"
        begun = f"Why is the figure for {brief(position.indicator)} {side} in {council} than in "
        begun += "England"
    end = _DOUBT if maybe_recorded(position) else ", and can others learn from it" if good else ""
    return f"{begun}{end}?" if len(f"{begun}{end}".split()) <= MOST_ASKED else f"{begun}?"


def _first_that_fits(
    begun: str, doubt: str, evidence: CouncilEvidence, subject: str, positions: Sequence[Position]
) -> str:
    """End a question with the other figures, or none of them where it grows too long."""
    others, of = len(positions) - 1, area_name(evidence, subject)
    ends = [f"{doubt}?", "?"]
    if others:
        more = f", and is the cause the same for {_further(others)}"
        second = brief(positions[1].indicator, MOST_OF_TWO_NAMES).removesuffix(", average score")
        named = others == 1 and not second.endswith("…")
        ends = [f"{doubt}, and what of {second}?"] if named else []
        ends += [f"{doubt}{more} on {of}?", f"{doubt}{more}?", f"{more}?", "?"]
    ways = [f"{begun}{end}" for end in ends]
    return next((way for way in ways if len(way.split()) <= MOST_ASKED), ways[-1])


def _further(count: int) -> str:
    return "another figure" if count == 1 else f"{count} other figures"


def by_name(
    question: str, evidence: CouncilEvidence, subject: str, positions: Sequence[Position]
) -> str:
    """Ask about figures by their names, the first or none where the question grows too long.

    Args:
        question: holds `{asked}` where the figures are named.
    """
    first, of = brief(positions[0].indicator), area_name(evidence, subject)
    both = [brief(p.indicator, MOST_OF_TWO_NAMES) for p in positions[:2]]
    more = _further(len(positions) - 1)
    ways = [f"{first}, and {more} on {of}", f"{first}, and {more}"]
    if len(positions) == 2 and not any(name.endswith("…") for name in both):
        ways.insert(0, " and ".join(both))
    if len(positions) == 1:
        return question.format(asked=first)
    asked = (question.format(asked=way) for way in ways)
    short = (text for text in asked if len(text.split()) <= MOST_ASKED)
    return next(short, question.format(asked=f"{len(positions)} figures on {of}"))
