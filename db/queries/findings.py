"""Findings with the names of what they concern, and how many there are of what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased

from db.models import Council, Document, Finding, ImprovementArea, Indicator, Item, Plan
from db.queries.columns import AREA, COUNCIL, INDICATOR, MEASURE, PLAN, picked, via
from db.queries.resolutions import standing
from db.queries.rows import AnySelect, Reader, Rows
from db.queries.themes import count_by_theme

_A, _B = aliased(Document), aliased(Document)
_RESOLVED = standing()
_STANDING = _RESOLVED.c
_ABOUT = (Finding.indicator, Indicator.measure, Finding.plan, Finding.item, Finding.area)
_SIDES = "value_a value_b document_a place_a document_b place_b"
_FINDINGS: AnySelect = (
    via(
        select(
            *(Finding.key, Finding.rule.label("rule"), COUNCIL, INDICATOR, MEASURE, Indicator.unit),
            *(PLAN, Finding.item_ref, Item.title.label("item"), AREA),
            *picked(Finding, f"themes subject message {_SIDES} inspection"),
            *(_A.title.label("title_a"), _A.published.label("published_a")),
            *(_B.title.label("title_b"), _B.published.label("published_b")),
            _STANDING.status.label("resolution"),
            _STANDING.note.label("resolution_note"),
            _STANDING.resolved_on,
        ),
        Finding.council,
        maybe=_ABOUT,
    )
    .outerjoin(_A, _A.key == Finding.document_a)
    .outerjoin(_B, _B.key == Finding.document_b)
    .outerjoin(_RESOLVED, _STANDING.finding == Finding.key)
    .order_by(Finding.id)
)
_OF_COUNCIL = _FINDINGS.where(Council.key == bindparam("council"))
_OF_ITEM = _FINDINGS.where(Plan.key == bindparam("plan"), Finding.item_ref == bindparam("item"))
_WORDS = func.lower(Finding.subject + " " + Finding.message)


def findings(
    session: Reader,
    document: str = "",
    area: str = "",
    words: Sequence[str] = (),
    key: str = "",
) -> Rows:
    """Findings in the order of the rules.

    Args:
        document: key of a document that a finding must name, or "".
        area: key of an improvement area, or "".
        words: each must occur in subject or message, in the reference of the item or indicator.
        key: of one finding, or "".
    """
    query = _FINDINGS
    if document:
        query = query.where(or_(Finding.document_a == document, Finding.document_b == document))
    if area:
        query = query.where(ImprovementArea.key == area)
    for word in words:
        text = word.lower()
        query = query.where(
            or_(
                _WORDS.contains(text, autoescape=True),
                func.lower(Finding.item_ref) == text,
                func.lower(Indicator.ref) == text,
            )
        )
    if key:
        query = query.where(Finding.key == key)
    return session.execute(query).all()


def findings_of_council(session: Reader, council: str) -> Rows:
    """Select the findings on a council's figures, items and plans."""
    return session.execute(_OF_COUNCIL, {"council": council}).all()


def councils(session: Reader) -> frozenset[int]:
    """List the councils that any finding is about, by their numbers."""
    return frozenset(session.execute(select(Finding.council_id).distinct()).scalars())


def findings_of_item(session: Reader, plan: str, ref: str) -> Rows:
    """Select the findings on one item."""
    return session.execute(_OF_ITEM, {"plan": plan, "item": ref}).all()


def counts(session: Reader) -> Rows:
    """Count findings by council, improvement area and theme (`count_by_theme`)."""
    chosen: AnySelect = select(Finding.id, Finding.council_id, Finding.area_id)
    return count_by_theme(session, Finding, chosen)


def has_finding(session: Reader, key: str) -> bool:
    """Tell if there is a finding of this key."""
    return session.scalar(select(Finding.id).where(Finding.key == key)) is not None


def count_by_item(session: Reader) -> dict[tuple[str, str], int]:
    """Count the findings on each item, under its plan and reference."""
    query = (
        select(Plan.key, Finding.item_ref, func.count(Finding.id))
        .join(Finding.plan)
        .where(Finding.item_ref != "")
        .group_by(Plan.key, Finding.item_ref)
    )
    return {(plan, ref): count for plan, ref, count in session.execute(query)}


def count_by_document(session: Reader) -> Counter[str]:
    """Count the findings that name each document, under its key."""
    query = select(Finding.document_a, Finding.document_b, func.count(Finding.id)).group_by(
        Finding.document_a, Finding.document_b
    )
    counts: Counter[str] = Counter()
    for first, second, count in session.execute(query):
        for key in {first, second} - {""}:
            counts[key] += count
    return counts


def count_findings(session: Reader) -> int:
    """Count all findings."""
    return session.scalar(select(func.count(Finding.id))) or 0


def documents(session: Reader) -> Rows:
    """Every document with its council, the oldest first."""
    query = (
        select(
            *picked(Document, "key title published"),
            Council.name.label("council"),
        )
        .join(Document.council)
        .order_by(Document.published, Document.key)
    )
    return session.execute(query).all()
