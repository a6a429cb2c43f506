"""The indicators that a mapping makes of a file: one for each combination of its filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from portal.importers.statistics.mapping import Definition, fill, fit, keys_apart
from portal.importers.statistics.review import grouping
from portal.importers.statistics.stored_keys import StoredKeys


class IndicatorList:
    """The indicators and new measures of a data set, in the order in which figures name them.

    Args:
        stored: the measures of the database, from which indicators inherit.
        texts: the distinct texts of each column that stands in a template.
    """

    def __init__(self, stored: StoredKeys, texts: Mapping[str, Iterable[str]]) -> None:
        self._stored = stored
        self._slugs = {column: keys_apart(values) for column, values in texts.items()}
        self._places: dict[str, int] = {}
        self.indicators: list[dict[str, Any]] = []
        self.measures: dict[str, dict[str, Any]] = {}

    def place(self, definition: Definition, filters: Mapping[str, str], decimals: int) -> int:
        """The place of an indicator among those of the data set, described at first sight."""
        slugs = {column: self._slugs[column][text] for column, text in filters.items()}
        key = fit(fill(definition.indicator, slugs))
        if key in self._places:
            return self._places[key]
        measure = fit(fill(definition.measure, slugs))
        name = _without_blanks(fill(definition.name, filters), filters)
        shared = self._stored.measures.get(measure, {})
        area = shared.get("area", "") if definition.area is None else definition.area
        themes = shared.get("themes", "") if definition.themes is None else definition.themes
        polarity = definition.polarity or shared.get("polarity", "none")
        reason = definition.polarity_reason or shared.get("polarity_reason", "")
        common = {
            "area": area,
            "themes": themes if isinstance(themes, str) else ";".join(themes),
            "polarity": polarity,
            "polarity_reason": reason,
        }
        if not shared:
            measure_name = fill(definition.measure_name, filters) or name
            self.measures.setdefault(measure, {"key": measure, "name": measure_name, **common})
        code = fill(definition.definition_code, slugs) or key
        where = {**definition.where, **filters}
        rows = ", ".join(f"{column} “{value}”" for column, value in where.items())
        self._places[key] = len(self.indicators)
        self.indicators.append(
            {
                "key": key,
                "ref": (definition.ref or definition.value)[:40],
                "measure": measure,
                "name": name,
                "unit": definition.unit,
                "unit_text": definition.unit_text,
                "decimals": decimals if definition.decimals is None else definition.decimals,
                **common,
                **grouping(measure),
                "definition": _without_blanks(fill(definition.definition, filters), filters)
                or name,
                "definition_code": fit(code, 120),
                "population": fill(definition.population, filters),
                "place": f"column {definition.value}" + (f", rows with {rows}" if rows else ""),
                "note": fill(definition.note, filters),
                "breaks": "\n".join(definition.breaks),
            }
        )
        return self._places[key]


def _without_blanks(name: str, filters: Mapping[str, str]) -> str:
    """A name without the commas that a blank filter leaves in it."""
    if all(text.strip() for text in filters.values()):
        return name
    return ", ".join(part for part in name.split(", ") if part.strip(" ,"))
