"""Pages of a pack laid out on slides: measured, and continued where they are too long.

Sizes are points on a slide of 960 by 540. Nothing here knows a file format.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from portal.domain.pack_model import Block, Chart, Points, Room, Table, Text, TimeLine
from portal.packs.common import theme, timeline_layout
from portal.packs.common.columns import fair_widths
from portal.packs.common.sanitise import shown
from portal.packs.common.text_metrics import Para, Run, count_lines, height, text_width
from portal.packs.common.theme import RULE
from portal.packs.common.wording import SHORT_OPEN, native_note
from portal.packs.pptx.boxes import (
    FULL,
    GUTTER,
    HEIGHT,
    LEAST,
    LEFT,
    PAD_X,
    PAD_Y,
    RAIL,
    RIGHT,
    TEXT_WIDTH,
    Box,
    Drawn,
    Grid,
    Lined,
    Ruled,
    point_paras,
    source_paras,
    text_paras,
)
from portal.packs.pptx.chart_sidebar import are_short, bars_of, before_chart, rail_of
from portal.packs.pptx.cursor import Setting
from portal.packs.pptx.table_rows import head_row, row_of, split_row, turns, word_widths

_MOST_LINES = 12


class Flow(Setting):
    """Lays blocks out one below the other and turns to a further slide when one is full.

    `roomless` says whether the room to write that ends the page was left out for want of space.
    """

    roomless = False

    def blocks(self, blocks: Sequence[Block]) -> None:
        """Lays out the blocks in their order."""
        index = 0
        while index < len(blocks):
            block = blocks[index]
            before = before_chart(blocks[index:]) if self.only_lead else 0
            if before:
                chart = blocks[index + before]
                after = (*blocks[index : index + before], *blocks[index + before + 1 :])
                if isinstance(chart, Chart) and self.chart_fits(chart, after, before):
                    index += 1 + self.chart(chart, after)
                    continue
            index += 1
            if isinstance(block, Text):
                self.text(block)
            elif isinstance(block, Points):
                self.points(block)
            elif isinstance(block, Table):
                self.table(block)
            elif isinstance(block, Chart):
                index += self.chart(block, blocks[index:])
            elif isinstance(block, TimeLine):
                self.timeline(block)
            else:
                self.ruled(block, index == len(blocks))

    def points(self, points: Points) -> None:
        """Statements: a register of statement and source, or a plain list without sources."""
        some = points.points
        if not any(point.source or point.link for point in some):
            paras: list[Para] = []
            for point in some:
                paras.extend(point_paras(point.strong, point.text, self.sized(14.0), bullet=True))
            self.paras(tuple(paras), TEXT_WIDTH + 60)
            self.y += self.gap / 2
            return
        apart = all(len(point.strong) <= 26 for point in some) and any(p.strong for p in some)
        rows: list[tuple[tuple[Para, ...], ...]] = []
        for point in some:
            last = source_paras(point, self.sized(LEAST))
            if apart:
                strong = (Para((Run(point.strong, True),), self.sized(12.5)),)
                rows.append((strong, point_paras("", point.text, self.sized(13.0)), last))
            else:
                size = self.sized(13.0)
                if len(point.strong) > 26 and point.text and self.scale == 1.0:
                    strong = (Para((Run(point.strong, True),), size, 2),)
                    rows.append(((*strong, *point_paras("", point.text, size)), last))
                else:
                    rows.append((point_paras(point.strong, point.text, size), last))
        head = ("", "Statement", "Source") if apart else ("Statement", "Source")
        wide = max(text_width(point.strong, 12.5, True) for point in some) + 2 * PAD_X + 6
        narrow = max(wide, 44.0) / FULL
        right = 0.46 if max(len(point.source) for point in some) > 110 else 0.32
        shares = (narrow, 1 - right - narrow, right) if apart else (1 - right, right)
        self.grid(head, rows, shares, (), "Statements with their sources")

    def table(self, table: Table) -> None:
        """A table under its caption; caption and head come again on further slides."""
        size = self.sized(12.0 if len(table.head) <= 6 else LEAST)
        rows = [
            tuple(
                tuple(
                    replace(para, flush_right=number in table.numeric)
                    for para in text_paras(shown(cell), size, after=0.2)
                )
                for number, cell in enumerate(row)
            )
            for row in table.rows
        ]
        for number, tone in enumerate(table.tones[: len(rows)]):
            if tone in theme.TONES:
                first, *others = rows[number]
                run = Run(first[0].text, True, theme.TONES[tone][1])
                rows[number] = ((replace(first[0], runs=(run,)),), *others)
        source = text_paras(f"Source: {table.source}", LEAST, theme.QUIET)
        source = source if table.source else ()
        foot = min(height(source, FULL) + 8, 60.0) if source else 0.0
        room = [table.room * RULE if table.room and row[-1] is None else 0.0 for row in table.rows]
        if table.room:
            rows = [
                (*row[:-1], (Para((Run(""),), size),)) if high else row
                for row, high in zip(rows, room, strict=True)
            ]
        caption = "" if table.bare else table.caption
        self.grid(
            table.head,
            rows,
            table.widths,
            table.numeric,
            table.caption,
            caption,
            foot,
            room,
            table.tones,
        )
        if source:
            self.y -= self.gap * 0.5
            self.paras(source, FULL)

    def grid(
        self,
        head: Sequence[str],
        rows: Sequence[tuple[tuple[Para, ...], ...]],
        shares: Sequence[float],
        numeric: Sequence[int],
        alt: str,
        caption: str = "",
        foot: float = 0.0,
        least: Sequence[float] = (),
        tones: Sequence[str] = (),
    ) -> None:
        """Rows under a head that comes again; a row too high for a slide is cut between lines."""
        whole = sum(shares)
        widths = tuple(FULL * share / whole for share in shares)
        widths = fair_widths(widths, word_widths(head, rows))
        # Set tighter, rows come closer sooner than their type shrinks.
        pad = PAD_Y * self.scale**4
        top, cut = head_row(head, widths, numeric, pad)
        if cut:
            self.text(Text("Columns: " + "; ".join(head)))
        label = Para((Run(caption, True),), 14.0, 6)
        if caption and count_lines(label, FULL) > 3:
            self.text(Text(caption, "lead"))
            caption = ""
        waiting = list(rows)
        least = least or [0.0] * len(rows)
        measured = [
            row_of(cells, widths, pad, high) for cells, high in zip(rows, least, strict=True)
        ]
        grid: Grid | None = None
        breaks: set[int] = set()
        while waiting:
            place = len(rows) - len(waiting)
            row = measured[place]
            if waiting[0] is not rows[place]:  # what is left of it
                row = row_of(waiting[0], widths, pad, least[place])
            row.tone = tones[place] if place < len(tones) else ""
            if place in breaks and grid is not None:
                breaks.discard(place)
                self.turn()
                grid = None
                continue
            if grid is None:
                first = min(row.height, 5 * waiting[0][0][0].leading)
                above = height((label,), FULL) + 6 if caption else 0.0
                self.need(above + top.height + first + (foot if len(rows) == 1 else 0.0))
                if caption:
                    self.leaf.items.append(Box(LEFT, self.y, FULL, above - 6, (label,)))
                    self.y += above
                grid = Grid(LEFT, self.y, widths, [replace(top)], alt, pad)
                self.leaf.items.append(grid)
                self.y += top.height
                if len(waiting) == len(rows):
                    full = self.bottom - self.leaf.top - above - top.height
                    breaks = turns([r.height for r in measured], self.room, full, foot)
            if (
                len(waiting) == 1
                and len(grid.rows) > 1
                and row.height <= self.room < row.height + foot
            ):
                self.turn()
                grid = None
                continue
            if row.height > self.room:
                tall = row.height > (self.bottom - self.leaf.top) * 0.45
                cells, rest = split_row(waiting[0], widths, pad, self.room)
                if len(grid.rows) > 1 and not (tall and cells and self.room > 90):
                    self.turn()
                    grid = None
                    continue
                if not cells:
                    raise ValueError("a table's head leaves no room for a row")
                row, waiting[0] = row_of(cells, widths, pad), rest
                grid.rows.append(row)
                self.y += row.height
                self.turn()
                grid = None
                continue
            grid.rows.append(row)
            self.y += row.height
            waiting.pop(0)
        self.y += self.gap

    def _foot(self, chart: Chart, source: str) -> tuple[Para, ...]:
        """The source below a chart, with a link of its own where the page leads elsewhere."""
        paras = text_paras(source, LEAST, theme.QUIET) if source else ()
        if not chart.link or chart.link == self.page.link or not paras:
            return paras
        link = Run(SHORT_OPEN, colour=theme.LINK, link=chart.link)
        return (*paras[:-1], replace(paras[-1], runs=(*paras[-1].runs, Run("  "), link)))

    def chart(self, chart: Chart, following: Sequence[Block]) -> int:
        """A chart beside what is said of it; returns how many of the following it took in."""
        rail, taken = rail_of(
            chart, following, self.bottom - (self.y if self.only_lead else self.leaf.top)
        )
        under = rail if are_short(rail) else []
        for box in under:
            box.width = FULL
            box.height = height(box.paras, box.inner) + box.width - box.inner
        rail = [] if under else rail
        under_high = sum(box.height + self.gap for box in under)
        width = FULL - (RAIL + GUTTER if rail else 0.0)
        repeated = chart.headline == self.page.title  # the slide's title says it
        head: tuple[Para, ...] = () if repeated else (Para((Run(chart.headline, True),), 16.0, 3),)
        if chart.subtitle:
            head = (*head, *text_paras(chart.subtitle, 12.0, theme.QUIET))
        source = f"Source: {chart.source}" if chart.source else ""
        source = f"{native_note(chart)} {source}".strip()
        foot = self._foot(chart, source)
        if height(head, width) > 90:
            self.paras(head, TEXT_WIDTH)
            head = ()
        if rail and foot and height(foot, width) > 15:
            # A long source stands beside the chart too, where there is room for it.
            y = max(box.y + box.height for box in rail) + 12
            high = height(foot, RAIL)
            if y + high <= self.bottom - (self.y if self.only_lead else self.leaf.top):
                rail.append(Box(RIGHT - RAIL, y, RAIL, high, foot))
                foot = ()
        least = 230.0 if chart.kind == "line" else min(30 + 17.0 * bars_of(chart), 310.0)
        most_foot = self.bottom - self.leaf.top - height(head, width) - least - 14 - under_high
        late = foot if height(foot, width) > max(most_foot, 45.0) else ()
        foot = () if late else foot
        above = height(head, width) + 8 if head else 0.0
        below = height(foot, width) + 6 if foot else 0.0
        rail_high = max((box.y + box.height for box in rail), default=0.0)
        self.need(max(above + below + least + under_high, rail_high))
        if head:
            self.leaf.items.append(Box(LEFT, self.y, width, above - 8, head))
        most = 350.0 if chart.kind == "line" else 60 + 42.0 * bars_of(chart)
        high = min(self.room - above - below - under_high, max(most, least))
        if following and isinstance(following[0], Chart) and not rail and not under:
            # Two share a slide where both fit.
            half = (self.room - self.gap) / 2 - above - below
            high = half if least <= half < high else high
        below_it = following[taken] if taken < len(following) else None
        if isinstance(below_it, Table):
            # The table that tells its figures stands beneath it, where there is room for both.
            left = self.room - above - below - under_high - self.gap - self._height_of(below_it)
            high = min(high, left) if left >= least * self.scale**2 else high
        self.leaf.items.append(Drawn(LEFT, self.y + above, width, high, chart))
        if foot:
            y = self.y + above + high + 6
            self.leaf.items.append(Box(LEFT, y, width, below - 6, foot))
        for box in rail:
            box.y += self.y
            self.leaf.items.append(box)
        self.y += max(above + high + below, rail_high) + self.gap
        for box in under:
            box.x, box.y = LEFT, self.y
            self.leaf.items.append(box)
            self.y += box.height + self.gap
        if chart.verdict and not rail and not under:
            self.text(Text(chart.verdict, "caveat"))
        if late:
            self.paras(late, FULL)
        return taken

    def _height_of(self, table: Table) -> float:
        """Measure a table with its source; more than a slide where it goes on."""
        scratch = Flow(self.part, self.page, self.scale)
        top = scratch.y
        scratch.table(table)
        # A source is begun only where two lines of it would fit.
        return scratch.y - top + LEAST if len(scratch.leaves) == 1 else HEIGHT

    def chart_fits(self, chart: Chart, following: Sequence[Block], least: int) -> bool:
        """Tell if a chart can stand here with at least so many blocks beside it."""
        most = self.bottom - self.y
        return most > 300 and rail_of(chart, following, most)[1] >= least

    def timeline(self, line: TimeLine) -> None:
        """Inspections and plans on one line, a lane for each council."""
        label = (Para((Run(line.caption, True),), 14.0, 6),)
        self.paras(label, FULL)
        rows = timeline_layout.rows(line)
        first = 0
        whole = sum(row.height for row in rows)
        slides = max(1, ceil(whole / (self.room - timeline_layout.AXIS - LEAST * 2)))
        most = whole / slides + max(row.height for row in rows)
        while first < len(rows):
            self.need(timeline_layout.AXIS + rows[first].height)
            last, high = first, timeline_layout.AXIS
            full = min(self.room, timeline_layout.AXIS + most)
            while last < len(rows) and high + rows[last].height <= full:
                high += rows[last].height
                last += 1
            key = Para((Run(timeline_layout.key(line), False, theme.QUIET),), LEAST)
            stretch = 1.0
            if last == len(rows):
                spare = self.room - high - key.leading - 10
                stretch = 1 + max(0.0, min(0.6, spare / max(high - timeline_layout.AXIS, 1.0)))
                high = timeline_layout.AXIS + (high - timeline_layout.AXIS) * stretch
            self.leaf.items.append(Lined(self.y, high, line, first, last, stretch))
            if self.room - high > key.leading + 6:
                box = Box(LEFT, self.y + high + 6, FULL, key.leading, (key,))
                self.leaf.items.append(box)
                high += key.leading + 6
            self.y += high + self.gap
            first = last
            if first < len(rows):
                self.turn()
        for text in timeline_layout.long_labels(line):
            self.text(Text(text))

    def ruled(self, room: Room, last: bool = False) -> None:
        """Ruled room for writing by hand; at the end of a page all that is left of the slide."""
        label: tuple[Para, ...] = (Para((Run(room.label, True),), 13.0, 2),)
        left = max(1, min(room.lines, 200))
        if height(label, FULL) > 60:
            self.paras(label, FULL)
            label = ()
        above = height(label, FULL) if label else 0.0
        least = above + RULE * min(left, 2)
        if last and len(self.leaf.items) > 0 and self.room < least:
            # Rules alone are worth no slide.
            self.roomless = True
            return
        self.need(least)
        if label:
            self.leaf.items.append(Box(LEFT, self.y, FULL, above, label))
            self.y += above
        # What is left of the slide, never a further one: paper for notes is at hand.
        count = max(1, min(max(left, _MOST_LINES if last else 0), int(self.room // RULE)))
        self.leaf.items.append(Ruled(self.y, count, room.label))
        self.y += count * RULE + self.gap
