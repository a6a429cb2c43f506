"""The inspections that the project carries: what they hold, and how they meet other folders."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from db.engine import open_engine
from db.models import Grade, Inspection
from db.session import make_sessions
from db.writes.inspections import store_inspections
from portal.importers.inspection_list import load_inspections, missing_inspections
from portal.importers.load import load
from portal.importers.read import BadCatalogue, read_catalogue
from portal.settings import CATALOGUE, INSPECTIONS
from tests.support.folders import replace_in
from tests.support.inspections import TORBAY


def rows(sheet: str) -> list[dict[str, str]]:
    with (INSPECTIONS / f"{sheet}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def national(new_database: Any) -> Iterator[Engine]:
    engine = open_engine(new_database("sqlite", "catalogue"))
    load_inspections(make_sessions(engine), INSPECTIONS)
    yield engine
    engine.dispose()


def test_every_council_of_england_has_its_inspections(national: Engine) -> None:
    sessions = make_sessions(national)
    assert not any(load_inspections(sessions, INSPECTIONS))
    assert not any(load(sessions, [CATALOGUE]))
    with sessions() as session:
        assert missing_inspections(session, INSPECTIONS) == []
        stored = session.scalars(select(Inspection).where(Inspection.confidence != "")).all()
        assert len(stored) == 484
        assert len({inspection.council_id for inspection in stored}) == 153
        assert Counter(inspection.confidence for inspection in stored) == {
            "high": 414,
            "medium": 17,
            "low": 53,
        }
        overall = (
            select(Inspection.key, Grade.grade)
            .join(Grade.inspection)
            .where(Grade.judgement == "overall", Inspection.confidence != "")
        )
        grades = {row.key: row.grade for row in session.execute(overall)}
    # The board of Surrey was inspected alone; two reports of 2026 give no overall grade.
    assert len(grades) == 483
    ungraded = sorted(key for key, grade in grades.items() if not grade)
    assert ungraded == ["brent-2026", "somerset-2026"]
    # Two grades of the overview table are wrong against their reports, which stand here.
    assert (grades["st-helens-2023"], grades["nottingham-2022"]) == ("good", "inadequate")


def test_an_inspection_that_the_catalogue_holds_is_the_same_in_the_list() -> None:
    catalogue = read_catalogue([CATALOGUE])
    held = {
        row.values["inspection"]: row.values
        for row in catalogue.rows["inspections"]
        if row.values["inspection"] in {row["inspection"] for row in rows("inspections")}
    }
    assert list(held) == ["plymouth-2014"]
    dated = ("framework", "inspected_from", "inspected", "published", "judgement", "confidence")
    (listed,) = (row for row in rows("inspections") if row["inspection"] == "plymouth-2014")
    assert {name: listed[name] for name in dated} == {
        name: held["plymouth-2014"][name] for name in dated
    }
    grades = {
        (row.values["judgement"], row.values["grade"])
        for row in catalogue.rows["grades"]
        if row.values["inspection"] == "plymouth-2014"
    }
    assert grades == {
        (row["judgement"], row["grade"])
        for row in rows("grades")
        if row["inspection"] == "plymouth-2014"
    }
    # Recommendations stand where their inspection does.
    recommendations = read_catalogue([INSPECTIONS]).rows["recommendations"]
    assert not {row.values["inspection"] for row in recommendations} & set(held)


def test_an_import_of_a_report_stays_when_the_list_is_loaded(national: Engine) -> None:
    sessions = make_sessions(national)
    with sessions.begin() as session:
        imported = replace(TORBAY, judgement="good")
        assert store_inspections(session, [imported], "report.pdf") == {"added": 0, "changed": 1}
    assert not any(load_inspections(sessions, INSPECTIONS)[:1])
    with sessions() as session:
        stored = session.scalars(select(Inspection).where(Inspection.key == "torbay-2015")).one()
        assert (stored.judgement, stored.origin) == ("good", "report.pdf")
        assert stored.recommendations_council == 1
        assert missing_inspections(session, INSPECTIONS) == []


def test_a_council_that_nobody_knows_is_refused(national: Engine, tmp_path: Path) -> None:
    folder = shutil.copytree(INSPECTIONS, tmp_path / INSPECTIONS.name)
    replace_in(folder / "inspections.csv", "york-2025,york,", "york-2025,yorck,")
    with pytest.raises(BadCatalogue, match=r"Not among the councils\. Did you mean york"):
        load_inspections(make_sessions(national), folder)
