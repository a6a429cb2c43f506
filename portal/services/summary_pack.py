"""The summary as parts of a pack: in short, then each measure with its chart."""

from __future__ import annotations

from portal.domain.pack_model import Chart, Part
from portal.domain.pack_sections import summary
from portal.domain.pack_sections.charts import panel_chart
from portal.domain.pack_sections.ledger import Ledger
from portal.domain.summary import SummaryView
from portal.domain.view_state import IndicatorState
from portal.services.indicators import IndicatorService
from portal.services.pack_links import StampedLinks


def summary_parts(
    indicators: IndicatorService, view: SummaryView, ledger: Ledger, links: StampedLinks
) -> tuple[Part, ...]:
    """Build the parts of a summary; the measures' own are left out where it has none.

    Args:
        indicators: the use cases of the page whose charts are drawn.
        view: all measures chosen.
        ledger: remembers what was cited and charted.
        links: where pages are.
    """
    short = summary.in_short(view, ledger, links.summary(view.state))
    if not view.measures:
        return (short,)
    charts, addresses = [], []
    for measure in view.measures:
        state = IndicatorState(
            view.state.councils, measure=measure.spine.measure.key, against=view.state.against
        )
        addresses.append(links.indicator(state))
        charts.append(_chart(indicators, state, addresses[-1], ledger))
    return short, summary.each_measure(view, charts, ledger, addresses)


def _chart(
    indicators: IndicatorService, state: IndicatorState, link: str, ledger: Ledger
) -> tuple[Chart, ...]:
    """Draw a measure's official figures; nothing where no one chart can hold them."""
    shown = indicators.view(state)
    official = [panel for panel in shown.panels if panel.official and panel.drawable]
    if len(official) != 1:
        return ()
    return (panel_chart(shown, official[0], ledger, link),)
