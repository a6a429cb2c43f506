"""The charts of a comparison: measures on which its councils are furthest from England."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from portal.domain.benchmarks import BenchmarkRow
from portal.domain.pack_model import Page, Part
from portal.domain.pack_sections.charts import caveats, panel_chart
from portal.domain.pack_sections.ledger import Ledger
from portal.domain.pack_sections.themes import away, led_by
from portal.domain.pack_sections.titles import together
from portal.domain.view_models import IndicatorView
from portal.domain.vocabulary import Council, Theme

TITLE = "What the figures say"
MOST_OF_A_THEME = 3


def chosen(rows: Iterable[Mapping[int, BenchmarkRow]], themes: Sequence[Theme]) -> list[str]:
    """Choose for each theme the measures on which any of the councils is furthest from England.

    Args:
        rows: of each council, its newest figures beside England's.
        themes: those that the comparison is about.

    Returns:
        Keys of measures, of near-duplicates one.
    """
    leads = led_by(themes)
    weights: dict[str, float] = {}
    spines = {}
    for figures in rows:
        for row in figures.values():
            key = row.spine.measure.key
            weights[key] = max(weights.get(key, 0.0), away(row) * (1 + (key in leads)))
            spines[key] = row.spine
    order = sorted(weights, key=lambda key: (-weights[key], key))
    picked: dict[str, str] = {}  # by family
    for theme in themes:
        about = [
            key
            for key in order
            if theme.key in spines[key].measure.themes
            and spines[key].ranked
            and spines[key].family not in picked
        ]
        for key in about[:MOST_OF_A_THEME]:
            picked.setdefault(spines[key].family, key)
    return list(picked.values())


def figures(
    councils: Sequence[Council], views: Sequence[tuple[IndicatorView, str]], ledger: Ledger
) -> Part:
    """Build the part: a page a measure, with the chart of all councils and its limits.

    Args:
        views: of the measures chosen, each with its address.
    """
    pages = []
    for view, link in views:
        panels = [panel for panel in view.panels if panel.official and panel.drawable]
        if not panels:
            continue
        panel = max(panels, key=lambda panel: (len(panel.series), panel.newest))
        title = together(view, panel, councils)
        drawing = replace(panel_chart(view, panel, ledger, link), headline=title)
        page = Page(title, (drawing, *caveats(view, panel)), link=link, weight=2)
        pages.append(replace(page, link_text="Open this chart"))
    return Part("figures", TITLE, pages=tuple(pages))
