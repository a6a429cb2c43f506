"""Plans that tests make up, read as the portal reads a council's file."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import IO, Protocol

from docx import Document
from openpyxl import Workbook

from portal.importers.intake.opening import open_paper
from portal.importers.intake.proposals import Proposal, propose


class _Saved(Protocol):
    """A document or a workbook."""

    def save(self, file: IO[bytes], /) -> None: ...


def opened(file: _Saved) -> Proposal:
    out = io.BytesIO()
    file.save(out)
    return propose(open_paper(out.getvalue(), "plan"))


def from_word(tables: Sequence[Sequence[Sequence[str]]], before: Sequence[str] = ()) -> Proposal:
    """A document of tables; `before` are headings, the n-th stands before the n-th table."""
    document = Document()
    document.add_paragraph("Anyshire Council improvement plan, position at 30 June 2025")
    for number, rows in enumerate(tables):
        if number < len(before):
            document.add_heading(before[number], 2)
        table = document.add_table(0, max(map(len, rows)))
        for row in rows:
            cells = table.add_row().cells
            for cell, text in zip(cells, row, strict=False):
                cell.text = text
            if len(row) == 1:
                cells[0].merge(cells[-1])
    return opened(document)


def from_csv(*rows: Sequence[str]) -> Proposal:
    return propose(open_paper("\r\n".join("\t".join(row) for row in rows).encode(), "plan.csv"))


def from_sheets(sheets: Mapping[str, Sequence[Sequence[str]]]) -> Proposal:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return opened(book)


def actions(proposal: Proposal) -> list[tuple[str, str, str, str, str]]:
    """List the actions: item, reference, text, leads, date with status and colour."""
    return [
        (
            proposal.items[action.item].title,
            action.ref,
            action.text,
            ";".join(lead.initials or lead.role for lead in action.leads),
            f"{action.target.day or ''} {action.standing.status} {action.standing.rag}".strip(),
        )
        for action in proposal.actions
    ]
