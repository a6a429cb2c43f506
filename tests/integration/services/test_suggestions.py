"""Suggested lines of enquiry over real databases: every one has evidence that can be opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session, sessionmaker

from db.engine import open_engine
from db.session import make_sessions
from portal.domain.lines_of_enquiry import MOST, RULES
from portal.domain.lines_of_enquiry.drawing import MOST_REFERENCES
from portal.domain.visits import HEADINGS, KINDS, Suggestion
from portal.services import Services
from portal.services.base import NotFound
from tests.support.official import bring_in
from tests.support.statements import sent_statements

WITH_PLANS = ("torbay", "plymouth", "middlesbrough")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def official(request: Any, new_database: Any, tmp_path_factory: Any) -> Any:
    """Sessions over the catalogue and made-up official statistics, once on each kind."""
    engine = open_engine(new_database(request.param, "catalogue"))
    sessions = make_sessions(engine)
    folder: Path = tmp_path_factory.mktemp("official")
    bring_in(sessions, folder, earlier=13)
    yield sessions
    engine.dispose()


@pytest.fixture(scope="module")
def beside(official: sessionmaker[Session]) -> Services:
    """Services over them."""
    return Services.over(official)


def check(services: Services, suggestions: tuple[Suggestion, ...]) -> None:
    """Every suggestion is well formed, short, and its evidence can be told."""
    rules = {rule.name for rule in RULES}
    assert len({suggestion.key for suggestion in suggestions}) == len(suggestions) <= MOST
    for suggestion in suggestions:
        assert suggestion.rule in rules
        assert suggestion.heading in HEADINGS
        assert suggestion.wording.endswith("?")
        assert suggestion.why[0].isupper() or not suggestion.why[0].isalpha()
        assert len(suggestion.wording.split()) <= 26, suggestion.wording
        assert len(suggestion.why.split()) <= 70, suggestion.why
        assert 0 < len(suggestion.evidence) <= MOST_REFERENCES
        for reference in suggestion.evidence:
            assert reference.kind in KINDS
            assert services.evidence.say(reference).reference.kind == reference.kind


@pytest.mark.parametrize(("council", "fewest"), [("torbay", 30), ("plymouth", 12),
                                                 ("middlesbrough", 8)])  # fmt: skip
def test_councils_with_plans(services: Services, council: str, fewest: int) -> None:
    suggestions = services.suggestions.suggest(council)
    assert fewest <= len(suggestions)
    check(services, suggestions)


@pytest.mark.parametrize("council", [*WITH_PLANS, "gateshead"])
def test_with_official_statistics(beside: Services, council: str) -> None:
    check(beside, beside.suggestions.suggest(council))


def test_a_council_without_plans_has_lines_from_official_statistics_alone(
    services: Services, beside: Services
) -> None:
    assert services.suggestions.suggest("gateshead") == ()
    for council in ("devon", "gateshead", "cornwall"):
        rules = {suggestion.rule for suggestion in beside.suggestions.suggest(council)}
        assert rules <= {
            "worst-quarter", "apart-from-neighbours", "far-from-england", "signal",
            "better-elsewhere",
        }  # fmt: skip


def test_the_worst_quarter_is_that_of_the_benchmarks(beside: Services) -> None:
    by_rule = {suggestion.rule: suggestion for suggestion in beside.suggestions.suggest("torbay")}
    worst = by_rule["worst-quarter"]
    # Torbay has the highest turnover of thirty councils, and low is best.
    assert "24.5%" in worst.why
    assert "rank 30 of 30" in worst.why
    assert worst.heading == "practice"


def test_a_figure_of_low_reliability_supports_nothing(beside: Services) -> None:
    assert not [
        suggestion
        for suggestion in beside.suggestions.suggest("torbay")
        if "isits on time" in suggestion.why
    ]


def test_a_missed_target_is_held_to_its_own_period(services: Services) -> None:
    missed = [
        suggestion
        for suggestion in services.suggestions.suggest("torbay")
        if suggestion.rule == "target-missed"
    ]
    # The paper also prints 73.1% for September, which its own counts (46 of 97) do not give.
    assert [suggestion.why.partition(".  ")[0][:46] for suggestion in missed] == [
        "April 2011 to September 2011: 39.8% (188 of 47",
        "April 2011 to September 2011: 57.7% (511 of 88",
    ]


def test_themes_narrow_what_is_suggested(services: Services) -> None:
    every = services.suggestions.suggest("torbay")
    suggestions = services.suggestions.suggest("torbay", ("care-leavers",))
    assert 0 < len(suggestions) < len(every)
    # All its papers are of long ago: none is said to be the newest plan, and to leave out a theme.
    assert all(suggestion.older for suggestion in suggestions)
    assert not any(suggestion.rule == "silent-theme" for suggestion in suggestions)
    assert not [
        suggestion
        for suggestion in suggestions
        if suggestion.rule == "target-missed" and "care-leavers" not in suggestion.themes
    ]
    check(services, suggestions)


def test_a_draft_is_called_a_draft(services: Services) -> None:
    suggestions = services.suggestions.suggest("plymouth")
    assert suggestions
    for suggestion in suggestions:
        assert "the plan of January 2015" not in suggestion.why + suggestion.wording


@pytest.mark.parametrize("council", ["nowhere", "england", "", "south-west"])
def test_an_unknown_council_is_told(services: Services, council: str) -> None:
    with pytest.raises(NotFound):
        services.suggestions.suggest(council)


@pytest.mark.parametrize("council", [*WITH_PLANS, "gateshead"])
def test_a_council_is_read_once_in_a_fixed_number_of_statements(
    official: sessionmaker[Session], council: str
) -> None:
    services = Services.over(official)
    services.suggestions.suggest("devon")  # what all councils share is read once a version
    with sent_statements() as statements:
        suggestions = services.suggestions.suggest(council)
    assert len(statements) == len(set(statements)) <= 11
    with sent_statements() as again:
        assert services.suggestions.suggest(council) == suggestions
        assert len(again) <= 1  # the data's version
        services.suggestions.suggest(council, ("adoption",))
    assert len(again) > 1
