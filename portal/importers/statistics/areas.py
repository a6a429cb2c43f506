"""Which council, region or country a row of statistics is about."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches

from portal.domain.formatting import sentence_list
from portal.importers.statistics.bundle import Area
from portal.importers.statistics.mapping import fit, slug
from portal.importers.statistics.stored_keys import StoredKeys

LEVELS = {
    "national": "country",
    "country": "country",
    "regional": "region",
    "region": "region",
    "local authority": "council",
    "la": "council",
}
# First characters of the codes of the Office for National Statistics, by kind of area.
_KINDS = {
    "E92": "country",
    "E12": "region",
    "E13": "region",  # Inner and Outer London
    "E06": "council",
    "E08": "council",
    "E09": "council",
    "E10": "council",
}
_COLUMNS = {
    "country": ("country_code", "", "country_name"),
    "region": ("region_code", "", "region_name"),
    "council": ("new_la_code", "old_la_code", "la_name"),
}
# The level of a row that names no area at all.
NOWHERE = "nowhere"
_JOINT = re.compile(r"E[0-9]{8}( ?[/,&+] ?E[0-9]{8})+")
_CODE = re.compile(r"[A-Z][0-9]{8}")
_NUMBER = re.compile(r"([0-9]{3})(\.0*)?")  # 880, or 880.0 from a spreadsheet
_NO_AREA = re.compile(
    r"\b(not (recorded|known|stated|available|applicable|allocated)|unknown|unallocated|missing"
    r"|unspecified|unassigned|no (la|local authority))\b|^(other|others|total|all)\b",
    re.IGNORECASE,
)
_SYMBOLS = frozenset({"z", "x", "u", "c", ":", "..", "-", "n/a", "na"})
# Parts of names that one publisher writes and another does not.
_COMMON = frozenset(
    "of the and upon on city county borough council metropolitan district royal unitary authority "
    "ua la lg pre until former historic new".split()
)
_ALIKE = 0.8
_MOST_REASONS = 10


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that names no area, or another one than the rest of its row, and the remedy."""

    column: str
    value: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Joint:
    """A row of councils that one service serves: the place of each, and their names."""

    places: tuple[int, ...]
    names: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row of an area that the portal does not show; rows are counted by the reason."""

    reason: str


class AreaReader:
    """Gives each area of a file a place in the list `seen`, in the order they come.

    Args:
        stored: the areas of the database.
        by_name: take an area by its name alone, for a table that has no column of codes.
    """

    def __init__(self, stored: StoredKeys, by_name: bool = False) -> None:
        self._stored = stored
        self._by_name = by_name
        self._places: dict[str, int] = {}
        self._named: dict[tuple[str, frozenset[str]], list[str]] = defaultdict(list)
        for key, name in stored.area_names.items():
            self._named[stored.area_kinds[key], words(name)].append(key)
        self.seen: list[Area] = []

    def place(self, row: Mapping[str, str]) -> int | Joint | LeftOut | Fault:
        """Find a row's area: its place in `seen`, why it is left out, or the fault to mend."""
        level = row.get("geographic_level", "")
        if level == NOWHERE:
            remedy = "The row names no area; write it in every row, also where cells are merged."
            return Fault("new_la_code", "", remedy)
        kind = LEVELS.get(level.lower().replace("_", " "), "")
        country = row.get("country_code", "")
        if kind and _CODE.fullmatch(country) and not country.startswith("E"):
            return LeftOut(f"outside England ({row.get('country_name') or country})")
        if not kind:
            near = get_close_matches(level.lower(), LEVELS, n=1, cutoff=0.85)
            if not level or near:
                remedy = "The portal reads National, Regional and Local authority; correct the row."
                return Fault("geographic_level", level, remedy)
            return LeftOut(f"of level {level}")
        if kind == "council" and _JOINT.fullmatch(row.get("new_la_code", "")):
            if not slug(row.get("la_name", "")):
                return Fault("la_name", "", "Name the councils that report together.")
            return self._joint(row)
        return self._take(kind, row)

    def disagreement(self, key: str, name: str) -> str:
        """Name the area that a row means in place of `key`; "" where the names agree.

        `Hull` and `Kingston upon Hull, City of` agree, and so does a slip of the pen; the name of
        another area does not, nor one that shares no word with the name of `key`.
        """
        mine, given = words(self._stored.area_names[key]), words(name)
        if not given or given == mine:
            return ""
        others = self._named.get((self._stored.area_kinds[key], given), [])
        if others:
            return self._stored.area_names[others[0]]
        alike = SequenceMatcher(None, _joined(given), _joined(mine)).ratio() >= _ALIKE
        return "" if given <= mine or mine <= given or alike else name

    def _take(self, kind: str, row: Mapping[str, str]) -> int | LeftOut | Fault:
        code_column, number_column, name_column = _COLUMNS[kind]
        given_code, name = row.get(code_column, "").upper(), row.get(name_column, "")
        given_number = row.get(number_column, "") if number_column else ""
        code = given_code if _CODE.fullmatch(given_code) else ""
        digits = _NUMBER.fullmatch(given_number)
        number = digits[1] if digits else ""
        key_by_code = self._stored.areas_by_code.get(code, "")
        key_by_number = self._stored.areas_by_number.get(number, "")
        key = key_by_code or key_by_number
        if not key:
            left_out = _no_area(kind, code, name, {given_code.lower(), given_number.lower()})
            if left_out is not None:
                return left_out
            # With a new number too it may be a new council of an old name, as Dorset was in 2019.
            alone = bool(code) and not number
            namesakes = self._named.get((kind, words(name)), []) if alone else []
            if namesakes:
                meant = self._stored.area_names[namesakes[0]]
                remedy = f"The portal does not know this code, and the row names {meant}; "
                remedy += "correct the code, or ask the publisher."
                return Fault(code_column, code, remedy)
        if not key and not (code or number):
            if self._by_name:
                return self._take_name(kind, name, name_column)
            remedy = f"A {kind} needs its nine-character code in this column."
            return Fault(code_column, given_code, remedy)
        if not key and not name:
            remedy = "The portal does not know this area, and the row does not name it."
            return Fault(code_column, code or number, remedy)
        if key and self._stored.area_kinds[key] != kind:
            remedy = f"The portal knows this code as another kind of area than a {kind}."
            return Fault(code_column, code or number, remedy)
        if key:
            shown = ", ".join(text for text in (name, given_number, given_code) if text)
            remedy = self._contradiction(key_by_code, key_by_number, code, number, name)
            if remedy:
                return Fault(name_column, shown, remedy)
        region = self._stored.areas_by_code.get(row.get("region_code", ""), "")
        return self.add(Area(key, name, kind, code, number, region if kind == "council" else ""))

    def _contradiction(
        self, key_by_code: str, key_by_number: str, code: str, number: str, name: str
    ) -> str:
        """Say how to mend a row whose code, number and name are not of one area; "" if they are."""
        names = self._stored.area_names
        # Dorset kept its name when it became another council; then the code tells which it is.
        same_name = key_by_code and words(names[key_by_code]) == words(names.get(key_by_number, ""))
        if key_by_code and key_by_number and key_by_code != key_by_number and not same_name:
            return (
                f"{code} is the code of {names[key_by_code]} and {number} the number of "
                f"{names[key_by_number]}; correct the row, or ask the publisher."
            )
        key = key_by_code or key_by_number
        other = self.disagreement(key, name)
        given, what = (code, "code") if key_by_code else (number, "number")
        if other:
            return (
                f"{given} is the {what} of {names[key]}, and the row names {other}; correct the "
                "row, or ask the publisher."
            )
        unknown = (code and not key_by_code and code) or (number and not key_by_number and number)
        if unknown and not words(name):
            return (
                f"{given} is the {what} of {names[key]}, and the portal does not know {unknown}; "
                "name the area."
            )
        return ""

    def _take_name(self, kind: str, name: str, column: str) -> int | Fault:
        keys = self._named.get((kind, words(name)), [])
        if len(keys) == 1:
            return self.add(Area(keys[0], name, kind))
        names = {n: k for k, n in self._stored.area_names.items() if
                 self._stored.area_kinds[k] == kind}  # fmt: skip
        near = get_close_matches(name, names, n=1, cutoff=0.75)
        offer = f" Is it {near[0]}?" if near else ""
        remedy = f"No {kind} has this name; correct it, or add a column of codes.{offer}"
        if keys:
            remedy = f"More than one {kind} has had this name; add a column of codes."
        return Fault(column, name, remedy)

    def _joint(self, row: Mapping[str, str]) -> int | Joint:
        """Councils that report together; an area of its own where one of them is not stored."""
        name = row.get("la_name", "")
        codes = _CODE.findall(row["new_la_code"])
        keys = [self._stored.areas_by_code.get(code, "") for code in codes]
        if all(self._stored.area_kinds.get(key) == "council" for key in keys):
            return self.joint(keys)
        key = fit(slug(name))
        stored_key = key if self._stored.area_kinds.get(key) == "area" else ""
        region = self._stored.areas_by_code.get(row.get("region_code", ""), "")
        return self.add(Area(stored_key, name, "area", "", "", region))

    def joint(self, keys: Sequence[str]) -> Joint:
        """Return the places of stored councils that share their figures."""
        names = [self._stored.area_names[key] for key in keys]
        places = tuple(
            self.add(Area(key, name, "council")) for key, name in zip(keys, names, strict=True)
        )
        return Joint(places, sentence_list(names))

    def add(self, area: Area) -> int:
        """The place of an area; a new one keeps what the file says of it."""
        key = area.key or f"new {area.area_code or area.la_number} {slug(area.name)}"
        if key not in self._places:
            self._places[key] = len(self.seen)
            self.seen.append(area)
        return self._places[key]


def words(name: str) -> frozenset[str]:
    """The words of an area's name that tell it from others."""
    plain = re.findall(r"[a-z]+", name.lower().replace("'", "").replace("’", ""))
    return frozenset(plain) - _COMMON


def _joined(parts: frozenset[str]) -> str:
    return " ".join(sorted(parts))


def level_of(code: str) -> str:
    """The level that the department's files would name for an area's code."""
    kind = _KINDS.get(code[:3].upper(), "")
    return next((level.capitalize() for level, of in LEVELS.items() if of == kind and kind), "")


def _no_area(kind: str, code: str, name: str, cells: set[str]) -> LeftOut | None:
    """Say why an unknown area is none that the portal shows; None where it may be one."""
    if _NO_AREA.search(name) or (not code and cells & _SYMBOLS and cells <= _SYMBOLS | {""}):
        return LeftOut(f"“{name}”" if name else "without an area")
    if code and not code.startswith("E"):
        return LeftOut(f"outside England ({name or code})")
    if code and kind == "council" and _KINDS.get(code[:3]) not in ("council", "region", "country"):
        return LeftOut(f"of another kind of area than a council ({code[:3]}…)")
    return None


def counted(left_out: Counter[str]) -> str:
    """Say how many rows are left out and why, the most frequent reasons first."""
    reasons = left_out.most_common()
    shown = ", ".join(f"{count:,} {reason}" for reason, count in reasons[:_MOST_REASONS])
    rest = sum(count for _reason, count in reasons[_MOST_REASONS:])
    more = f", {rest:,} for other reasons" if rest else ""
    total = left_out.total()
    return f"{total:,} row{'s are' if total > 1 else ' is'} left out: {shown}{more}."
