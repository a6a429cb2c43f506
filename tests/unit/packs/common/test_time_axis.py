"""Periods stand to the scale of time: a year takes twelve times the room of a month."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation
from pptx.chart.axis import DateAxis

from portal.domain.pack_model import Chart, Pack, Page, Part, Series
from portal.packs.common.axes import named_behind, scale_of
from portal.packs.common.time_axis import (
    UNEVEN,
    cell_format,
    dated,
    months_apart,
    places,
    serial,
    uneven,
)
from portal.packs.docx.writer import write_words
from portal.packs.html import svg_charts
from portal.packs.html.writer import write_page
from portal.packs.pptx.writer import write_slides
from portal.packs.xlsx.writer import write_sheets
from tests.support.example_pack import cells, serials
from tests.unit.packs.docx.test_writer import charts as word_charts
from tests.unit.packs.pptx.test_writer import quiet

MONTHS = (date(2012, 4, 30), date(2012, 5, 31), date(2012, 6, 30), date(2013, 7, 31))
NAMES = ("Apr 2012", "May 2012", "Jun 2012", "31 Jul 2013")


def chart(names: tuple[str, ...] = NAMES, dates: tuple[date, ...] = MONTHS) -> Chart:
    """A line that stands still for a year, and a target at its end."""
    values = (82.0, 85.5, *(90.0 for _ in names[2:]))
    return Chart(
        "line", "Headline", "Subtitle", names,
        (Series("Torbay", values, "#12436D"),), '0.0"%"', "Alt", "Source", dates=dates,
    )  # fmt: skip


def years(*ends: int) -> Chart:
    """A chart of financial years."""
    names = tuple(f"{end - 1}/{end % 100:02d}" for end in ends)
    return chart(names, tuple(date(end, 3, 31) for end in ends))


def pack(chart: Chart) -> Pack:
    """A pack of one chart."""
    part = Part("themes", "Charts", (Page("Charts", (chart,)),))
    made_at = datetime(2026, 11, 21, tzinfo=UTC)
    return Pack("Title", "Subtitle", "Data", "https://example.org/", made_at, (part,))


def test_a_year_is_as_wide_as_its_days() -> None:
    first, second, third, last = places(chart())
    assert (last - third) / (second - first) == pytest.approx(396 / 31)
    assert first == pytest.approx(1 - last)


@pytest.mark.parametrize(
    "chart",
    [
        years(2020, 2021, 2022),
        replace(years(2020, 2021, 2022), dates=()),
        replace(years(2020, 2021, 2022), dates=(date(2020, 3, 31),)),
        replace(years(2020, 2021, 2022), dates=(date(2020, 3, 31),) * 3),
    ],
)
def test_even_periods_and_those_without_days_stand_evenly(chart: Chart) -> None:
    assert places(chart) == pytest.approx((1 / 6, 3 / 6, 5 / 6), abs=0.001)
    assert not dated(chart)


@pytest.mark.parametrize(
    ("chart", "is_uneven", "has_dates"),
    [
        (chart(), True, True),
        (chart(NAMES[:3], MONTHS[:3]), False, False),
        (years(2018, 2019, 2020, 2021), False, False),
        (years(2018, 2019, 2021, 2022), True, False),
    ],
)
def test_only_uneven_periods_that_a_date_can_name_become_dates(
    chart: Chart, is_uneven: bool, has_dates: bool
) -> None:
    assert uneven(chart) is is_uneven
    assert bool(dated(chart)) is has_dates


def test_a_cell_shows_a_date_as_its_period_was_named() -> None:
    assert [cell_format(*cell) for cell in zip(MONTHS, NAMES, strict=True)] == [
        "mmm yyyy", "mmm yyyy", "mmm yyyy", "d mmm yyyy",
    ]  # fmt: skip
    assert cell_format(date(2012, 3, 31), "2011/12") == ""


def test_a_day_is_counted_as_office_files_count_it() -> None:
    assert serial(date(2012, 4, 30)) == 41029


def test_names_on_an_axis_of_dates_keep_apart() -> None:
    assert months_apart(MONTHS, 2000, 11) == 1
    assert months_apart(MONTHS, 300, 11) == 6
    assert months_apart((date(1990, 1, 1), date(2025, 1, 1)), 60, 11) == 120


@pytest.mark.parametrize("width", [720.0, 340.0])
def test_a_drawing_places_points_by_date_and_names_that_do_not_touch(width: float) -> None:
    drawing = svg_charts.draw(chart(), "one", width)
    spots = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', drawing)]
    assert (spots[3] - spots[2]) / (spots[1] - spots[0]) == pytest.approx(396 / 31, rel=0.05)
    names = re.findall(r'<text x="([\d.]+)" y="288.0"[^>]*>([^<]*)<', drawing)
    assert names[0][1] == "31 Jul 2013"
    assert names[1][1] == "Jun 2012"
    assert all(float(a) - float(b) > 50 for (a, _), (b, _) in pairwise(names))


def test_values_are_drawn_from_nought_as_in_the_portals_own_charts() -> None:
    scale = scale_of(chart())
    assert (scale.low, scale.high) == (0, 100)
    below = replace(chart(), series=(Series("Torbay", (-5.0, -4.0, -3.0, -2.0), "#12436D"),))
    assert scale_of(below).high == 0


def _axis(chart_xml: str) -> tuple[Any, Any]:
    step = re.search(r'<c:majorUnit[^>]* val="(\d+)"', chart_xml)
    return re.search(r'<c:majorTimeUnit[^>]* val="months"', chart_xml), step


def test_a_slides_chart_has_an_axis_of_dates() -> None:
    deck = Presentation(io.BytesIO(write_slides(pack(chart()), quiet)))
    shape = next(s for slide in deck.slides for s in slide.shapes if s.has_chart)
    native = shape.chart
    assert isinstance(native.category_axis, DateAxis)
    assert list(native.plots[0].categories) == serials(chart())
    assert tuple(native.plots[0].series[0].values) == chart().series[0].values
    assert native.category_axis.tick_labels.number_format == "mmm yyyy"
    assert native.category_axis.minimum_scale == serial(date(2012, 4, 30)) - 18
    assert native.category_axis.maximum_scale == serial(date(2013, 7, 31)) + 18
    assert all(_axis(native.part.blob.decode()))
    blob = native.part.chart_workbook.xlsx_part.blob
    sheet = load_workbook(io.BytesIO(blob)).active
    assert tuple(row[0].value for row in sheet.iter_rows(min_row=2)) == cells(chart())
    assert sheet.cell(2, 1).number_format == "d mmm yyyy"


def test_a_documents_chart_has_an_axis_of_dates() -> None:
    document = Document(io.BytesIO(write_words(pack(chart()), quiet)))
    ((_, part),) = word_charts(document)
    assert b"c:dateAx" in part.blob
    assert all(_axis(part.blob.decode()))


def test_a_sheets_chart_has_an_axis_of_dates_and_cells_that_show_the_names() -> None:
    book = load_workbook(io.BytesIO(write_sheets(pack(chart()), quiet)))
    sheet, native = next((s, c) for s in book.worksheets for c in s._charts)
    at = native.series[0].cat.numRef.f.rpartition("!")[2].replace("$", "")
    first_cells = [cell[0] for cell in sheet[at]]
    assert tuple(cell.value for cell in first_cells) == cells(chart())
    assert [cell.number_format for cell in first_cells] == ["mmm yyyy"] * 3 + ["d mmm yyyy"]
    assert native.x_axis.number_format.formatCode == "mmm yyyy"
    assert native.x_axis.majorTimeUnit == "months"


def test_where_dates_cannot_name_the_periods_the_note_says_that_they_are_uneven() -> None:
    chart = years(2018, 2019, 2021, 2022)
    deck = Presentation(io.BytesIO(write_slides(pack(chart), quiet)))
    texts = [s.text_frame.text for p in deck.slides for s in p.shapes if s.has_text_frame]
    assert any(UNEVEN in text for text in texts)
    book = load_workbook(io.BytesIO(write_sheets(pack(chart), quiet)))
    assert any(
        UNEVEN in str(cell.value) for s in book.worksheets for row in s.iter_rows() for cell in row
    )
    assert UNEVEN not in write_page(pack(chart))  # which is drawn to the scale of time


def test_an_early_line_is_named_behind_its_end_unless_another_is_there() -> None:
    early = Series("Torbay", (50.0, 52.0, None, None), "#12436D")
    level = Series("England", (90.0,) * 4, "#6b7783", "comparator")
    close = replace(level, values=(51.0,) * 4)
    free = replace(chart(), series=(early, level))
    crossed = replace(chart(), series=(early, close))
    assert named_behind(free, early, 80, 600, 250)
    assert not named_behind(crossed, early, 80, 600, 250)
    assert not named_behind(free, early, 580, 600, 250)
