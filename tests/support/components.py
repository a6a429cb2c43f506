"""Walking a tree of components."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component


def parts_of(tree: Any) -> Iterator[Any]:
    """Every component of a tree, and every element made as a plain dict, parents first."""
    if isinstance(tree, Component):
        yield tree
        yield from parts_of(getattr(tree, "children", None))
    elif isinstance(tree, dict) and "props" in tree:
        yield tree
        yield from parts_of(tree["props"].get("children"))
    elif isinstance(tree, (list, tuple)):
        for child in tree:
            yield from parts_of(child)


def links_of(tree: Any) -> list[tuple[str, str]]:
    """Every link of a tree, of components and elements alike: its address and its text."""
    props = (
        (part, part["props"] if isinstance(part, dict) else vars(part)) for part in parts_of(tree)
    )
    return [(str(given["href"]), text_of(part)) for part, given in props if given.get("href")]


def text_of(tree: Any) -> str:
    """All text of a tree, as a reader sees it."""
    if isinstance(tree, Component):
        return text_of(getattr(tree, "children", None))
    if isinstance(tree, dict):
        return text_of(tree.get("props", {}).get("children"))
    if isinstance(tree, (list, tuple)):
        return " ".join(filter(None, (text_of(child) for child in tree)))
    return "" if tree is None else str(tree)


def figures_of(tree: Any) -> list[dict[str, Any]]:
    """The figures of every chart in a tree."""
    return [
        json.loads(part["props"]["children"])["figure"]
        for part in parts_of(tree)
        if isinstance(part, dict) and part["type"] == "Script"
    ]
