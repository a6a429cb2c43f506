"""Torbay's report card of 2012: each of its rows is found by the reference printed beside it."""

from __future__ import annotations

import re

import pytest

from layouts import indicators
from portal.domain.view_state import IndicatorState
from portal.services import Services
from tests.support.components import text_of

# The report card as printed; its row T5 holds no figure.
REPORT_CARD = [f"C{n}" for n in range(1, 9)] + [f"T{n}" for n in range(1, 36)]
WITHOUT_FIGURE = {"T5"}


@pytest.mark.parametrize("filled_engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("ref", REPORT_CARD)
def test_a_row_is_found_by_its_reference_with_its_figures(services: Services, ref: str) -> None:
    offered = services.indicators.options(IndicatorState(words=ref)).choices
    keys = [measure.key for measure in offered]
    assert "population-0-18" not in keys
    shown = {key: services.indicators.more(IndicatorState(words=ref, measure=key)) for key in keys}
    named = re.compile(rf"Torbay, {ref}:")
    (key,) = [key for key in keys if named.search(text_of(indicators.beside(shown[key])))]
    view = shown[key].view
    figures = [value for value in view.values if value.indicator.ref == ref]
    if ref in WITHOUT_FIGURE:
        assert not figures
        assert "No figure is printed" in text_of(indicators.results(view))
        assert text_of(indicators.beside(shown[key])).count("prints a figure of") == 3
        return
    assert figures
    drawn = text_of([indicators.results(view), indicators.below(shown[key])])
    assert re.search(rf"\b{ref}\b", drawn)
