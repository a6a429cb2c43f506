"""An inspection as a reader of reports stores it."""

from __future__ import annotations

from db.writes.inspections import GradeRecord, InspectionRecord, RecommendationRecord

TORBAY = InspectionRecord(
    key="torbay-2015",
    council="torbay",
    inspectorate="Ofsted",
    title="inspection",
    framework="sif",
    inspected_from="2015-10-12",
    inspected="2015-11-05",
    published="2016-01-05",
    published_source="text",
    confidence="high",
    judgement="inadequate",
    file="report.pdf",
    place="Report, page 1",
    grades=(
        GradeRecord(judgement="overall", grade="inadequate", as_printed="inadequate"),
        GradeRecord(judgement="in-care", grade="requires-improvement", joint="yes"),
    ),
    recommendations=(
        RecommendationRecord(
            ref="1",
            addressee="council",
            page=7,
            area="management-oversight",
            themes="supervision;assessment",
            summary="Supervise every social worker.",
            repeats="yes",
        ),
        RecommendationRecord(ref="1", addressee="board", as_printed="Publish a plan."),
    ),
)
