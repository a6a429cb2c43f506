"""Reading what came after an inspection, and which items answer its recommendations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from db.queries import inspections as queries
from db.queries.rows import Reader
from portal.domain.answers import ItemAnswer, PlanItem, RecommendationKey, proposals
from portal.domain.follow_up import Course, course, day_of
from portal.domain.indicators import Indicator, Measure, Value
from portal.domain.inspections import GradedInspection, Recommended
from portal.domain.vocabulary import Theme, Vocabulary
from portal.services.base import Definitions
from portal.services.figures import official


def recommended(session: Reader, inspection: str) -> tuple[Recommended, ...]:
    """Read an inspection's recommendations in their order."""
    return tuple(
        Recommended(**row._mapping) for row in queries.recommendations(session, inspection)
    )


def answers_to(
    session: Reader, inspection: str, made: Sequence[Recommended]
) -> tuple[tuple[PlanItem, ...], Mapping[RecommendationKey, tuple[ItemAnswer, ...]]]:
    """Read the items of the plans that answer an inspection, and which answer what.

    Returns:
        The items, and under each recommendation those confirmed, or those that are proposed.
    """
    items = tuple(PlanItem(**row._mapping) for row in queries.answering_items(session, inspection))
    confirmed: dict[RecommendationKey, list[ItemAnswer]] = defaultdict(list)
    for row in queries.answered(session, inspection):
        confirmed[row.addressee, row.recommendation].append(
            ItemAnswer(
                plan=row.plan,
                ref=row.ref,
                title=row.title,
                status=row.status,
                basis=row.basis,
                confirmed=row.confirmed,
            )
        )
    proposed = proposals(made, items, confirmed)
    return items, {**proposed, **{key: tuple(rows) for key, rows in confirmed.items()}}


def courses(
    session: Reader,
    vocabulary: Vocabulary,
    definitions: Definitions,
    themes: Iterable[Theme],
    inspection: GradedInspection,
    later: GradedInspection | None,
) -> tuple[Course, ...]:
    """Read what the lead measure of each theme did from an inspection to the next.

    Without a next one the courses end with the newest figures. Figures are official statistics.
    """
    start = day_of(inspection.inspected)
    if start is None:
        return ()
    led = {theme: [*_led(theme, definitions)] for theme in themes}
    indicators = [i for measures in led.values() for _m, defined in measures for i in defined]
    council, england = vocabulary.councils[inspection.council], vocabulary.councils["england"]
    held: dict[tuple[int, str], list[Value]] = defaultdict(list)
    for value in official(session, indicators, definitions, [council, england]):
        held[value.indicator.id, value.council.key].append(value)
    end = day_of(later.inspected) if later else None
    made = (
        course(
            theme,
            [
                (measure, held[indicator.id, council.key], held[indicator.id, england.key])
                for measure, defined in measures
                for indicator in defined
            ],
            start,
            end,
        )
        for theme, measures in led.items()
    )
    return tuple(filter(None, made))


def _led(theme: Theme, definitions: Definitions) -> Iterator[tuple[Measure, list[Indicator]]]:
    """Yield the lead measures of a theme with their official indicators, the best first."""
    for key in theme.lead_measures:
        defined = [i for i in definitions.of(key) if i.official]
        if defined:
            yield definitions.measures[key], defined
