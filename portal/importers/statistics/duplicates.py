"""Figures that stand in a data set twice: a later release wins, else what tells rows apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from portal.domain.periods import Period
from portal.importers.read import Problem
from portal.importers.statistics.bundle import Area
from portal.importers.statistics.frame import Frame

_KEY = ["indicator", "area", "period"]
_STATED = ["value", "symbol", "numerator", "denominator"]
_TWICE = "The same indicator, area and period stand in another row; keep one of them."
_MOST_SHOWN, _MOST_LISTED = 5, 20


def one_figure_each(
    frames: Sequence[Frame],
    figures: pd.DataFrame,
    indicators: Sequence[dict[str, Any]],
    areas: Sequence[Area],
    periods: Sequence[Period],
    taken: set[str],
) -> tuple[pd.DataFrame, list[Problem], list[str]]:
    """Leave one figure of each indicator, area and period.

    Of files of several releases the later one wins: that whose newest period is the later.

    Args:
        frames: the files.
        figures: all figures, with `file` and `row` of each.
        indicators: the data set's indicators, as figures number them.
        areas: its areas.
        periods: its periods.
        taken: the columns that the mapping takes or ignores.

    Returns:
        The figures, the faults of those that stand twice, and what differs between releases.
    """
    if not figures.duplicated(_KEY).any():
        return figures, [], []
    figures, left_out = _own_first(figures)

    def named(area: int, period: int) -> str:
        return f"{areas[area].name}, {periods[period].label}"

    figures, notes = _later_release(frames, figures, indicators, periods, named)
    if left_out:
        notes.append(
            f"{left_out:,} figures of joint services or of single councils of them are left out: a "
            "council’s own number comes first, else that of the service."
        )
    problems = []
    again = figures.duplicated(_KEY)
    repeats = figures[figures.duplicated(_KEY, keep=False)]
    for number in sorted(set(repeats["file"].tolist())):
        frame, some = frames[number], repeats[repeats["file"] == number]
        column = _telling_apart(frame, some, taken)
        repeated = figures[again & (figures["file"] == number)]
        if column:
            values = sorted({frame.texts[column][code]
                             for code in frame.codes[column][some["row"].to_numpy()]})  # fmt: skip
            shown = ", ".join(values[:_MOST_SHOWN]) + (", …" if len(values) > _MOST_SHOWN else "")
            remedy = (
                f"`{column}` tells these rows apart, and the mapping does not take it: name it in "
                "`each` and in the key, or choose one value of it in `where`."
            )
            row = frame.row_of(int(some["row"].iloc[0]))
            problems.append(Problem(frame.file, row, column, shown, remedy))
            continue
        for indicator, area, period, row in zip(
            *(repeated[name].tolist() for name in (*_KEY, "row")), strict=True
        ):
            key = indicators[indicator]["key"]
            place = named(area, period)
            problems.append(Problem(frame.file, frame.row_of(row), key, place, _TWICE))
    return figures, problems, notes


def _own_first(figures: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Leave one of a council's own figure and that of its joint service, and count those left out.

    Its own comes first where it is a number.
    """
    shared = figures["joint"] != ""
    both = shared.groupby([figures[name] for name in _KEY]).transform("nunique") > 1
    single = ~shared & figures["value"].notna()
    single_number = single.groupby([figures[name] for name in _KEY]).transform("any")
    rest = both & (shared == single_number)
    return figures[~rest], int(rest.sum())


def _later_release(
    frames: Sequence[Frame],
    figures: pd.DataFrame,
    indicators: Sequence[dict[str, Any]],
    periods: Sequence[Period],
    named: Callable[[int, int], str],
) -> tuple[pd.DataFrame, list[str]]:
    """Take figures that several releases give from the latest one, and list what differs."""
    ends = pd.Series([(period.end or date.min).toordinal() for period in periods])
    newest = ends[figures["period"]].groupby(figures["file"].to_numpy()).max()
    if len(newest) < 2:
        return figures, []
    age = figures["file"].map(newest.rank(method="dense")).to_numpy()
    ordered = figures.assign(age=age).sort_values("age", kind="stable")
    # Of equal age, none is the later: figures that stand in both are faults, unless equal.
    same = ordered.duplicated([*_KEY, *_STATED, "age"]) & (
        ordered.groupby(_KEY)["file"].transform("nunique") > 1
    )
    ordered = ordered[~same]
    last = ordered.groupby(_KEY)["age"].transform("max")
    older, kept_rows = ordered[ordered["age"] < last], ordered[ordered["age"] == last]
    lines = []
    if len(older):
        pairs = older.merge(kept_rows, on=_KEY, suffixes=("_old", "_new"))
        differ = np.zeros(len(pairs), dtype=bool)
        for column in _STATED:
            old, new = pairs[f"{column}_old"], pairs[f"{column}_new"]
            differ |= ((old != new) & ~(old.isna() & new.isna())).to_numpy()
        changed = pairs[differ]
        names = [frames[int(number)].file for number in newest.sort_values().index]
        lines.append(
            f"Of {', '.join(names)} the later release wins: {len(older):,} figures stand in "
            f"several files, {len(changed):,} of them differ."
        )
        for pair in changed.head(_MOST_LISTED).to_dict("records"):
            was, becomes = (_shown(pair[f"value_{a}"], pair[f"symbol_{a}"]) for a in ("old", "new"))
            key = indicators[pair["indicator"]]["key"]
            lines.append(f"{key}, {named(pair['area'], pair['period'])}: {was} → {becomes}")
        if len(changed) > _MOST_LISTED:
            lines.append(f"… and {len(changed) - _MOST_LISTED:,} more.")
    return kept_rows.drop(columns="age").sort_index(), lines


def _shown(value: float, symbol: str) -> str:
    return symbol if pd.isna(value) else f"{value:.12g}"


def _telling_apart(frame: Frame, figures: pd.DataFrame, taken: set[str]) -> str:
    """The first column that the mapping does not take and by which the rows differ, or ""."""
    for column in frame.texts:
        if column not in taken:
            codes = frame.codes[column][figures["row"].to_numpy()]
            if not figures.assign(code=codes).duplicated([*_KEY, "code"]).any():
                return column
    return ""
