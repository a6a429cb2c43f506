"""The benchmarks as a pack: on how much each council stands out, then the measures in tables."""

from __future__ import annotations

from portal.domain.benchmarks import BenchmarkRow, BenchmarkView, mark
from portal.domain.formatting import plural
from portal.domain.pack_model import Block, Page, Part, Table, Text
from portal.domain.pack_sections.ledger import Ledger

# Rows that stand on a slide with names of two lines.
A_PAGE = 9
_LINK = "This view in the portal"
_FIFTHS = {"best": "best fifth", "worst": "worst fifth"}


def many_measures(view: BenchmarkView, ledger: Ledger, link: str) -> Part:
    """Build the part.

    Args:
        view: every measure that the filters leave, in the order of the page.
    """
    title = "Many measures at once"
    rows = view.rows
    if not rows or not view.councils:
        gap = Text("No measure is left by these filters.", "gap")
        return Part("benchmarks", title, pages=(Page(title, (gap,), link=link, link_text=_LINK),))
    counted = Table(
        f"On how many of {plural(view.counted, 'counted measure')} a council stands out",
        ("Council", "In the best fifth", "In the worst fifth"),
        rows=tuple((c.name, view.best[c.key], view.worst[c.key]) for c in view.councils),
        widths=(3, 1.5, 1.5),
        numeric=(1, 2),
        source=ledger.names({key: [] for key in view.sources}),
    )
    first: list[Block] = [counted]
    if view.schooling or view.outside:
        kinds = ((view.schooling, "about schooling"), (view.outside, "outside the areas"))
        left = " and ".join(f"{count} {why}" for count, why in kinds if count)
        first.append(Text(f"Not counted though ranked: {left}.", "note"))
    worst = max(view.councils, key=lambda council: view.worst[council.key])
    pages = [
        Page(
            f"{worst.name} is in the worst fifth on {plural(view.worst[worst.key], 'measure')}",
            tuple(first),
            link=link,
            link_text=_LINK,
        )
    ]
    for place, start in enumerate(range(0, len(rows), A_PAGE), start=1):
        shown = rows[start : start + A_PAGE]
        where = f"{start + 1} to {start + len(shown)} of {len(rows)}"
        table = Table(
            f"Measures {where}: newest value and rank",
            ("Measure", *[council.name for council in view.councils], "England"),
            rows=tuple(_row(row) for row in shown),
            widths=(3.4, *([1.5] * len(view.councils)), 1.0),
            source=ledger.names({row.spine.indicator.document: [] for row in shown}),
        )
        page = Page(f"Measures {where}", (table,), link=link, link_text=_LINK, weight=place)
        pages.append(page)
    return Part("benchmarks", title, pages=tuple(pages))


def _row(row: BenchmarkRow) -> tuple[str, ...]:
    spine, scale = row.spine, row.scale
    cells = []
    for figure in row.figures:
        if figure.value is None:
            cells.append(figure.reason)
            continue
        parts = [scale.shown(figure.value)]
        if figure.rank:
            parts.append(f"{figure.rank} of {spine.of}")
            parts += filter(None, [_FIFTHS.get(mark(figure, spine.of, spine.indicator.unit), "")])
        cells.append(", ".join(parts))
    england = "not compared" if scale.sized else "no figure"
    if spine.england is not None and not scale.sized:
        england = scale.shown(spine.england)
    return f"{spine.indicator.name}, {spine.when}", *cells, england
