"""A page or more for each theme: what the plans say, and its measures against comparators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from portal.domain.contents.charts import caveats, drawn_targets, panel_chart
from portal.domain.contents.context import KEY_MEASURES
from portal.domain.contents.items import Places, items_table
from portal.domain.contents.ledger import Ledger, Links
from portal.domain.formatting import plural, printed_date
from portal.domain.indicators import Indicator, Measure, Panel, Value
from portal.domain.pack import Block, Page, Part, Point, Points, Text
from portal.domain.plans import Item
from portal.domain.state import CompareState, IndicatorState
from portal.domain.views import IndicatorView
from portal.domain.vocabulary import Council, Plan, Theme, Vocabulary

TITLE = "A page for each theme"
MOST_CHARTS = 3
MOST_OF_A_MEASURE = 2
MOST_ITEMS = 6
_MOST_SINGLES = 4
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
        figures = _figures(council, one, ledger, links)
        if not (one.views or one.singles):
            # Nothing but the gap: it stands with what the plans say.
            gaps = tuple(block for page in figures for block in page.blocks)
            said, figures = replace(said, title=one.theme.name, blocks=said.blocks + gaps), []
        pages += [said, *figures]
    if not pages:
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
    """What the plans say on a theme: a table a plan, silent plans named."""
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
            items_table(f"{named}: {plural(len(own), 'item')}", plan, shown, places, ledger, False)
        )
        if len(own) > len(shown):
            told = (
                f"The first {len(shown)} of {len(own)} in the order of the document; the link "
                "opens all of them."
            )
            blocks.append(Text(told, "caveat"))
    title = f"{theme.name}: what the plans say"
    if not plans:
        # Without plans the compare page would show those of other councils.
        return Page(title, tuple(blocks), links.council(council.key), "The council’s page")
    return Page(title, tuple(blocks), links.compare(state), f"All items on {theme.name.lower()}")


def _figures(council: Council, one: Themed, ledger: Ledger, links: Links) -> list[Page]:
    """A page a chart, then what no line can be drawn of and what was left out."""
    pages: list[Page] = []
    name = one.theme.name
    turns = [
        (turn, number, panel)
        for number, (view, _) in enumerate(one.views)
        for turn, panel in enumerate(_drawn_first(view))
        if turn < MOST_OF_A_MEASURE
    ]
    # A chart of each measure before a second of any, then in the order of measures.
    chosen = sorted(turns, key=lambda row: row[:2])[:MOST_CHARTS]
    for _turn, number, panel in sorted(chosen, key=lambda row: (row[1], row[0])):
        view, link = one.views[number]
        measure = view.measure.name if view.measure else ""
        blocks: list[Block] = [panel_chart(view, panel, ledger, link)]
        blocks += caveats(view, panel)
        pages.append(Page(f"{name}: {measure}", tuple(blocks), link, "Open this chart"))
    drawn = len(pages)
    undrawn = sum(sum(p.drawable for p in view.panels) for view, _ in one.views) - drawn
    rest: list[Block] = []
    if not drawn and not one.singles:
        told = (
            f"Neither papers nor official statistics give a figure of {council.name} on this theme."
        )
        rest.append(Text(told, "gap"))
    elif not drawn:
        rest.append(Text("No measure of this theme has enough values for a line.", "gap"))
    if one.singles:
        points = []
        for value, link in one.singles[:_MOST_SINGLES]:
            doubt = " (doubtful reading)" if value.reading == "doubtful" else ""
            source = ledger.source(value.indicator.document, [value.place])
            points.append(
                Point(
                    f"{value.shown}, {value.period}{doubt}", source, link, _called(value.indicator)
                )
            )
        rest.append(Text("Figures of which no line can be drawn, the newest of each:", "lead"))
        rest.append(Points(tuple(points)))
    left = []
    if undrawn > 0:
        left.append(f"{plural(undrawn, 'more chart')} of the same measures")
    if one.left:
        left.append(f"{plural(one.left, 'more measure')}")
    if len(one.singles) > _MOST_SINGLES:
        left.append(f"{plural(len(one.singles) - _MOST_SINGLES, 'more single figure')}")
    if left:
        rest.append(Text(f"{_RULE} Left out here, in the portal: {'; '.join(left)}.", "caveat"))
    if rest:
        state = IndicatorState((council.key,), theme=one.theme.key)
        title = f"{name}: other figures" if drawn else f"{name}: figures"
        pages.append(Page(title, tuple(rest), links.indicator(state), "All figures on this theme"))
    return pages


def _drawn_first(view: IndicatorView) -> list[Panel]:
    """The panels of which a line can be drawn, those with a target first."""
    drawable = [panel for panel in view.panels if panel.drawable]
    return sorted(drawable, key=lambda panel: not drawn_targets(view, panel))


def _called(indicator: Indicator) -> str:
    ref = "" if indicator.official else indicator.ref
    return f"{ref} {indicator.name}".strip()
