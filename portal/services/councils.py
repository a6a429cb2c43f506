"""The use case of a council's page: inspections, plans, areas, figures, what is left open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.queries import findings as finding_queries
from db.queries import indicators as indicator_queries
from db.queries import plans as queries
from db.queries.rows import Reader, Rows
from portal.domain.indicators import Indicator, Target, Value
from portal.domain.listed_rows import Inspection
from portal.domain.plans import Item, outline
from portal.domain.table_rows import TableRow
from portal.domain.view_models import CouncilCard, CouncilView, Figure
from portal.domain.vocabulary import Council, Vocabulary
from portal.services.base import Data, council_of
from portal.services.compare import as_items
from portal.services.figures import printed_value
from portal.services.findings import shown_findings
from portal.services.version_cache import until_data_change


@dataclass(frozen=True, slots=True)
class _Held:
    """Rows of all councils, so that no page of one asks for them: they are few, or often none.

    `with_findings` are the numbers of councils, `indicators` those that a council's papers print.
    """

    inspections: Mapping[str, tuple[Inspection, ...]]
    with_findings: frozenset[int]
    indicators: Mapping[str, tuple[Indicator, ...]]


class CouncilService:
    """Councils, one at a time."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._held = until_data_change(self._read_held)

    def cards(self) -> tuple[CouncilCard, ...]:
        """Every council with plans or figures of its own."""
        with self._data.reading() as (session, vocabulary):
            totals = {row.council: row for row in queries.totals(session)}
        return tuple(
            CouncilCard(
                council=council,
                plans=vocabulary.plans_of.get(council.key, ()),
                items=totals[council.key].items if council.key in totals else 0,
                actions=totals[council.key].actions if council.key in totals else 0,
            )
            for council in vocabulary.with_plans
        )

    def others(self) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
        """The councils without plans here, by region: its name, then key and name of each.

        Empty where no official statistics are loaded: their pages say nothing then.
        """
        if self._data.newest() is None:
            return ()
        vocabulary = self._data.vocabulary()
        regions = []
        for region in vocabulary.regions:
            councils = [
                c for c in vocabulary.every_council if c.region == region.key and not c.has_plans
            ]
            named = sorted(((c.key, vocabulary.names[c.key]) for c in councils), key=lambda c: c[1])
            if named:
                regions.append((region.name, tuple(named)))
        return tuple(regions)

    def listed(self) -> list[TableRow]:
        """One row a council, in the order of the list: those with plans, the others by region."""
        vocabulary = self._data.vocabulary()
        cards = {card.council.key: card for card in self.cards()}
        others = [key for _region, councils in self.others() for key, _name in councils]
        rows: list[TableRow] = []
        for key in (*cards, *others):
            council, card = vocabulary.councils[key], cards.get(key)
            region = vocabulary.councils.get(council.region)
            rows.append(
                {
                    "council": council.name,
                    "key": key,
                    "area_code": council.area_code,
                    "region": region.name if region else "",
                    "plans": len(card.plans) if card else 0,
                    "items": card.items if card else 0,
                    "actions": card.actions if card else 0,
                }
            )
        return rows

    def view(self, key: str) -> CouncilView:
        """One council's page.

        Raises:
            NotFound: if there is no such council.
        """
        with self._data.reading() as (session, vocabulary):
            council = council_of(vocabulary, key)
            plans = vocabulary.plans_of.get(key, ())
            rows = queries.outline(session, council.id) if plans else []
            definitions = self._data.definitions(session, vocabulary)
            held = self._held(session, vocabulary)
            council_indicators = held.indicators.get(key, ())
            ids = [i.id for i in council_indicators]
            values = indicator_queries.observations(session, ids) if ids else []
            there = council.id in held.with_findings
            findings = finding_queries.findings_of_council(session, key) if there else []
        return CouncilView(
            vocabulary=vocabulary,
            council=council,
            inspections=held.inspections.get(key, ()),
            plans=plans,
            outline=outline(rows),
            figures=tuple(_figures(council_indicators, values, vocabulary, council)),
            official=bool(definitions.periods),
            findings=shown_findings(findings),
        )

    def items(self, key: str) -> tuple[Item, ...]:
        """All that a council's plans state, item by item."""
        with self._data.reading() as (session, _vocabulary):
            rows = queries.items(session, councils=[key])
            actions = queries.actions_of(session, [row.id for row in rows])
        return as_items(rows, actions)

    def _read_held(self, session: Reader, vocabulary: Vocabulary) -> _Held:
        definitions = self._data.definitions(session, vocabulary)
        inspections: dict[str, list[Inspection]] = {}
        for row in queries.every_inspection(session):
            stored = row._asdict()
            inspections.setdefault(stored.pop("council"), []).append(Inspection(**stored))
        indicators: dict[str, list[Indicator]] = {}
        for indicator in definitions.indicators.values():
            indicators.setdefault(indicator.council, []).append(indicator)
        return _Held(
            inspections={council: tuple(rows) for council, rows in inspections.items()},
            with_findings=finding_queries.councils(session),
            indicators={council: tuple(printed) for council, printed in indicators.items()},
        )

    def rows(self, key: str) -> list[TableRow]:
        """One row an indicator, exactly as the council's page shows them.

        Raises:
            NotFound: if there is no such council.
        """
        view = self.view(key)
        return [_download_row(figure, view.council) for figure in view.figures]


DOWNLOAD_COLUMNS = tuple(
    (
        "council indicator measure newest_value period values lowest highest target target_due "
        "england neighbours document place unit value lowest_value highest_value target_value "
        "target_value_upper england_value neighbours_value"
    ).split()
)
LIST_COLUMNS = ("council", "key", "area_code", "region", "plans", "items", "actions")


def _download_row(figure: Figure, council: Council) -> TableRow:
    indicator, target = figure.indicator, figure.target
    ordered = sorted(figure.trail, key=lambda v: v.value or 0)

    def printed_value(value: Value | None) -> str:
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
        "england": printed_value(figure.england),
        "neighbours": printed_value(figure.neighbours),
        "document": indicator.document,
        "place": figure.newest.place,
        # The same as numbers, all in one unit.
        "unit": indicator.unit_name,
        "value": figure.newest.value,
        "lowest_value": ordered[0].value,
        "highest_value": ordered[-1].value,
        "target_value": target.value if target else None,
        "target_value_upper": target.value_upper if target else None,
        "england_value": figure.england.value if figure.england else None,
        "neighbours_value": figure.neighbours.value if figure.neighbours else None,
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
        indicator, about = names[row.indicator_id], vocabulary.councils[row.council]
        value = printed_value(row, indicator, about)
        if value.value is not None:
            by_indicator.setdefault(row.indicator_id, []).append(value)
    figures = []
    for indicator in indicators:
        values = by_indicator.get(indicator.id, [])
        dated = [v for v in values if v.council.key == council.key and v.end]
        dated = [v for v in dated if v.reading != "doubtful"]
        if not dated:
            continue
        newest, since = dated[-1], None
        years = [v for v in dated if v.basis == "year"]
        if newest.basis == "cumulative" and years and newest.start != years[-1].start:
            newest, since = years[-1], newest
        trail = tuple(v for v in dated if v.basis == newest.basis)
        figures.append(
            Figure(
                indicator,
                newest,
                target=_target(indicator, newest),
                england=_newest(values, "country"),
                neighbours=_newest(values, "neighbours"),
                trail=trail,
                since=since,
            )
        )
    return figures


def _newest(values: Sequence[Value], kind: str) -> Value | None:
    return next((v for v in reversed(values) if v.council.kind == kind), None)


def _target(indicator: Indicator, newest: Value) -> Target | None:
    """The target that falls due next after the newest value, else the last one printed."""
    due = [t for t in indicator.targets if t.due and newest.end and t.due >= newest.end]
    return due[0] if due else (indicator.targets[-1] if indicator.targets else None)
