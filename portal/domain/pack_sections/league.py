"""The league table as a pack: the chosen councils among all, then every council in its place."""

from __future__ import annotations

from portal.domain.benchmarks import Scale, Spine, mark
from portal.domain.formatting import plural
from portal.domain.league import LeagueRow, LeagueView
from portal.domain.pack_model import Block, Chart, Page, Part, Series, Table, Text
from portal.domain.pack_sections.charts import GREY, number_format
from portal.domain.pack_sections.ledger import Ledger
from portal.domain.pack_sections.rows import in_pages

_LINK = "This table in the portal"
# Councils that are drawn: chosen ones, and of all others the first and the last.
_MOST_CHOSEN, _ENDS = 6, 3
_FIFTHS = {"best": "best fifth", "worst": "worst fifth"}


def league(view: LeagueView, ledger: Ledger, link: str) -> Part:
    """Build the part: a chart of the chosen councils among the first and last, then all rows."""
    spine, scale = view.spine, view.scale
    if spine is None or scale is None:
        gap = Text(
            "The official statistics that are loaded have no figures of this measure.", "gap"
        )
        title = "No league table"
        return Part("league", title, pages=(Page(title, (gap,), link=link, link_text=_LINK),))
    indicator = spine.indicator
    ledger.define(indicator, spine.period.basis)
    blocks: list[Block] = []
    drawn = _chart(view, spine, scale, ledger, link)
    if drawn is not None:
        blocks.append(drawn)
    without = sum(row.figure.value is None for row in view.rows)
    notes = [
        spine.withheld or "Rank 1 is best; councils with equal values share the better rank (=)."
    ]
    if without:
        notes.append(f"{plural(without, 'council has', 'councils have')} no figure.")
    blocks.append(Text(" ".join(notes), "note"))
    pages = [Page(_title(view, spine, scale), tuple(blocks), link=link, link_text=_LINK)]
    table = Table(
        f"{indicator.name}, {spine.when}",
        ("Rank", "Council", "Value", "Region", ""),
        rows=tuple(_row(row, spine, scale) for row in view.rows),
        widths=(1, 4, 2, 2.4, 2.4),
        source=ledger.names({indicator.document: [indicator.place]}),
    )
    pages += in_pages("Councils", table, link, _LINK)
    return Part("league", f"{indicator.name}, {spine.when}", pages=tuple(pages))


def _title(view: LeagueView, spine: Spine, scale: Scale) -> str:
    """Say where the chosen councils stand: `Torbay 7.1% (147 of 148); England 3.5%`."""
    phrases = []
    for row in _chosen(view):
        if row.figure.value is not None:
            rank = f" ({row.figure.rank} of {spine.of})" if row.figure.rank else ""
            phrases.append(f"{row.council.name} {scale.shown(row.figure.value)}{rank}")
    if spine.england is not None and not scale.sized:
        phrases.append(f"England {scale.shown(spine.england)}")
    if not phrases:
        return f"{plural(len(view.rows), 'council')} on one measure"
    return "; ".join(phrases)


def _chosen(view: LeagueView) -> list[LeagueRow]:
    return [row for row in view.rows if row.chosen][:_MOST_CHOSEN]


def _chart(view: LeagueView, spine: Spine, scale: Scale, ledger: Ledger, link: str) -> Chart | None:
    """Draw the chosen councils with the first and the last ones, and England, as bars."""
    there = [row for row in view.rows if row.figure.value is not None]
    if not there:
        return None
    ends = {row.council.key for row in (*there[:_ENDS], *there[-_ENDS:])}
    chosen = {row.council.key for row in _chosen(view)}
    bars: list[tuple[str, float, str, str]] = []
    for row in there:
        if row.figure.value is not None and row.council.key in ends | chosen:
            place = f"{row.figure.rank}. " if row.figure.rank else ""
            kind = "council" if row.council.key in chosen else "comparator"
            colour = row.council.colour if kind == "council" else GREY
            bars.append((f"{place}{row.council.name}", row.figure.value, kind, colour))
    if spine.england is not None and not scale.sized:
        bars.append(("England", spine.england, "comparator", GREY))
    values = [value for _name, value, _kind, _colour in bars]
    figures = "; ".join(f"{name} {scale.shown(value)}" for name, value, _kind, _colour in bars)
    subject = f"{spine.indicator.name}, {spine.when}: the chosen councils, the first and the last"
    return Chart(
        kind="bar",
        headline=_title(view, spine, scale),
        subtitle=subject,
        categories=tuple(name for name, _value, _kind, _colour in bars),
        series=tuple(
            Series(
                name,
                tuple(value if other == place else None for other in range(len(values))),
                colour=colour,
                kind=kind,
            )
            for place, (name, value, kind, colour) in enumerate(bars)
        ),
        number_format=number_format(spine.indicator.unit, scale.decimals),
        alt=f"Bar chart. {subject}. {figures}.",
        source=ledger.source(spine.indicator.document, [spine.indicator.place]),
        link=link,
    )


def _row(row: LeagueRow, spine: Spine, scale: Scale) -> tuple[str, ...]:
    figure = row.figure
    rank = f"{figure.rank}{' =' if row.sharing > 1 else ''}" if figure.rank else "not ranked"
    value = figure.reason if figure.value is None else scale.shown(figure.value)
    fifth = _FIFTHS.get(mark(figure, spine.of, spine.indicator.unit), "")
    notes = ["chosen"] if row.chosen else []
    notes += [f"neighbour of {name}" for name in row.neighbour_of]
    return (
        rank,
        row.council.name,
        f"{value}, {fifth}" if fifth else value,
        row.region or "none",
        "; ".join(notes),
    )
