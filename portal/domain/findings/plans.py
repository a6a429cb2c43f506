"""Rules about plans: the numbers of their items, and the references between them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from portal.domain.findings import dates
from portal.domain.findings.evidence import Evidence, Finding, Rule
from portal.domain.findings.reading import stems
from portal.domain.formatting import KIND_NAMES, plural, printed_date

# How a note keeps a printed cross-reference: `"(2.1)" for the analysis of current work`.
_REFERENCE = re.compile(
    r"\"\((?P<ref>[A-Z]*\d[\d.]*)\)\" for (?:the )?(?P<what>.+?)(?=,? and \"\(|,| do not |[.;]|$)"
)


def item_counts(evidence: Evidence) -> Iterator[Finding]:
    """Plans that answer the same inspection with different numbers of items of one kind."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for item in evidence.items:
        if not item.parent_ref:
            counts[item.plan][item.kind] += 1
    answers: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for plan in evidence.plans:
        if plan.answers:
            answers[plan.council, plan.answers].append(plan)
    for group in answers.values():
        for first, other in pairwise(group):
            for kind, count in counts[first.plan].items():
                again = counts[other.plan][kind]
                if not again or again == count:
                    continue
                name = KIND_NAMES.get(kind, kind)
                a, b = plural(count, name), plural(again, name)
                yield Finding(
                    rule="item-counts",
                    council=first.council,
                    plan=other.plan,
                    subject=f"Number of {name}s, {first.council_name}",
                    message=f"the plan of {printed_date(first.published)} has {a}, "
                    f"that of {printed_date(other.published)} {b}.",
                    value_a=str(count),
                    value_b=str(again),
                    document_a=first.document,
                    place_a=first.title,
                    document_b=other.document,
                    place_b=other.title,
                )


def references(evidence: Evidence) -> Iterator[Finding]:
    """Cross-references to what the plan does not have, or to something else."""
    said: dict[tuple[str, str], str] = defaultdict(str)
    first: dict[tuple[str, str], str] = {}
    places: dict[tuple[str, str], str] = {}
    for item in evidence.items:
        said[item.plan, item.item] += f" {item.item_title} {item.summary}"
        first[item.plan, item.item] = item.item_title
    for action in evidence.actions:
        said[action.plan, action.ref] += f" {action.summary}"
        first.setdefault((action.plan, action.ref), action.summary)
        places[action.plan, action.ref] = action.place
    for milestone in evidence.milestones:
        said[milestone.plan, milestone.action_ref] += f" {milestone.summary}"
    for row in (*evidence.actions, *evidence.milestones):
        for match in _REFERENCE.finditer(row.note):
            ref, what = match["ref"], match["what"]
            topic = stems(what)
            held = first.get((row.plan, ref))
            if held is not None and (not topic or topic & stems(said[row.plan, ref])):
                continue
            elsewhere = any(
                topic & stems(text)
                for (plan, other), text in said.items()
                if plan == row.plan and other not in (ref, row.ref, row.item, "")
            )
            if held is not None and not elsewhere:
                continue
            about = f"{ref} is: {held}" if held else f"the plan has no {ref}."
            message = f"{row.ref} refers to {ref} for {what}; {about}"
            yield replace(
                dates.about_item("wrong-reference", row, message, ref, row.published),
                value_b="",
                place_b=places.get((row.plan, ref), ""),
                document_b=row.document if held else "",
            )


RULES: tuple[Rule, ...] = (
    Rule(
        "done-after-document",
        "Told as past, dated after the document",
        "dates",
        "Actions, milestones and progress reported as done, with a date that is later than the "
        "document's own. A date without a year is left out; so is what is only announced.",
        dates.done_after,
    ),
    Rule(
        "figure-after-document",
        "A figure dated after its document",
        "dates",
        "A figure whose period ends later than the day on which its document is dated.",
        dates.figures_after,
    ),
    Rule(
        "announced-after-the-day",
        "Announced when its day had passed",
        "dates",
        "An event that a report speaks of as still to come, with a day before the report's own "
        "date.",
        dates.announced_late,
    ),
    Rule(
        "target-before-plan",
        "A target before its plan",
        "dates",
        "An action or milestone of a plan (not of a progress report) whose target date lies "
        "before the plan's own date, and of which nothing says that it was met.",
        dates.targets_before,
    ),
    Rule(
        "inspection-dates",
        "One visit, two dates",
        "dates",
        "The date that a document gives to an inspection or review against the date of the visit "
        "that it answers. They belong together by inspectorate and judgement, or by the review's "
        "subject.",
        dates.inspection_dates,
    ),
    Rule(
        "report-before-its-date",
        "A report presented before its date",
        "dates",
        "A document says when an inspection report was presented, and elsewhere dates that report "
        "later.",
        dates.reports_before_their_date,
    ),
    Rule(
        "wrong-reference",
        "A reference that leads elsewhere",
        "dates",
        "A printed cross-reference whose target the plan does not have, or whose target shares no "
        "word with what the reference is for while another part of the plan does.",
        references,
    ),
    Rule(
        "item-counts",
        "Plans of different length",
        "dates",
        "Two plans of a council that answer the same inspection, with different numbers of "
        "projects, recommendations or other items of one kind.",
        item_counts,
    ),
)
