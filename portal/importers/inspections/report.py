"""Read a report: from the bytes of a PDF file to a typed record with its checks."""

from __future__ import annotations

from dataclasses import replace

from portal.importers.inspections import report_kind
from portal.importers.inspections.councils import CouncilNames
from portal.importers.inspections.dates import Spans, dates_of
from portal.importers.inspections.grades import grades_of
from portal.importers.inspections.pdf_text import lines_of, page_texts
from portal.importers.inspections.people import WithoutPeople, without_people
from portal.importers.inspections.proposals import area_of, themes_of
from portal.importers.inspections.recommendations import recommendations_of
from portal.importers.inspections.records import AMBER, Check, Reading
from portal.importers.inspections.report_kind import ILACS, Kind, kind_of, length_of_visit


def read_report(raw: bytes, file_name: str, folder: str, councils: CouncilNames) -> Reading:
    """Read the bytes of a report.

    Args:
        raw: the file as it is.
        file_name: its name, which may hold the date of publication.
        folder: the name of its folder, which may name the council; empty where there is none.
        councils: the councils that it may be about.

    Raises:
        RefusedReport: if this is no report of a kind that the rules know.
    """
    return read_pages(without_people(page_texts(raw)), file_name, folder, councils)


def read_pages(
    people: WithoutPeople, file_name: str, folder: str, councils: CouncilNames
) -> Reading:
    """Read the text of a report's pages; see `read_report`."""
    texts = people.texts
    kind = kind_of(texts)
    printed_at = kind.framework not in ILACS
    named = councils.match(kind, texts[0], folder)
    dates = dates_of("\n".join(texts[:2]), file_name, printed_at=printed_at)
    kind, length_check = _with_length(kind, dates.spans)
    grades, grade_checks = grades_of(kind, texts)
    recommendations, list_checks = recommendations_of(kind, lines_of(texts))
    days = [day for span in dates.spans for day in span]
    council = councils.dated(named, max(days, default=None))
    return Reading(
        framework=kind.framework,
        with_board=kind.with_board,
        council=council.key,
        name_printed=council.name_printed,
        inspected_from=min(days, default=None),
        inspected_to=max(days, default=None),
        published=dates.published,
        grades=grades,
        recommendations=tuple(
            replace(item, area=area_of(item.as_printed), themes=themes_of(item.as_printed))
            for item in recommendations
        ),
        checks=(council.check, *dates.checks, *length_check, *grade_checks, *list_checks),
        names_removed=people.removed,
        pages=len(texts),
    )


def _with_length(kind: Kind, spans: Spans) -> tuple[Kind, tuple[Check, ...]]:
    """Tell a short ILACS inspection from a standard one by the length of its visits."""
    if kind.framework not in ILACS or not spans:
        return kind, ()
    longest = max((to - since).days for since, to in spans)
    doubtful = longest > report_kind.LONGEST_VISIT
    message = "the length of the visit does not tell a short inspection from a standard one"
    checks = (Check(field="kind", colour=AMBER, message=message),) if doubtful else ()
    return replace(kind, framework=length_of_visit(spans)), checks
