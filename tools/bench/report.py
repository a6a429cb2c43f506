"""Print results: short lines, each ratio beside its bar."""

from __future__ import annotations

from collections.abc import Sequence


def verdict(value: float, bar: float | None) -> str:
    """`≤ 1.9 PASS`, `≤ 1.9 over`, or nothing where there is no bar."""
    if bar is None:
        return ""
    return f"≤ {bar:g} {'PASS' if value <= bar else 'over'}"


def held(value: float, bar: float | None, digits: int = 0) -> str:
    """Write a figure, in bold where it is over its bar."""
    written = f"{value:.{digits}f}"
    return f"**{written}**" if bar is not None and value > bar else written


def heading(text: str, note: str = "") -> None:
    """A part of the report begins."""
    print(f"\n{text}\n{'-' * len(text)}")
    if note:
        print(note)


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table of Markdown, to paste into the documentation; numbers to the right."""
    widths = [max(len(row[place]) for row in (header, *rows)) for place in range(len(header))]
    line = [f"{'-' * width}:" if place else "-" * width for place, width in enumerate(widths)]
    for row in (header, *rows):
        first, *rest = (
            cell.ljust(width) if place == 0 else cell.rjust(width + 1)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print(f"| {' | '.join((first, *rest))} |", flush=True)
        if row is header:
            print(f"| {' | '.join(line)} |")
