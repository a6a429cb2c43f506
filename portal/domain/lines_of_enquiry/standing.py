"""Rules about official figures: the worst quarter, neighbours, and who does better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from portal.domain.formatting import plural
from portal.domain.indicators import Indicator
from portal.domain.lines_of_enquiry.evidence import (
    MOST_OF_TWO_NAMES,
    PLAN_YEARS,
    SCHOOLING,
    Candidate,
    Evidence,
    PeerValue,
    Planned,
    Position,
    Rule,
    area_name,
    brief,
    draw,
    heading_of,
    items_told,
    named,
    own,
    recent,
    schooling,
    told_plan,
    within,
)
from portal.domain.lines_of_enquiry.families import distinct
from portal.domain.visits import Reference

NEIGHBOURS = "apart-from-neighbours"
# Official figures whose period ended this many years before the newest one are left out.
STALE_YEARS = 3
# Of fewer neighbours than these no range is made.
FEWEST_NEAR = 5


def _recent(evidence: Evidence) -> list[Position]:
    """Figures in an improvement area and not of long ago beside the newest."""
    newest = max((one.end for one in evidence.placings), default=date.min)
    return [
        one
        for one in evidence.placings
        if one.measure.area in evidence.areas and newest.year - one.end.year < STALE_YEARS
    ]


def _beyond(placing: Position) -> str:
    """`above` or `below` where the figure lies outside the range of its neighbours, else ""."""
    values = [held.value for held in placing.near]
    if len(values) < FEWEST_NEAR or placing.indicator.unit in ("count", "gbp"):
        return ""
    if placing.own.value > max(values):
        return "above"
    return "below" if placing.own.value < min(values) else ""


def _neighbours(placing: Position) -> str:
    missing = placing.asked - len(placing.near)
    who = f"all {len(placing.near)} neighbours"
    if missing:
        who = f"the {len(placing.near)} of {placing.asked} neighbours with a figure"
    return f"{who} ({placing.model} model)"


def _name(placing: Position) -> str:
    return named(placing.indicator)


def _by_subject(found: Sequence[Position]) -> dict[str, list[Position]]:
    """Figures by their improvement area; those about pupils together, whatever their area."""
    subjects: dict[str, list[Position]] = {}
    for one in found:
        pupils = schooling(one.indicator, one.end, one.basis)
        subjects.setdefault(SCHOOLING if pupils else one.measure.area, []).append(one)
    return subjects


def _asked(evidence: Evidence, subject: str, found: Sequence[Position]) -> str:
    """One measure or both by name; of more the first, and how many more of the subject."""
    if len(found) == 1:
        return brief(found[0].indicator)
    if len(found) == 2:
        return " and ".join(brief(one.indicator, MOST_OF_TWO_NAMES) for one in found)
    name, of = brief(found[0].indicator), area_name(evidence, subject)
    if len(name.split()) > 5:
        return f"{len(found)} figures on {of}"
    return f"{name} and {len(found) - 1} more on {of}"


def _indicator(placing: Position) -> Indicator:
    return placing.indicator


def worst_quarter(evidence: Evidence) -> Iterator[Candidate]:
    """Official figures in the worst quarter of all councils, one line a subject."""
    usable = [one for one in _recent(evidence) if not one.withheld and one.own.rank]
    for area, every in _by_subject(usable).items():
        every.sort(key=lambda one: (-(one.own.rank or 0) / one.of, one.indicator.key))
        ranked = distinct(every, _indicator, evidence.kin)
        found = [one for one in ranked if one.own.band == "D"]
        if not found:
            continue
        told = []
        for one in found:
            england = f", England {one.shown(one.england)}" if one.england is not None else ""
            told.append(
                f"{_name(one)} {one.shown(one.own.value)} ({one.when}{england}), "
                f"rank {one.own.rank} of {one.of}"
            )
        beyond = sum(bool(_beyond(one)) for one in found)
        of_them = f"{beyond} of them " if len(found) > 1 else ""
        outside = f", {of_them}outside the range of its neighbours" if beyond else ""
        if len(every) > len(ranked):
            outside += " (figures that tell the same story counted once)"
        yield draw(
            evidence,
            "worst-quarter",
            area,
            heading_of(area, figures=True),
            f"What lies behind {own(evidence.council)} place in the worst quarter of councils on "
            f"{_asked(evidence, area, found)}?",
            within(
                f"{len(found)} of {plural(len(ranked), 'ranked official figure')} on "
                f"{area_name(evidence, area)} in band D{outside}: ",
                told,
                lambda _left: ".",
            ),
            [one.refer(one.own) for one in found],
            {theme for one in found for theme in one.measure.themes},
            len(found) / len(ranked) + (found[0].own.rank or 0) / found[0].of,
        )


def apart(evidence: Evidence) -> Iterator[Candidate]:
    """Official figures outside the range of all statistical neighbours, other than in band D.

    Those that are better are asked about as a strength, in a line of their own.
    """
    found = [one for one in _recent(evidence) if _beyond(one) and one.own.band != "D"]
    for area, outside in _by_subject(found).items():
        outside.sort(key=lambda one: (-_gap(one), one.indicator.key))
        outside = distinct(outside, _indicator, evidence.kin)
        for good in (False, True):
            told_of = [one for one in outside if _better(one) == good]
            if told_of:
                yield _apart(evidence, area, told_of, good)


def _better(placing: Position) -> bool:
    """Return whether a figure beyond those of its neighbours is better than theirs."""
    side = {"high": "above", "low": "below"}.get(placing.indicator.polarity)
    return not placing.withheld and _beyond(placing) == side


def _apart(evidence: Evidence, area: str, outside: Sequence[Position], good: bool) -> Candidate:
    told = []
    for one in outside:
        low, high = min(one.near, key=_value), max(one.near, key=_value)
        side = "higher" if _beyond(one) == "above" else "lower"
        if not one.withheld:
            side += " (better)" if good else " (worse)"
        told.append(
            f"{_name(one)} {one.shown(one.own.value)} ({one.when}), {side} than "
            f"{_neighbours(one)}, {one.shown(low.value)} to {one.shown(high.value)}"
        )
    first, council = outside[0], evidence.council.name
    any_near = "any statistical neighbour"
    if any(len(one.near) < one.asked for one in outside):
        any_near += " with a figure"
    asked = _asked(evidence, area, outside)
    if good:
        wording = f"What lies behind {asked}, better in {council} than in {any_near}, and can "
        wording += "others learn from it?"
    elif len(outside) == 1:
        side = "higher" if _beyond(first) == "above" else "lower"
        wording = f"Why is the figure for {asked} {side} in {council} than in {any_near}?"
    else:
        wording = f"Why does {council} lie outside the range of its neighbours on {asked}?"
    also = f". One of {len(outside)} such figures on {area_name(evidence, area)}."
    return draw(
        evidence,
        NEIGHBOURS,
        f"{area}/better" if good else area,
        heading_of(area, figures=True),
        wording,
        within("", told, lambda left: also if left else "."),
        [
            reference
            for one in outside
            for reference in (one.refer(one.own), Reference("chart", one.measure.key))
        ],
        {theme for one in outside for theme in one.measure.themes},
        _gap(first) + len(outside) / 100,
    )


def _value(held: PeerValue) -> float:
    return held.value


def _gap(placing: Position) -> float:
    """Return how far beyond the neighbours, in widths of their range."""
    values = [held.value for held in placing.near]
    width = max(values) - min(values) or 1.0
    return max(placing.own.value - max(values), min(values) - placing.own.value) / width


def better_elsewhere(evidence: Evidence) -> Iterator[Candidate]:
    """Where a figure lies in the worst quarter and a neighbour, or a council with a plan, is
    ranked at least a quarter of all councils better."""
    usable = [one for one in _recent(evidence) if not one.withheld and one.own.band == "D"]
    for area, found in _by_subject(usable).items():
        choices = []
        for placing in found:
            near = _best(placing, placing.near)
            best = near or _best(placing, placing.planning)
            if best:
                choices.append((placing, best, _planned(evidence, placing, best)))
        if not choices:
            continue
        placing, best, items = max(choices, key=_telling)
        kin = "a statistical neighbour" if best in placing.near else "not a neighbour"
        name = _name(placing)
        told = f"{name[:1].upper()}{name[1:]}, {placing.when}: "
        told += f"{evidence.council.name} {_ranked(placing, placing.own)}; {best.council.name} "
        told += f"({kin}) {_ranked(placing, best)}, of {placing.of} councils."
        if items:
            plan = told_plan(evidence.elsewhere[items[0].item.plan]).removeprefix("the ")
            told += f" On this area {own(best.council)} {plan} had {items_told(items)}; no link to "
            told += "the figure is known."
        yield draw(
            evidence,
            "better-elsewhere",
            area,
            heading_of(area, figures=True),
            f"What could {evidence.council.name} learn from {best.council.name}, which ranks "
            f"better on {brief(placing.indicator)}?",
            told,
            [
                *(placing.refer(held) for held in (placing.own, best)),
                *(Reference("item", one.key) for one in items),
                *(Reference("action", key) for one in items for key in one.actions),
            ],
            placing.measure.themes,
            _telling((placing, best, items))[2] + bool(items),
        )


def _telling(choice: tuple[Position, PeerValue, list[Planned]]) -> tuple[bool, bool, float]:
    """A neighbour before others, one with a plan before others, the furthest ahead first."""
    placing, best, items = choice
    ahead = ((placing.own.rank or 0) - (best.rank or 0)) / placing.of
    return best in placing.near, bool(items), ahead


def _planned(evidence: Evidence, placing: Position, best: PeerValue) -> list[Planned]:
    """Return what the council's newest plan had on the area, if it is near the figure."""
    items = [
        one
        for one in evidence.others
        if one.item.area == placing.measure.area
        and one.item.council == best.council.key
        and recent(evidence.elsewhere[one.item.plan], placing.end)
    ]
    return [one for one in items if one.item.plan == items[-1].item.plan]


def _ranked(placing: Position, held: PeerValue) -> str:
    return f"{placing.shown(held.value)}, rank {held.rank}"


def _best(placing: Position, among: Sequence[PeerValue]) -> PeerValue | None:
    """The best ranked of some councils, if a quarter of all councils or more lies between."""
    ranked = [held for held in among if held.rank]
    best = min(ranked, key=lambda held: (held.rank or 0, held.council.key), default=None)
    if best is None or not placing.own.rank or not best.rank:
        return None
    return best if 4 * (placing.own.rank - best.rank) >= placing.of else None


RULES = (
    Rule(
        "worst-quarter",
        "Worst quarter",
        "outcomes",
        "Official figures in band D of all councils, each in its newest comparable period, in an "
        f"improvement area and less than {STALE_YEARS} years older than the newest. Of figures "
        "that tell the same story (two publishers, or shares that make up a whole) one counts.",
        7,
        worst_quarter,
    ),
    Rule(
        "better-elsewhere",
        "Better elsewhere",
        "outcomes",
        "Where an official figure is in band D: the best ranked statistical neighbour, and the "
        "best of the councils with plans here, if at least a quarter of all councils lies between; "
        f"with that council’s plan, if it is at most {PLAN_YEARS} years older than the figure.",
        5,
        better_elsewhere,
    ),
    Rule(
        NEIGHBOURS,
        "Apart from neighbours",
        "outcomes",
        f"Official figures outside the range of at least {FEWEST_NEAR} statistical neighbours; "
        "those in band D are asked about there, better ones as a strength. Counts and sums of "
        "money are left out, and of figures that tell the same story all but one.",
        5,
        apart,
    ),
)
