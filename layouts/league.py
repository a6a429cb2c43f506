"""The page "League table": every council of England on one measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html

from layouts.components import filters
from layouts.components.benchmark_table import MARKS
from layouts.components.glossary import explained, words_in
from layouts.components.parts import block, evidence, gap
from layouts.ids import League as ids
from layouts.markup import Element, Part, element, link
from portal.domain.benchmarks import Scale, Spine, mark
from portal.domain.formatting import plural, sentence_list
from portal.domain.intervals import ends
from portal.domain.league import LEAGUE_SORTS, LeagueRow, LeagueState, LeagueView
from portal.domain.view_state import IndicatorState
from portal.domain.vocabulary import Vocabulary
from portal.urls import council_url, indicators_url, league_url

_HEADS = {"rank": "Rank", "name": "Council", "region": "Region", "value": "Value"}
# How a sorted column runs, for `aria-sort`: values fall, ranks and names rise.
_RUNS = {"value": "descending"}
# So many chosen councils are named in a row, more are counted.
_NAMED = 3


def layout(vocabulary: Vocabulary, names: Mapping[str, str], state: LeagueState) -> html.Div:
    """Lay out the page's controls, set as the address says, and the place of the results."""
    measures = [("", "The first lead measure"), *names.items()]
    return filters.filtered_page(
        ids,
        vocabulary,
        state,
        "League table: all councils on one measure",
        "Every council of England in the newest period; the chosen ones, their regions and their "
        "statistical neighbours are marked.",
        [
            filters.select(ids.MEASURE, "Measure", measures, state.measure, "wide"),
            filters.council_picker(ids, vocabulary, state),
        ],
    )


def announcement(view: LeagueView) -> str:
    """Write the sentence that a screen reader hears after a change."""
    if view.spine is None:
        return "No official figures of this measure."
    return f"{plural(len(view.rows), 'council')}, by {_HEADS[view.state.sort].lower()}."


def results(view: LeagueView) -> list[Part]:
    """Lay out the table with its headline, or why there is none."""
    if view.spine is None or view.scale is None:
        text = "The official statistics that are loaded have no newest figures of this measure."
        return [block("No league table", gap(text))]
    spine, scale = view.spine, view.scale
    charts = IndicatorState(view.state.councils, measure=spine.measure.key)
    head = [
        element("H2", f"{spine.indicator.name}, {spine.when}", tabIndex="-1", **{"data-list": ""}),
        element("P", _summary(view, spine, scale), "sub"),
        element(
            "P", link("Charts of this measure over time", indicators_url(query=charts.query()))
        ),
    ]
    heads = [_head(view.state, name) for name in LEAGUE_SORTS]
    rows = [_row(row, spine, scale) for row in view.rows]
    caption = f"{plural(len(rows), 'council')}. Source: {spine.indicator.document_title}."
    table = element(
        "Table",
        [
            element("Caption", [*explained(caption), *words_in([spine.indicator.name])]),
            element("Thead", element("Tr", heads)),
            element("Tbody", rows),
        ],
        "heat-grid league",
    )
    region = {"aria-label": "League table", "role": "region", "tabIndex": "0"}
    return [
        element("Section", head, "block"),
        element("Div", table, "table-scroll grid-scroll", **region),
    ]


def _summary(view: LeagueView, spine: Spine, scale: Scale) -> str:
    """Say what ranks mean here, how England stands, and how many have no figure."""
    without = sum(row.figure.value is None for row in view.rows)
    parts = [
        spine.withheld or "Rank 1 is best; councils with equal values share the better rank (=).",
        f"England {scale.shown(spine.england)}." if spine.england is not None else "",
        f"{plural(without, 'council has', 'councils have')} no figure." if without else "",
        "In brackets the 95% interval, where the publisher gives the counts."
        if any(row.interval for row in view.rows)
        else "",
    ]
    return " ".join(part for part in parts if part)


def _head(state: LeagueState, name: str) -> Element:
    if name == state.sort:
        sorted_by: dict[str, str] = {"aria-sort": _RUNS.get(name, "ascending")}
        return element("Th", element("Strong", f"{_HEADS[name]} ↓"), scope="col", **sorted_by)
    address = league_url(state.query(sort=name))
    return element("Th", link(_HEADS[name], address), scope="col")


def _row(row: LeagueRow, spine: Spine, scale: Scale) -> Element:
    figure = row.figure
    name: list[Part] = [link(row.council.name, council_url(row.council.key))]
    if row.chosen:
        sign = {"aria-hidden": "true"}
        marker = element("Span", row.council.marker, f"marker {row.council.css}", **sign)
        name.insert(0, marker)
    notes = ["chosen"] if row.chosen else []
    notes += [f"neighbour of {_some(row.neighbour_of)}"] if row.neighbour_of else []
    if notes:
        name.append(element("Span", f" {'; '.join(notes)}", "row-note"))
    region: list[Part] = [row.region]
    if row.region_of and not row.chosen:
        region.append(element("Span", f" region of {_some(row.region_of)}", "row-note"))
    kind = mark(figure, spine.of, spine.indicator.unit)
    value: list[Part] = [_value(row, scale)]
    if kind:
        value.append(element("Span", MARKS[kind], f"fifth fifth-{kind}"))
    cells = [
        element("Td", _rank(row)),
        element("Th", name, scope="row"),
        element("Td", value),
        element("Td", region),
    ]
    css = "league-chosen" if row.chosen else "league-near" if row.neighbour_of else ""
    return element("Tr", cells, css, **evidence("standing", spine.measure.key, row.council.key))


def _rank(row: LeagueRow) -> str:
    if not row.figure.rank:
        return "not ranked"
    return f"{row.figure.rank}{' =' if row.sharing > 1 else ''}"


def _value(row: LeagueRow, scale: Scale) -> str:
    figure = row.figure
    if figure.value is None:
        return figure.reason
    text = scale.shown(figure.value)
    if row.interval:
        text += f" ({ends(row.interval)})"
    notes = [figure.reason] if figure.symbol else []
    notes += [f"not compared: {figure.few}"] if figure.few else []
    notes += ["provisional"] if figure.provisional else []
    return ", ".join([text, *notes]) + " "


def _some(names: Sequence[str]) -> str:
    shown = names if len(names) <= _NAMED else [plural(len(names), "chosen council")]
    return sentence_list([*shown])
