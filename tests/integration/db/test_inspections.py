"""Storing inspections: one call inserts or replaces them with grades and recommendations."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from db.models import Grade, Inspection, Recommendation
from db.queries.exports import export_rows
from db.session import make_sessions
from db.writes.inspections import InspectionRecord, store_inspections
from portal.importers.load import REPORTS, load
from portal.settings import CATALOGUE
from tests.support.inspections import TORBAY


def test_an_inspection_is_stored_once_and_replaced_as_a_whole(full_engine: Engine) -> None:
    sessions = make_sessions(full_engine)
    of_report = select(Recommendation).join(Inspection).where(Inspection.key == TORBAY.key)

    def store(record: InspectionRecord) -> dict[str, int]:
        with sessions.begin() as session:
            return store_inspections(session, [record], "report.pdf")

    assert store(TORBAY) == {"added": 1, "changed": 0}
    assert store(TORBAY) == {"added": 0, "changed": 0}
    with sessions() as session:
        stored = session.scalars(select(Inspection).where(Inspection.key == TORBAY.key)).one()
        assert (stored.council.key, stored.document, stored.inspected) == (
            "torbay",
            None,
            "2015-11-05",
        )
        assert (stored.recommendations_council, stored.recommendations_board) == (1, 1)
        grades = select(Grade.judgement, Grade.grade, Grade.joint).join(Grade.inspection)
        of_torbay = grades.where(Inspection.key == TORBAY.key).order_by(Grade.position)
        assert [tuple(row) for row in session.execute(of_torbay)] == [
            ("overall", "inadequate", ""),
            ("in-care", "requires-improvement", "yes"),
        ]
        first, second = session.scalars(of_report.order_by(Recommendation.position))
        assert first.area is not None
        assert (first.area.key, first.themes) == (
            "management-oversight",
            ("supervision", "assessment"),
        )
        assert (second.area, second.as_printed, second.addressee) == (
            None,
            "Publish a plan.",
            "board",
        )
    # Unread recommendations leave those that are stored alone; read ones without any are none.
    regraded = replace(TORBAY, grades=TORBAY.grades[:1], recommendations=None)
    assert store(regraded) == {"added": 0, "changed": 1}
    with sessions() as session:
        assert len(session.scalars(of_report).all()) == 2
    assert store(replace(regraded, recommendations=())) == {"added": 0, "changed": 1}
    with sessions() as session:
        stored = session.scalars(select(Inspection).where(Inspection.key == TORBAY.key)).one()
        assert (stored.recommendations_council, stored.recommendations_board) == (0, 0)
        assert session.scalars(of_report).all() == []
    # Loading the catalogue leaves it alone.
    assert not any(load(sessions, [CATALOGUE]))
    with pytest.raises(KeyError, match="nowhere"):
        store(replace(TORBAY, council="nowhere"))


def test_what_answers_a_recommendation_stays_when_its_report_is_imported(
    full_engine: Engine,
) -> None:
    sessions = make_sessions(full_engine)

    def answered() -> list[tuple[str, str]]:
        with sessions() as session:
            rows = export_rows(session, "answers")
        assert {(row["basis"], row["confirmed"]) for row in rows} <= {("both", "read")}
        return [(row["recommendation"], row["item_ref"]) for row in rows]

    assert answered() == [(str(n), f"AFI {n}") for n in range(1, 18)]
    # The report counts two recommendations only, of which one is to the board.
    report = replace(TORBAY, key="plymouth-2014", council="plymouth")
    with sessions.begin() as session:
        store_inspections(session, [report], REPORTS)
    assert answered() == [("1", "AFI 1")]
    # A load of the folder answers no recommendation that the report does not make.
    load(sessions, [CATALOGUE])
    assert answered() == [("1", "AFI 1")]
