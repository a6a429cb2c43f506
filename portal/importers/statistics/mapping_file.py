"""Reading a mapping from its TOML file, with every fault in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import MISSING, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from portal.domain.periods import YEARS
from portal.importers.read import BadCatalogue, Problem
from portal.importers.schema import BASES, POLARITIES, UNITS
from portal.importers.statistics.cells import SYMBOLS
from portal.importers.statistics.mapping import (
    KEY,
    PLACEHOLDER,
    Dataset,
    Definition,
    Layout,
    Mapping,
    Part,
    fill,
)
from portal.importers.statistics.stored_keys import StoredKeys
from portal.importers.statistics.whole_files import fail

_BREAK = re.compile(r"\d{4}-[01]\d-[0-3]\d .+")
_PUBLISHED = re.compile(r"([0-9]{4}(-[01][0-9](-[0-3][0-9])?)?)?")
_TEXT = "Write it as a text."
_PART = "Write the column, or { column = “…”, where = { filter = “value” } }."
_FORMS = {
    "numerator": _PART,
    "denominator": _PART,
    "where": "Write it as a table: { filter = “value” }.",
    "aliases": "Write it as a table of lists: { column = [“former name”] }.",
    "symbols": "Write it as a table: { “~” = “low” }.",
}


def read_mapping(path: Path, stored: StoredKeys) -> Mapping:
    """Read one mapping.

    Raises:
        BadCatalogue: with every fault of the file.
    """
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise fail(path, f"The file cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise fail(path, f"The mapping cannot be read as TOML: {error}.") from error
    return parse_mapping(path, text, stored)


def parse_mapping(path: Path, text: str, stored: StoredKeys) -> Mapping:
    """Read the text of a mapping; `path` names it in the report.

    Raises:
        BadCatalogue: with every fault of the mapping.
    """
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        remedy = f"The mapping cannot be read as TOML: {error}."
        raise BadCatalogue([Problem(path.name, None, "", "", remedy)]) from error
    problems: list[Problem] = []
    dataset = _taken(Dataset, data.get("dataset", {}), path, "dataset", problems)
    definitions = [
        _taken(Definition, table, path, f"indicators {number}", problems)
        for number, table in enumerate(_listed(data.get("indicators", [])), start=1)
    ]
    if not definitions:
        remedy = "Add an [[indicators]] table; `portal import describe` shows one."
        problems.append(Problem(path.name, None, "indicators", "", remedy))
    layout = _taken(Layout, data["layout"], path, "layout", problems) if "layout" in data else None
    if layout is not None and not (layout.area_code or layout.area_number or layout.area_name):
        remedy = "Name the column of the areas' codes, numbers or names."
        problems.append(Problem(path.name, None, "layout area_code", "", remedy))
    for name in data:
        if name not in ("dataset", "indicators", "layout"):
            remedy = "Unknown table; there are [dataset], [layout] and [[indicators]]."
            problems.append(Problem(path.name, None, name, "", remedy))
    good = [d for d in definitions if d is not None]
    if dataset is not None:
        problems += [Problem(path.name, None, *p) for p in _dataset_faults(dataset)]
    for definition in good:
        for column, value, remedy in _faults(definition, stored):
            problems.append(
                Problem(path.name, None, f"{definition.indicator} {column}", value, remedy)
            )
    if problems or dataset is None:
        raise BadCatalogue(problems)
    return Mapping(path.name, dataset, tuple(good), layout)


def _listed(tables: Any) -> list[Any]:
    return tables if isinstance(tables, list) else [tables]


def _taken(kind: Any, table: Any, path: Path, name: str, problems: list[Problem]) -> Any:
    """A dataclass filled from a table, or None with its faults told."""
    before = len(problems)
    if not isinstance(table, dict):
        problems.append(Problem(path.name, None, name, str(table), "Write it as a table."))
        return None
    entries = {f.name: f for f in fields(kind)}
    for entry in table:
        if entry not in entries:
            close = get_close_matches(entry, entries, n=1)
            remedy = f"Unknown entry; did you mean {close[0]}?" if close else "Unknown entry."
            problems.append(Problem(path.name, None, f"{name} {entry}", "", remedy))
    for entry, f in entries.items():
        needed = f.default is MISSING and f.default_factory is MISSING
        if needed and not str(table.get(entry, "")).strip():
            problems.append(Problem(path.name, None, f"{name} {entry}", "", "This is needed."))
    values = {}
    for entry, value in table.items():
        try:
            values[entry] = _converted(entry, value)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            remedy = str(error) if isinstance(error, ValueError) else _FORMS.get(entry, _TEXT)
            problems.append(Problem(path.name, None, f"{name} {entry}", str(value), remedy))
    return kind(**values) if len(problems) == before else None


def _converted(entry: str, value: Any) -> Any:
    if entry in ("columns", "ignore", "each", "themes", "breaks"):
        if not isinstance(value, list):
            raise ValueError("Write it as a list: [“…”].")
        return tuple(str(part) for part in value)
    if entry in ("numerator", "denominator"):
        if isinstance(value, str):
            return Part(value, {}) if value else None
        return Part(str(value["column"]), {k: str(v) for k, v in value["where"].items()})
    if entry in ("where", "symbols"):
        return {str(k): str(v) for k, v in value.items()}
    if entry == "aliases":
        return {str(k): tuple(map(str, _listed(v))) for k, v in value.items()}
    if entry in ("decimals", "counts_rounded_to"):
        if not isinstance(value, int) or not 0 <= value <= 1_000:
            raise ValueError("Write a whole number.")
        return value
    if isinstance(value, (dict, list)):
        raise TypeError
    return str(value)


def _dataset_faults(dataset: Dataset) -> list[tuple[str, str, str]]:
    faults = []
    if not KEY.fullmatch(dataset.document) or len(dataset.document) > 120:
        remedy = "Use lower case, digits and hyphens, at most 120 characters."
        faults.append(("dataset document", dataset.document, remedy))
    if dataset.year not in YEARS:
        faults.append(("dataset year", dataset.year, f"Use one of {', '.join(YEARS)}."))
    if not _PUBLISHED.fullmatch(dataset.published):
        remedy = "Write it as exactly as known: 2025, 2025-11 or 2025-11-20."
        faults.append(("dataset published", dataset.published, remedy))
    if bool(dataset.publication) != bool(dataset.files):
        remedy = "Name both, the slug of the publication and the pattern of the file's name."
        faults.append(("dataset publication", dataset.publication, remedy))
    for sign, symbol in dataset.symbols.items():
        if symbol not in SYMBOLS.values():
            remedy = f"Use one of {', '.join(sorted(set(SYMBOLS.values())))}."
            faults.append((f"dataset symbols {sign}", symbol, remedy))
    if dataset.basis not in BASES:
        faults.append(("dataset basis", dataset.basis, f"Use one of {', '.join(BASES)}."))
    return faults


def _faults(definition: Definition, stored: StoredKeys) -> list[tuple[str, str, str]]:
    """List the faults of an indicator's entries, each with entry, value and remedy."""
    faults: list[tuple[str, str, str]] = []

    def check(entry: str, value: str, allowed: Sequence[str]) -> None:
        if value not in allowed:
            close = get_close_matches(value, allowed, n=1)
            hint = f" Did you mean {close[0]}?" if close else ""
            shown = ", ".join(sorted(allowed)[:20])
            faults.append((entry, value, f"Use one of {shown}.{hint}"))

    key = fill(definition.indicator, dict.fromkeys(definition.each, "x"))
    if not KEY.fullmatch(key):
        remedy = "Use lower case, digits and hyphens."
        faults.append(("indicator", definition.indicator, remedy))
    named = set(PLACEHOLDER.findall(definition.indicator))
    for column in set(definition.each) - named:
        remedy = f"Put {{{column}}} into the key, so that each value has an indicator of its own."
        faults.append(("indicator", definition.indicator, remedy))
    templates = ("indicator", "measure", "name", "definition", "definition_code", "population",
                 "note", "measure_name")  # fmt: skip
    for entry in templates:
        for column in set(PLACEHOLDER.findall(getattr(definition, entry))) - set(definition.each):
            remedy = f"Name {column} in each, or take {{{column}}} out."
            faults.append((entry, getattr(definition, entry), remedy))
    check("unit", definition.unit, UNITS)
    for line in definition.breaks:
        if not _BREAK.fullmatch(line):
            remedy = "Write the day and the reason: 2021-04-01 Short breaks are counted."
            faults.append(("breaks", line, remedy))
    if definition.basis:
        check("basis", definition.basis, BASES)
    if definition.polarity:
        check("polarity", definition.polarity, POLARITIES)
        if not definition.polarity_reason:
            faults.append(("polarity_reason", "", "Say why, in a few words."))
    if definition.area:
        check("area", definition.area, sorted(stored.improvement_areas))
    for theme in definition.themes or ():
        check("themes", theme, sorted(stored.themes))
    if definition.measure not in stored.measures:
        for entry, given in (
            ("area", definition.area is not None),
            ("themes", definition.themes is not None),
            ("polarity", bool(definition.polarity)),
        ):
            if not given:
                remedy = f"The measure {definition.measure} is new; say its {entry}."
                faults.append((entry, "", remedy))
    return faults
