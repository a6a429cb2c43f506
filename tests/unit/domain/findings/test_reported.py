"""Rules about reports of plans: reopened, put off, amber for long, green without a word."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest

from portal.domain.findings import PrintedEvidence
from portal.domain.findings.evidence import Finding
from portal.domain.findings.reported import long_amber, put_off, reopened, stated_shares, unproven
from portal.domain.progress import ReportLine
from tests.support.values import claim, plan_row

DAYS = (date(2024, 9, 30), date(2024, 12, 31), date(2025, 6, 30), date(2025, 9, 30))
Line = dict[str, Any]


def lines(*reports: Line, ref: str = "a") -> list[ReportLine]:
    """An action's lines in as many reports."""
    usual: Line = {
        "plan": "torbay-2005",
        "item_ref": "2.5",
        "action_ref": ref,
        "area": "workforce",
        "themes": (),
        "title": "",
        "status": "in_progress",
        "status_printed": "",
        "rag": "",
        "confidence": "",
        "progress": "",
        "evidence": "",
        "target_text": "",
        "target_date": None,
        "as_printed": "",
        "lead": "",
        "lead_role": "",
        "planned_text": "",
        "planned_date": date(2024, 11, 30),
        "document": "tracker",
        "place": "row 4",
    }
    return [
        ReportLine(**{**usual, "report_date": day, **report})
        for day, report in zip(DAYS, reports, strict=False)
    ]


def due(*parts: int) -> Line:
    return {"target_text": "printed", "target_date": date(*parts)}


def amber(*texts: str) -> list[Line]:
    return [{"rag": text} for text in texts]


MARCH, MAY, JULY = due(2025, 3, 31), due(2025, 5, 31), due(2025, 7, 31)


@pytest.mark.parametrize(
    ("rule", "reports", "message"),
    [
        (
            reopened,
            [{"status": "completed"}, {"status": "overdue"}],
            "a is completed in the report of 30 September 2024 and overdue in that of 31 December "
            "2024.",
        ),
        (reopened, [{"status": "overdue"}, {"status": "completed"}], ""),
        (reopened, [{"status": "completed"}, {"status": "not_stated"}], ""),
        # Of two that are completed the later one; one that is completed again is not open now.
        (
            reopened,
            [{"status": "completed"}, {}, {"status": "not_stated"}, {"status": "overdue"}],
            "a is completed in the report of 30 September 2024 and overdue in that of 30 September "
            "2025.",
        ),
        (reopened, [{"status": "completed"}, {}, {"status": "completed"}], ""),
        (
            put_off,
            [{}, MARCH, MAY, JULY],
            "The date of a was put off 3 times, from 30 November 2024 to 31 July 2025.",
        ),
        (put_off, [{}, MARCH, MAY, MAY], ""),
        (put_off, [MARCH, MAY, MARCH, {"target_text": "TBC"}], ""),
        # A comment alone says nothing of the date, nor of the colour.
        (put_off, [MARCH, {"status": "not_stated"}, MARCH, MAY], ""),
        (
            long_amber,
            [{"rag": "amber"}, {"status": "not_stated"}, {"rag": "amber"}, {"rag": "amber"}],
            "a is amber in every report from 30 September 2024 to 30 September 2025.",
        ),
        (
            long_amber,
            amber("amber", "amber", "amber", "amber"),
            "a is amber in every report from 30 September 2024 to 30 September 2025.",
        ),
        (long_amber, amber("red", "amber", "amber", "amber"), ""),
        (long_amber, amber("amber", "amber", "amber", "green"), ""),
    ],
)
def test_an_action_over_its_reports(
    rule: Callable[[PrintedEvidence], Iterable[Finding]], reports: list[Line], message: str
) -> None:
    evidence = PrintedEvidence(actions=(plan_row(),), reported=tuple(lines(*reports)))
    assert [finding.message for finding in rule(evidence)] == ([message] if message else [])


@pytest.mark.parametrize(
    ("reports", "others", "noticed"),
    [
        ([{"rag": "green"}], "Done.", True),
        ([{"rag": "amber"}], "Done.", False),
        # What an earlier report said of it stands.
        ([{"rag": "green", "progress": "Begun."}, {"rag": "green"}], "Done.", False),
        # A report without comments says nothing by one more that is missing.
        ([{"rag": "green"}], "", False),
    ],
)
def test_green_without_a_word(reports: list[Line], others: str, noticed: bool) -> None:
    several = [{"progress": others}] * len(reports)
    evidence = PrintedEvidence(
        actions=(plan_row(), plan_row(ref="b"), plan_row(ref="c")),
        reported=(*lines(*reports), *lines(*several, ref="b"), *lines(*several, ref="c")),
    )
    messages = [finding.message for finding in unproven(evidence)]
    assert messages == (
        [
            "a is green in the report of 30 September 2024, and no report says why; it comments on "
            "2 of 3 actions."
        ]
        if noticed
        else []
    )


def test_green_without_evidence_where_reports_name_it() -> None:
    def messages(*reports: Line) -> list[str]:
        others = [
            *lines({"evidence": "Audit of May"}, ref="b"),
            *lines({"evidence": "Log"}, ref="c"),
        ]
        evidence = PrintedEvidence(
            actions=(plan_row(), plan_row(ref="b"), plan_row(ref="c")),
            reported=(*lines(*reports), *others),
        )
        return [finding.message for finding in unproven(evidence)]

    # What it says of progress is no evidence where others have that.
    assert messages({"rag": "green", "progress": "Done."}) == [
        "a is green in the report of 30 September 2024, and no report names evidence of it; it "
        "names evidence of 2 of 3 actions."
    ]
    assert messages({"rag": "green", "evidence": "Minutes"}) == []
    assert messages({"rag": "amber"}) == []


def test_a_finding_names_the_places_of_both_reports() -> None:
    evidence = PrintedEvidence(
        actions=(plan_row(),),
        reported=tuple(lines({"status": "completed"}, {"document": "next", "place": "row 9"})),
    )
    (finding,) = reopened(evidence)
    assert (finding.plan, finding.item) == ("torbay-2005", "2.5")
    assert (finding.document_a, finding.place_a) == (
        "tracker",
        "report of 30 September 2024, row 4",
    )
    assert (finding.document_b, finding.place_b) == ("next", "report of 31 December 2024, row 9")


@pytest.mark.parametrize(
    ("about", "value", "dated", "given"),
    [
        ("completed", 33.0, "", ""),
        ("completed", 33.3, "2024-12", ""),
        ("completed", 62.0, "2024-12-31", "1 of 3, 33.3%"),
        ("completed", 33.0, "2024-09", "0 of 3, 0.0%"),
        ("in_progress", 67.0, "", ""),  # what is overdue is in progress
        ("overdue", 50.0, "", "1 of 3, 33.3%"),
        ("green", 33.0, "", ""),
        ("green", 40.0, "2023", ""),  # there is no report of that year
    ],
)
def test_a_stated_share_is_held_against_the_rows(
    about: str, value: float, dated: str, given: str
) -> None:
    reported = [
        *lines({}, {"status": "completed", "rag": "green"}, ref="a"),
        *lines({}, {"status": "overdue", "rag": "red"}, ref="b"),
        *lines({}, {}, ref="c"),
    ]
    row = claim("action_share", "", "", about=about, value=value, dated=dated, words="so many")
    noticed = list(stated_shares(PrintedEvidence(claims=(row,), reported=tuple(reported))))
    message = f"the text says so many; its own rows give {given}."
    assert [finding.message for finding in noticed] == ([message] if given else [])
    papers = {(finding.document_a, finding.document_b) for finding in noticed}
    assert papers <= {("tracker", "tracker") if dated else (row.document, row.document)}


def test_a_share_of_a_plan_without_reports_is_that_of_its_paper() -> None:
    actions = tuple(plan_row(ref=ref, status=status) for ref, status in (
        ("a", "completed"), ("b", "not_stated"), ("c", "completed"), ("d", "in_progress"),
    ))  # fmt: skip
    row = claim("action_share", "", "", about="completed", value=75.0, words="three quarters")
    (finding,) = stated_shares(PrintedEvidence(claims=(row,), actions=actions))
    assert (finding.value_a, finding.value_b) == ("75%", "50.0%")
    assert finding.subject == "Share of actions, Torbay"
