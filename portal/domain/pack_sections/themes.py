"""A page or more for each theme: what the plans say, and its measures against comparators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from portal.domain.benchmarks import BenchmarkRow
from portal.domain.formatting import plural, printed_date
from portal.domain.indicators import Indicator, Measure, Panel, Value
from portal.domain.pack_model import ANNEX, Block, Page, Part, Point, Points, Text
from portal.domain.pack_sections.charts import caveats, drawn_targets, panel_chart
from portal.domain.pack_sections.context import KEY_MEASURES
from portal.domain.pack_sections.items import Places, items_table
from portal.domain.pack_sections.ledger import Ledger, Links
from portal.domain.pack_sections.titles import finding
from portal.domain.plans import Item
from portal.domain.view_models import IndicatorView
from portal.domain.view_state import CompareState, IndicatorState
from portal.domain.vocabulary import Council, Plan, Theme, Vocabulary

TITLE = "A page for each theme"
MOST_CHARTS = 2
MOST_OF_A_MEASURE = 2
MOST_ITEMS = 5
_MOST_SINGLES = 2
_RULE = (
    "Charted first: the measures on which the council is furthest from England, worse before "
    "better, one of near-duplicates; figures of papers older than five years stand in the Excel "
    f"file. At most {MOST_CHARTS} charts a theme."
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A measure of a theme with what the council's figures on it hold.

    `weight` tells how far they are from England, in widths of the middle half of councils, more
    where worse; `repeats` that an earlier offer is nearly the same; `old` that its newest figure
    is of long ago.
    """

    measure: Measure
    values: int
    periods: int
    target: bool
    sized: bool
    weight: float = 0.0
    repeats: bool = False
    old: bool = False


def offers(
    theme: str,
    measures: Mapping[str, Measure],
    values: Iterable[Value],
    targeted: frozenset[str],
    rows: Mapping[int, BenchmarkRow],
    since: date = date.min,
    leads: frozenset[str] = frozenset(),
) -> list[Offer]:
    """List the measures of a theme on which a council has figures, in the order of charting.

    Args:
        theme: key of the theme.
        measures: all measures by key.
        values: values of the council alone, of any measures.
        targeted: measures for which the council's papers set a dated target.
        rows: the council beside England, by the indicator's number.
        since: a measure without a figure since then is old, and comes last.
        leads: the measures that count double.
    """
    by_measure: dict[str, list[Value]] = {}
    for value in values:
        measure = measures.get(value.indicator.measure)
        if measure and theme in measure.themes and value.value is not None:
            by_measure.setdefault(measure.key, []).append(value)
    made = [
        Offer(
            measures[key],
            len(figures),
            periods=len({v.end for v in figures if v.end}),
            target=key in targeted,
            sized=all(v.indicator.unit in ("count", "gbp") for v in figures),
            weight=(1 + (key in leads))
            * max((away(rows.get(v.indicator.id)) for v in figures), default=0.0),
            old=max((v.end for v in figures if v.end), default=date.min) < since,
        )
        for key, figures in by_measure.items()
    ]

    def place(offer: Offer) -> tuple[bool, float, bool, bool, bool, int, str]:
        measure = offer.measure
        key, aimless = measure.key in KEY_MEASURES, measure.polarity == "none"
        return (
            offer.old,
            -offer.weight,
            not (offer.target and offer.old),
            not key,
            aimless or offer.sized,
            -offer.values,
            measure.name,
        )

    ordered = sorted(made, key=place)
    families = {row.spine.measure.key: row.spine.family for row in rows.values()}
    first: dict[str, str] = {}
    for offer in ordered:
        first.setdefault(families.get(offer.measure.key, offer.measure.key), offer.measure.key)
    firsts = set(first.values())
    return [replace(offer, repeats=offer.measure.key not in firsts) for offer in ordered]


def led_by(themes: Iterable[Theme]) -> frozenset[str]:
    """Gather the measures that themes open on: they count double where charts are chosen."""
    return frozenset(measure for theme in themes for measure in theme.lead_measures)


def away(row: BenchmarkRow | None) -> float:
    """Measure how far a figure is from England; one that is better, or not ranked, counts half."""
    away = row.spine.distance(row.figures[0].value) if row and row.figures[0].sure else None
    if row is None or away is None:
        return 0.0
    return away if away > 0 and row.spine.ranked else abs(away) / 2


@dataclass(frozen=True, slots=True)
class Themed:
    """One theme of a council: the views of its charted measures with their links, and the rest.

    `left` is how many measures with enough values for a line are not among `views`; `singles`
    are the newest values of measures on which no line can be drawn.
    """

    theme: Theme
    views: tuple[tuple[IndicatorView, str], ...]
    left: int
    singles: tuple[tuple[Value, str], ...]


def themes(
    council: Council,
    themed: Sequence[Themed],
    plans: Sequence[Plan],
    items: Sequence[Item],
    places: Places,
    vocabulary: Vocabulary,
    ledger: Ledger,
    links: Links,
    rows: Mapping[int, BenchmarkRow],
    since: date = date.min,
) -> Part:
    """Build the part: for each theme the items of every plan, then its charts with their limits.

    Args:
        rows: the council beside England, by the indicator's number.
        since: plans and figures older than this stand in the annex.
    """
    pages: list[Page] = []
    for entry in themed:
        page = _items_page(council, entry.theme, plans, items, places, ledger, links, since)
        charts = _charts(entry, ledger, rows, since)
        if not entry.views:
            # Nothing but a gap: it stands with what the plans say.
            page = replace(page, blocks=(*page.blocks, _no_line(council, entry)))
        pages += [page, *charts]
    if pages:
        pages += _others(council, themed, ledger, links)
    else:
        pages.append(Page(TITLE, (Text("No theme is defined in this portal.", "gap"),)))
    return Part("themes", TITLE, pages=tuple(pages))


def _items_page(
    council: Council,
    theme: Theme,
    plans: Sequence[Plan],
    items: Sequence[Item],
    places: Places,
    ledger: Ledger,
    links: Links,
    since: date,
) -> Page:
    """Show the items of a theme: a table a plan; plans without any are named."""
    about = [item for item in items if theme.key in item.themes]
    state = CompareState((council.key,), theme=theme.key)
    blocks: list[Block] = []
    if not plans:
        blocks.append(Text(f"The portal holds no plan of {council.name}.", "gap"))
    for plan in plans:
        of_plan = [item for item in about if item.plan == plan.key]
        named = f"{plan.short}, {printed_date(plan.published)}"
        if not of_plan:
            blocks.append(Text(f"Nothing on {theme.name.lower()} in the {named}.", "gap"))
            continue
        shown = of_plan[:MOST_ITEMS]
        blocks.append(
            items_table(
                f"{named}: {_counted(len(shown), len(of_plan))}", plan, shown, places, ledger, False
            )
        )
    title = f"{theme.name}: what the plans of {council.name} say"
    current = any(plan.published >= since.isoformat() for plan in plans)
    if not plans:
        # Without plans the compare page would show those of other councils.
        return Page(
            title, tuple(blocks), link=links.council(council.key), link_text="The council’s page"
        )
    return Page(
        title,
        tuple(blocks),
        link=links.compare(state),
        link_text=f"All items on {theme.name.lower()}",
        weight=3 if current else ANNEX,
    )


def _counted(shown: int, whole: int) -> str:
    if shown == whole:
        return plural(whole, "item")
    return f"the first {shown} of {plural(whole, 'item')}, in the document’s order"


def _chosen(entry: Themed, since: date) -> list[tuple[int, Panel]]:
    """Choose the charts of a theme, as number of the view and panel: current ones, then old ones.

    Each measure has a chart before any has a second.
    """
    turns = [
        (panel.newest < since, turn, number, panel)
        for number, (view, _) in enumerate(entry.views)
        for turn, panel in enumerate(_drawn_first(view))
        if turn < MOST_OF_A_MEASURE
    ]
    turns.sort(key=lambda row: row[:3])
    chosen = []
    for old in (False, True):
        some = [row for row in turns if row[0] is old][:MOST_CHARTS]
        chosen += sorted(some, key=lambda row: (row[2], row[1]))
    return [(number, panel) for _old, _turn, number, panel in chosen]


def _charts(
    entry: Themed, ledger: Ledger, rows: Mapping[int, BenchmarkRow], since: date
) -> list[Page]:
    """Make a page of each chart, in the order of measures; the title says what it shows."""
    pages = []
    for place, (number, panel) in enumerate(_chosen(entry, since)):
        view, link = entry.views[number]
        drawing = panel_chart(view, panel, ledger, link)
        title = finding(view, panel, rows.get(panel.series[0].indicator.id))
        blocks: tuple[Block, ...] = (replace(drawing, headline=title), *caveats(view, panel))
        # A number that grows with a council says least; each theme has a chart before a second.
        sized = panel.unit in ("count", "gbp")
        weight = ANNEX if panel.newest < since else 4 if sized else 1 + min(place, 1)
        pages.append(Page(title, blocks, link=link, link_text="Open this chart", weight=weight))
    return pages


def _no_line(council: Council, entry: Themed) -> Text:
    if entry.singles:
        return Text("No measure of this theme has enough values for a line.", "gap")
    return Text(
        f"Neither papers nor official statistics give a figure of {council.name} on this theme.",
        "gap",
    )


def _others(council: Council, themed: Sequence[Themed], ledger: Ledger, links: Links) -> list[Page]:
    """Gather on one page single figures of all themes, and the number of those left out."""
    points, left = [], []
    for entry in themed:
        for value, link in entry.singles[:_MOST_SINGLES]:
            doubt = " (doubtful reading)" if value.reading == "doubtful" else ""
            source = ledger.source(value.indicator.document, [value.place])
            statement = f"{_called(value.indicator)}: {value.shown}, {value.period}{doubt}"
            points.append(Point(statement, source, link=link, strong=entry.theme.name))
        omitted = _left(entry)
        if omitted:
            left.append(f"{entry.theme.name}: {omitted}")
    blocks: list[Block] = []
    if points:
        blocks.append(Text("Figures of which no line can be drawn, the newest of each:", "lead"))
        blocks.append(Points(tuple(points)))
    if left:
        blocks.append(Text(f"{_RULE} Left out here, in the portal: {'. '.join(left)}.", "note"))
    if not blocks:
        return []
    theme = themed[0].theme.key if len(themed) == 1 else ""
    link = links.indicator(IndicatorState((council.key,), theme=theme))
    name = themed[0].theme.name if theme else "Themes"
    title = f"{name}: other figures of {council.name}"
    return [Page(title, tuple(blocks), link=link, link_text="All figures", weight=ANNEX)]


def _left(entry: Themed) -> str:
    """Count in words the charts, measures and figures of a theme that are not shown."""
    undrawn = sum(sum(p.drawable for p in view.panels) for view, _ in entry.views)
    undrawn -= len(_chosen(entry, date.min))
    parts = []
    if undrawn > 0:
        parts.append(f"{plural(undrawn, 'more chart')} of the same measures")
    if entry.left:
        parts.append(plural(entry.left, "more measure"))
    if len(entry.singles) > _MOST_SINGLES:
        parts.append(plural(len(entry.singles) - _MOST_SINGLES, "more single figure"))
    return "; ".join(parts)


def _drawn_first(view: IndicatorView) -> list[Panel]:
    """List the panels of which a line can be drawn, those with a target first."""
    drawable = [panel for panel in view.panels if panel.drawable]
    return sorted(drawable, key=lambda panel: not drawn_targets(view, panel))


def _called(indicator: Indicator) -> str:
    ref = "" if indicator.official else indicator.ref
    return f"{ref} {indicator.name}".strip()
