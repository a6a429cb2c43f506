"""The use cases of one item: its page, and what its card opens to."""

from __future__ import annotations

from dataclasses import fields

from db.queries import findings as finding_queries
from db.queries import plans as queries
from db.queries.rows import Reader
from portal.domain.listed_rows import ItemStatement, Milestone, StatedItem, WorkPackage
from portal.domain.plans import ACTION_FIELDS, Action
from portal.domain.similarity import Likeness, Text
from portal.domain.table_rows import TableRow
from portal.domain.view_models import ItemView, Similar
from portal.domain.vocabulary import Vocabulary
from portal.services.base import Data, NotFound
from portal.services.findings import shown_findings
from portal.services.version_cache import until_data_change
from portal.urls import slug


class ItemService:
    """Items, one at a time."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._likeness = until_data_change(_read_likeness)
        # Its page, its panel beside other pages and its file ask for the same.
        self._similar = until_data_change(self._find_similar, results=500)

    def work_ahead(self) -> None:
        """Work out what the first item that is asked for would wait for: a nation's words."""
        with self._data.reading() as (session, vocabulary):
            self._likeness(session, vocabulary)

    def view(self, plan: str, ref: str, similar: bool = True) -> ItemView:
        """One item by its plan and the slug of its reference.

        Raises:
            NotFound: if the plan has no such item.
        """
        with self._data.reading() as (session, vocabulary):
            refs = queries.refs_of(session, plan)
            key = next((row.id for row in refs if slug(row.ref) == ref), None)
            row = queries.item(session, key) if key is not None else None
            if row is None:
                raise NotFound(f"{plan} {ref}")
            alike = self._similar(session, vocabulary, row.id) if similar else ()
            counts = self._data.finding_counts(session, vocabulary).by_item
            noticed = (
                finding_queries.findings_of_item(session, row.plan, row.ref)
                if (row.plan, row.ref) in counts
                else []
            )
            return ItemView(
                vocabulary=vocabulary,
                plan=vocabulary.plans[row.plan],
                council=vocabulary.councils[row.council],
                item=StatedItem(**{name: getattr(row, name) for name in _OF_ITEM}),
                document=row.document,
                document_title=row.document_title,
                item_area=row.area,
                area_name=row.area_name,
                themes=tuple(vocabulary.themes[k].name for k in row.themes),
                actions=tuple(
                    Action(**{name: getattr(action, name) for name in ACTION_FIELDS})
                    for action in queries.actions_of(session, [row.id])
                ),
                milestones=tuple(
                    Milestone(**stage._asdict()) for stage in queries.milestones_of(session, row.id)
                ),
                statements=tuple(
                    ItemStatement(**statement._asdict())
                    for statement in queries.statements_of(session, row.plan, row.ref)
                ),
                parts=tuple(
                    WorkPackage(**part._asdict())
                    for part in queries.children_of(session, row.plan, row.ref)
                ),
                similar=alike,
                findings=shown_findings(noticed),
            )

    def _find_similar(
        self, session: Reader, vocabulary: Vocabulary, key: int
    ) -> tuple[Similar, ...]:
        matches = self._likeness(session, vocabulary).similar_to(key, count=4)
        texts = {t.id: t for t in queries.item_texts(session, [other for other, _ in matches])}
        return tuple(
            Similar(
                texts[other].plan,
                texts[other].ref,
                council=vocabulary.councils[texts[other].council],
                title=texts[other].title,
                summary=texts[other].summary,
                shared=tuple(shared),
            )
            for other, shared in matches
        )

    def rows(self, plan: str, ref: str) -> list[TableRow]:
        """The item, its actions, milestones and statements, one row each, as its page shows them.

        Raises:
            NotFound: if the plan has no such item.
        """
        view = self.view(plan, ref, similar=False)
        parts: list[tuple[str, object]] = [("item", view.item)]
        parts += [("action", action) for action in view.actions]
        parts += [("milestone", stage) for stage in view.milestones]
        parts += [(statement.kind, statement) for statement in view.statements]
        shared = {
            "council": view.council.name,
            "plan": view.plan.title,
            "item": view.item.ref,
            "document": view.document,
        }
        return [
            {**shared, "part": part, **{name: getattr(row, name, None) for name in _OF_A_PART}}
            for part, row in parts
        ]


_OF_ITEM = tuple(field.name for field in fields(StatedItem))
_EVIDENCE = ACTION_FIELDS.index("status_evidence") + 1
_OF_A_PART = (
    "ref",
    "title",
    *ACTION_FIELDS[1:_EVIDENCE],
    "outcome",
    *ACTION_FIELDS[_EVIDENCE:],
)
DOWNLOAD_COLUMNS = ("council", "plan", "item", "part", *_OF_A_PART, "document")


def _read_likeness(session: Reader, _vocabulary: Vocabulary) -> Likeness:
    rows, links = queries.all_words(session)
    themes: dict[int, set[int]] = {}
    for item, theme in links:
        themes.setdefault(item, set()).add(theme)
    return Likeness(
        [
            Text(item, words, area=area, themes=themes.get(item, ()), group=council)
            for item, words, area, council in rows
        ]
    )
