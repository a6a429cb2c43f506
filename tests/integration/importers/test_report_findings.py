"""Findings about inspections: none in the project's own data, each where one is planted."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from db.models import Answer, Finding, Grade, Inspection, Item, OtherGrade
from db.session import make_sessions
from db.writes.inspections import OtherGradeRecord, store_inspections, store_other_grades
from db.writes.reports import remove_inspections
from portal.importers.findings import renew_findings
from tests.support.inspections import TORBAY

RULES = ("stated-grade", "report-and-table", "beyond-the-list", "recommendation-without-item")


def noticed(session: Session) -> list[tuple[str, str, str]]:
    renew_findings(session)
    query = select(Finding.rule, Finding.subject, Finding.message).order_by(Finding.id)
    return [(*row,) for row in session.execute(query.where(Finding.rule.in_(RULES)))]


def test_planted_differences_are_noticed_and_nothing_before(full_engine: Engine) -> None:
    table = {TORBAY.key: [OtherGradeRecord(judgement="overall", grade="good", place="row 7")]}
    with make_sessions(full_engine).begin() as session:
        store_inspections(session, [TORBAY], "report.pdf")
        assert noticed(session) == []
        assert store_other_grades(session, "grades.csv", table, "grades.csv") == 1
        assert store_other_grades(session, "grades.csv", table, "grades.csv") == 1
        plymouth = select(Item).where(Item.ref == "AFI 17")
        last = session.scalars(plymouth).one()
        columns = {
            column.key: getattr(last, column.key)
            for column in Item.__table__.columns
            if column.key != "id"
        }
        session.add(Item(**{**columns, "ref": "AFI 18", "position": last.position + 1}))
        session.execute(delete(Answer).where(Answer.recommendation == "5"))
        of_2010 = select(Inspection.id).where(Inspection.key == "torbay-ofsted-2010")
        session.execute(
            update(Grade).where(Grade.inspection_id.in_(of_2010)).values(grade="adequate")
        )
        session.flush()
        assert noticed(session) == [
            (
                "stated-grade",
                "Overall: Ofsted announced inspection, Torbay, September 2010",
                "the paper says inadequate; the inspection gave adequate.",
            ),
            (
                "report-and-table",
                "Overall: Ofsted inspection, Torbay, November 2015",
                "report, page 1 gives inadequate; grades.csv gives good.",
            ),
            (
                "beyond-the-list",
                f"AFI 18 {last.title}, Plymouth",
                "AFI 18 is to answer recommendation 18; the report makes 17 recommendations to the "
                "council, up to 17.",
            ),
            (
                "recommendation-without-item",
                "Recommendation 5: Ofsted inspection of services for children, Plymouth, "
                "November 2014",
                "the plan of 6 January 2015 answers 16 of the 17 recommendations to the council; "
                "no item answers 5.",
            ),
        ]
        remove_inspections(session, [TORBAY.key])
        assert session.scalars(select(OtherGrade)).all() == []


def test_grades_of_an_inspection_that_is_not_there_are_refused(full_engine: Engine) -> None:
    table = {"york-1999": [OtherGradeRecord(judgement="overall", grade="good")]}
    with make_sessions(full_engine)() as session, pytest.raises(KeyError, match="york-1999"):
        store_other_grades(session, "grades.csv", table, "grades.csv")
