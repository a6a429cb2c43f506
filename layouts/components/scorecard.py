"""The scorecard: a compact grid of measures by councils that fits on a sheet of paper."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

from layouts.components.benchmark_table import caption, gathering_row
from layouts.components.glossary import explained
from layouts.components.parts import evidence
from layouts.html_writer import write_html
from layouts.markup import Element, Part, element, link
from portal.domain.benchmarks import BenchmarkRow, BenchmarkView, Scale
from portal.domain.scorecard import FIFTHS, MOST_UPRIGHT, Cell, by_area, cells_of, facts_of
from portal.domain.view_state import IndicatorState
from portal.urls import council_url, indicators_url

# So many measures leave room for letters of 9 points on a sheet.
_ROOMY = 18
_NAMES = ("best fifth of councils", "second", "third", "fourth", "worst fifth")


def scorecard_legend() -> Element:
    """Explain tints, digits and signs."""
    fifths = [
        element("Li", [element("Span", sign, f"swatch fifth-{n}"), name])
        for n, (sign, name) in enumerate(zip(FIFTHS, _NAMES, strict=True), start=1)
    ]
    others = (
        "▲ getting better, ▼ getting worse, by the rules for signals",
        "No digit: not ranked, or not compared; the row or the cell says so",
    )
    items = [*fifths, *(element("Li", text) for text in others)]
    return element("Ul", items, "rug-legend", **{"aria-label": "Legend"})


def scorecard(view: BenchmarkView) -> Element:
    """Lay out a page of the grid, grouped by improvement area, each with lead measures first."""
    wide = len(view.councils) > MOST_UPRIGHT
    heads = [element("Th", "Measure", scope="col"), element("Th", "England", "num", scope="col")]
    for council in view.councils:
        name = link(council.name, council_url(council.key))
        heads.append(element("Th", name, "num", scope="col"))
    bodies = []
    for title, rows in by_area(view.rows, view.vocabulary):
        head = element("Th", title, "rug-group", colSpan=len(view.councils) + 2, scope="rowgroup")
        bodies.append(element("Tbody", [element("Tr", head), *(_row(row, view) for row in rows)]))
    parts = [element("Caption", caption(view)), element("Thead", element("Tr", heads)), *bodies]
    size = " scorecard-wide" if wide else " scorecard-full" if len(view.rows) > _ROOMY else ""
    table = element("Table", parts, f"heat-grid scorecard{size}")
    region = {"aria-label": "Scorecard: measures by council", "role": "region", "tabIndex": "0"}
    return element("Div", table, "table-scroll grid-scroll", **region)


def _row(row: BenchmarkRow, view: BenchmarkView) -> Element:
    indicator, scale = row.spine.indicator, row.scale
    state = IndicatorState(view.state.councils, measure=row.spine.measure.key)
    name: list[Part] = [
        link(indicator.name, indicators_url(query=state.query())),
        element("Span", [" ", *explained(facts_of(row, view))], "row-note"),
    ]
    england = scale.shown(row.spine.england) if row.spine.england is not None else "none"
    cells = [
        _cell(scale, cell, f"{row.spine.measure.key}/{council.key}")
        for council, cell in zip(view.councils, cells_of(row), strict=True)
    ]
    head = element("Th", name, scope="row", **gathering_row(row, view))
    return element("Tr", [head, element("Td", england, "num"), *cells])


@lru_cache(maxsize=16384)
def _cell(scale: Scale, cell: Cell, key: str) -> Markup:
    """Write a figure with its fifth and direction, or the reason why there is none.

    `key` is that of the figure as evidence.
    """
    note = element("Small", cell.note) if cell.note else None
    if cell.value is None:
        return write_html(element("Td", note, "num"))
    tint = f"num fifth-{cell.place}" if cell.place else "num"
    text = f"{scale.shown(cell.value)} {cell.marks}".rstrip()
    content = [text, " ", note] if note else text
    return write_html(element("Td", content, tint, **evidence("standing", key)))
