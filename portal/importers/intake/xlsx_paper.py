"""Open a workbook: its sheets as tables, dates as they are shown, colours, what is hidden."""

from __future__ import annotations

import colorsys
import io
import re
from datetime import date, datetime
from typing import Any

from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from portal.importers.intake.paper import Cell, Paper, RefusedPaper, Row, Table, holds_symbols

# Colours of the theme that workbooks have unless they bring one.
_THEME = "FFFFFF 000000 EEECE1 1F497D 4F81BD C0504D 9BBB59 8064A2 4BACC6 F79646".split()
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# How the clause of a scheme names the colours, in the order in which cells count them.
_SCHEME = ("lt1", "dk1", "lt2", "dk2", *(f"accent{n}" for n in range(1, 7)))
# Rows and columns without a cell, after which what comes is no part of the sheet's table.
_FAR_ROWS, _FAR_COLUMNS = 300, 60
_MONTHS = "January February March April May June July August September October November December"


def read_xlsx(raw: bytes, name: str) -> Paper:
    """Read the visible sheets of a workbook; formulas by the values that were saved with them.

    Raises:
        RefusedPaper: if it is damaged.
    """
    try:
        book = load_workbook(io.BytesIO(raw), data_only=True, keep_links=False, keep_vba=False)
    except (InvalidFileException, KeyError, ValueError, TypeError, OSError, SyntaxError,
            AttributeError, IndexError) as error:  # fmt: skip
        raise RefusedPaper("the workbook is damaged; save it again") from error
    theme = _theme(book.loaded_theme)
    hidden = [str(book.properties.creator or ""), str(book.properties.lastModifiedBy or "")]
    tables, notes = [], []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            hidden += [_shown(cell) for cell in _cells_of(sheet)]
            notes.append(f"sheet {sheet.title}: hidden, not read")
            continue
        tables.append(_sheet(sheet, theme, hidden, notes))
    return Paper(name, tuple(tables), tuple(filter(None, hidden)), tuple(notes))


def _theme(loaded: bytes | None) -> list[str]:
    if not loaded:
        return _THEME
    try:
        root = etree.fromstring(loaded, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return _THEME
    colours = []
    for at, clause in enumerate(_SCHEME):
        element = root.find(f".//{_DRAWING}{clause}")
        child = element[0] if element is not None and len(element) else None
        value = child.get("lastClr") or child.get("val") if child is not None else ""
        is_colour = re.fullmatch(r"[0-9A-Fa-f]{6}", value or "")
        colours.append(value.upper() if value and is_colour else _THEME[at])
    return colours


def _cells_of(sheet: Any) -> list[Any]:
    """The cells that the file holds; asking for rows would make all those between them too."""
    return list(sheet._cells.values())


def _last_near(numbers: set[int], far: int) -> int:
    """The last of some rows or columns that is not far from the one before it."""
    last = 0
    for number in sorted(numbers):
        if last and number - last > far:
            break
        last = number
    return last


def _sheet(sheet: Any, theme: list[str], hidden: list[str], notes: list[str]) -> Table:
    owners = {}
    for area in sheet.merged_cells.ranges:
        if area.size["rows"] * area.size["columns"] > 50_000:
            continue
        for row in range(area.min_row, area.max_row + 1):
            for column in range(area.min_col, area.max_col + 1):
                owners[row, column] = (area.min_row, area.min_col)
    unseen = {
        at
        for dimension in sheet.column_dimensions.values()
        if dimension.hidden
        for at in range(dimension.min or 0, (dimension.max or 0) + 1)
    }
    rules = _colour_rules(sheet)
    place = f"sheet {sheet.title}"
    rows = []
    held = _cells_of(sheet)
    last_row = _last_near({cell.row for cell in held}, _FAR_ROWS)
    last_column = _last_near({cell.column for cell in held}, _FAR_COLUMNS)
    far = [c for c in held if c.value is not None and (c.row > last_row or c.column > last_column)]
    if far:
        hidden += map(_shown, far)
        notes.append(
            f"{place}: {far[0].coordinate} stands far from the rest and was not read "
            f"(such cells: {len(far)})"
        )
    for cells in sheet.iter_rows(max_row=last_row, max_col=last_column) if held else ():
        number = cells[0].row
        dimension = sheet.row_dimensions.get(number)
        is_hidden = bool(dimension is not None and (dimension.hidden or dimension.height == 0))
        shown: list[Cell] = []
        for cell in cells:
            if cell.comment is not None:
                hidden.append(str(cell.comment.text))
            if cell.column in unseen:
                hidden.append(_shown(cell))
                continue
            shown.append(_cell(sheet, cell, owners, theme, rules))
        rows.append(Row(tuple(shown), f"{place}, row {number}", is_hidden))
    for part in (sheet.oddHeader, sheet.oddFooter):
        hidden += [str(x.text) for x in (part.left, part.center, part.right) if x and x.text]
    while rows and not any(cell.text or cell.fill for cell in rows[-1].cells):
        rows.pop()
    return Table(tuple(rows), place, sheet.title)


def _cell(sheet: Any, cell: Any, owners: dict[Any, Any], theme: list[str], rules: Any) -> Cell:
    owner = owners.get((cell.row, cell.column), (cell.row, cell.column))
    source = cell if owner == (cell.row, cell.column) else sheet.cell(*owner)
    text = _shown(source)
    fill = _fill(source, theme) or _by_rule(rules, cell, text)
    if fill in {"", "FFFFFF"} and holds_symbols(text) and source.font:
        fill = _colour(source.font.color, theme)
    struck = bool(source.font and source.font.strike)
    return Cell(
        text="" if struck else text,
        fill=fill,
        down=cell.row > owner[0],
        across=cell.column > owner[1],
        struck=text if struck else "",
        bold=bool(source.font and source.font.b),
    )


def _fill(cell: Any, theme: list[str]) -> str:
    fill = cell.fill
    if fill is None or fill.fill_type != "solid":
        return ""
    return _colour(fill.fgColor, theme)


def _colour(colour: Any, theme: list[str]) -> str:
    if colour is None:
        return ""
    if colour.type == "rgb" and isinstance(colour.rgb, str):
        return str(colour.rgb[-6:]).upper()
    if colour.type == "theme" and isinstance(colour.theme, int) and colour.theme < len(theme):
        return _tinted(theme[colour.theme], float(colour.tint or 0))
    if colour.type == "indexed":
        from openpyxl.styles.colors import COLOR_INDEX

        index = colour.indexed
        return str(COLOR_INDEX[index])[-6:] if 0 <= index < 64 else ""
    return ""


def _tinted(value: str, tint: float) -> str:
    red, green, blue = (int(value[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, saturation = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    parts = colorsys.hls_to_rgb(hue, max(0.0, min(1.0, light)), saturation)
    return "".join(f"{round(part * 255):02X}" for part in parts)


def _colour_rules(sheet: Any) -> list[tuple[Any, str, str, str]]:
    """Conditional formats that colour a cell by its own text: area, kind, words, colour."""
    listed = []
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            colour = rule.dxf.fill.bgColor if rule.dxf and rule.dxf.fill else None
            fill = _colour(colour, _THEME)
            words = rule.text or "".join(rule.formula or ()).strip("=").strip('"')
            if fill and words:
                kind = "equal" if rule.type == "cellIs" and rule.operator == "equal" else rule.type
                listed.append((area, kind, words.lower(), fill))
    return listed


def _by_rule(rules: list[tuple[Any, str, str, str]], cell: Any, text: str) -> str:
    lower = text.lower()
    for area, kind, words, fill in rules:
        if not lower or cell.coordinate not in area:
            continue
        if (kind == "equal" and lower == words) or (
            kind in {"containsText", "beginsWith"} and words in lower
        ):
            return fill
    return ""


def _shown(cell: Any) -> str:
    """A cell's text as the sheet shows it: `Oct-25` of a day whose format is a month."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return _date(value, str(cell.number_format or ""))
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float | int):
        shown = str(cell.number_format or "")
        if "%" in shown:
            return f"{value * 100:.10g}%"
        if "£" in shown:
            return f"£{value:,.2f}".removesuffix(".00")
        if re.fullmatch(r"0\.0+", shown) and isinstance(value, float | int):
            return f"{value:.{len(shown) - 2}f}"
        return f"{value:.15g}"
    return _clean(str(value))


def _clean(text: str) -> str:
    text = re.sub(r"_x000[dD]_", "", text).replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"[^\S\n]+", " ", text).strip()


def _date(value: date | datetime, shown: str) -> str:
    plain = re.sub(r"\[[^\]]*\]|\\|\"[^\"]*\"|;@.*", "", shown).lower()
    month = _MONTHS.split()[value.month - 1]
    if "d" not in plain and "m" in plain:
        year = str(value.year) if "yyyy" in plain else f"{value.year % 100:02d}"
        return f"{month if 'mmmm' in plain else month[:3]}{'-' if '-' in plain else ' '}{year}"
    if "mmm" in plain:
        return f"{value.day} {month} {value.year}"
    return f"{value.day:02d}/{value.month:02d}/{value.year}"
