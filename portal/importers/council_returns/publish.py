"""Making a return public: its figures go into the public tables as an import does, undo included.

Returns of all councils are one data set, so that those who sent can be ranked among one another.
Their measures are their own: a figure that one council counted itself takes no official one's
place. What the log of imports says of it is public, and tells nothing of what is not.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from db.models import Indicator
from db.queries import shared as queries
from db.queries import statistics as statistic_queries
from db.queries.rows import AnyRow
from portal.domain.periods import Period, years_of
from portal.domain.shared import DOCUMENT, CannotShare, DataSet, Figure
from portal.importers.read import BadCatalogue
from portal.importers.statistics.bundle import FIGURE_COLUMNS, Area, ParsedDataset
from portal.importers.statistics.commit import bring_dataset, now, settle
from portal.importers.statistics.mapping import fit
from portal.importers.statistics.ready import CannotImport, require_loaded
from portal.importers.statistics.review import grouping
from portal.importers.statistics.stored_keys import stored_keys

_KIND, _STATUS = "statistics", "provisional"
_SAME_THING = "The same thing as councils count it themselves, before official statistics do"


def publish(
    session: Session, data_set: DataSet, figures: Sequence[Figure], by: str, reason: str
) -> int | None:
    """Bring the figures of a return into the public tables, within a transaction with the turn.

    Returns:
        The number of the import, None where every figure is public already.

    Raises:
        CannotShare: if the catalogue is not loaded, a measure has left it, or an import refuses the
            figures.
    """
    try:
        require_loaded(session)
    except CannotImport as refused:
        raise CannotShare(str(refused)) from None
    defined: dict[str, AnyRow] = {}
    for row in queries.definitions(session, DOCUMENT):
        defined.setdefault(row.measure, row)
    missing = sorted({figure.measure for figure in figures} - defined.keys())
    if missing:
        raise CannotShare(
            f"The portal has no official statistics of {', '.join(missing)} any more; withdraw "
            "the return and upload it without them."
        )
    bundle = _Bundle(session, defined)
    bundle.add_public_figures({_period(figure) for figure in figures})
    bundle.add(data_set, figures)
    try:
        outcome = bring_dataset(
            session, bundle.parsed(data_set), _KIND, by, reason, report=lambda _text: None
        )
    except BadCatalogue as bad:
        raise CannotShare(str(bad)) from None
    if outcome.number:
        settle(session, [outcome], report=lambda _text: None)
    return outcome.number


class _Bundle:
    """Returns as a data set: those that are public in the same periods, and the one that comes."""

    def __init__(self, session: Session, defined: dict[str, AnyRow]) -> None:
        self._session, self._defined = session, defined
        self._measures: list[str] = []
        self._areas: list[Area] = []
        self._periods: list[Period] = []
        self._cells: dict[tuple[int, int, int], dict[str, Any]] = {}

    def add_public_figures(self, periods: Set[Period]) -> None:
        """Keep what other councils have in these periods, which an import renews as a whole."""
        ids = statistic_queries.ids(self._session, Indicator)
        mine = {ids[key]: m for m in self._defined if (key := _key(m)) in ids}
        if {*statistic_queries.indicator_ids(self._session, DOCUMENT)} - mine.keys():
            raise CannotShare(
                "Returns that are public hold measures of which the portal has no official "
                "statistics any more. Undo their import on the page Imports first, or bring the "
                "statistics back."
            )
        if not mine:
            return
        spans = {row.id: row for row in statistic_queries.periods(self._session)}
        areas = {row.id: row for row in statistic_queries.areas_by_id(self._session)}
        frame = statistic_queries.figures_frame(self._session, mine)
        for row in frame.to_dict("records"):
            span, area = spans[row["period_id"]], areas[row["council_id"]]
            period = Period(span.label, span.basis, start=span.period_start, end=span.period_end)
            if period in periods:
                place = Area(area.key, area.name, area.kind)
                cell = self._cell(mine[row["indicator_id"]], place, period)
                self._cells[cell] = {name: row[name] for name in FIGURE_COLUMNS[3:]}

    def add(self, data_set: DataSet, figures: Sequence[Figure]) -> None:
        """Add the figures of a return; they replace those of the council that are public."""
        area = Area(data_set.council, data_set.council_name, "council")
        for figure in figures:
            self._cells[self._cell(figure.measure, area, _period(figure))] = {
                "value": figure.value,
                "numerator": figure.numerator,
                "denominator": figure.denominator,
                "symbol": figure.symbol,
                "status": _STATUS,
                "joint": "",
            }

    def _cell(self, measure: str, area: Area, period: Period) -> tuple[int, int, int]:
        return (
            _place(self._measures, measure),
            _place(self._areas, area),
            _place(self._periods, period),
        )

    def parsed(self, data_set: DataSet) -> ParsedDataset:
        """The data set, as a file of official statistics is read to."""
        rows = [(*at, *cell.values()) for at, cell in self._cells.items()]
        figures = pd.DataFrame(rows, columns=list(FIGURE_COLUMNS))
        for name in ("value", "numerator", "denominator"):
            figures[name] = figures[name].astype(np.float64)
        stored = stored_keys(self._session).measures
        described = [self._described(measure, stored[measure]) for measure in self._measures]
        return ParsedDataset(
            document={
                "key": DOCUMENT,
                "title": "Councils’ own quarterly returns, provisional",
                "publisher": "The councils themselves",
                "published": now().date().isoformat(),
                "release": years_of(self._periods),
                "status": "draft",
                "description": "Figures that councils sent in before official statistics give "
                "them. Each council counted its own; they are provisional, and only those who "
                "sent are ranked among one another.",
                "licence": "",
                "kind": "statistics",
            },
            measures=[measure for measure, _indicator in described],
            indicators=[indicator for _measure, indicator in described],
            areas=self._areas,
            periods=self._periods,
            figures=figures,
            files=[f"return of {data_set.council_name}"],
            sha256=data_set.sha256,
            rows=len(rows),
        )

    def _described(self, measure: str, stored: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Describe a measure of returns and its indicator, after the official ones."""
        row = self._defined[measure]
        key, name = _key(measure), f"{row.measure_name}, councils’ own returns"
        common = {
            "area": stored["area"] or "",
            "themes": stored["themes"],
            "polarity": row.polarity,
            "polarity_reason": row.polarity_reason,
        }
        indicator = {
            "key": key,
            "ref": measure[:40],
            "measure": key,
            "name": name,
            "unit": row.unit,
            "unit_text": row.unit_text,
            "decimals": row.decimals,
            **common,
            "subject": grouping(measure)["subject"],
            "family": grouping(measure)["family"] or measure,
            "family_reason": _SAME_THING,
            "definition": f"As each council counts it itself: {row.name}",
            "definition_code": fit(f"{key}-by-each-council", 120),
            "population": "",
            "place": "the return of each council",
            "note": "Provisional. Councils may count differently.",
            "breaks": "",
            "banded": False,
        }
        return {"key": key, "name": name, **common}, indicator


def _period(figure: Figure) -> Period:
    return Period(figure.period, figure.basis, start=figure.start, end=figure.end)


def _key(measure: str) -> str:
    return fit(f"return-{measure}")


def _place(listed: list[Any], entry: Any) -> int:
    """The place of an entry in a list, which it is added to where it is new."""
    if entry not in listed:
        listed.append(entry)
    return listed.index(entry)
