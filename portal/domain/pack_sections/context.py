"""The council in context: its key official figures beside England, its region, its neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from portal.domain.comparison import ComparedCouncil, Comparison
from portal.domain.formatting import (
    decimals_among,
    period,
    plural,
    printed_date,
    sentence_list,
    with_unit,
)
from portal.domain.indicators import Indicator, Measure, Value
from portal.domain.pack_model import Chart, Page, Part, Series, Table, Text
from portal.domain.pack_sections.charts import GREY, number_format
from portal.domain.pack_sections.ledger import Ledger, Links, first_lower
from portal.domain.pack_sections.periods import short_period
from portal.domain.view_models import CouncilView, Figure
from portal.domain.view_state import BenchmarkState, IndicatorState
from portal.domain.vocabulary import Council

# What a visitor asks of a council first; those that are loaded are shown, in this order.
KEY_MEASURES = tuple(
    (
        "population-under-18-on-31-march repeat-referrals second-child-protection-plans "
        "children-looked-after-rate placement-stability long-term-placement-stability "
        "care-leavers-eet vacancy-rate social-work-turnover-rate-fte social-work-agency-rate-fte "
        "average-caseload children-in-need referrals children-looked-after"
    ).split()
)
MOST = 10
MOST_BARS = 2
_MOST_PRINTED = 12
_BANDS = {"A": "A, best quarter", "B": "B, second", "C": "C, third", "D": "D, last quarter"}


@dataclass(frozen=True, slots=True)
class Stood:
    """A measure with the standing of the council on it, and the address of its view."""

    measure: Measure
    standing: Comparison
    link: str


def key_measures(
    measures: Mapping[str, Measure], official: Sequence[Indicator], themes: Sequence[str]
) -> list[Measure]:
    """Choose the measures to show: those of a visit's themes, then the key ones, then others.

    Args:
        measures: all measures by key, in the order of improvement areas.
        official: the indicators of official statistics that have a newest period.
        themes: a visit's themes; none for every theme.
    """
    loaded: dict[str, Indicator] = {}
    for indicator in official:
        loaded.setdefault(indicator.measure, indicator)
    keys = [key for key in KEY_MEASURES if key in loaded]
    if len(keys) < MOST // 2:
        # Other statistics: shares and rates that rank first, for those can be compared.
        rest = [key for key in measures if key in loaded and key not in keys]
        rest.sort(
            key=lambda key: (loaded[key].unit in ("count", "gbp"), loaded[key].polarity == "none")
        )
        keys += rest[: MOST - len(keys)]
    if themes:
        about = [
            key
            for key in measures
            if key in loaded
            and set(measures[key].themes) & set(themes)
            and loaded[key].unit not in ("count", "gbp")
            and loaded[key].polarity != "none"
        ][: MOST // 2]
        keys = list(dict.fromkeys((*about, *keys)))
    return [measures[key] for key in keys[:MOST]]


def context(
    view: CouncilView, stood: Sequence[Stood], ledger: Ledger, links: Links, everything: int
) -> Part:
    """Build the part: a table of key figures and bars for a few, or else the plans' own figures.

    Args:
        stood: its standing on the key measures; empty where no official statistics are loaded.
        everything: how many measures of official statistics are loaded.
    """
    title = "The council in context"
    if not stood:
        return Part("context", title, pages=(_printed(view, ledger, links),))
    pages = [_official(view, stood, ledger, links, everything)]
    named = view.vocabulary.councils.get(view.council.region)
    region = named.name if named else "Region"
    # Where it ranks lowest first.
    by_weight = sorted(stood, key=lambda entry: -_weight(entry))
    drawn = (chart for entry in by_weight if (chart := _bar(view.council, region, entry, ledger)))
    bars = list(islice(drawn, MOST_BARS))  # drawn as needed: only what is shown is cited
    names = {entry.link: entry.measure.name for entry in stood}
    limits = {entry.link: entry.standing.withheld for entry in stood}
    limited = any(limits[chart.link] for chart in bars)
    if bars and not limited:
        phrases = sentence_list([first_lower(names[chart.link]) for chart in bars])
        pages.append(Page(f"{view.council.name} beside others: {phrases}", tuple(bars), weight=2))
        bars = []
    pages += [
        Page(
            f"{view.council.name} beside others: {first_lower(names[chart.link])}",
            (chart, *([Text(limits[chart.link], "caveat")] if limits[chart.link] else [])),
            weight=2,
            link=chart.link,
            link_text="Open this measure in the portal",
        )
        for chart in bars
    ]
    return Part("context", title, pages=tuple(pages))


def _weight(entry: Stood) -> float:
    """Measure how low the council ranks: 1 is the last of all."""
    rank = _row_of(entry).rank
    return rank / entry.standing.of if rank and not entry.standing.withheld else 0.0


def _placed(council: Council, stood: Sequence[Stood]) -> str:
    """Say how many of the key figures are in the last and the best quarter, for a title."""
    bands = [_row_of(entry).band for entry in stood if not entry.standing.withheld]
    last, best = (sum(band == letter for band in bands) for letter in "DA")
    if not any(bands):
        return f"{council.name} in official statistics"
    of = plural(sum(bool(band) for band in bands), "ranked key figure")
    return f"{council.name}: {last} of {of} in the last quarter, {best} in the best"


def _row_of(entry: Stood) -> ComparedCouncil:
    return entry.standing.rows[0]


def _figure(value: float | None, indicator: Indicator, decimals: int) -> str:
    return "no figure" if value is None else with_unit(value, decimals, indicator.unit)


def _decimals(shown: Comparison) -> int:
    """Find the number of decimals in which the council, its region and England are shown."""
    row = shown.rows[0]
    of_council = row.value.value if row.value else None
    return decimals_among(shown.indicator.decimals, (of_council, row.region, shown.england))


def _value(value: Value | None, decimals: int) -> str:
    if value is None:
        return "no figure"
    if value.value is None:
        return value.shown
    text = value._replace(decimals=decimals).shown
    marks = ["provisional"] if value.provisional else []
    marks += ["low reliability"] if value.symbol == "u" else []
    return f"{text} ({', '.join(marks)})" if marks else text


def _official(
    view: CouncilView, stood: Sequence[Stood], ledger: Ledger, links: Links, everything: int
) -> Page:
    council = view.council
    region = view.vocabulary.councils.get(council.region)
    head = (
        "Measure",
        "Period",
        council.name,
        "England",
        region.name if region else "Region",
        "Neighbours, mean",
        "Rank and band",
    )
    rows = []
    models: dict[str, None] = {}
    missing: dict[str, None] = {}
    papers: dict[str, list[str]] = {}
    for entry in stood:
        shown, row = entry.standing, _row_of(entry)
        indicator, sized = shown.indicator, shown.indicator.unit in ("count", "gbp")
        decimals = _decimals(shown)
        around = "not compared" if sized else "no figure"
        if not sized and row.around.mean is not None:
            around = with_unit(row.around.mean, max(decimals, 1), indicator.unit)
            if row.around.used < row.neighbours:
                around += f" ({row.around.used} of {row.neighbours})"
        if row.model:
            models[row.model] = None
        missing.update(dict.fromkeys(row.missing))
        rows.append(
            (
                entry.measure.name,
                short_period(period(shown.period.start, shown.period.end, shown.period.basis)),
                _value(row.value, decimals),
                "not compared" if sized else _figure(shown.england, indicator, decimals),
                "not compared" if sized else _figure(row.region, indicator, decimals),
                around,
                _rank(shown, row),
            )
        )
        papers.setdefault(indicator.document, []).append(indicator.place)
    source = ledger.names(papers)
    whole = (
        f"{plural(len(rows), 'measure')} of {everything:,}, each in its newest period with figures "
        "of enough councils. Rank 1 is best."
    )
    blocks: list[Text | Table] = [
        Table(
            f"Key official figures of {council.name}",
            head,
            rows=tuple(rows),
            widths=(4.6, 1.25, 1.45, 1.3, 1.45, 1.65, 2.4),
            numeric=(2, 3, 4, 5),
            source=source,
            bare=True,
        ),
    ]
    near = view.vocabulary.neighbours.get(council.key, ())
    names = view.vocabulary.councils
    if near:
        listed = sentence_list([names[n.key].name for n in near])
        note = f"{whole} Neighbours, {next(iter(models), near[0].model)} model: {listed}."
        if missing:
            note += f" Without a figure on some measure: {sentence_list(list(missing))}."
        blocks.append(Text(note, "note"))
    else:
        blocks.append(Text(whole, "note"))
        blocks.append(Text(f"No statistical neighbours of {council.name} are loaded.", "gap"))
    reasons = dict.fromkeys(entry.standing.withheld for entry in stood if entry.standing.withheld)
    if reasons:
        why = "; ".join(reason.removeprefix("No ranks: ").rstrip(".") for reason in reasons)
        caution = (
            f"Where “not ranked” stands, a rank would mislead: {why}. Numbers and sums grow with "
        )
        blocks.append(Text(f"{caution}the size of a council and are not compared.", "note"))
    address = links.benchmarks(BenchmarkState((council.key,)))
    return Page(
        _placed(council, stood),
        tuple(blocks),
        link=address,
        link_text="All measures",
    )


def _rank(shown: Comparison, row: ComparedCouncil) -> str:
    if shown.withheld:
        return "not ranked"
    if not row.rank:
        return f"no rank: {row.withheld or 'no sure figure'}"
    # A publisher may give ranks without bands.
    band = f", {_BANDS[row.band]}" if row.band else ""
    return f"{row.rank} of {shown.of}{band}"


def _bar(council: Council, region: str, entry: Stood, ledger: Ledger) -> Chart | None:
    """Draw the council beside its comparators in one period.

    None of a number, a sum or days, nor of an unsure value.
    """
    shown, row = entry.standing, _row_of(entry)
    indicator, value = shown.indicator, row.value
    if indicator.unit in ("count", "gbp", "days") or shown.england is None or value is None:
        return None
    if value.value is None or value.symbol == "u":
        return None
    decimals = _decimals(shown)
    # A mean of whole numbers is not whole, and all bars of a chart have one format.
    exact = max(decimals, 1)
    beside = [("England", shown.england, decimals)]
    if row.region is not None:
        beside.insert(0, (region, row.region, decimals))
    if row.around.mean is not None:
        name = f"Neighbours, mean of {row.around.used} of {row.neighbours}"
        beside.insert(0, (name, row.around.mean, exact))
    labels = (council.name, *[name for name, *_ in beside])
    empty = (None,) * len(beside)
    when = period(shown.period.start, shown.period.end, shown.period.basis)
    comparators = [f"{name} {with_unit(v, places, indicator.unit)}" for name, v, places in beside]
    rank = _rank(shown, row)
    figure = with_unit(value.value, decimals, indicator.unit)
    england = with_unit(shown.england, decimals, indicator.unit).removesuffix(" per 10,000")
    headline = f"{council.name} {figure}, England {england}"
    if not shown.withheld and row.rank:
        headline += f": rank {row.rank} of {shown.of}"
    ledger.define(indicator, shown.period.basis)
    return Chart(
        kind="bar",
        headline=headline,
        subtitle=f"{entry.measure.name} ({indicator.unit_name}), {when}, {council.name}",
        categories=labels,
        series=(
            Series(
                council.name, (value.value, *empty), colour=council.colour, symbol=council.symbol
            ),
            Series(
                "Compared with", (None, *[v for _, v, _ in beside]), colour=GREY, kind="comparator"
            ),
        ),
        number_format=number_format(indicator.unit, exact),
        alt=f"Bar chart. {entry.measure.name}, {when}. {council.name} {figure}; "
        f"{'; '.join(comparators)}. {rank[:1].upper()}{rank[1:]}.",
        source=ledger.source(indicator.document, [indicator.place]),
        link=entry.link,
    )


def _printed(view: CouncilView, ledger: Ledger, links: Links) -> Page:
    """Show the newest figures of the council's papers, in place of official statistics."""
    council = view.council
    why = (
        f"No official statistics of {council.name} are at hand, so it cannot be placed among all "
        "councils here."
        if view.official
        else "No official statistics are loaded into this portal, so no council can be held "
        "against England, its region or its statistical neighbours on them."
    )
    gap = Text(why, "gap")
    title, link = f"{council.name} in context", links.council(council.key)
    if not view.figures:
        none = Text(f"The papers of {council.name} print no figure that is sure and dated.", "gap")
        return Page(title, (gap, none), link=link, link_text="The council’s page")

    def place(figure: Figure) -> tuple[bool, bool]:
        return not (figure.england or figure.neighbours), figure.target is None

    ordered = sorted(view.figures, key=place)[:_MOST_PRINTED]
    rows = []
    papers: dict[str, list[str]] = {}
    for figure in ordered:
        indicator, newest = figure.indicator, figure.newest
        papers.setdefault(indicator.document, []).append(newest.place)
        target = figure.target
        rows.append(
            (
                f"{indicator.ref} {indicator.name}".strip(),
                f"{newest.shown}, {newest.period}",
                f"{target.shown(indicator.unit)}, {target.due_text or 'no date'}"
                if target
                else "none printed",
                _beside(figure.england),
                _beside(figure.neighbours),
                newest.place,
            )
        )
    head = ("Indicator", "Newest sure value", "Target", "England", "Neighbours", "Place")
    table = Table(
        f"Figures that the papers of {council.name} print",
        head,
        rows=tuple(rows),
        widths=(2.6, 1.8, 1.6, 1.6, 1.6, 2.4),
        numeric=(),
        source=ledger.names(papers),
    )
    left = len(view.figures) - len(rows)
    caveat = "Comparators stand on the period printed with them; no difference is worked out."
    if left:
        caveat += (
            f" First those with a comparator, then those with a target; {left} more stand on the "
            "council’s page."
        )
    last = max((f.indicator.published for f in ordered), default="")
    lead = f"The papers’ own figures instead, newest paper of {printed_date(last)}."
    blocks = (gap, Text(lead, "lead"), table, Text(caveat, "caveat"))
    return Page(title, blocks, link=link, link_text="The council’s page")


def _beside(value: Value | None) -> str:
    if value is None:
        return "none printed"
    doubt = " (doubtful reading)" if value.reading == "doubtful" else ""
    return f"{value.shown}, {value.period}{doubt}"


def measure_state(council: str, measure: str) -> IndicatorState:
    """Make the state of a view: one measure of a council, held against all comparators."""
    return IndicatorState(
        (council,), measure=measure, against=("england", "region", "neighbours-mean")
    )
