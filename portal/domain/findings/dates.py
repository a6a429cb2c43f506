"""Rules about dates: of what a document claims, of its figures and targets, and of itself."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from portal.domain.findings.evidence import (
    Claim,
    Finding,
    PlanRow,
    PrintedEvidence,
    PrintedValue,
    RuleFunctions,
    later,
    noticed_in,
)
from portal.domain.formatting import day, plural, printed_date, sentence_list

_OF_THE_DOCUMENT = "Date of the document"
_WEEK = re.compile(r"\b(?:w/[sbc]|week (?:starting|beginning|commencing))(?!\w)", re.IGNORECASE)
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def done_after(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice events claimed as done that are dated after the document itself, one an item."""
    late: dict[tuple[str, str], Claim] = {}
    for claim in evidence.claimed("done"):
        if later(claim.dated, claim.published):
            late.setdefault((claim.plan, claim.item), claim)
    for claim in late.values():
        event = printed_date(claim.dated)
        message = (
            f"an event of {event} is reported as done; "
            f"the document is dated {printed_date(claim.published)}."
        )
        yield _against_document("done-after-document", claim, message, event)


def figures_after(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice figures dated after the document that prints them, one finding a date."""
    late: dict[tuple[str, str, date], list[PrintedValue]] = defaultdict(list)
    for value in evidence.values:
        end = value.period_end
        if value.legible and end and later(end.isoformat(), value.published):
            late[value.document, value.council, end].append(value)
    for (document, council, end), group in late.items():
        first = group[0]
        names = sentence_list(list(dict.fromkeys(v.name.lower() for v in group)))
        figures = sentence_list(list(dict.fromkeys(v.shown for v in group)))
        yield Finding(
            rule="figure-after-document",
            council=council,
            indicator=first.indicator,
            period_end=end,
            area=first.area or "",
            themes=first.themes,
            subject=f"Figures of {day(end)}, {first.council_name}",
            message=f"{figures} ({names}) is dated {day(end)}; "
            f"the document is dated {printed_date(first.published)}.",
            value_a=day(end),
            value_b=printed_date(first.published),
            document_a=document,
            place_a="; ".join(dict.fromkeys(v.place for v in group)),
            document_b=document,
            place_b=_OF_THE_DOCUMENT,
        )


def targets_before(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice targets that lie before their own plan, with no word that they are done."""
    planned = {plan.plan for plan in evidence.plans if plan.status in ("draft", "final")}
    for row in (*evidence.actions, *evidence.milestones):
        target = row.target_date.isoformat() if row.target_date else ""
        if not later(row.published, target) or row.plan not in planned:
            continue
        if row.status != "completed" and not row.outcome:
            message = (
                f"the target is {row.target_text}; the plan is dated "
                f"{printed_date(row.published)}, and nothing says that it was met."
            )
            yield _against_document("target-before-plan", row, message, row.target_text)


def announced_days(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice events announced for a day that had passed when the document was issued."""
    for claim in evidence.claimed("announced"):
        if len(claim.dated) == len("2012-06-27") and later(claim.published, claim.dated):
            event, issued = printed_date(claim.dated), printed_date(claim.published)
            message = f"{event} is announced as still to come; the document is dated {issued}."
            yield _against_document("announced-after-the-day", claim, message, event)


def announced_months(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice events announced for a month that had passed when the document was issued."""
    for claim in evidence.claimed("announced"):
        if len(claim.dated) == len("2012-06") and later(claim.published, claim.dated):
            event = claim.words or printed_date(claim.dated)
            issued = printed_date(claim.published)
            message = f"{event} is announced as still to come; the report is of {issued}."
            yield _against_document("announced-month", claim, message, event)


def inspection_dates(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice inspections and reviews to which two documents or places give different dates."""
    visits = {inspection.inspection: inspection for inspection in evidence.inspections}
    with_pages = {report.inspection for report in evidence.reports}
    for claim in evidence.claimed("inspected"):
        visit = visits.get(claim.about)
        if visit is None or not _differ(visit.inspected, claim.dated):
            continue
        inspected, event = printed_date(visit.inspected), printed_date(claim.dated)
        message = f"one place says {inspected}, another {event}."
        yield replace(
            noticed_in("inspection-dates", claim, message, inspected, event),
            subject=f"{visit.inspectorate} {visit.title}, {claim.council_name}",
            document_a=visit.document,
            place_a=visit.place,
            inspection=claim.about if claim.about in with_pages else "",
        )


def _differ(first: str, second: str) -> bool:
    return later(first, second) or later(second, first)


def reports_before_their_date(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice reports that are presented before the date that they bear."""
    presented: dict[str, Claim] = {}
    for claim in evidence.claimed("report_presented"):
        presented.setdefault(claim.plan, claim)
    for claim in evidence.claimed("report_dated"):
        first = presented.get(claim.plan)
        if first is None or not later(claim.dated, first.dated):
            continue
        shown, dated = printed_date(first.dated), printed_date(claim.dated)
        message = f"it was presented in {shown} and is dated {dated}."
        yield replace(
            noticed_in("report-before-its-date", claim, message, shown, dated),
            subject=f"Inspection report, {claim.council_name}",
            document_a=first.document,
            place_a=first.place,
        )


def moved_backwards(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice figures said to rise or fall to a date earlier than the one they start from."""
    for claim in evidence.claimed("rose", "fell"):
        if later(claim.dated, claim.until):
            start, end = printed_date(claim.dated), printed_date(claim.until)
            message = (
                f"the text starts from {start} and says that it {claim.kind} in {end}, "
                "which is earlier."
            )
            yield noticed_in("moved-backwards", claim, message, start, end, claim.subject)


def week_days(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice weeks said to start on a day that is no Monday."""
    for row in (*evidence.actions, *evidence.milestones):
        start = row.target_date
        if start is None or not _WEEK.search(row.target_text) or start.weekday() == 0:
            continue
        if str(start.day) not in re.findall(r"\d+", row.target_text):
            continue
        weekday = _DAYS[start.weekday()]
        message = (
            f"the week is said to start on {day(start).rpartition(' ')[0]}; in {start.year} that "
            f"was a {weekday}."
        )
        yield replace(
            noticed_in("week-and-day", row, message, row.target_text, weekday),
            place_b=f"{_OF_THE_DOCUMENT} ({printed_date(row.published)})",
        )


def milestones_and_dates(evidence: PrintedEvidence) -> Iterator[Finding]:
    """Notice actions with several dates, and another number of milestones."""
    stages = Counter((m.plan, m.item, m.action_ref) for m in evidence.milestones if m.action_ref)
    for row in evidence.actions:
        dates = [part for part in row.target_text.split(";") if part.strip()]
        count = stages[row.plan, row.item, row.ref]
        if len(dates) > 1 and count > 1 and len(dates) != count:
            message = f"{row.ref} lists {plural(count, 'milestone')} and {len(dates)} dates."
            yield replace(
                noticed_in("milestones-and-dates", row, message, str(count), str(len(dates))),
                place_b=f"{row.place}, dates",
            )


def _against_document(rule: str, row: PlanRow, message: str, event: str) -> Finding:
    subject = row.subject if isinstance(row, Claim) else ""
    return replace(
        noticed_in(rule, row, message, event, printed_date(row.published), subject),
        place_b=_OF_THE_DOCUMENT,
    )


RULES: RuleFunctions = {
    "done-after-document": done_after,
    "figure-after-document": figures_after,
    "announced-after-the-day": announced_days,
    "target-before-plan": targets_before,
    "inspection-dates": inspection_dates,
    "report-before-its-date": reports_before_their_date,
    "week-and-day": week_days,
    "moved-backwards": moved_backwards,
    "announced-month": announced_months,
    "milestones-and-dates": milestones_and_dates,
}
