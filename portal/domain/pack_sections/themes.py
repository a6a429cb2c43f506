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
    """The measures of a theme on which a council has figures, those to be charted first in front.

    Args:
        theme: key of the theme.
        measures: all measures by key.
        values: the council's own values, of any measures.
        targeted: measures for which the council's papers set a dated target.
    """
    found: dict[str, list[Value]] = {}
    for value in values:
        measure = measures.get(value.indicator.measure)
        if measure and theme in measure.themes and value.value is not None:
            found.setdefault(measure.key, []).append(value)
    made = [
        Offer(
            measures[key],
            len(own),
            len({v.end for v in own if v.end}),
            key in targeted,
            all(v.indicator.unit in ("count", "gbp") for v in own),
        )
        for key, own in found.items()
    ]

    def place(one: Offer) -> tuple[bool, bool, bool, bool, int, str]:
        measure = one.measure
        key, aimless = measure.key in KEY_MEASURES, measure.polarity == "none"
        return not one.target, not key, aimless, one.sized, -one.values, measure.name

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
    """The part: for each theme the items of every plan, then its charts, each with its limits."""
    pages: list[Page] = []
    for one in themed:
        said = _said(council, one.theme, plans, items, places, ledger, links)
        figures = _charts(one, ledger)
        if not one.views:
            # Nothing but a gap: it stands with what the plans say.
            said = replace(said, blocks=(*said.blocks, _no_line(council, one)))
        pages += [said, *figures]
    if pages:
        pages += _others(council, themed, ledger, links)
    else:
        pages.append(Page(TITLE, (Text("No theme is defined in this portal.", "gap"),)))
    return Part("themes", TITLE, tuple(pages))


def _said(
    council: Council,
    theme: Theme,
    plans: Sequence[Plan],
    items: Sequence[Item],
    places: Places,
    ledger: Ledger,
    links: Links,
) -> Page:
    """Return what the plans say on a theme: a table a plan, silent plans named."""
    about = [item for item in items if theme.key in item.themes]
    state = CompareState((council.key,), theme=theme.key)
    blocks: list[Block] = []
    if not plans:
        blocks.append(Text(f"The portal holds no plan of {council.name}.", "gap"))
    for plan in plans:
        own = [item for item in about if item.plan == plan.key]
        named = f"{plan.short}, {printed_date(plan.published)}"
        if not own:
            blocks.append(Text(f"Nothing on {theme.name.lower()} in the {named}.", "gap"))
            continue
        shown = own[:MOST_ITEMS]
        blocks.append(
            items_table(
                f"{named}: {_counted(len(shown), len(own))}", plan, shown, places, ledger, False
            )
        )
    title = f"{theme.name}: what the plans say"
    if not plans:
        # Without plans the compare page would show those of other councils.
        return Page(title, tuple(blocks), links.council(council.key), "The council’s page")
    return Page(title, tuple(blocks), links.compare(state), f"All items on {theme.name.lower()}")


def _counted(shown: int, whole: int) -> str:
    if shown == whole:
        return plural(whole, "item")
    return f"the first {shown} of {plural(whole, 'item')}, in the document’s order"


def _chosen(one: Themed) -> list[tuple[int, Panel]]:
    """Return what is charted of a theme: a chart of each measure before a second of any."""
    turns = [
        (turn, number, panel)
        for number, (view, _) in enumerate(one.views)
        for turn, panel in enumerate(_drawn_first(view))
        if turn < MOST_OF_A_MEASURE
    ]
    chosen = sorted(turns, key=lambda row: row[:2])[:MOST_CHARTS]
    in_order = sorted(chosen, key=lambda row: (row[1], row[0]))
    return [(number, panel) for _turn, number, panel in in_order]


def _charts(one: Themed, ledger: Ledger) -> list[Page]:
    """A page a chart, in the order of measures."""
    pages = []
    for number, panel in _chosen(one):
        view, link = one.views[number]
        measure = view.measure.name if view.measure else ""
        drawing: Block = panel_chart(view, panel, ledger, link)
        blocks = (drawing, *caveats(view, panel))
        pages.append(Page(f"{one.theme.name}: {measure}", blocks, link, "Open this chart"))
    return pages


def _no_line(council: Council, one: Themed) -> Text:
    if one.singles:
        return Text("No measure of this theme has enough values for a line.", "gap")
    return Text(
        f"Neither papers nor official statistics give a figure of {council.name} on this theme.",
        "gap",
    )


def _others(council: Council, themed: Sequence[Themed], ledger: Ledger, links: Links) -> list[Page]:
    """One page for all themes: single figures, and what was left out and stands in the portal."""
    points, left = [], []
    for one in themed:
        for value, link in one.singles[:_MOST_SINGLES]:
            doubt = " (doubtful reading)" if value.reading == "doubtful" else ""
            source = ledger.source(value.indicator.document, [value.place])
            told = f"{_called(value.indicator)}: {value.shown}, {value.period}{doubt}"
            points.append(Point(told, source, link, one.theme.name))
        told = _left(one)
        if told:
            left.append(f"{one.theme.name}: {told}")
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
    return [Page(f"{name}: other figures", tuple(blocks), link, "All figures")]


def _left(one: Themed) -> str:
    """Return how much of a theme is not shown."""
    undrawn = sum(sum(p.drawable for p in view.panels) for view, _ in one.views)
    undrawn -= len(_chosen(one))
    told = []
    if undrawn > 0:
        told.append(f"{plural(undrawn, 'more chart')} of the same measures")
    if one.left:
        told.append(plural(one.left, "more measure"))
    if len(one.singles) > _MOST_SINGLES:
        told.append(plural(len(one.singles) - _MOST_SINGLES, "more single figure"))
    return "; ".join(told)


def _drawn_first(view: IndicatorView) -> list[Panel]:
    """The panels of which a line can be drawn, those with a target first."""
    drawable = [panel for panel in view.panels if panel.drawable]
    return sorted(drawable, key=lambda panel: not drawn_targets(view, panel))


def _called(indicator: Indicator) -> str:
    ref = "" if indicator.official else indicator.ref
    return f"{ref} {indicator.name}".strip()
