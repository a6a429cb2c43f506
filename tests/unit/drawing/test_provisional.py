"""The chart of official and provisional figures: lines, hollow marks, names that do not touch."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

from portal.drawing.provisional import Course, provisional_charts

OFFICIAL = ((date(2024, 3, 31), 70.0), (date(2025, 3, 31), 79.1))
SHARED = ((date(2026, 6, 30), 60.0), (date(2026, 9, 30), 61.4))


def test_official_figures_are_lines_and_shared_ones_hollow_marks() -> None:
    courses = [
        Course("Torbay & bay", "#123456", "circle", OFFICIAL, SHARED),
        Course("England", "#777777", "square", ((date(2025, 3, 31), 79.0),), ()),
    ]
    chart, _narrow = provisional_charts(courses, "On time: 2 councils <b>")
    drawn = ElementTree.fromstring(chart)  # noqa: S314 - written here
    assert drawn.get("aria-label") == "On time: 2 councils <b>"
    circles = drawn.findall("circle")
    assert [each.get("fill") for each in circles] == ["#123456"] * 2 + ["#ffffff"] * 2
    dotted = [each for each in drawn.findall("polyline") if each.get("stroke-dasharray")]
    assert [len((each.get("points") or "").split()) for each in dotted] == [3, 1]
    names = [each for each in drawn.findall("text") if each.get("font-weight") == "bold"]
    assert {each.text for each in names} == {"Torbay & bay", "England"}
    first, second = sorted(float(each.get("y") or 0) for each in names)
    assert second - first >= 15
    numbers = [float(n) for n in re.findall(r'(?:cx|cy|x|y)="(-?[\d.]+)"', chart)]
    assert all(0 <= number <= 760 for number in numbers)


def test_figures_of_one_day_make_no_chart() -> None:
    assert provisional_charts([Course("A", "#123456", "circle", (), SHARED[:1])], "") == []


def test_names_stay_within_both_drawings_and_apart() -> None:
    """Of many councils with a low figure the names would run out at the foot."""
    named = ["England", "Bournemouth, Christchurch and Poole", *(f"Council {n}" for n in range(8))]
    low = ((date(2024, 3, 31), 1.0), (date(2025, 3, 31), 2.0))
    first = Course("Torbay", "#123456", "circle", OFFICIAL, ())
    courses = [first, *(Course(name, "#777777", "square", low, ()) for name in named)]
    for chart, wide in zip(provisional_charts(courses, ""), (760, 340), strict=True):
        drawn = ElementTree.fromstring(chart)  # noqa: S314 - written here
        assert drawn.get("width") == str(wide)
        names = [each for each in drawn.findall("text") if each.get("font-weight") == "bold"]
        assert len(names) == len(courses)
        heights = sorted(float(each.get("y") or 0) for each in names)
        assert all(b - a >= 14.9 for a, b in pairwise(heights))
        assert 0 < heights[0] < heights[-1] <= 250 - 24
        # A bold letter of this size is at most so wide on the average of a name.
        assert all(float(n.get("x") or 0) + 7.6 * len(n.text or "") <= wide for n in names)
