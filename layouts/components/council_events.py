"""A council's inspections and plans in the order of time, as its page shows them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from layouts.components.grades import grade
from layouts.components.parts import block, evidence, folded, gap, tag
from layouts.markup import Element, Part, element, link
from portal.domain.formatting import plural, printed_date
from portal.domain.inspections import GradedInspection
from portal.domain.view_models import CouncilView
from portal.urls import compare_url, document_url, inspection_url, progress_url

_BEFORE_THE_FOLD = 3


@dataclass(frozen=True, slots=True)
class _Event:
    """An inspection or a plan: its day, "" if unknown, and what unfolds below its title."""

    day: str
    kind: str
    title: str
    tags: Part
    mark: dict[str, str]
    body: list[Part]


def inspections_and_plans(view: CouncilView, graded: Sequence[GradedInspection]) -> Element:
    """List inspections and plans, the newest first; undated ones say so and come last."""
    title, css = "Inspections and plans", f"events {view.council.css}"
    events = [*_inspections(view, graded), *_plans(view)]
    if not events:
        return block(title, gap("The portal has neither an inspection nor a plan of this council."))
    events.sort(key=lambda event: event.day, reverse=True)
    items = [_item(event) for event in events]
    first, rest = items[:_BEFORE_THE_FOLD], items[_BEFORE_THE_FOLD:]
    return block(
        title,
        element("Ol", first, css),
        folded(f"Show the {len(rest)} before, or without a date", element("Ol", rest, css))
        if rest
        else None,
    )


def _inspections(view: CouncilView, graded: Sequence[GradedInspection]) -> Iterator[_Event]:
    by_key = {inspection.key: inspection for inspection in graded}
    for row in view.inspections:
        who = " ".join(filter(None, (row.inspectorate, row.title))) or "Review"
        inspection = by_key.get(row.key)
        kind = row.kind or "inspection"
        tags: Part = tag(kind)
        if inspection is not None and inspection.overall:
            tags = [tags, " ", grade(inspection.overall)]
        body: list[Part] = [
            element("P", element("Strong", f"Judgement: {row.judgement}"))
            if row.judgement
            else None,
            element("P", link("Grades and recommendations", inspection_url(row.key)))
            if inspection is not None
            else None,
            element("P", row.note, "row-note") if row.note else None,
            element(
                "P",
                ["Source: ", link(row.document_title, document_url(row.document)), f", {row.place}"]
                if row.document
                else f"Source: {row.place}",
                "source",
            ),
        ]
        mark = evidence("inspection", view.council.key, row.key)
        yield _Event(row.inspected, kind, f"{who[:1].upper()}{who[1:]}", tags, mark, body)


def _plans(view: CouncilView) -> Iterator[_Event]:
    counts, councils = view.outline.items, f"?councils={view.council.key}"
    for plan in view.plans:
        items = plural(counts[plan.key], "item")
        body: list[Part] = [
            element(
                "P",
                [
                    link(items, compare_url(f"{councils}&plan={plan.key}")),
                    f" · {plan.status} · ",
                    link("how far it is", progress_url(councils)),
                ],
            ),
            element("P", plan.note, "row-note") if plan.note else None,
        ]
        tags, mark = tag("plan", "quiet"), evidence("plan", plan.key)
        yield _Event(plan.published, "plan", plan.title, tags, mark, body)


def _item(event: _Event) -> Element:
    day = element("Span", printed_date(event.day), "event-date")
    summary = element("Summary", [day, element("H3", event.title), event.tags])
    unfolded = [part for part in event.body if part is not None]
    fold = element("Details", [summary, *unfolded], **event.mark)
    return element("Li", fold, f"event event-{event.kind}")
