"""Rows of tables: their heights, and a row cut in two where it is too high."""

from __future__ import annotations

from collections.abc import Sequence

from portal.packs.common import theme
from portal.packs.common.columns import longest_word
from portal.packs.common.text_metrics import Para, Run, clip, height, split
from portal.packs.pptx.boxes import LEAST, PAD_X, Row


def inner_width_of(width: float) -> float:
    """The width of a cell's text."""
    return max(width - 2 * PAD_X, 12.0)


def row_of(
    cells: Sequence[tuple[Para, ...]], widths: Sequence[float], pad: float, least: float = 0.0
) -> Row:
    """A row as high as its highest cell, with a pad above and below; at least as high as asked."""
    high = max(
        height(cell, inner_width_of(width)) for cell, width in zip(cells, widths, strict=True)
    )
    return Row(max(high + 2 * pad, least), tuple(cells))


def split_row(
    cells: Sequence[tuple[Para, ...]], widths: Sequence[float], pad: float, room: float
) -> tuple[tuple[tuple[Para, ...], ...], tuple[tuple[Para, ...], ...]]:
    """A row cut between lines; what is done on the first slide is blank on the next."""
    blank = (Para((Run(""),), LEAST),)
    firsts, rests, some = [], [], False
    for cell, width in zip(cells, widths, strict=True):
        first, rest = split(cell, inner_width_of(width), room - 2 * pad)
        some = some or any(para.text for para in first)
        firsts.append(first or blank)
        rests.append(rest or blank)
    return (tuple(firsts) if some else ()), tuple(rests)


def head_row(
    head: Sequence[str], widths: Sequence[float], numeric: Sequence[int], pad: float
) -> tuple[Row, bool]:
    """A table's head, its names cut after four lines; and whether one was cut."""
    cells, cut = [], False
    for number, (text, width) in enumerate(zip(head, widths, strict=True)):
        short, was_cut = clip(text, LEAST, inner_width_of(width), 4, bold=True)
        cut = cut or was_cut
        run = Run(short, True, theme.QUIET)
        cells.append((Para((run,), LEAST, flush_right=number in numeric),))
    return row_of(tuple(cells), widths, pad), cut


def turns(heights: Sequence[float], first: float, full: float, foot: float) -> set[int]:
    """Before which rows a table turns the slide, so that its slides are about equally full.

    Args:
        heights: the rows' heights.
        first: the room for rows on the first slide.
        full: the room for rows on every other.
        foot: what stands below the last row.
    """
    if not heights or max(heights) > min(full * 0.6, first) or sum(heights) + foot <= first:
        return set()
    wanted = [*heights[:-1], heights[-1] + foot]

    def cut(most: float) -> list[int]:
        breaks: list[int] = []
        used = 0.0
        for index, high in enumerate(wanted):
            room = min(first if not breaks else full, most)
            if used and used + high > room + 0.01:
                breaks.append(index)
                used = 0.0
            used += high
        return breaks

    fewest = len(cut(full))
    most = max(wanted)
    while most < full and len(cut(most)) > fewest:
        most += 6.0
    return set(cut(most))


def word_widths(
    head: Sequence[str], rows: Sequence[tuple[tuple[Para, ...], ...]]
) -> tuple[float, ...]:
    """Measure the width that each column needs for its longest word."""
    wide = [longest_word([(name, True)], LEAST) for name in head]
    for row in rows:
        for number, cell in enumerate(row):
            words = [longest_word([(r.text, r.bold) for r in p.runs], p.size) for p in cell]
            wide[number] = max(wide[number], *words)
    return tuple(need + 2 * PAD_X + 1 for need in wide)
