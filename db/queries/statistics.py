"""Questions about official statistics: areas, data sets, figures, neighbours, the log."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from db.models import (
    Council,
    Document,
    FormerStatistic,
    Import,
    ImprovementArea,
    Indicator,
    Measure,
    Neighbour,
    Period,
    Statement,
    Statistic,
    Theme,
    joined_themes,
)
from db.queries.columns import AREA, picked
from db.queries.rows import Rows

if TYPE_CHECKING:  # at run time only where figures are read: the log of imports needs no pandas
    import pandas as pd

LIVE = (Import.undone_by.is_(None), Import.kind != "undo")


def areas(session: Session) -> Rows:
    """Every area with its name and its codes, present and former."""
    columns = (Council.key, Council.name, Council.kind, Council.area_code, Council.la_number)
    return session.execute(select(*columns, Council.former_codes)).all()


def measures(session: Session) -> Rows:
    """Every measure with what an indicator inherits from it, and the origin that owns it."""
    query = select(
        Measure.key,
        AREA,
        joined_themes(Measure),
        *picked(Measure, "polarity polarity_reason origin"),
    ).outerjoin(Measure.area)
    return session.execute(query).all()


def area_and_theme_keys(session: Session) -> tuple[frozenset[str], frozenset[str]]:
    """Keys of the improvement areas and of the themes."""
    return (
        frozenset(session.scalars(select(ImprovementArea.key))),
        frozenset(session.scalars(select(Theme.key))),
    )


def ids(session: Session, model: Any) -> dict[str, int]:
    """Number of every row of a table by its key."""
    return {row.key: row.id for row in session.execute(select(model.key, model.id))}


def indicator_ids(session: Session, document: str) -> list[int]:
    """Numbers of a data set's indicators."""
    query = select(Indicator.id).join(Document).where(Document.key == document)
    return list(session.scalars(query))


def indicators_of(session: Session, document: str) -> Rows:
    """A data set's indicators: number and polarity."""
    query = select(Indicator.id, Indicator.polarity, Indicator.banded).join(Document)
    return session.execute(query.where(Document.key == document)).all()


def periods(session: Session) -> Rows:
    """Every period."""
    return session.execute(select(Period.__table__)).all()


def periods_of(session: Session, indicators: Sequence[int]) -> Rows:
    """The periods of some indicators' figures: label, basis, start, end."""
    columns = (Period.label, Period.basis, Period.period_start, Period.period_end)
    used = select(Statistic.period_id).where(Statistic.indicator_id.in_(indicators)).distinct()
    return session.execute(select(*columns).where(Period.id.in_(used))).all()


def areas_by_id(session: Session) -> Rows:
    """Every area with its number."""
    return session.execute(select(Council.id, Council.key, Council.name, Council.kind)).all()


def period_ids(session: Session) -> dict[tuple[Any, ...], int]:
    """Number of every period by label, basis, start and end."""
    columns = (Period.label, Period.basis, Period.period_start, Period.period_end)
    return {(*tuple(row)[1:],): row[0] for row in session.execute(select(Period.id, *columns))}


def has_figures(session: Session, indicators: Sequence[int]) -> bool:
    """Tell if any of the indicators has a figure."""
    # One at a time: each is answered from the first entry of the primary key.
    query = select(Statistic.indicator_id).limit(1)
    return any(
        session.scalar(query.where(Statistic.indicator_id == indicator)) for indicator in indicators
    )


def figures_frame(session: Session, indicators: Iterable[int]) -> pd.DataFrame:
    """All figures of some indicators, one column a field of the table."""
    import pandas as pd

    wanted = list(indicators)
    table = Statistic.__table__
    parts = [
        pd.DataFrame(
            session.execute(select(table).where(table.c.indicator_id == indicator)).all(),
            columns=list(table.c.keys()),
        )
        for indicator in wanted
    ]
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else parts[0]


def newest_values(session: Session, indicators: Iterable[int]) -> Rows:
    """Read the values of some indicators in the newest period of each."""
    columns = (Statistic.indicator_id, Statistic.council_id, Statistic.period_id, Statistic.value)
    newest = select(*columns).join(Indicator, Indicator.id == Statistic.indicator_id)
    return session.execute(
        newest.where(
            Indicator.id.in_(list(indicators)),
            Statistic.period_id == Indicator.latest_period_id,
            Statistic.value.is_not(None),
        )
    ).all()


def import_log(session: Session) -> Rows:
    """Every import, the newest first."""
    table = Import.__table__.c
    columns = [column for column in table if column.name != "former"]
    return session.execute(select(*columns).order_by(table.id.desc())).all()


def later_import(session: Session, number: int, document: str) -> int | None:
    """An import of the same data set after `number` that is not undone."""
    query = select(func.min(Import.id)).where(
        Import.document == document, Import.id > number, *LIVE
    )
    return session.scalar(query)


def later_of_kinds(
    session: Session, number: int, kinds: Collection[str]
) -> Sequence[Row[int, str]]:
    """Return the later imports of some kinds that are not undone, with what undoes them."""
    query = select(Import.id, Import.former).where(
        Import.kind.in_(kinds), Import.id > number, *LIVE
    )
    return session.execute(query.order_by(Import.id)).all()


def imports_of(
    session: Session, document: str
) -> tuple[Row[int, str, int | None] | None, set[str]]:
    """Find the import that a data set stands by (its number, kind and edition), and the kinds of
    those that were undone.
    """
    mine = select(Import.id, Import.kind, Import.edition).where(Import.document == document)
    live = session.execute(mine.where(*LIVE).order_by(Import.id.desc()).limit(1)).first()
    undone = select(Import.kind).where(Import.document == document, Import.undone_by.is_not(None))
    return live, set(session.scalars(undone))


def live_import_of(session: Session, document: str, sha256: str) -> int | None:
    """Find the newest import of a data set that brought a file of this hash."""
    mine = select(func.max(Import.id)).where(Import.document == document, *LIVE)
    return session.scalar(mine.where(Import.sha256 == sha256))


def live_imports(session: Session) -> dict[str, int | None]:
    """Name each data set that is loaded, with its edition of the portal's own bundle."""
    query = select(Import.document, Import.edition).where(*LIVE).order_by(Import.id)
    return {row.document: row.edition for row in session.execute(query)}


def taken_by_others(session: Session, document: str, keys: Sequence[str]) -> list[tuple[str, str]]:
    """Those of a data set's keys that another source has: the key and its document."""
    taken: list[tuple[str, str]] = []
    kind = session.scalar(select(Document.kind).where(Document.key == document))
    if kind not in (None, "statistics"):
        taken.append((document, ""))
    query = select(Indicator.key, Document.key.label("owner")).join(Document)
    for start in range(0, len(keys), 500):
        mine = Indicator.key.in_(keys[start : start + 500])
        for row in session.execute(query.where(mine, Document.key != document)):
            taken.append((row.key, row.owner))
    return sorted(taken)


def measure_users(session: Session, keys: Sequence[str]) -> dict[str, list[int]]:
    """Measures in use, with the imports of the data sets that use them, the earliest first.

    The list is empty where only the catalogue uses one.
    """
    used: dict[str, list[int]] = {}
    for key in keys:
        measured = select(Indicator.id).join(Measure).where(Measure.key == key)
        stated = select(Statement.id).join(Measure).where(Measure.key == key)
        if session.scalar(measured.limit(1)) or session.scalar(stated.limit(1)):
            documents = select(Document.key).join(Indicator).join(Measure).where(Measure.key == key)
            live = select(Import.id).where(Import.document.in_(documents), *LIVE)
            used[key] = list(session.scalars(live.order_by(Import.id)))
    return used


def council_users(session: Session, keys: Sequence[str]) -> dict[str, list[int]]:
    """Areas in use, with the imports whose figures are about them, the earliest first."""
    used: dict[str, list[int]] = {}
    numbers = {key: number for key, number in ids(session, Council).items() if key in set(keys)}
    for key, number in numbers.items():
        imports: set[int] = set()
        for model in (Statistic, FormerStatistic):
            mine = select(model.import_id).where(model.council_id == number)
            imports |= set(session.scalars(mine.distinct()))
        near = or_(Neighbour.council_id == number, Neighbour.neighbour_id == number)
        if imports or session.scalar(select(Neighbour.position).where(near).limit(1)):
            used[key] = sorted(imports)
    return used


def neighbour_rows(session: Session) -> list[tuple[str, int, str, str, str, int]]:
    """The neighbour model: council, position, neighbour, closeness, model, import."""
    council, other = Council.__table__.alias("own"), Council.__table__.alias("other")
    query = (
        select(
            council.c.key,
            Neighbour.position,
            other.c.key.label("neighbour"),
            *picked(Neighbour, "closeness model import_id"),
        )
        .join(council, Neighbour.council_id == council.c.id)
        .join(other, Neighbour.neighbour_id == other.c.id)
        .order_by(council.c.key, Neighbour.position)
    )
    return [tuple(row) for row in session.execute(query)]
