"""The file of metadata beside a data file: what its columns are, in words, units and decimals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.importers.read import BadCatalogue
from portal.importers.statistics.tables import read_table


@dataclass(frozen=True, slots=True)
class ColumnNote:
    """The note of the metadata on a column; `decimals` is None where they do not say it."""

    kind: str = ""
    label: str = ""
    unit: str = ""
    decimals: int | None = None

    @property
    def words(self) -> tuple[str, str]:
        """The words that tell the unit: the label, and the unit itself."""
        return self.label, self.unit


def read_metadata(path: Path, raw: bytes) -> Mapping[str, ColumnNote]:
    """The notes on the columns of a file, by their names; none where the metadata are no table."""
    if not raw:
        return {}
    try:
        table = read_table(path.with_suffix(".meta.csv"), raw).table
    except BadCatalogue:
        return {}
    if "col_name" not in table.column_names:
        return {}
    notes = {}
    for row in table.to_pylist():
        cells = {name: (text or "").strip() for name, text in row.items()}
        decimals = cells.get("indicator_dp", "")
        notes[cells["col_name"]] = ColumnNote(
            kind=cells.get("col_type", "").lower(),
            label=cells.get("label", ""),
            unit=cells.get("indicator_unit", ""),
            decimals=int(decimals) if decimals.isascii() and decimals.isdigit() else None,
        )
    return notes


def note_on(notes: Mapping[str, ColumnNote], name: str) -> ColumnNote:
    """The note on a column, an empty one where there is none."""
    return notes.get(name, ColumnNote())
