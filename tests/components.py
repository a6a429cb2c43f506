"""Walking a tree of components."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component


def parts_of(tree: Any) -> Iterator[Component]:
    """Every component of a tree, parents first."""
    if isinstance(tree, Component):
        yield tree
        yield from parts_of(getattr(tree, "children", None))
    elif isinstance(tree, (list, tuple)):
        for child in tree:
            yield from parts_of(child)


def text_of(tree: Any) -> str:
    """All text of a tree, as a reader sees it."""
    if isinstance(tree, Component):
        return text_of(getattr(tree, "children", None))
    if isinstance(tree, (list, tuple)):
        return " ".join(filter(None, (text_of(child) for child in tree)))
    return "" if tree is None else str(tree)
