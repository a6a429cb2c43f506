"""Rules about what plans cover: what comes back, what is left out, what nothing measures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from portal.domain.formatting import plural, sentence_list
from portal.domain.lines_of_enquiry.evidence import (
    Candidate,
    Evidence,
    Planned,
    PlanStatement,
    Rule,
    area_name,
    draw,
    heading_of,
    items_told,
    lower,
    own,
    short,
    some,
    told_plan,
)
from portal.domain.similarity import Text, most_similar
from portal.domain.visits import Reference

# Rarer words that two items must share.
SHARED = 2
FEWEST_STAGES = 3


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _items(planned: Sequence[Planned]) -> list[Reference]:
    return [Reference("item", one.key) for one in planned]


def returning(evidence: Evidence) -> Iterator[Candidate]:
    """Areas in which plans that answer different inspections have items that read alike."""
    plans = {plan.key: plan for plan in evidence.plans}
    answers = {plan.key: plan.inspection or plan.key for plan in evidence.plans}
    for area in evidence.areas:
        here = [one for one in evidence.items if one.item.area == area]
        if len({answers[one.item.plan] for one in here}) < 2:
            continue
        # Likeness of words alone: every item here is of one area.
        texts = [
            Text(
                number,
                f"{one.item.title} {one.item.summary}",
                str(number),
                frozenset(),
                answers[one.item.plan],
            )
            for number, one in enumerate(here)
        ]
        best = {
            text.key: other
            for text in texts
            for other, shared in most_similar(texts, text.key, 1)
            if len(shared) >= SHARED
        }
        alike = {number for number, other in best.items() if best.get(other) == number}
        if not alike:
            continue
        found = [here[number] for number in sorted(alike)]
        first, last = found[0].item, here[best[min(alike)]].item
        told = []
        for plan in plans.values():
            of_plan = [one for one in found if one.item.plan == plan.key]
            if of_plan:
                told.append(f"{told_plan(plan)}: {some([one.item.ref for one in of_plan], 3)}")
        name = area_name(evidence, area)
        inspections = len({answers[one.item.plan] for one in found})
        yield draw(
            evidence,
            "returning",
            area,
            heading_of(area),
            f"Why does work on {name} come back in {own(evidence.council)} plans, and what would "
            "show that a change has lasted?",
            f"Items on {name} that share words answer {inspections} inspections or reviews. "
            f"{_sentence('; '.join(told))} For example “{short(first.title, 6)}” and "
            f"“{short(last.title, 6)}”.",
            _items(found),
            {theme for one in found for theme in one.item.themes},
            inspections * 100 + len(found),
        )


def silent_themes(evidence: Evidence) -> Iterator[Candidate]:
    """Themes on which the plans of the newest inspection have no item."""
    current = {plan.key: plan for plan in evidence.current}
    if not any(one.item.plan in current for one in evidence.items):
        return
    for theme in evidence.themes.values():
        mine = [one for one in evidence.items if theme.key in one.item.themes]
        if any(one.item.plan in current for one in mine):
            continue
        name = lower(theme.name)
        told = f"No item of {sentence_list([told_plan(p) for p in current.values()])} is on {name}."
        if mine:
            earlier = {one.item.plan: None for one in mine}
            plans = [told_plan(plan) for plan in evidence.plans if plan.key in earlier]
            told += f" Earlier, {sentence_list(plans)} had {items_told(mine)}."
        others = [one for one in evidence.others if theme.key in one.item.themes]
        counted = Counter(one.item.plan for one in others)
        if counted:
            named = [f"{_whose(evidence, plan)} ({count})" for plan, count in counted.items()]
            told += f" Plans of others that do: {some(named, 3)}."
        yield draw(
            evidence,
            "silent-theme",
            theme.key,
            "practice",
            f"What is {evidence.council.name} doing about {name}, on which its newest "
            f"{'plan has' if len(current) == 1 else 'plans have'} no item?",
            told,
            [
                *(Reference("document", plan.document) for plan in current.values()),
                *_items(mine),
                *_items(others[:6]),
            ],
            [theme.key],
            len(counted),
        )


def _whose(evidence: Evidence, plan: str) -> str:
    found = evidence.elsewhere[plan]
    name = evidence.councils[found.council].name
    return f"{name}, {told_plan(found).removeprefix('the ')}"


def silent_areas(evidence: Evidence) -> Iterator[Candidate]:
    """Improvement areas that the newest plans leave out and plans of other councils cover."""
    current = {plan.key: plan for plan in evidence.current}
    covered = {one.item.area for one in evidence.items if one.item.plan in current}
    others = [one for one in evidence.others if one.item.area not in covered]
    areas = [area for area in evidence.areas if any(one.item.area == area for one in others)]
    if not covered or not areas:
        return
    counted = Counter(one.item.area for one in others)
    plans = sentence_list([told_plan(plan) for plan in current.values()])
    named = [f"{area_name(evidence, area)} ({plural(counted[area], 'item')})" for area in areas]
    shown = [next(one for one in others if one.item.area == area) for area in areas]
    yield draw(
        evidence,
        "silent-areas",
        "areas",
        "leadership",
        f"Where is {own(evidence.council)} work on "
        f"{area_name(evidence, areas[0]) if len(areas) == 1 else f'{len(areas)} areas'} steered, "
        f"on which its newest {'plan has' if len(current) == 1 else 'plans have'} no item of "
        f"{'its' if len(current) == 1 else 'their'} own?",
        f"{_sentence(plans)[:-1]} {'has' if len(current) == 1 else 'have'} no item filed under "
        f"areas that plans of other councils here cover: {some(named, 5)}. Each item is filed "
        "under one area only.",
        [*(Reference("document", plan.document) for plan in current.values()), *_items(shown)],
        weight=len(areas),
        whole=True,
    )


def unmeasured(evidence: Evidence) -> Iterator[Candidate]:
    """Areas of the newest plans that have items, and neither a measure nor a set outcome."""
    for plan in evidence.current:
        planned = evidence.of_plan(plan.key)
        counted = Counter(one.item.area for one in planned)
        measured = {one.item.area for one in planned if one.measured}
        measured |= evidence.measuring.get(plan.key, frozenset())
        bare = [area for area in evidence.areas if counted[area] and area not in measured]
        if not bare:
            continue
        items = [one for one in planned if one.item.area in bare]
        named = [f"{area_name(evidence, area)} ({plural(counted[area], 'item')})" for area in bare]
        yield draw(
            evidence,
            "unmeasured",
            plan.key,
            "outcomes",
            f"How does {evidence.council.name} tell whether work on "
            f"{area_name(evidence, bare[0]) if len(bare) == 1 else f'{len(bare)} areas'} of "
            f"{told_plan(plan)} makes a difference?",
            f"In {told_plan(plan)} the portal finds no measure, outcome or success criterion for "
            f"{some(named, 5)}.",
            _items(items),
            {theme for one in items for theme in one.item.themes},
            int(plan.published[:4]) * 1000 + len(items),
            True,
        )


def risks(evidence: Evidence) -> Iterator[Candidate]:
    """Risks and issues that a newest plan notes, of which no later document is held."""
    current = {plan.key: plan for plan in evidence.current}
    for plan in current.values():
        noted = [s for s in evidence.statements if s.plan == plan.key and s.kind == "risk"]
        if len(noted) < 3 or any(other.published > plan.published for other in evidence.plans):
            continue
        areas = [s.area for s in noted if s.area]
        on = [(area, n) for area, n in Counter(areas).most_common(3) if n > 1]
        told = f"The document of {told_plan(plan)} has {len(noted)} statements that the "
        told += "portal reads as risks or issues"
        if on:
            told += ", most often on measures of "
            told += sentence_list([f"{area_name(evidence, area)} ({n})" for area, n in on])
        yield draw(
            evidence,
            "risks",
            plan.key,
            "leadership",
            f"Which of the risks and issues that {told_plan(plan)} notes remain, and how does "
            f"{evidence.council.name} know?",
            f"{told}. No later document of {own(evidence.council)} plans is held here.",
            [Reference("document", plan.document)],
            weight=len(noted),
            whole=True,
        )


def without_figures(evidence: Evidence) -> Iterator[Candidate]:
    """Measures that newest plans name, and of which their documents print no value or target."""
    for plan in evidence.current:
        by_area: dict[str, list[PlanStatement]] = {}
        for said in evidence.statements:
            mine = said.plan == plan.key and said.kind == "measured_by" and said.item
            if mine and said.measure and not said.figured:
                by_area.setdefault(said.area, []).append(said)
        for area, listed in by_area.items():
            name = area_name(evidence, area)
            keys = {said.item for said in listed}
            titles = list(dict.fromkeys(lower(said.name) for said in listed))
            items = [one for one in evidence.items if one.key in keys]
            themes = {theme for said in listed for theme in said.themes}
            yield draw(
                evidence,
                "measure-without-figure",
                f"{plan.key}/{area}",
                heading_of(area, figures=True),
                f"Where did {evidence.council.name} start, and where is it now, on the measures of "
                f"{name} in {told_plan(plan)}?",
                f"Under {items_told(items)} {told_plan(plan)} names measures for which it prints "
                f"neither a value nor a target; {len(titles)} of those that the portal knows "
                f"{'is' if len(titles) == 1 else 'are'} on {name}: {some(titles, 3)}.",
                _items(items),
                themes | {theme for one in items for theme in one.item.themes},
                int(plan.published[:4]) * 1000 + len(titles),
            )


def unfinished_stages(evidence: Evidence) -> Iterator[Candidate]:
    """Stages without a result, in plans that print results of other stages."""
    areas = {one.key: one for one in evidence.items}
    for plan in evidence.plans:
        stages = [s for s in evidence.stages if s.plan == plan.key and s.item in areas]
        if not any(stage.reported for stage in stages):
            continue
        for area in evidence.areas:
            here = [s for s in stages if areas[s.item].item.area == area]
            bare = [s for s in here if not s.reported]
            if len(bare) < FEWEST_STAGES:
                continue
            items = [areas[key] for key in dict.fromkeys(s.item for s in bare)]
            name = area_name(evidence, area)
            yield draw(
                evidence,
                "stages",
                f"{plan.key}/{area}",
                heading_of(area),
                f"What came of the stages on {name} for which {told_plan(plan)} prints no result?",
                f"{_sentence(told_plan(plan))[:-1]} prints no result for {len(bare)} of its "
                f"{len(here)} stages on {name}, under {items_told(items)}; for the others it does.",
                _items(items),
                {theme for one in items for theme in one.item.themes},
                int(plan.published[:4]) * 1000 + len(bare),
            )


_FINDINGS = {
    "arithmetic": "How does {council} check that the percentages and counts it reports agree?",
    "two-places": "Which figure does {council} rely on where its papers print two for one thing?",
    "bases": "How does {council} see that its monthly, rolling and yearly figures fit together?",
    "words": "How does {council} check that what its papers say in words matches their figures?",
    "dates": "Who keeps the dates, references and counts in {own} plans and papers right?",
    "plausibility": "How are unlikely steps in {own} figures noticed and explained?",
}


def noticed(evidence: Evidence) -> Iterator[Candidate]:
    """Return what the portal noticed in the council's documents, one line a kind."""
    for kind, wording in _FINDINGS.items():
        found = [one for one in evidence.findings if one.kind == kind]
        if not found:
            continue
        titles = Counter(one.title for one in found)
        named = [f"{lower(title)} ({n})" for title, n in titles.most_common()]
        years = sorted({one.published[:4] for one in found if one.published})
        when = f", in documents of {sentence_list(years)}" if years else ""
        # The shortest example is the one that reads best out of its place.
        example = min((f"{one.subject}: {one.message}" for one in found), key=len).strip()
        yield draw(
            evidence,
            "findings",
            kind,
            "leadership" if kind == "dates" else "outcomes",
            wording.format(council=evidence.council.name, own=own(evidence.council)),
            f"{plural(len(found), 'finding')}{when}: {some(named, 2)}. "
            f"For example: {short(example, 26)}",
            [Reference("finding", one.key) for one in found],
            {theme for one in found for theme in one.themes},
            len(found),
        )


RULES = (
    Rule(
        "returning",
        "What comes back",
        "practice",
        "Two items of one improvement area, in plans that answer different inspections or reviews, "
        f"each more like the other than like any such item, and {SHARED} words shared or more.",
        5,
        returning,
    ),
    Rule(
        "silent-theme",
        "Themes without an item",
        "practice",
        "A theme on which no item stands in the newest plan, in plans that answer the same "
        "inspection, or in those of the year before.",
        4,
        silent_themes,
    ),
    Rule(
        "silent-areas",
        "Areas left out",
        "leadership",
        "Improvement areas without an item in the newest plans that plans of other councils cover.",
        1,
        silent_areas,
    ),
    Rule(
        "unmeasured",
        "Areas that nothing measures",
        "outcomes",
        "Areas of the newest plans with items of which none has a measure or an outcome, and in "
        "which the plan’s document sets no success criterion and prints no indicator.",
        2,
        unmeasured,
    ),
    Rule(
        "measure-without-figure",
        "Measures without a figure",
        "outcomes",
        "Measures that an item of a newest plan is to be measured by, and of which the plan’s own "
        "document prints neither a value nor a target; one line an improvement area.",
        6,
        without_figures,
    ),
    Rule(
        "stages",
        "Stages without a result",
        "practice",
        f"At least {FEWEST_STAGES} stages of one area without a printed result, in a plan that "
        "prints results of others.",
        3,
        unfinished_stages,
    ),
    Rule(
        "risks",
        "Risks noted",
        "leadership",
        "Three or more statements of the newest plan that the portal reads as risks or issues.",
        1,
        risks,
    ),
    Rule(
        "findings",
        "What the portal noticed",
        "leadership",
        "Findings on the council’s own documents, one line for each kind of finding.",
        4,
        noticed,
    ),
)
