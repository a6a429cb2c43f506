"""Values of indicators from both homes: what documents print, and official statistics."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from db.queries import indicators as queries
from db.queries.rows import AnyRow, Reader
from portal.domain.benchmarks import NONE, Figure, Spine
from portal.domain.formatting import decimals_among, plural, sentence_list
from portal.domain.indicators import Indicator, Value
from portal.domain.ranking import Neighbourhood, neighbourhood
from portal.domain.travel import direction
from portal.domain.vocabulary import Council, Vocabulary
from portal.services.asked import confirm
from portal.services.base import Definitions


def printed(
    session: Reader,
    indicators: Sequence[Indicator],
    vocabulary: Vocabulary,
    councils: Iterable[Council],
) -> list[Value]:
    """The values that documents print for some councils, with the comparators beside them."""
    by_id = {indicator.id: indicator for indicator in indicators}
    if not by_id:
        return []
    chosen = {council.key for council in councils}
    values = []
    for row in queries.observations(session, list(by_id)):
        council = vocabulary.councils[row.council]
        indicator = by_id[row.indicator_id]
        # A comparator stands with the document that prints it, so it goes with its council.
        printed_beside = not (council.kind == "council" and council.has_plans)
        if council.key in chosen or (printed_beside and indicator.council in chosen):
            values.append(printed_value(row, indicator, council))
    return values


def printed_value(row: AnyRow, indicator: Indicator, council: Council) -> Value:
    """Make the value of a row of observations."""
    return Value(
        indicator=indicator,
        council=council,
        start=row.period_start,
        end=row.period_end,
        basis=row.basis,
        value=row.value,
        decimals=row.decimals,
        numerator=row.numerator,
        denominator=row.denominator,
        symbol=row.symbol,
        reading=row.reading,
        raw_text=row.raw_text,
        place=row.place,
        note=row.note,
    )


def official(
    session: Reader,
    indicators: Sequence[Indicator],
    definitions: Definitions,
    areas: Iterable[Council],
) -> list[Value]:
    """Official statistics of some indicators for some areas, in the order of time.

    Those of one indicator have as many decimals, so that they can be compared.
    """
    by_id = {indicator.id: indicator for indicator in indicators}
    by_area = {area.id: area for area in areas}
    if not by_id or not by_area:
        return []
    periods = definitions.periods
    values = []
    rows = queries.statistics(session, list(by_id), list(by_area))
    if rows:
        confirm(rows[0][0])
    decimals = {
        i.id: decimals_among(i.decimals, [row[4] for row in rows if row[1] == i.id])
        for i in indicators
    }
    for row in rows:
        (
            _newest,
            number,
            area,
            when,
            value,
            numerator,
            denominator,
            symbol,
            status,
            rank,
            band,
            joint,
        ) = row
        indicator, period = by_id[number], periods[when]
        values.append(
            Value(  # in their order: names would cost more than the rest
                indicator,
                by_area[area],
                period.start,
                period.end,
                period.basis,
                value,
                decimals[number],
                numerator,
                denominator,
                symbol,
                "as_printed",
                "",
                indicator.place,
                f"Joint figure of {joint}" if joint else "",
                status,
                rank,
                band,
                joint,
            )
        )
    values.sort(key=lambda value: value.end or date.min)
    return values


class Course(NamedTuple):
    """The figures of an area on a measure: the newest, and the sure ones with their last days.

    The newest says nothing of its direction: see `with_travel`.
    """

    figure: Figure
    points: tuple[tuple[date, float], ...]

    @property
    def by_year(self) -> dict[int, float]:
        """The values by the year that their period ends in, the last of a year."""
        return {end.year: value for end, value in self.points}


NO_COURSE = Course(NONE, ())


def courses(
    session: Reader,
    definitions: Definitions,
    spines: Iterable[Spine],
    areas: Iterable[Council],
    pairs: Container[tuple[int, int]] | None = None,
) -> dict[tuple[int, int], Course]:
    """Read the figures of some areas over time, by numbers of indicator and area.

    Args:
        session: where from.
        definitions: of indicators and periods.
        spines: the measures.
        areas: whose figures.
        pairs: the indicators and areas wanted, by their numbers; all where left out.
    """
    measures = {s.indicator.id: (s.indicator.latest, s.period.basis) for s in spines}
    by_area = [area.id for area in areas]
    if not measures or not by_area:
        return {}
    periods = definitions.periods
    newest: dict[tuple[int, int], Figure] = {}
    points: dict[tuple[int, int], list[tuple[date, float]]] = {}
    rows = queries.statistics(session, list(measures), by_area)
    if rows:
        confirm(rows[0][0])
    for row in rows:
        _newest, number, area, when, value, _of, _all, symbol, status, rank, band, joint = row
        pair = number, area
        if pairs is not None and pair not in pairs:
            continue
        latest, basis = measures[number]
        if when == latest:
            newest[pair] = Figure(value, symbol, status, rank, band, joint)
        if value is None or symbol == "u":
            continue
        period = periods[when]
        if period.basis == basis and period.end:
            course = points.get(pair)
            if course is None:
                course = points[pair] = []
            course.append((period.end, value))
    return {
        pair: Course(newest.get(pair, NONE), tuple(sorted(points.get(pair, ()))))
        for pair in newest.keys() | points.keys()
    }


def with_travel(spine: Spine, course: Course) -> Figure:
    """Give the newest figure of a course with its direction of travel."""
    if course.figure is NONE:
        return NONE
    period = spine.period
    travel = direction(course.points, spine.indicator, period.basis, period.end)
    return course.figure._replace(travel=travel)


def newest_with_travel(
    session: Reader,
    definitions: Definitions,
    spines: Iterable[Spine],
    areas: Iterable[Council],
    pairs: Container[tuple[int, int]] | None = None,
) -> dict[tuple[int, int], Figure]:
    """Read the newest figures with their direction of travel; see `courses`."""
    measures = {spine.indicator.id: spine for spine in spines}
    read = courses(session, definitions, measures.values(), areas, pairs)
    return {
        pair: with_travel(measures[pair[0]], course)
        for pair, course in read.items()
        if course.figure is not NONE
    }


def comparators(
    against: Sequence[str], councils: Sequence[Council], vocabulary: Vocabulary
) -> list[Council]:
    """The areas whose figures are asked for beside those of the councils."""
    chosen: dict[str, Council] = {}
    keys: list[str] = ["england"] if "england" in against else []
    if "region" in against:
        keys += [council.region for council in councils]
    if any(key.startswith("neighbours") for key in against):
        keys += [n.key for council in councils for n in vocabulary.neighbours.get(council.key, ())]
    for key in keys:
        if key in vocabulary.councils:
            chosen[key] = vocabulary.councils[key]
    return list(chosen.values())


def neighbours(
    values: Sequence[Value], council: Council, vocabulary: Vocabulary, statistic: str
) -> list[Value]:
    """The mean or median of a council's neighbours in each period, those missing named.

    Args:
        values: values of the neighbours, of any number of indicators.
        council: whose neighbours.
        statistic: `mean` or `median`.
    """
    near = vocabulary.neighbours.get(council.key, ())
    if not near:
        return []
    keys = [n.key for n in near]
    groups: dict[tuple[int, date | None, str], dict[str, Value]] = {}
    for value in values:
        if value.value is not None and value.council.key in keys:
            key = (value.indicator.id, value.end, value.basis)
            groups.setdefault(key, {})[value.council.key] = value
    area = Council(
        key=f"{council.key}-neighbours-{statistic}",
        name=f"{council.name}’s neighbours ({statistic})",
        kind="neighbours",
        area_code="",
        region="",
        number=council.number,
    )
    made = []
    for group in groups.values():
        first = next(iter(group.values()))
        around = neighbourhood([(v.value, v.joint) for v in group.values() if v.value is not None])
        number = around.mean if statistic == "mean" else around.median
        missing = [vocabulary.councils[key].name for key in keys if key not in group]
        note = told_neighbours(statistic, around, len(keys), missing, near[0].model)
        made.append(
            first._replace(
                council=area,
                value=number,
                decimals=max(first.decimals, 1),
                numerator=None,
                denominator=None,
                symbol="",
                reading="derived",
                note=note,
                status="",
                rank=None,
                band=None,
                joint="",
            )
        )
    return sorted(made, key=lambda value: value.end or date.min)


def told_neighbours(
    statistic: str, around: Neighbourhood, of: int, missing: Sequence[str], model: str
) -> str:
    """`mean of 9 of 10 neighbours, 2025 model; without Devon`."""
    text = f"{statistic} of {around.used} of {plural(of, 'neighbour')}, {model} model"
    return f"{text}; without {sentence_list(list(missing))}" if missing else text
