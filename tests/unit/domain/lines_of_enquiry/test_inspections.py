"""Lines of enquiry from what inspections asked: again, and without a plan in answer."""

from __future__ import annotations

import pytest

from portal.domain.inspections import GradedInspection
from portal.domain.lines_of_enquiry import CouncilEvidence
from portal.domain.lines_of_enquiry.inspections import asked_again, unanswered
from portal.domain.lines_of_enquiry.phrases import MOST_WORDS
from portal.domain.returns import Request, Stop, history
from portal.domain.vocabulary import Area, Council, Plan, Theme, Vocabulary

TORBAY = Council(key="torbay", name="Torbay", kind="council", area_code="", region="", number=0)
AREAS = {"workforce": Area(key="workforce", name="Workforce", short_name="", holds="")}
THEMES = {"supervision": Theme(key="supervision", name="Supervision", holds="")}
WORDS = Vocabulary(version=1, made_at=None, councils={}, areas=AREAS, themes=THEMES, plans={})
TEXTS = (
    "inspectorate title inspected_from published published_source confidence judgement place note"
).split()
LONG = " ".join(["word"] * 30)
PLAN = Plan(
    key="torbay-2023",
    council="torbay",
    title="Plan",
    short_name="",
    published="2023-01",
    status="final",
    note="",
    document="plan",
    document_title="Plan",
    inspection="2022-04-01",
    inspectorate="Ofsted",
    inspection_title="",
    inspected="2022-04-01",
    judgement="",
)


def stop(when: str, to: str = "council", text: str = LONG, plan: Plan | None = None) -> Stop:
    inspection = GradedInspection(
        key=when,
        council="torbay",
        framework="sif",
        inspected=when,
        recommendations_council=1,
        recommendations_board=0,
        document=None,
        document_title=None,
        grades={},
        **dict.fromkeys(TEXTS, ""),
    )
    request = Request(
        ref="1", addressee=to, summary=text, area="workforce", themes=("supervision",)
    )
    plans = (plan,) if plan else ()
    return Stop(inspection=inspection, plans=plans, requests=(request,), planned=())


FIRST, SECOND = stop("2018-07-05"), stop("2022-04-01", text="Recruit more staff.")
TO_BOARD, ANSWERED = stop("2022-04-01", to="board"), stop("2022-04-01", plan=PLAN)


@pytest.mark.parametrize(
    ("stops", "again", "open_question"),
    [
        ([FIRST, SECOND], ["torbay/2022-04-01", "torbay/2018-07-05"], True),
        ([SECOND], [], True),
        ([FIRST, TO_BOARD], [], False),
        ([FIRST, ANSWERED], ["torbay/2022-04-01", "torbay/2018-07-05"], False),
        ([], [], False),
    ],
)
def test_lines_follow_from_what_was_asked(
    stops: list[Stop], again: list[str], open_question: bool
) -> None:
    asked = history(TORBAY, stops, WORDS)
    evidence = CouncilEvidence(council=TORBAY, areas=AREAS, themes=THEMES, history=asked)
    lines = [*asked_again(evidence)]
    assert [r.key for line in lines for r in line.references] == again
    for line in lines:
        assert (line.subject, set(line.themes)) == ("workforce", {"supervision"})
        assert "Why did 2 inspections ask Torbay about workforce" in line.wording
        assert len(line.why.split()) <= MOST_WORDS
    open_lines = [*unanswered(evidence)]
    assert bool(open_lines) == open_question
    for line in open_lines:
        assert "Torbay’s plan for the 1 recommendation of April 2022" in line.wording
        assert line.whole


def test_without_a_history_nothing_is_asked() -> None:
    evidence = CouncilEvidence(council=TORBAY, areas=AREAS, themes=THEMES)
    assert [*asked_again(evidence), *unanswered(evidence)] == []
