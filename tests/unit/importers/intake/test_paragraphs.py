"""Actions as paragraphs with labels on their lines: which are actions, and which are not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from docx import Document

from portal.importers.intake.paper import RefusedPaper
from portal.importers.intake.proposals import Proposal
from tests.support.plan_papers import actions, opened

READ = ["1.1", "Agree a standard", "Practice Lead", "2025-10-31 completed"]
AUDIT = ["1.2", "Audit ten files", "Head of Quality;Team Managers", "in_progress"]


def from_paragraphs(texts: Sequence[str]) -> Proposal:
    document = Document()
    document.add_heading("Priority 1: Practice", 1)
    for text in texts:
        document.add_paragraph(text)
    return opened(document)


@pytest.mark.parametrize(
    "texts",
    [
        ["1.1 Agree a standard", "Lead: Practice Lead    Deadline: October 2025    Status: Done",
         "1.2 Audit ten files",
         "Lead: Head of Quality / Team Managers\tDeadline: Monthly\tStatus: On track"],
        ["1.1 Agree a standard\nLead: Practice Lead By: 31 October 2025 Status: Complete",
         "1.2 Audit ten files\nLead: Head of Quality / Team Managers By: Monthly Status: Ongoing"],
        ["1.1 Agree a standard (lead: Practice Lead; by: 31/10/2025; status: complete)",
         "1.2 Audit ten files (lead: Head of Quality / Team Managers; by: TBC; status: begun)"],
        ["What inspectors said: practice differs.", "1.1 Agree a standard",
         "Who is responsible: Practice Lead | Target date: Oct 2025 | Status: Closed",
         "1.2 Audit ten files", "Responsible: Head of Quality / Team Managers | Status: Late"],
    ],
)  # fmt: skip
def test_a_sentence_and_its_labels_are_an_action(texts: Sequence[str]) -> None:
    assert actions(from_paragraphs(texts)) == [("Practice", *READ), ("Practice", *AUDIT)]


def test_words_below_an_action_are_its_commentary_and_one_without_labels_is_not_lost() -> None:
    line = "Lead: Practice Lead  By: October 2025"
    proposal = from_paragraphs(
        ["1.1 Agree a standard", line, "Progress: Ten seen. Next: ask families.",
         "1.2 Audit ten files", "1.3 Ask families", line]
    )  # fmt: skip
    assert [(action.ref, action.progress) for action in proposal.actions] == [
        ("1.1", "Ten seen. Next: ask families."), ("1.2", ""), ("1.3", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("after", [" | By: May 2026", "; by: May 2026)", "\tBy: May 2026"])
def test_a_bracket_of_a_lead_stays_closed(after: str) -> None:
    opens = "(" if after.endswith(")") else ""
    lead = f"{opens}Lead: Tom Larkspur (Head of Care){after}"
    proposal = from_paragraphs(["1.1 Set a standard", lead, "1.2 Audit ten files", lead])
    for action in proposal.actions:
        assert [(x.initials, x.role) for x in action.leads] == [("TL", "Head of Care")]


@pytest.mark.parametrize(
    "texts",
    [
        ["This plan was agreed in June.", "Lead: Practice Lead  Date: June 2025  Version: 3"],
        ["1.1 We looked at practice: it differs.", "1.2 The board met. Lead members came."],
    ],
)
def test_an_introduction_is_no_action(texts: Sequence[str]) -> None:
    with pytest.raises(RefusedPaper):
        from_paragraphs(texts)


def test_a_paragraph_goes_on_with_the_progress_above_it_and_the_last_is_listed() -> None:
    proposal = from_paragraphs(
        ["1.1 Set a standard", "Lead: Head of A  By: June 2025", "Progress: It is written.",
         "All teams have it now.", "1.2 Audit ten files", "Lead: Head of B  By: TBC",
         "Progress: Ten seen.", "The Board meets in May."]
    )  # fmt: skip
    assert [action.progress for action in proposal.actions] == [
        "It is written.\nAll teams have it now.", "Ten seen.",
    ]  # fmt: skip
    assert "The Board meets in May." in [left.text for left in proposal.left_out]


def test_a_lead_keeps_its_brackets() -> None:
    proposal = from_paragraphs(
        ["1.1 Agree a standard (twice)", "Lead: Odalys Renshaw (Head of Help) | By: October 2025",
         "1.2 Audit ten files", "(Lead: Head of Quality | By: Monthly)"]
    )  # fmt: skip
    leads = [(lead.initials, lead.role) for action in proposal.actions for lead in action.leads]
    assert leads == [("OR", "Head of Help"), ("", "Head of Quality")]
    assert proposal.actions[0].text == "Agree a standard (twice)"
