"""New periods whose figures are of another size than those before: another unit, most likely.

A rate that a release prints as 0.035 where the one before printed 3.5 adds a period and changes
none, so that no list of changes shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd
from sqlalchemy.orm import Session

from db.queries import statistics as queries
from portal.importers.read import BadCatalogue, Problem
from portal.importers.statistics.bundle import ParsedDataset

_FEWEST, _LEAP = 5, 50


def refuse_leaps(
    session: Session,
    bundle: ParsedDataset,
    frame: pd.DataFrame,
    indicators: Sequence[int],
    periods: Sequence[int],
) -> None:
    """Refuse a bundle with such figures.

    Args:
        session: where the figures before are.
        bundle: what was read.
        frame: its figures as rows of the table.
        indicators: numbers of its indicators, in their order.
        periods: numbers of its periods, in their order.

    Raises:
        BadCatalogue: with each indicator that leaps.
    """
    ends = {n: period.end for n, period in zip(periods, bundle.periods, strict=True)}
    refs = {n: row["ref"] for n, row in zip(indicators, bundle.indicators, strict=True)}
    rows = queries.newest_values(session, indicators)
    columns = ["indicator_id", "council_id", "period_id", "value"]
    leaping = _leaps(pd.DataFrame([tuple(row) for row in rows], columns=columns), frame, ends)
    if leaping:
        raise BadCatalogue(
            Problem(
                ", ".join(bundle.files),
                None,
                refs[indicator],
                f"{after:.4g}",
                f"The newest figures of councils are usually {after:.4g}, those before "
                f"{before:.4g}: is the unit another one? Correct the file or the mapping’s unit, "
                "or put the file in place of the whole data set.",
            )
            for indicator, before, after in leaping
        )


def _leaps(
    former: pd.DataFrame, frame: pd.DataFrame, ends: dict[int, date | None]
) -> list[tuple[int, float, float]]:
    """List the indicators that leap, each with what is usual among councils before and now."""
    newest = frame.assign(end=frame["period_id"].map(ends))
    newest = newest[newest["value"].notna() & newest["end"].notna()]
    newest = newest[newest["end"] == newest.groupby("indicator_id")["end"].transform("max")]
    held = set(zip(frame["indicator_id"], frame["period_id"], strict=True))
    leaping = []
    both = former.merge(newest, on=["indicator_id", "council_id"], suffixes=("_before", ""))
    both = both[(both["value_before"] > 0) & (both["value"] > 0)]
    for number, some in both.groupby("indicator_id"):
        indicator = int(str(number))
        if len(some) < _FEWEST or (indicator, int(some["period_id_before"].iloc[0])) in held:
            continue
        times = float((some["value"] / some["value_before"]).median())
        if not 1 / _LEAP < times < _LEAP:
            usual = some[["value_before", "value"]].median()
            leaping.append((indicator, float(usual["value_before"]), float(usual["value"])))
    return leaping
