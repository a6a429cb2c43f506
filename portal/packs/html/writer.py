"""Packs as HTML, from the portal's templates: a page for the printer, and frames of other sites."""

from __future__ import annotations

from functools import cache
from itertools import count
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from portal.domain.pack_model import Block, Chart, Pack, Table, TimeLine
from portal.packs.common.axes import stands_in_categories
from portal.packs.common.columns import fair_widths, longest_word
from portal.packs.common.figures import figure_head, figure_rows
from portal.packs.common.sanitise import shown, tidy
from portal.packs.common.wording import (
    CONFIDENTIAL,
    OPEN,
    doubt_note,
    file_title,
    long_date,
    mark_rows,
)
from portal.packs.html import svg_charts

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
_BREAK = Markup("<br>")
# A chart with more periods is tabled with a row for each, with fewer with a row for each series.
_MOST_COLUMNS = 8
# A table of more columns is set in small type (`pack-dense`).
_DENSE = 7


def write_page(pack: Pack) -> str:
    """Write the pack as a page: headings in order, tables, charts as inline SVG."""
    template = _environment().get_template("pack.html")
    return template.render(pack=tidy(pack), number=count(1).__next__)


def write_frame(pack: Pack) -> str:
    """Write the pack as a light page for a frame of another site."""
    pack = tidy(pack)
    return (
        _environment()
        .get_template("embed.html")
        .render(
            title=pack.title,
            problem="",
            pages=[page for _part, page in pack.pages],
            data=pack.data,
            link=pack.link,
            number=count(1).__next__,
        )
    )


def write_empty_frame(problem: str, link: str) -> str:
    """Write a frame that says why there is nothing to show."""
    template = _environment().get_template("embed.html")
    return template.render(title="Alongside", problem=problem, pages=(), data="", link=link)


@cache
def _environment() -> Environment:
    """Make Jinja's environment, with every text escaped; none is made before the first page."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    made.filters |= {
        "doubt_note": doubt_note,
        "file_title": file_title,
        "figure_head": figure_head,
        "figure_rows": figure_rows,
        "figures": _figures,
        "kind": _kind,
        "lines": _lines,
        "long_date": long_date,
        "marks": _marks,
        "shares": _shares,
        "shown": shown,
    }
    made.globals |= {
        "open": OPEN,
        "confidential": CONFIDENTIAL,
        "draw": _draw,
        "draw_line": _draw_line,
    }
    return made


def _lines(text: str) -> Markup:
    """Escape a text and break its lines."""
    return _BREAK.join(text.split("\n"))


def _shares(table: Table) -> list[float]:
    """Share out a printed page's width in percent, so that no column breaks a word."""
    if not table.widths:
        return []
    # Points: A4 between its margins, the type of tables, and what stands between columns.
    page, size, apart = 500.0, 9.0 if len(table.head) <= _DENSE or table.bare else 7.5, 8.0
    needs = [
        longest_word(
            [(name, True), *((shown(row[n]), bool(table.tones) and not n) for row in table.rows)],
            size,
        )
        + (apart if n or not table.tones else 1.5 * apart)
        for n, name in enumerate(table.head)
    ]
    widths = fair_widths([page * w / sum(table.widths) for w in table.widths], needs)
    return [100 * width / page for width in widths]


def _kind(block: Block) -> str:
    return type(block).__name__.lower()


def _draw(chart: Chart, name: str, width: float = svg_charts.WIDTH) -> Markup:
    return Markup(svg_charts.draw(chart, name, width))  # noqa: S704 - it escapes every text


def _draw_line(line: TimeLine, name: str) -> Markup:
    return Markup(svg_charts.draw_line(line, name))  # noqa: S704 - it escapes every text


def _marks(line: TimeLine) -> Table:
    head = ("Date", "Council", "Kind", "Event")
    return Table(line.caption, head, rows=mark_rows(line), widths=(2, 2, 1.5, 4.5))


def _figures(chart: Chart) -> Table | None:
    """Table the drawing's data, for those who read it and those who cannot see it.

    Bars with one value each print theirs beside them, and need no table.
    """
    if chart.kind == "bar" and stands_in_categories(chart):
        return None
    rows = figure_rows(chart)
    head = ("", *(series.name for series in chart.series))
    if len(rows) <= _MOST_COLUMNS:
        head, *rows_by_series = zip(head, *rows, strict=True)
        rows = tuple(rows_by_series)
    columns = len(head) - 1
    widths, numeric = (1.6, *(1.0 for _ in range(columns))), tuple(range(1, columns + 1))
    return Table(f"Figures: {chart.headline}", head, rows=rows, widths=widths, numeric=numeric)
