"""Native, editable charts, for PowerPoint and for Word alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE
from pptx.util import Pt

from portal.domain.pack_model import Chart, Series
from portal.packs.common import theme
from portal.packs.common.axes import (
    axis_format,
    dash_of,
    formatted,
    last_point,
    named_behind,
    scale_of,
    spread,
    stands_alone,
    values_of,
    width_of,
)
from portal.packs.common.series_names import (
    LABEL,
    SMALLER,
    end_text,
    ends_width,
    legend_height,
    legend_is_needed,
)
from portal.packs.common.text_metrics import Run, break_lines, text_width
from portal.packs.common.time_axis import AXIS_FORMAT, dated, edges, months_apart, serial
from portal.packs.common.uncertain import UNCERTAIN

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_NS = f'xmlns:c="{_C}" xmlns:a="{_A}"'
_DASHES = {
    "dot": MSO_LINE.ROUND_DOT,
    "dash": MSO_LINE.DASH,
    "dashdot": MSO_LINE.DASH_DOT,
    "longdash": MSO_LINE.LONG_DASH,
}


def rgb(colour: str) -> RGBColor:
    """A colour as the library wants it."""
    return RGBColor.from_string(theme.bare(colour))


def dress(native: Any, chart: Chart, width: float, height: float, size: float = LABEL) -> None:
    """Gives a native chart the portal's look.

    Args:
        native: python-pptx's chart.
        chart: what it shows.
        width: its width in points.
        height: its height in points.
        size: the size of its text.
    """
    native.has_title = False
    native.has_legend = False
    native.font.size = Pt(size)
    native.font.name = theme.FONT
    native.font.color.rgb = rgb(theme.QUIET)
    blanks = native._chartSpace.find(f".//{{{_C}}}dispBlanksAs")
    if blanks is not None:
        blanks.set("val", "gap")
    _bare(native)
    _number_axes(native)
    if chart.kind == "bar":
        _dress_bars(native, chart, width, height, size)
    else:
        _dress_lines(native, chart, width, height, size)


def _bare(native: Any) -> None:
    """No frame and no ground of its own; British English."""
    space = native._chartSpace
    none = f"<c:spPr {_NS}><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
    if space.find(f"{{{_C}}}spPr") is None:
        space.find(f"{{{_C}}}txPr").addprevious(_element(none))
    for properties in native._chartSpace.iter(f"{{{_A}}}defRPr"):
        properties.set("lang", "en-GB")


def _number_axes(native: Any) -> None:
    """Give axes numbers that the schema allows; python-pptx's are below nought."""
    for name in ("axId", "crossAx"):
        for element in native._chartSpace.iter(f"{{{_C}}}{name}"):
            element.set("val", str(abs(int(element.get("val")))))


def _legend(native: Any, size: float, share: float, rows_matter: bool) -> None:
    native.has_legend = True
    native.legend.position = XL_LEGEND_POSITION.BOTTOM
    native.legend.include_in_layout = False
    native.legend.font.size = Pt(size - 0.5)
    if not rows_matter:
        return
    legend = native.legend._element
    for old in legend.findall(f"{{{_C}}}layout"):
        legend.remove(old)
    legend.find(f"{{{_C}}}legendPos").addnext(
        _element(
            f'<c:layout {_NS}><c:manualLayout><c:xMode val="edge"/><c:yMode val="edge"/>'
            f'<c:x val="0.01"/><c:y val="{1 - share:.4f}"/><c:w val="0.98"/>'
            f'<c:h val="{share:.4f}"/></c:manualLayout></c:layout>'
        )
    )


def _element(xml: str) -> Any:
    return etree.fromstring(xml)


def _inner(native: Any, x: float, y: float, w: float, h: float) -> None:
    """Places the plot within the chart, as shares of it."""
    area = native._chartSpace.find(f".//{{{_C}}}plotArea")
    for old in area.findall(f"{{{_C}}}layout"):
        area.remove(old)
    area.insert(
        0,
        _element(
            f'<c:layout {_NS}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/>'
            f'<c:yMode val="edge"/><c:x val="{x:.4f}"/><c:y val="{y:.4f}"/><c:w val="{w:.4f}"/>'
            f'<c:h val="{h:.4f}"/></c:manualLayout></c:layout>'
        ),
    )


def _insert_before_data(series: Any, element: Any) -> None:
    for old in series._element.findall(f"{{{_C}}}dLbls"):
        series._element.remove(old)
    for name in ("cat", "val"):
        place = series._element.find(f"{{{_C}}}{name}")
        if place is not None:
            place.addprevious(element)
            return


def _text(colour: str, bold: bool, size: float) -> str:
    return (
        f'<c:txPr><a:bodyPr wrap="none"/><a:lstStyle/><a:p><a:pPr><a:defRPr lang="en-GB" '
        f'sz="{size * 100:.0f}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{colour}"/>'
        f'</a:solidFill></a:defRPr></a:pPr><a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )


_SHOW = (
    '<c:showLegendKey val="0"/><c:showVal val="{value}"/><c:showCatName val="0"/>'
    '<c:showSerName val="{name}"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
)


_NO_LEADERS = (
    '<c:extLst><c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}" '
    'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart">'
    '<c15:showLeaderLines val="0"/></c:ext></c:extLst>'
)


def _no_labels() -> str:
    return _SHOW.format(value=0, name=0)


def _dress_lines(native: Any, chart: Chart, width: float, height: float, size: float) -> None:
    scale = scale_of(chart)
    legend = legend_is_needed(chart, width, size)
    named = size if ends_width(chart, size) <= width * 0.36 else size - SMALLER
    ticks = axis_format(chart, scale)
    tick_width = max(text_width(formatted(tick, ticks), size) for tick in scale.ticks)
    left = (tick_width + 10) / width
    right = 0.03 if legend else ends_width(chart, named) / width
    top = 8 / height
    legend_high = legend_height(chart, width, size) if legend else 0.0
    slanted, label_high = _label_room(chart, (1 - left - right) * width, size)
    below = (label_high + legend_high) / height
    plot = max(1 - top - below, 0.3)
    _inner(native, left, top, 1 - left - right, plot)
    values = native.value_axis
    values.minimum_scale, values.maximum_scale = scale.low, scale.high
    values.major_unit = scale.step
    values.has_major_gridlines = True
    values.major_gridlines.format.line.color.rgb = rgb(theme.LINE)
    values.major_gridlines.format.line.width = Pt(0.75)
    values.format.line.fill.background()
    values.major_tick_mark = values.minor_tick_mark = XL_TICK_MARK.NONE
    values.tick_labels.number_format = ticks
    values.tick_labels.number_format_is_linked = False
    _categories(native, size, slanted)
    if days := dated(chart):
        _date_axis(native.category_axis, days, (1 - left - right) * width, size)
    if legend:
        _legend(native, size, legend_high / height, legend_high > size * 3)
    shifts = [0.0] * len(chart.series)
    if not legend:
        wanted = []
        for data in chart.series:
            last = last_point(data)
            at_end = last == len(chart.categories) - 1 and data.kind != UNCERTAIN
            value = data.values[last] if last is not None and at_end else None
            wanted.append((1 - scale.share(value)) * plot * height if value is not None else -99.0)
        ends = _apart(wanted, named * 1.35, plot * height)
        shifts = [
            (end - want) / height if want > -99 else 0.0
            for end, want in zip(ends, wanted, strict=True)
        ]
    for series, data, shift in zip(native.plots[0].series, chart.series, shifts, strict=True):
        _line(series, data)
        last = last_point(data)
        if not legend and last is not None and data.kind != UNCERTAIN:
            wide = text_width(end_text(data, chart.number_format), named, True)
            behind = named_behind(chart, data, wide, (1 - left - right) * width, plot * height)
            _insert_before_data(series, _end_label(data, last, shift, named, behind))


def _apart(wanted: list[float], apart: float, bottom: float) -> list[float]:
    """The wanted places kept apart; places below nought are of names that stand elsewhere."""
    at_end = [number for number, place in enumerate(wanted) if place > -99]
    placed = spread([wanted[number] for number in at_end], apart, 0.0, bottom)
    moved = dict(zip(at_end, placed, strict=True))
    return [moved.get(number, place) for number, place in enumerate(wanted)]


def _end_label(data: Series, last: int, shift: float, size: float, behind: bool) -> Any:
    layout = "<c:layout/>"
    if abs(shift) > 0.002:
        layout = (
            '<c:layout><c:manualLayout><c:x val="0"/>'
            f'<c:y val="{shift:.4f}"/></c:manualLayout></c:layout>'
        )
    side = "r"
    if last < len(data.values) - 1 and not behind:
        # A series that ends early is named above or below its end, clear of the others' names.
        before, ends = data.values[last - 1] if last else None, data.values[last]
        side = "b" if before is not None and ends is not None and before > ends else "t"
    colour = theme.dark(theme.bare(data.colour)) if data.kind == "council" else theme.QUIET
    return _element(
        f'<c:dLbls {_NS}><c:dLbl><c:idx val="{last}"/>{layout}<c:spPr><a:noFill/><a:ln>'
        f"<a:noFill/></a:ln></c:spPr>{_text(colour, data.kind == 'council', size)}"
        f'<c:dLblPos val="{side}"/>{_SHOW.format(value=1, name=1)}'
        f"<c:separator>  </c:separator></c:dLbl>{_no_labels()}{_NO_LEADERS}</c:dLbls>"
    )


def _line(series: Any, data: Series) -> None:
    series.smooth = False
    line = series.format.line
    if data.kind == UNCERTAIN:
        line.fill.background()
        _hollow(series.marker, data)
        return
    line.color.rgb = rgb(data.colour)
    line.width = Pt(width_of(data))
    if dash_of(data) != "solid":
        line.dash_style = _DASHES[dash_of(data)]
    marker = series.marker
    if data.kind != "council" and not stands_alone(data):
        marker.style = XL_MARKER_STYLE.NONE
    else:
        marker.style = getattr(XL_MARKER_STYLE, theme.MARKERS.get(data.symbol, "CIRCLE"))
        marker.size = 8 if data.kind == "council" else 5
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = rgb(data.colour)
        marker.format.line.color.rgb = rgb(data.colour)


def _hollow(marker: Any, data: Series) -> None:
    """The mark of an uncertain reading: LibreOffice draws its inside only, so that is pale."""
    marker.style = getattr(XL_MARKER_STYLE, theme.MARKERS.get(data.symbol, "CIRCLE"))
    marker.size = 9
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = rgb(theme.pale(data.colour))
    marker.format.line.color.rgb = rgb(data.colour)
    marker.format.line.width = Pt(1.75)


def _label_room(chart: Chart, width: float, size: float) -> tuple[bool, float]:
    """Tell if the categories' names must be slanted to fit, and how high they then stand."""
    if dated(chart):
        return False, size * 1.25 + 12
    step = width / len(chart.categories) - 3
    words = [word for name in chart.categories for word in name.replace("–", "– ").split()]
    longest = max((text_width(word, size) for word in words), default=0.0)
    if longest > step:
        widest = max(text_width(name, size - 1) for name in chart.categories)
        return True, min(widest, 120.0) * 0.74 + 14
    lines = max(
        len(break_lines((Run(name.replace("–", "– ")),), size, step)) for name in chart.categories
    )
    return False, lines * size * 1.25 + 12


def _categories(native: Any, size: float, slanted: bool | None) -> None:
    axis = native.category_axis
    axis.format.line.color.rgb = rgb(theme.STRONG_LINE)
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    axis.has_major_gridlines = False
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if slanted is None:
        return
    axis.tick_labels.font.size = Pt(size - 1 if slanted else size)
    body = axis._element.find(f"{{{_C}}}txPr/{{{_A}}}bodyPr")
    body.set("rot", "-2700000" if slanted else "0")
    body.set("vert", "horz")


def _date_axis(axis: Any, days: Sequence[date], width: float, size: float) -> None:
    axis.minimum_scale, axis.maximum_scale = map(serial, edges(days))
    axis.tick_labels.number_format = AXIS_FORMAT
    axis.tick_labels.number_format_is_linked = False
    axis.major_tick_mark = XL_TICK_MARK.OUTSIDE
    unit = axis._element.find(f"{{{_C}}}baseTimeUnit")
    months = months_apart(days, width, size)
    for name, value in (("majorTimeUnit", "months"), ("majorUnit", months)):
        unit.addnext(_element(f'<c:{name} {_NS} val="{value}"/>'))


def _dress_bars(native: Any, chart: Chart, width: float, height: float, size: float) -> None:
    plot = native.plots[0]
    together = max(
        sum(data.values[index] is not None for data in chart.series)
        for index in range(len(chart.categories))
    )
    plot.overlap = 100 if together <= 1 else -5
    plot.gap_width = 45
    legend = legend_is_needed(chart, width, size)
    bars = len(chart.categories) * max(together, 1)
    size = min(size, max(size - 1.0, (height - 20) / bars * 0.62))
    labels = max(text_width(category, size) for category in chart.categories) + 12
    left = min(labels / width, 0.42)
    ends = max(
        text_width(formatted(value, chart.number_format), size, True) for value in values_of(chart)
    )
    legend_high = legend_height(chart, width, size) if legend else 4.0
    below = legend_high / height
    _inner(native, left, 4 / height, 1 - left - (ends + 10) / width, 1 - 4 / height - below)
    scale = scale_of(chart)
    values = native.value_axis
    values.minimum_scale, values.maximum_scale = scale.low, scale.high
    values.has_major_gridlines = False
    values.visible = False
    _categories(native, size, None)
    axis = native.category_axis
    axis.reverse_order = True
    axis.tick_labels.font.size = Pt(size)
    axis.tick_labels.font.color.rgb = rgb(theme.INK)
    if legend:
        _legend(native, size, legend_high / height, legend_high > size * 3)
    for series, data in zip(plot.series, chart.series, strict=True):
        series.invert_if_negative = False
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(data.colour)
        series.format.line.fill.background()
        for index in data.doubtful:
            if 0 <= index < len(data.values) and data.values[index] is not None:
                form = series.points[index].format
                form.fill.solid()
                form.fill.fore_color.rgb = rgb(theme.PAPER)
                form.line.color.rgb = rgb(data.colour)
                form.line.width = Pt(1.5)
        colour = theme.dark(theme.bare(data.colour)) if data.kind == "council" else theme.QUIET
        form_code = escape(chart.number_format, {'"': "&quot;"})
        label = _element(
            f'<c:dLbls {_NS}><c:numFmt formatCode="{form_code}" sourceLinked="0"/><c:spPr>'
            f"<a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
            f'{_text(colour, data.kind == "council", size)}<c:dLblPos val="outEnd"/>'
            f"{_SHOW.format(value=1, name=0)}</c:dLbls>"
        )
        _insert_before_data(series, label)
