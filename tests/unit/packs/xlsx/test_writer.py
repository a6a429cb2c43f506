"""Excel: figures, charts and sources are there and can be read again."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from typing import Any

import pytest
from openpyxl import load_workbook

from portal.packs.common.uncertain import drawn
from portal.packs.xlsx.writer import sheet_names, write_sheets
from tests.support.example_pack import example_pack, odd_pack
from tests.unit.packs.pptx.test_writer import quiet


@cache
def book() -> Any:
    return load_workbook(io.BytesIO(write_sheets(example_pack(), quiet)))


def rows(sheet: Any) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(values_only=True))


def test_the_first_sheet_says_what_this_is_and_leads_to_the_others() -> None:
    about = book().worksheets[0]
    assert about.title == "About"
    cells = [cell for row in rows(about) for cell in row if cell]
    assert example_pack().title in cells
    assert example_pack().data in cells
    targets = [
        cell.hyperlink.location
        for row in about.iter_rows()
        for cell in row
        if cell.hyperlink and cell.hyperlink.location
    ]
    assert len(targets) == len(example_pack().parts)
    for sheet, target in zip(book().worksheets[1:], targets, strict=True):
        assert target == f"'{sheet.title}'!A1"
        assert sheet.freeze_panes == "A3"


def test_every_chart_draws_exactly_the_packs_figures() -> None:
    drawings = [(sheet, chart) for sheet in book().worksheets for chart in sheet._charts]
    pack = example_pack()
    assert len(drawings) == len(pack.charts)
    for (sheet, native), chart in zip(drawings, map(drawn, pack.charts), strict=True):
        assert len(native.series) == len(chart.series)
        for series, line in zip(native.series, chart.series, strict=True):
            at = series.val.numRef.f.rpartition("!")[2].replace("$", "")
            cells = [cell[0] for cell in sheet[at]]
            there = [(cell.value, value) for cell, value in zip(cells, line.values, strict=True)]
            assert all(a == (b if b is None else pytest.approx(b, rel=1e-15)) for a, b in there)
            assert {cell.number_format for cell in cells} == {chart.number_format}
            names = series.cat.numRef or series.cat.strRef
            at = names.f.rpartition("!")[2].replace("$", "")
            assert tuple(cell[0].value for cell in sheet[at]) == chart.categories


def test_charts_have_text_alternatives() -> None:
    blob = write_sheets(example_pack(), quiet)
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        drawings = "".join(
            archive.read(name).decode()
            for name in archive.namelist()
            if name.startswith("xl/drawings/drawing")
        )
    assert example_pack().charts
    for chart in example_pack().charts:
        assert chart.alt.partition(".")[0] in drawings


def test_statements_have_their_sources_in_a_column() -> None:
    sheet = book()["What comes back, inspection"]
    table = rows(sheet)
    head = table.index(next(row for row in table if "Statement" in row))
    assert table[head][:4] == ("No.", "Statement", "Source", "In the portal")
    assert table[head + 1][2].startswith("Torbay, Improvement plan 2012")


def test_nothing_is_a_formula() -> None:
    odd = load_workbook(io.BytesIO(write_sheets(odd_pack(), quiet)))
    for sheet in (*odd.worksheets, *book().worksheets):
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    cells = [cell for sheet in odd.worksheets for row in rows(sheet) for cell in row]
    assert "=A1" in cells
    assert "=2+5" in cells


def test_sheet_names_are_allowed_and_unique() -> None:
    titles = [
        "History",
        "about",
        "",
        "a/b*c",
        "a b c",
        "x" * 40,
        "x" * 41,
        "'quoted'",
        f"{',' * 20} {';' * 20}",
        "漢字 👩🏽‍🚒",
    ]
    names = sheet_names(titles)
    assert len({name.casefold() for name in names}) == len(titles)
    for name in names:
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert name.casefold() not in ("history", "about")
        assert name.strip("'") == name
