"""Which measures of a data set are new, revised or no longer published."""

from __future__ import annotations

from datetime import date

import pytest

from portal.domain.measure_marks import MeasureMark, Span, marks

Y23, Y24, Y25 = (date(year, 3, 31) for year in (2023, 2024, 2025))
OCTOBER = date(2025, 10, 31)


def span(number: int, first: date, last: date, basis: str = "year", of: str = "a") -> Span:
    return Span(indicator=number, document=of, basis=basis, first=first, last=last)


LASTING = [span(1, Y23, Y25), span(2, Y23, Y25)]


@pytest.mark.parametrize(
    ("spans", "revised", "expected"),
    [
        ([], {}, {}),
        (LASTING, {}, {}),
        (LASTING, {1: 1, 2: 3}, {1: ("Revised", "1 figure"), 2: ("Revised", "3 figures")}),
        ([*LASTING, span(3, Y25, Y25)], {}, {3: ("New", "first figures March 2025")}),
        (
            [*LASTING, span(3, Y23, Y24)],
            {3: 2},
            {3: ("No longer published", "last figures March 2024, others March 2025")},
        ),
        # Everything of a first import begins in the same year.
        ([span(1, Y25, Y25), span(2, Y25, Y25)], {}, {}),
        # Monthly figures go on longer than those of years, and other data sets are no measure.
        ([*LASTING, span(3, OCTOBER, OCTOBER, "month")], {}, {}),
        ([*LASTING, span(3, Y23, Y24, of="b")], {}, {}),
        # A collection of many returns, of which few reach the newest period.
        ([span(1, Y23, Y25), span(2, Y23, Y24), span(3, Y23, Y23)], {}, {}),
    ],
)
def test_marks(
    spans: list[Span], revised: dict[int, int], expected: dict[int, tuple[str, str]]
) -> None:
    wanted = {n: MeasureMark(state=state, reason=why) for n, (state, why) in expected.items()}
    assert marks(spans, revised) == wanted
