"""The columns of the API's views: type and meaning of each."""

from __future__ import annotations

from collections.abc import Mapping

from portal.domain.view_state import State
from portal.exports.contract import DESCRIBED, Column, table_of, tables
from portal.services.view_spec import ViewSpec

# By name: what the views do not describe is described of the open-data tables.
_COLUMNS: Mapping[str, Column] = {
    **{
        column.name: Column(column.name, column.kind, column.help)
        for table in (*tables(), table_of("actions"))
        for column in table.columns
    },
    **{name: Column(name, **described) for name, described in DESCRIBED["views"].items()},
}


def columns_of(view: ViewSpec[State]) -> tuple[Column, ...]:
    """Describe the columns of a view, in its order."""
    alone = DESCRIBED["view"].get(view.name, {})
    return tuple(
        Column(name, **alone[name]) if name in alone else _COLUMNS[name] for name in view.columns
    )
