"""The outline of plans on a council's page, against all that the plans state."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import Engine

from db.session import make_sessions
from portal.domain.plans import OpenAction, summarise
from portal.services import Services


@pytest.mark.parametrize("key", ["torbay", "plymouth", "middlesbrough", "leeds"])
def test_the_outline_of_plans_is_that_of_their_items(filled_engine: Engine, key: str) -> None:
    councils = Services.over(make_sessions(filled_engine)).councils
    outline, items = councils.view(key).outline, councils.items(key)
    summary = summarise(items)
    assert bool(items) == (key != "leeds")
    assert outline.items == Counter(item.plan for item in items)
    assert outline.areas == Counter(item.area for item in items)
    assert outline.dates == summary.dates
    assert outline.unnamed == summary.actions - summary.named
    assert outline.open == tuple(
        OpenAction(item.plan, item.ref, action.ref, action.summary, action.open_points)
        for item in items
        for action in item.actions
        if action.open_points
    )
