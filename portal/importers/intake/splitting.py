"""One row, several actions: numbered paragraphs in a cell, each with its lead and date."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from portal.importers.intake.holdings import is_when, is_who
from portal.importers.intake.paper import Cell
from portal.importers.intake.peers import Body
from portal.importers.intake.refs import action_of, parts_of, unmarked
from portal.importers.intake.statuses import names_completed

_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]{3,80})[)\]]\s*\.?$")
Cells = Mapping[str, tuple[tuple[str, Cell], ...]]
# Cells that may hold a line for each action of a row.
_ALIGNED = (
    "lead",
    "target",
    "status",
    "rag",
    "progress",
    "evidence",
    "success",
    "cost",
    "new_target",
)


@dataclass(frozen=True, slots=True)
class Part:
    """One action of a row."""

    text: str
    ref: str
    cells: Cells
    doubts: tuple[str, ...] = ()


def split_row(body: Body, refs_of_items: bool, heading: str = "") -> list[Part]:
    """Return the actions of a row, most often one.

    Where no column does, a bracket at an action's end says who or when, and the heading above the
    table how they stand: `Completed actions`.
    """
    parts = _split_row(body, refs_of_items)
    kinds = body.columns.kinds
    has_standing = any(kind in {"status", "rag"} or kind.startswith("tick:") for kind in kinds)
    if has_standing or not names_completed(heading):
        return parts
    standing: Cells = {"status": (("", Cell(heading)),)}
    return [replace(part, cells={**part.cells, **standing}) for part in parts]


def _split_row(body: Body, refs_of_items: bool) -> list[Part]:
    missing = {"lead", "target"} - set(body.columns.kinds)
    parts = _split(body, refs_of_items)
    return [_without_bracket(part, missing) for part in parts] if missing else parts


def _without_bracket(part: Part, missing: Collection[str]) -> Part:
    match = _BRACKET.search(part.text)
    pieces = [piece.strip() for piece in re.split(r"[;,]", match[1])] if match else []
    by_kind = {
        kind: [piece for piece in pieces if tells(piece)]
        for kind, tells in (("target", is_when), ("lead", _is_post_or_name))
    }
    if match is None or sum(map(len, by_kind.values())) < len(pieces):
        return part
    if not all(kind in missing for kind, texts in by_kind.items() if texts):
        return part
    cells = {
        kind: (("", Cell(", ".join(texts))),) for kind, texts in by_kind.items() if texts
    }  # fmt: skip
    return replace(part, text=part.text[: match.start()].rstrip(), cells={**part.cells, **cells})


def _is_post_or_name(text: str) -> bool:
    """Tell if a text is who, and no more than letters: `(MASH)` may be of the action."""
    return is_who(text) and not text.isupper()


def _split(body: Body, refs_of_items: bool) -> list[Part]:
    kind = "action" if "action" in body.columns.kinds else "item"
    cells = _by_kind(body)
    text = cells[kind][0][1].text
    printed_ref = _first(cells, "action_ref") or ("" if refs_of_items else _first(cells, "ref"))
    parts = parts_of(text) if kind == "action" else [text]
    if len(parts) == 1 and kind == "action":
        parts = _by_lines(text, cells)
    if len(parts) > 1:
        return _several(parts, cells, printed_ref)
    if kind == "item":
        return [Part(text, printed_ref, cells)]
    ref, rest = action_of(text)
    if printed_ref and (not ref or _same(ref, printed_ref)):
        return [Part(rest if ref else text, _clean(printed_ref), cells)]
    if printed_ref:
        return [Part(text, _clean(printed_ref), cells)]
    return [Part(rest, ref, cells)]


def _same(ref: str, other: str) -> bool:
    return re.sub(r"\W", "", ref).lower() == re.sub(r"\W", "", other).lower()


def _clean(ref: str) -> str:
    ref = re.sub(r"^(?:action|ref|no)\.?\s+", "", ref.strip(), flags=re.IGNORECASE)
    return ref.rstrip(".:)").removeprefix("(")


def _first(cells: Cells, kind: str) -> str:
    return cells[kind][0][1].text if cells.get(kind) else ""


def _by_kind(body: Body) -> dict[str, tuple[tuple[str, Cell], ...]]:
    cells: dict[str, tuple[tuple[str, Cell], ...]] = {}
    for kind, header, cell in zip(
        body.columns.kinds, body.columns.headers, body.row.cells, strict=False
    ):
        if kind:
            cells[kind] = (*cells.get(kind, ()), (header, cell))
    return cells


def _by_lines(text: str, cells: Cells) -> list[str]:
    """Lines without numbers are actions where leads and dates have as many lines."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 2:
        return [text]
    counts = [len(_lines(_first(cells, kind))) for kind in ("lead", "target")]
    if all(count == len(lines) for count in counts):
        return lines
    return [text]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _several(parts: Sequence[str], cells: Cells, printed_ref: str) -> list[Part]:
    refs = [action_of(part)[0] for part in parts]
    result = []
    for number, part in enumerate(parts):
        ref, text = action_of(part)
        shared: list[str] = []
        its_cells = {
            kind: tuple(
                (header, _share(cell, number, refs, kind, shared)) for header, cell in values
            )
            for kind, values in cells.items()
        }
        if not ref and printed_ref:
            ref = f"{_clean(printed_ref)}{chr(ord('a') + number % 26)}"
        elif ref and printed_ref and re.fullmatch(r"[a-z]|[ivx]+|\d+", ref):
            ref = f"{_clean(printed_ref)}.{ref}" if ref.isdigit() else f"{_clean(printed_ref)}{ref}"
        doubts = (f"{', '.join(shared)} stand for all actions of the row",) if shared else ()
        result.append(Part(unmarked(text), ref, its_cells, doubts))
    return result


def _share(cell: Cell, number: int, refs: Sequence[str], kind: str, shared: list[str]) -> Cell:
    """The part of a cell that belongs to one of several actions; else all of it."""
    if kind not in _ALIGNED or not cell.text:
        return cell
    marked = parts_of(cell.text)
    if len(marked) > 1:
        own_refs = [action_of(part)[0] for part in marked]
        if refs[number] and refs[number] in own_refs:
            part = marked[own_refs.index(refs[number])]
            return replace(cell, text=action_of(part)[1])
        if all(own_refs) and set(own_refs) <= set(refs):
            return replace(cell, text="", fill="")
        if len(marked) == len(refs):
            return replace(cell, text=unmarked(marked[number]))
    lines = _lines(cell.text)
    if len(lines) != len(refs) and kind in ("target", "new_target"):
        lines = _dates(cell)
    if len(lines) == len(refs):
        return replace(cell, text=unmarked(lines[number]))
    if single := _single_ref(cell.text, refs):
        return replace(cell, text=action_of(cell.text)[1]) if single == refs[number] else Cell()
    shared.append(kind)
    return cell


def _dates(cell: Cell) -> list[str]:
    """The lines of a narrow cell, as printed, where each is a date: they need not be one text."""
    ends = [0, *cell.wraps, len(cell.text)]
    printed = "\n".join(cell.text[start:end] for start, end in pairwise(ends))
    lines = _lines(printed)
    return lines if all(map(is_when, lines)) else []


def _single_ref(text: str, refs: Sequence[str]) -> str:
    ref = action_of(text)[0]
    return ref if ref and ref in refs else ""
