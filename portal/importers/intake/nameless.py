"""A paper without its people: what may be stored while a review waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from portal.importers.intake.leads import leads_of, written
from portal.importers.intake.names import initials_of, is_label_of_person, is_name
from portal.importers.intake.paper import Block, Cell, Paper, Row, Table, Text
from portal.importers.intake.people import People
from portal.importers.intake.records import Reading
from portal.importers.intake.words import phrases

_PEOPLE = frozenset({"lead", "contact", "sponsor"})
_FEWEST_NAMES, _MOST_OF_BOX = 3, 4


def nameless(paper: Paper, reading: Reading, people: People) -> Paper:
    """Return a paper with people replaced in all its texts, and without its hidden ones.

    In columns of leads each becomes initials and role, by which it is read again.
    """
    headers = {
        header
        for table in reading.tables
        for header, kind in zip(table.columns.headers, table.columns.kinds, strict=True)
        if kind in _PEOPLE and header
    }
    return Paper(
        people.scrub(paper.name),
        tuple(_block(block, headers, people) for block in paper.blocks),
        notes=tuple(map(people.scrub, paper.notes)),
    )


def _block(block: Block, headers: set[str], people: People) -> Block:
    if isinstance(block, Text):
        return replace(block, text=people.scrub(block.text), place=people.scrub(block.place))
    columns: set[int] = set()
    rows = []
    for row in block.rows:
        texts = {at for at, cell in enumerate(row.cells) if " ".join(cell.text.split()) in headers}
        columns |= texts
        rows.append(
            Row(
                tuple(
                    _cell(cell, at in columns - texts, people) for at, cell in enumerate(row.cells)
                ),
                people.scrub(row.place),
                row.hidden,
            )
        )
    return Table(tuple(rows), people.scrub(block.place), people.scrub(block.title))


def _cell(cell: Cell, leads: bool, people: People) -> Cell:
    if not cell.text and not cell.struck:
        return cell
    counts = dict(people.counts)
    without = _without_people(cell, leads, people)
    if cell.down or cell.across:
        people.counts = counts  # it repeats the text of the cell that covers it
    return without


def _without_people(cell: Cell, leads: bool, people: People) -> Cell:
    struck = people.scrub(cell.struck)
    if leads:
        lines = [cell.text] if cell.wraps else cell.text.split("\n")
        named = [leads_of(line, people, cell.wraps) for line in lines]
        if any(lead.initials for line in named for lead in line):
            texts = ("; ".join(map(written, line)) for line in named)
            return replace(cell, text="\n".join(texts), struck=struck, wraps=())
    text = people.scrub(cell.text)
    return replace(cell, text=text, struck=struck, wraps=cell.wraps if text == cell.text else ())


def learn_columns_of_people(paper: Paper, people: People) -> None:
    """Learn the people of columns that hold little but names, whatever they are called."""
    for block in paper.blocks:
        _learn_beside(block, people)
        for texts in _columns(block):
            names = [text for text in texts if " " in text and is_name(text, surely_person=True)]
            # Below `Author` a single name is one; below other words several must be.
            headed = bool(texts) and texts[0].lower().rstrip(" :") in phrases("labels")
            enough = len(names) >= _FEWEST_NAMES and len(names) > len(texts) / 2
            if enough or (headed and len(names) >= (len(texts) - 1) / 2):
                for name in names:
                    people.learn(name)


def _learn_beside(block: Block, people: People) -> None:
    """Learn who stands beside a post or initials: `RT | Rosalind Tuck`, `Chair | Rosalind Tuck`."""
    for row in block.rows if isinstance(block, Table) else ():
        is_box = len(row.filled) <= _MOST_OF_BOX
        for left, right in pairwise(cell.text.strip() for cell in row.filled):
            for label, name in ((left, right), (right, left)):
                initials = len(label) > 1 and initials_of(name) == label
                beside = initials or (is_box and is_label_of_person(label))
                if beside and " " in name and is_name(name, surely_person=True):
                    people.learn(name)


def _columns(block: Block) -> Iterator[list[str]]:
    if isinstance(block, Table):
        for at in range(max((len(row.cells) for row in block.rows), default=0)):
            cells = [row.cells[at] for row in block.rows if at < len(row.cells)]
            yield [c.text.strip() for c in cells if c.text and not c.down and not c.across]
