"""The use cases of the API's tables: filters, pages, and what filters may name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from db.queries.rows import Reader
from db.queries.tables import Filters, Place, fits_table, table_page
from portal.domain.findings import RULES
from portal.domain.table_rows import TableRow
from portal.domain.vocabulary import Vocabulary
from portal.services.base import Data, Definitions
from portal.services.summary import summary_names
from portal.services.version_cache import until_data_change

_MOST_KEYS = 100_000


@dataclass(frozen=True, slots=True)
class Names:
    """Every key that a filter can name, at one version of the data.

    `keys` are those that columns hold; `cited` are the documents that findings are about.
    """

    vocabulary: Vocabulary
    definitions: Definitions
    keys: Mapping[str, tuple[str, ...]]


class TableService:
    """The tables of the export contract, some rows at a time."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._names = until_data_change(self._read_names)

    def names(self) -> Names:
        """List the keys that filters can name, in the data as they are."""
        with self._data.reading() as (session, vocabulary):
            return self._names(session, vocabulary)

    def _read_names(self, session: Reader, vocabulary: Vocabulary) -> Names:
        definitions = self._data.definitions(session, vocabulary)
        documents, inspections = (
            table_page(session, table, {}, limit=_MOST_KEYS)
            for table in ("documents", "inspections")
        )
        keys = {
            "council": tuple(vocabulary.councils),
            "plan": tuple(vocabulary.plans),
            "area": tuple(vocabulary.areas),
            "theme": tuple(vocabulary.themes),
            "measure": tuple(definitions.measures),
            "indicator": tuple(definitions.indicators),
            "document": tuple(row["document"] for _place, row in documents),
            "inspection": tuple(row["inspection"] for _place, row in inspections),
            "cited": tuple(self._data.finding_counts(session, vocabulary).documents),
            "every-council": tuple(council.key for council in vocabulary.every_council),
            "group": tuple(vocabulary.names),
            "measured": tuple(summary_names(vocabulary, definitions)),
            "check": tuple(rule.name for rule in RULES),
        }
        return Names(vocabulary=vocabulary, definitions=definitions, keys=keys)

    def page(
        self, table: str, filters: Filters, after: Place, limit: int
    ) -> list[tuple[Place, TableRow]]:
        """Read some rows of a table with their places."""
        with self._data.reading() as (session, _vocabulary):
            return list(table_page(session, table, filters, after, limit))

    def stream(self, table: str, filters: Filters) -> Iterator[TableRow]:
        """Read all rows of a table that fit, some thousands at a time in memory."""
        with self._data.streaming() as session:
            for _place, row in table_page(session, table, filters):
                yield row

    @staticmethod
    def holds(table: str, place: Place) -> bool:
        """Tell if a place can be one of the table's."""
        return fits_table(table, place)
