"""Comparing two independent readings of one document, figure by figure (not word by word)."""

from __future__ import annotations

from typing import Any

from portal.importers.read import Catalogue
from portal.importers.schema import SHEETS

# What two readers must agree on; their own wording, places and notes may differ.
_COMPARED = {
    "items": ("kind", "area", "themes", "status"),
    "actions": ("lead", "target_text", "target_date", "status", "cost_gbp"),
    "milestones": ("target_date", "status"),
    "claims": ("about", "until", "value"),
    "observations": ("value", "value_decimals", "numerator", "denominator", "symbol"),
    "targets": ("value", "value_decimals", "value_upper"),
}
_KEYS = {
    "items": ("plan", "ref"),
    "actions": ("plan", "item_ref", "ref"),
    "milestones": ("plan", "item_ref", "ref"),
    "claims": ("source", "plan", "item_ref", "ref", "kind", "dated"),
    "observations": ("indicator", "council", "period_end", "basis"),
    "targets": ("indicator", "council", "due", "due_text"),
}


def compare_readings(first: Catalogue, second: Catalogue) -> list[str]:
    """Every difference between two readings, one line each; empty where they agree."""
    differences = []
    for sheet in SHEETS:
        if sheet.name in _COMPARED:
            differences += _compare(
                sheet.name, _grouped(first, sheet.name), _grouped(second, sheet.name)
            )
    return differences


def _grouped(catalogue: Catalogue, sheet: str) -> dict[tuple[Any, ...], list[tuple[Any, ...]]]:
    grouped: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for row in catalogue.rows[sheet]:
        key = tuple(row.values[name] for name in _KEYS[sheet])
        compared = tuple(
            ";".join(value) if isinstance(value := row.values[name], list) else value
            for name in _COMPARED[sheet]
        )
        grouped.setdefault(key, []).append(compared)
    return grouped


def _compare(
    sheet: str,
    first: dict[tuple[Any, ...], list[tuple[Any, ...]]],
    second: dict[tuple[Any, ...], list[tuple[Any, ...]]],
) -> list[str]:
    lines = []
    for key in sorted({*first, *second}, key=str):
        name = f"{sheet} {' / '.join(str(part) for part in key if part)}"
        if key not in second:
            lines.append(f"{name}: only in the first reading {first[key]}")
        elif key not in first:
            lines.append(f"{name}: only in the second reading {second[key]}")
        elif len(first[key]) == len(second[key]) == 1:
            for column, a, b in zip(_COMPARED[sheet], first[key][0], second[key][0], strict=True):
                if a != b:
                    lines.append(f"{name}, {column}: {a!r} against {b!r}")
        elif sorted(map(str, first[key])) != sorted(map(str, second[key])):
            lines.append(f"{name}: {first[key]} against {second[key]}")
    return lines
