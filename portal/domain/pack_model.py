"""A pack to take along, apart from its format: parts of pages of blocks.

PowerPoint, Word, Excel and the print view all write the same `Pack`, so that no format can say
what another does not. Every number here is the portal's own, unrounded; `shown` texts are as
the portal prints them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

Cell = str | float | int | None
# The weight of a page that stands in the Excel annex alone.
ANNEX = 100


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; kinds: body, lead, head (of what follows), note (in small type), caveat, gap.

    A caveat is what limits a figure, a gap what is not there.
    """

    text: str
    kind: str = "body"


@dataclass(frozen=True, slots=True)
class Point:
    """A statement with its source and, where it has one, the address of its view."""

    text: str
    source: str = ""
    link: str = ""
    strong: str = ""


@dataclass(frozen=True, slots=True)
class Points:
    """A list of statements."""

    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A native table: `widths` are shares of the whole, `numeric` columns stand flush right.

    `room` is how many lines are kept to write by hand in each empty cell of the last column.
    `tones` (worst, best) tint the first cell of each row. The heads of a `bare` table say what its
    caption would: it is the text alternative alone.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...] = ()
    numeric: tuple[int, ...] = ()
    source: str = ""
    room: int = 0
    tones: tuple[str, ...] = ()
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """One line or row of bars; `values` fit the chart's categories, None where there is none.

    `kind` is council, comparator (England, region, neighbours: drawn dashed) or target.
    `symbol` is plotly's name of the council's marker. `doubtful` holds the positions of values
    that are uncertain readings, drawn hollow. `dash` tells apart lines of one council: solid, dot,
    dash, dashdot.
    """

    name: str
    values: tuple[float | None, ...]
    colour: str
    kind: str = "council"
    symbol: str = "circle"
    doubtful: tuple[int, ...] = ()
    dash: str = "solid"


@dataclass(frozen=True, slots=True)
class Chart:
    """A native, editable chart. kinds: line, bar (horizontal, categories from the top).

    `number_format` is Excel's (`0.0"%"`); `alt` is the text alternative; `verdict` says where
    the series are not, or only with caution, comparable. `dates` are the days on which the
    periods of a line's categories end, in the order of time, so that it is drawn to their scale.
    """

    kind: str
    headline: str
    subtitle: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    number_format: str
    alt: str
    source: str
    link: str = ""
    verdict: str = ""
    dates: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """An event on a line of time: kind inspection, plan or figure.

    `when` is the date as the documents print it; without it only month and year are printed.
    """

    on: date
    label: str
    kind: str
    council: str
    colour: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class TimeLine:
    """Inspections and plans on one line, drawn with native shapes."""

    caption: str
    marks: tuple[Mark, ...]
    alt: str


@dataclass(frozen=True, slots=True)
class Room:
    """Ruled room to write by hand, under a label."""

    label: str
    lines: int = 4


Block = Text | Points | Table | Chart | TimeLine | Room


@dataclass(frozen=True, slots=True)
class Page:
    """A page under a heading; a writer continues it on further pages where it is too long.

    The higher its `weight`, the sooner it goes to the Excel annex where a pack has no room for it:
    0 never does, `ANNEX` always does, unless all of a pack is asked for.
    """

    title: str
    blocks: tuple[Block, ...]
    link: str = ""
    link_text: str = ""
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A part that a team can choose or leave out."""

    key: str
    title: str
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """The whole: `data` says the data's version and date, `link` opens the view it came from.

    `annex` is the address of its Excel file; with `everything` no page is left to that alone.
    `region` names the region whose portal it is from, for the file's title; "" where it has none.
    """

    title: str
    subtitle: str
    data: str
    link: str
    made_at: datetime
    parts: tuple[Part, ...]
    confidential: bool = False
    annex: str = ""
    everything: bool = False
    region: str = ""

    @property
    def opening(self) -> Part | None:
        """The summary on one page, which stands before the contents."""
        first = self.parts[0] if self.parts else None
        return first if first and first.key == OPENING and len(first.pages) == 1 else None

    @property
    def pages(self) -> Iterator[tuple[Part, Page]]:
        """Every page with its part, in order."""
        for part in self.parts:
            for page in part.pages:
                yield part, page

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Every chart, in order."""
        return tuple(
            block for _, page in self.pages for block in page.blocks if isinstance(block, Chart)
        )


# The key of the part that sums up a pack on one page.
OPENING = "summary"
# What a pack can hold, in its order; the team chooses. `notes` parts need the team's rights.
CONTENTS = {
    "summary": "The council in short: ranks, grades, what to ask",
    "context": "The council in context",
    "timeline": "Inspections and plans on one line",
    "inspections": "Inspections: grades, and what was asked again",
    "plan": "The plan on a page",
    "themes": "A page for each theme, with charts against comparators",
    "recurring": "What comes back, inspection after inspection",
    "findings": "Findings: where figures or papers disagree",
    "lines": "Lines of enquiry, with evidence and room for notes",
    "questions": "Questions, by interview",
    "definitions": "Definitions, caveats, comparability",
    "sources": "Sources, with places",
}
# What a pack for the council holds instead, on request.
FOR_COUNCIL = {
    "feedback": "Feedback: strengths and areas for consideration",
    "agreed": "Agreed actions",
}
