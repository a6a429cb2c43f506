"""Rules about official figures: the worst quarter, neighbours, and who does better."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from portal.domain.enquiry.evidence import (
    Drawn,
    Evidence,
    Held,
    Placing,
    Rule,
    area_name,
    brief,
    draw,
    heading_of,
    items_told,
    named,
    own,
    the,
    told_plan,
    within,
)
from portal.domain.formatting import plural, with_unit
from portal.domain.visits import Reference

# Official figures whose period ended this many years before the newest one are left out.
STALE_YEARS = 3
# Of fewer neighbours than these no range is made.
FEWEST_NEAR = 5


def _recent(evidence: Evidence) -> list[Placing]:
    """Figures in an improvement area and not of long ago beside the newest."""
    newest = max((one.end for one in evidence.placings), default=date.min)
    return [
        one
        for one in evidence.placings
        if one.measure.area in evidence.areas and newest.year - one.end.year < STALE_YEARS
    ]


def _beyond(placing: Placing) -> str:
    """`above` or `below` where the figure lies outside the range of its neighbours, else ""."""
    values = [held.value for held in placing.near]
    if len(values) < FEWEST_NEAR or placing.indicator.unit in ("count", "gbp"):
        return ""
    if placing.own.value > max(values):
        return "above"
    return "below" if placing.own.value < min(values) else ""


def _neighbours(placing: Placing) -> str:
    missing = placing.asked - len(placing.near)
    who = f"all {len(placing.near)} neighbours"
    if missing:
        who = f"the {len(placing.near)} of {placing.asked} neighbours with a figure"
    return f"{who} ({placing.model} model)"


def _name(placing: Placing) -> str:
    return named(placing.indicator)


def _by_area(found: Sequence[Placing]) -> dict[str, list[Placing]]:
    by_area: dict[str, list[Placing]] = {}
    for one in found:
        by_area.setdefault(one.measure.area, []).append(one)
    return by_area


def _asked(evidence: Evidence, area: str, found: Sequence[Placing]) -> str:
    """The first measure, and how many more of its area."""
    rest = len(found) - 1
    name = brief(evidence, found[0].indicator)
    if name.startswith("one of") or len(name.split()) > 5:
        return f"{len(found)} figures on {area_name(evidence, area)}" if rest else name
    return f"{name} and {rest} more on {area_name(evidence, area)}" if rest else name


def worst_quarter(evidence: Evidence) -> Iterator[Drawn]:
    """Official figures in the worst quarter of all councils, one line an improvement area."""
    recent = [one for one in _recent(evidence) if not one.withheld and one.own.rank]
    for area, ranked in _by_area(recent).items():
        found = [one for one in ranked if one.own.band == "D"]
        if not found:
            continue
        found.sort(key=lambda one: (-(one.own.rank or 0) / one.of, one.indicator.key))
        told = []
        for one in found:
            england = f", England {_rounded(one)}" if one.england is not None else ""
            told.append(
                f"{_name(one)} {one.shown(one.own)} ({one.when}{england}), rank {one.own.rank} "
                f"of {one.of}"
            )
        beyond = sum(bool(_beyond(one)) for one in found)
        of_them = f"{beyond} of them " if len(found) > 1 else ""
        outside = f", {of_them}outside the range of its neighbours" if beyond else ""
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


def _rounded(placing: Placing) -> str:
    decimals = min(max(placing.own.decimals, 0), 2)
    return with_unit(round(placing.england or 0.0, decimals), decimals, placing.indicator.unit)


def apart(evidence: Evidence) -> Iterator[Drawn]:
    """Official figures outside the range of all statistical neighbours, other than in band D."""
    found = [one for one in _recent(evidence) if _beyond(one) and one.own.band != "D"]
    for area, outside in _by_area(found).items():
        outside.sort(key=lambda one: (-_gap(one), one.indicator.key))
        told = []
        for one in outside:
            low, high = min(one.near, key=_value), max(one.near, key=_value)
            side = "higher" if _beyond(one) == "above" else "lower"
            if not one.withheld:
                good = (side == "higher") == (one.indicator.polarity == "high")
                side += " (better)" if good else " (worse)"
            told.append(
                f"{_name(one)} {one.shown(one.own)} ({one.when}), {side} than {_neighbours(one)}, "
                f"{one.shown(low)} to {one.shown(high)}"
            )
        first = outside[0]
        side = "higher" if _beyond(first) == "above" else "lower"
        known = " with a figure"
        also = f". One of {len(outside)} such figures on {area_name(evidence, area)}."
        yield draw(
            evidence,
            "apart-from-neighbours",
            area,
            heading_of(area, figures=True),
            f"Why is {the(brief(evidence, first.indicator))} {side} in {evidence.council.name} "
            f"than in any statistical neighbour{'' if len(first.near) == first.asked else known}?",
            within("", told, lambda _left: also if len(outside) > 1 else "."),  # noqa: B023
            [
                reference
                for one in outside
                for reference in (one.refer(one.own), Reference("chart", one.measure.key))
            ],
            {theme for one in outside for theme in one.measure.themes},
            _gap(first) + len(outside) / 100,
        )


def _value(held: Held) -> float:
    return held.value


def _gap(placing: Placing) -> float:
    """How far beyond the neighbours, in widths of their range."""
    values = [held.value for held in placing.near]
    width = max(values) - min(values) or 1.0
    return max(placing.own.value - max(values), min(values) - placing.own.value) / width


def better_elsewhere(evidence: Evidence) -> Iterator[Drawn]:
    """Where a figure lies in the worst quarter and a neighbour, or a council with a plan, is
    ranked at least a quarter of all councils better."""
    recent = [one for one in _recent(evidence) if not one.withheld and one.own.band == "D"]
    for area, found in _by_area(recent).items():
        choices = [
            (placing, _best(placing, placing.near), _best(placing, placing.planning))
            for placing in found
        ]
        choices = [choice for choice in choices if choice[1] or choice[2]]
        if not choices:
            continue
        with_items = {one.item.council for one in evidence.others if one.item.area == area}

        def telling(choice: tuple[Placing, Held | None, Held | None]) -> tuple[bool, bool, float]:
            placing, near, planning = choice
            best = near or planning
            assert best is not None  # noqa: S101 - one of them is
            has = bool(planning and planning.council.key in with_items)  # noqa: B023
            return bool(near), has, ((placing.own.rank or 0) - (best.rank or 0)) / placing.of

        placing, near, planning = max(choices, key=telling)
        if planning and planning.council.key not in with_items and near:
            planning = None
        if planning and near and planning.council.key == near.council.key:
            planning = near
        shown = [held for held in dict.fromkeys((near, planning)) if held]
        parts = [f"{evidence.council.name} {_ranked(placing, placing.own)}"]
        for held in shown:
            kin = "a statistical neighbour" if held in placing.near else "not a neighbour"
            parts.append(f"{held.council.name} ({kin}) {_ranked(placing, held)}")
        told = f"{_name(placing)[:1].upper()}{_name(placing)[1:]}, {placing.when}: "
        told += f"{'; '.join(parts)}, of {placing.of} councils."
        items = [
            one
            for one in evidence.others
            if one.item.area == area and one.item.council in {h.council.key for h in shown}
        ]
        if items:
            plan = evidence.elsewhere[items[-1].item.plan]
            items = [one for one in items if one.item.plan == plan.key]
            whose = own(evidence.councils[plan.council])
            told += f" On this area {whose} {told_plan(plan).removeprefix('the ')} had "
            told += f"{items_told(items)}; no link to the figure is known."
        best = shown[0]
        yield draw(
            evidence,
            "better-elsewhere",
            area,
            heading_of(area, figures=True),
            f"What could {evidence.council.name} learn from {best.council.name}, which ranks "
            f"better on {brief(evidence, placing.indicator)}?",
            told,
            [
                *(placing.refer(held) for held in (placing.own, *shown)),
                *(Reference("item", one.key) for one in items),
                *(Reference("action", key) for one in items for key in one.actions),
            ],
            placing.measure.themes,
            telling((placing, near, planning))[2] + bool(items),
        )


def _ranked(placing: Placing, held: Held) -> str:
    return f"{placing.shown(held)}, rank {held.rank}"


def _best(placing: Placing, among: Sequence[Held]) -> Held | None:
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
        f"improvement area and less than {STALE_YEARS} years older than the newest.",
        7,
        worst_quarter,
    ),
    Rule(
        "better-elsewhere",
        "Better elsewhere",
        "outcomes",
        "Where an official figure is in band D: the best ranked statistical neighbour, and the "
        "best of the councils with plans here, if at least a quarter of all councils lies between.",
        5,
        better_elsewhere,
    ),
    Rule(
        "apart-from-neighbours",
        "Apart from neighbours",
        "outcomes",
        f"Official figures outside the range of at least {FEWEST_NEAR} statistical neighbours; "
        "those in band D are asked about there. Counts and sums of money are left out.",
        5,
        apart,
    ),
)
