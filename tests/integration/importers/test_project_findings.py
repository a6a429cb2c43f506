"""All findings in the project's own catalogue: the whole list, checked at the sources."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from db.models import DatasetVersion
from db.queries.exports import export_rows
from portal.importers.findings import renew_findings
from portal.importers.load import load
from portal.settings import CATALOGUE

# Check and subject of every finding that a reader proved with the five papers in hand.
EXPECTED: dict[str, list[str]] = {
    "not-reproduced": [
        "Core assessments within 35 working days, Torbay, September 2011",
        "Children looked after with three or more placements, Torbay, April 2011 to September 2011",
        "Vacancy rate in social care, Torbay, on 31 May 2012",
    ],
    "inverted-pair": [
        "Average caseload, first team row, Torbay, on 31 May 2012",
        "Average caseload, second team row, Torbay, on 31 May 2012",
        "Average caseload, third team row, Torbay, on 31 May 2012",
    ],
    "unit-contradicted": [
        "Case files audited, Torbay, 2011/12",
    ],
    "printed-differently": [
        "Initial assessments within 10 working days, Torbay, June 2011",
        "Initial assessments within 10 working days, Torbay, July 2011",
        "Initial assessments within 10 working days, Torbay, August 2011",
        "Initial assessments within 10 working days, Torbay, September 2011",
        "Core assessments within 35 working days, Torbay, August 2011",
        "Core assessments within 35 working days, Torbay, September 2011",
        "Children looked after with three or more placements, Torbay, April 2011 to September 2011",
        "Children looked after with three or more placements, Torbay, April 2011 to September 2011",
        "Children looked after with three or more placements, Torbay, April 2011 to July 2011",
        "Children looked after, Torbay, on 30 September 2011",
    ],
    "rate-and-count": [
        "Children in care per 10,000, Torbay, on 29 February 2012",
        "Children in care per 10,000, Torbay, on 31 March 2012",
        "Children subject to child protection plans per 10,000, Torbay, on 31 December 2011",
        "Children subject to child protection plans per 10,000, Torbay, on 29 February 2012",
        "Children subject to child protection plans per 10,000, Torbay, on 31 March 2012",
        "Children in need per 10,000, Torbay, on 30 November 2011",
        "Children in need per 10,000, Torbay, on 31 March 2012",
    ],
    "denominator-and-count": [
        "Core assessments within 35 working days, Torbay, April 2011 to September 2011",
        "Repeat referrals within 12 months, Torbay, May 2012",
        "Placement stability, Torbay, April 2012 to May 2012",
    ],
    "months-and-total": [
        "Initial assessments within 10 working days, Torbay, April 2011 to September 2011",
        "Core assessments within 35 working days, Torbay, April 2011 to September 2011",
    ],
    "same-figures-twice": [
        "Children with a child protection plan and children looked after, Torbay",
    ],
    "same-period-two-bases": [
        "Initial child protection conferences on time, 12 months, Torbay, 12 months to March 2012",
    ],
    "rolling-repeats-month": [
        "Initial assessments within 10 days, 12 months, Torbay, 12 months to April 2012",
        "Core assessments on time, 12 months, Torbay, 12 months to April 2012",
    ],
    "cumulative-falls": [
        "Children looked after who were adopted, Torbay, April 2011 to March 2012",
    ],
    "year-and-months": [
        "Repeat referrals within 12 months, Torbay, 2011/12",
    ],
    "cumulative-leaps": [
        "Initial child protection conferences on time, from April, Torbay, "
        "April 2011 to February 2012",
    ],
    "stands-out": [
        "Average length of care proceedings, Torbay, to January 2012",
    ],
    "status-and-target": [
        "Children looked after with three or more placements, Torbay, April 2011 to September 2011",
    ],
    "all-on-target": [
        "Re-referrals, Middlesbrough, to July 2004",
    ],
    "targets-differ": [
        "Children looked after with three or more placements, Torbay, target",
    ],
    "done-after-document": [
        "2.3 Complete the detailed plan for integrating children's services, Torbay",
        "2.5 Give the safeguarding board clear purpose and joint accountability, Torbay",
        "2.12 Improve assessments and introduce the common assessment framework, Torbay",
    ],
    "figure-after-document": [
        "Figures of 14 November 2011, Torbay",
    ],
    "announced-after-the-day": [
        "2.7 Improve children in need planning, assessments and chronologies, Torbay",
    ],
    "target-before-plan": [
        "AFI 6 Put the early help framework in place faster, Plymouth",
    ],
    "inspection-dates": [
        "Outcomes UK and BAAF adoption diagnostic, Torbay",
        "Ofsted announced inspection, Torbay",
    ],
    "report-before-its-date": [
        "Inspection report, Middlesbrough",
    ],
    "wrong-reference": [
        "AFI 1 Make workloads manageable for practitioners, Plymouth",
        "AFI 1 Make workloads manageable for practitioners, Plymouth",
    ],
    "item-counts": [
        "Number of projects, Torbay",
    ],
}

# Of these the wording is fixed too: both figures and the arithmetic.
MESSAGES = [
    "46 of 97 is 47.4%; the paper prints 73.1%.",
    "17 of 245 is 6.9%; the paper prints 2.6%.",
    "28.6 of 76 is 37.6%; the paper prints 37.8%.",
    "138 of 403 to Aug 2011 and 46 of 97 in Sep 2011 make 184 of 500; the paper prints 188 of 472.",
    "the status printed is “on target”; 6.0% stands beside a target of 5.0%, and low is best.",
    "12 months to March 2012 and April 2011 to March 2012 are the same days; "
    "the paper prints 70.6% for the one and 96.1% for the other.",
    "one place says September 2010, another November 2010.",
    "it was presented in November 2003 and is dated July 2004.",
    "the plan of October 2011 has 8 projects, that of July 2012 7 projects.",
]


def rows(sessions: sessionmaker[Session]) -> list[dict[str, Any]]:
    """The exported findings."""
    with sessions() as session:
        return list(export_rows(session, "findings"))


def test_exactly_these_contradictions_are_found(sessions: sessionmaker[Session]) -> None:
    findings: dict[str, list[str]] = defaultdict(list)
    for row in rows(sessions):
        if row["check"] in EXPECTED:
            findings[row["check"]].append(row["subject"])
    assert {check: sorted(subjects) for check, subjects in findings.items()} == {
        check: sorted(subjects) for check, subjects in EXPECTED.items()
    }
    assert sum(map(len, EXPECTED.values())) >= 30


@pytest.mark.parametrize("message", MESSAGES)
def test_the_arithmetic_is_told(sessions: sessionmaker[Session], message: str) -> None:
    assert [row["message"] for row in rows(sessions)].count(message) == 1


def test_each_names_its_figures_places_and_documents(sessions: sessionmaker[Session]) -> None:
    findings = rows(sessions)
    assert findings
    for row in findings:
        assert row["value_a"], row
        assert row["document_a"], row
        assert row["place_a"], row
        assert row["place_b"], row
        assert row["message"].endswith("."), row
        assert len(row["message"].split()) <= 45, row


def test_loading_again_changes_nothing(sessions: sessionmaker[Session]) -> None:
    before = rows(sessions)
    with sessions() as session:
        versions = session.scalar(select(func.count(DatasetVersion.id)))
    assert not any(load(sessions, [CATALOGUE]))
    with sessions.begin() as session:
        assert not renew_findings(session)
        assert session.scalar(select(func.count(DatasetVersion.id))) == versions
    assert rows(sessions) == before
