"""Where one council stands in official statistics.

The newest figures of all areas on the measures that any council's page may show are kept until the
data change; a page asks for a council's figures over time alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from db.queries import benchmarks as queries
from db.queries.rows import Reader
from portal.domain.benchmarks import NONE, BenchmarkRow, Figure, Spine, row_of
from portal.domain.council_standing import (
    CouncilStanding,
    PlacedFigure,
    Subject,
    extremes,
    leading,
    of_today,
    ranking,
)
from portal.domain.ranking import neighbourhood
from portal.domain.spines import Spines
from portal.domain.vocabulary import Council, Theme, Vocabulary
from portal.services.base import Definitions
from portal.services.figures import newest_with_travel


def lead_measures(
    subjects: Iterable[Subject], definitions: Definitions, among: Sequence[Spine]
) -> list[tuple[Subject, list[Spine]]]:
    """List the lead measures of each theme or area among those of official statistics."""
    newest = definitions.newest_official
    codes = {measure: (i.definition_code, i.unit) for measure, i in newest.items()}
    return leading(subjects, codes, among)


# Newest figures by the number of the indicator, then of the area.
_Newest = Mapping[int, Mapping[int, Figure]]


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures that any council's page may show: those that lead a theme, those that rank.

    `newest` holds the figures of every area on them.
    """

    leads: list[tuple[Theme, list[Spine]]]
    ranking: tuple[Spine, ...]
    newest: _Newest


def measures_of_pages(
    session: Reader, vocabulary: Vocabulary, definitions: Definitions, spines: Spines
) -> Measures:
    """Choose the measures of councils' pages, which are the same for every council."""
    among = of_today(spines.every)
    leads = lead_measures(vocabulary.themes.values(), definitions, among)
    ranked = ranking(among, vocabulary.areas)
    shown = {spine.indicator.id for spine in (*ranked, *(s for _theme, led in leads for s in led))}
    newest = _newest(session, list(shown), vocabulary.councils.values())
    return Measures(leads, ranked, newest=newest)


def standing_of(
    session: Reader,
    vocabulary: Vocabulary,
    definitions: Definitions,
    measures: Measures,
    council: Council,
) -> CouncilStanding:
    """Work out where a council stands."""
    leads, newest = measures.leads, measures.newest
    region = vocabulary.councils.get(council.region)
    near = vocabulary.neighbours.get(council.key, ())
    mine = {number: areas[council.id] for number, areas in newest.items() if council.id in areas}
    best, worst, ranked = extremes(measures.ranking, mine)
    chosen = [spine for _theme, leading_spines in leads for spine in leading_spines]
    every = {spine.indicator.id: spine for spine in chosen}
    every |= {row.spine.indicator.id: row.spine for row in (*best, *worst)}
    spines = list(every.values())
    placed = _placed(session, vocabulary, definitions, spines, [council], newest)

    def placing(spine: Spine) -> PlacedFigure:
        return placed[spine.indicator.id][0]

    return CouncilStanding(
        council=council,
        loaded=bool(definitions.periods),
        region=region,
        neighbours=near,
        leads=tuple((theme, tuple(map(placing, led))) for theme, led in leads),
        best=tuple(placing(row.spine) for row in best),
        worst=tuple(placing(row.spine) for row in worst),
        ranked=ranked,
    )


def rows_by_indicator(
    session: Reader, spines: Sequence[Spine], council: Council
) -> dict[int, BenchmarkRow]:
    """Read a council's newest figures beside England's, by the indicator's number."""
    among = of_today(spines)
    newest = _newest(session, [spine.indicator.id for spine in among], [council])
    return {
        s.indicator.id: row_of(s, [newest[s.indicator.id][council.id]])
        for s in among
        if s.indicator.id in newest
    }


def placings(
    session: Reader,
    vocabulary: Vocabulary,
    definitions: Definitions,
    spines: Sequence[Spine],
    councils: Sequence[Council],
) -> dict[int, tuple[PlacedFigure, ...]]:
    """Place councils on measures, beside their regions and neighbours, in the newest periods.

    Returns:
        By the indicator's number the placings in the order of the councils.
    """
    areas = vocabulary.councils
    keys = {n.key for c in councils for n in vocabulary.neighbours.get(c.key, ())}
    keys |= {council.region for council in councils}
    beside = [areas[key] for key in sorted(keys) if key in areas]
    newest = _newest(session, [spine.indicator.id for spine in spines], beside)
    return _placed(session, vocabulary, definitions, spines, councils, newest)


def _placed(
    session: Reader,
    vocabulary: Vocabulary,
    definitions: Definitions,
    spines: Sequence[Spine],
    councils: Sequence[Council],
    newest: _Newest,
) -> dict[int, tuple[PlacedFigure, ...]]:
    """Place councils on measures, as `placings`, with the figures of the areas beside them."""
    areas = vocabulary.councils
    near = {
        c.key: [areas[n.key].id for n in vocabulary.neighbours.get(c.key, ()) if n.key in areas]
        for c in councils
    }
    regions = {c.key: areas[c.region].id for c in councils if c.region in areas}
    mine = newest_with_travel(session, definitions, spines, councils)

    def place(spine: Spine, council: Council) -> PlacedFigure:
        number = spine.indicator.id
        others = newest.get(number, {})
        around = [others[area] for area in near[council.key] if area in others]
        return PlacedFigure(
            row_of(spine, [mine.get((number, council.id), NONE)]),
            region=others.get(regions.get(council.key, 0), NONE).value,
            around=neighbourhood([(f.value, f.joint) for f in around if f.value is not None]),
        )

    return {s.indicator.id: tuple(place(s, council) for council in councils) for s in spines}


def _newest(session: Reader, indicators: Sequence[int], areas: Iterable[Council]) -> _Newest:
    """Read the newest figures of some areas."""
    held: dict[int, dict[int, Figure]] = {}
    for indicator, area, *figure in queries.newest_figures(
        session, indicators, [area.id for area in areas]
    ):
        held.setdefault(indicator, {})[area] = Figure(*figure)
    return held
