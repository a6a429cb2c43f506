"""Titles of charts: what a figure is, and where it stands, in a reader's words."""

from __future__ import annotations

from collections.abc import Sequence

from portal.domain.benchmarks import BenchmarkRow
from portal.domain.formatting import sentence_list
from portal.domain.headlines import headline
from portal.domain.indicators import Panel
from portal.domain.pack_sections.ledger import short_name
from portal.domain.view_models import IndicatorView
from portal.domain.vocabulary import Council


def finding(view: IndicatorView, panel: Panel, row: BenchmarkRow | None) -> str:
    """Say what a council's chart shows: `Care leavers in work: Torbay 48%, England 54%`.

    Args:
        row: the council beside England, where official statistics place it.
    """
    name = _name(view, panel)
    if row is None or not panel.official or not row.figures[0].sure:
        return f"{name}: {headline(panel)}"
    value, scale, spine = row.figures[0].value, row.scale, row.spine
    council = panel.series[0].council.name
    text = f"{name}: {council} {scale.shown(value)}"
    beside = scale.beside(value)
    if beside == "as England":
        text += ", as England"
    elif beside:
        text += f", {beside} than England’s {scale.shown(scale.england)}"
    rank = row.figures[0].rank
    return f"{text} (rank {rank} of {spine.of})" if rank else text


def together(view: IndicatorView, panel: Panel, councils: Sequence[Council]) -> str:
    """Say what a chart of several councils shows: the newest figure of each, and England's."""
    name = _name(view, panel)
    newest = {}
    for line in (*panel.series, *panel.backdrop):
        dated = [v for v in line.sure if v.end == panel.newest]
        if dated:
            newest[line.council.key] = f"{line.council.name} {dated[-1].shown.partition(' ')[0]}"
    phrases = [newest[c.key] for c in councils if c.key in newest]
    if len(phrases) < 2:
        return f"{name}: {headline(panel)}"
    england = f"; {newest['england']}" if "england" in newest else ""
    return f"{name}: {sentence_list(phrases)}{england}"


def _name(view: IndicatorView, panel: Panel) -> str:
    indicator = panel.series[0].indicator
    if view.measure is None or (panel.official and len(view.panels) > 1):
        return short_name(indicator.name)
    return short_name(view.measure.name)
