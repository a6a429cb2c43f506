"""A pack made fit for writing: no characters that break XML, no link but to the web."""

from __future__ import annotations

import math
import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from portal.domain.pack_model import Block, Cell, Chart, Pack, Points, Series, Table, Text, TimeLine
from portal.packs.common import theme

T = TypeVar("T")

# Control characters, half surrogates, non-characters, and marks that turn the text's direction.
_UNFIT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u202a-\u202e\u2066-\u2069\ufeff\u200b]"
)
_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\t \u1680\u2000-\u200a\u205f\u3000]+")


def tidy_text(text: str) -> str:
    """Text without characters that XML forbids; any line break is one, any space a plain one."""
    lines = _BREAKS.split(_UNFIT.sub("", text))
    return "\n".join(_SPACES.sub(" ", line).strip() for line in lines).strip()


def tidy_link(link: str) -> str:
    """The address if it leads to the web, else nothing."""
    link = "".join(_UNFIT.sub("", link).split())
    return link if re.match(r"https?://[^/]", link) and len(link) <= 2000 else ""


def shown(cell: Cell) -> str:
    """A table's cell as text; what is not there is a dash."""
    if cell is None or cell == "":
        return "–"
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def tidy(pack: Pack) -> Pack:
    """The pack with every text, link, number and colour fit for writing."""
    clean = _walk(pack)
    parts = tuple(
        replace(
            part,
            pages=tuple(
                replace(page, blocks=tuple(made for b in page.blocks for made in _fitted(b)))
                for page in part.pages
            ),
        )
        for part in clean.parts
    )
    return replace(clean, parts=parts)


def _walk(value: T, name: str = "") -> T:
    changed: Any = value
    if isinstance(value, str):
        if name == "link":
            changed = tidy_link(value)
        elif name == "colour":
            changed = theme.bare(value)
        else:
            changed = tidy_text(value)
    elif isinstance(value, float) and not math.isfinite(value):
        changed = None
    elif isinstance(value, tuple):
        changed = tuple(_walk(part, name) for part in value)
    elif is_dataclass(value) and not isinstance(value, type):
        values = {field.name: getattr(value, field.name) for field in fields(value)}
        changed = replace(value, **{key: _walk(part, key) for key, part in values.items()})
    return changed  # type: ignore[no-any-return]


def _fitted(block: Block) -> tuple[Block, ...]:
    """Fit a block; statements that all rest on one source have it once, beneath them."""
    fit = _fit(block)
    if isinstance(fit, Points) and len(fit.points) > 1:
        sources = {point.source for point in fit.points}
        if len(sources) == 1 and "" not in sources and not any(p.link for p in fit.points):
            bare = tuple(replace(point, source="") for point in fit.points)
            return Points(bare), Text(f"Source: {sources.pop()}", "note")
    return (fit,)


def _fit(block: Block) -> Block:
    if isinstance(block, Chart):
        return _fit_chart(block)
    if isinstance(block, Table):
        return _fit_table(block)
    if isinstance(block, TimeLine) and not block.marks:
        return Text(f"{block.caption}: nothing with a date.", "gap")
    if isinstance(block, Points):
        points = tuple(point for point in block.points if point.text or point.strong)
        return replace(block, points=points) if points else Text("Nothing to list.", "gap")
    return block


def _fit_chart(chart: Chart) -> Block:
    count = len(chart.categories)
    series = _tell_apart(tuple(_fit_series(line, count) for line in chart.series))
    if not count or all(value is None for line in series for value in line.values):
        return Text(f"{chart.headline}: no figures to draw.", "gap")
    form = chart.number_format or "General"
    return replace(chart, series=series, number_format=form)


def _tell_apart(series: tuple[Series, ...]) -> tuple[Series, ...]:
    """Comparators share their grey: a pattern of dashes for each."""
    patterns = iter(("dash", "dashdot", "longdash") * len(series))
    return tuple(
        replace(line, dash=next(patterns))
        if line.kind == "comparator" and line.dash in ("", "solid")
        else line
        for line in series
    )


def _fit_series(series: Series, count: int) -> Series:
    values = (*series.values, *(None for _ in range(count)))[:count]
    return replace(series, values=values, name=series.name or "Figures")


def _fit_table(table: Table) -> Block:
    count = max([len(table.head), *(len(row) for row in table.rows)], default=0)
    if not table.rows or not count:
        return Text(f"{table.caption}: nothing to list.", "gap")

    def full(row: tuple[Cell, ...], blank: Cell) -> tuple[Cell, ...]:
        return (*row, *(blank for _ in range(count - len(row))))

    widths = table.widths
    if len(widths) != count or min(widths) <= 0:
        widths = tuple(1.0 for _ in range(count))
    head = tuple(str(cell) for cell in full(table.head, ""))
    rows = tuple(full(row, None) for row in table.rows)
    return replace(table, head=head, rows=rows, widths=widths)
