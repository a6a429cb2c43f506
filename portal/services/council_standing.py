"""Where one council stands in official statistics: four statements, however many measures."""

from __future__ import annotations

from collections.abc import Sequence

from db.queries import benchmarks as queries
from db.queries.rows import Reader
from portal.domain.benchmarks import NONE, BenchmarkRow, Figure, Spine, Spines, row_of
from portal.domain.council_standing import (
    CouncilStanding,
    Placing,
    extremes,
    leading,
    of_today,
)
from portal.domain.ranking import neighbourhood
from portal.domain.vocabulary import Council, Theme, Vocabulary
from portal.services.base import Definitions
from portal.services.figures import newest_with_travel


def lead_measures(
    vocabulary: Vocabulary, definitions: Definitions, among: Sequence[Spine]
) -> list[tuple[Theme, list[Spine]]]:
    """List the lead measures of each theme among those of official statistics."""
    newest = definitions.newest_official
    codes = {measure: (i.definition_code, i.unit) for measure, i in newest.items()}
    return leading(vocabulary.themes.values(), codes, among)


def standing_of(
    session: Reader,
    vocabulary: Vocabulary,
    definitions: Definitions,
    spines: Spines,
    council: Council,
) -> CouncilStanding:
    """Work out where a council stands."""
    among = of_today(spines.every)
    leads = lead_measures(vocabulary, definitions, among)
    region = vocabulary.councils.get(council.region)
    near = vocabulary.neighbours.get(council.key, ())
    mine = _figures(session, among, [council]).get(council.id, {})
    best, worst, ranked = extremes(among, mine, vocabulary.areas)
    chosen = [spine for _theme, leading_spines in leads for spine in leading_spines]
    beside = [vocabulary.councils[n.key] for n in near] + ([region] if region else [])
    others = _figures(session, chosen, beside)
    moving = {spine.indicator.id: spine for spine in chosen}
    moving |= {row.spine.indicator.id: row.spine for row in (*best, *worst)}
    moves = newest_with_travel(session, definitions, moving.values(), [council])

    def lead(spine: Spine) -> Placing:
        key = spine.indicator.id
        around = [others.get(vocabulary.councils[n.key].id, {}).get(key, NONE).value for n in near]
        regional = others.get(region.id, {}).get(key, NONE).value if region else None
        return Placing(
            with_travel(spine),
            region=regional,
            around=neighbourhood([value for value in around if value is not None]),
        )

    def with_travel(spine: Spine) -> BenchmarkRow:
        return row_of(spine, [moves.get((spine.indicator.id, council.id), NONE)])

    def placed(rows: Sequence[BenchmarkRow]) -> tuple[Placing, ...]:
        return tuple(Placing(with_travel(row.spine)) for row in rows)

    return CouncilStanding(
        council=council,
        loaded=bool(definitions.periods),
        region=region,
        neighbours=near,
        leads=tuple((theme, tuple(map(lead, spines))) for theme, spines in leads),
        best=placed(best),
        worst=placed(worst),
        ranked=ranked,
    )


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
