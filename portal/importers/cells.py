"""Reading cells: what a text means in its column, one at a time or all rows of a file at once."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.importers.schema import Field, Sheet

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PERIOD = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def parse_columns(
    sheet: Sheet, cells: Mapping[str, Sequence[str]], count: int
) -> dict[str, Sequence[Any]] | None:
    """Read all rows of a file, column by column.

    Args:
        sheet: what the file holds.
        cells: per column of the file, its cells.
        count: how many rows there are.

    Returns:
        Per column of the sheet, its values; None where a cell is at fault.
    """
    columns: dict[str, Sequence[Any]] = {}
    for column in sheet.fields:
        texts = cells.get(column.name) or [""] * count
        try:
            # A column says few things, many times over; each is read once.
            values = {text: parse_cell(column, text.strip()) for text in set(texts)}
        except ValueError:
            return None
        columns[column.name] = [values[text] for text in texts]
        if column.kind == "number":
            columns[f"{column.name}_decimals"] = [decimals(text.strip()) for text in texts]
    return columns


def decimals(text: str) -> int:
    """Count the decimal places of a number as printed."""
    return len(text.partition(".")[2])


def parse_cell(column: Field, text: str) -> Any:
    """The value of one cell.

    Returns:
        str for text, keys and choices; a list of str for `keys`; a date, float, int or None.

    Raises:
        ValueError: with the remedy as its message.
    """
    if len(text) > column.longest:
        raise ValueError(f"The cell holds more than {column.longest} characters; shorten it.")
    if not text:
        if column.required:
            raise ValueError("The cell is empty; it must be filled.")
        return {"keys": [], "date": None, "number": None, "integer": None}.get(column.kind, "")
    match column.kind:
        case "choice":
            if text not in column.choices:
                raise ValueError(f"Use one of: {', '.join(column.choices)}.")
        case "code" | "key":
            if not _CODE.fullmatch(text):
                raise ValueError("Use lower-case letters, digits and single hyphens.")
        case "keys":
            return _parse_keys(text)
        case "date":
            return _parse_date(text)
        case "period":
            if not _PERIOD.fullmatch(text):
                raise ValueError("Write the date as 2015, 2015-01 or 2015-01-06.")
            _parse_date((text + "-01-01")[:10])
        case "number":
            return _parse_number(text)
        case "integer":
            if not re.fullmatch(r"-?\d{1,12}", text):
                raise ValueError("Write a whole number without commas or signs such as £.")
            return int(text)
    return text


def _parse_keys(text: str) -> list[str]:
    keys = [key.strip() for key in text.split(";")]
    if not all(_CODE.fullmatch(key) for key in keys):
        raise ValueError("Separate keys by ; and use lower-case letters, digits, hyphens.")
    if len(set(keys)) != len(keys):
        raise ValueError("A key stands there twice; keep it once.")
    return keys


def _parse_date(text: str) -> date:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("Write an existing date as YYYY-MM-DD.") from None


def _parse_number(text: str) -> float:
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        raise ValueError("Write a plain number such as 66.4, without %, £ or commas.")
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("The number is too large.")
    return value
