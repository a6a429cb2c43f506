"""Names for what a query gives: rows with named fields, whose types the tables tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select
from sqlalchemy.orm import Session

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]
Rows = Sequence[AnyRow]
# What a query needs: a session inside a transaction that writes, a connection to read a page.
Reader = Session | Connection
