"""Which council, region or country a row of statistics is about."""

from __future__ import annotations

import re
from collections.abc import Mapping

from portal.importers.statistics.bundle import Area
from portal.importers.statistics.mapping import fit, slug
from portal.importers.statistics.stored_keys import StoredKeys

_LEVELS = {"national": "country", "regional": "region", "local authority": "council"}
_JOINT = re.compile(r"E[0-9]{8}( ?/ ?E[0-9]{8})+")
_CODE = re.compile(r"[A-Z][0-9]{8}")
_NUMBER = re.compile(r"([0-9]{3})(\.0*)?")  # 880, or 880.0 from a spreadsheet
Fault = tuple[str, str, str]


class AreaReader:
    """Gives each area of a file a place in the list `found`, in the order they come."""

    def __init__(self, stored: StoredKeys) -> None:
        self._stored = stored
        self._places: dict[str, int] = {}
        self.seen: list[Area] = []

    def place(self, row: Mapping[str, str]) -> tuple[int, Fault | None]:
        """The place of a row's area, and what is wrong with it: column, value, remedy."""
        level = row.get("geographic_level", "")
        kind = _LEVELS.get(level.lower(), "")
        if not kind:
            remedy = "The portal reads National, Regional and Local authority; take other rows out."
            return 0, ("geographic_level", level, remedy)
        if kind == "country":
            return self._take("country_code", kind, row.get("country_code", ""), "", row)
        if kind == "region":
            return self._take("region_code", kind, row.get("region_code", ""), "", row)
        code, number = row.get("new_la_code", ""), row.get("old_la_code", "")
        if _JOINT.fullmatch(code):
            if not slug(row.get("la_name", "")):
                return 0, ("la_name", "", "Name the councils that report together.")
            return self._joint(row), None
        return self._take("new_la_code", kind, code, number, row)

    def _take(
        self, column: str, kind: str, code: str, number: str, row: Mapping[str, str]
    ) -> tuple[int, Fault | None]:
        name = {
            "country": row.get("country_name", ""),
            "region": row.get("region_name", ""),
            "council": row.get("la_name", ""),
        }[kind]
        code = code if _CODE.fullmatch(code) else ""
        digits = _NUMBER.fullmatch(number)
        number = digits[1] if digits else ""
        key = self._stored.areas_by_code.get(code, "") if code else ""
        key = key or (self._stored.areas_by_number.get(number, "") if number else "")
        if key and self._stored.area_kinds.get(key) != kind:
            remedy = f"The portal knows this code as another kind of area than a {kind}."
            return 0, (column, code or number, remedy)
        if not key and not (code or number):
            remedy = f"A {kind} needs its nine-character code in this column."
            return 0, (column, row.get(column, ""), remedy)
        if not key and not name:
            remedy = "The portal does not know this area, and the row does not name it."
            return 0, (column, code or number, remedy)
        region = self._stored.areas_by_code.get(row.get("region_code", ""), "")
        area = Area(key, name, kind, code, number, region if kind == "council" else "")
        return self.add(area), None

    def _joint(self, row: Mapping[str, str]) -> int:
        """Councils that report together: an area of its own, which no council is held against."""
        name = row.get("la_name", "")
        key = fit(slug(name))
        stored_key = key if self._stored.area_kinds.get(key) == "area" else ""
        region = self._stored.areas_by_code.get(row.get("region_code", ""), "")
        return self.add(Area(stored_key, name, "area", "", "", region))

    def add(self, area: Area) -> int:
        """The place of an area; a new one keeps what the file says of it."""
        key = area.key or f"new {area.area_code or area.la_number} {slug(area.name)}"
        if key not in self._places:
            self._places[key] = len(self.seen)
            self.seen.append(area)
        return self._places[key]
