"""Checks that every pack must pass, whatever it is about."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from portal.domain.inspection_state import InspectionsState
from portal.domain.link_fingerprint import PARAMETER, read_stamp, stamp
from portal.domain.pack_model import Chart, Pack, Point, Points, Room, Table, Text, TimeLine
from portal.domain.pack_sections.charts import GREY
from portal.domain.view_state import (
    BenchmarkState,
    CompareState,
    FindingsState,
    IndicatorState,
    SummaryState,
)
from portal.services import Services

# What a text shows where a value was put into it that should not have been.
_SLIPS = re.compile(r"\b(None(?! of)|nan|True|False)\b|\[\]|\(\)|\.\.| ,| ;|  |\. \.|: \.|\(, ")
# Columns that say where a row comes from.
PLACES = {"Source", "Place", "Places used"}


def every_text(pack: Pack) -> list[str]:
    """Every text of a pack, apart from its format."""
    texts = [pack.title, pack.subtitle, pack.data]
    for part, page in pack.pages:
        texts += [part.title, page.title]
        for block in page.blocks:
            if isinstance(block, Text):
                texts.append(block.text)
            elif isinstance(block, Points):
                texts += [t for p in block.points for t in (p.strong, p.text, p.source)]
            elif isinstance(block, Table):
                texts += [block.caption, *block.head, block.source]
                texts += [
                    str(cell)
                    for row in block.rows
                    for cell in (row[:-1] if block.room and row[-1] is None else row)
                ]
            elif isinstance(block, Chart):
                texts += [block.headline, block.subtitle, block.alt, block.verdict, block.source]
            elif isinstance(block, TimeLine):
                texts += [block.caption, block.alt, *[mark.label for mark in block.marks]]
    return texts


def check(pack: Pack) -> None:
    """Nothing is empty, every fact has a source, tables and charts fit together."""
    assert pack.title
    assert pack.data
    assert pack.link
    for part, page in pack.pages:
        where = f"{part.key}: {page.title}"
        tables = [block for block in page.blocks if isinstance(block, Table)]
        assert page.title, where
        assert page.blocks, where
        assert bool(page.link) is bool(page.link_text), where
        for block in page.blocks:
            if isinstance(block, Text):
                assert block.text.strip(), where
                assert block.kind in ("body", "lead", "note", "caveat", "gap"), where
            elif isinstance(block, Points):
                assert block.points, where
                for point in block.points:
                    _point(point, part.key, where)
            elif isinstance(block, Table):
                # Tables that are one to the eye name their sources under the last.
                last = tables[-1] if block.bare else block
                _table(block, where, block.source or last.source)
            elif isinstance(block, Chart):
                _chart(block, where)
            elif isinstance(block, TimeLine):
                assert block.marks, where
                assert [m.on for m in block.marks] == sorted(m.on for m in block.marks), where
            else:
                assert isinstance(block, Room), where
                assert block.lines > 0, where
    for text in every_text(pack):
        assert not _SLIPS.search(text), text


def _point(point: Point, part: str, where: str) -> None:
    assert point.text.strip(), where
    if part != "definitions":  # there a rule of the portal itself is told
        assert point.source.strip(), f"{where}: {point.text}"


def _table(table: Table, where: str, source: str) -> None:
    assert table.rows, where
    assert table.caption, where
    width = len(table.head)
    assert all(len(row) == width for row in table.rows), where
    assert not table.widths or len(table.widths) == width, where
    assert all(0 <= column < width for column in table.numeric), where
    placed = [n for n, name in enumerate(table.head) if name in PLACES]
    assert source or placed, where
    for row in table.rows:
        assert source or all(row[n] for n in placed), where


def _chart(chart: Chart, where: str) -> None:
    assert chart.kind in ("line", "bar"), where
    assert chart.headline, where
    assert chart.subtitle, where
    assert len(chart.alt) > 40, where
    assert chart.source, where
    assert chart.link, where
    assert len(set(chart.categories)) == len(chart.categories) > 0, where
    assert all(chart.categories), where
    names = [series.name for series in chart.series]
    assert len(set(names)) == len(names), names
    for series in chart.series:
        assert len(series.values) == len(chart.categories), where
        assert any(value is not None for value in series.values), where
        assert series.kind in ("council", "comparator", "target"), where
        assert all(series.values[n] is not None for n in series.doubtful), where
        assert (series.kind == "council") or series.colour == GREY, where


def check_links(pack: Pack, services: Services, base_url: str) -> int:
    """Every stamp is that of the rows its page would download; returns how many there were."""
    version = services.data.version().number
    links = [pack.link, *[page.link for _, page in pack.pages]]
    for _, page in pack.pages:
        for block in page.blocks:
            if isinstance(block, Points):
                links += [point.link for point in block.points]
            elif isinstance(block, Chart):
                links.append(block.link)
    seen = 0
    for link in {link for link in links if link}:
        assert link.startswith(base_url), link
        parts = urlsplit(link)
        stamped = parse_qs(parts.query).get(PARAMETER, [""])[0]
        if parts.path in ("/sources",) or parts.path.startswith("/visits/"):
            continue
        assert read_stamp(stamped), link
        head, _, last = parts.path.rpartition("/")
        rows = {
            "/plans": lambda q=parts.query: services.compare.rows(CompareState.from_query(q)),
            "/indicators": lambda q=parts.query: services.indicators.rows(
                IndicatorState.from_query(q)
            ),
            "/findings": lambda q=parts.query: services.findings.rows(FindingsState.from_query(q)),
            "/inspections": lambda q=parts.query: services.inspections.rows(
                InspectionsState.from_query(q)
            ),
            "/summary": lambda q=parts.query: services.summary.rows(SummaryState.from_query(q)),
            "/benchmarks": lambda q=parts.query: services.benchmarks.rows(
                BenchmarkState.from_query(q)
            ),
        }.get(parts.path)
        if head == "/councils":
            made = services.councils.rows(last)
        elif head.startswith("/items/"):
            made = services.items.rows(head.removeprefix("/items/"), last)
        else:
            assert rows is not None, link
            made = rows()
        assert stamped == stamp(version, made), link
        seen += 1
    return seen
