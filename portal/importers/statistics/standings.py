"""Ranks, bands and quartiles of a whole bundle, made once at import so that no page makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from db.queries import statistics as queries
from db.writes import statistics as writes
from portal.domain.periods import Period
from portal.domain.ranking import TRACES, standing
from portal.importers.statistics.bundle import Area, ParsedDataset


@dataclass(frozen=True, slots=True)
class Standings:
    """Quartiles and ranks of the figures of a data set.

    `ranks` and `bands` are beside its figures (0 and "" where there is none); `benchmarks` has a
    row for each indicator and period: indicator, period, of, q1, q2, q3, england (positions in
    the bundle's lists).
    """

    ranks: np.ndarray
    bands: np.ndarray
    benchmarks: pd.DataFrame


def standings(bundle: ParsedDataset, kinds: Sequence[str], england: int | None) -> Standings:
    """Where each council stands among all councils, by indicator and period.

    A figure that councils share counts once, and each of them has its rank.

    Args:
        bundle: figures and definitions.
        kinds: kind of each of the bundle's areas; only those of kind `council` are ranked.
        england: England's place among the areas, None where the file leaves it out.
    """
    figures = bundle.figures
    trace = figures["symbol"].isin(TRACES).to_numpy()
    value = np.where(trace, 0.0, figures["value"].to_numpy())
    joint = figures["joint"].to_numpy()
    area = figures["area"].to_numpy()
    group = figures["indicator"].to_numpy() * len(bundle.periods) + figures["period"].to_numpy()
    ranks = np.zeros(len(figures), dtype=np.int64)
    bands = np.full(len(figures), "", dtype=object)
    councils = np.array([kind == "council" for kind in kinds])
    shared = joint != ""
    again = np.zeros(len(figures), dtype=bool)
    keys = pd.Series(group[shared]).astype(str) + joint[shared]
    again[shared] = keys.duplicated()
    ranked = np.flatnonzero(councils[area] & ~np.isnan(value) & ~again)
    ranked = ranked[np.argsort(group[ranked], kind="stable")]
    edges = np.flatnonzero(np.diff(group[ranked])) + 1
    rows = []
    for members in np.split(ranked, edges) if len(ranked) else []:
        indicator, period = divmod(int(group[members[0]]), len(bundle.periods))
        polarity = bundle.indicators[indicator]["polarity"]
        placing = standing(value[members], polarity, trace[members])
        if placing.ranks:
            ranks[members] = placing.ranks
            if bundle.indicators[indicator].get("banded", True):
                bands[members] = placing.bands
        rows.append((indicator, period, placing.of, *placing.quartiles))
    # Councils of a joint figure share the rank of the first of them.
    first = dict(zip(keys[::-1], np.flatnonzero(shared)[::-1], strict=True))
    for place, key in zip(np.flatnonzero(shared), keys, strict=True):
        ranks[place], bands[place] = ranks[first[key]], bands[first[key]]
    benchmarks = pd.DataFrame(rows, columns=["indicator", "period", "of", "q1", "q2", "q3"])
    nation = figures[area == england] if england is not None else figures[:0]
    nation = nation.set_index(["indicator", "period"])["value"].rename("england")
    benchmarks = benchmarks.join(nation, on=["indicator", "period"])
    return Standings(ranks, bands, benchmarks)


def write_benchmarks(
    session: Session,
    stood: Standings,
    indicators: Sequence[int],
    periods: Sequence[int],
    mine: Sequence[int],
    renewed: Sequence[int] | None = None,
) -> None:
    """Write quartiles and England of each indicator and period, and each newest period.

    Args:
        session: in the import's transaction.
        stood: what is written.
        indicators: numbers of the indicators that `stood` gives by their place.
        periods: numbers of the periods that it gives so.
        mine: numbers of all indicators of the data set.
        renewed: the periods whose benchmarks are replaced, None for all.
    """
    benchmarks = stood.benchmarks
    nothing = benchmarks["england"].isna()
    rows = [
        {
            "indicator_id": indicators[row["indicator"]],
            "period_id": periods[row["period"]],
            "of": row["of"],
            "q1": row["q1"],
            "q2": row["q2"],
            "q3": row["q3"],
            "england": None if missing else row["england"],
        }
        for row, missing in zip(benchmarks.to_dict("records"), nothing, strict=True)
    ]
    writes.write_benchmarks(session, rows, mine, renewed)
    writes.renew_latest(session, mine)


def stand_again(session: Session, document: str, indicators: Sequence[int]) -> None:
    """Rank the figures that are there once more, after some came back or went."""
    frame = queries.figures_frame(session, indicators)
    rows = queries.indicators_of(session, document)
    places = {row.id: place for place, row in enumerate(rows)}
    periods = queries.periods(session)
    period_places = {row.id: place for place, row in enumerate(periods)}
    areas = queries.areas_by_id(session)
    area_places = {row.id: place for place, row in enumerate(areas)}
    bundle = ParsedDataset(
        document={},
        measures=[],
        indicators=[{"polarity": row.polarity, "banded": row.banded} for row in rows],
        areas=[Area(row.key, row.name, row.kind) for row in areas],
        periods=[Period(r.label, r.basis, start=r.period_start, end=r.period_end) for r in periods],
        figures=pd.DataFrame(
            {
                "indicator": frame["indicator_id"].map(places),
                "area": frame["council_id"].map(area_places),
                "period": frame["period_id"].map(period_places),
                "value": frame["value"].astype(float),
                "symbol": frame["symbol"],
                "joint": frame["joint"],
            }
        ),
    )
    england = next(place for place, row in enumerate(areas) if row.key == "england")
    stood = standings(bundle, [row.kind for row in areas], england)
    frame = frame.assign(rank=stood.ranks, band=stood.bands)
    numbers = frame.astype(dict.fromkeys(("value", "numerator", "denominator"), float))
    writes.rewrite_figures(session, numbers, indicators)
    ranked = [row.id for row in rows]
    write_benchmarks(session, stood, ranked, [row.id for row in periods], ranked)
