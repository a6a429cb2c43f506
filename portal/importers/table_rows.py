"""Rows of files as the tables hold them: under the names of columns, with what is made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from portal.importers.read import Catalogue, Row
from portal.importers.schema import BY_NAME, NOT_STORED, RENAMED

_COUNTED = {
    "grades", "recommendations", "items", "actions", "progress", "milestones", "statements",
    "answers", "claims", "indicators", "observations", "targets",
}  # fmt: skip


# Per sheet, which column of the table holds what a file says, and which of them are lists.
_STORED = {
    name: [
        (column.name, RENAMED.get(name, {}).get(column.name, column.name))
        for column in sheet.fields
        if (name, column.name) not in NOT_STORED
    ]
    for name, sheet in BY_NAME.items()
}
_LISTS = {
    name: [c.name for c in sheet.fields if c.kind == "keys"] for name, sheet in BY_NAME.items()
}


def to_rows(catalogue: Catalogue, sheets: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Give the checked rows of some sheets under the names of the tables' columns.

    Keys are still unresolved.
    """
    council_of = {row.origin: row.values["council"] for row in catalogue.rows["document"]}
    document_of = {row.origin: row.values["document"] for row in catalogue.rows["document"]}
    words = _search_words(catalogue)
    counts = Counter(
        (row.values["inspection"], row.values["addressee"])
        for row in catalogue.rows["recommendations"]
    )
    rows: dict[str, list[dict[str, Any]]] = {}
    for sheet in sheets:
        rows[sheet] = []
        # Counted within each folder, so that a folder loaded alone keeps its rows' places.
        seen: Counter[str] = Counter()
        for row in catalogue.rows[sheet]:
            stored = _stored(sheet, row)
            if sheet in _COUNTED:
                stored["position"] = seen[row.origin]
                seen[row.origin] += 1
            if sheet == "document":
                stored["due"] = False
            if sheet in ("inspections", "plans", "indicators"):
                stored["document_id"] = document_of.get(row.origin, "")
            if sheet == "inspections":
                stored |= _recommended(counts, row.values["inspection"])
            if sheet == "plans":
                stored["council_id"] = council_of[row.origin]
            if sheet == "items":
                stored["words"] = words[row.values["plan"], row.values["ref"]]
            rows[sheet].append(stored)
    return rows


def _recommended(counts: Counter[tuple[str, str]], inspection: str) -> dict[str, int | None]:
    """Count an inspection's recommendations; nobody has read them where there are none at all."""
    numbers = {name: counts[inspection, name] for name in ("council", "board")}
    read = any(numbers.values())
    return {f"recommendations_{name}": n if read else None for name, n in numbers.items()}


def _stored(sheet: str, row: Row) -> dict[str, Any]:
    values = row.values
    stored = {name: values[column] for column, name in _STORED[sheet]}
    for column in _LISTS[sheet]:
        stored[column] = ";".join(values[column])
    stored["origin"] = row.origin
    if sheet in ("observations", "targets"):
        stored["decimals"] = row.values["value_decimals"]
    if sheet in ("actions", "progress", "milestones", "answers"):
        stored["item_id"] = (stored.pop("plan"), stored.pop("item_ref"))
    return stored


def _search_words(catalogue: Catalogue) -> dict[tuple[str, str], str]:
    words: dict[tuple[str, str], list[str]] = {}
    for row in catalogue.rows["items"]:
        values = row.values
        words[values["plan"], values["ref"]] = [
            values[name] for name in ("ref", "title", "summary", "section")
        ]
    for sheet in ("actions", "milestones", "statements"):
        for row in catalogue.rows[sheet]:
            values = row.values
            texts = words.get((values["plan"], values["item_ref"]))
            if texts is not None:
                texts += [values["summary"], values.get("lead", ""), values.get("lead_role", "")]
    return {key: " ".join(filter(None, texts)).lower() for key, texts in words.items()}
