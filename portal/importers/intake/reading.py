"""Read a paper's plan: which item each row's action stands under, row by row, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from portal.importers.intake.beside import parted
from portal.importers.intake.cards import gathered, is_card_alone, laid_out, turned
from portal.importers.intake.columns import Chosen, Columns, kind_of
from portal.importers.intake.earlier_reports import (
    leave_earlier_reports,
    name_of_report,
    report_named,
)
from portal.importers.intake.guesses import guesses
from portal.importers.intake.naming import (
    Banner,
    banner_of,
    first_banner,
    is_generic,
    naming,
    placed,
    with_headings,
    without_labels,
)
from portal.importers.intake.ownership import refs_are_of_items, under_parents, with_parents
from portal.importers.intake.paper import Cell, Paper, Table, Text, of_one_width
from portal.importers.intake.peers import Alike, Body
from portal.importers.intake.recast import recast
from portal.importers.intake.records import ColumnsOfTable, Item, LeftOut, Reading, Record
from portal.importers.intake.refs import bare, is_code, is_numbered_item, item_of
from portal.importers.intake.repeats import leave_repeats, plain_title
from portal.importers.intake.splitting import split_row
from portal.importers.intake.statuses import colour_of_fill
from portal.importers.intake.tables import TableRows, rows_of, says_more

_SHORT_HEADING = 200
# The levels of lines of a PDF: larger than others, or bold; they say not how high a heading is.
_LARGER, _UNKNOWN = 8, 9
_PARAGRAPH = re.compile(r"\s*[(\[]para(?:graph)?s?\.?\s+(\d[\d, and&–-]*)[)\]]\s*$", re.IGNORECASE)
# `Paragraph of the report: 12`, `Board sponsor: Head of A`: a label and what it is, below a name.
_LABELLED = re.compile(r"[A-Z][\w’' /&-]{2,40}:\s+\S")
_OF_ACTION = re.compile(
    r"^\W*(?:latest )?(?:progress|update|comments?|commentary)\b[^:]{0,30}:\s*", re.I
)


@dataclass(slots=True)
class _Context:
    """Hold what stands above the row that is read."""

    headings: dict[int, str] = field(default_factory=dict)
    banners: list[Banner] = field(default_factory=list)
    fresh_banner: bool = False
    item: int | None = None
    columns: Columns | None = None
    chosen: Chosen = field(default_factory=dict)
    alike: Alike = field(default_factory=Alike)
    report: str = ""

    @property
    def banner_texts(self) -> list[str]:
        """The texts of the banners above a row, the widest first."""
        return [banner.text for banner in self.banners]


def read_plan(paper: Paper, chosen: Chosen | None = None) -> Reading:
    """Read every table of a paper; what gives no action is listed with its reason.

    `chosen` is what a person says of columns, by `header_key`.
    """
    alike = Alike()
    _read(paper, _Context(chosen=chosen or {}, alike=alike))
    return _read(paper, _Context(chosen=chosen or {}, alike=Alike(alike)))


def _read(paper: Paper, context: _Context) -> Reading:
    reading = Reading()
    texts: list[Text] = []
    for block in with_headings(gathered(paper.blocks)):
        if isinstance(block, Text):
            texts.append(block)
            _take_text(block, reading, context)
        else:
            plan, *others = parted(replace(block, rows=of_one_width(block.rows)))
            _take_table(recast(plan, reading.titles), reading, context)
            for other in others:
                _leave_table(other, reading)
    leave_earlier_reports(reading)
    leave_repeats(reading)
    _leave_texts(texts, reading)
    return reading


def _leave_texts(texts: Sequence[Text], reading: Reading) -> None:
    """List the texts outside tables that name no item of an action and give no row."""
    names = {plain_title(item.title) for item in reading.items}
    names |= {plain_title(item.section) for item in reading.items}
    for text in texts:
        words = plain_title(text.text)
        if not any(name and words.endswith(name) for name in names):
            reading.left_out.append(LeftOut(text.place, "text outside tables", text.text))


def _take_text(block: Text, reading: Reading, context: _Context) -> None:
    reading.titles.append(block.text)
    context.report = report_named([block.text]) or context.report
    numbered = is_numbered_item(block.text) and len(block.text) < 2 * _SHORT_HEADING
    if not numbered and (not block.level or len(block.text) > _SHORT_HEADING):
        return
    if block.level in {_LARGER, _UNKNOWN} and not numbered and _is_beneath(block, context):
        return
    if numbered and block.level in {0, _LARGER, _UNKNOWN}:
        level = 3 if any(is_numbered_item(x) for x in context.headings.values()) else 8
        alike = [
            at
            for at, text in context.headings.items()
            if is_numbered_item(text) and item_of(text)[2] == item_of(block.text)[2]
        ]
        level = alike[0] if alike else max(level, 8)
    else:
        level = block.level
    context.headings = {at: text for at, text in context.headings.items() if at < level}
    context.headings[level] = block.text
    context.item = None
    context.banners = []


def _is_beneath(block: Text, context: _Context) -> bool:
    """Tell if a text says something of the item that a numbered line above it names."""
    text = block.text.strip()
    is_said = text.endswith((".", "!", "?")) or text.startswith(("“", "‘", '"')) or says_more(text)
    is_said = is_said or bool(_LABELLED.match(text))
    return any(map(is_numbered_item, context.headings.values())) and is_said


def _take_table(table: Table, reading: Reading, context: _Context) -> None:
    is_card = is_card_alone(table)
    rows = None if is_card else rows_of(table, context.columns, context.chosen, context.alike)
    if rows is None or not any(body.role == "action" for body in rows.bodies):
        as_cards = laid_out(table)
        if as_cards is not None:
            rows = rows_of(as_cards, None, context.chosen, context.alike)
    for other in (table, turned(table)):
        if rows is not None and any(body.role == "action" for body in rows.bodies):
            break
        if likely := guesses(other):
            rows = rows_of(other, None, {**likely, **context.chosen}, context.alike)
    if rows is None or not any(body.role == "action" for body in rows.bodies):
        _leave_table(table, reading)
        return
    reading.left_out += rows.left_out
    titles = [" ".join(cell.text for cell in row.filled) for row in rows.titles]
    reading.titles += titles
    above = [Text(title, 0, row.place) for title, row in zip(titles, rows.titles, strict=True)]
    reading.reports[table.place] = name_of_report(table.title, titles, context.report)
    context.columns = rows.columns
    for body in rows.bodies:
        _note_columns(reading, table.place, body.columns, is_plan=True)
    context.banners = []
    if table.title:
        context.headings = {1: table.title} if not is_generic(table.title) else {}
        for number, title in enumerate(titles, start=2):
            if is_numbered_item(title) or _is_of_sheet(title, table.title):
                context.headings[number] = title
        if len(context.headings) == 1 and is_code(table.title) and (name := naming(rows)):
            context.headings = {1: f"{table.title.strip(' .:')}: {name}"}
        context.item = None
        if first := first_banner(rows):
            context.banners = [banner_of(first)]
            name = context.banners[0].text
            context.headings = {n: text for n, text in context.headings.items() if text != name}
    elif name := naming(rows):
        headed = any(is_numbered_item(text) for text in context.headings.values())
        if is_numbered_item(name) or not headed:
            context.banners = [Banner(name)]
            context.item = None
    _take_rows(rows, table, reading, context)
    _leave_texts(above, reading)


def _is_of_sheet(title: str, name: str) -> bool:
    """Tell if a row above a header has the number that its sheet is called by: `1: Front door`."""
    ref, words, _word = item_of(title)
    return bool(ref and words) and is_code(name) and bare(ref)[0] == bare(name)[0]


def _note_columns(reading: Reading, place: str, columns: Columns, is_plan: bool) -> None:
    if all(other.columns != columns for other in reading.tables):
        reading.tables.append(ColumnsOfTable(place, columns, is_plan))


def _leave_table(table: Table, reading: Reading) -> None:
    header = next((row for row in table.rows if len(row.filled) > 1), None)
    if header is not None:
        unread = Columns(header.texts, ("",) * len(header.texts))
        _note_columns(reading, table.place, unread, is_plan=False)
    for row in table.rows:
        reading.titles += [cell.text for cell in row.filled if len(cell.text) < _SHORT_HEADING]
        if not row.is_empty:
            text = " | ".join(cell.text for cell in row.filled)
            reading.left_out.append(LeftOut(row.place, "not a table of actions", text))


def _take_rows(rows: TableRows, table: Table, reading: Reading, context: _Context) -> None:
    rows.bodies = with_parents(under_parents(rows.bodies))
    reading.notes += _unused(rows.bodies, table.place)
    of_items = refs_are_of_items(rows.bodies)
    last: Record | None = None
    for body in rows.bodies:
        if body.role == "banner":
            _take_banner(body, context, reading)
            continue
        if body.role == "comment":
            _take_comment(body, last, reading)
            continue
        if body.role == "more":
            if not _take_more(body, last, reading, context, of_items):
                texts = " | ".join(c.text for c in body.row.filled if not c.down)
                reading.left_out.append(LeftOut(body.row.place, "no action in this row", texts))
            continue
        context.fresh_banner = False
        reading.printed[body.row.place] = _as_printed(body)
        item = _item(body, reading, context, of_items)
        lowest = context.headings[max(context.headings)] if context.headings else ""
        for part in split_row(body, of_items, table.title or lowest):
            last = Record(
                place=body.row.place,
                text=part.text,
                ref=part.ref,
                item=item,
                cells=part.cells,
                table=table.place,
                doubts=list(part.doubts),
            )
            reading.records.append(last)


def _unused(bodies: Sequence[Body], place: str) -> list[str]:
    """Name the columns of a table that hold words and are not used, so that nothing goes unsaid."""
    counts: dict[str, int] = {}
    for body in bodies:
        if body.role in {"action", "more"}:
            columns = body.columns
            for kind, header, cell in zip(
                columns.kinds, columns.headers, body.row.cells, strict=False
            ):
                if kind in {"", "other"} and cell.text and not cell.down and not cell.across:
                    counts[header] = counts.get(header, 0) + 1
    return [
        f"{place}: the column “{' '.join(header.split())[:60] or 'without a header'}” is not used "
        f"({count} cell{'' if count == 1 else 's'})"
        for header, count in counts.items()
    ]


def _as_printed(body: Body) -> list[tuple[str, str]]:
    """The cells of a row with their headers; one without words by the colour behind it."""
    cells = [
        (header, cell.text or _coloured(cell))
        for header, cell in zip(body.columns.headers, body.row.cells, strict=False)
        if not cell.across
    ]
    return [(header, text) for header, text in cells if text]


def _coloured(cell: Cell) -> str:
    colour = colour_of_fill(cell.fill)
    return f"({colour})" if colour else ""


def _take_comment(body: Body, last: Record | None, reading: Reading) -> None:
    """Add a comment across the table to the action above, where no column holds comments."""
    text = " ".join(dict.fromkeys(cell.text for cell in body.row.filled if not cell.down))
    if last is None or "progress" in body.columns.kinds or not _OF_ACTION.match(text):
        reading.left_out.append(LeftOut(body.row.place, "comment across the table", text))
        return
    comment = Cell("\n".join(filter(None, [last.text_of("progress"), _OF_ACTION.sub("", text)])))
    last.cells = {**last.cells, "progress": (("", comment),)}


def _take_banner(body: Body, context: _Context, reading: Reading) -> None:
    banner = banner_of(body.row)
    context.banners, unused = placed(banner, context.banners, context.fresh_banner)
    for other in unused:
        reading.left_out.append(LeftOut(other.place, "heading without an action", other.text))
    context.fresh_banner = True
    context.item = None


def _take_more(
    body: Body, last: Record | None, reading: Reading, context: _Context, of_items: bool
) -> bool:
    """Add a row without an action of its own to the record before; True if it holds one's."""
    if last is None:
        return False
    cells = body.row.cells
    if {kind for kind, _header, cell in _kinds(body) if cell.text and not cell.down} == {"theme"}:
        return False
    item_at = body.columns.at("item")
    if item_at is not None and item_at < len(cells) and body.columns.at("action") is not None:
        cell = cells[item_at]
        if cell.text and not cell.down:
            _item(body, reading, context, of_items)
            return False
    added: dict[str, tuple[tuple[str, Cell], ...]] = dict(last.cells)
    for kind, header, cell in _kinds(body):
        if not cell.text or cell.down or kind in {"ref", "action_ref", "item_ref"}:
            continue
        before = added.get(kind, ())
        at = next((n for n, (name, _cell) in enumerate(before) if name == header), None)
        if at is None:
            added[kind] = (*before, (header, cell))
        elif cell.text not in before[at][1].text:
            text = f"{before[at][1].text}\n{cell.text}".strip()
            grown = (header, replace(before[at][1], text=text))
            added[kind] = (*before[:at], grown, *before[at + 1 :])
    last.cells = added
    reading.printed.setdefault(last.place, []).extend(_as_printed(body))
    last.doubts.append(f"{body.row.place} was added to this row")
    return True


def _kinds(body: Body) -> list[tuple[str, str, Cell]]:
    return [
        (kind, header, cell)
        for kind, header, cell in zip(
            body.columns.kinds, body.columns.headers, body.row.cells, strict=False
        )
        if kind
    ]


def _item(body: Body, reading: Reading, context: _Context, of_items: bool) -> int:
    """The position of the item that a row belongs to; it is added where it is new."""
    columns, cells = body.columns, body.row.cells

    def value(kind: str) -> str:
        at = columns.at(kind)
        return cells[at].text if at is not None and at < len(cells) else ""

    sections = [text for _level, text in sorted(context.headings.items())]
    kind = "item" if "item" in columns.kinds else "theme" if "theme" in columns.kinds else ""
    headed = context.banners or any(is_numbered_item(text) for text in sections)
    if kind == "item" and "action" not in columns.kinds and headed:
        kind = ""  # What is called an objective is done under the item that stands above.
    if kind:
        text = value(kind)
        if not text and context.item is not None:
            return context.item
        above = [*[x for x in sections if is_numbered_item(x)], *context.banner_texts]
        if not text:
            text = above.pop() if above else ""
        section = value("theme") if kind == "item" and value("theme") else ""
        section = section or (above[-1] if above else "")
        header = columns.headers[columns.at(kind) or 0]
    else:
        if context.item is not None and not value("item_ref"):
            return context.item
        names = [*sections, *context.banner_texts]
        named = [x for x in names if not is_generic(x)]
        text = named[-1] if named else ""
        above = [x for x in named[:-1] if is_numbered_item(x)]
        section, header = (above[-1] if above else ""), ""
    ref, title, word = item_of(without_labels(text))
    number = value("item_ref") or (value("ref") if of_items else "")
    if number:
        ref, its_word = bare(number)
        word = its_word or word
        title = title or text
    word = word or _kind_word(header)
    paragraph = _PARAGRAPH.search(title)
    if paragraph:
        title = title[: paragraph.start()]
    inspection_ref = value("inspection_ref") or (paragraph[1] if paragraph else "")
    item = Item(ref, title, word, section, body.row.place, inspection_ref)
    context.item = _placed(item, reading.items)
    return context.item


def _kind_word(header: str) -> str:
    match = re.search(
        r"recommendation|area for improvement|priority|objective|theme|workstream|project|area"
        r"|issue|finding|work package",
        header.lower(),
    )
    return match[0] if match else ("area" if kind_of(header) == "item" else "")


def _placed(item: Item, items: list[Item]) -> int:
    for at, other in enumerate(items):
        same_title = plain_title(other.title) == plain_title(item.title)
        if same_title and other.ref == item.ref and (other.section == item.section or item.ref):
            return at
    items.append(item)
    return len(items) - 1
