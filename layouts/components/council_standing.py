"""Where a council stands today: lead measures by theme, what it ranks best and worst on."""

from __future__ import annotations

from layouts.components.benchmark_table import MARKS
from layouts.components.glossary import explained, words_in
from layouts.components.parts import block, evidence, folded, gap, panel, table
from layouts.markup import Part, element, link
from portal.domain.benchmarks import mark
from portal.domain.council_standing import MOST, CouncilStanding, PlacedFigure
from portal.domain.formatting import joint_note, plural, printed_date
from portal.domain.vocabulary import NEIGHBOURS_OF, Council, Vocabulary
from portal.urls import benchmarks_url, council_url, indicators_url

_TITLE = "Where it stands today"
# Of the best and of the worst ranks, before the fold.
_RANKS_AT_ONCE = 3
_NOTE = (
    "Rank 1 is best. Better and worse beside an area’s figure are said of the council. "
    "Direction: better or worse where the newest figure is part of a signal in the council’s own "
    "series, higher or lower where neither is good in itself; a signal needs seven figures, and "
    "periods that overlap are not assessed."
)


def where_it_stands(standing: CouncilStanding, vocabulary: Vocabulary) -> list[Part]:
    """Lay out what a council's page says first, or say that official statistics hold nothing."""
    council = standing.council
    if not standing.loaded:
        text = f"No official statistics are loaded, so nothing here says where {council.name} "
        return [block(_TITLE, gap(f"{text}stands today."), id="official")]
    if not standing.stated:
        text = f"The newest periods of the official statistics have no figure of {council.name}."
        return [block(_TITLE, gap(text), _successors(council, vocabulary), id="official")]
    return [
        block(_TITLE, _leads(standing), _neighbours(standing, vocabulary), id="official"),
        _extremes(standing),
    ]


def _successors(council: Council, vocabulary: Vocabulary) -> Part:
    """Lead from a council that ended to those that took its place."""
    after = [vocabulary.councils[key] for key in council.successors]
    if not after:
        return None
    links = [element("Li", link(c.name, council_url(c.key))) for c in after]
    return element(
        "Div",
        [element("P", f"It ended on {printed_date(council.ended)}. Today:"), element("Ul", links)],
    )


def _leads(standing: CouncilStanding) -> Part:
    placings = [(theme.name, p) for theme, leads in standing.leads for p in leads]
    if not placings:
        return gap("The official statistics that are loaded have none of the themes’ measures.")
    council, region = standing.council, standing.region
    head = ["Measure", council.name, "Rank", "Direction", "England"]
    head += [region.name] if region else []
    head += [f"Mean of {plural(len(standing.neighbours), 'neighbour')}"] * bool(standing.neighbours)
    return panel(
        table(
            head,
            [_row(p, standing) for _theme, p in placings],
            f"Lead measures of {council.name} by theme, official statistics",
            stacked=True,
            marks=[_marks(p, council) for _theme, p in placings],
            groups=[theme for theme, _p in placings],
        ),
        element(
            "P",
            [
                *explained(
                    f"{_NOTE} {joint_note(p.figure.joint for _theme, p in placings)}".rstrip()
                ),
                *words_in(p.spine.indicator.name for _theme, p in placings),
            ],
            "chart-note",
        ),
        className="standing",
    )


def _marks(placing: PlacedFigure, council: Council) -> dict[str, str]:
    if placing.figure.value is None:
        return {}
    return evidence("standing", placing.spine.measure.key, council.key)


def _row(placing: PlacedFigure, standing: CouncilStanding) -> list[Part]:
    spine, figure, scale = placing.spine, placing.figure, placing.row.scale
    near, of = placing.around, len(standing.neighbours)
    unit = spine.indicator.unit_name if spine.indicator.unit in ("per_10k", "ratio") else ""
    facts = " · ".join(part for part in (unit, spine.when) if part)
    cells: list[Part] = [
        [_link(placing, standing.council), element("Span", f" {facts}", "row-note")],
        shown_value(placing),
        shown_rank(placing),
        placing.figure.travel or "not assessed",
        beside_area(placing, spine.england, scale.decimals),
    ]
    if standing.region:
        cells.append(beside_area(placing, placing.region, scale.decimals))
    if standing.neighbours:
        note = f"of {near.used}: " if 0 < near.used < of else ""
        cells.append(beside_area(placing, near.mean, max(scale.decimals, 1), note))
    stated = figure.value is not None or figure.rank
    return cells if stated else [cells[0], figure.reason, "", "", *cells[4:]]


def _link(placing: PlacedFigure, council: Council) -> Part:
    query = f"?councils={council.key}&measure={placing.spine.measure.key}"
    return link(placing.spine.indicator.name, indicators_url(query=query))


def shown_value(placing: PlacedFigure) -> str:
    """Write the council's figure, and whether it is provisional or joint."""
    figure = placing.figure
    shown = figure.reason if figure.value is None else placing.row.scale.shown(figure.value)
    shown = f"{shown}, provisional" if figure.provisional else shown
    return f"{shown}, joint figure" if figure.joint else shown


def shown_rank(placing: PlacedFigure) -> Part:
    """Write rank, number of councils and fifth, or why there is no rank."""
    spine, figure = placing.spine, placing.figure
    if figure.rank is None:
        few = f"Not compared: {figure.few}." if figure.few else ""
        doubt = f"Not ranked: {figure.reason}." if figure.symbol else ""
        return element("Span", spine.withheld or few or doubt or "Not ranked.", "row-note")
    kind = mark(figure, spine.of, spine.indicator.unit)
    badge = element("Span", MARKS[kind], f"fifth fifth-{kind}") if kind else None
    return [f"{figure.rank} of {spine.of} ", badge]


def beside_area(placing: PlacedFigure, other: float | None, decimals: int, note: str = "") -> Part:
    """Write another area's value, and how the council's lies beside it."""
    scale = placing.row.scale._replace(england=other, decimals=decimals)
    if scale.sized:
        return element("Span", "not compared", "row-note")
    if other is None:
        return element("Span", "no figure", "row-note")
    figure = placing.figure
    beside = scale.beside(figure.value) if figure.sure else ""
    return [scale.shown(other), element("Span", f"{note}{beside}".rstrip(": "), "row-note")]


def _neighbours(standing: CouncilStanding, vocabulary: Vocabulary) -> Part:
    """Name the statistical neighbours; link to the pages of figures."""
    key, near = standing.council.key, standing.neighbours
    links: list[Part] = [
        link("Many measures at once", benchmarks_url(f"?councils={key}")),
        " · ",
        link("One measure at a time", indicators_url(query=f"?councils={key}")),
    ]
    if not near:
        return element("P", links)
    names = "; ".join(f"{vocabulary.councils[n.key].name} ({n.closeness})" for n in near)
    beside = benchmarks_url(f"?councils={NEIGHBOURS_OF}{key}")
    return element(
        "Div",
        [
            element("P", [*links, " · ", link("Beside its neighbours", beside)]),
            element(
                "P",
                explained(f"Its statistical neighbours in the {near[0].model} model: {names}."),
                "chart-note",
            ),
        ],
    )


def _extremes(standing: CouncilStanding) -> Part:
    """List the measures of best and worst rank side by side."""
    if not standing.best:
        text = f"No measure of the improvement areas ranks {standing.council.name}."
        return block("Best and worst ranks", gap(text))
    return block(
        "Best and worst ranks",
        element(
            "P",
            explained(
                f"Of the {plural(standing.ranked, 'measure')} in improvement areas that rank it, "
                "those on which its own rank is best and worst; near-duplicates count as one, and "
                "measures of schooling are left aside."
            ),
            "sub",
        ),
        element(
            "Div",
            [
                _list(title, placings, standing.council)
                for title, placings in (
                    (f"Its best {_count(standing.best)}", standing.best),
                    (f"Its worst {_count(standing.worst)}", standing.worst),
                )
                if placings
            ],
            "halves",
        ),
        id="extremes",
    )


def _count(placings: tuple[PlacedFigure, ...]) -> str:
    return "five" if len(placings) == MOST else str(len(placings))


def _list(title: str, placings: tuple[PlacedFigure, ...], council: Council) -> Part:
    items = []
    for placing in placings:
        scale, england = placing.row.scale, placing.spine.england
        facts = [
            f"{shown_value(placing)}, {placing.spine.when}",
            f"England {scale.shown(england)}" if england is not None else "",
            f"direction: {placing.figure.travel}" if placing.figure.travel else "",
        ]
        items.append(
            element(
                "Li",
                [
                    _link(placing, council),
                    element("Span", shown_rank(placing)),
                    element("Span", " · ".join(f for f in facts if f), "row-note"),
                ],
                **_marks(placing, council),
            )
        )
    first, rest = items[:_RANKS_AT_ONCE], items[_RANKS_AT_ONCE:]
    more = folded(f"Show {len(rest)} more", element("Ul", rest, "pairs")) if rest else None
    return panel(element("H3", title), element("Ul", first, "pairs"), more)
