"""The summary of chosen measures: one table in short, then each measure with its chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from portal.domain.benchmarks import mark
from portal.domain.council_standing import PlacedFigure
from portal.domain.formatting import plural, sentence_list
from portal.domain.indicators import MOST_TOGETHER
from portal.domain.pack_model import Block, Cell, Chart, Page, Part, Point, Points, Table, Text
from portal.domain.pack_sections.ledger import Ledger, short_name
from portal.domain.summary import SummaryMeasure, SummaryView, in_words

_FIFTHS = {"best": "best fifth", "worst": "worst fifth"}


def in_short(view: SummaryView, ledger: Ledger, link: str) -> Part:
    """Sum up all measures: a sentence a council, then newest value and rank, a column a council."""
    if not view.measures:
        blocks: tuple[Block, ...] = (Text("No measure that was chosen has figures.", "gap"),)
        return Part(
            "summary",
            "In short",
            pages=(Page("In short", blocks, link=link, link_text="This summary"),),
        )
    source = ledger.names(_places(view.measures))
    points = tuple(
        Point(in_words(view, place), source, strong=council.name)
        for place, council in enumerate(view.councils)
    )
    rows = tuple(
        (f"{m.spine.indicator.name}, {m.spine.when}", *(_cell(p) for p in m.placings))
        for m in view.measures
    )
    table = Table(
        f"Newest value and rank on {plural(len(rows), 'measure')}",
        ("Measure", *(council.name for council in view.councils)),
        rows=rows,
        widths=(2.4, *(1.3 for _council in view.councils)),
        source=source,
    )
    pages = [Page("In short", (Points(points),), link=link, link_text="This summary")]
    if len(view.councils) <= MOST_TOGETHER:  # more columns could not be read; the measures follow
        title = "All measures, newest figures"
        pages.append(Page(title, (table,), link=link, link_text="This summary"))
    return Part("summary", "In short", pages=tuple(pages))


def each_measure(
    view: SummaryView, charts: Sequence[tuple[Chart, ...]], ledger: Ledger, links: Sequence[str]
) -> Part:
    """Set out each measure: chart, then the councils beside England, region and neighbours.

    Args:
        view: the summary of all chosen measures.
        charts: of each measure, as the indicator page draws them.
        ledger: remembers what was cited.
        links: of each measure's view.
    """
    pages = [
        Page(
            _standing(measure, view),
            (*_titled(drawn, _standing(measure, view)), *_beside(measure, view, ledger)),
            link=link,
            link_text="Open this measure in the portal",
            weight=place,  # what was chosen first goes last
        )
        for place, (measure, drawn, link) in enumerate(
            zip(view.measures, charts, links, strict=True), start=1
        )
    ]
    return Part("measures", "Measure by measure", pages=tuple(pages))


def _standing(measure: SummaryMeasure, view: SummaryView) -> str:
    """Say for a title what the figures are: `Repeat referrals: Torbay 24%; England 23%`."""
    stated = [
        f"{council.name} {placing.row.scale.shown(placing.figure.value)}"
        for council, placing in zip(view.councils, measure.placings, strict=True)
        if placing.figure.value is not None
    ][:MOST_TOGETHER]
    name, spine = short_name(measure.spine.indicator.name), measure.spine
    if not stated:
        return name
    beside = ""
    if spine.england is not None and not spine.sized:
        beside = f"; England {measure.placings[0].row.scale.shown(spine.england)}"
    return f"{name}: {sentence_list(stated)}{beside}"


def _titled(charts: Sequence[Chart], title: str) -> tuple[Chart, ...]:
    """Let the page's title say what its first chart shows."""
    return tuple(
        replace(chart, headline=title) if not place else chart for place, chart in enumerate(charts)
    )


def _beside(measure: SummaryMeasure, view: SummaryView, ledger: Ledger) -> list[Block]:
    spine = measure.spine
    rows = [
        (council.name, *_cells(placing))
        for council, placing in zip(view.councils, measure.placings, strict=True)
    ]
    table = Table(
        f"{spine.indicator.name}, {spine.indicator.unit_name}, {spine.when}",
        ("Council", "Newest", "Rank", "Direction", "England", "Region", "Neighbours’ mean"),
        rows=tuple(rows),
        widths=(1.4, 1.1, 1.3, 1.2, 1.5, 1.5, 1.5),
        source=ledger.names({spine.indicator.document: [spine.indicator.place]}),
        bare=True,
    )
    limits = ((measure.caution, "caveat"), (spine.withheld, "note"))
    return [table, *(Text(text, kind) for text, kind in limits if text)]


def _cell(placing: PlacedFigure) -> str:
    """Write a figure with its rank and fifth, or why there is none."""
    if placing.figure.value is None:
        return placing.figure.reason
    shown = placing.row.scale.shown(placing.figure.value)
    return f"{shown}, {rank(placing)}" if placing.figure.rank else shown


def rank(placing: PlacedFigure, *, fifths: bool = True) -> str:
    """Write a rank, with the fifth where it is the best or the worst one."""
    figure, spine = placing.figure, placing.spine
    if figure.rank is None:
        return "not ranked"
    if not fifths:
        return f"{figure.rank} of {spine.of}"
    kind = _FIFTHS.get(mark(figure, spine.of, spine.indicator.unit), "")
    return f"{figure.rank} of {spine.of}" + (f", {kind}" if kind else "")


def _cells(placing: PlacedFigure) -> tuple[Cell, ...]:
    figure, scale, near = placing.figure, placing.row.scale, placing.around
    if figure.value is None:
        return (figure.reason, "", "", *(_against(placing, v) for v in _others(placing)))
    shown = scale.shown(figure.value) + (", provisional" if figure.provisional else "")
    england, region, mean = (_against(placing, value) for value in _others(placing))
    mean += f" (of {near.used})" if near.used else ""
    return (shown, rank(placing), figure.travel or "not assessed", england, region, mean)


def _others(placing: PlacedFigure) -> tuple[float | None, ...]:
    return placing.spine.england, placing.region, placing.around.mean


def _against(placing: PlacedFigure, other: float | None) -> str:
    """Write another area's value, and how the council's lies beside it."""
    scale = placing.row.scale._replace(england=other)
    if scale.sized:
        return "not compared"
    if other is None:
        return "no figure"
    beside = scale.beside(placing.figure.value) if placing.figure.sure else ""
    return f"{scale.shown(other)}, {beside}" if beside else scale.shown(other)


def _places(measures: Sequence[SummaryMeasure]) -> dict[str, list[str]]:
    """List under each data set the places that the measures' figures come from."""
    places: dict[str, list[str]] = {}
    for measure in measures:
        indicator = measure.spine.indicator
        places.setdefault(indicator.document, []).append(indicator.place)
    return places
