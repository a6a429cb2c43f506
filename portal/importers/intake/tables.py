"""From a table's rows to records: headers, banners, merged cells, totals, what is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from portal.importers.intake.assignment import assigned
from portal.importers.intake.beside import KEY, below_plan
from portal.importers.intake.columns import (
    Chosen,
    Columns,
    columns_of,
    is_foreign,
    is_header,
    kind_of,
    names_period,
)
from portal.importers.intake.holdings import held, is_ref
from portal.importers.intake.paper import Cell, Row, Table
from portal.importers.intake.peers import Alike, Body, by_peers
from portal.importers.intake.records import LeftOut
from portal.importers.intake.refs import is_numbered_item

_TOTAL = re.compile(
    r"^\W*(?:(?:sub|grand)[ -]?total|totals?|count|sum|number of actions|summary)\b", re.IGNORECASE
)
_NOTE = re.compile(
    r"^\W*(?:notes?|key|source|footnotes?|legend|disclaimer|version|glossary|prepared by|updated by"
    r"|end of (?:table|plan|document)|rag (?:key|rating key|definitions?))\b",
    re.IGNORECASE,
)
_COMMENT = re.compile(
    r"^\W*(?:since the last|update|progress|commentary|comments?|narrative|summary|impact|overall"
    r"|position|board comment|evidence|sponsor|lead|owner|rag|outcome|why this matters)\b"
    r"[^:]{0,40}:",
    re.IGNORECASE,
)
# `Closed: 5`, of a line that counts the rows above.
_COUNT = re.compile(r"\s*[A-Za-z][A-Za-z ]{2,30}:\s*\d{1,4}\s*")
_NUMBER = re.compile(r"\d+(?:\.\d+)*[a-z]?")
# `(what will be done)`, as a template says of a column below its header.
_GUIDANCE = re.compile(r"\s*[(\[<].*[)\]>]\s*", re.DOTALL)
# What a page ends or begins with, where it was pasted as rows.
_PAGE = re.compile(
    r"\W*(?:page \d+(?: (?:of|/) ?\d+)?|continued (?:on next page|overleaf)|p\.? ?t\.? ?o\.?)\W*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"^[^:]{3,40}:\s|(?:\S+\s+){6}.*\.$", re.DOTALL)
_MOST_HEADER_ROWS = 3
_LONGEST_TOTAL = _LONGEST_NAME = 40
_LONGEST_BANNER = 400
OF_ITEM = frozenset({"sponsor", "lead", "contact", "target", "status", "rag", "cost"})
_OF_ONE_COLUMN = frozenset({"lead", "target", "action", "item", "ref", "action_ref", "item_ref"})


@dataclass(slots=True)
class TableRows:
    """The rows of one table by what they are; `titles` stand above the first header."""

    titles: list[Row]
    bodies: list[Body]
    left_out: list[LeftOut]

    @property
    def columns(self) -> Columns | None:
        """The columns of its last header."""
        return self.bodies[-1].columns if self.bodies else None


def rows_of(table: Table, before: Columns | None, chosen: Chosen, alike: Alike) -> TableRows | None:
    """Sort the rows of a table; None where it is no table of a plan.

    `before` are the columns of the table before, for one that goes on without a header; `chosen`
    is what a person says of columns; `alike` are rows below the same header elsewhere.
    """
    sorted_rows = TableRows([], [], [])
    columns: Columns | None = None
    rows = table.rows
    at = 0
    in_notes, in_counts = False, False
    while at < len(rows):
        row = rows[at]
        if row.is_empty:
            at += 1
            continue
        header = _header_at(rows, at, chosen, columns)
        if header is not None:
            height, proposed = header
            if columns is not None:
                _leave_texts_above(rows, at, sorted_rows)
                reason = "header repeated"
                if proposed.headers != columns.headers:
                    reason = "header of the rows below"
                sorted_rows.left_out.append(LeftOut(row.place, reason))
            below = alike.below(proposed, _of_plan(rows[at + height :]))
            likeliest, _score = assigned(proposed.headers, below, chosen)
            at += height
            in_notes, in_counts = False, _only_counts(likeliest, below)
            columns = columns if in_counts else likeliest
            continue
        if columns is not None and not in_counts:
            plan = [body.row for body in sorted_rows.bodies if body.role == "action"]
            if other := below_plan(rows, at, columns, plan):
                sorted_rows.left_out += [
                    LeftOut(row.place, "not a table of actions", _whole(row.filled))
                    for row in other
                ]
                at += len(other)
                continue
        at += 1
        if in_counts:
            sorted_rows.left_out.append(LeftOut(row.place, "counts of actions", _whole(row.filled)))
            continue
        if columns is None:
            sorted_rows.titles.append(row)
            continue
        _sort_row(row, columns, sorted_rows, in_notes)
        in_notes = in_notes or _begins_notes(row)
    if columns is None:
        first = next((row for row in rows if len(row.filled) > 1), None)
        if first is None or before is None or len(before.kinds) != len(first.cells) or in_counts:
            return None
        if is_foreign(first.texts) and all(len(text) < _LONGEST_NAME for text in first.texts):
            return None  # The header of a table of risks, versions or terms.
        sorted_rows.titles = []
        for row in rows:
            if row.texts == before.headers:
                sorted_rows.left_out.append(LeftOut(row.place, "header repeated"))
            elif not row.is_empty:
                _sort_row(row, before, sorted_rows, in_notes)
                in_notes = in_notes or _begins_notes(row)
    sorted_rows.bodies = _beneath_numbered(by_peers(sorted_rows.bodies))
    _drop_trailing_banners(sorted_rows)
    return sorted_rows


def _of_plan(rows: Sequence[Row]) -> list[Row]:
    """The rows below a header that tell of its columns: no totals, and no notes or key below."""
    above = takewhile(lambda row: not _begins_notes(row), rows)
    rows_and_cells = [(row, [c for c in row.filled if not c.down]) for row in above]
    return [r for r, cells in rows_and_cells if not _is_total(cells, r) and not _is_guidance(cells)]


def _only_counts(columns: Columns, rows: Sequence[Row]) -> bool:
    """Tell if a table counts the actions of others: `Theme | Actions | Complete` with numbers."""
    names = {"action", "item", "theme"}
    others = [held(rows, at) for at, kind in enumerate(columns.kinds) if kind not in names]
    looks = [look for look in others if look.filled]
    return bool(looks) and all(look.number == 1 and look.when == 0 for look in looks)


def _leave_texts_above(rows: Sequence[Row], at: int, sorted_rows: TableRows) -> None:
    """Leave out sentences that stand between a heading and the header that comes again."""
    above = list(takewhile(lambda row: len(row.filled) == 1, rows[:at][::-1]))
    for row in above[:-1]:
        last = sorted_rows.bodies[-1] if sorted_rows.bodies else None
        text = row.filled[0].text
        if last is None or last.row is not row or last.role != "action" or text[-1:] != ".":
            return
        sorted_rows.bodies.pop()
        sorted_rows.left_out.append(LeftOut(row.place, "text above the header", text))


def _begins_notes(row: Row) -> bool:
    texts = [cell.text for cell in row.filled]
    return len(texts) == 1 and bool(_NOTE.match(texts[0]))


def _header_at(
    rows: Sequence[Row], at: int, chosen: Chosen, before: Columns | None
) -> tuple[int, Columns] | None:
    """The header that begins at a row: its height and columns; the surest reading wins.

    A row above one that comes again is none of it; `before` are the columns so far.
    """
    best: tuple[int, Columns] | None = None
    if _spans_all(rows[at]) or any(map(_is_reference, rows[at].texts)):
        return None
    if rows[at].is_labelled and not kind_of(rows[at].filled[1].text):
        return None
    for height in range(1, _MOST_HEADER_ROWS + 1):
        part = list(rows[at : at + height])
        if len(part) == 2:
            part[0] = _grouped(*part)
        if len(part) < height or (height > 1 and not _goes_on(part)):
            break
        if height > 1 and before is not None and part[-1].texts == before.headers:
            break
        texts = _texts(part)
        if not is_header(texts, chosen):
            continue
        columns = columns_of(texts).chosen(chosen)
        better = best is None or columns.points > best[1].points
        if best is not None and not better:
            # The second row names what the first groups: `Progress` over `Q1` to `Q4`.
            better = any(cell.across for cell in part[-2].cells)
        if better:
            best = (height, columns)
    return best


def _is_reference(text: str) -> bool:
    """Tell if a text is the reference of a row, as no name of a column is."""
    return is_ref(text) and any(map(str.isdigit, text)) and not kind_of(text)


def _grouped(upper: Row, lower: Row) -> Row:
    """The upper row of a header of two, its groups run over what they name where no cell says so.

    So it is in a file of text: `Recommendation,,Action,` over `No,Text,No,Description`.
    """
    texts = [text.strip() for text in upper.texts]
    below = [text.strip() for text in lower.texts]
    pairs = list(zip(texts, below, strict=False))
    kinds = [bool(kind_of(text)) for text in below if text]
    if (
        any(cell.across or cell.down for cell in (*upper.cells, *lower.cells))
        or len(texts) != len(below)
        or sum(not text for text, _low in pairs) < 1
        or not all(text or low for text, low in pairs)
        or len(kinds) < 2
        or sum(kinds) < len(kinds) / 2
        or not any(text and low for text, low in pairs)
        or any(map(_is_reference, below))
        or sum(": " in text for text in texts) > 1  # The parts of a key: `Blue: complete`.
    ):
        return upper
    cells: list[Cell] = []
    for cell in upper.cells:
        before = cells[-1] if cells else None
        is_more = not cell.text.strip() and before is not None and bool(before.text)
        cells.append(replace(before, across=True) if before and is_more else cell)
    return replace(upper, cells=tuple(cells))


def _goes_on(part: Sequence[Row]) -> bool:
    """Tell if the last of some rows belongs to the header that they begin with."""
    upper, lower = part[-2], part[-1]
    texts = [cell.text for cell in lower.cells if not cell.down]
    if any(len(text) > _LONGEST_NAME or _is_reference(text) for text in texts):
        return False
    groups = any(cell.across for cell in upper.cells)
    return groups or any(cell.down for cell in lower.cells)


def _texts(part: Sequence[Row]) -> list[str]:
    texts = []
    for at in range(max(len(row.cells) for row in part)):
        names: list[str] = []
        for row in part:
            text = row.cells[at].text if at < len(row.cells) else ""
            wide = row is not part[-1] and len(part) > 1 and _spans_all(row)
            if text and text not in names and not wide:
                names.append(text)
        joint = " ".join(" ".join(names).split())
        texts.append(_name_of_column(names, joint))
    return texts


def _name_of_column(names: Sequence[str], joint: str) -> str:
    """Return the name of a column whose header has several rows.

    What a group is called may say nothing of a column (`Accountability` over `By when`), or too
    much (`Progress` over `Rating`).
    """
    kinds = [kind_of(name) for name in names]
    if not kind_of(joint):
        # Of several columns in a group each has its lead or date in its own name.
        return next(
            (
                name
                for name, kind in zip(names[::-1], kinds[::-1], strict=True)
                if kind and (name == names[-1] or kind not in _OF_ONE_COLUMN)
            ),
            joint,
        )
    last = kinds[-1] if names and not names_period(names[-1]) else ""
    return names[-1] if last and last != kind_of(joint) == kinds[0] else joint


def _spans_all(row: Row) -> bool:
    return len(row.filled) == 1 and len(row.cells) > 2


def _sort_row(row: Row, columns: Columns, rows: TableRows, in_notes: bool) -> None:
    own_cells = [cell for cell in row.filled if not cell.down]
    first = own_cells[0].text if own_cells else ""
    action = _cell(row, columns, "action") or _cell(row, columns, "item")
    if row.hidden:
        rows.left_out.append(LeftOut(row.place, "hidden or deleted row", _whole(own_cells)))
    elif not own_cells:
        reason = "struck through" if any(cell.struck for cell in row.cells) else "merged cells only"
        rows.left_out.append(LeftOut(row.place, reason))
    elif _PAGE.fullmatch(_whole(own_cells)):
        rows.left_out.append(LeftOut(row.place, "number of a page", _whole(own_cells)))
    elif _is_guidance(own_cells):
        rows.left_out.append(LeftOut(row.place, "guidance on the columns", _whole(own_cells)))
    elif _is_total(own_cells, row):
        rows.left_out.append(LeftOut(row.place, "total", _whole(own_cells)))
    elif in_notes or (len(own_cells) == 1 and _NOTE.match(first)) or KEY.fullmatch(first):
        rows.left_out.append(LeftOut(row.place, "note", _whole(own_cells)))
    elif _is_banner(row, columns, own_cells):
        text = " ".join(dict.fromkeys(cell.text for cell in own_cells))
        is_more = says_more(text) and not is_numbered_item(text)
        if is_more or len(text) > _LONGEST_BANNER:
            rows.bodies.append(Body(row, columns, "comment"))
        else:
            rows.bodies.append(Body(row, columns, "banner"))
    elif action is not None and action.struck and not action.text:
        rows.left_out.append(LeftOut(row.place, "struck through", action.struck))
    elif row.is_labelled and not is_ref(first) and not is_numbered_item(first):
        rows.bodies.append(Body(row, columns, "comment"))
    elif action is None or not action.text or action.down:
        rows.bodies.append(Body(row, columns, "more"))
    else:
        rows.bodies.append(Body(row, columns, "action"))


def _is_guidance(cells: Sequence[Cell]) -> bool:
    return len(cells) > 2 and all(_GUIDANCE.fullmatch(cell.text) for cell in cells)


def _is_total(own_cells: Sequence[Cell], row: Row) -> bool:
    first = own_cells[0].text if own_cells else ""
    named = _TOTAL.match(first) and (len(first) < _LONGEST_TOTAL or len(own_cells) > 1)
    return bool(named) or _is_sum(row)


def _is_sum(row: Row) -> bool:
    """Tell if a row holds words and a number and nothing else: `Actions in all`, `20`."""
    texts = [cell.text for cell in row.filled]
    if all(map(_COUNT.fullmatch, texts)):
        return True
    alone = len(texts) == 2 and len(row.cells) > 3 and not any(c.across for c in row.cells)
    return alone and texts[1].strip().isdigit() and not is_ref(texts[0])


def says_more(text: str) -> bool:
    """Tell if a text across a table says something of its item: `Executive lead: Director of A`."""
    label, colon, _value = text.partition(":")
    return bool(_COMMENT.match(text)) or bool(colon and kind_of(label) in OF_ITEM)


def _whole(cells: Sequence[Cell]) -> str:
    return " | ".join(cell.text for cell in cells)


def _cell(row: Row, columns: Columns, kind: str) -> Cell | None:
    at = columns.at(kind)
    return row.cells[at] if at is not None and at < len(row.cells) else None


def _is_banner(row: Row, columns: Columns, own_cells: Sequence[Cell]) -> bool:
    """Tell if a row names what the rows below belong to."""
    width = len(row.cells)
    if any(cell.down for cell in row.filled):
        return False
    spanned = sum(cell.across for cell in row.cells)
    if len(own_cells) == 1:
        cell = own_cells[0]
        at = row.cells.index(cell)
        if spanned >= max(2, width // 2 - 1):
            return True
        kind = columns.kinds[at] if at < len(columns.kinds) else ""
        if kind == "action":
            return bool(cell.fill or cell.bold) and spanned > 0
        if kind in {"item", "theme", "progress", "success", "evidence"}:
            return kind in {"item", "theme"} and bool(cell.bold or cell.fill)
        return len(cell.text) > 3
    # A number beside a title that runs over all the other columns.
    return (
        len(own_cells) == 2 and len(own_cells[0].text) < 12 and spanned >= width - 3 and width > 3
    )


def _beneath_numbered(bodies: Sequence[Body]) -> list[Body]:
    """Take for comments the sentences and labels that stand right below a numbered banner.

    `What inspectors found: …` says something of the item `Area for improvement 2` above it.
    """
    result = list(bodies)
    for at, (upper, body) in enumerate(pairwise(bodies), start=1):
        if upper.role == body.role == "banner":
            name, text = (_whole([c for c in b.row.filled if not c.down]) for b in (upper, body))
            if is_numbered_item(name) and not is_numbered_item(text) and _SENTENCE.search(text):
                result[at] = replace(body, role="comment")
    return result


def _drop_trailing_banners(rows: TableRows) -> None:
    """A banner that no action follows is a note below the table."""
    while rows.bodies and rows.bodies[-1].role == "banner":
        body = rows.bodies.pop()
        text = body.row.filled[0].text
        rows.left_out.append(LeftOut(body.row.place, "text below the table", text))
