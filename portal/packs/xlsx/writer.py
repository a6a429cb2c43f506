"""A pack as Excel: the data of every table and chart, with native charts, and where it is from."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import xlsxwriter

from portal.domain.pack_model import (
    Block,
    Cell,
    Chart,
    Pack,
    Part,
    Points,
    Room,
    Table,
    Text,
    TimeLine,
)
from portal.packs import Step
from portal.packs.common import theme
from portal.packs.common.sanitise import tidy
from portal.packs.common.text_metrics import Run, break_lines
from portal.packs.common.time_axis import cell_format, dated
from portal.packs.common.uncertain import drawn
from portal.packs.common.wording import CONFIDENTIAL, OPEN, long_date, mark_rows, native_note
from portal.packs.xlsx.charts import native_chart

_LONGEST = 32_000
_POINTS = 5.1  # of one unit of a column's width
_STATEMENTS = (14, 60, 34, 16)
_FIGURES = (30, 18)
_MARKS = (20, 50, 22, 16)


def write_sheets(pack: Pack, progress: Step) -> bytes:
    """The pack as an Excel file.

    Text is written as text, so that no cell can be taken for a formula.

    Args:
        pack: what to write.
        progress: told after every part.
    """
    pack = tidy(pack)
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    made = datetime(*pack.made_at.timetuple()[:6])  # noqa: DTZ001 - the format knows no zones
    book.set_properties(
        {
            "title": pack.title[:255],
            "subject": pack.subtitle[:255],
            "author": "Alongside",
            "comments": pack.data[:255],
            "created": made,
        }
    )
    writer = _Writer(book, pack)
    names = sheet_names([part.title for part in pack.parts])
    writer.about(names)
    for number, (part, name) in enumerate(zip(pack.parts, names, strict=True)):
        progress(number, len(pack.parts), part.title)
        writer.part(part, name)
    progress(len(pack.parts), len(pack.parts), "Writing the file")
    book.close()
    return out.getvalue()


def sheet_names(titles: list[str]) -> list[str]:
    """Names that Excel allows: at most 31 characters, no two alike, none of its signs."""
    names: list[str] = []
    taken = {"about", "history"}
    for title in titles:
        plain = re.sub(r"[\[\]:*?/\\\n]", " ", title)
        plain = re.sub(" +", " ", plain).strip(" '")
        plain = "".join(character for character in plain if ord(character) < 0x10000)
        name = plain[:31].rstrip(" '") or "Part"
        if len(plain) > 31 and " " in name[12:]:
            name = name.rpartition(" ")[0].rstrip(" ,;:'") or name
        number = 2
        base = name
        while name.casefold() in taken:
            ending = f" {number}"
            name = base[: 31 - len(ending)] + ending
            number += 1
        taken.add(name.casefold())
        names.append(name)
    return names


def _widths(part: Part) -> list[float]:
    """The widths of a part's columns: each as wide as the blocks that use it ask for."""
    widths: list[float] = [14.0, 18.0, 18.0]

    def ask(wanted: Iterable[float]) -> None:
        for column, width in enumerate(wanted):
            if column == len(widths):
                widths.append(width)
            widths[column] = max(widths[column], width)

    for page in part.pages:
        for block in page.blocks:
            if isinstance(block, Points):
                ask(_STATEMENTS)
            elif isinstance(block, TimeLine):
                ask(_MARKS)
            elif isinstance(block, Table):
                whole = sum(block.widths)
                ask(max(11.0, 130 * share / whole) for share in block.widths)
            elif isinstance(block, Chart):
                ask((_FIGURES[0], *(_FIGURES[1] for _ in block.series)))
    return widths


class _Writer:
    def __init__(self, book: Any, pack: Pack) -> None:
        self.book, self.pack = book, pack
        self.sheet: Any = None
        self.name = ""
        self.row = 0
        self.widths: list[float] = []
        base = {"font_name": theme.FONT, "font_size": 10, "valign": "top"}
        ink, quiet, link = f"#{theme.INK}", f"#{theme.QUIET}", f"#{theme.LINK}"
        rule = {"bottom": 1, "bottom_color": f"#{theme.LINE}"}

        def form(**more: Any) -> Any:
            return book.add_format({**base, "font_color": ink, **more})

        self.forms = {
            "title": form(font_size=20, bold=True, font_color=link),
            "part": form(font_size=16, bold=True, font_color=link),
            "page": form(font_size=13, bold=True),
            "label": form(bold=True),
            "plain": form(text_wrap=True),
            "long": form(text_wrap=False),
            "quiet": form(font_color=quiet),
            "head": form(bold=True, font_color=quiet, text_wrap=True, bottom=2, valign="bottom"),
            "head_right": form(
                bold=True,
                font_color=quiet,
                text_wrap=True,
                bottom=2,
                valign="bottom",
                align="right",
            ),
            "cell": form(text_wrap=True, **rule),
            "number": form(align="right", **rule),
            "caveat": form(
                text_wrap=True,
                bg_color=f"#{theme.LOOK_WASH}",
                left=5,
                left_color=f"#{theme.LOOK_LINE}",
            ),
            "gap": form(text_wrap=True, font_color=quiet, italic=True),
            "link": form(font_color=link, underline=1, text_wrap=True),
            "link_rule": form(font_color=link, underline=1, text_wrap=True, **rule),
        }
        self.number_forms: dict[str, Any] = {}
        self.make_form = form
        self.rule = rule

    def _open(self, name: str) -> None:
        self.sheet = self.book.add_worksheet(name)
        self.name, self.row = name, 0
        self.sheet.hide_gridlines(2)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        foot = "Confidential to the review team" if self.pack.confidential else ""
        self.sheet.set_footer(f"&L{foot}&RPage &P of &N")

    def _text(self, column: int, text: str, form: str) -> None:
        self.sheet.write_string(self.row, column, text[:_LONGEST], self.forms[form])

    def _link(self, column: int, address: str, text: str, form: str = "link") -> None:
        done = self.sheet.write_url(
            self.row, column, address, self.forms[form], text[:255].replace("\n", " ")
        )
        if done:
            self._text(column, text, "plain")

    def _wide(self, text: str, form: str) -> None:
        """A paragraph over the first three columns, as high as it needs."""
        text = text[:_LONGEST]
        width = sum(self.widths[:3]) * _POINTS
        lines = sum(
            len(break_lines((Run(line),), 10.0, width)) for line in text.split("\n") or [""]
        )
        self.sheet.merge_range(self.row, 0, self.row, 2, "", self.forms[form])
        self._text(0, text, form)
        self.sheet.set_row(self.row, min(409, 13.5 * lines + 4))
        self.row += 1

    def _fit(self, texts: tuple[str, ...]) -> None:
        """Makes the row as high as its texts need, and goes on to the next."""
        lines = 1
        for text, width in zip(texts, self.widths, strict=False):
            room = max(width * _POINTS - 4, 10.0)
            parts = text[:_LONGEST].split("\n")
            lines = max(lines, sum(len(break_lines((Run(part),), 10.0, room)) for part in parts))
        self.sheet.set_row(self.row, min(409, 13.0 * lines + 3))
        self.row += 1

    # Sheets

    def about(self, names: list[str]) -> None:
        """The first sheet: what this is, of which data, and what is where."""
        self._open("About")
        self.widths = [32, 90]
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        pack = self.pack
        self.sheet.set_row(0, 30)
        self._text(0, pack.title, "title")
        self.row = 1
        self._text(0, pack.subtitle, "quiet")
        self.row = 3
        facts = [("Data", pack.data), ("Made on", long_date(pack.made_at.date()))]
        if pack.confidential:
            facts.insert(0, ("For", CONFIDENTIAL))
        for label, text in facts:
            self._text(0, label, "label")
            self._text(1, text, "plain")
            self.row += 1
        if pack.link:
            self._text(0, "In the portal", "label")
            self._link(1, pack.link, OPEN)
            self.row += 1
        self.row += 1
        self._text(0, "Sheet", "head")
        self._text(1, "What it holds", "head")
        self.row += 1
        for part, name in zip(pack.parts, names, strict=True):
            quoted = name.replace("'", "''")
            self._link(0, f"internal:'{quoted}'!A1", name, "link_rule")
            titles = " · ".join([part.title, *(page.title for page in part.pages)])
            self._text(1, titles, "cell")
            self._fit((name, titles))

    def part(self, part: Part, name: str) -> None:
        """One sheet: the part's pages one below the other."""
        self._open(name)
        self.widths = _widths(part)
        for column, width in enumerate(self.widths):
            self.sheet.set_column(column, column, width)
        self.sheet.set_row(0, 26)
        self._text(0, part.title, "part")
        self.row = 1
        self._text(0, self.pack.data, "quiet")
        self.sheet.freeze_panes(2, 0)
        self.row = 3
        for page in part.pages:
            if page.title != part.title:
                self._text(0, page.title, "page")
                self.sheet.set_row(self.row, 20)
                self.row += 1
            if page.link:
                self._link(0, page.link, page.link_text or OPEN)
                self.row += 1
            for block in page.blocks:
                self.block(block)
            self.row += 1

    def block(self, block: Block) -> None:
        """One block."""
        if isinstance(block, Text):
            kind = block.kind if block.kind in ("caveat", "gap") else "plain"
            before = "Read with care: " if kind == "caveat" else ""
            self._wide(before + block.text, kind)
        elif isinstance(block, Points):
            self.points(block)
        elif isinstance(block, Table):
            self.table(block)
        elif isinstance(block, Chart):
            self.chart(block)
        elif isinstance(block, Room):
            self._text(0, block.label, "label")
            self.row += 1
            for _ in range(min(max(block.lines, 1), 200)):
                for column in range(3):
                    self._text(column, "", "cell")
                self.sheet.set_row(self.row, 22)
                self.row += 1
        else:
            self._text(0, block.caption, "label")
            self.row += 1
            self._head(("Date", "Event", "Council", "Kind"), ())
            for on, council, kind, event in mark_rows(block):
                for column, text in enumerate((on, event, council, kind)):
                    self._text(column, text, "cell")
                self._fit((on, event, council, kind))
            self.row += 1

    def _head(self, head: tuple[str, ...], numeric: tuple[int, ...]) -> None:
        for column, text in enumerate(head):
            self._text(column, text, "head_right" if column in numeric else "head")
        self._fit(head)

    def points(self, points: Points) -> None:
        """Statements with their sources and addresses as columns."""
        self._head(("No.", "Statement", "Source", "In the portal"), ())
        for point in points.points:
            self._text(0, point.strong, "cell")
            self._text(1, point.text, "cell")
            self._text(2, point.source, "cell")
            if point.link:
                self._link(3, point.link, "Open", "link_rule")
            else:
                self._text(3, "", "cell")
            self._fit((point.strong, point.text, point.source))
        self.row += 1

    def table(self, table: Table) -> None:
        """A table under its caption."""
        self._text(0, table.caption, "label")
        self.row += 1
        self._head(table.head, table.numeric)
        for row in table.rows:
            for column, cell in enumerate(row):
                self._cell(column, cell, column in table.numeric)
            self._fit(tuple("" if cell is None else str(cell) for cell in row))
        if table.source:
            self._text(0, f"Source: {table.source}", "quiet")
            self.row += 1
        self.row += 1

    def _cell(self, column: int, cell: Cell, numeric: bool) -> None:
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            self.sheet.write_number(self.row, column, cell, self.forms["number"])
        else:
            text = "" if cell is None else str(cell)
            self._text(column, text, "number" if numeric else "cell")

    def _number_form(self, code: str, align: str = "right") -> Any:
        if code not in self.number_forms:
            self.number_forms[code] = self.make_form(num_format=code, align=align, **self.rule)
        return self.number_forms[code]

    def chart(self, chart: Chart) -> None:
        """A chart's figures with the native chart made from them to their right or below."""
        headline = self.row
        note, chart = native_note(chart), drawn(chart)
        self._text(0, chart.headline, "label")
        self.row += 1
        for text in (chart.subtitle, note):
            if text:
                self._text(0, text, "quiet")
                self.row += 1
        if chart.source:
            self._text(0, f"Source: {chart.source}", "quiet")
            self.row += 1
        if chart.link:
            self._link(0, chart.link, OPEN)
            self.row += 1
        if chart.verdict:
            self._wide(f"Read with care: {chart.verdict}", "caveat")
        top = self.row
        head = ("", *(series.name for series in chart.series))
        self._head(head, tuple(range(1, len(head))))
        form = self._number_form(chart.number_format)
        days = dated(chart)
        for index, category in enumerate(chart.categories):
            if days:
                code = cell_format(days[index], category)
                self.sheet.write_datetime(self.row, 0, days[index], self._number_form(code, "left"))
            else:
                self._text(0, category, "cell")
            for column, series in enumerate(chart.series, start=1):
                value = series.values[index]
                if value is None:
                    self.sheet.write_blank(self.row, column, None, form)
                else:
                    self.sheet.write_number(self.row, column, value, form)
            self._fit((category,))
        native, high = native_chart(self.book, chart, self.name, headline, top)
        self.row += 1
        about = {"description": (chart.alt or chart.headline)[:2000], "object_position": 2}
        self.sheet.insert_chart(self.row, 0, native, about)
        self.row += high // 20 + 2
