"""The boxes on slides, measured in points, and the paragraphs that it is made of."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from portal.domain.pack_model import Chart, Page, Part, Point, TimeLine
from portal.packs.common import theme
from portal.packs.common.text_metrics import Para, Run, clip, count_lines
from portal.packs.common.theme import RULE
from portal.packs.common.wording import SHORT_OPEN

WIDTH, HEIGHT = 960.0, 540.0
# The template's layouts by their place, and its cover's placeholders: left, top, width, height.
COVER, PAGE = 0, 1
COVER_TITLE = (72.0, 120.0, 700.0, 180.0)
COVER_SUB = (72.0, 314.0, 760.0, 82.0)
LEFT, RIGHT = 48.0, 912.0
FULL = RIGHT - LEFT
KICKER_TOP, TITLE_TOP, BOTTOM, FOOT_TOP = 30.0, 48.0, 492.0, 506.0
TITLE_GAP = 14.0
TEXT_WIDTH = 700.0
LEAD_WIDTH = FULL
BOX_WIDTH = FULL
RAIL = 262.0
GUTTER = 30.0
# No text on a slide is smaller.
LEAST = 11.0
PAD_X, PAD_Y = 5.0, 2.6
BOX_PAD = 9.0
GAP = 13.0
# Room for the longest that a further slide says of itself.
CONTINUED = " (continued, 88 of 88)"


@dataclass(slots=True)
class Box:
    """A text box; kinds: plain, caveat, gap."""

    x: float
    y: float
    width: float
    height: float
    paras: tuple[Para, ...]
    kind: str = "plain"

    @property
    def inner(self) -> float:
        """The width of its text."""
        return self.width - (0 if self.kind == "plain" else 2 * BOX_PAD)


@dataclass(slots=True)
class Row:
    """A table's row: its height and its cells' paragraphs; a tone tints the first cell."""

    height: float
    cells: tuple[tuple[Para, ...], ...]
    tone: str = ""


@dataclass(slots=True)
class Grid:
    """A native table; the first row is its head."""

    x: float
    y: float
    widths: tuple[float, ...]
    rows: list[Row]
    alt: str
    pad: float = PAD_Y

    @property
    def height(self) -> float:
        """Its whole height."""
        return sum(row.height for row in self.rows)


@dataclass(slots=True)
class Drawn:
    """A chart with its place."""

    x: float
    y: float
    width: float
    height: float
    chart: Chart


@dataclass(slots=True)
class Lined:
    """A line of time with its place: lanes of labels.."""

    y: float
    height: float
    line: TimeLine
    first: int
    last: int
    stretch: float = 1.0


@dataclass(slots=True)
class Ruled:
    """Ruled lines to write on."""

    y: float
    count: int
    label: str


Item = Box | Grid | Drawn | Lined | Ruled


def bottom_of(item: Item) -> float:
    """Find where an item ends."""
    high = item.count * RULE if isinstance(item, Ruled) else item.height
    return item.y + high


@dataclass(slots=True)
class Leaf:
    """One slide."""

    part: Part
    page: Page
    title: str
    size: float
    top: float
    items: list[Item] = field(default_factory=list)

    @property
    def filled(self) -> float:
        """Tell which share of the slide below its title is used."""
        low = max((bottom_of(item) for item in self.items), default=self.top)
        return (low - self.top) / (BOTTOM - self.top)


def title_fit(title: str) -> tuple[str, float, float, bool]:
    """A title's text, size and height, and whether it had to be cut."""
    for size, lines in ((26.0, 1), (22.0, 2), (18.0, 3)):
        text, cut = clip(title, size, FULL, lines, bold=True)
        if not cut:
            used = count_lines(Para((Run(text, True),), size), FULL)
            return text, size, used * round(size * 1.24, 1), False
    return text, 18.0, 3 * 22.3, True


def text_paras(
    text: str, size: float, colour: str = "", bold: bool = False, after: float = 0.45
) -> tuple[Para, ...]:
    """A paragraph for each line of the text, with a share of its size between them."""
    parts = [part for part in text.split("\n") if part] or [""]
    return tuple(Para((Run(part, bold, colour),), size, size * after) for part in parts)


def point_paras(strong: str, text: str, size: float, bullet: bool = False) -> tuple[Para, ...]:
    """A statement, its strong words before it."""
    runs = [Run(f"{strong}  ", True)] if strong and text else [Run(strong, True)] * bool(strong)
    first, *more = [part for part in text.split("\n") if part] or [""]
    head = Para((*runs, Run(first)), size, size * 0.4, bullet)
    return (head, *(Para((Run(part),), size, size * 0.4) for part in more))


def caveat_paras(text: str, size: float) -> tuple[Para, ...]:
    """A caveat, said in words too and not by colour alone."""
    first, *more = text_paras(text, size)
    word = Run("Read with care: ", True, theme.LOOK)
    return (replace(first, runs=(word, *first.runs)), *more)


def source_paras(point: Point, size: float) -> tuple[Para, ...]:
    """Where a statement is from, and the link to its view."""
    text = point.source or ("" if point.link else "source not stated")
    paras = text_paras(text, size, theme.QUIET) if text else ()
    if point.link:
        run = Run(SHORT_OPEN, colour=theme.LINK, link=point.link)
        last = paras[-1].runs if paras else ()
        spaced = (*last, Run("  ")) if last else ()
        paras = (*paras[:-1], Para((*spaced, run), size))
    return tuple(replace(para, after=1.5) for para in paras)
