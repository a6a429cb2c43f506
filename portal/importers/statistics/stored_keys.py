"""The keys of the database that a file of statistics may refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from db.queries import statistics as queries


@dataclass(frozen=True, slots=True)
class StoredKeys:
    """The part of the database that a file may refer to."""

    areas_by_code: Mapping[str, str]
    areas_by_number: Mapping[str, str]
    area_kinds: Mapping[str, str]
    area_names: Mapping[str, str]
    measures: Mapping[str, Mapping[str, Any]]
    improvement_areas: frozenset[str]
    themes: frozenset[str]


def stored_keys(session: Session) -> StoredKeys:
    """Read the keys of areas, measures, areas of improvement and themes that a file may name."""
    by_code: dict[str, str] = {}
    by_number: dict[str, str] = {}
    kinds, names = {}, {}
    for row in queries.areas(session):
        kinds[row.key], names[row.key] = row.kind, row.name
        for code in (row.area_code, *row.former_codes.split(";")):
            if code:
                by_code[code] = row.key
        if row.la_number:
            by_number[row.la_number] = row.key
    areas, themes = queries.area_and_theme_keys(session)
    measures = {row.key: dict(row._mapping) for row in queries.measures(session)}
    return StoredKeys(
        areas_by_code=by_code,
        areas_by_number=by_number,
        area_kinds=kinds,
        area_names=names,
        measures=measures,
        improvement_areas=areas,
        themes=themes,
    )
