"""Pages of a pack laid out on slides: measured, and continued where they are too long.

Sizes are points on a slide of 960 by 540. Nothing here knows a file format.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from portal.domain.pack import Block, Chart, Page, Part, Points, Room, Table, Text, TimeLine
from portal.packs import lanes, look
from portal.packs.grids import head_row, row_of, split_row, turns
from portal.packs.leaves import (
    BOTTOM,
    BOX_PAD,
    BOX_WIDTH,
    CONTINUED,
    FULL,
    GAP,
    GUTTER,
    LEAD_WIDTH,
    LEFT,
    PAD_X,
    RAIL,
    RIGHT,
    RULE,
    TEXT_WIDTH,
    TITLE_TOP,
    Box,
    Drawn,
    Grid,
    Leaf,
    Lined,
    Ruled,
    caveat_paras,
    point_paras,
    source_paras,
    text_paras,
    title_fit,
)
from portal.packs.measure import Para, Run, clip, count_lines, height, split, text_width
from portal.packs.rails import bars_of, before_chart, is_short, rail_of
from portal.packs.tidy import shown
from portal.packs.wording import doubt_note


class Flow:
    """Lays blocks out one below the other and turns to a further slide when one is full."""

    def __init__(self, part: Part, page: Page, scale: float = 1.0) -> None:
        self.part, self.page, self.scale = part, page, scale
        self.leaves: list[Leaf] = []
        self.y = 0.0
        self._turn()
        if title_fit(page.title)[3]:
            self.text(Text(page.title, "lead"))

    def sized(self, size: float) -> float:
        """A size of type, smaller where the page is set tighter."""
        return round(size * self.scale * 2) / 2

    # The slide at hand

    @property
    def leaf(self) -> Leaf:
        """The slide that is being filled."""
        return self.leaves[-1]

    @property
    def room(self) -> float:
        """What is left of its height."""
        return BOTTOM - self.y

    @property
    def fresh(self) -> bool:
        """Whether nothing stands on it yet."""
        return not self.leaf.items

    def _turn(self) -> None:
        continued = CONTINUED if self.leaves else ""
        title = self.page.title + continued
        text, size, high, cut = title_fit(title)
        if cut and continued:
            shorter = clip(self.page.title, size, FULL * 0.9, 1, bold=True)[0]
            text = shorter + continued
        top = TITLE_TOP + high + 20
        self.leaves.append(Leaf(self.part, self.page, text, size, top))
        self.y = top

    def need(self, points: float) -> None:
        """Turns to a further slide unless so much room is left."""
        if self.room < points and not self.fresh:
            self._turn()

    @property
    def _only_lead(self) -> bool:
        """Whether at most two lines of text stand on it."""
        return self.y - self.leaf.top < 60

    # Blocks

    def blocks(self, blocks: Sequence[Block]) -> None:
        """Lays out the blocks in their order."""
        index = 0
        while index < len(blocks):
            block = blocks[index]
            before = before_chart(blocks[index:]) if self._only_lead else 0
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
                self.ruled(block)

    def text(self, text: Text) -> None:
        """A paragraph, continued over slides where it must be."""
        kind = text.kind if text.kind in ("caveat", "gap") else "plain"
        if not text.text:
            return
        if kind == "plain":
            lead = text.kind == "lead"
            paras = text_paras(text.text, self.sized(17.0 if lead else 14.0), look.INK)
            self.paras(paras, LEAD_WIDTH if lead else TEXT_WIDTH, kind)
            self.y += 6 if lead else 0
        elif kind == "caveat":
            self.paras(caveat_paras(text.text, self.sized(13.0)), BOX_WIDTH, kind)
        else:
            self.paras(text_paras(text.text, self.sized(13.0), look.QUIET), BOX_WIDTH, kind)

    def paras(self, paras: tuple[Para, ...], width: float, kind: str = "plain") -> None:
        """Paragraphs in boxes: as many boxes as slides they need."""
        pad = 0.0 if kind == "plain" else BOX_PAD
        while paras:
            whole = height(paras, width - 2 * pad) + 2 * pad
            if whole > self.room and whole <= BOTTOM - self.leaf.top and self.room < 150:
                self.need(whole)
            self.need(2 * paras[0].leading + 2 * pad)
            first, rest = split(paras, width - 2 * pad, self.room - 2 * pad)
            if not first:
                self._turn()
                continue
            high = height(first, width - 2 * pad) + 2 * pad
            self.leaf.items.append(Box(LEFT, self.y, width, high, first, kind))
            self.y += high + (GAP if kind != "plain" else first[-1].after or GAP * 0.6) + 2
            paras = rest
            if paras:
                self._turn()

    def points(self, points: Points) -> None:
        """Statements: a register of statement and source, or a plain list without sources."""
        some = points.points
        if not any(point.source or point.link for point in some):
            paras: list[Para] = []
            for point in some:
                paras.extend(point_paras(point.strong, point.text, self.sized(14.0), bullet=True))
            self.paras(tuple(paras), TEXT_WIDTH + 60)
            self.y += GAP / 2
            return
        apart = all(len(point.strong) <= 26 for point in some) and any(p.strong for p in some)
        rows: list[tuple[tuple[Para, ...], ...]] = []
        for point in some:
            last = source_paras(point, self.sized(10.5))
            if apart:
                strong = (Para((Run(point.strong, True),), self.sized(12.5)),)
                rows.append((strong, point_paras("", point.text, self.sized(13.0)), last))
            else:
                size = self.sized(13.0)
                if len(point.strong) > 26 and point.text:
                    strong = (Para((Run(point.strong, True),), size, 2),)
                    rows.append(((*strong, *point_paras("", point.text, size)), last))
                else:
                    rows.append((point_paras(point.strong, point.text, size), last))
        head = ("", "Statement", "Source") if apart else ("Statement", "Source")
        wide = max(text_width(point.strong, 12.5, True) for point in some) + 2 * PAD_X + 6
        narrow = max(wide, 44.0) / FULL
        right = 0.42 if max(len(point.source) for point in some) > 110 else 0.32
        shares = (narrow, 1 - right - narrow, right) if apart else (1 - right, right)
        self.grid(head, rows, shares, (), "Statements with their sources")

    def table(self, table: Table) -> None:
        """A table under its caption; caption and head come again on further slides."""
        size = self.sized(12.0 if len(table.head) <= 6 else 10.5)
        rows = [
            tuple(
                tuple(
                    replace(para, flush_right=number in table.numeric)
                    for para in text_paras(shown(cell), size)
                )
                for number, cell in enumerate(row)
            )
            for row in table.rows
        ]
        source = text_paras(f"Source: {table.source}", 10.0, look.QUIET) if table.source else ()
        foot = min(height(source, FULL) + 8, 60.0) if source else 0.0
        self.grid(table.head, rows, table.widths, table.numeric, table.caption, table.caption, foot)
        if source:
            self.y -= GAP * 0.5
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
    ) -> None:
        """Rows under a head that comes again; a row too high for a slide is cut between lines."""
        whole = sum(shares)
        widths = tuple(FULL * share / whole for share in shares)
        top, cut = head_row(head, widths, numeric)
        if cut:
            self.text(Text("Columns: " + "; ".join(head)))
        label = Para((Run(caption, True),), 14.0, 6)
        if caption and count_lines(label, FULL) > 3:
            self.text(Text(caption, "lead"))
            caption = ""
        waiting = list(rows)
        grid: Grid | None = None
        breaks: set[int] = set()
        while waiting:
            row = row_of(waiting[0], widths)
            if len(rows) - len(waiting) in breaks and grid is not None:
                breaks.discard(len(rows) - len(waiting))
                self._turn()
                grid = None
                continue
            if grid is None:
                first = min(row.height, 5 * waiting[0][0][0].leading)
                above = height((label,), FULL) + 6 if caption else 0.0
                self.need(above + top.height + first + (foot if len(rows) == 1 else 0.0))
                if caption:
                    self.leaf.items.append(Box(LEFT, self.y, FULL, above - 6, (label,)))
                    self.y += above
                grid = Grid(LEFT, self.y, widths, [replace(top)], alt)
                self.leaf.items.append(grid)
                self.y += top.height
                if len(waiting) == len(rows):
                    full = BOTTOM - self.leaf.top - above - top.height
                    heights = [row_of(cells, widths).height for cells in rows]
                    breaks = turns(heights, self.room, full, foot)
            if (
                len(waiting) == 1
                and len(grid.rows) > 1
                and row.height <= self.room < row.height + foot
            ):
                self._turn()
                grid = None
                continue
            if row.height > self.room:
                tall = row.height > (BOTTOM - self.leaf.top) * 0.45
                cells, rest = split_row(waiting[0], widths, self.room)
                if len(grid.rows) > 1 and not (tall and cells and self.room > 90):
                    self._turn()
                    grid = None
                    continue
                if not cells:
                    raise ValueError("a table's head leaves no room for a row")
                row, waiting[0] = row_of(cells, widths), rest
                grid.rows.append(row)
                self.y += row.height
                self._turn()
                grid = None
                continue
            grid.rows.append(row)
            self.y += row.height
            waiting.pop(0)
        self.y += GAP

    def chart(self, chart: Chart, following: Sequence[Block]) -> int:
        """A chart beside what is said of it; returns how many of the following it took in."""
        rail, taken = rail_of(
            chart, following, BOTTOM - (self.y if self._only_lead else self.leaf.top)
        )
        under = rail if len(rail) == 1 and is_short(rail[0]) else []
        if under:
            under[0].width = FULL
            inner = under[0].inner
            under[0].height = height(under[0].paras, inner) + under[0].width - inner
            rail = []
        under_high = under[0].height + GAP if under else 0.0
        width = FULL - (RAIL + GUTTER if rail else 0.0)
        head: tuple[Para, ...] = (Para((Run(chart.headline, True),), 16.0, 3),)
        if chart.subtitle:
            head = (*head, *text_paras(chart.subtitle, 11.5, look.QUIET))
        source = f"Source: {chart.source}" if chart.source else ""
        source = f"{doubt_note(chart)} {source}".strip()
        foot = text_paras(source, 10.0, look.QUIET) if source else ()
        if height(head, width) > 90:
            self.paras(head, TEXT_WIDTH)
            head = ()
        if rail and foot and height(foot, width) > 15:
            # A long source stands beside the chart too, where there is room for it.
            y = max(box.y + box.height for box in rail) + 12
            high = height(foot, RAIL)
            if y + high <= BOTTOM - (self.y if self._only_lead else self.leaf.top):
                rail.append(Box(RIGHT - RAIL, y, RAIL, high, foot))
                foot = ()
        least = 230.0 if chart.kind == "line" else min(70 + 17.0 * bars_of(chart), 310.0)
        most_foot = BOTTOM - self.leaf.top - height(head, width) - least - 14 - under_high
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
        self.leaf.items.append(Drawn(LEFT, self.y + above, width, high, chart))
        if foot:
            y = self.y + above + high + 6
            self.leaf.items.append(Box(LEFT, y, width, below - 6, foot))
        for box in rail:
            box.y += self.y
            self.leaf.items.append(box)
        self.y += max(above + high + below, rail_high) + GAP
        for box in under:
            box.x, box.y = LEFT, self.y
            self.leaf.items.append(box)
            self.y += box.height + GAP
        if chart.verdict and not rail and not under:
            self.text(Text(chart.verdict, "caveat"))
        if late:
            self.paras(late, FULL)
        return taken

    def chart_fits(self, chart: Chart, following: Sequence[Block], least: int) -> bool:
        """Whether a chart can stand here with at least so many blocks beside it."""
        most = BOTTOM - self.y
        return most > 300 and rail_of(chart, following, most)[1] >= least

    def timeline(self, line: TimeLine) -> None:
        """Inspections and plans on one line, a lane for each council."""
        label = (Para((Run(line.caption, True),), 14.0, 6),)
        self.paras(label, FULL)
        rows = lanes.rows(line)
        first = 0
        while first < len(rows):
            self.need(lanes.AXIS + rows[first].height)
            last, high = first, lanes.AXIS
            while last < len(rows) and high + rows[last].height <= self.room:
                high += rows[last].height
                last += 1
            key = Para((Run(lanes.KEY, False, look.QUIET),), 10.0)
            stretch = 1.0
            if last == len(rows):
                spare = self.room - high - key.leading - 10
                stretch = 1 + max(0.0, min(0.6, spare / max(high - lanes.AXIS, 1.0)))
                high = lanes.AXIS + (high - lanes.AXIS) * stretch
            self.leaf.items.append(Lined(self.y, high, line, first, last, stretch))
            if self.room - high > key.leading + 6:
                box = Box(LEFT, self.y + high + 6, FULL, key.leading, (key,))
                self.leaf.items.append(box)
                high += key.leading + 6
            self.y += high + GAP
            first = last
            if first < len(rows):
                self._turn()
        for text in lanes.long_labels(line):
            self.text(Text(text))

    def ruled(self, room: Room) -> None:
        """Ruled room for writing by hand."""
        label: tuple[Para, ...] = (Para((Run(room.label, True),), 13.0, 2),)
        left = max(1, min(room.lines, 200))
        if height(label, FULL) > 60:
            self.paras(label, FULL)
            label = ()
        while left:
            above = height(label, FULL) if label else 0.0
            self.need(above + RULE * min(left, 4))
            if label:
                self.leaf.items.append(Box(LEFT, self.y, FULL, above, label))
                self.y += above
            count = max(1, min(left, int(self.room // RULE)))
            self.leaf.items.append(Ruled(self.y, count, room.label))
            self.y += count * RULE + GAP
            left -= count


def together(blocks: Sequence[Block]) -> list[Block]:
    """Caveats, and gaps, that follow one another share a box."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if (
            isinstance(block, Text)
            and isinstance(last, Text)
            and block.kind == last.kind
            and block.kind in ("caveat", "gap")
        ):
            joined[-1] = replace(last, text=f"{last.text}\n{block.text}")
        else:
            joined.append(block)
    return joined


def leaves_of(part: Part, page: Page) -> list[Leaf]:
    """The slides of one page."""
    blocks = together(page.blocks)
    flow = Flow(part, page)
    flow.blocks(blocks)
    ends = flow.y - flow.leaf.top
    if len(flow.leaves) > 1 and ends < 0.55 * (BOTTOM - flow.leaf.top):
        # Little is left for the last slide: set a little tighter, the page may do without it.
        for scale in (0.94, 0.88):
            tighter = Flow(part, page, scale)
            tighter.blocks(blocks)
            if len(tighter.leaves) < len(flow.leaves):
                return tighter.leaves
    return flow.leaves
