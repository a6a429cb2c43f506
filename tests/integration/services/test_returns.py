"""Returns over the catalogue and the inspections that the project carries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from db.engine import open_engine
from db.session import make_sessions
from portal.importers.inspection_list import load_inspections
from portal.services import Services
from portal.settings import INSPECTIONS


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def services(request: pytest.FixtureRequest, new_database: Any) -> Iterator[Services]:
    """The catalogue with the national inspections, once on each kind of database."""
    engine = open_engine(new_database(request.param, "catalogue"))
    load_inspections(make_sessions(engine), INSPECTIONS)
    yield Services.over(make_sessions(engine))
    engine.dispose()


def test_a_councils_history_runs_from_its_first_paper_to_its_latest_report(
    services: Services,
) -> None:
    torbay = services.returns.of_council("torbay")
    assert torbay.line("supervision").sentence == (
        "Supervision: asked by 2005 and in 2015, 2018 and 2022 (a repeat in 2018, says the "
        "report); in the plan after the inspection of 2010; leaders: good since 2022, but named "
        "again."
    )
    cells = [cell for line in torbay.areas for cell in line.cells]
    assert sorted((item.plan, item.ref) for cell in cells for item in cell.done) == [
        ("torbay-2012", "2.4"),
        ("torbay-2012", "2.9"),
    ]
    assert [stop.inspection.key for stop in torbay.read if stop.inspection] == [
        "torbay-csci-2004",
        "torbay-2015",
        "torbay-2018",
        "torbay-2022",
    ]
    assert [len(line.asked) for line in torbay.returning(4)] == [4, 4, 4]
    # The plan of 2015 restates what the report, which has been read, says itself.
    plymouth = services.returns.of_council("plymouth")
    assert not any(stop.restated for stop in plymouth.stops)
    assert services.returns.of_council("york").sentences() == ()
    with pytest.raises(KeyError):
        services.returns.of_council("atlantis")
