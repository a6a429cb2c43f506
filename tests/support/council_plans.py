"""A made-up council's tracker as a CSV file, its next issue, and a reading of it that waits."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from portal.domain.access import PARTNERS, Actor
from portal.domain.shared import CHECKED, SHARED
from portal.importers.council_returns.desk import ReturnDesk
from portal.importers.intake.opening import open_paper
from portal.importers.intake.proposals import Proposal, propose
from portal.importers.plan_review.desk import PlanDesk
from portal.importers.plan_review.papers import PlanPapers
from portal.importers.plan_review.sharing import PlanSharing

PERSON = "Wilhelmina Thistlewood"
HEADER = ("Ref", "Recommendation", "Action", "Partners", "By when", "Status", "RAG", "Progress")
ROWS = (
    ("1.1", "1 Supervise social workers", "Give every worker supervision once a month",
     f"{PERSON}, Head of Practice", "30 June 2025", "In progress", "Amber", "Begun in May."),
    ("1.2", "1 Supervise social workers", "Record each supervision on the child’s file",
     "Perpetua Quillfeather, Team Manager", "31 March 2025", "Complete", "Green", "Done."),
    ("1.3", "1 Supervise social workers", "Audit twenty files of supervision every quarter",
     "Barnabas Oxenholme, Head of Quality", "End of May 2025", "Not started", "Red", ""),
    ("2.1", "2 Reduce caseloads", "Appoint six more social workers for the assessment teams",
     f"{PERSON}, Head of Practice", "TBC", "In progress", "Amber",
     "Advert out, says Perpetua Quillfeather."),
    ("2.2", "2 Reduce caseloads", "Agree a limit of eighteen children a worker",
     "Barnabas Oxenholme, Head of Quality", "01/09/2025", "Overdue", "Red", "With the board."),
)  # fmt: skip
# Three months later: one is done, one put off, one gone, one new.
LATER = (
    (*ROWS[0][:5], "Complete", "Green", "All teams have it."),
    ROWS[1],
    (*ROWS[2][:4], "30 November 2025", "In progress", "Amber", "Ten files audited."),
    ROWS[3],
    ("2.3", "2 Reduce caseloads", "Pay a bonus to workers who stay for three years",
     "Perpetua Quillfeather, Team Manager", "31 January 2026", "Not started", "Amber", ""),
)  # fmt: skip
JUNE, SEPTEMBER = "30 June 2025", "30 September 2025"


def paper(
    rows: Sequence[Sequence[str]] = ROWS,
    day: str = JUNE,
    council: str = "Torbay",
    header: Sequence[str] = HEADER,
) -> bytes:
    """The tracker as its council would export it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([f"{council} Council improvement tracker"])
    writer.writerow([f"Position at {day}"])
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def proposed(raw: bytes, name: str = "tracker.csv") -> Proposal:
    """The rows that the paper gives, read in this process."""
    return propose(open_paper(raw, name))


def desk(sessions: sessionmaker[Session]) -> PlanDesk:
    """The desk of editors, which reads in this process."""
    papers = PlanPapers(sessions, lambda raw, name: propose(open_paper(raw, name)), propose)
    return PlanDesk(sessions, papers)


def let_wait(
    sessions: sessionmaker[Session], editor: Actor, raw: bytes, name: str = "tracker.csv"
) -> int:
    """Let a paper wait for review; return its number."""

    def save(path: Path) -> None:
        path.write_bytes(raw)

    return desk(sessions).upload(editor, name, save)


def share_draft(
    sessions: sessionmaker[Session], editor: Actor, checker: Actor, number: int, **more: str
) -> int:
    """Give a plan that waits to an audience, checked by a second person; its number there."""
    fields = {"audience": PARTNERS, "embargo": "", **more}
    given = PlanSharing(sessions).share(editor, number, fields["audience"], fields["embargo"])
    returns = ReturnDesk(sessions)
    for state in (CHECKED, SHARED):
        returns.step(checker, given, state)
    return given
