"""The scorecard as a sheet of an Excel workbook: numbers with their signs, tinted by fifth."""

from __future__ import annotations

from typing import Any

from portal.domain.scorecard import FIFTHS, MOST_UPRIGHT, Cell, Grid, GridRow

# Blue is the better side, orange the worse, as on the page (assets/css/30-benchmarks.css).
_TINTS = ("BCD8F2", "E4EFF9", "F1F3F5", "FDF0E4", "F8D3B2")
_KEY = (
    f"{FIFTHS[0]} best fifth of councils to {FIFTHS[4]} worst fifth; ▲ getting better, "
    "▼ getting worse; no digit: not ranked or not compared"
)


def write_grid(book: Any, grid: Grid) -> None:
    """Add the sheet "Scorecard", set up for A4, to a workbook of xlsxwriter."""
    _Sheet(book, grid).write()


class _Sheet:
    def __init__(self, book: Any, grid: Grid) -> None:
        self.book, self.grid = book, grid
        self.sheet = book.add_worksheet("Scorecard")
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}

    def form(self, **looks: Any) -> Any:
        """Return a format of the workbook, made once."""
        key = tuple(sorted(looks.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "top", **looks})
        return self.formats[key]

    def write(self) -> None:
        sheet, columns = self.sheet, len(self.grid.councils)
        sheet.write_string(0, 0, _KEY, self.form(italic=True))
        for column, name in enumerate(("Measure", "About", "England", *self.grid.councils)):
            sheet.write_string(1, column, name, self.form(bold=True, bottom=1, text_wrap=True))
        line = 2
        for title, rows in self.grid.groups:
            sheet.write_string(line, 0, title, self.form(bold=True, top=1))
            for number, row in enumerate(rows, start=1):
                self._row(line + number, row)
            line += len(rows) + 1
        sheet.set_column(0, 0, 60)
        sheet.set_column(1, 1, 34)
        sheet.set_column(2, columns + 2, 13)
        sheet.freeze_panes(2, 1)
        sheet.repeat_rows(1)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        if columns > MOST_UPRIGHT:
            sheet.set_landscape()

    def _row(self, line: int, row: GridRow) -> None:
        self.sheet.write_string(line, 0, row.name, self.form(text_wrap=True))
        self.sheet.write_string(line, 1, row.facts, self.form(text_wrap=True))
        if row.england is not None:
            plain = self.form(num_format=_number(row, ""))
            self.sheet.write_number(line, 2, row.england, plain)
        for column, cell in enumerate(row.cells, start=3):
            self._cell(line, column, row, cell)

    def _cell(self, line: int, column: int, row: GridRow, cell: Cell) -> None:
        if cell.value is None:
            self.sheet.write_string(line, column, cell.note, self.form(font_color="#4D5B69"))
            return
        looks: dict[str, Any] = {"num_format": _number(row, cell.marks or cell.note)}
        if cell.place:
            looks["bg_color"] = f"#{_TINTS[cell.place - 1]}"
        self.sheet.write_number(line, column, cell.value, self.form(**looks))


def _number(row: GridRow, after: str) -> str:
    """Write Excel's format of a number with its unit and what stands after it, as quoted text."""
    digits = f"#,##0{'.' if row.decimals else ''}{'0' * row.decimals}"
    before, _, unit = row.pattern.partition("{}")
    ending = f"{unit} {after}".rstrip()
    quoted = [f'"{text}"' if text else "" for text in (before, ending)]
    return f"{quoted[0]}{digits}{quoted[1]}"
