"""Turning a large part of a page into JSON in one pass.

Dash's own encoder walks a tree of components twice in Python, which costs more than the SQL of
a page; orjson walks it once and asks only for what a component holds. The tests hold the result
against Dash's.
"""

from __future__ import annotations

from typing import Any

import orjson
from dash.development.base_component import Component


def rendered(part: Any) -> orjson.Fragment:
    """A component, or a list of them, as JSON that Dash puts into its answer as it is."""
    return orjson.Fragment(orjson.dumps(part, default=_plain))


# What a component holds beside its properties.
_OWN = frozenset({"available_properties", "available_wildcard_properties"})


def _plain(value: Any) -> dict[str, Any]:
    if not isinstance(value, Component):
        raise TypeError(f"{type(value).__name__} cannot be part of a page")
    held = vars(value)
    return {
        "props": {name: held[name] for name in held if name[0] != "_" and name not in _OWN},
        "type": value._type,
        "namespace": value._namespace,
    }
