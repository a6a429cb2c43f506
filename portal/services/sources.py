"""The use cases of the sources page and of the open-data tables."""

from __future__ import annotations

from typing import Any

from db.queries import sources as queries
from db.queries.exports import TABLES, export_columns, export_rows
from portal.domain.views import SourcesView
from portal.services.base import Data, Unknown


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
                documents=queries.documents(session),
                readings=queries.unplain_readings(session),
                indicators=tuple(definitions.indicators.values()),
                tables=TABLES,
            )

    def table(self, name: str) -> tuple[list[dict[str, Any]], list[str]]:
        """The rows and columns of one open-data table.

        Raises:
            Unknown: if there is no such table.
        """
        if name not in TABLES:
            raise Unknown(name)
        with self._data.reading() as (session, _vocabulary):
            return export_rows(session, name), export_columns(name)
