"""Where one council stands in official statistics: four statements, however many measures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


@dataclass(frozen=True, slots=True)
class Measures:
    """The measures that any council's page may show: those that lead a theme, those that rank."""

    leads: list[tuple[Theme, list[Spine]]]
    ranking: tuple[Spine, ...]


def measures_of_pages(vocabulary: Vocabulary, definitions: Definitions, spines: Spines) -> Measures:
    """Choose the measures of councils' pages, which are the same for every council."""
    among = of_today(spines.every)
    return Measures(
        lead_measures(vocabulary.themes.values(), definitions, among),
        ranking(among, vocabulary.areas),
    )


def standing_of(
    session: Reader,
    vocabulary: Vocabulary,
    definitions: Definitions,
    measures: Measures,
    council: Council,
) -> CouncilStanding:
    """Work out where a council stands."""
    leads = measures.leads
    region = vocabulary.councils.get(council.region)
    near = vocabulary.neighbours.get(council.key, ())
    mine = _figures(session, measures.ranking, [council]).get(council.id, {})
    best, worst, ranked = extremes(measures.ranking, mine)
    chosen = [spine for _theme, leading_spines in leads for spine in leading_spines]
    every = {spine.indicator.id: spine for spine in chosen}
    every |= {row.spine.indicator.id: row.spine for row in (*best, *worst)}
    placed = placings(session, vocabulary, definitions, list(every.values()), [council])

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
    mine = _figures(session, among, [council]).get(council.id, {})
    return {
        s.indicator.id: row_of(s, [mine[s.indicator.id]]) for s in among if s.indicator.id in mine
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
    near = {
        c.key: [areas[n.key].id for n in vocabulary.neighbours.get(c.key, ()) if n.key in areas]
        for c in councils
    }
    regions = {c.key: areas[c.region].id for c in councils if c.region in areas}
    beside = sorted({*regions.values(), *(number for ids in near.values() for number in ids)})
    read = queries.newest_values(session, [spine.indicator.id for spine in spines], beside)
    others = {(number, area): (value, joint) for number, area, value, joint in read}
    mine = newest_with_travel(session, definitions, spines, councils)

    def place(spine: Spine, council: Council) -> PlacedFigure:
        number = spine.indicator.id

        around = [others[number, area] for area in near[council.key] if (number, area) in others]
        region, _joint = others.get((number, regions.get(council.key, 0)), (None, ""))
        return PlacedFigure(
            row_of(spine, [mine.get((number, council.id), NONE)]),
            region=region,
            around=neighbourhood(around),
        )

    return {s.indicator.id: tuple(place(s, council) for council in councils) for s in spines}


def _figures(
    session: Reader, spines: Sequence[Spine], areas: Sequence[Council]
) -> dict[int, dict[int, Figure]]:
    """Read the newest figures of some areas: by the area's number, then the indicator's."""
    if not spines or not areas:
        return {}
    held: dict[int, dict[int, Figure]] = {}
    ids = [spine.indicator.id for spine in spines]
    for indicator, area, *figure in queries.newest_figures(session, ids, [a.id for a in areas]):
        held.setdefault(area, {})[indicator] = Figure(*figure)
    return held
