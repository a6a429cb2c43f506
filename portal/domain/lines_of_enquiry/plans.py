"""Rules about what plans cover: what comes back, what is left out, what nothing measures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from portal.domain.formatting import plural, sentence_list
from portal.domain.lines_of_enquiry.drawing import Line, RuleFunctions
from portal.domain.lines_of_enquiry.evidence import CouncilEvidence, Planned, PlanStatement
from portal.domain.lines_of_enquiry.phrases import (
    area_name,
    cite,
    heading_of,
    items_phrase,
    lower,
    possessive,
    short,
    some,
    themes_of,
    weight_of,
)
from portal.domain.similarity import Likeness, Text
from portal.domain.visits import Reference

# Rarer words that two items must share.
SHARED = 2
FEWEST_STAGES = 3


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _items(planned: Sequence[Planned]) -> list[Reference]:
    return [Reference("item", entry.key) for entry in planned]


def returning(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about areas where plans that answer different inspections have items that read alike."""
    plans = {plan.key: plan for plan in evidence.plans}
    answers = {plan.key: plan.inspection or plan.key for plan in evidence.plans}
    for area in evidence.areas:
        here = [entry for entry in evidence.items if entry.item.area == area]
        if len({answers[entry.item.plan] for entry in here}) < 2:
            continue
        # Likeness of words alone: every item here is of one area.
        texts = [
            Text(
                number,
                f"{entry.item.title} {entry.item.summary}",
                area=str(number),
                themes=frozenset(),
                group=answers[entry.item.plan],
            )
            for number, entry in enumerate(here)
        ]
        likeness = Likeness(texts)
        best = {
            text.key: other
            for text in texts
            for other, shared in likeness.similar_to(text.key, 1)
            if len(shared) >= SHARED
        }
        alike = {number for number, other in best.items() if best.get(other) == number}
        if not alike:
            continue
        matches = [here[number] for number in sorted(alike)]
        first, last = matches[0].item, here[best[min(alike)]].item
        why = []
        for plan in plans.values():
            of_plan = [entry for entry in matches if entry.item.plan == plan.key]
            if of_plan:
                why.append(f"{cite(plan)}: {some([entry.item.ref for entry in of_plan], 3)}")
        name = area_name(evidence, area)
        inspections = len({answers[entry.item.plan] for entry in matches})
        yield Line(
            subject=area,
            heading=heading_of(area),
            wording=f"Why does work on {name} come back in {possessive(evidence.council)} plans, "
            "and what would show that a change has lasted?",
            why=f"Items on {name} that share words answer {inspections} inspections or reviews. "
            f"{_sentence('; '.join(why))} For example “{short(first.title, 6)}” and "
            f"“{short(last.title, 6)}”.",
            references=_items(matches),
            themes=themes_of(matches),
            weight=inspections * 100 + len(matches),
        )


def silent_themes(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about themes on which the plans of the newest inspection have no item."""
    current = {plan.key: plan for plan in evidence.current}
    if not any(entry.item.plan in current for entry in evidence.items):
        return
    for theme in evidence.themes.values():
        mine = [entry for entry in evidence.items if theme.key in entry.item.themes]
        if any(entry.item.plan in current for entry in mine):
            continue
        name = lower(theme.name)
        why = f"No item of {sentence_list([cite(p) for p in current.values()])} is on {name}."
        if mine:
            earlier = {entry.item.plan: None for entry in mine}
            plans = [cite(plan) for plan in evidence.plans if plan.key in earlier]
            why += f" Earlier, {sentence_list(plans)} had {items_phrase(mine)}."
        others = [entry for entry in evidence.others if theme.key in entry.item.themes]
        counted = Counter(entry.item.plan for entry in others)
        if counted:
            phrases = [f"{_whose(evidence, plan)} ({count})" for plan, count in counted.items()]
            why += f" Plans of others that do: {some(phrases, 3)}."
        yield Line(
            subject=theme.key,
            heading="practice",
            wording=f"What is {evidence.council.name} doing about {name}, on which its newest "
            f"{'plan has' if len(current) == 1 else 'plans have'} no item?",
            why=why,
            references=[
                *(Reference("document", plan.document) for plan in current.values()),
                *_items(mine),
                *_items(others[:6]),
            ],
            themes=[theme.key],
            weight=len(counted),
        )


def _whose(evidence: CouncilEvidence, plan: str) -> str:
    matches = evidence.elsewhere[plan]
    name = evidence.councils[matches.council].name
    return f"{name}, {cite(matches).removeprefix('the ')}"


def silent_areas(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about areas that the newest plans leave out and plans of other councils cover."""
    current = {plan.key: plan for plan in evidence.current}
    covered = {entry.item.area for entry in evidence.items if entry.item.plan in current}
    others = [entry for entry in evidence.others if entry.item.area not in covered]
    areas = [area for area in evidence.areas if any(entry.item.area == area for entry in others)]
    if not covered or not areas:
        return
    counted = Counter(entry.item.area for entry in others)
    plans = sentence_list([cite(plan) for plan in current.values()])
    phrases = [f"{area_name(evidence, area)} ({plural(counted[area], 'item')})" for area in areas]
    shown = [next(entry for entry in others if entry.item.area == area) for area in areas]
    yield Line(
        subject="areas",
        heading="leadership",
        wording=f"Where is {possessive(evidence.council)} work on "
        f"{area_name(evidence, areas[0]) if len(areas) == 1 else f'{len(areas)} areas'} steered, "
        f"on which its newest {'plan has' if len(current) == 1 else 'plans have'} no item of "
        f"{'its' if len(current) == 1 else 'their'} own?",
        why=f"{_sentence(plans)[:-1]} {'has' if len(current) == 1 else 'have'} no item filed under "
        f"areas that plans of other councils here cover: {some(phrases, 5)}. Each item is filed "
        "under one area only.",
        references=[
            *(Reference("document", plan.document) for plan in current.values()),
            *_items(shown),
        ],
        weight=len(areas),
        whole=True,
    )


def unmeasured(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about areas of the newest plans with items, and neither a measure nor a set outcome."""
    for plan in evidence.current:
        planned = evidence.of_plan(plan.key)
        counted = Counter(entry.item.area for entry in planned)
        measured = {entry.item.area for entry in planned if entry.measured}
        measured |= evidence.measuring.get(plan.key, frozenset())
        bare = [area for area in evidence.areas if counted[area] and area not in measured]
        if not bare:
            continue
        items = [entry for entry in planned if entry.item.area in bare]
        phrases = [
            f"{area_name(evidence, area)} ({plural(counted[area], 'item')})" for area in bare
        ]
        yield Line(
            subject=plan.key,
            heading="outcomes",
            wording=f"How does {evidence.council.name} tell whether work on "
            f"{area_name(evidence, bare[0]) if len(bare) == 1 else f'{len(bare)} areas'} of "
            f"{cite(plan)} makes a difference?",
            why=f"In {cite(plan)} the portal finds no measure, outcome or success criterion for "
            f"{some(phrases, 5)}.",
            references=_items(items),
            themes=themes_of(items),
            weight=weight_of(plan, len(items)),
            whole=True,
        )


def risks(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about risks and issues that a newest plan notes, of which no later document is held."""
    current = {plan.key: plan for plan in evidence.current}
    for plan in current.values():
        noted = [s for s in evidence.statements if s.plan == plan.key and s.kind == "risk"]
        if len(noted) < 3 or any(other.published > plan.published for other in evidence.plans):
            continue
        areas = [s.area for s in noted if s.area]
        on = [(area, n) for area, n in Counter(areas).most_common(3) if n > 1]
        why = f"The document of {cite(plan)} has {len(noted)} statements that the "
        why += "portal reads as risks or issues"
        if on:
            why += ", most often on measures of "
            why += sentence_list([f"{area_name(evidence, area)} ({n})" for area, n in on])
        yield Line(
            subject=plan.key,
            heading="leadership",
            wording=f"Which of the risks and issues that {cite(plan)} notes remain, and how does "
            f"{evidence.council.name} know?",
            why=f"{why}. No later document of {possessive(evidence.council)} plans is held here.",
            references=[Reference("document", plan.document)],
            weight=len(noted),
            whole=True,
        )


def without_figures(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about measures that newest plans name without a value or target in their documents."""
    for plan in evidence.current:
        by_area: dict[str, list[PlanStatement]] = {}
        for statement in evidence.statements:
            mine = statement.plan == plan.key and statement.kind == "measured_by" and statement.item
            if mine and statement.measure and not statement.figured:
                by_area.setdefault(statement.area, []).append(statement)
        for area, listed in by_area.items():
            name = area_name(evidence, area)
            keys = {statement.item for statement in listed}
            titles = list(dict.fromkeys(lower(statement.name) for statement in listed))
            items = [entry for entry in evidence.items if entry.key in keys]
            themes = {theme for statement in listed for theme in statement.themes}
            yield Line(
                subject=f"{plan.key}/{area}",
                heading=heading_of(area, figures=True),
                wording=f"Where did {evidence.council.name} start, and where is it now, on the "
                f"measures of {name} in {cite(plan)}?",
                why=f"Under {items_phrase(items)} {cite(plan)} names measures for which it "
                f"prints neither a value nor a target; {len(titles)} of those that the portal "
                f"knows {'is' if len(titles) == 1 else 'are'} on {name}: {some(titles, 3)}.",
                references=_items(items),
                themes=themes | themes_of(items),
                weight=weight_of(plan, len(titles)),
            )


def unfinished_stages(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about stages without a result, in plans that print results of other stages."""
    areas = {entry.key: entry for entry in evidence.items}
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
            name, paper = area_name(evidence, area), cite(plan)
            yield Line(
                subject=f"{plan.key}/{area}",
                heading=heading_of(area),
                wording=f"What came of the stages on {name} for which {paper} prints no result?",
                why=f"{_sentence(paper)[:-1]} prints no result for {len(bare)} of its {len(here)} "
                f"stages on {name}, under {items_phrase(items)}; for the others it does.",
                references=_items(items),
                themes=themes_of(items),
                weight=weight_of(plan, len(bare)),
            )


_FINDINGS = {
    "arithmetic": "How does {council} check that the percentages and counts it reports agree?",
    "two-places": "Which figure does {council} rely on where its papers print two for one thing?",
    "bases": "How does {council} see that its monthly, rolling and yearly figures fit together?",
    "words": "How does {council} check that what its papers say in words matches their figures?",
    "dates": "Who keeps the dates, references and counts in {own} plans and papers right?",
    "plausibility": "How are unlikely steps in {own} figures noticed and explained?",
    "progress": "What holds {own} actions up that are open again, put off or amber for long?",
}


def noticed(evidence: CouncilEvidence) -> Iterator[Line]:
    """Ask about findings in the council's documents, one line a kind."""
    for kind, wording in _FINDINGS.items():
        matches = [entry for entry in evidence.findings if entry.kind == kind]
        if not matches:
            continue
        titles = Counter(entry.title for entry in matches)
        phrases = [f"{lower(title)} ({n})" for title, n in titles.most_common()]
        years = sorted({entry.published[:4] for entry in matches if entry.published})
        when = f", in documents of {sentence_list(years)}" if years else ""
        # The shortest example is the one that reads best out of its place.
        example = min((f"{entry.subject}: {entry.message}" for entry in matches), key=len).strip()
        yield Line(
            subject=kind,
            heading="leadership" if kind in ("dates", "progress") else "outcomes",
            wording=wording.format(council=evidence.council.name, own=possessive(evidence.council)),
            why=f"{plural(len(matches), 'finding')}{when}: {some(phrases, 2)}. "
            f"For example: {short(example, 26)}",
            references=[Reference("finding", entry.key) for entry in matches],
            themes={theme for entry in matches for theme in entry.themes},
            weight=len(matches),
        )


RULES: RuleFunctions = {
    "returning": returning,
    "silent-theme": silent_themes,
    "silent-areas": silent_areas,
    "unmeasured": unmeasured,
    "measure-without-figure": without_figures,
    "stages": unfinished_stages,
    "risks": risks,
    "findings": noticed,
}
