"""Cells of statistics files: a value, or a symbol, or neither; never one for the other."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.importers.statistics.cells import SYMBOLS, Cell, read_cell


@pytest.mark.parametrize(
    ("text", "value", "status", "decimals"),
    [
        ("0", 0.0, "", 0),
        ("12", 12.0, "", 0),
        ("12.30", 12.3, "", 2),
        (" 12.3 ", 12.3, "", 1),
        ("-4.5", -4.5, "", 1),
        ("+4", 4.0, "", 0),
        (".5", 0.5, "", 1),
        ("-.25", -0.25, "", 2),
        ("1,234", 1234.0, "", 0),
        ("12,183,016.5", 12183016.5, "", 1),
        ("1e3", 1000.0, "", 0),
        ("'1,080", 1080.0, "", 0),
        ("1.5E-2", 0.015, "", 1),
        ("12.3p", 12.3, "provisional", 1),
        ("12.3 p", 12.3, "provisional", 1),
        ("12.3[r]", 12.3, "revised", 1),
        ("1,234 [e]", 1234.0, "estimated", 0),
        ("12e", 12.0, "estimated", 0),
        ("0.1", 0.1, "", 1),
        ("900719925474099267", 900719925474099267.0, "", 0),
    ],
)
def test_a_number(text: str, value: float, status: str, decimals: int) -> None:
    assert read_cell(text) == Cell(value, "", status, decimals)


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("z", "z"), ("x", "x"), ("c", "c"), ("low", "low"), ("k", "k"), ("u", "u"),
        ("-", "missing"), ("", "missing"), ("  ", "missing"), ("Z", "z"), (" c ", "c"),
        ("LOW", "low"), ("[c]", "c"), ("[z]", "z"), ("[low]", "low"),
    ],
)  # fmt: skip
def test_a_symbol_has_no_value(text: str, symbol: str) -> None:
    assert read_cell(text) == Cell(None, symbol)


@pytest.mark.parametrize(
    "text",
    ["nan", "NaN", "inf", "-inf", "Infinity", "1e999", "-1e999", "0x1F", "1_000", "1,23", "12,3456",
     "£12%", "£5m", "5%%", "12.", "--", "...", "~~", "**", "::", "n/b", "twelve", "12 13", "1.2.3",
     "12[", "12]", "12[p", "12 q", "[p]", "[]", "p", "r", "cc", "zx", "=1+1", "e5", "1\n2",
     "٣", "１２", "5'", "<", "<c", "1/2", "TRUE", "#N/A", "c1", "1c", "12 low"],
)  # fmt: skip
def test_a_text_without_a_meaning_is_no_cell(text: str) -> None:
    assert read_cell(text) is None


@pytest.mark.parametrize(
    ("text", "symbol"),
    [(":", "x"), ("..", "x"), ("[w]", "x"), (".", "z"), ("n/a", "z"), ("N/A", "z"), ("*", "c"),
     ("~", "low"), ("<5", "c"), ("< 10", "c"), (">95%", "c"), ("<0.5", "low"), ("≤5", "c"),
     ("NA", "missing"), ("Suppressed", "c")],
)  # fmt: skip
def test_signs_of_other_publishers_are_taken_for_a_symbol(text: str, symbol: str) -> None:
    assert read_cell(text) == Cell(None, symbol, assumed=True)


def test_a_mapping_may_read_signs_otherwise() -> None:
    assert read_cell("~", {"~": "c"}) == Cell(None, "c", assumed=True)
    assert read_cell("*", {"~": "c"}) is None


@pytest.mark.parametrize(
    ("text", "value", "unit", "decimals"),
    [("33.3%", 33.3, "percent", 1), ("33 %", 33, "percent", 0), ("£1,080", 1080, "gbp", 0),
     ("£ 5.50", 5.5, "gbp", 2), ("−5", -5, "", 0)],
)  # fmt: skip
def test_a_number_may_name_its_unit(text: str, value: float, unit: str, decimals: int) -> None:
    assert read_cell(text) == Cell(value, "", "", decimals, unit)


def test_a_number_followed_by_e_is_estimated_and_no_power() -> None:
    assert read_cell("1e") == Cell(1.0, "", "estimated", 0)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_printed_number_comes_back_exactly(value: float) -> None:
    cell = read_cell(repr(value))
    assert cell is not None
    assert cell.value == value


@given(st.text(max_size=12))
def test_value_and_symbol_exclude_one_another(text: str) -> None:
    cell = read_cell(text)
    if cell is not None:
        assert (cell.value is None) is bool(cell.symbol)
        assert cell.value is None or math.isfinite(cell.value)
        assert cell.symbol in {"", *SYMBOLS.values()}
