"""The workbook behind a native chart, for PowerPoint and for Word alike."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.sax.saxutils import escape

from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.enum.chart import XL_CHART_TYPE
from xlsxwriter import Workbook

from portal.domain.pack_model import Chart
from portal.packs.common.time_axis import column_format, dated


class _Writer(CategoryWorkbookWriter):  # type: ignore[misc]
    """The workbook behind a chart, with text written as text and never as a formula."""

    @contextmanager
    def _open_worksheet(self, xlsx_file: io.BytesIO) -> Iterator[tuple[Any, Any]]:
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        workbook = Workbook(xlsx_file, options)
        worksheet = workbook.add_worksheet()
        worksheet.set_column(0, 0, 24)
        yield workbook, worksheet
        workbook.close()


class _Data(CategoryChartData):  # type: ignore[misc]
    @property
    def _workbook_writer(self) -> _Writer:
        return _Writer(self)


def chart_type(chart: Chart) -> Any:
    """PowerPoint's type of chart."""
    return XL_CHART_TYPE.BAR_CLUSTERED if chart.kind == "bar" else XL_CHART_TYPE.LINE_MARKERS


def chart_data(chart: Chart) -> CategoryChartData:
    """The data behind a chart: exactly its categories and values; uneven periods are dates."""
    data = _Data(number_format=escape(chart.number_format, {'"': "&quot;"}))
    data.categories = dated(chart) or [category or " " for category in chart.categories]
    data.categories.number_format = column_format(chart)
    for series in chart.series:
        data.add_series(series.name, series.values)
    return data
