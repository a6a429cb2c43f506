"""Questions about catalogue folders that are loaded: their rows, and who else uses those."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from db.models import (
    Action,
    Answer,
    Base,
    Claim,
    Council,
    Document,
    Finding,
    FolderUpload,
    Grade,
    ImprovementArea,
    Indicator,
    Inspection,
    Item,
    Measure,
    Milestone,
    Observation,
    Plan,
    Progress,
    Recommendation,
    Statement,
    Target,
    Theme,
    Themed,
    joined_themes,
    table_of,
)

# In the order in which rows may refer to one another: sheet, model, columns that identify a row.
SHEET_TABLES: tuple[tuple[str, type[Base], tuple[str, ...]], ...] = (
    ("areas", ImprovementArea, ("key",)),
    ("themes", Theme, ("key",)),
    ("councils", Council, ("key",)),
    ("measures", Measure, ("key",)),
    ("document", Document, ("key",)),
    ("inspections", Inspection, ("key",)),
    ("grades", Grade, ("inspection_id", "judgement")),
    ("recommendations", Recommendation, ("inspection_id", "addressee", "ref")),
    ("plans", Plan, ("key",)),
    ("items", Item, ("plan_id", "ref")),
    ("actions", Action, ("item_id", "ref")),
    ("progress", Progress, ("item_id", "action_ref", "report_date")),
    ("milestones", Milestone, ("item_id", "ref")),
    ("statements", Statement, ("plan_id", "item_ref", "ref")),
    ("answers", Answer, ("inspection_id", "addressee", "recommendation", "item_id")),
    ("indicators", Indicator, ("key",)),
    (
        "claims",
        Claim,
        ("source", "plan_id", "item_ref", "ref", "kind", "about", "dated", "words"),
    ),
    (
        "observations",
        Observation,
        ("indicator_id", "council_id", "period_start", "period_end", "basis", "place"),
    ),
    (
        "targets",
        Target,
        ("indicator_id", "council_id", "due", "due_text", "value", "place"),
    ),
)
# Column of a row that holds a key -> the table that the key is looked up in.
LOOKUPS: dict[str, type[Base]] = {
    "area_id": ImprovementArea,
    "council_id": Council,
    "measure_id": Measure,
    "document_id": Document,
    "inspection_id": Inspection,
    "plan_id": Plan,
    "indicator_id": Indicator,
}


@dataclass(frozen=True, slots=True)
class LoadedFolder:
    """A folder that is loaded: its paper, and the plans and rows that it brought."""

    origin: str
    title: str
    council: str
    published: str
    plans: tuple[str, ...]
    items: int
    figures: int


def loaded_folders(session: Session) -> list[LoadedFolder]:
    """Return the folders of papers that are loaded, by council."""
    plans: dict[str, list[str]] = {}
    for origin, title in session.execute(select(Plan.origin, Plan.title).order_by(Plan.id)):
        plans.setdefault(origin, []).append(title)
    items, figures = (_counted(session, model) for model in (Item, Observation))
    query = (
        select(Document.origin, Document.title, Council.name, Document.published)
        .join(Council, Document.council_id == Council.id)
        .where(Document.kind != "statistics")
        .order_by(Council.name, Document.published.desc(), Document.key)
    )
    return [
        LoadedFolder(
            origin=row.origin,
            title=row.title,
            council=row.name,
            published=row.published,
            plans=tuple(plans.get(row.origin, ())),
            items=items.get(row.origin, 0),
            figures=figures.get(row.origin, 0),
        )
        for row in session.execute(query)
    ]


def _counted(session: Session, model: type[Base]) -> dict[str, int]:
    origin = table_of(model).c.origin
    rows = session.execute(select(origin, func.count()).group_by(origin))
    return {row[0]: row[1] for row in rows}


def folder_exists(session: Session, origin: str) -> bool:
    """Tell if a folder was loaded under this name, with a paper or with words alone."""
    return any(
        session.scalar(select(table.c.id).where(table.c.origin == origin).limit(1)) is not None
        for table in (table_of(model) for _sheet, model, _unique in SHEET_TABLES)
    )


def statistics_documents(session: Session, keys: Collection[str]) -> list[str]:
    """Return those of some keys that are data sets of official statistics."""
    query = select(Document.key).where(Document.kind == "statistics", Document.key.in_(keys))
    return list(session.scalars(query))


def report_papers(session: Session, origin: str) -> list[str]:
    """Return the folders of papers that only report on a folder's plans: they hold nothing else."""
    reporting = (
        select(Document.key, Document.origin)
        .join(Progress, Progress.document_id == Document.id)
        .where(Progress.origin == origin, Document.origin != origin)
        .distinct()
    )
    papers = []
    for key, paper in session.execute(reporting).all():
        others = select(Progress.id).join(Document, Progress.document_id == Document.id)
        used = session.scalar(others.where(Document.key == key, Progress.origin != origin).limit(1))
        held = any(
            session.scalar(select(table.c.id).where(table.c.origin == paper).limit(1))
            for sheet, table in ((s, table_of(m)) for s, m, _unique in SHEET_TABLES)
            if sheet != "document"
        )
        if used is None and not held:
            papers.append(paper)
    return sorted(papers)


def users_of(session: Session, origins: Collection[str]) -> Iterator[tuple[str, int]]:
    """Count rows of others, table by table, that refer to rows of some folders."""
    owners = {
        model.theme_links.name: (model.theme_owner(), table_of(model))
        for _sheet, model, _unique in SHEET_TABLES
        if issubclass(model, Themed)
    }
    for table in Base.metadata.sorted_tables:
        if table is table_of(Finding) or table is Finding.theme_links:  # they are made anew
            continue
        count = 0
        for column in table.c:
            for key in column.foreign_keys:
                target = key.column.table
                if "origin" not in target.c or key.ondelete == "CASCADE":
                    continue
                mine = select(target.c.id).where(target.c.origin.in_(origins))
                query = select(func.count()).select_from(table).where(column.in_(mine))
                if "origin" in table.c:
                    query = query.where(table.c.origin.not_in(origins))
                elif table.name in owners:
                    owner, owned = owners[table.name]
                    ours = select(owned.c.id).where(owned.c.origin.in_(origins))
                    query = query.where(owner.not_in(ours))
                count += session.scalar(query) or 0
        if count:
            yield table.name, count


def folder_rows(session: Session, origin: str) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a folder, sheet by sheet; references are keys, as files have them.

    A row of an item has `plan` and `item_ref` in place of its number.
    """
    keys: dict[str, dict[int, str]] = {}
    for column, model in LOOKUPS.items():
        table = table_of(model)
        keys[column] = {row.id: row.key for row in session.execute(select(table.c.id, table.c.key))}
    places = {
        row.id: (keys["plan_id"][row.plan_id], row.ref)
        for row in session.execute(select(Item.id, Item.plan_id, Item.ref))
    }
    return {
        sheet: [
            _with_keys(dict(row), keys, places)
            for row in session.execute(_in_order(model, origin)).mappings()
        ]
        for sheet, model, _unique in SHEET_TABLES
    }


def _in_order(model: type[Base], origin: str) -> Any:
    table = table_of(model)
    themes: Sequence[Any] = (joined_themes(model),) if issubclass(model, Themed) else ()
    query = select(*table.c, *themes).where(table.c.origin == origin)
    # The position of a word is its place on pages, that of other rows their place in the file.
    in_file = "position" in table.c and model not in (ImprovementArea, Theme, Council, Measure)
    return query.order_by(*([table.c.position] if in_file else ()), table.c.id)


def _with_keys(
    row: dict[str, Any], keys: dict[str, dict[int, str]], places: dict[int, tuple[str, str]]
) -> dict[str, Any]:
    for column, names in keys.items():
        if column in row:
            row[column] = names[row[column]] if row[column] is not None else ""
    if "item_id" in row:
        row["plan"], row["item_ref"] = places[row.pop("item_id")]
    return row


def folder_upload(session: Session, number: int, editor: str) -> FolderUpload | None:
    """Return an editor's archive that waits, with its content."""
    query = select(FolderUpload).where(FolderUpload.id == number, FolderUpload.made_by == editor)
    return session.scalars(query.options(undefer(FolderUpload.content))).first()


def waiting_upload(session: Session, editor: str) -> FolderUpload | None:
    """Return an editor's archive that waits, without its content."""
    return session.scalars(select(FolderUpload).where(FolderUpload.made_by == editor)).first()
