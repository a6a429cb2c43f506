"""A page or more for each theme: what the plans say, and its measures against comparators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from portal.domain.formatting import plural, printed_date
from portal.domain.indicators import Indicator, Measure, Panel, Value
from portal.domain.pack_model import Block, Page, Part, Point, Points, Text
from portal.domain.pack_sections.charts import caveats, drawn_targets, panel_chart
from portal.domain.pack_sections.context import KEY_MEASURES
from portal.domain.pack_sections.items import Places, items_table
from portal.domain.pack_sections.ledger import Ledger, Links
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
    "Charted first: measures with a target, then the key measures of the context, then those of "
    "which a high or a low value is good, shares and rates before numbers, most values first; "
    f"at most {MOST_CHARTS} charts a theme."
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A measure of a theme with what the council's figures on it hold."""

    measure: Measure
    values: int
    periods: int
    target: bool
    sized: bool


def offers(
    theme: str,
    measures: Mapping[str, Measure],
    values: Iterable[Value],
    targeted: frozenset[str],
) -> list[Offer]:
    """List the measures of a theme on which a council has figures, in the order of charting.

    Args:
        theme: key of the theme.
        measures: all measures by key.
        values: values of the council alone, of any measures.
        targeted: measures for which the council's papers set a dated target.
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
        )
        for key, figures in by_measure.items()
    ]

    def place(offer: Offer) -> tuple[bool, bool, bool, bool, int, str]:
        measure = offer.measure
        key, aimless = measure.key in KEY_MEASURES, measure.polarity == "none"
        return not offer.target, not key, aimless, offer.sized, -offer.values, measure.name

    return sorted(made, key=place)


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
) -> Part:
    """Build the part: for each theme the items of every plan, then its charts with their limits."""
    pages: list[Page] = []
    for entry in themed:
        page = _items_page(council, entry.theme, plans, items, places, ledger, links)
        charts = _charts(entry, ledger)
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
    title = f"{theme.name}: what the plans say"
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
    )


def _counted(shown: int, whole: int) -> str:
    if shown == whole:
        return plural(whole, "item")
    return f"the first {shown} of {plural(whole, 'item')}, in the document’s order"


def _chosen(entry: Themed) -> list[tuple[int, Panel]]:
    """Choose the charts of a theme, as number of the view and panel.

    Each measure has a chart before any has a second.
    """
    turns = [
        (turn, number, panel)
        for number, (view, _) in enumerate(entry.views)
        for turn, panel in enumerate(_drawn_first(view))
        if turn < MOST_OF_A_MEASURE
    ]
    chosen = sorted(turns, key=lambda row: row[:2])[:MOST_CHARTS]
    in_order = sorted(chosen, key=lambda row: (row[1], row[0]))
    return [(number, panel) for _turn, number, panel in in_order]


def _charts(entry: Themed, ledger: Ledger) -> list[Page]:
    """Make a page of each chart, in the order of measures."""
    pages = []
    for number, panel in _chosen(entry):
        view, link = entry.views[number]
        measure = view.measure.name if view.measure else ""
        drawing: Block = panel_chart(view, panel, ledger, link)
        blocks = (drawing, *caveats(view, panel))
        pages.append(
            Page(f"{entry.theme.name}: {measure}", blocks, link=link, link_text="Open this chart")
        )
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
        blocks.append(Text(f"{_RULE} Left out here, in the portal: {'. '.join(left)}.", "caveat"))
    if not blocks:
        return []
    theme = themed[0].theme.key if len(themed) == 1 else ""
    link = links.indicator(IndicatorState((council.key,), theme=theme))
    name = themed[0].theme.name if theme else "Themes"
    return [Page(f"{name}: other figures", tuple(blocks), link=link, link_text="All figures")]


def _left(entry: Themed) -> str:
    """Count in words the charts, measures and figures of a theme that are not shown."""
    undrawn = sum(sum(p.drawable for p in view.panels) for view, _ in entry.views)
    undrawn -= len(_chosen(entry))
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
