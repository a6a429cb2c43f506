"""The findings about claims, stages and the order of dates in the project's own catalogue."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from db.models import Document
from db.queries.exports import export_rows
from portal.domain.findings import RULES, find_all
from portal.domain.findings.stated import stated_figures
from portal.importers.findings import evidence
from portal.importers.load import load
from portal.settings import CATALOGUE

# Check and subject of every finding of these rules, each proved with the papers in hand.
EXPECTED = [
    (
        "announced-month",
        "An audit of 22 cases with plans over 18 months is to start in early May, to show"
        " whether thresholds became risk averse, Torbay",
    ),
    (
        "announced-month",
        "New practice standards are in; a practice manual covering child protection "
        "should be published in May, Torbay",
    ),
    (
        "milestones-and-dates",
        "AFI 17 Hold child protection conferences on time, with the right partners, Plymouth",
    ),
    (
        "moved-backwards",
        "By the page, 2.6% of children looked after had three or more placements at the "
        "end of September 2011, and this rose to 4.2% in July 2011, Torbay",
    ),
    ("course-and-figures", "Repeat referrals within 12 months, Torbay"),
    ("two-dates", "2.8 End the shortage of independent child protection conference chairs, Torbay"),
    (
        "two-dates",
        "AFI 8 Strengthen scrutiny and challenge by reviewing officers and conference "
        "chairs, Plymouth",
    ),
    ("two-stages", "2.28 Give every looked after child a qualified social worker, Torbay"),
    (
        "two-stages",
        "2.30 Settle case ownership between permanency and Care to Community teams, Torbay",
    ),
    ("two-stages", "P2 Remodel social work teams, Torbay"),
    ("week-and-day", "P4 Renew thresholds and how referrals are handled, Torbay"),
]

MESSAGES = [
    "the text says that the figures keep falling; the table prints 31.9% (March 2012), "
    "38.3% (April 2012) and 36.0% (May 2012).",
    "the same step is dated February 2015 under 8.1 and TBC under 1.4.",
    "the same step is dated Sept 2006 under 2.8 c and May 2005 under 2.1 c.",
    "one place says: changes in social work structure, thresholds and intensive family help are "
    "described as already in place; another: will be in place by December 2011.",
    "the week is said to start on 22 November; in 2011 that was a Tuesday.",
    "the text starts from September 2011 and says that it rose in July 2011, which is earlier.",
    "17.4 lists 3 milestones and 2 dates.",
]


@pytest.fixture
def findings(sessions: sessionmaker[Session]) -> list[dict[str, Any]]:
    """The exported findings."""
    with sessions() as session:
        return list(export_rows(session, "findings"))


def test_exactly_these_are_found(findings: list[dict[str, Any]]) -> None:
    silent = {
        "bound-and-figures",
        "stated-figure",
        "stated-count",
        "number-left-out",
        "cost-and-parts",
    }
    checks = {check for check, _ in EXPECTED} | silent
    assert checks <= {rule.name for rule in RULES}
    subjects = [(row["check"], row["subject"]) for row in findings if row["check"] in checks]
    assert sorted(subjects) == sorted(EXPECTED)


def test_every_number_in_the_text_reaches_its_series(sessions: sessionmaker[Session]) -> None:
    """None of the papers' numbers is contradicted; each would be, were it far from its series."""
    with sessions() as session:
        everything = evidence(session)
    stated = everything.claimed(
        "states", "states_about", "states_above", "states_below", "averages_about"
    )
    assert len(stated) == 8
    for claim in stated:
        away = 0.5 if claim.kind == "states_below" else 1.5
        value = (claim.value or 0) * away
        changed = replace(everything, claims=(replace(claim, value=value),))
        assert [f.document_b for f in stated_figures(changed)] == [claim.document], claim.words


@pytest.mark.parametrize("message", MESSAGES)
def test_both_facts_are_told(findings: list[dict[str, Any]], message: str) -> None:
    assert [row["message"] for row in findings].count(message) == 1


def test_every_finding_names_two_places_in_known_documents(
    findings: list[dict[str, Any]], sessions: sessionmaker[Session]
) -> None:
    with sessions() as session:
        documents = set(session.scalars(select(Document.key)))
    assert len(findings) >= 30
    for row in findings:
        assert {row["document_a"], row["document_b"]} <= documents, row
        assert row["place_a"], row
        assert row["place_b"], row


def test_keys_are_unique_and_loading_again_changes_nothing(
    findings: list[dict[str, Any]], sessions: sessionmaker[Session]
) -> None:
    with sessions() as session:
        keys = [finding.key for finding in find_all(evidence(session))]
    assert len(keys) == len(set(keys)) == len(findings)
    assert not any(load(sessions, [CATALOGUE]))
    with sessions() as session:
        assert list(export_rows(session, "findings")) == findings
