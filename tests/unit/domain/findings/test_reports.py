"""Rules about inspections: grades of two sources, recommendations against items."""

from __future__ import annotations

from typing import Any

import pytest

from portal.domain.findings import PrintedEvidence
from portal.domain.findings.evidence import PlanRow
from portal.domain.findings.inspected import Answered, GivenGrade, Recommended, Report
from portal.domain.findings.reports import (
    beyond_the_list,
    grades_of_tables,
    stated_grades,
    unanswered,
)
from tests.support.values import claim, plan_of, plan_row

REPORT = Report(
    inspection="torbay-2015",
    council="torbay",
    council_name="Torbay",
    inspectorate="Ofsted",
    title="inspection",
    inspected="2015-11-05",
    document="",
    place="Inspection report",
)
NAME = "Ofsted inspection, Torbay, November 2015"


def given(judgement: str, grade: str, joint: str = "", source: str = "") -> GivenGrade:
    return GivenGrade(
        inspection="torbay-2015", judgement=judgement, grade=grade, joint=joint, source=source
    )


GRADES = (
    given("overall", "inadequate"),
    given("in-care", "requires-improvement", joint="yes"),
    given("adoption", ""),
)


@pytest.mark.parametrize(
    ("judgement", "words", "about", "message"),
    [
        ("", "inadequate", "torbay-2015", ""),
        ("", "good", "torbay-2015", "the paper says good; the inspection gave inadequate."),
        ("overall", "Inadequate", "torbay-2015", ""),
        # A joint grade of children in care is that of care leavers too.
        ("care-leavers", "requires improvement", "torbay-2015", ""),
        (
            "care-leavers",
            "good",
            "torbay-2015",
            "the paper says good; the inspection gave requires improvement.",
        ),
        # The inspection has no grade of it, or is not there.
        ("adoption", "good", "torbay-2015", ""),
        ("board", "good", "torbay-2015", ""),
        ("", "good", "torbay-1999", ""),
    ],
)
def test_a_grade_that_a_paper_states_is_held_against_the_inspections(
    judgement: str, words: str, about: str, message: str
) -> None:
    row = claim("graded", "", "14", words=words, subject=judgement, about=about)
    evidence = PrintedEvidence(reports=(REPORT,), grades=GRADES, claims=(row,))
    findings = [(f.message, f.inspection) for f in stated_grades(evidence)]
    assert findings == ([(message, about)] if message else [])


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (given("overall", "inadequate", source="grades.csv"), ""),
        (given("adoption", "good", source="grades.csv"), ""),
        (given("board", "good", source="grades.csv"), ""),
        (given("overall", "", source="grades.csv"), ""),
        (
            given("overall", "good", source="grades.csv"),
            "inspection report gives inadequate; grades.csv gives good.",
        ),
        (
            given("care-leavers", "good", source="grades.csv"),
            "inspection report gives requires improvement; grades.csv gives good.",
        ),
    ],
)
def test_a_table_is_held_against_the_report(other: GivenGrade, message: str) -> None:
    evidence = PrintedEvidence(reports=(REPORT,), grades=GRADES, other_grades=(other,))
    findings = list(grades_of_tables(evidence))
    assert [f.message for f in findings] == ([message] if message else [])
    assert all(NAME in f.subject and f.place_b == "grades.csv" for f in findings)
    assert {f.inspection for f in findings} <= {REPORT.inspection}


def recommended(count: int, addressee: str = "council") -> tuple[Recommended, ...]:
    return tuple(
        Recommended(
            inspection="torbay-2015",
            addressee=addressee,
            ref=str(number),
            summary="Supervise.",
            area="workforce",
            themes=(),
            place=f"number {number}",
        )
        for number in range(1, count + 1)
    )


def answered(number: int, item: str = "", plan: str = "torbay-2005") -> Answered:
    return Answered(
        inspection="torbay-2015",
        addressee="council",
        recommendation=str(number),
        plan=plan,
        item=item or f"AFI {number}",
    )


def items(count: int) -> tuple[PlanRow, ...]:
    return tuple(plan_row(f"AFI {number}", "") for number in range(1, count + 1))


def evidence_of(**more: Any) -> PrintedEvidence:
    plans = (plan_of(answers="torbay-2015"),)
    return PrintedEvidence(**{"reports": (REPORT,), "plans": plans, **more})


EACH = tuple(answered(number) for number in range(1, 4))
CLAIMED = claim("answers", "AFI 3", "", about="9")


@pytest.mark.parametrize(
    ("more", "messages"),
    [
        ({"items": items(3), "answered": EACH, "recommendations": recommended(3)}, []),
        # The items follow the report's numbers, and one goes on.
        (
            {"items": items(4), "answered": EACH, "recommendations": recommended(3)},
            ["AFI 4 is to answer recommendation 4; the report makes 3 recommendations to the "
             "council, up to 3."],
        ),
        # Too few to say so, or one that answers another number.
        ({"items": items(4), "answered": EACH[1:], "recommendations": recommended(3)}, []),
        (
            {
                "items": items(5),
                "answered": (*EACH[:2], answered(2, "AFI 3"), answered(3, "AFI 4")),
                "recommendations": recommended(3),
            },
            [],
        ),
        # A recommendation that a later reading of the report no longer has.
        (
            {"items": items(3), "answered": EACH, "recommendations": recommended(2)},
            ["AFI 3 is to answer recommendation 3; the report makes 2 recommendations to the "
             "council, up to 2."],
        ),
        # The paper says so itself.
        (
            {"items": items(3), "claims": (CLAIMED,), "recommendations": recommended(3)},
            ["AFI 3 is to answer recommendation 9; the report makes 3 recommendations to the "
             "council, up to 3."],
        ),
        # Nobody has read what the report recommends.
        ({"items": items(4), "answered": EACH, "claims": (CLAIMED,)}, []),
    ],
)  # fmt: skip
def test_an_answer_must_be_to_a_recommendation_of_the_report(
    more: dict[str, Any], messages: list[str]
) -> None:
    assert [f.message for f in beyond_the_list(evidence_of(**more))] == messages


@pytest.mark.parametrize(
    ("answers", "made", "missing"),
    [
        (EACH, recommended(3), []),
        (EACH[:2], recommended(3), ["3"]),
        (EACH[:1], recommended(3), ["2", "3"]),
        # Two plans share the answers; the board has a plan of its own; nobody has read any.
        ((*EACH[:2], answered(3, plan="other")), recommended(3), []),
        (EACH, (*recommended(3), *recommended(2, "board")), []),
        ((), recommended(3), []),
    ],
)
def test_a_recommendation_needs_an_item(
    answers: tuple[Answered, ...], made: tuple[Recommended, ...], missing: list[str]
) -> None:
    evidence = evidence_of(items=items(3), answered=answers, recommendations=made)
    findings = list(unanswered(evidence))
    assert [f.value_a for f in findings] == missing
    assert {f.inspection for f in findings} == ({REPORT.inspection} if missing else set())
    count = len(answers)
    assert all(
        f.message.startswith(f"the plan of January 2005 answers {count} of") for f in findings
    )


def test_an_answer_to_another_inspection_than_the_plans_says_nothing_of_the_rest() -> None:
    evidence = evidence_of(items=items(3), answered=EACH[:2], recommendations=recommended(3))
    other = PrintedEvidence(
        reports=evidence.reports,
        plans=(plan_of(answers="csci"),),
        items=evidence.items,
        answered=evidence.answered,
        recommendations=evidence.recommendations,
    )
    assert list(unanswered(other)) == []
