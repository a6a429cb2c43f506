"""The column beside a chart, so that a figure and its caveat are read together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from portal.domain.pack_model import Block, Chart, Points, Text
from portal.packs.common import theme
from portal.packs.common.text_metrics import Para, height
from portal.packs.pptx.boxes import (
    BOX_PAD,
    FULL,
    LEAST,
    RAIL,
    RIGHT,
    Box,
    caveat_paras,
    point_paras,
    source_paras,
    text_paras,
)

# The height of what stands under a chart rather than beside it.
_FEW_LINES = 64.0


def before_chart(blocks: Sequence[Block]) -> int:
    """Count the texts and statements, all but a first lead, that stand before the next chart."""
    for number, block in enumerate(blocks):
        if isinstance(block, Chart):
            return number
        if not isinstance(block, (Text, Points)) or (
            isinstance(block, Text) and block.kind in ("lead", "head")
        ):
            return 0
    return 0


def are_short(boxes: Sequence[Box]) -> bool:
    """Tell if boxes take no more than a few lines under a chart, which then has all the width."""
    return sum(height(box.paras, FULL - 2 * BOX_PAD) for box in boxes) <= _FEW_LINES


def bars_of(chart: Chart) -> int:
    """Count the bars that stand one below the other."""
    together = max(
        sum(series.values[index] is not None for series in chart.series)
        for index in range(len(chart.categories))
    )
    return len(chart.categories) * max(together, 1)


def rail_of(chart: Chart, following: Sequence[Block], most: float) -> tuple[list[Box], int]:
    """Choose what stands beside a chart: its verdict, and as much of what follows as fits there."""
    boxes: list[Box] = []
    y, x = 0.0, RIGHT - RAIL
    if chart.verdict:
        paras = caveat_paras(chart.verdict, 12.0)
        high = height(paras, RAIL - 2 * BOX_PAD) + 2 * BOX_PAD
        if high > most:
            return [], 0
        boxes.append(Box(x, y, RAIL, high, paras, "caveat"))
        y += high + 12
    taken = 0
    for block in following:
        kind = "plain"
        if isinstance(block, Text):
            if block.kind == "head":
                break
            kind = block.kind if block.kind in ("caveat", "gap") else "plain"
            if kind == "caveat":
                paras = caveat_paras(block.text, 12.0)
            else:
                quiet = block.kind in ("gap", "note")
                size = LEAST if block.kind == "note" else 12.0
                paras = text_paras(block.text, size, theme.QUIET if quiet else theme.INK)
        elif isinstance(block, Points):
            paras = tuple(_beside(block))
        else:
            break
        pad = 0.0 if kind == "plain" else BOX_PAD
        high = height(paras, RAIL - 2 * pad) + 2 * pad
        if y + high > most:
            break
        boxes.append(Box(x, y, RAIL, high, paras, kind))
        y += high + 12
        taken += 1
    return boxes, taken


def _beside(points: Points) -> list[Para]:
    paras: list[Para] = []
    for point in points.points:
        statement = point_paras(point.strong, point.text, 12.0)
        if point.source or point.link:
            statement = (*statement[:-1], replace(statement[-1], after=1.5))
            below = source_paras(point, LEAST)
            statement = (*statement, *below[:-1], replace(below[-1], after=9))
        paras.extend(statement)
    return paras
