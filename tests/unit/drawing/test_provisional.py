"""The chart of official and provisional figures: lines, hollow marks, names that do not touch."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

from portal.drawing.provisional import Course, provisional_chart

OFFICIAL = ((date(2024, 3, 31), 70.0), (date(2025, 3, 31), 79.1))
SHARED = ((date(2026, 6, 30), 60.0), (date(2026, 9, 30), 61.4))


def test_official_figures_are_lines_and_shared_ones_hollow_marks() -> None:
    courses = [
        Course("Torbay & bay", "#123456", "circle", OFFICIAL, SHARED),
        Course("England", "#777777", "square", ((date(2025, 3, 31), 79.0),), ()),
    ]
    chart = provisional_chart(courses, "On time: 2 councils <b>")
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
    assert provisional_chart([Course("A", "#123456", "circle", (), SHARED[:1])], "") == ""
