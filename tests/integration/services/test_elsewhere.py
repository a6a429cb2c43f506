"""Where else the portal has something on a theme, and the pages that lead there."""

from __future__ import annotations

from typing import Any

import pytest

from layouts import benchmarks, findings, indicators
from layouts.components.elsewhere import elsewhere_panel
from layouts.html_writer import write_html
from portal.domain.view_state import BenchmarkState, CompareState, FindingsState, IndicatorState
from portal.services import Services


def counts(services: Services, **asked: Any) -> dict[str, tuple[int, int]]:
    asked = {"theme": "", "area": "", "councils": (), **asked}
    places = services.elsewhere.about(asked["theme"], asked["area"], asked["councils"])
    return {place.name: (place.chosen, place.everywhere) for place in places.places}


@pytest.mark.parametrize("theme", ["assessment", "adoption", "care-leavers"])
def test_the_counts_are_those_of_the_pages(services: Services, theme: str) -> None:
    numbers = counts(services, theme=theme)
    items = services.compare.view(CompareState(theme=theme)).items
    assert numbers["items"] == (len(items), len(items))
    total = services.findings.view(FindingsState(theme=theme)).total
    assert numbers["findings"] == (total, total)
    choices = services.indicators.options(IndicatorState(theme=theme)).choices
    assert numbers["measures"][1] == len([m for m in choices if theme in m.themes])
    assert numbers["benchmarks"][1] == services.benchmarks.view(BenchmarkState(theme=theme)).left


def test_councils_and_areas_narrow_and_unknown_keys_are_left_out(services: Services) -> None:
    torbay = counts(services, theme="adoption", councils=("torbay",))
    assert 0 < torbay["items"][0] < torbay["items"][1]
    assert counts(services, theme="adoption", councils=("leeds",))["items"][0] == 0
    area = counts(services, area="looked-after")
    assert 0 < area["items"][0] < counts(services)["items"][0]
    assert counts(services, theme="x", area="y", councils=("z",)) == counts(services)


def test_a_page_with_nothing_leads_to_where_there_is_something(services: Services) -> None:
    there = services.elsewhere.about("adoption", "", ("leeds",))
    text = write_html(elsewhere_panel(there, "findings"))
    assert "What the portal has on the theme “Adoption”" in text
    assert 'href="/plans?theme=adoption"' in text
    assert 'href="/findings?theme=adoption"' in text
    assert "items of plans of all councils" in text
    assert elsewhere_panel(None, "findings") is None
    pages: tuple[Any, ...] = (
        findings.results(services.findings.view(FindingsState(words="zeppelin")), there),
        indicators.results(services.indicators.view(IndicatorState(words="zeppelin")), there),
        benchmarks.results(services.benchmarks.view(BenchmarkState(words="zeppelin")), there),
    )
    for page in pages:
        html = write_html(page)
        assert "What the portal has on the theme “Adoption”" in html
        assert 'href="/plans?theme=adoption"' in html
