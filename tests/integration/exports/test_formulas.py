"""No cell that people typed or a file brought becomes a formula in somebody's spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.queries.exports import TABLES
from portal.domain.pack_model import Page, Part, Table, Text
from portal.exports.tabular import json_parts, no_formula, to_csv, to_xlsx
from portal.packs.xlsx.writer import write_sheets
from tests.support.example_pack import example_pack
from tests.unit.packs.pptx.test_writer import quiet

FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://example.org","x")',
    "+1+1",
    "-1+1",
    "-2.5 points",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "- a list's first line",
)
# What stays as it is: numbers, and text that only holds such a sign further on.
PLAIN = ("-1", "-1.5", "+3", "-12,345.6", "-4.5%", "", "a=b", "2.14", "'quoted'", "–", "T8")


def cells(rows: Any, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """The rows as a program reads them from CSV."""
    yield from csv.DictReader(io.StringIO(to_csv(rows, columns), newline=""))


@pytest.mark.parametrize("text", FORMULAS)
def test_text_like_a_formula_has_an_apostrophe_before_it(text: str) -> None:
    (row,) = cells([{"note": text}], ("note",))
    assert row["note"] == f"'{text}"


@pytest.mark.parametrize("text", PLAIN)
def test_numbers_and_all_other_text_stay(text: str) -> None:
    (row,) = cells([{"note": text}], ("note",))
    assert row["note"] == text


def test_negative_numbers_stay_numbers() -> None:
    given_row = {"value": -1.5, "numerator": -3.0, "year": -2, "decimals": 2}
    (row,) = cells([given_row], ("value", "numerator", "year", "decimals"))
    assert row == {"value": "-1.50", "numerator": "-3", "year": "-2"}


@given(st.text(max_size=20) | st.sampled_from(FORMULAS))
def test_nothing_begins_a_formula_whatever_the_text(text: str) -> None:
    cell = no_formula(text)
    assert cell in (text, f"'{text}")
    if cell == text and text[:1] in ("=", "@", "\t", "\r"):
        pytest.fail(f"{text!r} is a formula")


@pytest.mark.parametrize("text", FORMULAS)
def test_json_is_not_touched(text: str) -> None:
    assert json.loads("".join(json_parts([{"note": text}], ("note",)))) == [{"note": text}]


def kinds(file: bytes) -> set[str]:
    """The types of a workbook's cells that hold anything: s is text, f a formula."""
    book = openpyxl.load_workbook(io.BytesIO(file))
    return {
        cell.data_type
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def test_excel_holds_text_and_no_formula() -> None:
    rows = [{"note": text} for text in FORMULAS]
    assert kinds(to_xlsx(rows, ("note",), [(text, text) for text in FORMULAS])) == {"s"}


def test_a_pack_holds_no_formula() -> None:
    blocks = tuple(
        block
        for text in FORMULAS
        for block in (Text(text), Table(text, (text,), ((text,), (-1,)), (10,), source=text))
    )
    part = Part("x", FORMULAS[0], (Page(FORMULAS[1], blocks),))
    pack = replace(example_pack(1), title=FORMULAS[0], data=FORMULAS[2], parts=(part,))
    assert kinds(write_sheets(pack, quiet)) == {"s", "n"}


@pytest.mark.parametrize("table", TABLES)
def test_no_text_of_the_catalogue_is_changed(client: Any, table: str) -> None:
    """So that CSV and JSON of the export contract say the same."""
    formulas = {
        value
        for row in client.get(f"/data/{table}.json").json
        for value in row.values()
        if isinstance(value, str)
    }
    assert [text for text in formulas if no_formula(text) != text] == []
