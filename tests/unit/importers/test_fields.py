"""Files, tables and values of items and actions have the same columns."""

from __future__ import annotations

import pytest

from db.models import Action, Base, Item
from db.queries.columns import fields
from portal.domain.plans import ACTION_FIELDS, ITEM_FIELDS
from portal.importers.schema import BY_NAME, NOT_STORED

# What a report says of a row is a row of progress (`NOT_STORED`).
# Of a row's plan, item and area the table holds numbers, and its themes are rows of their own.
KEYS = {"plan", "item_ref", "area", "themes"}


@pytest.mark.parametrize(
    ("sheet", "model", "values"),
    [("items", Item, ITEM_FIELDS), ("actions", Action, ACTION_FIELDS)],
)
def test_a_column_stands_in_the_file_the_table_and_the_value(
    sheet: str, model: type[Base], values: tuple[str, ...]
) -> None:
    named = [field.name for field in BY_NAME[sheet].fields if (sheet, field.name) not in NOT_STORED]
    assert [field.key for field in fields(model)] == [name for name in named if name not in KEYS]
    assert list(values) == [name for name in named if name in values]
    assert set(values) >= set(named) - {"plan", "item_ref"}
