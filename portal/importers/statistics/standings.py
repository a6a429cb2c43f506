"""Ranks, bands and quartiles of a whole bundle, made once at import so that no page makes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from portal.domain.ranking import standing
from portal.importers.statistics.bundle import ParsedDataset


@dataclass(frozen=True, slots=True)
class Standings:
    """Quartiles and ranks of the figures of a data set.

    `ranks` and `bands` are beside its figures (0 and "" where there is none); `benchmarks` has a
    row for each indicator and period: indicator, period, of, q1, q2, q3, england (positions in
    the bundle's lists); `latest` is the position of each indicator's newest comparable period.
    """

    ranks: np.ndarray
    bands: np.ndarray
    benchmarks: pd.DataFrame
    latest: list[int | None]


def standings(bundle: ParsedDataset, kinds: Sequence[str], england: int | None) -> Standings:
    """Where each council stands among all councils, by indicator and period.

    Args:
        bundle: figures and definitions.
        kinds: kind of each of the bundle's areas; only those of kind `council` are ranked.
        england: England's place among the areas, None where the file leaves it out.
    """
    figures = bundle.figures
    value = figures["value"].to_numpy()
    area = figures["area"].to_numpy()
    group = figures["indicator"].to_numpy() * len(bundle.periods) + figures["period"].to_numpy()
    ranks = np.zeros(len(figures), dtype=np.int64)
    bands = np.full(len(figures), "", dtype=object)
    councils = np.array([kind == "council" for kind in kinds])
    ranked = np.flatnonzero(councils[area] & ~np.isnan(value))
    ranked = ranked[np.argsort(group[ranked], kind="stable")]
    edges = np.flatnonzero(np.diff(group[ranked])) + 1
    rows = []
    for members in np.split(ranked, edges) if len(ranked) else []:
        indicator, period = divmod(int(group[members[0]]), len(bundle.periods))
        placing = standing(value[members], bundle.indicators[indicator]["polarity"])
        if placing.ranks:
            ranks[members] = placing.ranks
            if bundle.indicators[indicator].get("banded", True):
                bands[members] = placing.bands
        rows.append((indicator, period, placing.of, *placing.quartiles))
    benchmarks = pd.DataFrame(rows, columns=["indicator", "period", "of", "q1", "q2", "q3"])
    nation = figures[area == england] if england is not None else figures[:0]
    nation = nation.set_index(["indicator", "period"])["value"].rename("england")
    benchmarks = benchmarks.join(nation, on=["indicator", "period"])
    return Standings(ranks, bands, benchmarks, _latest(bundle, benchmarks))


def _latest(bundle: ParsedDataset, benchmarks: pd.DataFrame) -> list[int | None]:
    """The newest dated period in which at least half as many councils as ever have a value."""
    latest: list[int | None] = [None] * len(bundle.indicators)
    most = benchmarks.groupby("indicator")["of"].transform("max")
    enough = benchmarks[benchmarks["of"] * 2 >= most]
    newest = [date.min] * len(bundle.indicators)
    for indicator, period in zip(enough["indicator"], enough["period"], strict=True):
        end = bundle.periods[period].end
        if end and end > newest[indicator]:
            latest[indicator], newest[indicator] = period, end
    return latest
