"""Print results: short lines, each ratio beside its bar."""

from __future__ import annotations

from collections.abc import Sequence


def verdict(value: float, bar: float | None) -> str:
    """`≤ 1.9 PASS`, `≤ 1.9 over`, or nothing where there is no bar."""
    if bar is None:
        return ""
    return f"≤ {bar:g} {'PASS' if value <= bar else 'over'}"


def heading(text: str, note: str = "") -> None:
    """A part of the report begins."""
    print(f"\n{text}\n{'-' * len(text)}")
    if note:
        print(note)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns beside one another, the first to the left, the others to the right."""
    widths = [max(len(row[place]) for row in (header, *rows)) for place in range(len(header))]
    for row in (header, *rows):
        first, *rest = (
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join((first, *rest)).rstrip(), flush=True)
