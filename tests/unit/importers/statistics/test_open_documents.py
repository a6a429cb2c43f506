"""OpenDocument spreadsheets: cells as they are shown, sheets that are hidden, what is no sheet."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from portal.importers.read import BadCatalogue
from portal.importers.statistics.tables import read_single
from tests.support.open_documents import ods, ods_row

HEAD = ods_row("Area", "Year", "Share", "Count")
CELLS = [
    (("percentage", "0.333"), "33.3%"),
    (("float", "1200"), "1200"),
    (("float", "0.1"), "0.1"),
    (("date", "2025-03-31T00:00:00"), "2025-03-31"),
    ("a <text:span>b</text:span>", "a b"),
    ("[c]", "[c]"),
]


def test_cells_are_read_as_the_sheet_shows_them(tmp_path: Path) -> None:
    rows = [HEAD, *(ods_row("Torbay", "2025", cell, "1") for cell, _text in CELLS)]
    path = tmp_path / "t.ods"
    path.write_bytes(ods({"Old": rows, "Data": rows}, hidden="Old"))
    table = read_single(path).table
    assert table.column("Share").to_pylist() == [text for _cell, text in CELLS]
    assert set(table.column("Count").to_pylist()) == {"1"}


ENTITY = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'


@pytest.mark.parametrize("content", ["no markup", "<a/>", ENTITY])
def test_what_is_no_sheet_is_refused(tmp_path: Path, content: str) -> None:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("content.xml", content)
    path = tmp_path / "t.ods"
    path.write_bytes(raw.getvalue())
    with pytest.raises(BadCatalogue, match=r"cannot be read|holds a table"):
        read_single(path)
