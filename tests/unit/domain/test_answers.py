"""Proposals of items that answer a recommendation, as a table of one recommendation and items."""

from __future__ import annotations

import pytest

from portal.domain.answers import PlanItem, by_item, proposals
from portal.domain.inspections import Recommended

RETURNS = "Interviews with children who return after going missing should be better analysed."


def asked(ref: str, text: str, area: str | None = None, to: str = "council") -> Recommended:
    return Recommended(
        ref=ref,
        page=4,
        paragraphs="",
        addressee=to,
        summary="",
        as_printed=text,
        repeats="",
        place="",
        note="",
        themes=(),
        area=area,
    )


def item(ref: str, title: str, area: str = "workforce") -> PlanItem:
    return PlanItem(
        plan="york-2025",
        ref=ref,
        kind="project",
        title=title,
        summary="",
        status="in_progress",
        area=area,
        themes=(),
    )


ALIKE = "Analyse interviews with missing children who return"
OTHER = "Recruit foster carers and agree fees"


@pytest.mark.parametrize(
    ("made", "items", "expected"),
    [
        (asked("5", RETURNS), [item("AFI 5", ALIKE), item("AFI 6", OTHER)], [("AFI 5", "both")]),
        (asked("5", RETURNS), [item("P9", ALIKE), item("P5", OTHER)], [("P9", "words")]),
        (asked("5", RETURNS), [item("P9", ALIKE), item("5", ALIKE)], [("5", "both")]),
        (asked("5", RETURNS), [item("P5", OTHER)], []),
        (asked("147", RETURNS, to="board"), [item("147", OTHER)], []),
        (asked("5", RETURNS), [item("A1", f"{OTHER} (recommendation 5)")], [("A1", "reference")]),
        (asked("5", RETURNS), [item("A1", f"{ALIKE} (rec. 5)")], [("A1", "both")]),
        (asked("5", RETURNS), [item("A1", f"{OTHER} (recommendation 15)")], []),
        (asked("5", RETURNS), [], []),
    ],
)
def test_an_item_is_proposed_by_number_and_words(
    made: Recommended, items: list[PlanItem], expected: list[tuple[str, str]]
) -> None:
    filler = [item("Z1", "Publish a budget for equipment"), item("Z2", "Open an office in town")]
    answers = proposals([made], [*items, *filler])
    proposed = answers.get((made.addressee, made.ref), ())
    assert [(answer.ref, answer.basis) for answer in proposed] == expected
    assert all(answer.proposed for answer in proposed)
    assert proposals([made], [*items, *filler], {(made.addressee, made.ref)}) == {}
    turned = [key for ref, _basis in expected for key in by_item(answers, "york-2025", ref)]
    assert turned == [(made.addressee, made.ref)] * len(expected)
