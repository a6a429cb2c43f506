"""Tables written as CSV, JSON and Excel: dates, printed decimals, missing values, hostile text."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import openpyxl
import pytest

from portal.exports.tabular import json_parts, to_csv, to_xlsx

COLUMNS = ("ref", "value", "value_upper", "numerator", "period_end", "note", "decimals")
ROW: dict[str, Any] = {
    "ref": "T8",
    "value": 66.4,
    "value_upper": None,
    "numerator": 89.0,
    "period_end": date(2012, 6, 30),
    "note": "",
    "decimals": 1,
}
HOSTILE = (
    '=HYPERLINK("http://example.org","x")',
    "+1+1",
    "-1",
    "@SUM(A1)",
    "{=1+1}",
    "https://example.org",
    "00123",
    "1e5",
)


def read_csv(*rows: dict[str, Any]) -> list[dict[str, str]]:
    """The rows as a reader of the CSV gets them."""
    return list(csv.DictReader(io.StringIO(to_csv(rows, COLUMNS), newline="")))


def read_xlsx(*rows: dict[str, Any], columns: tuple[str, ...] = COLUMNS[:-1]) -> Any:
    """The workbook as a reader opens it."""
    notes = [("Source", "=1+1")]
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(rows, columns, notes)))


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (66.4, 2, "66.40"),
        (66.4, 1, "66.4"),
        (487.0, 1, "487.0"),
        (487.0, 0, "487"),
        (0.0, 0, "0"),
        (-0.0, 1, "0.0"),
        (-6.9e-19, 1, "0"),
        (11045400.0, 0, "11045400"),
        (0.1, 1, "0.1"),
        (None, 0, ""),
    ],
)
def test_csv_keeps_a_value_with_as_many_decimals_as_printed(
    value: float | None, decimals: int, shown: str
) -> None:
    (row,) = read_csv({**ROW, "value": value, "decimals": decimals})
    assert row["value"] == shown


@pytest.mark.parametrize(
    ("upper", "decimals", "shown"),
    [(10.0, 0, "10"), (9.5, 0, "9.5"), (10.0, 1, "10.0"), (9.25, 1, "9.25")],
)
def test_csv_never_rounds_the_end_of_a_range(upper: float, decimals: int, shown: str) -> None:
    (row,) = read_csv({**ROW, "value_upper": upper, "decimals": decimals})
    assert row["value_upper"] == shown


@pytest.mark.parametrize(
    ("numerator", "shown"),
    [
        (89.0, "89"),
        (11045400.0, "11045400"),
        (0.5, "0.5"),
        (None, ""),
        (-6.9e-19, "0"),
        (-0.0, "0"),
        (-1.5e-7, "-0.00000015"),
        (2e20, "200000000000000000000"),
        (0.1 + 0.2, "0.3"),
    ],
)
def test_csv_writes_numbers_without_exponents_noise_or_needless_decimals(
    numerator: float | None, shown: str
) -> None:
    assert read_csv({**ROW, "numerator": numerator})[0]["numerator"] == shown


def test_csv_has_iso_dates_crlf_and_no_column_of_decimals() -> None:
    text = to_csv([ROW], COLUMNS)
    assert text == (
        "ref,value,value_upper,numerator,period_end,note\r\nT8,66.4,,89,2012-06-30,\r\n"
    )


@pytest.mark.parametrize("note", ['say "no"', "one, two", "one\ntwo", "café – 5 £", " kept "])
def test_csv_gives_back_any_text(note: str) -> None:
    assert read_csv({**ROW, "note": note})[0]["note"] == note


def test_csv_of_no_rows_is_its_header() -> None:
    assert to_csv([], COLUMNS) == "ref,value,value_upper,numerator,period_end,note\r\n"


def test_csv_leaves_out_what_is_no_column_and_leaves_blank_what_a_row_lacks() -> None:
    text = to_csv([{"ref": "T8", "secret": "x"}], ("ref", "note"))
    assert text == "ref,note\r\nT8,\r\n"


def test_json_has_numbers_nulls_and_iso_dates_in_the_order_of_the_columns() -> None:
    (row,) = json.loads("".join(json_parts([ROW], COLUMNS)))
    assert list(row.items()) == [
        ("ref", "T8"),
        ("value", 66.4),
        ("value_upper", None),
        ("numerator", 89.0),
        ("period_end", "2012-06-30"),
        ("note", ""),
    ]


def test_json_keeps_letters_readable_and_ends_with_a_line() -> None:
    text = "".join(json_parts([{**ROW, "note": "café – 5 £"}], COLUMNS))
    assert "café – 5 £" in text
    assert text.endswith("]\n")
    assert "".join(json_parts([], COLUMNS)) == "[]\n"


def test_excel_has_numbers_as_numbers_dates_as_iso_text_and_missing_cells_empty() -> None:
    sheet = read_xlsx(ROW, {**ROW, "value": 0.0, "period_end": None})["Data"]
    header, first, second = sheet.iter_rows(values_only=True)
    assert header == COLUMNS[:-1]
    assert first == ("T8", 66.4, None, 89, "2012-06-30", None)
    assert second == ("T8", 0, None, 89, None, None)


@pytest.mark.parametrize("text", HOSTILE)
def test_excel_keeps_text_as_text_and_never_as_a_formula_link_or_number(text: str) -> None:
    book = read_xlsx({**ROW, "note": text})
    cell = book["Data"]["F2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    about = book["About these data"]["B1"]
    assert (about.value, about.data_type) == ("=1+1", "s")


def test_excel_of_no_rows_still_opens() -> None:
    assert read_xlsx()["Data"].max_row == 1
    assert read_xlsx(columns=())["Data"].max_row == 1


def test_excel_says_where_the_data_come_from() -> None:
    about = read_xlsx(ROW)["About these data"]
    assert [cell.value for cell in about[1]] == ["Source", "=1+1"]
