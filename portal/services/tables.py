"""The use cases of the open-data tables for machines: filters, pages, and what filters may name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from db.queries.tables import Filters, Place, fits_table, table_page
from db.queries.versions import Version
from portal.domain.findings import RULES
from portal.domain.vocabulary import Vocabulary
from portal.services.base import Data, Definitions

Row = dict[str, Any]
_MOST_DOCUMENTS = 100_000


@dataclass(frozen=True, slots=True)
class Names:
    """Every key that a filter can name, at one version of the data.

    `keys` are those that columns hold; `cited` are the documents that findings are about.
    """

    version: Version
    vocabulary: Vocabulary
    definitions: Definitions
    keys: Mapping[str, tuple[str, ...]]


class TableService:
    """The tables of the export contract, some rows at a time."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._names: Names | None = None

    def names(self) -> Names:
        """Return what filters can name, in the data as they are."""
        with self._data.reading() as (session, vocabulary):
            version = Version(vocabulary.version, vocabulary.made_at)
            kept = self._names
            if kept is not None and kept.version == version:
                return kept
            definitions = self._data.definitions(session, vocabulary)
            cited = tuple(self._data.finding_counts(session, vocabulary).documents)
            rows = table_page(session, "documents", {}, limit=_MOST_DOCUMENTS)
            documents = tuple(row["document"] for _place, row in rows)
        keys = {
            "council": tuple(vocabulary.councils),
            "plan": tuple(vocabulary.plans),
            "area": tuple(vocabulary.areas),
            "theme": tuple(vocabulary.themes),
            "measure": tuple(definitions.measures),
            "indicator": tuple(definitions.indicators),
            "document": documents,
            "cited": cited,
            "check": tuple(rule.name for rule in RULES),
        }
        self._names = Names(version, vocabulary, definitions, keys)
        return self._names

    def page(
        self, table: str, filters: Filters, after: Place, limit: int
    ) -> list[tuple[Place, Row]]:
        """Some rows of a table with their places."""
        with self._data.reading() as (session, _vocabulary):
            return list(table_page(session, table, filters, after, limit))

    def stream(self, table: str, filters: Filters) -> Iterator[Row]:
        """All rows of a table that fit, some thousands at a time in memory."""
        with self._data.streaming() as session:
            for _place, row in table_page(session, table, filters):
                yield row

    @staticmethod
    def holds(table: str, place: Place) -> bool:
        """Return whether a place can be one of the table's."""
        return fits_table(table, place)
