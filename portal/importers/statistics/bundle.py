"""The content of a file of official statistics, read and checked, before it meets the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from portal.domain.periods import Period, years_of
from portal.importers.statistics.mapping import Dataset


@dataclass(frozen=True, slots=True)
class Area:
    """A council, region or country as a file names it; `key` is empty where nobody knows it."""

    key: str
    name: str
    kind: str
    area_code: str = ""
    la_number: str = ""
    region: str = ""


@dataclass(slots=True)
class ParsedDataset:
    """One data set: its document, definitions, and figures with codes into the lists beside them.

    `figures` has the columns `indicator`, `area`, `period` (positions in the lists), `value`,
    `numerator`, `denominator` (floats, NaN where there is none), `symbol`, `status` and `joint`
    (text, empty where there is none). A row has either a value or a symbol. A figure of several
    councils has a row for each, and `joint` names them. `notes` say what a mapping left lying in
    the file; `address` is where `portal refresh` got it.
    """

    document: dict[str, Any]
    measures: list[dict[str, Any]]
    indicators: list[dict[str, Any]]
    areas: list[Area]
    periods: list[Period]
    figures: pd.DataFrame
    files: list[str] = field(default_factory=list)
    sha256: str = ""
    rows: int = 0
    notes: list[str] = field(default_factory=list)
    address: str = ""


FIGURE_COLUMNS: Sequence[str] = (
    "indicator",
    "area",
    "period",
    "value",
    "numerator",
    "denominator",
    "symbol",
    "status",
    "joint",
)


def document_row(dataset: Dataset, periods: Sequence[Period]) -> dict[str, Any]:
    """The data set as a document of the portal; its words name the years of the figures."""
    years = years_of(periods)
    named = {"{years}": years, "{year}": years[-4:]}

    def words(text: str) -> str:
        for placeholder, year in named.items():
            text = text.replace(placeholder, year)
        return text

    return {
        "key": dataset.document,
        "title": words(dataset.title),
        "publisher": dataset.publisher,
        "published": dataset.published,
        "release": words(dataset.release),
        "status": "final",
        "description": words(dataset.description),
        "licence": dataset.licence,
        "kind": "statistics",
    }
