"""Rules about inspections: grades of two sources, and recommendations against what plans answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from portal.domain.findings.evidence import (
    Finding,
    Plan,
    PlanRow,
    PrintedEvidence,
    RuleFunctions,
    noticed_in,
)
from portal.domain.findings.inspected import Answered, Recommended, Report
from portal.domain.formatting import plural, printed_date
from portal.domain.inspections import GRADE_NAMES, JUDGEMENT_NAMES, grade_key

# Items that answer the recommendation of their number, from which a plan follows the report's.
FEWEST_ALIKE = 3
_NUMBERED = re.compile(r"^(?P<stem>.*?)(?P<number>\d+)$")
_Reports = Mapping[str, Report]


def stated_grades(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice a grade that a paper states of an inspection which has another."""
    reports, given = _reports(evidence), _given(evidence)
    for claim in evidence.claimed("graded"):
        judgement, stated = claim.subject or "overall", grade_key(claim.words)
        grade = given.get((claim.about, judgement), "")
        if not grade or grade == stated or claim.about not in reports:
            continue
        report, name = reports[claim.about], GRADE_NAMES[grade].lower()
        message = f"the paper says {claim.words}; the inspection gave {name}."
        yield replace(
            noticed_in("stated-grade", claim, message, claim.words, name),
            subject=f"{JUDGEMENT_NAMES[judgement]}: {report.name}",
            document_b=report.document,
            place_b=report.place,
            inspection=report.inspection,
        )


def grades_of_tables(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice a grade of an overview table that differs from the one shown."""
    reports, given = _reports(evidence), _given(evidence)
    for other in evidence.other_grades:
        grade = given.get((other.inspection, other.judgement), "")
        if not (grade and other.grade) or grade == other.grade or other.inspection not in reports:
            continue
        report = reports[other.inspection]
        a, b = GRADE_NAMES[grade].lower(), GRADE_NAMES[other.grade].lower()
        yield Finding(
            rule="report-and-table",
            council=report.council,
            subject=f"{JUDGEMENT_NAMES[other.judgement]}: {report.name}",
            message=f"{_source(report)} gives {a}; {other.source} gives {b}.",
            value_a=a,
            value_b=b,
            document_a=report.document,
            place_a=report.place,
            document_b="",
            place_b=", ".join(filter(None, (other.source, other.place))),
            inspection=report.inspection,
        )


def beyond_the_list(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice items said to answer a recommendation that the report does not have."""
    reports, lists = _reports(evidence), _lists(evidence)
    plans = {plan.plan: plan for plan in evidence.plans}
    claimed: dict[tuple[str, str, str, str], PlanRow] = {}
    rows = {(row.plan, row.item): row for row in evidence.items}
    for claim in evidence.claimed("answers"):
        if claim.plan in plans:
            answers = plans[claim.plan].answers or ""
            claimed[answers, "council", claim.about, claim.label] = claim
    for answer in evidence.answered:
        key = answer.inspection, answer.addressee, answer.recommendation, answer.item
        claimed.setdefault(key, rows[answer.plan, answer.item])
    items: dict[str, list[PlanRow]] = defaultdict(list)
    for row in evidence.items:
        items[row.plan].append(row)
    answered: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for answer in evidence.answered:
        answered[answer.plan, answer.inspection][answer.item] = answer.recommendation
    for plan in evidence.plans:
        read = answered.get((plan.plan, plan.answers or ""), {})
        for number, row in _numbered_alike(items[plan.plan], read) if read else ():
            claimed.setdefault((plan.answers or "", "council", number, row.item), row)
    for (inspection, addressee, number, label), row in claimed.items():
        made = lists.get((inspection, addressee))
        if not made or number in made or inspection not in reports:
            continue
        report, last = reports[inspection], [*made.values()][-1]
        message = (
            f"{label} is to answer recommendation {number}; the report makes "
            f"{plural(len(made), 'recommendation')} to the {addressee}, up to {last.ref}."
        )
        yield replace(
            noticed_in("beyond-the-list", row, message, number, last.ref),
            document_b=report.document,
            place_b=last.place,
            inspection=report.inspection,
        )


def unanswered(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice recommendations without an item in the plans that answer their inspection.

    Only where somebody has read which items answer which of them, and those to the council alone:
    the board has a plan of its own.
    """
    reports, lists = _reports(evidence), _lists(evidence)
    answered: dict[str, dict[str, list[Answered]]] = defaultdict(dict)
    for answer in evidence.answered:
        if answer.addressee == "council":
            of = answered[answer.inspection]
            of.setdefault(answer.recommendation, []).append(answer)
    plans = {plan.plan: plan for plan in evidence.plans}
    for inspection, by_number in answered.items():
        made = lists.get((inspection, "council"), {})
        first = next(answer for answers in by_number.values() for answer in answers)
        plan = plans[first.plan]
        if plan.answers != inspection or inspection not in reports:
            continue
        count = sum(number in by_number for number in made)
        for number, recommended in made.items():
            if number not in by_number:
                yield _without_item(reports[inspection], recommended, plan, (count, len(made)))


def _without_item(
    report: Report, recommended: Recommended, plan: Plan, counts: tuple[int, int]
) -> Finding:
    message = (
        f"the plan of {printed_date(plan.published)} answers {counts[0]} of the {counts[1]} "
        f"recommendations to the council; no item answers {recommended.ref}."
    )
    return Finding(
        rule="recommendation-without-item",
        council=report.council,
        plan=plan.plan,
        area=recommended.area or "",
        themes=recommended.themes,
        subject=f"Recommendation {recommended.ref}: {report.name}",
        message=message,
        value_a=recommended.ref,
        value_b="",
        document_a=report.document,
        place_a=recommended.place,
        document_b=plan.document,
        place_b=plan.title,
        inspection=report.inspection,
    )


def _numbered_alike(
    rows: Iterable[PlanRow], answers: Mapping[str, str]
) -> Iterator[tuple[str, PlanRow]]:
    """List the numbers of a plan's items, by beginning, where they follow the report's numbers.

    Args:
        rows: the plan's items.
        answers: of items whose answers somebody has read, the recommendation that each answers.
    """
    items: dict[str, dict[str, PlanRow]] = defaultdict(dict)
    for row in rows:
        match = _NUMBERED.match(row.item)
        if match is not None:
            items[match["stem"]][match["number"]] = row
    for numbers in items.values():
        read = [
            (number, answers[row.item]) for number, row in numbers.items() if row.item in answers
        ]
        if len(read) >= FEWEST_ALIKE and all(number == answer for number, answer in read):
            yield from ((n, row) for n, row in numbers.items() if row.item not in answers)


def _reports(evidence: PrintedEvidence) -> _Reports:
    return {report.inspection: report for report in evidence.reports}


def _given(evidence: PrintedEvidence) -> dict[tuple[str, str], str]:
    """The grades shown; a joint one of children in care stands for care leavers too."""
    given = {}
    for row in evidence.grades:
        given[row.inspection, row.judgement] = row.grade
        if row.joint == "yes":
            given.setdefault((row.inspection, "care-leavers"), row.grade)
    return given


def _lists(evidence: PrintedEvidence) -> dict[tuple[str, str], dict[str, Recommended]]:
    """The recommendations by number, under their inspection and addressee."""
    lists: dict[tuple[str, str], dict[str, Recommended]] = defaultdict(dict)
    for row in evidence.recommendations:
        lists[row.inspection, row.addressee][row.ref] = row
    return lists


def _source(report: Report) -> str:
    return "the source shown" if report.document else report.place[:1].lower() + report.place[1:]


RULES: RuleFunctions = {
    "stated-grade": stated_grades,
    "report-and-table": grades_of_tables,
    "beyond-the-list": beyond_the_list,
    "recommendation-without-item": unanswered,
}
