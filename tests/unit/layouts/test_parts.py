"""Parts of pages that several pages share."""

from __future__ import annotations

import re

from layouts.components.parts import table
from layouts.html_writer import write_html


def test_rows_under_one_heading_are_a_group_of_the_table() -> None:
    groups = ["Care", "Care", "Workforce"]
    rows = [["Torbay", "1"], ["Plymouth", "2"], ["Torbay", "3"]]
    written = write_html(table(["Council", "Newest"], rows, "Figures", groups=groups))
    bodies = re.findall(r"<tbody>(.*?)</tbody>", written)
    headings = [re.findall(r'scope="rowgroup"[^>]*>(.*?)</th>', body) for body in bodies]
    assert headings == [["Care"], ["Workforce"]]
    assert [body.count("<tr") for body in bodies] == [3, 2]


def test_rows_without_headings_are_one_group_and_none_leave_an_empty_body() -> None:
    assert write_html(table(["A"], [["1"], ["2"]])).count("<tbody>") == 1
    assert write_html(table(["A"], [])).count("<tbody") == 1
