"""A pack as one page of HTML for the printer, with the portal's own style sheets."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from portal.domain.pack_model import (
    Block,
    Cell,
    Chart,
    Pack,
    Page,
    Points,
    Room,
    Table,
    Text,
    TimeLine,
)
from portal.packs.common.axes import formatted, stands_in_categories
from portal.packs.common.sanitise import shown, tidy
from portal.packs.common.wording import CONFIDENTIAL, OPEN, doubt_note, long_date, mark_rows
from portal.packs.html import svg_charts

_SHEETS = ("10-tokens", "20-portal", "50-pack")
_BREAK = Markup("<br>")


def _lines(text: str) -> Markup:
    return _BREAK.join(text.split("\n"))


def _tag(name: str, inner: str, **attributes: str) -> Markup:
    """An element; everything that is not marked as safe is escaped."""
    named = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
        if value
    )
    safe = Markup(name)  # noqa: S704 - names of elements are our own, never given
    return Markup("<{0}{1}>{2}</{0}>").format(safe, named, escape(inner))


def _joined(parts: list[Markup]) -> Markup:
    return Markup("").join(parts)


def write_page(pack: Pack) -> str:
    """The pack as a complete HTML page: headings in order, tables, charts as inline SVG."""
    pack = tidy(pack)
    numbers = iter(range(1, 1_000_000))
    parts = [
        _tag(
            "section",
            _joined(
                [
                    _tag("h2", _lines(part.title), id=f"part-{number}"),
                    *(_page(page, part.title, numbers) for page in part.pages),
                ]
            ),
            class_="pack-part",
        )
        for number, part in enumerate(pack.parts, start=1)
    ]
    sheets = _joined(
        [
            Markup('<link rel="stylesheet" href="/assets/css/{}.css">').format(name)
            for name in _SHEETS
        ]
    )
    return Markup(
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<title>{title}</title><link rel="icon" href="/assets/favicon.svg">{sheets}'
        '</head><body class="pack"><main class="pack-sheet">{front}{parts}</main></body></html>\n'
    ).format(
        title=pack.title.replace("\n", " "), sheets=sheets, front=_front(pack), parts=_joined(parts)
    )


def _front(pack: Pack) -> Markup:
    facts = [pack.data, f"Made on {long_date(pack.made_at.date())}"]
    lines = [_tag("p", fact, class_="pack-fact") for fact in facts]
    if pack.confidential:
        lines.insert(0, _tag("p", CONFIDENTIAL, class_="pack-confidential"))
    if pack.link:
        lines.append(_tag("p", _tag("a", pack.link, href=pack.link), class_="pack-fact"))
    contents = [
        _tag("li", _tag("a", part.title.replace("\n", " "), href=f"#part-{number}"))
        for number, part in enumerate(pack.parts, start=1)
    ]
    return _joined(
        [
            _tag(
                "header",
                _joined(
                    [
                        Markup('<span class="pack-mark" aria-hidden="true"></span>'),
                        _tag("h1", _lines(pack.title)),
                        _tag("p", _lines(pack.subtitle), class_="pack-subtitle"),
                        *lines,
                    ]
                ),
                class_="pack-front",
            ),
            _tag(
                "nav",
                _joined([_tag("h2", "Contents"), _tag("ol", _joined(contents))]),
                class_="pack-contents",
                aria_label="Contents",
            ),
        ]
    )


def _page(page: Page, part_title: str, numbers: Iterator[int]) -> Markup:
    inner: list[Markup] = []
    level = 2
    if page.title != part_title:
        inner.append(_tag("h3", _lines(page.title)))
        level = 3
    for block in page.blocks:
        inner.append(_block(block, level + 1, f"drawing-{next(numbers)}"))
    if page.link:
        inner.append(
            _tag("p", _tag("a", page.link_text or OPEN, href=page.link), class_="pack-link")
        )
    return _tag("article", _joined(inner), class_="pack-page")


def _block(block: Block, level: int, name: str) -> Markup:
    if isinstance(block, Text):
        return _text(block)
    if isinstance(block, Points):
        return _points(block)
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Chart):
        return _chart(block, level, name)
    if isinstance(block, Room):
        return _room(block)
    return _timeline(block, name)


def _text(text: Text) -> Markup:
    kind = text.kind if text.kind in ("lead", "caveat", "gap", "note") else "body"
    words: Markup = _lines(text.text)
    if kind == "caveat":
        words = _joined([_tag("strong", "Read with care:"), Markup(" "), words])
    return _tag("p", words, class_=f"pack-{kind}")


def _points(points: Points) -> Markup:
    items = []
    for point in points.points:
        inner = [_tag("strong", point.strong), Markup(" ")] if point.strong else []
        inner.append(_lines(point.text))
        if point.source or point.link:
            source: str = _lines(point.source or OPEN)
            if point.link:
                source = _tag("a", source, href=point.link)
            inner.append(_tag("span", source, class_="pack-source"))
        items.append(_tag("li", _joined(inner)))
    return _tag("ul", _joined(items), class_="pack-points")


def _table(table: Table) -> Markup:
    whole = sum(table.widths) or 1.0
    columns = [
        Markup('<col width="{:.1f}%">').format(100 * share / whole) for share in table.widths
    ]

    def side(number: int) -> str:
        return "num" if number in table.numeric else ""

    head = [
        _tag("th", cell, scope="col", class_=side(number)) for number, cell in enumerate(table.head)
    ]
    rows = [
        _tag(
            "tr",
            _joined(
                [
                    _cell(cell, side(number), table.room if number == len(row) - 1 else 0)
                    for number, cell in enumerate(row)
                ]
            ),
        )
        for row in table.rows
    ]
    made = _tag(
        "table",
        _joined(
            [
                _tag("caption", _lines(table.caption)),
                _tag("colgroup", _joined(columns)),
                _tag("thead", _tag("tr", _joined(head))),
                _tag("tbody", _joined(rows)),
            ]
        ),
        class_="pack-table pack-dense" if len(table.head) > 7 else "pack-table",
    )
    if not table.source:
        return made
    return made + _tag("p", f"Source: {table.source}", class_="pack-source")


def _cell(cell: Cell, side: str, room: int) -> Markup:
    if cell is None and room:
        rules = Markup('<span class="pack-rule"></span>') * room
        return _tag("td", rules, class_="pack-room-cell")
    return _tag("td", _lines(shown(cell)), class_=side)


def _chart(chart: Chart, level: int, name: str) -> Markup:
    under = f"{doubt_note(chart)} " + (f"Source: {chart.source}" if chart.source else "")
    inner = [
        _tag(f"h{level}", _lines(chart.headline), class_="pack-headline"),
        _tag("p", _lines(chart.subtitle), class_="pack-source") if chart.subtitle else Markup(""),
        # Drawn by our own writer, which escapes every text.
        Markup(svg_charts.draw(chart, name)),  # noqa: S704
    ]
    caption: list[Markup] = [escape(under.strip())]
    if chart.link:
        caption.extend((Markup(" "), _tag("a", OPEN, href=chart.link)))
    inner.append(_tag("figcaption", _joined(caption), class_="pack-source"))
    made = _tag("figure", _joined(inner), class_="pack-figure")
    verdict = _text(Text(chart.verdict, "caveat")) if chart.verdict else Markup("")
    return made + verdict + _figures(chart)


def _figures(chart: Chart) -> Markup:
    """The drawing's data, for those who read it and those who cannot see it."""
    if chart.kind == "bar" and stands_in_categories(chart):
        return Markup("")
    names = tuple(one.name for one in chart.series)
    cells = tuple(
        tuple(
            None if value is None else formatted(value, chart.number_format) for value in one.values
        )
        for one in chart.series
    )
    if len(chart.categories) <= 8:
        head = ("", *chart.categories)
        rows = tuple((name, *row) for name, row in zip(names, cells, strict=True))
    else:
        head = ("", *names)
        columns = zip(*cells, strict=True)
        rows = tuple((name, *row) for name, row in zip(chart.categories, columns, strict=True))
    count = len(head) - 1
    table = Table(
        f"Figures: {chart.headline}",
        head,
        rows,
        (1.6, *(1.0 for _ in range(count))),
        tuple(range(1, count + 1)),
    )
    return _tag("div", _table(table), class_="pack-small")


def _timeline(line: TimeLine, name: str) -> Markup:
    table = Table(
        line.caption, ("Date", "Council", "Kind", "Event"), mark_rows(line), (2, 2, 1.5, 4.5)
    )
    drawn = Markup(svg_charts.draw_line(line, name))  # noqa: S704 - our own writer escapes every text
    return _tag("figure", drawn, class_="pack-figure") + _table(table)


def _room(room: Room) -> Markup:
    line = Markup('<span class="pack-rule"></span>')
    lines = _joined([line] * min(max(room.lines, 1), 200))
    return _tag(
        "div", _joined([_tag("p", room.label, class_="pack-label"), lines]), class_="pack-room"
    )
