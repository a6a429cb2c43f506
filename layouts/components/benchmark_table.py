"""The table of the benchmarks: a row a measure, a column a council, and what its marks mean.

Made of plain dicts: a table of forty measures and twelve councils has some three thousand
elements. A cell looks the same whatever the filters are, so it is kept as it was written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from markupsafe import Markup

from layouts.components.glossary import explained, words_in
from layouts.components.parts import evidence
from layouts.components.standing import BAND_NAMES
from layouts.html_writer import write_html
from layouts.markup import Element, Part, element, link
from portal.domain.benchmarks import (
    BenchmarkGroup,
    BenchmarkRow,
    BenchmarkView,
    Figure,
    Scale,
    Spine,
    mark,
)
from portal.domain.formatting import number, plural, sentence_list
from portal.domain.travel import NO_CHANGE, TOO_FEW
from portal.domain.view_state import WORSENING, IndicatorState
from portal.domain.vocabulary import Council
from portal.urls import council_url, indicators_url

_POLARITY = {"high": "High is good", "low": "Low is good", "none": "Neither is good in itself"}
MARKS = {"best": "best fifth", "worst": "worst fifth"}
# Directions of travel, each with the class that draws its sign before it.
TRAVEL = {
    "better": ("getting better", "travel-better"),
    "worse": ("getting worse", "travel-worse"),
    "higher": ("rising", "travel-up"),
    "lower": ("falling", "travel-down"),
    NO_CHANGE: (NO_CHANGE, "travel-level"),
    TOO_FEW: ("too few to tell", "travel-none"),
}
_HIDDEN = {"aria-hidden": "true"}
# A bar reaches this many widths of the middle half of councils to either side of England.
_REACH = 2.5
# Markers of more councils would hide one another on a bar: plain strokes then, told on pointing.
_MOST_MARKERS = 8
# Markers nearer than this, in percent of the bar, stand in lanes; so many lanes fit.
_NEAR, _LANES = 9.0, 3
_STROKES = (
    " Blue strokes are the chosen councils, too many here for markers of their own: their columns "
    "tell them apart, and pointing at a bar names them from the left."
)
# So long may the names of a row's councils be, in a piece of evidence.
MOST_NAMED = 300
# More columns leave less room to the first two.
_FEW = 4
# More columns scroll sideways in a frame of their own, where first column and heads stay.
_MOST_UNFRAMED = 8


def legend(councils: int) -> Element:
    """Explain tints, letters and marks, for as many councils as there are columns."""
    bands = [
        element(
            "Li",
            [
                element("Span", letter, f"swatch band-{letter}"),
                BAND_NAMES[letter].removeprefix(f"{letter}, "),
            ],
        )
        for letter in "ABCD"
    ]
    marks = [
        element("Li", [element("Span", name, f"fifth fifth-{kind}"), text])
        for kind, name, text in (
            ("worst", "worst fifth", "rank in the last 20% of councils"),
            ("best", "best fifth", "rank in the first 20%"),
        )
    ]
    travel = element(
        "Li",
        [
            element("Span", "getting worse", "travel travel-worse"),
            *explained(
                "the council’s own newest figure is part of a signal in its series; seven figures "
                "are needed, and periods that overlap are not assessed"
            ),
        ],
    )
    strokes = _STROKES if councils > _MOST_MARKERS else ""
    bar = element(
        "Li",
        "Bar: grey is the middle half of all councils, the long line England, the short line the "
        "median council; right is better where councils are ranked. A marker at an end lies beyond."
        + strokes,
    )
    return element("Ul", [*bands, *marks, travel, bar], "rug-legend", **{"aria-label": "Legend"})


def rug_table(view: BenchmarkView) -> Element:
    """Lay out the whole table."""
    columns = [_head(council, view) for council in view.councils]
    heads = [
        element("Th", "Measure", "rug-measure", scope="col"),
        element("Th", "All councils", "rug-spread", scope="col"),
        *columns,
    ]
    bodies = [_body(group, view) for group in view.groups]
    table = element(
        "Table",
        [
            element("Caption", caption(view)),
            element("Thead", element("Tr", heads)),
            *bodies,
        ],
        "rug rug-many" if len(view.councils) > _FEW else "rug",
    )
    if len(view.councils) <= _MOST_UNFRAMED:
        return element("Div", table, "rug-whole")
    region = {"aria-label": "Measures by council", "role": "region", "tabIndex": "0"}
    return element("Div", table, "rug-frame", **region)


def caption(view: BenchmarkView) -> list[Part]:
    """Write the number of measures, the newest period, the sources and words explained."""
    newest = f", periods up to {view.newest.year}" if view.newest else ""
    count = plural(len(view.rows), "measure")
    of = f" of {view.left:,}" if len(view.rows) < view.left else ""
    text = f"{count}{of}{newest}. Source: {'; '.join(view.sources.values())}."
    return [*explained(text), *words_in(row.spine.indicator.name for row in view.rows)]


def _head(council: Council, view: BenchmarkView) -> Element:
    name = [
        element("Span", council.marker, f"marker {council.css}", **_HIDDEN),
        link(council.name, council_url(council.key)),
    ]
    worst = "worst fifth, worse" if view.state.only == WORSENING else "worst fifth"
    tally = f"{worst} {view.worst[council.key]:,} · best {view.best[council.key]:,}"
    return element(
        "Th",
        [
            element("Span", name, "rug-council"),
            *([element("Small", tally)] if view.counted else []),
        ],
        "rug-head",
        scope="col",
    )


def _body(group: BenchmarkGroup, view: BenchmarkView) -> Element:
    rows: list[Part] = []
    if group.title:
        heading = element("Th", group.title, "rug-group", colSpan=len(view.councils) + 2)
        heading["props"]["scope"] = "rowgroup"
        rows.append(element("Tr", heading))
    sources = len(view.sources) > 1
    rows += [_row(row, view, sources) for row in group.rows]
    return element("Tbody", rows)


def _row(row: BenchmarkRow, view: BenchmarkView, sources: bool) -> Element:
    scale = row.scale
    cells = [
        _cell(council.name, scale, figure, f"{row.spine.measure.key}/{council.key}")
        for council, figure in zip(view.councils, row.figures, strict=True)
    ]
    spread = element("Td", _spread(row, view.councils), "rug-spread")
    return element("Tr", [_measure(row, view, sources), spread, *cells])


def gathering_row(row: BenchmarkRow, view: BenchmarkView) -> dict[str, str]:
    """Mark a row's head as evidence of the councils in view, where they can all be named."""
    councils = ",".join(view.state.councils or [council.key for council in view.councils])
    if len(councils) > MOST_NAMED or all(figure.value is None for figure in row.figures):
        return {}
    name = {"data-evidence-name": f"{row.spine.indicator.name}, the councils in view"}
    return {**evidence("row", row.spine.measure.key, councils), **name}


def _measure(row: BenchmarkRow, view: BenchmarkView, sources: bool) -> Element:
    spine, scale = row.spine, row.scale
    indicator = spine.indicator
    state = IndicatorState(view.state.councils, measure=spine.measure.key)
    unit = indicator.unit_name if indicator.unit in ("per_10k", "count", "ratio") else ""
    england = f"England {scale.shown(spine.england)}" if spine.england is not None else ""
    facts = " · ".join(part for part in (unit, spine.when, england) if part)
    return element(
        "Th",
        [
            link(indicator.name, indicators_url(query=state.query())),
            element("Span", facts, "rug-facts"),
            *([element("Span", spine.withheld, "rug-facts")] if _unexpected(spine) else []),
            element(
                "Details",
                [
                    element("Summary", _summary(row)),
                    element("P", explained(_why(spine, scale, sources))),
                    *_near(row, view),
                ],
            ),
        ],
        "rug-measure",
        scope="row",
        **gathering_row(row, view),
    )


def _summary(row: BenchmarkRow) -> str:
    """Say the polarity, and how many near-duplicates the measure leads."""
    near = f" · {plural(len(row.near), 'near-duplicate')}" if row.near else ""
    return f"{_POLARITY[row.spine.indicator.polarity]}{near}"


def _near(row: BenchmarkRow, view: BenchmarkView) -> list[Element]:
    """List the near-duplicates of a measure, and why each is one."""
    items = []
    for spine in row.near:
        state = IndicatorState(view.state.councils, measure=spine.measure.key)
        name = link(spine.indicator.name, indicators_url(query=state.query()))
        items.append(element("Li", [name, f": {spine.indicator.family_reason}"]))
    return [element("Ul", items)] if items else []


def _unexpected(spine: Spine) -> bool:
    """Tell if ranks are missing where a reader would expect them, which the row then says."""
    return bool(spine.withheld) and spine.indicator.polarity != "none"


def _why(spine: Spine, scale: Scale, sources: bool) -> str:
    """Explain polarity, missing ranks, quartiles and source."""
    indicator = spine.indicator
    quartiles = ", ".join(number(q, max(scale.decimals, 1)) for q in (spine.q1, spine.q2, spine.q3))
    parts = [
        f"{indicator.polarity_reason.rstrip('.')}." if indicator.polarity_reason else "",
        "" if _unexpected(spine) else spine.withheld,
        f"Quartiles of {plural(spine.of, 'council')}: {quartiles}.",
        f"Source: {indicator.document_title}." if sources else "",
        f"By the same definition also in {sentence_list([*spine.also])}." if spine.also else "",
    ]
    return " ".join(part for part in parts if part)


def _spread(row: BenchmarkRow, councils: tuple[Council, ...]) -> Element:
    """Draw the middle half of all councils and England, with the chosen councils' markers."""
    spine = row.spine
    if spine.sized or spine.england is None or spine.q3 <= spine.q1:
        return element("Span", "not drawn", "rug-facts")
    # Right is better where councils are ranked, and higher elsewhere.
    turned = -1 if spine.ranked and spine.indicator.polarity == "low" else 1
    step = turned * 50 / (_REACH * (spine.q3 - spine.q1))
    england = spine.england

    def place(value: float) -> float:
        return min(98.0, max(2.0, 50 + step * (value - england)))

    low, high = sorted((place(spine.q1), place(spine.q3)))
    shown = [
        (council, figure.value, place(figure.value))
        for council, figure in zip(councils, row.figures, strict=True)
        if figure.value is not None and figure.sure
    ]
    # One element instead of a dozen: the parts of the bar are layers of its background.
    layers = [_layer("var(--ink)", place(spine.q2), "1px", "40%")]
    markers = []
    if len(councils) > _MOST_MARKERS:
        layers += [_layer("var(--link)", at, "2px", "70%") for *_, at in shown]
    else:
        markers = _markers(sorted((at, council.marker, council.css) for council, _v, at in shown))
    wide = max(high - low, 1)
    layers.append(_layer("#ccd5de", 100 * low / (100 - wide), f"{wide:.0f}%", "40%"))
    style = {"background": ",".join(layers)}
    named = {}
    if len(councils) > _MOST_MARKERS:
        shown.sort(key=lambda mark: turned * mark[1])
        strokes = [f"{council.name} {row.scale.shown(value)}" for council, value, _at in shown]
        named["title"] = f"From the left: {', '.join(strokes)}"
    return element("Div", markers, "spine", style=style, **_HIDDEN, **named)


def _markers(placed: Sequence[tuple[float, str, str]]) -> list[Element]:
    """Set markers on a bar, those that would hide one another above and below its middle."""
    ends = [-100.0] * _LANES
    markers = []
    for at, sign, css in placed:
        free = [lane for lane in (1, 0, 2) if at - ends[lane] >= _NEAR]
        lane = free[0] if free else ends.index(min(ends))
        ends[lane] = at
        place = {"left": f"{at:.0f}%"} | ({} if lane == 1 else {"top": f"{20 + 30 * lane}%"})
        markers.append(element("Span", sign, css, style=place))
    return markers


def _layer(colour: str, at: float, width: str, height: str) -> str:
    return f"linear-gradient({colour},{colour}) {at:.1f}% 50%/{width} {height} no-repeat"


@lru_cache(maxsize=16384)
def _cell(council: str, scale: Scale, figure: Figure, key: str) -> Markup:
    """Write a figure with rank, band and distance from England; `key` is that of its evidence."""
    label: Mapping[str, str] = {"data-label": council}
    value, symbol = figure.value, figure.symbol
    if value is None and not figure.rank:
        return write_html(element("Td", figure.reason, "rug-none", **label))
    # The first line is set apart by the style sheet: one element a cell, not three.
    lines = [figure.reason if value is None else scale.shown(value)]
    if figure.rank:
        band = f"{figure.band} · " if figure.band else ""
        lines.append(f"{band}{figure.rank} of {scale.of}")
    beside = scale.beside(value) if figure.sure else ""
    lines += [beside] if beside else []
    lines += ["provisional"] if figure.provisional else []
    lines += ["joint figure"] if figure.joint else []
    doubt = [figure.reason] if symbol and value is not None else []
    lines += [f"not compared: {figure.few}"] if figure.few else doubt
    parts: list[Part] = ["\n".join(lines)]
    if figure.travel:
        words, sign = TRAVEL[figure.travel]
        parts.append(element("Span", words, f"travel {sign}"))
    kind = mark(figure, scale.of, scale.unit)
    if kind:
        parts.append(element("Span", MARKS[kind], f"fifth fifth-{kind}"))
    tint = f"band-{figure.band}" if figure.rank and figure.band else ""
    mine = evidence("standing", key) if value is not None else {}
    return write_html(element("Td", parts, tint, **label, **mine))
