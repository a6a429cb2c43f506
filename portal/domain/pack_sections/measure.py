"""The indicators page as a pack: a page a chart, with what limits it; what cannot be drawn, too."""

from __future__ import annotations

from dataclasses import replace

from portal.domain.pack_model import Block, Page, Part, Text
from portal.domain.pack_sections.bars import bar_chart
from portal.domain.pack_sections.charts import caveats, panel_chart
from portal.domain.pack_sections.ledger import Ledger
from portal.domain.pack_sections.titles import together
from portal.domain.view_models import IndicatorView

_LINK = "This view in the portal"


def measure(view: IndicatorView, ledger: Ledger, link: str) -> Part:
    """Build the part: the verdict on comparing stands with the first chart."""
    title = view.measure.name if view.measure else "No measure"
    lines = [panel for panel in view.panels if panel.drawable]
    # Of what is printed for one or two periods alone there is no line.
    drawable = lines or [panel for panel in view.panels if panel.points]
    draw = panel_chart if lines else bar_chart
    pages = []
    for place, panel in enumerate(drawable):
        worded = together(view, panel, view.councils)
        blocks: list[Block] = [replace(draw(view, panel, ledger, link), headline=worded)]
        if not place and view.verdict.level in ("caution", "not-comparable"):
            text = f"{view.verdict.title}. {' '.join(view.verdict.reasons)}"
            blocks.append(Text(text, "caveat"))
        blocks += caveats(view, panel)
        page = Page(worded, tuple(blocks), link=link, link_text=_LINK, weight=place)
        pages.append(page)
    if not pages:
        gap = Text("No chosen council has figures to draw.", "gap")
        pages.append(Page(title, (gap,), link=link, link_text=_LINK))
    return Part("measure", title, pages=tuple(pages))
