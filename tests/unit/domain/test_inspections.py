"""Grades of inspections: how they moved, and the order of councils by each column."""

from __future__ import annotations

import pytest

from portal.domain.inspections import Graded, GradedInspection, InspectedCouncil, changes, ordered
from portal.domain.vocabulary import Council


def inspection(
    year: int, framework: str = "sif", joint: bool = False, **grades: str
) -> GradedInspection:
    """An inspection of a year with some grades, underscores for hyphens in what was judged."""
    return GradedInspection(
        key=f"council-{year}",
        council="council",
        inspectorate="Ofsted",
        title="inspection",
        framework=framework,
        inspected_from="",
        inspected=f"{year}-05-06",
        published="",
        published_source="",
        confidence="high",
        judgement="",
        place="",
        note="",
        recommendations_council=None,
        recommendations_board=None,
        document=None,
        document_title=None,
        grades={
            judgement.replace("_", "-"): Graded(grade=grade, as_printed=grade, joint=joint)
            for judgement, grade in grades.items()
        },
    )


def council(
    name: str, *inspections: GradedInspection, region: str = "", months: int | None = None
) -> InspectedCouncil:
    """A council with its inspections, newest first."""
    area = Council(
        key=name.lower(), name=name, kind="council", area_code="", region=region, number=0
    )
    return InspectedCouncil(council=area, region=region, inspections=inspections, months=months)


RI, I = "requires-improvement", "inadequate"  # noqa: E741 - as inspectors write them


@pytest.mark.parametrize(
    ("newest", "before", "moved"),
    [
        (inspection(2022, overall="good"), inspection(2018, overall=RI), "up"),
        (inspection(2022, overall=RI), inspection(2018, overall=RI), "same"),
        (inspection(2022, overall=I), inspection(2018, overall="outstanding"), "down"),
        # A report without an overall grade, one of another scale, one that judged less.
        (inspection(2022, in_care="good"), inspection(2018, overall=RI), ""),
        (inspection(2022, overall="good"), inspection(2010, "safeguarding-2009", overall=I), ""),
        (inspection(2022, overall="good"), inspection(2013, "lac-2013", overall=RI), ""),
        (inspection(2022, overall="good"), inspection(2013, overall="adequate"), ""),
    ],
)
def test_overall_grades_of_one_scale_are_compared(
    newest: GradedInspection, before: GradedInspection, moved: str
) -> None:
    row = council("Torbay", newest, before)
    assert row.change == moved
    assert changes([row]) == ({moved: 1} if moved else {})


def test_a_board_inspected_in_between_hides_no_step() -> None:
    board = inspection(2020, "board", board=RI)
    row = council("A", inspection(2022, overall="good"), board, inspection(2018, overall=I))
    assert row.change == "up"


def test_a_joint_grade_of_children_in_care_stands_for_care_leavers() -> None:
    assert inspection(2019, joint=True, in_care="good").grade("care-leavers") == "good"
    assert inspection(2019, joint=False, in_care="good").grade("care-leavers") == ""
    assert inspection(2023, in_care="good", care_leavers=RI).grade("care-leavers") == RI


OLDER = inspection(2018, overall=I)
A = council("A", inspection(2022, overall=RI, leaders="good"), OLDER, region="South", months=45)
B = council("B", inspection(2024, "ilacs-short", overall="outstanding"), region="North", months=9)
C = council("C", inspection(2019, overall=I, leaders=RI), OLDER, region="North", months=100)
EMPTY = council("D")


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", "ABCD"),
        ("name-reversed", "DCBA"),
        ("region", "BCAD"),
        ("region-reversed", "ABCD"),
        ("overall", "BACD"),
        ("overall-reversed", "CABD"),
        ("leaders", "ACBD"),
        ("leaders-reversed", "CABD"),
        ("date", "BACD"),
        ("date-reversed", "CABD"),
        ("months", "BACD"),
        ("months-reversed", "CABD"),
        ("framework", "BACD"),
        ("change", "ACBD"),
        ("change-reversed", "CABD"),
        # Nobody has a grade of care leavers: then by name.
        ("care-leavers", "ABCD"),
    ],
)
def test_councils_are_sorted_by_a_column_and_those_without_a_value_come_last(
    sort: str, order: str
) -> None:
    assert "".join(row.council.name for row in ordered([C, EMPTY, A, B], sort)) == order
