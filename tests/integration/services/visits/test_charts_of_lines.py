"""The charts of a line that is taken show whom the line is about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from db.engine import open_engine
from db.session import make_sessions
from portal.services import Services
from tests.support.official import bring_in
from tests.support.signing_in import make_account


@pytest.fixture(scope="module")
def beside(new_database: Any, tmp_path_factory: Any) -> Any:
    """Services over the catalogue and made-up official statistics, and a reviewer."""
    engine = open_engine(new_database("sqlite", "catalogue"))
    sessions = make_sessions(engine)
    folder: Path = tmp_path_factory.mktemp("official")
    bring_in(sessions, folder, earlier=13)
    yield Services.over(sessions), make_account(sessions, "anna", ["reviewer"])
    engine.dispose()


def charts(beside: Any, council: str, rule: str) -> list[Any]:
    services, anna = beside
    made = services.visits.create(anna, council)
    suggestions = services.lines.suggested(anna, made)[0]
    suggestion = next(
        s for s in suggestions if s.rule == rule and "chart" in {e.kind for e in s.evidence}
    )
    services.lines.accept(anna, made, suggestion.key)
    (line,) = services.visits.visit(anna, made).lines
    return [e.statement for e in line.evidence if e.statement.reference.kind == "chart"]


def test_a_line_about_neighbours_draws_the_council_and_its_neighbours(beside: Any) -> None:
    services, _anna = beside
    vocabulary = services.data.vocabulary()
    near = [vocabulary.councils[n.key].name for n in vocabulary.neighbours["torbay"]]
    drawn = charts(beside, "torbay", "apart-from-neighbours")
    assert drawn
    for chart in drawn:
        assert "councils=torbay," in chart.link
        assert "Torbay" in chart.statement
        assert any(name in chart.statement for name in near)
        if "Middlesbrough" not in near:
            assert "Middlesbrough" not in chart.statement


def test_other_lines_draw_the_council_alone(beside: Any) -> None:
    drawn = charts(beside, "torbay", "target-missed")
    assert drawn
    for chart in drawn:
        assert "councils=torbay&" in chart.link
        assert "Plymouth" not in chart.statement


def test_where_evidence_is_left_out_the_view_of_all_is_linked(beside: Any) -> None:
    services, _anna = beside
    suggestions = services.suggestions.suggest("torbay")
    assert {bool(suggestion.view) for suggestion in suggestions} == {True, False}
    for suggestion in suggestions:
        assert (
            bool(suggestion.view)
            == (suggestion.held > len(suggestion.evidence))
            == ("are attached." in suggestion.why)
        )
    views = {suggestion.rule: suggestion.view for suggestion in suggestions if suggestion.view}
    assert views["findings"] == "/findings?councils=torbay"
    assert views["undated"] == "/plans?councils=torbay"
