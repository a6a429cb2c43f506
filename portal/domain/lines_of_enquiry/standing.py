"""Rules about official figures: the worst quarter, neighbours, and who does better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TypedDict

from portal.domain.formatting import plural
from portal.domain.lines_of_enquiry import asking
from portal.domain.lines_of_enquiry.drawing import Line, RuleFunctions
from portal.domain.lines_of_enquiry.evidence import CouncilEvidence, PeerValue, Planned, Position
from portal.domain.lines_of_enquiry.families import distinct
from portal.domain.lines_of_enquiry.phrases import (
    MOST_OF_TWO_NAMES,
    SCHOOLING,
    area_name,
    brief,
    cite,
    heading_of,
    indicator_phrase,
    items_phrase,
    possessive,
    schooling,
    within,
)
from portal.domain.visits import Reference
from portal.domain.vocabulary import Plan

NEIGHBOURS = "apart-from-neighbours"
# A plan of more years before a figure says nothing about what is behind it.
PLAN_YEARS = 5
# Official figures whose period ended this many years before the newest one are left out.
STALE_YEARS = 3
# What each further figure that agrees adds to a line's strength, and what inspectors' asking does.
AGREEING, MOST_AGREEING, ASKED = 0.1, 3, 0.2
# Units in which a large council has more than a small one.
_SUMS = ("count", "gbp")
# Of fewer neighbours than these no range is made.
FEWEST_NEAR = 5
# More than a figure can lie apart from its neighbours.
_FIRST = 1_000


def recent(plan: Plan, end: date) -> bool:
    """Test if a plan is near enough to a figure to be named beside it."""
    return end.year - int(plan.published[:4]) <= PLAN_YEARS


def _recent(evidence: CouncilEvidence, ranked: bool = False) -> list[Position]:
    """List figures in an improvement area and not of long ago beside the newest.

    With `ranked` only those in which councils are ranked.
    """
    newest = max((p.end for p in evidence.placings), default=date.min)
    return [
        p
        for p in evidence.placings
        if p.measure.area in evidence.areas
        and newest.year - p.end.year < STALE_YEARS
        and not (ranked and p.withheld)
    ]


def furthest(evidence: CouncilEvidence) -> Position | None:
    """Find the figure that lies furthest from England, worse or better, where any lies apart."""
    usable = [p for p in _recent(evidence) if p.indicator.unit not in _SUMS]
    far = max(usable, key=lambda p: abs(p.away), default=None)
    return far if far is not None and far.away else None


def _beyond(position: Position) -> str:
    """`above` or `below` where the figure lies outside the range of its neighbours, else ""."""
    values = [peer.value for peer in position.near]
    if len(values) < FEWEST_NEAR or position.indicator.unit in _SUMS:
        return ""
    if position.figure.value > max(values):
        return "above"
    return "below" if position.figure.value < min(values) else ""


def _neighbours(position: Position) -> str:
    near = len(position.near)
    who = f"all {near} neighbours"
    if near < position.asked:
        who = f"the {near} of {position.asked} neighbours with a figure"
    return f"{who} ({position.model} model)"


def _by_subject(positions: Sequence[Position]) -> dict[str, list[Position]]:
    """Group figures by their improvement area; those about pupils together, whatever their area."""
    subjects: dict[str, list[Position]] = {}
    for p in positions:
        pupils = schooling(p.indicator, p.end, p.basis)
        subjects.setdefault(SCHOOLING if pupils else p.measure.area, []).append(p)
    return subjects


def _distinct(evidence: CouncilEvidence, positions: Sequence[Position]) -> list[Position]:
    return distinct(positions, lambda position: position.indicator, evidence.kin)


def _themes(positions: Sequence[Position]) -> set[str]:
    return {theme for p in positions for theme in p.measure.themes}


def strength_of(evidence: CouncilEvidence, area: str, positions: Sequence[Position]) -> float:
    """Weigh figures: the furthest from England, how many agree, whether inspectors asked again."""
    furthest = max(abs(p.away) for p in positions)
    agreeing = min(len(positions) - 1, MOST_AGREEING) * AGREEING
    lines = evidence.history.areas if evidence.history else ()
    again = any(line.subject.key == area and line.returns() for line in lines)
    return furthest + agreeing + (ASKED if again else 0)


class _Resting(TypedDict):
    dated: str
    figures: list[str]


def _resting(positions: Sequence[Position]) -> _Resting:
    """Say on which figures a line rests, and on which day the newest of them ended."""
    return {
        "dated": max(p.end for p in positions).isoformat(),
        "figures": [p.indicator.key for p in positions],
    }


def worst_quarter(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about official figures in the worst quarter of all councils, one line a subject."""
    usable = [p for p in _recent(evidence, ranked=True) if p.figure.rank]
    for area, every in _by_subject(usable).items():
        every.sort(key=lambda p: (-p.away, -(p.figure.rank or 0) / p.of, p.indicator.key))
        ranked = _distinct(evidence, every)
        worst = [p for p in ranked if p.figure.band == "D"]
        if not worst:
            continue
        phrases = []
        for p in worst:
            england = f", England {p.shown(p.england)}" if p.england is not None else ""
            phrases.append(
                f"{indicator_phrase(p.indicator)} {p.shown(p.figure.value)} ({p.when}{england}), "
                f"rank {p.figure.rank} of {p.of}"
            )
        beyond = sum(bool(_beyond(p)) for p in worst)
        of_them = f"{beyond} of them " if len(worst) > 1 else ""
        outside = f", {of_them}outside the range of its neighbours" if beyond else ""
        if len(every) > len(ranked):
            outside += " (figures that tell the same story counted once)"
        yield Line(
            subject=area,
            heading=heading_of(area, figures=True),
            wording=asking.worst(evidence, area, worst),
            why=within(
                f"{len(worst)} of {plural(len(ranked), 'ranked official figure')} on "
                f"{area_name(evidence, area)} in band D{outside}: ",
                phrases,
                lambda _left: ".",
            )
            + _ending(worst),
            references=[p.refer(p.figure) for p in worst],
            themes=_themes(worst),
            weight=max(p.away for p in worst),
            strength=strength_of(evidence, area, worst),
            **_resting(worst),
        )


def _ending(worst: Sequence[Position]) -> str:
    """End the reasons with the best neighbour on the first figure, and with what may mislead."""
    first = worst[0]
    best = _best(first, first.near)
    there = f" {best.council.name}, a neighbour, has {_value(first, best)}." if best else ""
    return there + (f" {asking.RECORDING}." if asking.maybe_recorded(first) else "")


def apart(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about official figures outside the range of all statistical neighbours.

    Those in band D are asked about there; those that are better as a strength, in a line of
    their own.
    """
    far = furthest(evidence)
    beyond = [p for p in _recent(evidence) if _beyond(p) and p.figure.band != "D"]
    for area, outside in _by_subject(beyond).items():
        outside.sort(key=lambda p: (p is not far, -_gap(p), p.indicator.key))
        outside = _distinct(evidence, outside)
        for good in (False, True):
            side = [p for p in outside if _better(p) == good]
            if side:
                # The furthest of all figures is among the few lines that this rule may draw.
                more = _FIRST if far in side else 0
                yield replace(line := _apart(evidence, area, side, good), weight=line.weight + more)


def far_from_england(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about the figure furthest from England, where no other rule on figures does."""
    far = furthest(evidence)
    if far is None or far.figure.band == "D" or _beyond(far):
        return
    area, name = far.measure.area or "", indicator_phrase(far.indicator)
    ranked = f", rank {far.figure.rank} of {far.of}" if far.figure.rank else ""
    doubt = f" {asking.RECORDING}." if asking.maybe_recorded(far) else ""
    count = plural(len(_recent(evidence)), "official figure")
    yield Line(
        subject=area,
        heading=heading_of(area, figures=True),
        wording=asking.far(evidence, far, _good(far)),
        why=f"{name[:1].upper()}{name[1:]} {far.shown(far.figure.value)} ({far.when}), England "
        f"{far.shown(far.england)}{ranked}: the furthest from England of {count}, "
        f"allowing for how much councils vary: {abs(far.away):.1f} times the range that the middle "
        f"half of councils covers.{doubt}",
        references=[far.refer(far.figure), Reference("chart", far.measure.key)],
        themes=_themes([far]),
        strength=strength_of(evidence, area, [far]) / (2 if _good(far) else 1),
        **_resting([far]),
    )


def _good(position: Position) -> bool:
    """Test if a figure is better than England's."""
    return not position.withheld and position.indicator.polarity != "none" and position.away < 0


def _better(position: Position) -> bool:
    """Test if a figure beyond those of its neighbours is better than theirs."""
    side = {"high": "above", "low": "below"}.get(position.indicator.polarity)
    return not position.withheld and _beyond(position) == side


def _apart(evidence: CouncilEvidence, area: str, outside: Sequence[Position], good: bool) -> Line:
    phrases = []
    for p in outside:
        values = [peer.value for peer in p.near]
        side = "higher" if _beyond(p) == "above" else "lower"
        if not p.withheld:
            side += " (better)" if good else " (worse)"
        phrases.append(
            f"{indicator_phrase(p.indicator)} {p.shown(p.figure.value)} ({p.when}), {side} than "
            f"{_neighbours(p)}, {p.shown(min(values))} to {p.shown(max(values))}"
        )
    first = outside[0]
    also = f". One of {len(outside)} such figures on {area_name(evidence, area)}."
    doubt = f" {asking.RECORDING}." if asking.maybe_recorded(first) else ""
    return Line(
        subject=f"{area}/better" if good else area,
        heading=heading_of(area, figures=True),
        wording=asking.apart(evidence, area, outside, _beyond(first) == "above", good),
        why=within("", phrases, lambda left: f"{also if left else '.'}{doubt}"),
        references=[
            ref for p in outside for ref in (p.refer(p.figure), Reference("chart", p.measure.key))
        ],
        themes=_themes(outside),
        weight=_gap(first) + len(outside) / 100,
        # What is better is worth a question, but not before what is worse.
        strength=strength_of(evidence, area, outside) / (2 if good else 1),
        **_resting(outside),
    )


def _gap(position: Position) -> float:
    """Measure how far a figure lies beyond the neighbours, in widths of their range."""
    values = [peer.value for peer in position.near]
    width = max(values) - min(values) or 1.0
    return max(position.figure.value - max(values), min(values) - position.figure.value) / width


def better_elsewhere(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask what could be learnt, on a figure in the worst quarter, from who ranks far better.

    That is a neighbour, or a council with a plan, ranked at least a quarter of all councils
    better.
    """
    usable = [p for p in _recent(evidence, ranked=True) if p.figure.band == "D"]
    for area, positions in _by_subject(usable).items():
        choices = []
        for p in positions:
            best = _best(p, p.near) or _best(p, p.planning)
            if best:
                choices.append((p, best, _planned(evidence, p, best)))
        if not choices:
            continue
        position, best, items = max(choices, key=_telling)
        kin = "a statistical neighbour" if best in position.near else "not a neighbour"
        name = indicator_phrase(position.indicator)
        why = f"{name[:1].upper()}{name[1:]}, {position.when}: {evidence.council.name} "
        why += f"{_ranked(position, position.figure)}; {best.council.name} ({kin}) "
        why += f"{_ranked(position, best)}, of {position.of} councils."
        if items:
            plan = cite(evidence.elsewhere[items[0].item.plan]).removeprefix("the ")
            why += f" On this area {possessive(best.council)} {plan} had {items_phrase(items)}; "
            why += "no link to the figure is known."
        yield Line(
            subject=area,
            heading=heading_of(area, figures=True),
            wording=f"What could {evidence.council.name} learn from {best.council.name}, with "
            f"{position.shown(best.value)} against {position.shown(position.figure.value)} on "
            f"{brief(position.indicator, MOST_OF_TWO_NAMES)}?",
            why=why,
            references=[
                *(position.refer(peer) for peer in (position.figure, best)),
                *(Reference("item", entry.key) for entry in items),
                *(Reference("action", key) for entry in items for key in entry.actions),
            ],
            themes=position.measure.themes,
            weight=_telling((position, best, items))[2] + bool(items),
            strength=strength_of(evidence, area, [position]),
            **_resting([position]),
        )


def _telling(choice: tuple[Position, PeerValue, list[Planned]]) -> tuple[bool, bool, float]:
    """Rank a choice: neighbours before others, then those with a plan, then the furthest ahead."""
    position, best, items = choice
    ahead = ((position.figure.rank or 0) - (best.rank or 0)) / position.of
    return best in position.near, bool(items), ahead


def _planned(evidence: CouncilEvidence, position: Position, best: PeerValue) -> list[Planned]:
    """List what the council's newest plan had on the area, if it is near the figure."""
    items = [
        entry
        for entry in evidence.others
        if entry.item.area == position.measure.area
        and entry.item.council == best.council.key
        and recent(evidence.elsewhere[entry.item.plan], position.end)
    ]
    return [entry for entry in items if entry.item.plan == items[-1].item.plan]


def _ranked(position: Position, peer: PeerValue) -> str:
    return f"{_value(position, peer)}, rank {peer.rank}"


def _value(position: Position, peer: PeerValue) -> str:
    """Write a council's figure; none at all may be how it is recorded."""
    doubt = " (perhaps how it is recorded)" if peer.value == 0 else ""
    return f"{position.shown(peer.value)}{doubt}"


def _best(position: Position, among: Sequence[PeerValue]) -> PeerValue | None:
    """Pick the best ranked council, if a quarter of all councils or more lies between."""
    ranked = [peer for peer in among if peer.rank]
    best = min(ranked, key=lambda peer: (peer.rank or 0, peer.council.key), default=None)
    if best is None or not position.figure.rank or not best.rank:
        return None
    return best if 4 * (position.figure.rank - best.rank) >= position.of else None


RULES: RuleFunctions = {
    "worst-quarter": worst_quarter,
    "better-elsewhere": better_elsewhere,
    NEIGHBOURS: apart,
    "far-from-england": far_from_england,
}
