"""Rules about dates: what is reported as done, announced or targeted against the paper's date."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from portal.domain.findings.evidence import Evidence, Finding, PrintedValue
from portal.domain.findings.reading import Dated, dates_in, span, speaks_of_future, stems
from portal.domain.formatting import day, printed_date, sentence_list

# What says of something that it has happened.
_DONE = re.compile(
    r"\b(?:completed|achieved|done|finished|implemented|launched|approved|agreed|opened|held|"
    r"functional|operational|in place|went live)\b",
    re.IGNORECASE,
)
_STILL_TO_COME = re.compile(r"\bin the future\b|\bwill (?!have )", re.IGNORECASE)
_ENDED = re.compile(r"\b(?:ended|concluded|finished)\b", re.IGNORECASE)
_PRESENTED = re.compile(r"\breport\b.*?\b(?:presented|submitted|went|sent)\b", re.IGNORECASE)
_DATES = re.compile(r"\b(?:dates|dated)\b.*\breport\b|\breport\b.*\bdated\b", re.IGNORECASE)
# Words that any review or inspection has in its name.
_ANY_REVIEW = stems("review peer inspection announced unannounced diagnostic assessment services")


def done_after(evidence: Evidence) -> Iterator[Finding]:
    """Events reported as done that are dated after the document itself, one an item."""
    told: set[tuple[str, str]] = set()
    for row, dated in _done(evidence):
        published = span(row.published)
        if published is None or dated.first <= published[1] or (row.plan, row.item) in told:
            continue
        told.add((row.plan, row.item))
        message = (
            f"an event of {dated.text} is reported as done; "
            f"the document is dated {printed_date(row.published)}."
        )
        yield about_item("done-after-document", row, message, dated.text, row.published)


def _done(evidence: Evidence) -> Iterator[tuple[Any, Dated]]:
    for action in evidence.actions:
        if action.status == "completed":
            texts = [action.status_evidence, action.target_text]
            if _DONE.fullmatch(action.target_text):  # the column of dates says: completed
                texts.append(f"{action.target_text} {action.summary}")
            for dated in _past(*texts):
                yield action, dated
    for milestone in evidence.milestones:
        if milestone.status == "completed":
            for dated in _past(milestone.outcome):
                yield milestone, dated
    for statement in evidence.statements:
        if statement.kind == "progress" and not speaks_of_future(statement.summary):
            for dated in _past(statement.summary):
                yield statement, dated


def _past(*texts: str) -> Iterator[Dated]:
    """The dates of clauses that say of something that it has happened."""
    for clause in ";".join(texts).split(";"):
        if _DONE.search(clause):
            yield from (d for d in dates_in(clause) if not d.before.endswith(("by ", "before ")))


def figures_after(evidence: Evidence) -> Iterator[Finding]:
    """Figures dated after the document that prints them, one finding a date."""
    late: dict[tuple[str, str, date], list[PrintedValue]] = defaultdict(list)
    for value in evidence.values:
        published = span(value.published)
        if value.legible and value.period_end and published and value.period_end > published[1]:
            late[value.document, value.council, value.period_end].append(value)
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
            place_b="Date of the document",
        )


def targets_before(evidence: Evidence) -> Iterator[Finding]:
    """Targets that lie before their own plan, with no word that they are done."""
    statuses = {plan.plan: plan.status for plan in evidence.plans}
    for row in (*evidence.actions, *evidence.milestones):
        published = span(row.published)
        if row.target_date is None or published is None or row.target_date >= published[0]:
            continue
        if statuses.get(row.plan) not in ("draft", "final") or row.status == "completed":
            continue
        if getattr(row, "outcome", ""):
            continue
        message = (
            f"the target is {row.target_text}; the plan is dated {printed_date(row.published)}, "
            "and nothing says that it was met."
        )
        yield about_item("target-before-plan", row, message, row.target_text, row.published)


def announced_late(evidence: Evidence) -> Iterator[Finding]:
    """Events that a report announces although their day had passed when it was issued."""
    for action in evidence.actions:
        published = span(action.published)
        if action.target_date is None or published is None:
            continue
        if action.target_date >= published[0] or action.status in ("completed", "in_progress"):
            continue
        if _STILL_TO_COME.search(f"{action.status_evidence} {action.note}"):
            message = (
                f"{day(action.target_date)} is announced as still to come; "
                f"the document is dated {printed_date(action.published)}."
            )
            told = day(action.target_date)
            yield about_item("announced-after-the-day", action, message, told, action.published)


def inspection_dates(evidence: Evidence) -> Iterator[Finding]:
    """Inspections and reviews to which two documents or places give different dates."""
    for statement in evidence.statements:
        for dated in dates_in(statement.summary):
            visit = _visit(statement, dated, evidence.inspections)
            if visit is None:
                continue
            yield Finding(
                rule="inspection-dates",
                council=statement.council,
                plan=statement.plan,
                item=statement.item,
                area=statement.area or "",
                themes=statement.themes or "",
                subject=f"{visit.inspectorate} {visit.title}, {statement.council_name}",
                message=f"one place says {printed_date(visit.inspected)}, another {dated.text}.",
                value_a=printed_date(visit.inspected),
                value_b=dated.text,
                document_a=visit.document,
                place_a=visit.place,
                document_b=statement.document,
                place_b=statement.place,
            )


def _visit(statement: Any, dated: Dated, inspections: Iterable[Any]) -> Any:
    """The visit that a dated statement speaks of, where its date is another."""
    text, lower = statement.summary, statement.summary.lower()
    own = [i for i in inspections if i.council == statement.council and span(i.inspected)]
    if "inspection" in lower:
        judged = [
            i
            for i in own
            if i.judgement and i.inspectorate in text and i.judgement.lower() in lower
        ]
        others = [i for i in own if i.inspectorate and i.inspectorate in text]
        if len(judged) == 1 and not any(_meets(i, dated) for i in others):
            return judged[0]
    if "review" in lower and _ENDED.search(dated.before):
        topic = stems(text)
        same = [i for i in own if i.kind == "review" and topic & (stems(i.title) - _ANY_REVIEW)]
        if len(same) == 1 and dated.last < (span(same[0].inspected) or (date.max, date.max))[0]:
            return same[0]
    return None


def _meets(inspection: Any, dated: Dated) -> bool:
    days = span(inspection.inspected)
    return days is not None and dated.first <= days[1] and days[0] <= dated.last


def reports_before_their_date(evidence: Evidence) -> Iterator[Finding]:
    """Reports that are presented before the date that they bear."""
    presented: dict[str, tuple[Any, Dated]] = {}
    for statement in evidence.statements:
        match = _PRESENTED.search(statement.summary)
        after = [d for d in dates_in(statement.summary) if match and len(d.before) >= match.end()]
        if after:
            presented.setdefault(statement.plan, (statement, after[0]))
    for statement in evidence.statements:
        if not _DATES.search(statement.summary) or statement.plan not in presented:
            continue
        first, shown = presented[statement.plan]
        for dated in dates_in(statement.summary):
            if dated.first > shown.last and statement is not first:
                yield Finding(
                    rule="report-before-its-date",
                    council=statement.council,
                    plan=statement.plan,
                    subject=f"Inspection report, {statement.council_name}",
                    message=f"it was presented in {shown.text} and is dated {dated.text}.",
                    value_a=shown.text,
                    value_b=dated.text,
                    document_a=first.document,
                    place_a=first.place,
                    document_b=statement.document,
                    place_b=statement.place,
                )


def about_item(rule: str, row: Any, message: str, told: str, published: str) -> Finding:
    """A finding about a row of a plan whose date is held against the plan's own."""
    title = getattr(row, "item_title", "") or row.summary.rstrip(".")
    name = f"{row.item} {title}".strip()
    return Finding(
        rule=rule,
        council=row.council,
        plan=row.plan,
        item=row.item,
        area=row.area or "",
        themes=row.themes or "",
        subject=f"{name}, {row.council_name}",
        message=message,
        value_a=told,
        value_b=printed_date(published),
        document_a=row.document,
        place_a=row.place,
        document_b=row.document,
        place_b="Date of the document",
    )
