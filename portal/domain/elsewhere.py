"""Other pages' content on a theme or an area, for a page that has nothing to show on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """The amount that one page has: of the chosen councils, and of all councils."""

    name: str
    chosen: int
    everywhere: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The portal's content on a theme, an area and councils, by `places`: items, measures,
    benchmarks, findings.

    `theme`, `area` and `names` are names, "" or empty where none is chosen; `asked` and
    `councils` hold the keys.
    """

    theme: str
    area: str
    asked: Mapping[str, str]
    councils: tuple[str, ...]
    names: tuple[str, ...]
    places: tuple[Place, ...]
