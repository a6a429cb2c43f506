"""The use cases of the sources page and of the open-data tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from db.queries import changes
from db.queries import findings as finding_queries
from db.queries import sources as queries
from db.queries.exports import TABLES, export_columns, export_stream
from db.queries.rows import Reader
from portal.domain.listed_rows import (
    NeighbourModel,
    SourceDocument,
    StatisticalDataset,
    UnplainReading,
)
from portal.domain.shared import cited_as
from portal.domain.table_rows import TableRow
from portal.domain.view_models import SourcesView
from portal.domain.vocabulary import Vocabulary
from portal.services.base import Data, NotFound
from portal.services.version_cache import until_data_change


class SourceService:
    """Where everything comes from."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._datasets = until_data_change(_read_datasets)
        # What each document gave is counted over all tables; each page of each list asks for it.
        self._view = until_data_change(self._read_view)

    def datasets(self) -> tuple[StatisticalDataset, ...]:
        """List the data sets of official statistics."""
        with self._data.reading() as (session, vocabulary):
            return self._datasets(session, vocabulary)

    def citations(self) -> Mapping[str, str]:
        """Name the data sets of official statistics as a file cites them, by document."""
        return {
            row.key: f"{row.publisher}: {row.title}, {cited_as(row.key)}, published {row.published}"
            for row in self.datasets()
        }

    def view(self) -> SourcesView:
        """The documents, the readings that were not plain, and every definition."""
        with self._data.reading() as (session, vocabulary):
            return self._view(session, vocabulary)

    def _read_view(self, session: Reader, vocabulary: Vocabulary) -> SourcesView:
        definitions = self._data.definitions(session, vocabulary)
        return SourcesView(
            vocabulary=vocabulary,
            documents=tuple(SourceDocument(**row._asdict()) for row in queries.documents(session)),
            datasets=self._datasets(session, vocabulary),
            neighbours=next(
                (NeighbourModel(**row._asdict()) for row in queries.neighbour_model(session)),
                None,
            ),
            readings=tuple(
                UnplainReading(**row._asdict()) for row in queries.unplain_readings(session)
            ),
            findings=finding_queries.count_by_document(session),
            indicators=tuple(i for i in definitions.indicators.values() if not i.official),
            tables=TABLES,
            marked=tuple(
                (indicator, mark)
                for indicator in definitions.indicators.values()
                if (mark := self._data.marks(session, vocabulary).get(indicator.id))
            ),
        )

    def past_changes(self, number: int) -> Iterator[TableRow]:
        """The published figures that an import changed or removed, some at a time.

        Raises:
            NotFound: if there is no such import, or it was undone.
        """
        with self._data.streaming() as session:
            if not changes.stands(session, number):
                raise NotFound(str(number))
        return self._changes(number)

    def _changes(self, number: int) -> Iterator[TableRow]:
        with self._data.streaming() as session:
            yield from changes.past_changes(session, number)

    def table(self, name: str) -> tuple[Iterator[TableRow], list[str]]:
        """The rows of one open-data table, some at a time, and its columns.

        Raises:
            NotFound: if there is no such table.
        """
        if name not in TABLES:
            raise NotFound(name)
        return self._rows(name), export_columns(name)

    def _rows(self, name: str) -> Iterator[TableRow]:
        with self._data.streaming() as session:
            yield from export_stream(session, name)


def _read_datasets(session: Reader, _vocabulary: Vocabulary) -> tuple[StatisticalDataset, ...]:
    return tuple(StatisticalDataset(**row._asdict()) for row in queries.datasets(session))
