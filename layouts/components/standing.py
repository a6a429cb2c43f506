"""The chosen councils among all: the table of ranks, and the picture of every council."""

from __future__ import annotations

from dash import dcc, html

from layouts.components.glossary import explained
from layouts.components.graph import Words, graph, source_of
from layouts.components.parts import council_name, evidence, panel, table
from layouts.figures.funnel import FunnelPoint, funnel_figure
from layouts.markup import Element, Part
from portal.domain.comparison import ComparedCouncil, Comparison
from portal.domain.formatting import (
    decimals_among,
    joint_note,
    number,
    period,
    plural,
    sentence_list,
    with_unit,
)
from portal.domain.indicators import Value
from portal.domain.intervals import ends, funnel, funnel_rates, outside
from portal.domain.league import LeagueState
from portal.domain.view_models import IndicatorMore
from portal.urls import league_url

BAND_NAMES = {
    "A": "A, best quarter",
    "B": "B, second quarter",
    "C": "C, third quarter",
    "D": "D, last quarter",
}
# Where more councils than this share lie outside, chance is not what tells them apart, and a
# funnel would accuse them all (Spiegelhalter 2005, on overdispersion).
_MOST_OUTSIDE = 1 / 3


def standing(more: IndicatorMore) -> Element | None:
    """Lay out rank, band and distance to each comparator, or why they are withheld."""
    shown = more.standing
    if shown is None:
        return None
    indicator = shown.indicator
    when = period(shown.period.start, shown.period.end, shown.period.basis)
    head = ["Council", "Value", "Rank", "Band", "Beside England", "Beside its region", "Neighbours"]
    rows = [_row(row, shown) for row in shown.rows]
    if indicator.unit in ("count", "gbp"):
        head, rows = head[:2], [row[:2] for row in rows]
    elif shown.withheld:
        head, rows = head[:2] + head[4:], [row[:2] + row[4:] for row in rows]
    marks = [
        evidence("standing", indicator.measure, row.council.key) if row.value else {}
        for row in shown.rows
    ]
    joint = joint_note(row.value.joint for row in shown.rows if row.value)
    notes = [shown.withheld, joint, shown.kinship]
    if not shown.withheld:
        notes.insert(0, "Rank 1 is best; equal values share the better rank.")
    return panel(
        html.H2(f"Ranks and bands, {when}"),
        html.P(
            f"{indicator.name}: among {plural(shown.of, 'council')} with a value.", className="sub"
        ),
        table(head, rows, f"{indicator.name}, {when}", (1,), stacked=True, marks=marks),
        html.P(explained(" ".join(note for note in notes if note)), className="chart-note"),
        html.P(dcc.Link("League table: every council of England in order", href=_league(more))),
    )


def _league(more: IndicatorMore) -> str:
    state = more.view.state
    return league_url(LeagueState(state.councils, measure=state.measure).query())


def _row(row: ComparedCouncil, shown: Comparison) -> list[Part]:
    indicator = shown.indicator
    value = row.value
    if value is None:
        return [council_name(row.council), "no figure", "", "", "", "", ""]
    near = row.around
    compared = [
        v for other in shown.rows for v in (other.value and other.value.value, other.region)
    ]
    decimals = decimals_among(indicator.decimals, (shown.england, *compared))
    polarity = "none" if row.withheld else indicator.polarity
    neighbours = "no neighbours known"
    if near.mean is not None and near.median is not None:
        exact = max(decimals, 1)
        neighbours = (
            f"mean {number(near.mean, exact)}, median {number(near.median, exact)} "
            f"of {near.used} of {row.neighbours}, {row.model} model"
        )
        if row.missing:
            neighbours += f"; without {sentence_list(list(row.missing))}"
    return [
        council_name(row.council),
        value._replace(decimals=decimals).shown + _interval(value) + _joint(value),
        f"{row.rank} of {shown.of}" if row.rank else row.withheld and f"not ranked: {row.withheld}",
        BAND_NAMES.get(row.band or "", ""),
        _beside(value.value, shown.england, polarity, decimals),
        _beside(value.value, row.region, polarity, decimals),
        neighbours,
    ]


def _interval(value: Value) -> str:
    """Write Wilson's interval of a share whose counts are known."""
    if value.interval is None:
        return ""
    return f" (95% interval {ends(value.interval)})"


def _joint(value: Value) -> str:
    return ", joint figure" if value.joint else ""


def _beside(value: float | None, other: float | None, polarity: str, decimals: int) -> str:
    """Write `12.3 above, worse`; better and worse need a polarity."""
    if value is None or other is None:
        return "no figure"
    gap = value - other
    if round(abs(gap), decimals) == 0:
        return "the same"
    distance = f"{number(abs(gap), decimals)} {'above' if gap > 0 else 'below'}"
    if polarity == "none":
        return distance
    better = (gap > 0) == (polarity == "high")
    return f"{distance}, {'better' if better else 'worse'}"


def spread(more: IndicatorMore) -> Element | None:
    """Draw every council in one picture, where chance can be told from difference."""
    shown = more.standing
    if shown is None or shown.england is None:
        return None
    indicator = shown.indicator
    per = {"percent": 100, "per_10k": 10_000}.get(indicator.unit)
    shares = [(c, v, d) for c, v, d in more.view.spread if d and d > 0]
    if per is None or len(shares) < 20:
        return None
    rate = indicator.unit == "per_10k"
    overall = shown.england
    if not rate and not 0 < overall < per:
        return None
    kind = "rate" if rate else "share"
    out = [
        outside(v, d, overall, kind=kind, per=per) == "beyond-99.8"  # type: ignore[arg-type]
        for _c, v, d in shares
        if d
    ]
    heading = f"All {len(shares)} councils, {period(None, shown.period.end, shown.period.basis)}"
    if sum(out) > _MOST_OUTSIDE * len(out):
        reason = (
            f"{sum(out)} of {len(out)} councils lie further from England than chance alone would "
            "put them. Councils really differ on this measure, so no funnel is drawn: it would "
            "mark most of them as unusual."
        )
        return panel(html.H2(heading), html.P(reason))
    chosen = {council.key: council for council in more.view.councils}
    points = [FunnelPoint(c.name, d, v, chosen.get(c.key)) for c, v, d in shares if d]
    low, high = min(p.denominator for p in points), max(p.denominator for p in points)
    steps = [low * (high / low) ** (n / 40) for n in range(41)] if high > low else [low]
    limits = funnel_rates(overall, steps, per=per) if rate else funnel(overall, steps, per=per)
    figure = funnel_figure(
        points,
        overall,
        limits[0],
        limits[1],
        indicator.unit,
        overall_name="England",
        denominator_name=indicator.population or "cases",
        decimals=max(indicator.decimals or 0, 1 if rate is False else 0),
    )
    sentence = _funnel_sentence(points, overall, kind, per)
    return panel(
        html.H2(heading, className="chart-title"),
        html.P(
            "Each dot is a council; between the curves it may differ from England by chance alone.",
            className="sub",
        ),
        graph(
            figure,
            sentence,
            Words(
                f"{indicator.name}: {heading[0].lower()}{heading[1:]}",
                sentence,
                source_of([indicator.document_title], more.view.vocabulary),
            ),
        ),
        html.P(sentence, className="chart-note"),
        **evidence("chart", indicator.measure),
    )


def _funnel_sentence(points: list[FunnelPoint], overall: float, kind: str, per: int) -> str:
    places = []
    for point in points:
        if point.chosen is None:
            continue
        place = outside(point.value, point.denominator, overall, kind=kind, per=per)  # type: ignore[arg-type]
        way = "above" if point.value > overall else "below"
        places.append(
            f"{point.name} is within the range of chance"
            if place == "within"
            else f"{point.name} is {way} England by more than chance"
        )
    unit = "percent" if per == 100 else "per_10k"
    return f"England {with_unit(overall, 1, unit)}. " + ("; ".join(places) + "." if places else "")
