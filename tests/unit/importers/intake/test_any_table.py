"""Whatever stands in a paper's tables, it is read or refused, and read again with other columns."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import pytest

from portal.importers.intake.paper import Cell, Paper, RefusedPaper, Row, Table, Text
from portal.importers.intake.proposals import propose

HEADERS = (
    "Ref|No.|Key|Action|Actions|Task name|Summary|Parent task|Outline level|Priority|Theme|Outcome"
    "|Objective|Recommendation|Item ref|Lead|Who and by when|By when|Due 2025/26|Q1|Q2|Q3|June|July"
    "|RAG|Status|Progress|Update June|Update Sept|Success measure|Confidence|Risk|Completed|Target|"
).split("|")
CELLS = (
    "1|1.1|1.2|2|A1|A1.1|(a)|(b)|R1|P-1|P-2|x|✓|✗|●|▶|Green|R|Complete|In progress|Head of Service"
    "|AB/CD|June 2025|30/06/2025|TBC|Train all the staff in the new form|Audit fifteen files."
    "|Half is done and the rest is to come.|Theme A: Front door|Priority 1: Homes|Green = on track"
    "|Completed: 5|75% of actions are complete|Head of A by 30 June 2025|1. Train 2. Audit"
    "|• Train\n• Audit|Phase 1 Jul 2025|Total|20|||||"
).split("|")
TEXTS = (
    "Improvement plan|Position at 30 June 2025|Completed actions|1. Homes|Key: green on track"
    "|✔ complete ▶ on track|Executive lead: Director of A|Q1|Previous"
).split("|")
SHEETS = ("", "June 2025", "Q1", "Q2", "Previous", "Current", "P1", "Plan")
FILLS = ("", "", "00B050", "FFC000", "BFBFBF")
KINDS = ("item", "item_ref", "theme", "action", "ref", "lead", "target", "status", "progress", "")


def made_up(chance: Random) -> Paper:
    """A paper of a few tables, some rows of which end early or are one merged cell."""

    def cell(texts: list[str]) -> Cell:
        covered = {"down": chance.random() < 0.03, "across": chance.random() < 0.03}
        return Cell(chance.choice(texts), chance.choice(FILLS), **covered)

    blocks: list[Text | Table] = []
    for number in range(chance.randint(1, 4)):
        place, width = f"table {number}", chance.randint(1, 9)
        rows = [[Cell(chance.choice(HEADERS)) for _ in range(width)]]
        for _ in range(chance.randint(0, 12)):
            count = width if chance.random() < 0.8 else chance.randint(1, width)
            row = [cell(CELLS) for _ in range(count)]
            if chance.random() < 0.1:
                row[1:] = [Cell(row[0].text, across=True)] * (count - 1)
            rows.append(row)
        blocks.append(Text(chance.choice(TEXTS), chance.choice((0, 1, 2)), f"paragraph {number}"))
        numbered = (Row(tuple(row), f"{place}, row {at}") for at, row in enumerate(rows))
        blocks.append(Table(tuple(numbered), place, chance.choice(SHEETS)))
    return Paper("plan", tuple(blocks))


@pytest.mark.parametrize("seed", range(30))
def test_a_paper_is_read_or_refused(seed: int) -> None:
    chance = Random(seed)  # noqa: S311
    with suppress(RefusedPaper):
        proposal = propose(made_up(chance))
        keys = [key for table in proposal.tables for key in table.columns.keys]
        again = propose(proposal.paper, {key: chance.choice(KINDS) for key in keys})
        assert again.actions
