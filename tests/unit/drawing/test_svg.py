"""Markers as SVG."""

from __future__ import annotations

import pytest

from portal.drawing.svg import marker


@pytest.mark.parametrize(
    ("outline", "inside", "drawn"),
    [("FFFFFF", "846030", "846030"), ("846030", "FFFFFF", "846030"), ("846030", "", "846030")],
)
@pytest.mark.parametrize("symbol", ["cross", "x"])
def test_a_marker_of_lines_alone_has_its_colour_whatever_outline_sets_it_apart(
    symbol: str, outline: str, inside: str, drawn: str
) -> None:
    shape = marker(symbol, 10, 10, 5, outline, inside)
    assert shape.count(f"#{drawn}") == 2
    assert "#FFFFFF" not in shape
