"""Rules about a plan's actions: dates, leads, costs, and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from portal.domain.formatting import month, plural, printed_date
from portal.domain.lines_of_enquiry.drawing import Line, RuleFunctions
from portal.domain.lines_of_enquiry.evidence import CouncilEvidence, Planned
from portal.domain.lines_of_enquiry.phrases import (
    area_name,
    cite,
    possessive,
    some,
    themes_of,
    weight_of,
)
from portal.domain.plans import Action, to_be_confirmed
from portal.domain.visits import Reference
from portal.domain.vocabulary import Plan

# Fewer open actions in an area are not worth a line of their own.
FEWEST = 3
FEWEST_CROWDED = 6

_COMPLETED = "Actions reported as completed are not counted."

_Open = list[tuple[Planned, str, Action]]


def _open(planned: tuple[Planned, ...], fits: Callable[[Action], bool]) -> _Open:
    """List the actions that fit, reported as completed or not, each with its item and key."""
    return [
        (entry, key, action) for entry in planned for key, action in entry.keyed() if fits(action)
    ]


def _references(rows: _Open) -> list[Reference]:
    return [Reference("action", key) for _, key, _ in rows]


def _where(rows: _Open) -> str:
    """`under AFI 1 (1.1 and 1.3) and AFI 4 (4.2)`, the first three items."""
    refs: dict[str, list[str]] = {}
    for entry, _, action in rows:
        refs.setdefault(entry.item.ref, []).append(action.ref)
    return some([f"{ref} ({some(actions, 4)})" for ref, actions in refs.items()], 3)


def _missing(
    evidence: CouncilEvidence,
    fits: Callable[[Action], bool],
    words: Callable[[Plan, str], str],
    telling: Callable[[_Open], str],
) -> Iterator[Line]:
    """Draw one line for a plan that leaves a third of its actions open, or a few here and there.

    An area has a line of its own where the plan has none, or where the plan leaves open less than
    half of its actions and the area at least half of its own.
    """
    for plan in evidence.plans:
        planned = evidence.of_plan(plan.key)
        every = sum(len(entry.item.actions) for entry in planned)
        rows = _open(planned, lambda action: action.status != "completed" and fits(action))
        areas = Counter(entry.item.area for entry, _, _ in rows)
        # Few and scattered: together they are worth a line.
        scattered = len(rows) > 1 and max(areas.values()) < FEWEST
        whole = 3 * len(rows) >= every or scattered
        if whole and len(rows) > 1:
            yield Line(
                subject=plan.key,
                heading="leadership",
                wording=words(plan, ""),
                why=f"Of the {plural(every, 'action')} in {cite(plan)}, "
                f"{'all ' if len(rows) == every else ''}{telling(rows)}"
                f"{f': {_where(rows)}' if scattered else ''}. {_COMPLETED}",
                references=_references(rows),
                weight=weight_of(plan, len(rows)),
                whole=True,
            )
        for area in evidence.areas if 2 * len(rows) < every else ():
            here = [row for row in rows if row[0].item.area == area]
            of = sum(len(entry.item.actions) for entry in planned if entry.item.area == area)
            if len(here) < FEWEST or (whole and 2 * len(here) < of):
                continue
            name = area_name(evidence, area)
            yield Line(
                subject=f"{plan.key}/{area}",
                heading="leadership",
                wording=words(plan, f" on {name}"),
                why=f"Of the {plural(of, 'action')} on {name} in {cite(plan)}, {telling(here)}: "
                f"{_where(here)}. {_COMPLETED}",
                references=_references(here),
                themes=themes_of(entry for entry, _, _ in here),
                weight=weight_of(plan, len(here)),
            )


def _partly(action: Action) -> bool:
    """Test if some of an action's dates stand and others are to be confirmed."""
    return any(part and not to_be_confirmed(part) for part in action.target_text.split(";"))


def undated(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about actions not reported as completed that have no date, or one to be confirmed."""

    def telling(rows: _Open) -> str:
        waiting = [action for _, _, action in rows if action.dating == "tbc"]
        partly = sum(_partly(action) for action in waiting)
        of_them = f" ({partly} of them in part)" if partly else ""
        none = len(rows) - len(waiting)
        if not waiting:
            return f"{none} print no target date"
        why = f"{len(waiting)} have a target date still to be confirmed{of_them}"
        return f"{why} and {none} print none" if none else why

    return _missing(
        evidence,
        lambda action: action.dating in ("none", "tbc"),
        lambda plan, on: (
            f"How were target dates set and kept for the actions{on} that {cite(plan)} leaves open?"
        ),
        telling,
    )


def unnamed(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about actions not reported as completed that name no lead, or one to be confirmed."""

    def telling(rows: _Open) -> str:
        waiting = sum(to_be_confirmed(action.lead) for _, _, action in rows)
        none = len(rows) - waiting
        if not waiting:
            return f"{none} print no lead"
        if not none:
            return f"{waiting} have a lead still to be confirmed"
        return f"{waiting} have a lead still to be confirmed and {none} print none"

    return _missing(
        evidence,
        lambda action: not action.named,
        lambda plan, on: (
            f"Who answers for the actions{on} for which {cite(plan)} does not name a lead?"
        ),
        telling,
    )


def unreported(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about actions with a calendar date for which the documents state no status."""
    for plan in evidence.plans:
        planned = evidence.of_plan(plan.key)
        dated = _open(planned, lambda action: action.target_date is not None)
        silent = [row for row in dated if row[2].status == "not_stated"]
        if len(silent) < FEWEST:
            continue
        dates = sorted(a.target_date for _, _, a in silent if a.target_date)
        until = plan.published[:10]
        before = [row for row in silent if str(row[2].target_date)[: len(until)] < until]
        after = [row for row in silent if row not in before]
        span = month(dates[0])
        if month(dates[-1]) != span:
            span = f"from {span} to {month(dates[-1])}"
        when = printed_date(plan.published)
        count = f"{len(silent)} of the" if len(silent) < len(dated) else "none of the"
        why = f"In {cite(plan)}, {count} {plural(len(dated), 'dated action')} "
        why += "have no status stated" if len(silent) < len(dated) else "has a status stated"
        why += f"; they were due {span}. "
        if before:
            why += f"{len(before)} were due before the document’s own date, {when}. "
        if after:
            why += f"{len(after)} were due on or after {'it' if before else f'its date, {when}'}; "
            why += "no later report on them is held here."
        yield Line(
            subject=plan.key,
            heading="leadership",
            wording=f"What became of the actions that {cite(plan)} set dates for, and where is it "
            "reported?",
            why=why.strip(),
            references=_references([*before, *after]),
            weight=weight_of(plan, len(silent)),
            whole=True,
        )


def uncosted(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about plans that print a cost for some of their actions and for most of them none."""
    for plan in evidence.plans:
        planned = evidence.of_plan(plan.key)
        every = _open(planned, lambda _action: True)
        bare = [row for row in every if row[2].cost_gbp is None and not row[2].cost_text]
        if len(bare) == len(every) or len(bare) < FEWEST or 2 * len(bare) < len(every):
            continue
        printed = len(every) - len(bare)
        yield Line(
            subject=plan.key,
            heading="resources",
            wording=f"What did the actions cost for which {cite(plan)} prints no sum, and who "
            "paid?",
            why=f"Of the {plural(len(every), 'action')} in {cite(plan)}, {printed} "
            f"{'has' if printed == 1 else 'have'} a cost or a source of money printed and "
            f"{len(bare)} have none. {possessive(evidence.council)} budgets may say more.",
            references=_references(bare),
            weight=weight_of(plan, len(bare)),
            whole=True,
        )


def crowded(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about months in which at least a third of a newest plan's dated actions fall due."""
    for plan in evidence.current:
        planned = evidence.of_plan(plan.key)
        dated = _open(planned, lambda action: action.target_date is not None)
        counted = Counter(
            action.target_date.replace(day=1) for *_, action in dated if action.target_date
        )
        if not counted:
            continue
        busiest, count = max(counted.items(), key=lambda pair: (pair[1], pair[0]))
        if count < FEWEST_CROWDED or 3 * count < len(dated):
            continue
        rows = [row for row in dated if str(row[2].target_date)[:7] == str(busiest)[:7]]
        areas = Counter(area_name(evidence, entry.item.area) for entry, *_ in rows)
        phrases = [f"{name} ({n})" for name, n in areas.most_common()]
        yield Line(
            subject=f"{plan.key}/{busiest:%Y-%m}",
            heading="leadership",
            wording=f"How was the work for {month(busiest)} shared out, when many actions of "
            f"{cite(plan)} fell due at once?",
            why=f"{count} of the {len(dated)} dated actions in {cite(plan)} have a target date "
            f"in {month(busiest)}: {some(phrases, 4)}.",
            references=_references(rows),
            weight=weight_of(plan, count),
            whole=True,
        )


RULES: RuleFunctions = {
    "undated": undated,
    "unnamed": unnamed,
    "unreported": unreported,
    "uncosted": uncosted,
    "crowded": crowded,
}
