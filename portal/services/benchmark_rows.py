"""The rows of the benchmarks to download: one a measure and council, and what it is beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from portal.domain.benchmarks import BenchmarkRow, BenchmarkView, mark
from portal.domain.comparability import Verdict, verdict
from portal.domain.council_standing import PlacedFigure
from portal.domain.indicators import Value, as_series
from portal.domain.table_rows import TableRow
from portal.domain.vocabulary import Council


def rows_of(view: BenchmarkView, placed: Mapping[int, Sequence[PlacedFigure]]) -> list[TableRow]:
    """One row a measure and council of a view.

    Args:
        view: the benchmarks.
        placed: by the indicator's number each council beside its region and neighbours.
    """
    return [
        cells for row in view.rows for cells in _rows(row, view, placed[row.spine.indicator.id])
    ]


def _rows(
    row: BenchmarkRow, view: BenchmarkView, placed: Sequence[PlacedFigure]
) -> Iterator[TableRow]:
    spine, indicator = row.spine, row.spine.indicator
    area = view.vocabulary.areas.get(spine.measure.area)
    judged = _verdict(row, view.councils)
    shared = {
        "measure": spine.measure.name,
        "indicator": f"{indicator.ref} {indicator.name}".strip(),
        "improvement_area": area.name if area else "",
        "period": spine.when,
        "period_start": spine.period.start,
        "period_end": spine.period.end,
        "basis": spine.period.basis,
        "unit": indicator.unit_name,
        "polarity": indicator.polarity,
        "polarity_reason": indicator.polarity_reason,
        "of": spine.of,
        "england": spine.england,
        "q1": spine.q1,
        "q2": spine.q2,
        "q3": spine.q3,
        "document": indicator.document,
        "group": indicator.subject,
        "family": indicator.family,
        "definition": indicator.definition_code,
        "verdict": judged.title,
        "verdict_reason": " ".join(judged.reasons),
    }
    for council, figure, placing in zip(view.councils, row.figures, placed, strict=True):
        sure = figure.value if figure.sure else None
        comparable = sure is not None and spine.england is not None and not spine.sized
        yield {
            **shared,
            "council": council.name,
            "area_code": council.area_code,
            "value": figure.value,
            "symbol": figure.symbol,
            "symbol_reason": "" if not figure.symbol else figure.reason,
            "status": figure.status,
            "joint": figure.joint,
            "rank": figure.rank,
            "band": figure.band,
            "fifth": mark(figure, spine.of, spine.indicator.unit),
            "difference_to_england": sure - spine.england if comparable else None,  # type: ignore[operator]
            "travel": figure.travel,
            "distance_to_england": spine.distance(sure),
            "withheld": spine.withheld or (f"No rank: {figure.few}." if figure.few else ""),
            **({} if spine.sized else _beside(placing)),
        }


def _beside(placing: PlacedFigure) -> TableRow:
    """Give the region and the neighbours; what grows with its size has none that it is like."""
    around = placing.around
    return {
        "region_value": placing.region,
        "neighbours_mean": around.mean,
        "neighbours_used": around.used,
    }


def _verdict(row: BenchmarkRow, councils: Sequence[Council]) -> Verdict:
    """Judge the figures of a row as charts of the measure are judged."""
    spine = row.spine
    values = [
        Value(
            indicator=spine.indicator,
            council=council,
            start=spine.period.start,
            end=spine.period.end,
            basis=spine.period.basis,
            value=figure.value,
            decimals=spine.indicator.decimals or 0,
            numerator=None,
            denominator=None,
            symbol=figure.symbol,
            reading="as_printed",
            raw_text="",
            place=spine.indicator.place,
            note="",
        )
        for council, figure in zip(councils, row.figures, strict=True)
        if figure.value is not None
    ]
    return verdict(as_series(values))
