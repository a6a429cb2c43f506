"""The portal's words about anything that can be gathered as evidence, with its place."""

from __future__ import annotations

from collections.abc import Callable

from db.queries import findings as finding_queries
from db.queries import plans as plan_queries
from portal.domain.comparison import ComparedCouncil, Comparison
from portal.domain.formatting import KIND_NAMES, plural, printed_date, sentence_list
from portal.domain.indicators import Value
from portal.domain.progress import newest_words
from portal.domain.view_state import CompareState, IndicatorState
from portal.domain.visits import Reference, Statement
from portal.services.base import Data, NotFound
from portal.services.compare import CompareService
from portal.services.evidence_words import (
    actions_text,
    alike,
    indicators_address,
    is_view,
    key_parts,
    of_statistics,
    place_of,
    source_text,
    split_link,
    value_of_period,
    value_text,
)
from portal.services.figures import official, printed
from portal.services.indicators import IndicatorService
from portal.services.items import ItemService
from portal.services.progress import ProgressService
from portal.urls import (
    compare_url,
    council_url,
    document_url,
    findings_url,
    indicators_url,
    item_url,
    slug,
)

_PLANS = "plans"


class EvidenceService:
    """The words for a reference, as the data stand today."""

    def __init__(
        self,
        data: Data,
        items: ItemService,
        indicators: IndicatorService,
        compare: CompareService,
        progress: ProgressService,
    ) -> None:
        self._data = data
        self._items = items
        self._indicators = indicators
        self._compare = compare
        self._progress = progress
        self._kinds: dict[str, Callable[[str, str], Statement]] = {
            "item": self._item,
            "action": self._action,
            "finding": self._finding,
            "figure": self._figure,
            "standing": self._standing,
            "row": self._row,
            "chart": self._chart,
            "document": self._document,
            "plan": self._plan,
            "inspection": self._inspection,
        }

    def say(self, reference: Reference, link: str = "") -> Statement:
        """State a reference in the portal's words.

        Args:
            reference: what was gathered; kinds and keys as `Reference` lists them.
            link: the view in which it was read, as path and query; of a chart it says which
                councils are drawn. Left out, or not an address of the portal: the usual view.

        Raises:
            NotFound: if there is no such thing in the data.
        """
        kind = self._kinds.get(reference.kind)
        if kind is None or not reference.key.isprintable():
            raise NotFound(reference.kind)
        with self._data.asking():
            return kind(reference.key, link if is_view(link) else "")

    def _item(self, key: str, link: str) -> Statement:
        plan, ref = key_parts(key, 2)
        view = self._items.view(plan, ref, similar=False)
        actions = actions_text(len(view.actions))
        reported = newest_words(self._progress.of_item(plan, view.item.ref))
        statement = f"{view.item.summary} {actions} {reported}".rstrip()
        return Statement(
            Reference("item", key),
            f"{view.council.name}, {KIND_NAMES[view.item.kind]} {view.item.ref}: {view.item.title}",
            statement=statement,
            source=source_text(view.document_title, view.plan.published, view.item.place),
            document=view.document,
            link=link or item_url(plan, view.item.ref),
        )

    def _action(self, key: str, link: str) -> Statement:
        plan, ref, action_ref = key_parts(key, 3)
        view = self._items.view(plan, ref, similar=False)
        action = next((a for a in view.actions if slug(a.ref) == action_ref), None)
        if action is None:
            raise NotFound(key)
        lead = action.lead.replace(";", ", ") or "not stated"
        due = action.target_text.rstrip(".") or "not stated"
        reported = newest_words(self._progress.of_item(plan, view.item.ref), action.ref)
        statement = f"{action.summary} Lead: {lead}. Target date: {due}. {reported}".rstrip()
        return Statement(
            Reference("action", key),
            f"{view.council.name}, {view.item.ref}, action {action.ref}: {view.item.title}",
            statement=statement,
            source=source_text(view.document_title, view.plan.published, action.place),
            document=view.document,
            link=link or item_url(plan, view.item.ref),
        )

    def _finding(self, key: str, link: str) -> Statement:
        with self._data.reading() as (session, vocabulary):
            rows = finding_queries.findings(session, key=key) if key else []
        if not rows:
            raise NotFound(key)
        row = rows[0]
        message = f"{row.message[:1].upper()}{row.message[1:]}"
        both = [
            source_text(row.title_a or row.document_a, row.published_a or "", row.place_a),
            source_text(row.title_b or row.document_b, row.published_b or "", row.place_b),
        ]
        return Statement(
            Reference("finding", key),
            f"{vocabulary.councils[row.council].name}: {row.subject}",
            statement=message,
            source="; ".join(dict.fromkeys(source for source in both if source)),
            document=row.document_a,
            link=link or findings_url(finding=key),
        )

    def _figure(self, key: str, link: str) -> Statement:
        """`indicator/council`, the newest sure value, or with `/day/basis` that of one period."""
        indicator_key, _, rest = key.partition("/")
        council_key, *when = rest.split("/")
        with self._data.reading() as (session, vocabulary):
            definitions = self._data.definitions(session, vocabulary)
            indicator = definitions.indicators.get(indicator_key)
            council = vocabulary.councils.get(council_key)
            if indicator is None or council is None or len(when) not in (0, 2):
                raise NotFound(key)
            if indicator.official:
                values = official(session, [indicator], definitions, [council])
            else:
                values = printed(session, [indicator], vocabulary, [council])
                if indicator.council != council.key and not values:
                    owner = vocabulary.councils[indicator.council]
                    values = printed(session, [indicator], vocabulary, [owner])
        value = value_of_period([v for v in values if v.council.key == council_key], when)
        if value is None:
            raise NotFound(key)
        state = IndicatorState((council.key,), measure=indicator.measure)
        # In statistics a reference is the name of a column, which says nothing to a reader.
        ref = "" if indicator.official else indicator.ref
        return Statement(
            Reference("figure", key),
            f"{council.name}: {f'{ref} {indicator.name}'.strip()}",
            statement=value_text(value),
            source=source_text(indicator.document_title, indicator.published, value.place),
            document=indicator.document,
            link=link or indicators_url(query=state.query()),
        )

    def _standing(self, key: str, link: str) -> Statement:
        measure, council_key = key_parts(key, 2)
        standing, rows, nation = self._standings(key, measure, (council_key,))
        row, value = rows[0]
        parts = [*place_of(standing, row, value), *nation]
        return Statement(
            Reference("standing", key),
            f"{row.council.name}: {standing.indicator.name}",
            statement=" ".join(parts),
            **of_statistics(standing.indicator, value),
            link=link or indicators_address((council_key,), measure),
        )

    def _row(self, key: str, link: str) -> Statement:
        """State the places of several councils, and England once."""
        measure, chosen = key_parts(key, 2)
        councils = tuple(chosen.split(","))
        standing, rows, nation = self._standings(key, measure, councils)
        parts = [f"{r.council.name}: {' '.join(place_of(standing, r, value))}" for r, value in rows]
        return Statement(
            Reference("row", key),
            f"{sentence_list([r.council.name for r, _value in rows])}: {standing.indicator.name}",
            statement=" ".join([*parts, *nation]),
            **of_statistics(standing.indicator, rows[0][1]),
            link=link or indicators_address(councils, measure),
        )

    def _standings(
        self, key: str, measure: str, councils: tuple[str, ...]
    ) -> tuple[Comparison, list[tuple[ComparedCouncil, Value]], list[str]]:
        """Place councils on a measure, those without a figure left out, and say England's."""
        state = IndicatorState(councils, measure=measure)
        if self._indicators.problems(state):
            raise NotFound(key)
        standing = self._indicators.more(state).standing
        valued = [(r, r.value) for r in standing.rows if r.value] if standing else []
        if standing is None or not valued:
            raise NotFound(key)
        values = [value for _row, value in valued]
        *values, nation = alike([*values, values[0]._replace(value=standing.england)])
        in_england = [f"England {nation.shown}."] if standing.england is not None else []
        return standing, [(r, v) for (r, _), v in zip(valued, values, strict=True)], in_england

    def _chart(self, key: str, link: str) -> Statement:
        if key == _PLANS:
            return self._plans(link)
        if not key:
            raise NotFound(key)
        path, query = split_link(link)
        state = IndicatorState.from_query(query if path == indicators_url() else "")
        state = IndicatorState(state.councils, measure=key, against=state.against)
        if self._indicators.problems(state):
            raise NotFound(key)
        view = self._indicators.view(state)
        if view.measure is None:
            raise NotFound(key)
        lines = (line for panel in view.panels for line in (*panel.series, *panel.backdrop))
        series = [line for line in lines if line.sure]
        last = alike([line.sure[-1] for line in series])
        newest = [f"{line.label}: {value_text(v)}" for line, v in zip(series, last, strict=True)]
        if view.verdict.reasons:
            newest.append(f"{view.verdict.title}: {' '.join(view.verdict.reasons)}")
        sources = dict.fromkeys(
            source_text(s.indicator.document_title, s.indicator.published, "") for s in series
        )
        return Statement(
            Reference("chart", key),
            f"Chart: {view.measure.name}",
            statement=" ".join(newest) or "No sure, dated value is drawn.",
            source="; ".join(sources),
            document=series[0].indicator.document if series else "",
            link=link or indicators_url(query=state.query()),
        )

    def _plans(self, link: str) -> Statement:
        path, query = split_link(link)
        state = CompareState.from_query(query if path == compare_url() else "")
        view = self._compare.view(state)
        sentences = [
            f"{council.name}: {plural(summary.items, 'item')}. {summary.dates}"
            for council in view.councils
            if (summary := view.summaries[council.key]).items
        ]
        plans = [plan for council in view.councils for plan in view.plans[council.key]]
        return Statement(
            Reference("chart", _PLANS),
            "Chart: target dates of the plans",
            statement=" ".join(sentences) or "No plan fits the filters.",
            source="; ".join(
                dict.fromkeys(source_text(p.document_title, p.published, "") for p in plans)
            ),
            document=plans[0].document if plans else "",
            link=link or compare_url(state.query()),
        )

    def _document(self, key: str, link: str) -> Statement:
        with self._data.reading() as (session, _vocabulary):
            rows = finding_queries.documents(session)
        row = next((r for r in rows if r.key == key), None)
        if row is None:
            raise NotFound(key)
        when = printed_date(row.published[:10]) if row.published else "date not stated"
        return Statement(
            Reference("document", key),
            row.title,
            statement=f"{row.council}, {when}.",
            source=row.title,
            document=key,
            link=link or document_url(key),
        )

    def _plan(self, key: str, link: str) -> Statement:
        vocabulary = self._data.vocabulary()
        plan = vocabulary.plans.get(key)
        if plan is None:
            raise NotFound(key)
        status_text = f"{plan.status[:1].upper()}{plan.status[1:]}, {printed_date(plan.published)}."
        state = CompareState((plan.council,), plan=key)
        return Statement(
            Reference("plan", key),
            f"{vocabulary.councils[plan.council].name}: {plan.title}",
            statement=f"{status_text} {plan.note}".strip(),
            source=source_text(plan.document_title, plan.published, ""),
            document=plan.document,
            link=link or compare_url(state.query()),
        )

    def _inspection(self, key: str, link: str) -> Statement:
        council_key, inspection = key_parts(key, 2)
        with self._data.reading() as (session, vocabulary):
            council = vocabulary.councils.get(council_key)
            rows = plan_queries.inspections(session, council_key) if council else []
        row = next((r for r in rows if r.key == inspection), None)
        if row is None or council is None:
            raise NotFound(key)
        who = " ".join(filter(None, (row.inspectorate, row.title))) or "Review"
        when = printed_date(row.inspected) if row.inspected else "date not stated"
        judged = f"Judgement: {row.judgement}." if row.judgement else "No judgement is printed."
        return Statement(
            Reference("inspection", key),
            f"{council.name}: {who}, {when}",
            statement=f"{judged} {row.note}".strip(),
            source=source_text(row.document_title, "", row.place) if row.document else row.place,
            document=row.document or "",
            link=link or council_url(council_key),
        )
