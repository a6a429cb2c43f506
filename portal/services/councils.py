"""The use case of a council's page: inspections, plans, areas, figures, what is left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from db.queries import findings as finding_queries
from db.queries import indicators as indicator_queries
from db.queries import plans as queries
from db.queries.rows import Rows
from portal.domain.indicators import Indicator, Target, Value
from portal.domain.plans import summarise
from portal.domain.views import CouncilCard, CouncilView, Figure
from portal.domain.vocabulary import Council, Vocabulary
from portal.services.base import Data, Unknown
from portal.services.compare import as_items
from portal.services.findings import as_found


class CouncilService:
    """Councils, one at a time."""

    def __init__(self, data: Data) -> None:
        self._data = data

    def cards(self) -> tuple[CouncilCard, ...]:
        """Every council with plans or figures of its own."""
        with self._data.reading() as (session, vocabulary):
            rows = queries.items(session)
            actions = queries.actions_of(session, [row.id for row in rows])
        items = as_items(rows, actions)
        return tuple(
            CouncilCard(
                council,
                tuple(p for p in vocabulary.plans.values() if p.council == council.key),
                summarise(i for i in items if i.council == council.key),
            )
            for council in vocabulary.with_plans
        )

    def view(self, key: str) -> CouncilView:
        """One council's page.

        Raises:
            Unknown: if there is no such council.
        """
        with self._data.reading() as (session, vocabulary):
            council = vocabulary.councils.get(key)
            if council is None or council.kind != "council":
                raise Unknown(key)
            rows = queries.items(session, councils=[key])
            actions = queries.actions_of(session, [row.id for row in rows])
            inspections = queries.inspections(session, key)
            definitions = self._data.definitions(session, vocabulary)
            own = [i for i in definitions.indicators.values() if i.council == key]
            ids = [i.id for i in own]
            values = indicator_queries.observations(session, ids)
            findings = finding_queries.findings_of_council(session, key)
        items = as_items(rows, actions)
        return CouncilView(
            vocabulary=vocabulary,
            council=council,
            inspections=inspections,
            plans=tuple(p for p in vocabulary.plans.values() if p.council == key),
            items=items,
            summary=summarise(items),
            areas=Counter(item.area for item in items),
            figures=tuple(_figures(own, values, vocabulary, council)),
            open_actions=tuple((i, a) for i in items for a in i.actions if a.open_points),
            official=bool(definitions.periods),
            findings=as_found(findings),
        )

    def rows(self, key: str) -> list[dict[str, Any]]:
        """One row an indicator, exactly as the council's page shows them.

        Raises:
            Unknown: if there is no such council.
        """
        view = self.view(key)
        return [_download_row(figure, view.council) for figure in view.figures]


DOWNLOAD_COLUMNS = (
    "council",
    "indicator",
    "measure",
    "newest_value",
    "period",
    "values",
    "lowest",
    "highest",
    "target",
    "target_due",
    "england",
    "neighbours",
    "document",
    "place",
)


def _download_row(figure: Figure, council: Council) -> dict[str, Any]:
    indicator, target = figure.indicator, figure.target
    ordered = sorted(figure.trail, key=lambda v: v.value or 0)

    def told(value: Value | None) -> str:
        if value is None:
            return ""
        doubt = ", doubtful reading" if value.reading == "doubtful" else ""
        return f"{value.shown}, {value.period}{doubt}"

    return {
        "council": council.name,
        "indicator": f"{indicator.ref} {indicator.name}".strip(),
        "measure": indicator.measure,
        "newest_value": figure.newest.shown,
        "period": figure.newest.period,
        "values": len(ordered),
        "lowest": ordered[0].shown,
        "highest": ordered[-1].shown,
        "target": target.shown(indicator.unit) if target else "",
        "target_due": target.due_text if target else "",
        "england": told(figure.england),
        "neighbours": told(figure.neighbours),
        "document": indicator.document,
        "place": figure.newest.place,
    }


def _figures(
    indicators: Sequence[Indicator],
    rows: Rows,
    vocabulary: Vocabulary,
    council: Council,
) -> list[Figure]:
    by_indicator: dict[int, list[Value]] = {}
    names = {indicator.id: indicator for indicator in indicators}
    for row in rows:
        value = Value(names[row.indicator_id], vocabulary.councils[row.council], *tuple(row)[2:])
        if value.value is not None:
            by_indicator.setdefault(row.indicator_id, []).append(value)
    figures = []
    for indicator in indicators:
        values = by_indicator.get(indicator.id, [])
        own = [v for v in values if v.council.key == council.key and v.end]
        own = [v for v in own if v.reading != "doubtful"]
        if not own:
            continue
        newest, since = own[-1], None
        years = [v for v in own if v.basis == "year"]
        if newest.basis == "cumulative" and years and newest.start != years[-1].start:
            newest, since = years[-1], newest
        trail = tuple(v for v in own if v.basis == newest.basis)
        figures.append(
            Figure(
                indicator,
                newest,
                _target(indicator, newest),
                _newest(values, "country"),
                _newest(values, "neighbours"),
                trail,
                since,
            )
        )
    return figures


def _newest(values: Sequence[Value], kind: str) -> Value | None:
    return next((v for v in reversed(values) if v.council.kind == kind), None)


def _target(indicator: Indicator, newest: Value) -> Target | None:
    """The target that falls due next after the newest value, else the last one printed."""
    due = [t for t in indicator.targets if t.due and newest.end and t.due >= newest.end]
    return due[0] if due else (indicator.targets[-1] if indicator.targets else None)
