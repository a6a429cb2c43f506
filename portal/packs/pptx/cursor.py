"""Text set on slides: where the next block goes, and when a further slide is turned to."""

from __future__ import annotations

from portal.domain.pack_model import Page, Part, Text
from portal.packs.common import theme
from portal.packs.common.text_metrics import Para, clip, height, split
from portal.packs.pptx.boxes import (
    BOTTOM,
    BOX_PAD,
    BOX_WIDTH,
    CONTINUED,
    FULL,
    GAP,
    GUTTER,
    LEAD_WIDTH,
    LEAST,
    LEFT,
    TEXT_WIDTH,
    TITLE_GAP,
    TITLE_TOP,
    Box,
    Leaf,
    caveat_paras,
    text_paras,
    title_fit,
)

# A text higher than this is set in two columns.
_LONG_TEXT = 110.0


class Setting:
    """Sets texts one below the other and turns to a further slide when one is full."""

    def __init__(self, part: Part, page: Page, scale: float = 1.0, bottom: float = BOTTOM) -> None:
        self.part, self.page, self.scale, self.bottom = part, page, scale, bottom
        self.leaves: list[Leaf] = []
        self.y = 0.0
        self.turn()
        if title_fit(page.title)[3]:
            self.text(Text(page.title, "lead"))

    @property
    def gap(self) -> float:
        """The space between blocks."""
        return GAP * self.scale

    def sized(self, size: float, least: float = LEAST) -> float:
        """A size of type, smaller where the page is set tighter, but never below the least."""
        return max(round(size * self.scale * 2) / 2, min(least, size))

    # The slide at hand

    @property
    def leaf(self) -> Leaf:
        """The slide that is being filled."""
        return self.leaves[-1]

    @property
    def room(self) -> float:
        """Measure what is left of its height."""
        return self.bottom - self.y

    @property
    def fresh(self) -> bool:
        """Tell if nothing stands on it yet."""
        return not self.leaf.items

    def turn(self) -> None:
        """A further slide."""
        continued = CONTINUED if self.leaves else ""
        title = self.page.title + continued
        text, size, high, cut = title_fit(title)
        if cut and continued:
            shorter = clip(self.page.title, size, FULL * 0.9, 1, bold=True)[0]
            text = shorter + continued
        top = TITLE_TOP + high + TITLE_GAP
        self.leaves.append(Leaf(self.part, self.page, text, size, top))
        self.y = top

    def need(self, points: float) -> None:
        """Turns to a further slide unless so much room is left."""
        if self.room < points and not self.fresh:
            self.turn()

    @property
    def only_lead(self) -> bool:
        """Tell if at most two lines of text stand on it."""
        return self.y - self.leaf.top < 60

    # Texts

    def text(self, text: Text) -> None:
        """A paragraph, continued over slides where it must be."""
        kind = text.kind if text.kind in ("caveat", "gap") else "plain"
        if not text.text:
            return
        if text.kind == "head":
            self.need(70.0)  # with the beginning of what follows
        if text.kind == "note":
            self.paras(text_paras(text.text, self.sized(LEAST), theme.QUIET), FULL)
        elif kind == "plain":
            lead = text.kind == "lead"
            size = self.sized(16.0 if lead else 14.0)
            paras = text_paras(text.text, size, theme.INK, bold=text.kind == "head")
            if not lead and height(paras, TEXT_WIDTH) > _LONG_TEXT:
                self.columns(text_paras(text.text, self.sized(13.0), theme.INK))
            else:
                self.paras(paras, LEAD_WIDTH if lead else TEXT_WIDTH, kind)
        elif kind == "caveat":
            self.paras(caveat_paras(text.text, self.sized(13.0)), BOX_WIDTH, kind)
        else:
            self.paras(text_paras(text.text, self.sized(13.0), theme.QUIET), BOX_WIDTH, kind)

    def paras(self, paras: tuple[Para, ...], width: float, kind: str = "plain") -> None:
        """Paragraphs in boxes: as many boxes as slides they need."""
        pad = 0.0 if kind == "plain" else BOX_PAD
        while paras:
            whole = height(paras, width - 2 * pad) + 2 * pad
            if whole > self.room and whole <= self.bottom - self.leaf.top and self.room < 150:
                self.need(whole)
            self.need(2 * paras[0].leading + 2 * pad)
            first, rest = split(paras, width - 2 * pad, self.room - 2 * pad)
            if not first:
                self.turn()
                continue
            high = height(first, width - 2 * pad) + 2 * pad
            self.leaf.items.append(Box(LEFT, self.y, width, high, first, kind))
            self.y += (
                high + (self.gap if kind != "plain" else first[-1].after or self.gap * 0.6) + 2
            )
            paras = rest
            if paras:
                self.turn()

    def columns(self, paras: tuple[Para, ...]) -> None:
        """A long text in two columns, whose lines are short enough to read."""
        width = (FULL - GUTTER) / 2
        while paras:
            leading = paras[0].leading
            self.need(4 * leading)
            high = max(height(paras, width) / 2, leading)
            while True:
                high = min(high, self.room)
                first, rest = split(paras, width, high)
                second, rest = split(rest, width, high) if rest else ((), ())
                if not rest or high >= self.room:
                    break
                high += leading / 2
            for number, column in enumerate((first, second)):
                if column:
                    x = LEFT + number * (width + GUTTER)
                    box = Box(x, self.y, width, height(column, width), column)
                    self.leaf.items.append(box)
            self.y += max(height(first, width), height(second, width)) + self.gap
            paras = rest
            if paras:
                self.turn()
