"""The use cases of the sources page and of the open-data tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from db.queries import findings as finding_queries
from db.queries import sources as queries
from db.queries.exports import TABLES, export_columns, export_stream
from portal.domain.listed_rows import (
    NeighbourModel,
    SourceDocument,
    StatisticalDataset,
    UnplainReading,
)
from portal.domain.view_models import SourcesView
from portal.services.base import Data, NotFound


class SourceService:
    """Where everything comes from."""

    def __init__(self, data: Data) -> None:
        self._data = data

    def view(self) -> SourcesView:
        """The documents, the readings that were not plain, and every definition."""
        with self._data.reading() as (session, vocabulary):
            definitions = self._data.definitions(session, vocabulary)
            return SourcesView(
                vocabulary=vocabulary,
                documents=tuple(
                    SourceDocument(**row._asdict()) for row in queries.documents(session)
                ),
                datasets=tuple(
                    StatisticalDataset(**row._asdict()) for row in queries.datasets(session)
                ),
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
            )

    def table(self, name: str) -> tuple[Iterator[dict[str, Any]], list[str]]:
        """The rows of one open-data table, some at a time, and its columns.

        Raises:
            NotFound: if there is no such table.
        """
        if name not in TABLES:
            raise NotFound(name)
        return self._rows(name), export_columns(name)

    def _rows(self, name: str) -> Iterator[dict[str, Any]]:
        with self._data.streaming() as session:
            yield from export_stream(session, name)
