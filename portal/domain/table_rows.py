"""Rows of tables that leave the portal: downloads, the API, the data package."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

# What a cell holds: every writer of tables knows how to print these, and no other.
TableValue = str | int | float | Decimal | date | None
TableRow = Mapping[str, TableValue]
