"""The bundle of official statistics as pandas reads it."""

from __future__ import annotations

import pandas as pd
import pyarrow.parquet as pq

from portal.settings import BUNDLE


def table(name: str) -> pd.DataFrame:
    """Read one table of the bundle."""
    return pq.read_table(BUNDLE / f"{name}.parquet").to_pandas()


def figures() -> pd.DataFrame:
    """Every figure of the bundle, with what describes its indicator, area and period."""
    joined = table("statistics")
    described = {
        "indicator": ["key", "place", "ref"],
        "area": ["name", "la_number"],
        "period": ["label"],
    }
    for name, columns in described.items():
        rows = table(f"{name}s")
        rows = rows.assign(number=rows.groupby("document").cumcount()).set_index(
            ["document", "number"]
        )
        joined = joined.join(rows[columns].add_prefix(f"{name}_"), on=["document", name])
    return joined
